"""A shop in a box: workstations, a centre and a bad network, all in memory, all from one seed.

Time is virtual. The workers run the product's own ``Rounds`` on the product's own ``protocol.step``; only the disk and
the network are ours. Whatever the seed does to them, ``simulate`` ends with a calm and returns what was broken.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from recyclique_desktop.sync import protocol
from recyclique_desktop.sync.branch import branch_id
from recyclique_desktop.sync.round import Answer, Rounds, SentEntry, SyncError, Tally
from recyclique_desktop.sync.vocabulary import (
    Cause,
    Cursors,
    Event,
    Hello,
    Outlet,
    Receipt,
    State,
    Tick,
    Wait,
    Wake,
)
from tests.sync.model_centre import EPOCH, ModelCentre, digest

T = TypeVar("T")
DEBOUNCE_MS = 200
CALM_MS = 2 * protocol.LONGEST_MS + 15_000
"""Twice the longest back-off after the last fault, and one idle wait."""
MOST_CALLS = 3_000
"""Of one schedule; a sane one makes a few hundred."""


class Killed(BaseException):
    """The power went."""


class BrokenError(Exception):
    """A promise was broken while the schedule ran."""


@dataclass
class Disk:
    """What survives a kill; a copy of it is a cloned or restored workstation."""

    outlet: Outlet
    own: frozenset[UUID]
    journal: list[SentEntry] = field(default_factory=list)
    acked: int = 0
    epoch: UUID | None = None
    pulled: dict[UUID, int] = field(default_factory=dict)
    applied: list[tuple[UUID, int, bytes]] = field(default_factory=list)
    writes: int = 0


@dataclass
class Device:
    """One workstation: its disk, and the worker that runs on it."""

    world: World
    disk: Disk
    rounds: Rounds = field(init=False)
    due: int = 0
    woken_at: int | None = None
    is_working: bool = False
    causes: Counter[Cause] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.rounds = Rounds(_Wire(self), _Store(self), step=self.world.step)
        self.due = self.world.now + self.world.chance.randint(1, 3_000)

    def sell(self) -> None:
        before = self.disk.journal[-1].hash if self.disk.journal else b""
        body = b"sale %d" % next(self.world.numbers)
        entry = SentEntry(self.disk.outlet.stream, len(self.disk.journal) + 1, body, b"", digest(before, body), None)
        self.disk.journal.append(entry)
        if self.woken_at is None:
            self.woken_at = self.world.now + DEBOUNCE_MS

    @property
    def next_at(self) -> int:
        return self.due if self.woken_at is None else min(self.due, self.woken_at)

    def work(self) -> None:
        self.is_working = True
        try:
            self._work()
        finally:
            self.is_working = False

    def _work(self) -> None:
        head = len(self.disk.journal)
        event: Event = Tick(head) if self.world.now >= self.due else Wake(head)
        self.woken_at = None
        try:
            wait = self.rounds.run(event)
        except Killed:
            self.start()
            return
        if wait is not None:
            self._note(wait)
            self.due = self.world.now + self.world.chance.randint(wait.least, wait.most) + 1

    def _note(self, wait: Wait) -> None:
        if wait.cause is not None:
            self.causes[wait.cause] += 1


class _Wire:
    """The network of one workstation: loses requests and answers, delivers twice, or late."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._world = device.world

    def hello(self, stream: UUID, seq: int, _digest: bytes | None) -> Hello:
        return self._carry(lambda: self._world.centre.hello(stream, seq))

    def hash_at(self, stream: UUID, seq: int) -> bytes | None:
        return self._carry(lambda: self._world.centre.hash_at(stream, seq))

    def push(self, outlet: Outlet, first: int, entries: Sequence[SentEntry]) -> Receipt:
        if self._world.centre.protocols != (1, 1):
            raise BrokenError("pushed to a centre that speaks another language")
        if not entries:
            raise BrokenError("sent nothing")
        part = entries[: self._world.chance.randint(1, len(entries))] if self._world.bad else entries
        return self._carry(lambda: self._world.centre.push(outlet, first, part))

    def pull(self, cursors: Cursors, epoch: UUID | None) -> Sequence[SentEntry]:
        if epoch != EPOCH:
            raise BrokenError("pulled with the cursors of another life")
        limit = self._world.chance.choice((1, 3, 500))
        return self._carry(lambda: self._world.centre.pull(cursors, limit))

    def _carry(self, call: Callable[[], T]) -> T:
        world = self._world
        world.count_call()
        world.maybe_kill()
        if world.cut or world.is_bad():
            raise SyncError(Cause.ABSENT if world.cut else Cause.SLOW)
        answer = call()
        if world.is_bad():
            world.late.append(call)
        if world.is_bad():
            call()
        world.maybe_kill()
        if world.is_bad():
            raise SyncError(Cause.SLOW, "the answer was lost")
        if world.busy and world.chance.random() < 0.05:
            self._device.sell()
        if world.busy and world.chance.random() < 0.05:
            world.let_another_work(self._device)
        return answer


