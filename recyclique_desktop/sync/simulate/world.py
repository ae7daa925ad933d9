"""One schedule: workstations and their workers on virtual time, and how bad the network is meanwhile."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from recyclique_desktop.sync import protocol
from recyclique_desktop.sync.round import Renewed, Rounds, SentEntry, SyncError
from recyclique_desktop.sync.simulate.memory.disk import MemoryScene
from recyclique_desktop.sync.vocabulary import (
    Cause,
    Cursors,
    Event,
    Hello,
    Links,
    Outcome,
    Outlet,
    Receipt,
    State,
    Tick,
    Wait,
    Wake,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from recyclique_desktop.sync.round import Centre, Store
    from recyclique_desktop.sync.simulate.scene import Disk, Scene

T = TypeVar("T")
DEBOUNCE_MS = 200
MOST_CALLS = 4_000
"""Of one schedule; a sane one makes a few hundred."""


class Killed(BaseException):
    """The power went."""


class BrokenError(Exception):
    """A promise was broken while the schedule ran."""


@dataclass
class Post:
    """One workstation: its disk, and the worker that runs on it."""

    world: World
    disk: Disk
    rounds: Rounds = field(init=False)
    store: Store = field(init=False)
    due: int = 0
    woken_at: int | None = None
    is_working: bool = False
    causes: Counter[Cause] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the worker, as after a kill."""
        self.store = self.disk.store()
        wire = Wire(self, self.world.scene.line(self.disk))
        self.rounds = Rounds(wire, self.store, step=self.world.take_step, reload=wire.reload)
        self.due = self.world.now + self.world.chance.randint(1, 3_000)

    def sell(self) -> None:
        """Let somebody buy something here."""
        self.world.promised.add(self.disk.sell())
        self.wake()

    def wish(self) -> None:
        """Let somebody edit a shared value here."""
        self.disk.wish()
        self.wake()

    def wake(self) -> None:
        """Let the worker go a moment later, as after each commit."""
        if self.woken_at is None:
            self.woken_at = self.world.now + DEBOUNCE_MS

    @property
    def next_at(self) -> int:
        """When the worker goes."""
        return self.due if self.woken_at is None else min(self.due, self.woken_at)

    def work(self) -> None:
        """Go once, unless a kill comes between."""
        self.is_working = True
        head = self.store.head()
        event: Event = Tick(head) if self.world.now >= self.due else Wake(head)
        self.woken_at = None
        try:
            self._rest(self.rounds.run(event))
        except Killed:
            self.start()
        finally:
            self.is_working = False

    def _rest(self, wait: Wait | None) -> None:
        if wait is None:
            return
        if wait.cause is not None:
            self.causes[wait.cause] += 1
        self.due = self.world.now + self.world.chance.randint(wait.least, wait.most) + 1


@dataclass
class Wire:
    """The network of one workstation: loses requests and answers, delivers twice, or late."""

    device: Post
    centre: Centre

    @property
    def _world(self) -> World:
        return self.device.world

    def hello(self, stream: UUID, seq: int, digest: bytes | None) -> Hello:
        """Greet."""
        found = self._carry(lambda: self.centre.hello(stream, seq, digest))
        return replace(found, min_protocol=2, max_protocol=3) if self._world.is_foreign else found

    def hash_at(self, stream: UUID, seq: int) -> bytes | None:
        """Ask for a hash."""
        return self._carry(lambda: self.centre.hash_at(stream, seq))

    def push(self, outlet: Outlet, first: int, entries: Sequence[SentEntry]) -> Receipt:
        """Send entries, all of them or the first few."""
        world = self._world
        world.never(world.is_foreign, "pushed to a centre that speaks another language")
        world.never(not entries, "sent nothing")
        if world.is_stuck:
            return Receipt(Outcome.OK, first - 1)
        part = entries[: world.chance.randint(1, len(entries))] if world.bad else entries
        return self._carry(lambda: self.centre.push(outlet, first, part))

    def pull(self, cursors: Cursors, epoch: UUID | None) -> Sequence[SentEntry]:
        """Ask for entries: some of them arrive, the rest another time."""
        found = self._carry(lambda: self.centre.pull(cursors, epoch))
        return found[: self._world.chance.choice((1, 3, 500))]

    def went_back(self, epoch: UUID | None, known: Cursors, links: Links) -> UUID:
        """Show the centre that it forgot."""
        return self._carry(lambda: self.centre.went_back(epoch, known, links))

    def reload(self) -> Renewed:
        """Take the shared values anew."""
        self._carry(lambda: None)
        return self.device.disk.reload()

    def _carry(self, call: Callable[[], T]) -> T:
        world = self._world
        world.count_call()
        world.maybe_kill()
        if world.cut or world.is_bad("lost request"):
            raise SyncError(Cause.ABSENT if world.cut else Cause.SLOW)
        if self.device.disk.machine in world.revoked:
            raise SyncError(Cause.REVOKED)
        answer = call()
        if world.is_bad("late"):
            world.late.append(call)
        if world.is_bad("doubled"):
            call()
        world.maybe_kill()
        if world.is_bad("lost answer"):
            raise SyncError(Cause.SLOW, "the answer was lost")
        if world.busy and world.chance.random() < 0.05:
            self.device.sell()
        if world.busy and world.chance.random() < 0.05:
            world.let_another_work(self.device)
        return answer


