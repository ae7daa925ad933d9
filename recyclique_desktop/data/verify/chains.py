"""The journal by itself: dense sequences, hashes, digests, signatures, gap-free numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.chain import stored, utc_of
from recyclique_desktop.data.parsing import parsed
from recyclique_desktop.data.verify.headers import Likeness, Stored, canonical_header, is_moment
from recyclique_desktop.data.verify.keys import KeyBook, read_keys
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.enums import JournalClass, Series

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import Connection

    from recyclique_desktop.data.verify.report import Report
    from recyclique_desktop.data.verify.trust import Trust

_READ = (
    "SELECT stream_id, seq, entry_id, tx, header, payload, hash, signature, class, act, series, number, hlc, at"
    " FROM journal WHERE stream_id = ? ORDER BY seq"
)
_COLUMNS = (
    "stream_id", "seq", "entry_id", "tx", "header", "payload", "hash", "signature", "class", "act", "series", "number",
    "hlc", "at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """One entry whose bytes could be read; ``payload`` is ``None`` where its bytes were erased, or never came here."""

    stream: UUID
    header: journal.Header
    payload: dict[str, Any] | None
    where: str


@dataclass(slots=True)
class ChainCheck:
    """Walks one stream from its genesis.

    Args:
        full: Check every signature instead of those of closures and of the head.
    """

    connection: Connection
    trust: Trust
    report: Report
    full: bool
    _prev: bytes = journal.GENESIS
    _seq: int = 0
    _hlc: int = 0
    _numbers_known: bool = True
    _like: Likeness = field(default_factory=Likeness)
    _keys: KeyBook = field(default_factory=KeyBook)
    numbers: dict[Series, int] = field(default_factory=lambda: defaultdict(int))

    def walk(self, stream_id: UUID) -> Iterator[Read]:
        """Yield each readable entry in order, noting every breach on the way."""
        is_signed = stream_id == self.trust.own_stream
        name = self._name(stream_id)
        may_begin_late = self.trust.joined_as is not None and not is_signed
        last: tuple[str, Stored, journal.Header] | None = None
        if is_signed:
            self._keys = read_keys(self.connection, stream_id, self.trust.keys)
        raw: Any = self.connection.connection.driver_connection
        for values in raw.execute(_READ, (stream_id.bytes,)):
            row = Stored._make(values)
            where = f"{name}, entrée {row.seq}"
            self.report.entries += 1
            digest = journal.digest_of(row.payload)
            header = self._at_first_sight(row, where, digest)
            if header is None:
                header = self._bytes(row, where)
                if header is None:
                    continue
                if may_begin_late and self._seq == 0:
                    self._begin_at(header)
                self._index(row, header, where)
            self._order(header, row, where)
            if is_signed:
                self._signatures(header, row, where, last)
            last = (where, row, header)
            payload = self._payload(row, header, where, digest)
            if payload is not None or header.journal_class is JournalClass.PERSONAL or self._may_be_left_out(row):
                yield Read(stream_id, header, payload, where)
        if is_signed and last is not None and not self._is_looked_at(last[2]):
            self._signature(last[2], last[1], last[0])

    def _name(self, stream_id: UUID) -> str:
        if stream_id == self.trust.own_stream:
            return "journal"
        return "journal du centre" if stream_id == self.trust.centre_stream else f"journal {str(stream_id)[:8]}"

    def _begin_at(self, header: journal.Header) -> None:
        """A stream of others begins here where this file joined it; numbers go on from there."""
        if header.seq > 1:
            self._seq, self._prev, self._numbers_known = header.seq - 1, header.prev_hash, False

    def _at_first_sight(self, row: Stored, where: str, digest: bytes) -> journal.Header | None:
        """Return the header where its bytes are exactly what its row, its payload and the entry before make of it."""
        header = self._like.header(row, self._prev, digest)
        if header is not None and journal.digest_of(row.header) != row.hash:
            self.report.add("verify.hash", where, "header")
        return header

    def _bytes(self, row: Stored, where: str) -> journal.Header | None:
        if journal.digest_of(row.header) != row.hash:
            self.report.add("verify.hash", where, "header")
        header = canonical_header(row.header)
        if header is not None:
            self._like.learn(header)
        else:
            header = self._long_way(row, where)
        if header is None or not is_moment(header.at):
            self.report.add("verify.unreadable", where, "header")
            self._prev, self._seq = row.hash, row.seq
            return None
        return header

    def _long_way(self, row: Stored, where: str) -> journal.Header | None:
        try:
            header = journal.Header.from_bytes(row.header)
        except ValueError:
            return None
        if header.to_bytes() != row.header:
            self.report.add("verify.unreadable", where, "header not canonical")
        return header

    def _index(self, row: Stored, header: journal.Header, where: str) -> None:
        """Every column beside the bytes repeats the header."""
        if row[:4] == (
            header.stream_id.bytes, header.seq, header.entry_id.bytes, header.tx.bytes,
        ) and row[8:] == (
            header.journal_class, header.act, header.series, header.number, header.hlc, utc_of(header.at),
        ):  # fmt: skip
            return
        expected = stored(header, journal.Entry(row.header, row.payload, row.hash, row.signature))
        if self.trust.joined_as is not None and row.stream_id not in self._ours:
            expected = (row.stream_id, *expected[1:])  # a branch carries the headers of the stream it left
        for column, found, wanted in zip(_COLUMNS, row, expected, strict=True):
            if found != wanted:
                self.report.add("verify.column", where, f"journal.{column}")

    def _order(self, header: journal.Header, row: Stored, where: str) -> None:
        if row.seq != self._seq + 1:
            self.report.add("verify.hole", where, f"{self._seq} -> {row.seq}")
        if header.prev_hash != self._prev:
            self.report.add("verify.chain", where, "prev_hash")
        if header.hlc <= self._hlc:
            self.report.add("verify.chain", where, "hlc")
        self._prev, self._seq, self._hlc = row.hash, row.seq, header.hlc
        if header.series is not None and header.number is not None:
            known = self._numbers_known or header.series in self.numbers
            if known and header.number != self.numbers[header.series] + 1:
                self.report.add("verify.number", where, f"{header.series.value} {header.number}")
            self.numbers[header.series] = header.number
            self.report.tickets += header.series is Series.TICKET

    def _is_looked_at(self, header: journal.Header) -> bool:
        return self.full or header.series is Series.CLOSURE or header.act == acts.KEY_CHANGED.name

    def _signatures(
        self, header: journal.Header, row: Stored, where: str, before: tuple[str, Stored, journal.Header] | None
    ) -> None:
        """Check this entry's signature where it matters; where the key changes, the last one under the old key too."""
        if before is not None and header.act == acts.KEY_CHANGED.name and not self._is_looked_at(before[2]):
            self._signature(before[2], before[1], before[0])
        if self._is_looked_at(header):
            self._signature(header, row, where)

    def _signature(self, header: journal.Header, row: Stored, where: str) -> None:
        self.report.signatures += 1
        key = self._keys.find(header.key_id, header.seq)
        if key is None:
            self.report.add("verify.key_unknown", where, header.key_id or "")
        elif not journal.is_signed_by(key, row.hash, row.signature):
            self.report.add("verify.signature", where)

    def _payload(self, row: Stored, header: journal.Header, where: str, digest: bytes) -> dict[str, Any] | None:
        if not row.payload and (header.journal_class is JournalClass.PERSONAL or self._may_be_left_out(row)):
            return None
        if digest != header.payload_digest:
            self.report.add("verify.payload", where)
        try:
            payload = parsed(row.payload)
        except ValueError:
            return None
        return payload if isinstance(payload, dict) else None

    @property
    def _ours(self) -> set[bytes]:
        return {stream.bytes for stream in (self.trust.own_stream, self.trust.centre_stream) if stream is not None}

    def _may_be_left_out(self, row: Stored) -> bool:
        """A till keeps of other workstations' entries what proves them, not what they said (``sync.md`` §8.11)."""
        return self.trust.joined_as is not None and row.stream_id not in self._ours
