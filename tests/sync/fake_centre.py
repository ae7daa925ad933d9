"""A centre in memory that speaks real bytes: for what a workstation does, without a PostgreSQL.

It checks and keeps entries as the real one does; it applies nothing. ``change`` writes its own stream.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.acts import Act
from recyclique_desktop.domain.enums import JournalClass
from recyclique_desktop.sync.round import SentEntry, SyncError
from recyclique_desktop.sync.vocabulary import Cause, Cursors, Hello, Links, Outcome, Outlet, Receipt
from tests.known import CENTRE_STREAM

EPOCH = UUID("0aaaaaaa-0000-4000-8000-00000000000e")
_BEGAN = datetime(2026, 9, 17, 6, 0, tzinfo=UTC)


@dataclass
class FakeCentre:
    """Streams in memory.

    Attributes:
        down: Every call fails with this cause while it is set.
    """

    streams: dict[UUID, list[SentEntry]] = field(default_factory=dict)
    forks: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)
    down: Cause | None = None
    epoch: UUID = EPOCH
    calls: list[str] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def hello(self, stream: UUID, seq: int, digest: bytes | None) -> Hello:
        self._called("hello")
        del digest
        last = self._last(stream) if stream in self.streams else 0
        heads = {name: self._last(name) for name in self.streams}
        return Hello(last, self._hash(stream, min(seq, last)), self.epoch, CENTRE_STREAM, heads)

    def hash_at(self, stream: UUID, seq: int) -> bytes | None:
        self._called("hash_at")
        return self._hash(stream, seq)

    def push(self, outlet: Outlet, first: int, entries: Sequence[SentEntry]) -> Receipt:
        self._called("push")
        if outlet.stream not in self.streams:
            self.streams[outlet.stream] = []
            if outlet.parent is not None:
                self.forks[outlet.stream] = (outlet.parent, outlet.fork)
        if first > self._last(outlet.stream) + 1:
            return Receipt(Outcome.GAP, self._last(outlet.stream))
        stored = 0
        for entry in entries:
            if entry.seq <= self._last(outlet.stream):
                if self._hash(outlet.stream, entry.seq) != entry.hash:
                    return Receipt(Outcome.FORK, self._last(outlet.stream), common=entry.seq - 1)
                continue
            header = journal.Header.from_bytes(entry.header)
            before = self._hash(outlet.stream, entry.seq - 1) or journal.GENESIS
            if journal.digest_of(entry.header) != entry.hash or header.prev_hash != before:
                return Receipt(Outcome.BAD, self._last(outlet.stream))
            self.streams[outlet.stream].append(entry)
            stored += 1
        return Receipt(Outcome.OK, self._last(outlet.stream), stored, len(entries) - stored)

    def went_back(self, epoch: UUID | None, known: Cursors, links: Links) -> UUID:
        self._called("went_back")
        del links
        if epoch == self.epoch and any(seq > self._last(stream) for stream, seq in known.items()):
            self.epoch = UUID(bytes=self.chance.randbytes(16), version=4)
        return self.epoch

    def pull(self, cursors: Cursors, epoch: UUID | None) -> Sequence[SentEntry]:
        self._called("pull")
        if epoch != self.epoch:
            raise SyncError(Cause.REFUSED, "epoch")
        found: list[SentEntry] = []
        for name in sorted(cursors, key=lambda one: one != CENTRE_STREAM):
            found += [replace(entry, stream=name) for entry in self.streams.get(name, []) if entry.seq > cursors[name]]
        return found[:500]

    def change(
        self,
        *rows: dict[str, Any],
        private: Sequence[dict[str, Any]] = (),
        answers: UUID | str | None = None,
        refused: dict[str, Any] | None = None,
        act: Act = acts.CENTRE_CHANGED,
        withheld: bool = False,
    ) -> None:
        """Append what somebody changed at the centre to its own stream; ``withheld``: this workstation may not read
        the personal part.
        """
        payload: dict[str, Any] = {"v": 1, "rows": list(rows)}
        if answers is not None:
            payload |= {"answers": str(answers)} | ({"refused": refused} if refused else {})
        tx = self._id()
        self._append(JournalClass.OPERATIONAL, act, tx, payload)
        if private:
            body = {"v": 1, "rows": list(private), "salt": self.chance.randbytes(16).hex()}
            self._append(JournalClass.PERSONAL, act, tx, body, withheld=withheld)

    def _append(self, kind: JournalClass, act: Act, tx: UUID, body: dict[str, Any], *, withheld: bool = False) -> None:
        entries = self.streams.setdefault(CENTRE_STREAM, [])
        payload = journal.canonical(body)
        seq = len(entries) + 1
        hlc = journal.Header.from_bytes(entries[-1].header).hlc + 1 if entries else 1
        header = journal.Header(
            stream_id=CENTRE_STREAM, seq=seq, entry_id=self._id(), tx=tx, act=act.name, journal_class=kind,
            actor="centre", at=(_BEGAN + timedelta(seconds=seq)).isoformat(), hlc=hlc, software="centre",
            schema_version="0004", prev_hash=entries[-1].hash if entries else journal.GENESIS,
            payload_digest=journal.digest_of(payload),
        )  # fmt: skip
        sealed = journal.seal(header, payload, None)
        sent = b"" if withheld else payload
        entries.append(SentEntry(CENTRE_STREAM, seq, sealed.header, sent, sealed.hash, None))

    def _id(self) -> UUID:
        return UUID(bytes=self.chance.randbytes(16), version=4)

    def _last(self, stream: UUID) -> int:
        return self.forks.get(stream, (stream, 0))[1] + len(self.streams.get(stream, []))

    def _hash(self, stream: UUID, seq: int) -> bytes | None:
        parent, fork = self.forks.get(stream, (stream, 0))
        if fork and seq <= fork:
            return self._hash(parent, seq)
        place = seq - fork - 1
        entries = self.streams.get(stream, [])
        return entries[place].hash if 0 <= place < len(entries) else None

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.down is not None:
            raise SyncError(self.down, "down")