@dataclass
class World:
    """The shop.

    Attributes:
        revoked: Machines that may not speak any more.
        twins: Machines of which a copy was started: what they print may bear a number twice.
        promised: Sales that somebody was told are safe.
        gone: Those whose every copy a fault destroyed: nobody can bring them back.
        make: Of a scene with real disks; in memory without one.
        longest: Most things that happen in one schedule: fewer where each costs a real commit.
        is_foreign: The centre speaks another language.
        is_stuck: The centre says yes and stores nothing.
        newer: How many sessions are written by a version that the centre reads only after its upgrade.
        done: Faults that really struck, by name.
    """

    seed: int
    step: Callable[[State, Event], protocol.Step] = protocol.step
    make: Callable[[World], Scene] | None = None
    devices: list[Post] = field(default_factory=list)
    promised: set[bytes] = field(default_factory=set)
    gone: set[bytes] = field(default_factory=set)
    revoked: set[UUID] = field(default_factory=set)
    twins: set[UUID] = field(default_factory=set)
    now: int = 0
    calls: int = 0
    steps: int = 0
    longest: int = 60
    cut: bool = False
    is_foreign: bool = False
    is_stuck: bool = False
    late: list[Callable[[], object]] = field(default_factory=list)
    copies: list[Disk] = field(default_factory=list)
    backups: list[Any] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  reproducible, not secret
        self.bad = self.chance.choice((0.0, 0.1, 0.3, 0.6))
        self.kills = self.chance.choice((0.0, 0.02, 0.1))
        self.newer = self.chance.choice((0.0, 0.0, 0.2))
        self.busy = self.chance.random() < 0.5
        self.scene: Scene = MemoryScene(self) if self.make is None else self.make(self)
        self.centre = self.scene.centre
        for disk in self.scene.disks(self.chance.choice((1, 2, 3))):
            self.devices.append(Post(self, disk))

    def never(self, is_so: object, what: str) -> None:
        """Say that a promise was broken, if it was."""
        if is_so:
            raise BrokenError(what)

    def is_bad(self, what: str, share: float = 1.0) -> bool:
        """Draw whether this goes wrong."""
        goes_wrong = self.bad > 0 and self.chance.random() < self.bad * share
        self.done[what] += goes_wrong
        return goes_wrong

    def maybe_kill(self) -> None:
        """Let the power go, sometimes."""
        if self.kills and self.chance.random() < self.kills:
            self.done["kill"] += 1
            raise Killed

    def take_step(self, state: State, event: Event) -> protocol.Step:
        """Take one step of the core under test, unless it took too many."""
        self.steps += 1
        self.never(self.steps > 10 * MOST_CALLS, "goes round in circles")
        return self.step(state, event)

    def count_call(self) -> None:
        """Count a call to the centre."""
        self.calls += 1
        self.never(self.calls > MOST_CALLS, f"more than {MOST_CALLS} calls")

    def advance(self, until: int) -> None:
        """Let every worker do what is due before ``until``."""
        while True:
            device = min(self.devices, key=lambda one: one.next_at)
            if device.next_at > until:
                self.now = until
                return
            self.now = max(self.now, device.next_at)
            device.work()

    def let_another_work(self, device: Post) -> None:
        """Let another workstation speak between two calls of ``device``."""
        others = [one for one in self.devices if one is not device and not one.is_working]
        if others:
            self.chance.choice(others).work()

    def calm(self) -> None:
        """End every fault; the office sees to what waits for a person."""
        self.bad = self.kills = self.newer = 0.0
        self.cut = self.busy = self.is_stuck = self.is_foreign = False
