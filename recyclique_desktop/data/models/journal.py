"""The journal itself, and what this machine alone remembers. None of these rows travel as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import PERSONAL, Base
from recyclique_desktop.data.models.columns import local_check, local_unique, owned
from recyclique_desktop.data.types import Bytes, Choice, Int, Json, Str, UtcDateTime, Uuid
from recyclique_desktop.domain.enums import JournalClass, Series


class JournalEntry(Base):
    """One entry of a stream: the exact bytes that were hashed and signed, and columns that repeat the header."""

    __tablename__ = "journal"
    __table_args__ = owned(
        "local",
        UniqueConstraint("entry_id"),
        local_unique("uq_journal_number", "stream_id", "series", "number", where="series IS NOT NULL"),
        local_check("seq_positive", "seq >= 1"),
        local_check("numbered_in_series", "(series IS NULL) = (number IS NULL)"),
        local_check("hash_length", "length(hash) = 32"),
    )

    stream_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    seq: Mapped[int] = mapped_column(Int(big=True), primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(Uuid())
    tx: Mapped[UUID] = mapped_column(Uuid(), index=True)
    header: Mapped[bytes] = mapped_column(Bytes())
    payload: Mapped[bytes] = mapped_column(Bytes())
    hash: Mapped[bytes] = mapped_column(Bytes())
    signature: Mapped[bytes | None] = mapped_column(Bytes())
    journal_class: Mapped[JournalClass] = mapped_column("class", Choice(JournalClass, length=16))
    act: Mapped[str] = mapped_column(Str(64), index=True)
    series: Mapped[Series | None] = mapped_column(Choice(Series, length=1))
    number: Mapped[int | None] = mapped_column(Int(big=True))
    hlc: Mapped[int] = mapped_column(Int(big=True))
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class Counter(Base):
    """Last number given in a series of a stream; checked against the journal at start."""

    __tablename__ = "counters"
    __table_args__ = owned("local", local_check("last_positive", "last >= 0"))

    stream_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    series: Mapped[Series] = mapped_column(Choice(Series, length=1), primary_key=True)
    last: Mapped[int] = mapped_column(Int(big=True))


class SyncCursor(Base):
    """How far this machine and the centre agree on a stream: ``acked`` of ours, ``pulled`` of others'."""

    __tablename__ = "sync_cursors"
    __table_args__ = owned("local", local_check("positive", "acked >= 0 AND pulled >= 0"))

    stream_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    epoch: Mapped[UUID | None] = mapped_column(Uuid())
    acked: Mapped[int] = mapped_column(Int(big=True), default=0, server_default=text("0"))
    pulled: Mapped[int] = mapped_column(Int(big=True), default=0, server_default=text("0"))
    head_hash: Mapped[bytes | None] = mapped_column(Bytes())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class JournalBranch(Base):
    """A stream of the centre that carries our journal from a fork on: another copy of this file had sent before us."""

    __tablename__ = "journal_branches"
    __table_args__ = owned("local", local_check("fork_positive", "fork >= 0"))

    stream_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    parent_id: Mapped[UUID] = mapped_column(Uuid())
    fork: Mapped[int] = mapped_column(Int(big=True))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())


class UnappliedEntry(Base):
    """A pulled entry whose rows could not be written here, why, and its bytes; tried again, never in anybody's way."""

    __tablename__ = "unapplied_entries"
    __table_args__ = owned("local", local_check("retries_positive", "retries >= 0"))

    stream_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    seq: Mapped[int] = mapped_column(Int(big=True), primary_key=True, autoincrement=False)
    cause: Mapped[str] = mapped_column(Str(64))
    detail: Mapped[str | None] = mapped_column(Str(text=True))
    payload: Mapped[bytes] = mapped_column(Bytes())
    retries: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime())


class PendingEdit(Base):
    """A wish of this machine on one column of a shared row, shown already, not yet answered by the centre."""

    __tablename__ = "pending_edits"
    __table_args__ = owned("local")

    table_name: Mapped[str] = mapped_column(Str(64), primary_key=True)
    row_id: Mapped[str] = mapped_column(Str(80), primary_key=True)
    column_name: Mapped[str] = mapped_column(Str(64), primary_key=True)
    base_version: Mapped[int] = mapped_column(Int(big=True))
    old: Mapped[Any | None] = mapped_column(Json(), info=PERSONAL)
    new: Mapped[Any | None] = mapped_column(Json(), info=PERSONAL)
    entry_id: Mapped[UUID] = mapped_column(Uuid(), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class DeviceSetting(Base):
    """A setting of this machine alone: scale, printer, sounds. Kept beside the key, so no restore moves it."""

    __tablename__ = "device_settings"
    __table_args__ = owned("local", file="device")

    key: Mapped[str] = mapped_column(Str(100), primary_key=True)
    value: Mapped[Any] = mapped_column(Json())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Throttle(Base):
    """Wrong attempts of one person, or of one unknown name, on this machine; kept beside the key."""

    __tablename__ = "throttles"
    __table_args__ = owned("local", local_check("positive", "failures >= 0 AND locks >= 0"), file="device")

    subject: Mapped[str] = mapped_column(Str(128), primary_key=True)
    failures: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    locks: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())
