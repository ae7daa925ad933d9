"""Is what the centre holds what the workstations signed? Every journal walked from its first entry, hash by hash."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recyclique_desktop.central.connection import administering
from recyclique_desktop.data.verify import Report
from recyclique_desktop.data.verify.keys import KeyBook, vouched_for
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.enums import Series

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    import psycopg

_STREAMS = """
SELECT s.stream_id, coalesce(w.code, '?'), s.public_key, w.public_key, coalesce(s.parent_seq, 0), l.hash, s.last_seq
FROM sync.streams s LEFT JOIN public.workstations w ON w.id = s.workstation_id
LEFT JOIN sync.ledger l ON l.stream_id = s.parent_stream_id AND l.seq = s.parent_seq
WHERE s.workstation_id IS NOT NULL ORDER BY w.code, s.created_at, s.stream_id
"""
_ENTRIES = "SELECT seq, header, payload, hash, signature, series FROM sync.ledger WHERE stream_id = %s ORDER BY seq"
_CHANGES = (
    "SELECT seq, header, payload, hash, signature FROM sync.ledger WHERE stream_id = %s AND act = %s ORDER BY seq DESC"
)
_TICKETS = "SELECT stream_id, seq, payload, hash, header, signature FROM sync.ledger WHERE series = 'T' AND number = %s"
_CENTRE = "SELECT seq, header, payload, hash, NULL::bytea, NULL FROM sync.centre_entries WHERE epoch = %s ORDER BY seq"
_LIVES = "SELECT DISTINCT epoch FROM sync.centre_entries"
_AT_ONCE = 2_000


def verify_centre(dsn: str, *, full: bool) -> Report:
    """Check every journal that a centre holds, and its own.

    Args:
        dsn: Of an administrator.
        full: Check every signature instead of those of closures, of changes of key and of the last entry.

    Raises:
        UserError: ``central.*``.
    """
    report = Report()
    with administering(dsn) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for raw in connection.execute(_STREAMS).fetchall():
            _Walk(connection, report, _stream(raw), full=full).go()
        for (epoch,) in connection.execute(_LIVES).fetchall():
            _walk_centre(connection, report, epoch)
    return report


def is_genuine(dsn: str, number: str, extract: str) -> bool:
    """Tell whether the extract printed on a ticket is that of a signature which holds today.

    Args:
        dsn: Of an administrator.
        number: As printed: ``C01-000127``.
        extract: The four characters printed beside it.

    Raises:
        UserError: ``central.*``.
    """
    serial = number.rpartition("-")[2]
    if not serial.isdecimal():
        return False
    with administering(dsn) as connection:
        streams = {raw[0]: _stream(raw) for raw in connection.execute(_STREAMS).fetchall()}
        for stream_id, seq, payload, digest, raw, signature in connection.execute(_TICKETS, (int(serial),)).fetchall():
            is_it = signature is not None and journal.extract_of(bytes(signature)) == extract
            if not is_it or f'"{number}"'.encode() not in bytes(payload):
                continue
            walk = _Walk(connection, Report(), streams[stream_id], full=True)
            entry = _Entry(seq, bytes(raw), bytes(payload), bytes(digest), bytes(signature), "T")
            if walk.is_signed(entry):
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Stream:
    """A journal there: whose, under which keys, and after which entry of another one it begins."""

    stream_id: UUID
    code: str
    keys: tuple[bytes, ...]
    fork: int
    link: bytes
    last: int


def _stream(raw: Any) -> _Stream:
    keys = tuple({bytes(key) for key in (raw[2], raw[3]) if key is not None})
    return _Stream(raw[0], raw[1], keys, raw[4], bytes(raw[5]) if raw[5] is not None else journal.GENESIS, raw[6])


@dataclass(slots=True)
class _Walk:
    """One journal, entry by entry."""

    connection: psycopg.Connection[Any]
    report: Report
    stream: _Stream
    full: bool
    _book: KeyBook = field(default_factory=KeyBook)

    def go(self) -> None:
        """Walk it."""
        self._book = self._keys()
        seq, link = self.stream.fork, self.stream.link
        for entry in _rows(self.connection, _ENTRIES, self.stream.stream_id):
            where = f"{self.stream.code}, entrée {entry.seq}"
            self.report.entries += 1
            header = checked(self.report, entry, where)
            if entry.seq != seq + 1:
                self.report.add("verify.hole", where, f"{seq} -> {entry.seq}")
            if header is not None and header.prev_hash != link:
                self.report.add("verify.chain", where, "prev_hash")
            if header is not None and self._is_looked_at(header, entry):
                self._signature(header, entry, where)
            self.report.tickets += entry.series == Series.TICKET.value
            seq, link = entry.seq, entry.hash
        if seq != self.stream.last:
            self.report.add("verify.hole", self.stream.code, f"{seq} <> {self.stream.last}")

    def is_signed(self, entry: _Entry) -> bool:
        """Tell whether one entry is what it says, signed by a key that could sign it."""
        self._book = self._keys()
        header = checked(self.report, entry, "")
        if header is not None:
            self._signature(header, entry, "")
        return self.report.is_sound

    def _keys(self) -> KeyBook:
        book = KeyBook.of({journal.key_id_of(key): key for key in self.stream.keys})
        for raw in self.connection.execute(_CHANGES, (self.stream.stream_id, acts.KEY_CHANGED.name)).fetchall():
            header, payload, digest, signature = (None if part is None else bytes(part) for part in raw[1:])
            old = vouched_for(book, header or b"", payload or b"", digest or b"", signature)
            if old is not None:
                book.vouch(old, raw[0] - 1)
        return book

    def _is_looked_at(self, header: journal.Header, entry: _Entry) -> bool:
        if self.full or entry.seq == self.stream.last:
            return True
        return header.series is Series.CLOSURE or header.act == acts.KEY_CHANGED.name

    def _signature(self, header: journal.Header, entry: _Entry, where: str) -> None:
        self.report.signatures += 1
        key = self._book.find(header.key_id, entry.seq)
        if key is None:
            self.report.add("verify.key_unknown", where, header.key_id or "")
        elif not journal.is_signed_by(key, entry.hash, entry.signature):
            self.report.add("verify.signature", where)


@dataclass(frozen=True, slots=True)
class _Entry:
    seq: int
    header: bytes
    payload: bytes
    hash: bytes
    signature: bytes | None
    series: str | None


def _rows(connection: psycopg.Connection[Any], query: str, value: UUID) -> Iterator[_Entry]:
    with connection.cursor(name="walk") as cursor:
        cursor.itersize = _AT_ONCE
        for seq, header, payload, digest, signature, series in cursor.execute(query.encode(), (value,)):
            signed = None if signature is None else bytes(signature)
            yield _Entry(seq, bytes(header), bytes(payload), bytes(digest), signed, series)


def checked(report: Report, entry: _Entry, where: str) -> journal.Header | None:
    """Return an entry's header, its bytes held against what they say; breaches go to the report."""
    if journal.digest_of(entry.header) != entry.hash:
        report.add("verify.hash", where, "header")
    try:
        header = journal.Header.from_bytes(entry.header)
    except ValueError:
        report.add("verify.unreadable", where, "header")
        return None
    if header.seq != entry.seq:
        report.add("verify.column", where, "ledger.seq")
    is_erased = not entry.payload and header.journal_class == "personal"
    if not is_erased and journal.digest_of(entry.payload) != header.payload_digest:
        report.add("verify.payload", where)
    return header


def _walk_centre(connection: psycopg.Connection[Any], report: Report, epoch: UUID) -> None:
    """Walk the centre's own journal in one of its lives: a chain without signatures."""
    before: _Entry | None = None
    for entry in _rows(connection, _CENTRE, epoch):
        where = f"centre, entrée {entry.seq}"
        report.entries += 1
        header = checked(report, entry, where)
        if before is not None and entry.seq != before.seq + 1:
            report.add("verify.hole", where, f"{before.seq} -> {entry.seq}")
        if before is not None and header is not None and header.prev_hash != before.hash:
            report.add("verify.chain", where, "prev_hash")
        before = entry
