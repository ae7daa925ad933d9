"""What the centre must do for the exchange, in a hundred lines of memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from recyclique_desktop.sync.round import SentEntry
from recyclique_desktop.sync.vocabulary import Cursors, Hello, Outcome, Outlet, Receipt

CENTRE = UUID(int=1)
EPOCH = UUID(int=2)


def digest(before: bytes, body: bytes) -> bytes:
    return hashlib.blake2b(before + body, digest_size=8).digest()


@dataclass
class Chain:
    """Entries of one stream after ``fork``."""

    fork: int = 0
    root: bytes = b""
    entries: list[SentEntry] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.fork + len(self.entries)

    def hash_at(self, seq: int) -> bytes | None:
        if seq == self.fork:
            return self.root or None
        return self.entries[seq - self.fork - 1].hash if self.fork < seq <= self.last else None


@dataclass
class ModelCentre:
    """What the centre must do, in thirty lines."""

    chains: dict[UUID, Chain] = field(default_factory=lambda: {CENTRE: Chain()})
    protocols: tuple[int, int] = (1, 1)
    is_stuck: bool = False

    def hello(self, stream: UUID, seq: int) -> Hello:
        chain = self.chains.get(stream, Chain())
        known = 0 if stream not in self.chains else chain.last
        heads = {name: one.last for name, one in self.chains.items()}
        return Hello(known, chain.hash_at(min(seq, known)), EPOCH, CENTRE, heads, *self.protocols)

    def hash_at(self, stream: UUID, seq: int) -> bytes | None:
        return self.chains[stream].hash_at(seq)

    def push(self, outlet: Outlet, first: int, entries: Sequence[SentEntry]) -> Receipt:
        if not entries or entries[0].seq != first:
            return Receipt(Outcome.BAD, 0)
        if self.is_stuck:
            return Receipt(Outcome.OK, self.chains.get(outlet.stream, Chain(outlet.fork)).last)
        root = b"" if outlet.parent is None else self.chains[outlet.parent].hash_at(outlet.fork) or b""
        chain = self.chains.get(outlet.stream, Chain(outlet.fork, root))
        if first > chain.last + 1 or first <= chain.fork:
            return Receipt(Outcome.GAP, chain.last)
        return self._store(self.chains.setdefault(outlet.stream, chain), entries)

    def _store(self, chain: Chain, entries: Sequence[SentEntry]) -> Receipt:
        """Take the longest valid prefix."""
        stored = 0
        for entry in entries:
            known = chain.hash_at(entry.seq)
            if entry.seq <= chain.last:
                if known != entry.hash:
                    return Receipt(Outcome.FORK, chain.last, common=entry.seq - 1)
                continue
            if digest(chain.hash_at(entry.seq - 1) or b"", entry.header) != entry.hash:
                return Receipt(Outcome.FORK, chain.last)
            chain.entries.append(entry)
            stored += 1
        return Receipt(Outcome.OK, chain.last, stored, len(entries) - stored)

    def pull(self, cursors: Cursors, limit: int) -> list[SentEntry]:
        found: list[SentEntry] = []
        for name, cursor in sorted(cursors.items(), key=lambda one: one[0] != CENTRE):
            chain = self.chains[name]
            room = limit - len(found)
            start = max(cursor - chain.fork, 0)
            found += [_in_stream(entry, name) for entry in chain.entries[start : start + room]]
        return found

    def grow(self) -> None:
        """Somebody changes a price at the centre."""
        chain = self.chains[CENTRE]
        body = b"centre %d" % chain.last
        before = chain.hash_at(chain.last) or b""
        chain.entries.append(SentEntry(CENTRE, chain.last + 1, body, b"", digest(before, body), None))


def _in_stream(entry: SentEntry, stream: UUID) -> SentEntry:
    return SentEntry(stream, entry.seq, entry.header, entry.payload, entry.hash, None)
