"""A workstation's disk in memory: what survives a kill; a copy of it is a restored or a cloned machine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.sync.branch import branch_id
from recyclique_desktop.sync.round import Answer, Renewed, SentEntry, SyncError, Tally
from recyclique_desktop.sync.simulate.accounts import Accounts, Act, NotYetError
from recyclique_desktop.sync.simulate.memory.centre import SHELVES, MemoryCentre, digest
from recyclique_desktop.sync.simulate.scene import Chain, Disk, Kept
from recyclique_desktop.sync.vocabulary import Cause, Links, Outlet, State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from recyclique_desktop.sync.simulate.world import World


@dataclass
class MemoryDisk:
    """One disk, and the till that writes to it.

    Attributes:
        machine: First stream of this life; copies share it.
        links: Hash of the last entry pulled of each stream.
        left: Where its journal went before, the first stream first.
        lives: The centre's life that each cursor was last true in.
        applied: Of other streams, in order.
        given: Entries whose rows came with the first copy of the shop.
        aside: Applied nowhere yet.
        edits: Wishes without an answer: the value shown here, and the entry that carries it.
        writes: How often the exchange wrote.
    """

    world: World
    centre: MemoryCentre
    machine: UUID
    outlet: Outlet
    own: frozenset[UUID]
    centre_stream: UUID
    entries: list[SentEntry] = field(default_factory=list)
    acked: int = 0
    epoch: UUID | None = None
    pulled: dict[UUID, int] = field(default_factory=dict)
    links: dict[UUID, bytes] = field(default_factory=dict)
    left: tuple[Outlet, ...] = ()
    lives: dict[UUID, UUID] = field(default_factory=dict)
    applied: list[tuple[UUID, int, bytes]] = field(default_factory=list)
    accounts: Accounts = field(default_factory=Accounts)
    given: frozenset[bytes] = frozenset()
    aside: list[SentEntry] = field(default_factory=list)
    edits: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    session: str = ""
    skew: int = 0
    hlc: int = 0
    writes: int = 0

    # What people do.

    def sell(self) -> bytes:
        """Sell to somebody who leaves a donation; the session is opened first where none is."""
        chance = self.world.chance
        if not self.session or chance.random() < 0.1:
            self.session = f"s{len(self.book)}"
            newer = chance.random() < self.world.newer
            self._append(Act("open", key=self.session, hlc=self._tick(), cents=5_000, newer=newer))
        total, donation = chance.randint(1, 900), chance.choice((0, 50))
        paid = (total // 2, total - total // 2 + donation)
        needs = chance.choice(sorted(self.accounts.shared))
        sale = Act("sale", key=self.session, hlc=self._tick(), cents=total + donation, paid=paid, needs=needs)
        return self._append(sale)

    def wish(self) -> None:
        """Edit a shared value: shown here at once, granted or not by the centre."""
        key, cents = self.world.chance.choice(SHELVES), self.world.chance.randint(1, 9)
        base = self.edits[key][0] if key in self.edits else self.accounts.shared.get(key, 0)
        self.edits[key] = (cents, self._append(Act("wish", key=key, hlc=self._tick(), cents=cents, base=base)))

    def jump(self, ms: int) -> None:
        """Let the clock jump."""
        self.skew += ms

    def _append(self, said: Act) -> bytes:
        body = b"%d" % len(self.book)
        act = self.book[body] = replace(said, name=body)
        before = self.entries[-1].hash if self.entries else b""
        self.entries.append(SentEntry(self.outlet.stream, len(self.entries) + 1, body, b"", digest(before, body), None))
        self.accounts.apply(act)
        return body

    def _tick(self) -> int:
        self.hlc = max(self.hlc + 1, self.world.now + self.skew)
        return self.hlc

    @property
    def book(self) -> dict[bytes, Act]:
        """What each body says."""
        return self.centre.book

    def copy(self) -> MemoryDisk:
        """Return a copy of the disk as it is."""
        return replace(
            self, entries=list(self.entries), pulled=dict(self.pulled), links=dict(self.links),
            lives=dict(self.lives),
            applied=list(self.applied), accounts=self.accounts.copy(), aside=list(self.aside),
            edits=dict(self.edits),
        )  # fmt: skip

    # What the worker does (the doors of ``round.Store``).

    def store(self) -> MemoryDisk:
        """Return the disk as the worker has it."""
        return self

    def state(self) -> State:
        """Return what the disk holds."""
        stale = frozenset(one for one in self.pulled if self.lives.get(one, self.epoch) != self.epoch)
        return State(self.outlet, self.own, self.head(), self.acked, dict(self.pulled), self.epoch, stale)

    def head(self) -> int:
        """Return the last sequence."""
        return len(self.entries)

    def hash_at(self, seq: int) -> bytes | None:
        """Return the hash of one entry."""
        return self.entries[seq - 1].hash if 1 <= seq <= len(self.entries) else None

    def entries_from(self, first: int) -> Sequence[SentEntry]:
        """Return some entries, dense."""
        return self.entries[first - 1 : first - 1 + self.world.chance.choice((1, 2, 5, 50))]

    def save_acked(self, stream: UUID, upto: int, epoch: UUID | None) -> None:
        """Write down how far the centre has us."""
        self.world.never(stream != self.outlet.stream, "acknowledged another stream")
        self.world.never(upto > len(self.entries), "acknowledged more than there is")
        self._durably(acked=upto, epoch=epoch)

    def branch(self, parent: UUID, at: int) -> Outlet:
        """Write a branch down; what it left is somebody else's from here."""
        outlet = Outlet(branch_id(parent, at, self.entries[at].hash), parent, at)
        pulled, links = {**self.pulled, parent: at}, {**self.links, parent: self.hash_at(at) or b""}
        lives = self.lives | ({parent: self.epoch} if self.epoch else {})
        names = [one.stream for one in self.lineage()]
        left = self.lineage()[: names.index(parent) + 1]
        own = frozenset({outlet.stream})
        self._durably(outlet=outlet, left=left, own=own, acked=at, pulled=pulled, links=links, lives=lives)
        return outlet

    def lineage(self) -> tuple[Outlet, ...]:
        """Return where its journal went, and goes."""
        return (*self.left, self.outlet)

    def hashes_at(self, stream: UUID, seq: int) -> frozenset[bytes]:
        """Return what was applied at a place of a stream."""
        found = {link for name, at, link in self.applied if (name, at) == (stream, seq)}
        if self.pulled.get(stream) == seq and self.links.get(stream):
            found.add(self.links[stream])
        own = self.hash_at(seq) if stream in {one.stream for one in self.left} else None
        return frozenset(found | {own} if own else found)

    def align(self, same: Collection[UUID], other: Mapping[UUID, tuple[int, bytes]]) -> None:
        """Write down what is true in this life, and from where the rest is pulled again."""
        assert self.epoch is not None
        self._durably(
            lives=self.lives | dict.fromkeys((*same, *other), self.epoch),
            pulled=self.pulled | {stream: common for stream, (common, _link) in other.items()},
            links=self.links | {stream: link for stream, (_common, link) in other.items()},
        )

    def apply(self, entries: Sequence[SentEntry]) -> Answer:
        """Apply entries that follow on, each with its cursor in one write."""
        for entry in entries:
            is_own = entry.stream == self.outlet.stream
            blocked = self._put_in_journal(entry) if is_own else self._take(entry)
            if blocked is not None:
                return Answer(dict(self.pulled), blocked=blocked)
        return Answer(dict(self.pulled))

    def _put_in_journal(self, entry: SentEntry) -> Cause | None:
        """Take an entry of our own back, unless something was sold in its place."""
        if entry.seq <= len(self.entries):
            return None if self.hash_at(entry.seq) == entry.hash else Cause.FORK
        if digest(self.hash_at(len(self.entries)) or b"", entry.header) != entry.hash:
            return Cause.FORK
        self._durably(entries=[*self.entries, entry], acked=entry.seq)
        self.hlc = max(self.hlc, self.book[entry.header].hlc)
        self._take_in(entry, is_own=True)
        return None

    def _take(self, entry: SentEntry) -> Cause | None:
        known = self.pulled.get(entry.stream)
        if known is not None and entry.seq <= known:
            return None
        self.world.never(known is not None and entry.seq != known + 1, "a hole in what was pulled")
        if known is not None and digest(self.links[entry.stream], entry.header) != entry.hash:
            return Cause.EPOCH
        pulled, links = {**self.pulled, entry.stream: entry.seq}, {**self.links, entry.stream: entry.hash}
        lives = self.lives | ({entry.stream: self.epoch} if self.epoch else {})
        if self._is_here(entry):
            self._durably(pulled=pulled, links=links, lives=lives)
            return None
        self._durably(
            pulled=pulled, links=links, lives=lives, applied=[*self.applied, (entry.stream, entry.seq, entry.hash)]
        )
        self._take_in(entry)
        return None

    def _is_here(self, entry: SentEntry) -> bool:
        """Whether an entry was taken already, under the name of another stream or of its own."""
        return self.hash_at(entry.seq) == entry.hash or any(link == entry.hash for _name, _at, link in self.applied)

    def _take_in(self, entry: SentEntry, *, is_own: bool = False) -> None:
        act = self.book[entry.header]
        key = act.key
        if act.kind == "price" and key in self.edits and self.edits[key][1] == act.answers:
            del self.edits[key]
        self.world.never(act.needs and act.needs not in self.accounts.shared, "applied before what it needs")
        try:
            self.accounts.apply(act, reads_newer=is_own or self.centre.reads_newer)
        except NotYetError:
            self.aside.append(entry)

    def retry(self) -> None:
        """Try again what was set aside."""
        waiting, self.aside = self.aside, []
        for entry in waiting:
            self._take_in(entry)

    def last_pulled(self) -> Links:
        """Return the hash of the last entry pulled of each stream."""
        return {stream: link for stream, link in self.links.items() if link}

    def reload(self) -> Renewed:
        """Take the shared values of a centre in its new life."""
        there, chain = self.centre, self.centre.chains[self.centre.stream]
        shared = self.accounts.copy()
        shared.shared = dict(there.accounts.shared)
        others = {one: seq for one, seq in self.pulled.items() if one != self.centre_stream}
        answered = {entry.header for entry in self.entries[: self.acked]}
        self._durably(
            accounts=shared, centre_stream=there.stream, epoch=there.epoch,
            given=self.given | {entry.hash for entry in chain.entries},
            edits={key: one for key, one in self.edits.items() if one[1] not in answered},
            pulled=others | {there.stream: chain.last},
            links=self.links | {there.stream: chain.hash_at(chain.last) or b""},
            lives={one: self.lives.get(one, self.epoch or UUID(int=0)) for one in others} | {there.stream: there.epoch},
        )  # fmt: skip
        return Renewed(there.epoch)

    def begin(self, tally: Tally) -> None:
        """Start a round's log, which nobody reads here."""

    def failed(self, cause: Cause, detail: str) -> None:
        """Write a failure down, which nobody reads here."""

    def _durably(self, **values: Any) -> None:
        self.world.maybe_kill()
        if self.world.is_bad("disk full", 0.2):
            raise SyncError(Cause.DISK, "full")
        for name, value in values.items():
            setattr(self, name, value)
        self.writes += 1

    def journal(self) -> Sequence[SentEntry]:
        """Return every entry of its own."""
        return self.entries

    def kept(self) -> Kept:
        """Look at everything."""
        return Kept(self.entries, self.acked, self.applied, self.given, len(self.aside), len(self.edits), self.accounts)