class _Store:
    """The disk of one workstation."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._world = device.world

    @property
    def _disk(self) -> Disk:
        return self._device.disk

    def state(self) -> State:
        disk = self._disk
        return State(disk.outlet, disk.own, len(disk.journal), disk.acked, dict(disk.pulled), disk.epoch)

    def head(self) -> int:
        return len(self._disk.journal)

    def hash_at(self, seq: int) -> bytes | None:
        return self._disk.journal[seq - 1].hash if 1 <= seq <= len(self._disk.journal) else None

    def entries_from(self, first: int) -> Sequence[SentEntry]:
        most = self._world.chance.choice((1, 2, 5, 50))
        return self._disk.journal[first - 1 : first - 1 + most]

    def save_acked(self, stream: UUID, upto: int, epoch: UUID | None) -> None:
        if not 0 <= upto <= self.head():
            raise BrokenError(f"acknowledged {upto} of {self.head()}")
        if upto > self._disk.outlet.fork and self._world.centre.hash_at(stream, upto) != self.hash_at(upto):
            raise BrokenError("acknowledged what the centre does not have")
        self._durably(acked=upto, epoch=epoch)

    def branch(self, parent: UUID, at: int) -> Outlet:
        if not 0 <= at < len(self._disk.journal):
            raise BrokenError(f"branched at {at} of {len(self._disk.journal)}")
        outlet = Outlet(branch_id(parent, at, self._disk.journal[at].hash), parent, at)
        self._durably(outlet=outlet, own=self._disk.own | {outlet.stream}, acked=at)
        return outlet

    def apply(self, entries: Sequence[SentEntry]) -> Answer:
        for entry in entries:
            if entry.stream in self._disk.own:
                raise BrokenError("applied an entry of our own as somebody else's")
            before = self._disk.pulled.get(entry.stream, self._world.centre.chains[entry.stream].fork)
            if entry.seq != before + 1:
                raise BrokenError(f"applied {entry.seq} after {before}")
            self._durably(
                pulled={**self._disk.pulled, entry.stream: entry.seq},
                applied=[*self._disk.applied, (entry.stream, entry.seq, entry.header)],
            )
        return Answer(dict(self._disk.pulled))

    def begin(self, tally: Tally) -> None:
        del tally

    def failed(self, cause: Cause, detail: str) -> None:
        del cause, detail

    def _durably(self, **values: object) -> None:
        self._world.maybe_kill()
        if self._world.is_bad(0.2):
            raise SyncError(Cause.DISK, "full")
        for name, value in values.items():
            setattr(self._disk, name, value)
        self._disk.writes += 1
        self._world.maybe_kill()


@dataclass
class World:
    """One schedule: what happens when, and how bad the network is meanwhile."""

    seed: int
    step: Callable[[State, Event], protocol.Step] = protocol.step
    chance: random.Random = field(init=False)
    centre: ModelCentre = field(default_factory=ModelCentre)
    devices: list[Device] = field(default_factory=list)
    now: int = 0
    bad: float = 0.0
    kills: float = 0.0
    cut: bool = False
    busy: bool = False
    calls: int = 0
    late: list[Callable[[], object]] = field(default_factory=list)
    copies: list[Disk] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.numbers = iter(range(1, 1_000_000))
        self.bad = self.chance.choice((0.0, 0.1, 0.3, 0.6))
        self.kills = self.chance.choice((0.0, 0.02, 0.1))
        self.busy = self.chance.random() < 0.5
        for _ in range(self.chance.choice((1, 2, 3))):
            stream = UUID(int=self.chance.getrandbits(128))
            self.devices.append(Device(self, Disk(Outlet(stream), frozenset({stream}))))

    def is_bad(self, share: float = 1.0) -> bool:
        return self.bad > 0 and self.chance.random() < self.bad * share

    def maybe_kill(self) -> None:
        if self.kills and self.chance.random() < self.kills:
            raise Killed

    def count_call(self) -> None:
        self.calls += 1
        if self.calls > MOST_CALLS:
            raise BrokenError(f"more than {MOST_CALLS} calls")

    def advance(self, until: int) -> None:
        """Let every worker do what is due before ``until``."""
        while True:
            device = min(self.devices, key=lambda one: one.next_at)
            if device.next_at > until:
                self.now = until
                return
            self.now = max(self.now, device.next_at)
            device.work()

    def let_another_work(self, device: Device) -> None:
        """Let another workstation speak between two calls of ``device``."""
        others = [one for one in self.devices if one is not device and not one.is_working]
        if others:
            self.chance.choice(others).work()

    def fault(self, name: str) -> None:
        """Do one thing of a schedule."""
        _FAULTS[name](self, self.chance.choice(self.devices))

    def deliver_late(self) -> None:
        """Let a request arrive that everybody had given up."""
        if self.late:
            self.late.pop(self.chance.randrange(len(self.late)))()

    def change_version(self) -> None:
        self.centre.protocols = (1, 1) if self.centre.protocols == (2, 3) else (2, 3)

    def clone(self, device: Device) -> None:
        if len(self.devices) < 5:
            self.devices.append(Device(self, copy.deepcopy(device.disk)))

    def put_back(self) -> None:
        if self.copies:
            self._put_back(self.chance.choice(self.copies))

    def _put_back(self, kept: Disk) -> None:
        """Restore an old copy over its own workstation; what only it had sold since is gone with its disk."""
        for device in self.devices:
            if device.disk.outlet.stream == kept.outlet.stream:
                device.disk = copy.deepcopy(kept)
                device.woken_at = None
                device.start()
                return

    def calm(self) -> None:
        """End every fault."""
        self.bad = self.kills = 0.0
        self.cut = self.busy = False
        self.centre.protocols = (1, 1)
        self.centre.is_stuck = False


def _toggle(thing: World | ModelCentre, name: str) -> None:
    setattr(thing, name, not getattr(thing, name))


_FAULTS: dict[str, Callable[[World, Device], object]] = {
    "sale": lambda _world, device: device.sell(),
    "price": lambda world, _device: world.centre.grow(),
    "cut": lambda world, _device: _toggle(world, "cut"),
    "stuck": lambda world, _device: _toggle(world.centre, "is_stuck"),
    "restart": lambda _world, device: device.start(),
    "late": lambda world, _device: world.deliver_late(),
    "version": lambda world, _device: world.change_version(),
    "copy": lambda world, device: world.copies.append(copy.deepcopy(device.disk)),
    "put back": lambda world, _device: world.put_back(),
    "clone": World.clone,
}
