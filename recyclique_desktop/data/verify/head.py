"""A quick look at the end of each stream, cheap enough for every start; ``verify`` is the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.verify.report import Report
from recyclique_desktop.domain import journal

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from recyclique_desktop.data.verify.trust import Trust

_LAST = (
    "SELECT seq, header, payload, hash, signature, hlc, series, number FROM journal"
    " WHERE stream_id = ? ORDER BY seq DESC LIMIT ?"
)
_HASH = "SELECT hash FROM journal WHERE stream_id = ? AND seq = ?"
_END = "SELECT max(seq) FROM journal WHERE stream_id = ?"
_COUNTERS = "SELECT series, last FROM counters WHERE stream_id = ?"


@dataclass(slots=True)
class _Link:
    """What the next entry must follow."""

    seq: int
    hash: bytes
    hlc: int


def check_head(connection: Connection, trust: Trust, *, entries: int = 200) -> Report:
    """Check the last entries of each stream, the signature of the newest, and the counters against them.

    Args:
        connection: In one read snapshot or holding the writer.
        trust: Streams and public keys, from outside the file.
        entries: How many entries of each stream are read, from the newest back.
    """
    report = Report()
    for stream_id in (trust.own_stream, trust.centre_stream):
        if stream_id is not None:
            _check_stream(connection, stream_id, trust, report, entries)
    check_witness(connection, trust, report)
    return report


def check_witness(connection: Connection, trust: Trust, report: Report) -> None:
    """Name the streams that end before the place where they were last seen, or hold something else there."""
    for stream_id, mark in trust.witness.items():
        where = f"journal, entrée {mark.seq}"
        found = connection.exec_driver_sql(_HASH, (stream_id.bytes, mark.seq)).scalar_one_or_none()
        if found is None:
            last = connection.exec_driver_sql(_END, (stream_id.bytes,)).scalar_one()
            report.add("verify.end_gone", where, f"{last or 0} < {mark.seq}")
        elif found != mark.hash:
            report.add("verify.end_differs", where)


def _check_stream(connection: Connection, stream_id: UUID, trust: Trust, report: Report, entries: int) -> None:
    rows = list(reversed(connection.exec_driver_sql(_LAST, (stream_id.bytes, entries + 1)).all()))
    if not rows:
        return
    joined = trust.joined_as is not None and stream_id != trust.own_stream
    whole = len(rows) <= entries and not (joined and rows[0].seq > 1)
    before = _Link(0, journal.GENESIS, 0) if whole else _Link(rows[0].seq, rows[0].hash, rows[0].hlc)
    numbers: dict[str, int] = {}
    for row in rows if whole else rows[1:]:
        _check_entry(row, before, report)
        before = _Link(row.seq, row.hash, row.hlc)
        if row.series is not None:
            numbers[row.series] = row.number
    if stream_id == trust.own_stream:
        _check_signature(rows[-1], trust, report)
    _check_counters(connection, stream_id, numbers, report)


def _check_entry(row: Any, before: _Link, report: Report) -> None:
    where = f"journal, entrée {row.seq}"
    report.entries += 1
    try:
        header = journal.Header.from_bytes(row.header)
    except ValueError:
        report.add("verify.unreadable", where, "header")
        return
    if journal.digest_of(row.header) != row.hash:
        report.add("verify.hash", where, "header")
    if row.seq != before.seq + 1:
        report.add("verify.hole", where, f"{before.seq} -> {row.seq}")
    if header.prev_hash != before.hash or header.hlc <= before.hlc:
        report.add("verify.chain", where)
    if row.payload and journal.digest_of(row.payload) != header.payload_digest:
        report.add("verify.payload", where)


def _check_signature(row: Any, trust: Trust, report: Report) -> None:
    report.signatures += 1
    where = f"journal, entrée {row.seq}"
    try:
        key = trust.keys.get(journal.Header.from_bytes(row.header).key_id or "")
    except ValueError:
        return  # said already
    if key is None or not journal.is_signed_by(key, row.hash, row.signature):
        report.add("verify.signature", where)


def _check_counters(connection: Connection, stream_id: UUID, numbers: dict[str, int], report: Report) -> None:
    """A counter behind the entries would give a number twice."""
    found = {row[0]: row[1] for row in connection.exec_driver_sql(_COUNTERS, (stream_id.bytes,))}
    for series, number in numbers.items():
        if found.get(series) != number:
            report.add("verify.counter", f"counters {series}", f"{found.get(series)} <> {number}")
