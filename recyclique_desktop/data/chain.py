"""Appending to a stream: numbers, heads, entries and the audit rows derived from them.

Statements here are written by hand for the driver: they run inside every sale. Nothing else writes these tables.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import md5
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.clock import iso_offset, iso_utc, next_hlc
from recyclique_desktop.domain.enums import JournalClass, Series
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from recyclique_desktop.domain.acts import Act
    from recyclique_desktop.domain.station import Actor, Station

_HEAD = "SELECT seq, hash, hlc FROM journal WHERE stream_id = ? ORDER BY seq DESC LIMIT 1"
_NUMBER = (
    "INSERT INTO counters (stream_id, series, last) VALUES (?, ?, 1)"
    " ON CONFLICT (stream_id, series) DO UPDATE SET last = last + 1 RETURNING last"
)
_ENTRY = (
    "INSERT INTO journal (stream_id, seq, entry_id, tx, header, payload, hash, signature, class, act, series, number,"
    " hlc, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_AUDIT = (
    "INSERT INTO audit_logs (id, timestamp, actor_id, action_type, target_id, target_type, details_json, description)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


_BY_THE_HOUR = re.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}):([0-5][0-9]:[0-5][0-9])([+-][0-9]{2}:00)").fullmatch
"""A moment in a zone that is whole hours away from UTC: its minutes and seconds are the same there."""
APPROVED_BY = "approved_by"
"""Key of a payload, and of audit details: the manager who allowed what the actor may not do alone."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a stream; sequence 0 and the genesis hash before the first."""

    seq: int
    hash: bytes
    hlc: int


@dataclass(frozen=True, slots=True)
class Lot:
    """What one transaction appends to one stream: a main entry and at most one personal entry."""

    stream_id: UUID
    signer: journal.Signer | None
    act: Act
    actor: Actor
    station: Station
    at: datetime
    tx: UUID
    number: int | None
    software: str
    schema_version: str
    payload: dict[str, Any]
    personal: dict[str, Any] | None


def next_number(connection: Connection, stream_id: UUID, series: Series) -> int:
    """Take the next gap-free number of a series; a rollback gives it back."""
    row = connection.exec_driver_sql(_NUMBER, (stream_id.bytes, series.value)).one()
    return int(row[0])


def head(connection: Connection, stream_id: UUID) -> Head:
    """Return the last entry of a stream."""
    row = connection.exec_driver_sql(_HEAD, (stream_id.bytes,)).one_or_none()
    return Head(0, journal.GENESIS, 0) if row is None else Head(row[0], row[1], row[2])


def append(connection: Connection, lot: Lot) -> tuple[UUID, UUID | None]:
    """Append one transaction's entry, and its personal entry when it has one, to a stream.

    Returns:
        The ids of both.

    Raises:
        UserError: ``journal.too_long`` when the payload exceeds 256 kB.
    """
    last = head(connection, lot.stream_id)
    main = _append(connection, lot, last, lot.act.journal_class, lot.payload)
    if lot.personal is None:
        return main.entry_id, None
    personal = _append(connection, lot, main.head, JournalClass.PERSONAL, lot.personal)
    return main.entry_id, personal.entry_id


@dataclass(frozen=True, slots=True)
class _Appended:
    entry_id: UUID
    head: Head


def _append(connection: Connection, lot: Lot, last: Head, kind: JournalClass, body: dict[str, Any]) -> _Appended:
    payload = journal.canonical(body)
    if len(payload) > journal.MAX_BYTES:
        raise UserError("journal.too_long", size=len(payload), most=journal.MAX_BYTES)
    is_main = kind is not JournalClass.PERSONAL
    header = journal.Header(
        stream_id=lot.stream_id,
        seq=last.seq + 1,
        entry_id=lot.station.ids.new(),
        tx=lot.tx,
        act=lot.act.name,
        journal_class=kind,
        actor=lot.actor.operator_code,
        at=iso_offset(lot.at, lot.station.zone),
        hlc=next_hlc(lot.at, last.hlc),
        software=lot.software,
        schema_version=lot.schema_version,
        prev_hash=last.hash,
        payload_digest=journal.digest_of(payload),
        series=lot.act.series if is_main and lot.number is not None else None,
        number=lot.number if is_main else None,
        key_id=lot.signer.key_id if lot.signer else None,
    )
    entry = journal.seal(header, payload, lot.signer)
    connection.exec_driver_sql(_ENTRY, stored(header, entry))
    if is_audited(header):
        connection.exec_driver_sql(_AUDIT, audit_row(header, body, lot.actor.user_id))
    return _Appended(header.entry_id, Head(header.seq, entry.hash, header.hlc))


