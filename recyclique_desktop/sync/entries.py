"""Pulled entries read and checked: bytes that are what they say, each after the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.data import chain
from recyclique_desktop.data.parsing import parsed
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.enums import JournalClass
from recyclique_desktop.sync.round import SyncError
from recyclique_desktop.sync.upcast import upcast
from recyclique_desktop.sync.vocabulary import Cause

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.sync.round import SentEntry


@dataclass(slots=True)
class ReadEntry:
    """An entry of another stream, ready to be applied.

    Attributes:
        payload: Nothing where its personal bytes were erased, or not sent to this workstation, or when it was let go.
        kept: Its row of ``journal``.
        audit: Its audit row with the operator's code in the place of her id; nothing when it gives none.
    """

    stream: UUID
    seq: int
    tx: str
    is_personal: bool
    payload: dict[str, Any] | None
    payload_bytes: bytes
    hash: bytes
    kept: tuple[Any, ...]
    audit: tuple[Any, ...] | None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Rows it wrote, parents first."""
        found: list[dict[str, Any]] = self.payload.get("rows", []) if self.payload else []
        return found

    @property
    def answers(self) -> UUID | None:
        """The entry of ours that this one of the centre answers."""
        named = self.payload.get("answers") if self.payload else None
        return UUID(named) if named else None

    @property
    def refused(self) -> dict[str, Any]:
        """What the centre kept: ``{"table/id/column": its value}``."""
        found: dict[str, Any] = self.payload.get("refused", {}) if self.payload else {}
        return found


def read(entry: SentEntry, before: bytes | None, keeps: Callable[[UUID, UUID], bool]) -> ReadEntry:
    """Check an entry against the one before it in its stream, and read it.

    Args:
        entry: As it was pulled.
        before: Hash of the entry before, if this file has that one.
        keeps: Tells whether the payload bytes of a stream stay in this file, given its name and the one in its headers
            (a branch carries those of the stream it left); what it wrote is applied all the same.

    Raises:
        SyncError: *bad*: the bytes are not what they say. Nothing of the stream after them can be believed. *epoch*:
            the stream does not follow what the centre told of it before: it was put back.
    """
    if journal.digest_of(entry.header) != entry.hash:
        raise SyncError(Cause.BAD, f"{entry.stream} {entry.seq}: hash")
    try:
        header = journal.Header.from_fields(parsed(entry.header))
    except ValueError as error:
        raise SyncError(Cause.BAD, f"{entry.stream} {entry.seq}: header") from error
    if header.seq != entry.seq:
        raise SyncError(Cause.BAD, f"{entry.stream} {entry.seq}: chain")
    if before is not None and header.prev_hash != before:
        raise SyncError(Cause.EPOCH, f"{entry.stream} {entry.seq}: chain")
    is_personal = header.journal_class is JournalClass.PERSONAL
    payload = _payload(entry, header, is_personal=is_personal)
    bytes_kept = entry.payload if keeps(entry.stream, header.stream_id) else b""
    kept = chain.stored(header, journal.Entry(entry.header, bytes_kept, entry.hash, entry.signature))
    return ReadEntry(
        stream=entry.stream,
        seq=entry.seq,
        tx=str(header.tx),
        is_personal=is_personal,
        payload=payload,
        payload_bytes=entry.payload,
        hash=entry.hash,
        kept=(entry.stream.bytes, *kept[1:]),
        audit=_audit(header, payload),
    )


def _payload(entry: SentEntry, header: journal.Header, *, is_personal: bool) -> dict[str, Any] | None:
    if not entry.payload and is_personal:
        return None
    if journal.digest_of(entry.payload) != header.payload_digest:
        raise SyncError(Cause.BAD, f"{entry.stream} {entry.seq}: payload")
    body = parsed(entry.payload)
    if not isinstance(body, dict):
        raise SyncError(Cause.BAD, f"{entry.stream} {entry.seq}: payload")
    return upcast(body)


def _audit(header: journal.Header, payload: dict[str, Any] | None) -> tuple[Any, ...] | None:
    """Return the audit row; an act that only a newer program knows gives none here."""
    if payload is None or header.act not in acts.BY_NAME or not chain.is_audited(header):
        return None
    row = chain.audit_row(header, payload, None)
    return (*row[:2], header.actor, *row[3:])
