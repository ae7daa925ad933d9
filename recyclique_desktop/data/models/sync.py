"""Meeting the centre: what each round did, and the tables that only the centre holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Identity, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from recyclique_desktop.data.base import PERSONAL, SECRET, Base
from recyclique_desktop.data.models.columns import NOW_OR_NULL, Keyed, owned
from recyclique_desktop.data.types import Bool, Bytes, Choice, Int, Json, Str, TransactionId, UtcDateTime, Uuid, Words
from recyclique_desktop.domain.enums import AuditActionType, JournalClass, LedgerStatus, Series, WorkstationKind

_CENTRE = "sync"


class SyncLog(Keyed, Base):
    """One round and direction that moved something or failed; equal failures in a row are one row with a count."""

    __tablename__ = "sync_logs"
    __table_args__ = owned("local")

    sync_type: Mapped[str] = mapped_column(Str())
    status: Mapped[str] = mapped_column(Str())
    message: Mapped[str | None] = mapped_column(Str(text=True))
    error_details: Mapped[str | None] = mapped_column(Str(text=True))
    records_count: Mapped[int | None] = mapped_column(Int())
    file_path: Mapped[str | None] = mapped_column(Str())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True, info=NOW_OR_NULL)
    device_id: Mapped[UUID | None] = mapped_column(Uuid(), index=True)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    pushed: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    pulled: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    parked: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    bytes: Mapped[int] = mapped_column(Int(big=True), default=0, server_default=text("0"))
    cause: Mapped[str | None] = mapped_column(Str(64))
    repeats: Mapped[int] = mapped_column(Int(), default=1, server_default=text("1"))


class Stream(Base):
    """A journal as the centre knows it: whose, since when, how far; a branch names its parent and fork point."""

    __tablename__ = "streams"
    __table_args__ = owned("centre_only", schema=_CENTRE)

    stream_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    workstation_id: Mapped[UUID | None] = mapped_column(Uuid(), index=True)
    site_id: Mapped[UUID | None] = mapped_column(Uuid(), index=True)
    epoch: Mapped[UUID] = mapped_column(Uuid())
    parent_stream_id: Mapped[UUID | None] = mapped_column(Uuid(), index=True)
    parent_seq: Mapped[int | None] = mapped_column(Int(big=True))
    last_seq: Mapped[int] = mapped_column(Int(big=True), default=0, server_default=text("0"))
    last_hash: Mapped[bytes | None] = mapped_column(Bytes())
    public_key: Mapped[bytes | None] = mapped_column(Bytes())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class LedgerEntry(Base):
    """An entry that a workstation pushed, byte for byte, and whether it could be applied."""

    __tablename__ = "ledger"
    __table_args__ = owned(
        "centre_only",
        Index("ix_ledger_unapplied", "stream_id", "seq", postgresql_where=text("status <> 'applied'")),
        schema=_CENTRE,
    )

    stream_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    seq: Mapped[int] = mapped_column(Int(big=True), primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(Uuid())
    site_id: Mapped[UUID | None] = mapped_column(Uuid())
    header: Mapped[bytes] = mapped_column(Bytes())
    payload: Mapped[bytes] = mapped_column(Bytes())
    hash: Mapped[bytes] = mapped_column(Bytes())
    signature: Mapped[bytes | None] = mapped_column(Bytes())
    journal_class: Mapped[JournalClass] = mapped_column("class", Choice(JournalClass, length=16))
    act: Mapped[str] = mapped_column(Str(64))
    series: Mapped[Series | None] = mapped_column(Choice(Series, length=1))
    number: Mapped[int | None] = mapped_column(Int(big=True))
    hlc: Mapped[int] = mapped_column(Int(big=True))
    status: Mapped[LedgerStatus] = mapped_column(Choice(LedgerStatus, length=16))
    cause: Mapped[str | None] = mapped_column(Str(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class EntryId(Base):
    """Every entry id the centre ever took, so that none is taken twice from two streams."""

    __tablename__ = "entry_ids"
    __table_args__ = owned("centre_only", schema=_CENTRE)

    entry_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    stream_id: Mapped[UUID] = mapped_column(Uuid())
    seq: Mapped[int] = mapped_column(Int(big=True))


class CentreEntry(Base):
    """An entry of the centre's own stream: shared rows that changed, answers to requests."""

    __tablename__ = "centre_entries"
    __table_args__ = owned("centre_only", UniqueConstraint("entry_id"), schema=_CENTRE)

    epoch: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    seq: Mapped[int] = mapped_column(Int(big=True), primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(Uuid())
    answers: Mapped[UUID | None] = mapped_column(Uuid(), index=True)
    header: Mapped[bytes] = mapped_column(Bytes())
    payload: Mapped[bytes] = mapped_column(Bytes())
    hash: Mapped[bytes] = mapped_column(Bytes())
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class ParkedEntry(Base):
    """A stored entry that cannot be applied yet, why, and what it waits for."""

    __tablename__ = "parked"
    __table_args__ = owned("centre_only", schema=_CENTRE)

    stream_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    seq: Mapped[int] = mapped_column(Int(big=True), primary_key=True, autoincrement=False)
    cause: Mapped[str] = mapped_column(Str(64), index=True)
    detail: Mapped[str | None] = mapped_column(Str(text=True))
    waits_for_table: Mapped[str | None] = mapped_column(Str(64))
    waits_for_id: Mapped[str | None] = mapped_column(Str(80), index=True)
    retries: Mapped[int] = mapped_column(Int(), default=0, server_default=text("0"))
    parked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    settled_by: Mapped[UUID | None] = mapped_column(Uuid())


class Conflict(Keyed, Base):
    """Two values for one column of a shared row: the centre's, which holds, and the workstation's."""

    __tablename__ = "conflicts"
    __table_args__ = owned("centre_only", schema=_CENTRE)

    table_name: Mapped[str] = mapped_column(Str(64))
    row_id: Mapped[str] = mapped_column(Str(80), index=True)
    column_name: Mapped[str] = mapped_column(Str(64))
    centre_value: Mapped[Any | None] = mapped_column(Json(), info=PERSONAL)
    workstation_value: Mapped[Any | None] = mapped_column(Json(), info=PERSONAL)
    workstation_id: Mapped[UUID | None] = mapped_column(Uuid(), index=True)
    entry_id: Mapped[UUID] = mapped_column(Uuid(), index=True)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    settled_by: Mapped[UUID | None] = mapped_column(Uuid())


class Lease(Base):
    """Who does a job of the site for a period, so that it is done once."""

    __tablename__ = "leases"
    __table_args__ = owned("centre_only", schema=_CENTRE)

    job: Mapped[str] = mapped_column(Str(64), primary_key=True)
    period: Mapped[str] = mapped_column(Str(32), primary_key=True)
    workstation_id: Mapped[UUID] = mapped_column(Uuid(), index=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class EnrolmentCode(Keyed, Base):
    """A one-time code that lets one machine in; only its hash is kept. The first code of a centre has no site yet."""

    __tablename__ = "enrolment_codes"
    __table_args__ = owned("centre_only", UniqueConstraint("code_hash"), schema=_CENTRE)

    code_hash: Mapped[bytes] = mapped_column(Bytes(), info=SECRET)
    site_id: Mapped[UUID | None] = mapped_column(Uuid(), index=True)
    kind: Mapped[WorkstationKind] = mapped_column(Choice(WorkstationKind, length=16))
    issued_by: Mapped[UUID | None] = mapped_column(Uuid())
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    workstation_id: Mapped[UUID | None] = mapped_column(Uuid())


class IdAlias(Base):
    """A shared row that a stand-alone shop brought along and that the centre already had under another id."""

    __tablename__ = "id_aliases"
    __table_args__ = owned("centre_only", schema=_CENTRE)

    table_name: Mapped[str] = mapped_column(Str(64), primary_key=True)
    alias_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(Uuid(), index=True)
    workstation_id: Mapped[UUID | None] = mapped_column(Uuid())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Device(Base):
    """A machine that was let in: the login it holds, when it was last heard, which program it runs."""

    __tablename__ = "devices"
    __table_args__ = owned("centre_only", UniqueConstraint("role_name"), schema=_CENTRE)

    workstation_id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    role_name: Mapped[str] = mapped_column(Str(text=True))
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    protocol: Mapped[int | None] = mapped_column(Int())
    schema_version: Mapped[str | None] = mapped_column(Str(text=True))
    software: Mapped[str | None] = mapped_column(Str(text=True))


class CentreRow(Base):
    """The centre itself, one row: its epoch, its own stream, what its triggers and functions were when made."""

    __tablename__ = "centre"
    __table_args__ = owned("centre_only", CheckConstraint('"only"', name="one_row"), schema=_CENTRE)

    only: Mapped[bool] = mapped_column(Bool(), primary_key=True, default=True, server_default=true())
    epoch: Mapped[UUID] = mapped_column(Uuid())
    stream_id: Mapped[UUID] = mapped_column(Uuid())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    fingerprint: Mapped[str | None] = mapped_column(Str(64))
    enrol_password: Mapped[str | None] = mapped_column(Str(64), info=SECRET)


class Life(Base):
    """A life of the centre after a restore: which one it follows, who found out, which streams had become shorter."""

    __tablename__ = "lives"
    __table_args__ = owned("centre_only", schema=_CENTRE)

    epoch: Mapped[UUID] = mapped_column(Uuid(), primary_key=True)
    previous: Mapped[UUID] = mapped_column(Uuid())
    began_at: Mapped[datetime] = mapped_column(UtcDateTime())
    found_by: Mapped[UUID | None] = mapped_column(Uuid())
    evidence: Mapped[dict[str, Any]] = mapped_column(Json())


class RegisteredTable(Base):
    """A table that travels, as the functions of the centre know it: they take table names from here alone.

    ``columns`` is ``{name: {"kind", "private", "derived", "needed"}}``, the key's included; ``needed`` ones have
    neither NULL nor a default there. ``rank`` puts parents before children.
    """

    __tablename__ = "registry"
    __table_args__ = owned("centre_only", UniqueConstraint("rank"), schema=_CENTRE)

    table_name: Mapped[str] = mapped_column(Str(text=True), primary_key=True)
    owner: Mapped[str] = mapped_column(Str(text=True))
    rank: Mapped[int] = mapped_column(Int())
    key: Mapped[list[str]] = mapped_column(Words())
    columns: Mapped[dict[str, Any]] = mapped_column(Json())
    deletable: Mapped[bool] = mapped_column(Bool(), default=False, server_default=false())


class RegisteredAct(Base):
    """An act as the functions of the centre know it, so that audit rows follow from entries there too."""

    __tablename__ = "acts"
    __table_args__ = owned("centre_only", schema=_CENTRE)

    name: Mapped[str] = mapped_column(Str(text=True), primary_key=True)
    label: Mapped[str] = mapped_column(Str(text=True))
    journal_class: Mapped[JournalClass] = mapped_column("class", Choice(JournalClass, length=16))
    series: Mapped[Series | None] = mapped_column(Choice(Series, length=1))
    audit: Mapped[AuditActionType] = mapped_column(Choice(AuditActionType, length=64))
    target: Mapped[str | None] = mapped_column(Str(text=True))


class PendingChange(Base):
    """A change seen by a row trigger, until its transaction commits and it becomes part of a centre entry."""

    __tablename__ = "pending"
    __table_args__ = owned("centre_only", Index("ix_pending_xid", "xid"), schema=_CENTRE)

    n: Mapped[int] = mapped_column(Int(big=True), Identity(always=True), primary_key=True)
    xid: Mapped[int] = mapped_column(TransactionId())
    table_name: Mapped[str] = mapped_column(Str(text=True))
    op: Mapped[str] = mapped_column(Str(1))
    row_id: Mapped[str] = mapped_column(Str(text=True))
    old: Mapped[Any | None] = mapped_column(Json(), info=PERSONAL)
    new: Mapped[Any | None] = mapped_column(Json(), info=PERSONAL)
    request: Mapped[UUID | None] = mapped_column(Uuid())


class Stub(Base):
    """A shared row that was named before anybody described it, and which of its columns are placeholders."""

    __tablename__ = "stubs"
    __table_args__ = owned("centre_only", schema=_CENTRE)

    table_name: Mapped[str] = mapped_column(Str(text=True), primary_key=True)
    row_id: Mapped[str] = mapped_column(Str(text=True), primary_key=True)
    columns: Mapped[list[str]] = mapped_column(Words())
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
