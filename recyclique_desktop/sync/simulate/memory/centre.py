"""What the centre must do for the exchange, in memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.sync.branch import branch_id
from recyclique_desktop.sync.round import SentEntry, SyncError
from recyclique_desktop.sync.simulate.accounts import Accounts, Act, NotYetError
from recyclique_desktop.sync.simulate.scene import Chain, Disk, Held
from recyclique_desktop.sync.vocabulary import Cause, Cursors, Hello, Links, Outcome, Outlet, Receipt

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

SHELVES = tuple(f"k{number}" for number in range(4))
"""The shared values that everybody edits."""
_MOST = 500
FIRST_EPOCH, FIRST_STREAM = UUID(int=1), UUID(int=1001)


def digest(before: bytes, body: bytes) -> bytes:
    """Chain one body to the entry before it."""
    return hashlib.blake2b(before + body, digest_size=8).digest()


@dataclass
class MemoryCentre:
    """A centre whose shared values an office edits.

    Attributes:
        book: What each body says; bodies are unique.
        parked: Entries stored and not applied, in order.
        reads_newer: Whether it was upgraded.
        lives: How many epochs it had, those that a backup forgot too.
    """

    book: dict[bytes, Act]
    epoch: UUID = FIRST_EPOCH
    stream: UUID = FIRST_STREAM
    lives: int = 1
    chains: dict[UUID, Chain] = field(default_factory=dict)
    accounts: Accounts = field(default_factory=Accounts)
    parked: list[SentEntry] = field(default_factory=list)
    revoked: set[UUID] = field(default_factory=set)
    reads_newer: bool = False
    conflicts: int = 0

    # What workstations call.

    def hello(self, stream: UUID, seq: int, digest: bytes | None) -> Hello:
        """Tell where every stream stands."""
        del digest
        chain = self.chains.get(stream, Chain())
        known = 0 if stream not in self.chains else chain.last
        heads = {name: one.last for name, one in self.chains.items()}
        hash_at = chain.hash_at(min(seq, known))
        ends = {name: one.hash_at(one.last) or b"" for name, one in self.chains.items()}
        return Hello(known, hash_at, self.epoch, self.stream, heads, parked=len(self.parked), ends=ends)

    def hash_at(self, stream: UUID, seq: int) -> bytes | None:
        """Return the hash of one entry."""
        return self.chains[stream].hash_at(seq) if stream in self.chains else None

    def push(self, outlet: Outlet, first: int, entries: Sequence[SentEntry]) -> Receipt:
        """Take the longest valid prefix."""
        if not entries or entries[0].seq != first:
            return Receipt(Outcome.BAD, 0)
        chain = self.chains.get(outlet.stream) or self._new_chain(outlet)
        if first > chain.last + 1 or first <= chain.fork:
            return Receipt(Outcome.GAP, chain.last)
        self.chains.setdefault(outlet.stream, chain)
        return self._store(outlet.stream, entries)

    def pull(self, cursors: Cursors, epoch: UUID | None, limit: int = _MOST) -> list[SentEntry]:
        """Return what these streams have beyond their cursors, the centre's first."""
        if epoch != self.epoch:
            raise SyncError(Cause.EPOCH)
        found: list[SentEntry] = []
        for name, cursor in sorted(cursors.items(), key=lambda one: one[0] != self.stream):
            chain = self.chains.get(name, Chain())
            start = max(cursor - chain.fork, 0)
            found += chain.entries[start : start + limit - len(found)]
        return found

    def went_back(self, epoch: UUID | None, known: Cursors, links: Links) -> UUID:
        """Begin a new life where somebody knows more than is here, or something else."""
        if epoch == self.epoch and self._forgot(known, links):
            self.lives += 1
            last = self.chains.pop(self.stream).last
            self.epoch, self.stream = UUID(int=self.lives), UUID(int=1000 + self.lives)
            self.chains[self.stream] = Chain(last)
        return self.epoch

    def _forgot(self, known: Cursors, links: Links) -> bool:
        chains = {stream: self.chains.get(stream, Chain()) for stream in known}
        return any(
            seq > chains[stream].last or (chains[stream].hash_at(seq) or links.get(stream)) != links.get(stream)
            for stream, seq in known.items()
            if seq > chains[stream].last or stream in links
        )

    # What the office does.

    def change(self, chance: random.Random) -> None:
        """Edit a shared value."""
        self._write(chance.choice(SHELVES), chance.randint(1, 9))

    def backup(self) -> MemoryCentre:
        """Return a backup."""
        chains = {name: replace(one, entries=list(one.entries)) for name, one in self.chains.items()}
        return replace(self, chains=chains, accounts=self.accounts.copy(), parked=list(self.parked))

    def put_back(self, kept: MemoryCentre) -> None:
        """Restore a backup; nobody has told the centre so."""
        old = kept.backup()
        self.chains, self.accounts, self.parked = old.chains, old.accounts, old.parked
        self.epoch, self.stream, self.conflicts = old.epoch, old.stream, old.conflicts

    def revoke(self, machine: UUID) -> None:
        """Let a machine in no more."""
        self.revoked.add(machine)

    def mend(self, revoked: Sequence[Disk]) -> None:
        """Upgrade, retry, and bring in the journals of others."""
        self.reads_newer = True
        for disk in revoked:
            self._bring(disk.machine, disk.journal())
        waiting, self.parked = self.parked, []
        for entry in waiting:
            self._apply(entry)

    def held(self) -> Held:
        """Look at everything."""
        return Held(self.chains, self.stream, self.accounts, len(self.parked), self.lives)

    def _bring(self, stream: UUID, journal: Sequence[SentEntry]) -> None:
        """Take a whole journal: a branch wherever it differs from what is here."""
        outlet, same = Outlet(stream), 0
        while same < len(journal):
            chain = self.chains.get(outlet.stream) or self.chains.setdefault(outlet.stream, self._new_chain(outlet))
            while same < len(journal) and chain.hash_at(same + 1) == journal[same].hash:
                same += 1
            if same == chain.last:
                self._store(outlet.stream, journal[same:])
                return
            if same < len(journal):
                outlet = Outlet(branch_id(outlet.stream, same, journal[same].hash), outlet.stream, same)

    # Storing and applying.

    def _new_chain(self, outlet: Outlet) -> Chain:
        root = self.hash_at(outlet.parent, outlet.fork) if outlet.parent is not None else None
        if outlet.fork and root is None:
            raise SyncError(Cause.REFUSED, "parent")
        return Chain(outlet.fork, root or b"")

    def _store(self, stream: UUID, entries: Sequence[SentEntry]) -> Receipt:
        chain, stored = self.chains[stream], 0
        for entry in entries:
            if entry.seq <= chain.last:
                if chain.hash_at(entry.seq) != entry.hash:
                    return Receipt(Outcome.FORK, chain.last, common=entry.seq - 1)
                continue
            if not self._links(chain.hash_at(entry.seq - 1) or b"", entry):
                return Receipt(Outcome.FORK, chain.last)
            chain.entries.append(replace(entry, stream=stream))
            self._apply(entry)
            stored += 1
        return Receipt(Outcome.OK, chain.last, stored, len(entries) - stored)

    def _links(self, before: bytes, entry: SentEntry) -> bool:
        return digest(before, entry.header) == entry.hash

    def _read(self, entry: SentEntry) -> Act:
        return self.book[entry.header]

    def _apply(self, entry: SentEntry) -> None:
        act = self._read(entry)
        if act.kind == "wish":
            self._answer(act)
            return
        if act.needs and act.needs not in self.accounts.shared:
            self._write(act.needs, 0)
        try:
            self.accounts.apply(act, reads_newer=self.reads_newer)
        except NotYetError:
            self.parked.append(entry)

    def _answer(self, wish: Act) -> None:
        """Grant a wish whose base still stands; else the value here stays, and two people have something to settle."""
        here = self.accounts.shared.get(wish.key, 0)
        self.conflicts += here not in {wish.base, wish.cents}
        self._write(wish.key, wish.cents if here == wish.base else here, answers=wish.name)

    def _write(self, key: str, cents: int, answers: bytes | None = None) -> None:
        """Write a shared value: somebody here, a wish granted, or a category that a sale needs."""
        chain = self.chains.setdefault(self.stream, Chain())
        body = b"%d" % len(self.book)
        self.book[body] = Act("price", body, key, len(self.book), cents, answers=answers)
        before = chain.hash_at(chain.last) or b""
        chain.entries.append(SentEntry(self.stream, chain.last + 1, body, b"", digest(before, body), None))
        self.accounts.apply(self.book[body])