def stored(header: journal.Header, entry: journal.Entry) -> tuple[Any, ...]:
    """Return an entry as its row of ``journal``; every column but the bytes repeats the header."""
    return (
        header.stream_id.bytes,
        header.seq,
        header.entry_id.bytes,
        header.tx.bytes,
        entry.header,
        entry.payload,
        entry.hash,
        entry.signature,
        header.journal_class.value,
        header.act,
        header.series.value if header.series else None,
        header.number,
        header.hlc,
        utc_of(header.at),
    )


@lru_cache(maxsize=64)
def utc_of(at: str) -> str:
    """Return the moment of a header as rows write it; one entry asks twice."""
    match = _BY_THE_HOUR(at)
    if match is None:
        return iso_utc(datetime.fromisoformat(at))
    hour, rest, offset = match.groups()
    return f"{_utc_hour(hour, offset)}:{rest}.000000Z"


@lru_cache(maxsize=64)
def _utc_hour(hour: str, offset: str) -> str:
    return iso_utc(datetime.fromisoformat(f"{hour}:00:00{offset}"))[: len("YYYY-MM-DDTHH")]


def is_audited(header: journal.Header) -> bool:
    """Tell whether an entry gives an audit row.

    Personal entries do not; nor does the second entry of an act that wrote to both streams, which is the one
    without the act's number.
    """
    if header.journal_class is JournalClass.PERSONAL:
        return False
    return acts.BY_NAME[header.act].series is None or header.number is not None


def audit_id(header: journal.Header) -> UUID:
    """Return the id of an entry's audit row."""
    return audit_id_of(header.entry_id)


def audit_id_of(entry_id: UUID) -> UUID:
    """Return the id of the audit row of that entry: a UUIDv3, as MD5 is the one hash that every PostgreSQL has."""
    return UUID(bytes=_audit_id_bytes(entry_id))


def _audit_id_bytes(entry_id: UUID) -> bytes:
    """Return ``uuid3(entry_id, "0").bytes``, without the two UUIDs on the way: verification asks once per entry."""
    raw = bytearray(md5(entry_id.bytes + b"0", usedforsecurity=False).digest())
    raw[6] = raw[6] & 0x0F | 0x30
    raw[8] = raw[8] & 0x3F | 0x80
    return bytes(raw)


def audit_row(header: journal.Header, payload: dict[str, Any], actor_id: UUID | None) -> tuple[Any, ...]:
    """Return the audit row that follows from an entry, the same on both sides (``sync.md`` §8.9)."""
    act = acts.BY_NAME[header.act]
    target = _target(act, [*payload["rows"], *payload.get("requests", ())])
    doc = payload.get("doc")
    details = dict(doc) if doc is not None and act.journal_class is not JournalClass.FISCAL else {}
    if APPROVED_BY in payload:
        details[APPROVED_BY] = payload[APPROVED_BY]
    return (
        _audit_id_bytes(header.entry_id),
        utc_of(header.at),
        actor_id.bytes if actor_id else None,
        act.audit.value,
        target,
        act.target if target else None,
        json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if details else None,
        act.label,
    )


def _target(act: Act, rows: list[dict[str, Any]]) -> bytes | None:
    """Return the first row of the act's table that was written, or that a joined workstation wished for."""
    for row in rows:
        if row["table"] == act.target and isinstance(row["id"], str):
            return _uuid_bytes(row["id"])
    return None


def _uuid_bytes(text: str) -> bytes:
    """Return ``UUID(text).bytes``, without the UUID: every audited entry asks."""
    raw = bytes.fromhex(text.replace("-", ""))
    if len(raw) != 16:
        raise ValueError(text)
    return raw