@dataclass
class MemoryScene:
    """A shop in memory."""

    world: World
    centre: MemoryCentre = field(default_factory=lambda: MemoryCentre({}))

    def disks(self, count: int) -> Sequence[MemoryDisk]:
        """Return so many newcomers: the shared values, and where they stand."""
        for _ in range(20):
            self.centre.change(self.world.chance)
        machines = [UUID(int=self.world.chance.getrandbits(128)) for _ in range(count)]
        newcomers = [self._newcomer(machine) for machine in machines]
        self.centre.chains |= {machine: Chain() for machine in machines}  # as enrolment makes them
        return newcomers

    def _newcomer(self, machine: UUID) -> MemoryDisk:
        disk = MemoryDisk(
            self.world, self.centre, machine, Outlet(machine), frozenset({machine}), self.centre.stream,
            epoch=self.centre.epoch, accounts=self.centre.accounts.copy(),
        )  # fmt: skip
        for name, chain in self.centre.chains.items():
            disk.pulled[name], disk.links[name] = chain.last, chain.hash_at(chain.last) or b""
            disk.given |= {entry.hash for entry in chain.entries}
        return disk

    def line(self, disk: Disk) -> MemoryCentre:
        """Return the centre: the network is the world's."""
        del disk
        return self.centre

    def read(self, entry: SentEntry) -> Act:
        """Say what an entry says."""
        return self.centre.book[entry.header]

    def links(self, before: bytes, entry: SentEntry) -> bool:
        """Tell whether an entry follows that one."""
        return digest(before, entry.header) == entry.hash

    def close(self) -> None:
        """Leave nothing behind: there is nothing."""
