"""The workstations of the demonstration: a till, a reception post and an office of one shop, and their centre.

Made once for each folder, with two weeks behind them. One at a time is brought on, to be seen in a window; the others
are at work without one and exchange with the centre by their own workers.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from recyclique_desktop.demo import postgres, shop
from recyclique_desktop.demo.centre import FOLDER, running_centre
from recyclique_desktop.demo.clock import PresentClock
from recyclique_desktop.demo.company import access
from recyclique_desktop.demo.day import Till
from recyclique_desktop.demo.post import Post
from recyclique_desktop.demo.story import Stage, play_days, play_receptions
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import join
from recyclique_desktop.flows.sync import Round, once, worker_of
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.lock import InstanceLock
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from recyclique_desktop.demo.clock import StoryClock
    from recyclique_desktop.demo.place import Place
    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.flows.workstation import OpenWorkstation, RandomBytes
    from recyclique_desktop.sync.worker import Worker

DAYS: Final = 10
"""Openings behind the shop: two weeks of five days."""
SEED: Final = 7
_NAMES: Final = {WorkstationKind.RECEPTION: mark("Réception"), WorkstationKind.OFFICE: mark("Bureau")}
_ALONE: Final = frozenset({"demo.no_postgres", "demo.centre_failed"})
_TOLD_EVERY: Final = 100
_TILL: Final = WorkstationKind.TILL
_MOST_TURNS: Final = 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What a demonstration is made with.

    Attributes:
        tell: Told what is being made.
        check: Called all the time while it is made; may raise to stop it.
    """

    place: Place
    clock: Clock
    random_bytes: RandomBytes
    tell: Callable[[str], None] = lambda _words: None
    check: Callable[[], None] = lambda: None


@contextmanager
def assembled(means: Means) -> Iterator[Troupe]:
    """Run the demonstration of a folder, making what is missing of it; everything ends with the block.

    Its server dies with the thread that enters, which must be the one that leaves.

    Raises:
        UserError: What claiming the folder and making a workstation refuse. Without any PostgreSQL, the till works
            alone and ``Troupe.absence`` says why.
    """
    means.place.claim()
    with ExitStack() as stack:
        dsn, absence = None, None
        if not means.place.is_lone_shop:
            dsn, absence = _centre(means, stack)
        troupe = Troupe(means, dsn, absence)
        stack.callback(troupe.stop)
        troupe.make()
        troupe.begin()
        yield troupe


def _centre(means: Means, stack: ExitStack) -> tuple[str | None, UserError | None]:
    """Start the centre; one that a workstation lost for good is begun again, and the workstations with it."""
    place = means.place
    folder = place.root / FOLDER
    try:
        if not place.is_ready(WorkstationKind.TILL) or (_is_joined(place) and not postgres.is_made(folder)):
            postgres.begin_again(folder)
            for kind in WorkstationKind:
                place.clear(kind)
        means.tell(tr("Le centre du magasin inventé démarre."))
        return stack.enter_context(running_centre(place.root)).dsn, None
    except UserError as error:
        if error.code not in _ALONE:
            raise
        return None, error


def _is_joined(place: Place) -> bool:
    return configuration.load(place.folders(WorkstationKind.TILL).data).centre is not None


@dataclass(slots=True)
class _Hidden:
    """A workstation at work without a window."""

    opened: OpenWorkstation
    worker: Worker | None
    lock: InstanceLock

    def stop(self) -> None:
        """Stop its exchange, close its file, leave its folder: each of them, even when one before fails."""
        with ExitStack() as ending:
            ending.callback(self.lock.release)
            ending.callback(self.opened.close)
            if self.worker is not None:
                ending.callback(self.worker.stop)


@dataclass(slots=True)
class Troupe:
    """The workstations of one demonstration.

    Attributes:
        dsn: The administrator's way to the centre; nothing when the till works alone.
        absence: Why there is no centre.
    """

    means: Means
    dsn: str | None
    absence: UserError | None
    _hidden: dict[WorkstationKind, _Hidden] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[WorkstationKind, ...]:
        """The workstations there are."""
        return tuple(kind for kind in WorkstationKind if self.means.place.is_ready(kind)) if self.dsn else (_TILL,)

    def make(self) -> None:
        """Make what is missing: the till and its two weeks, the centre's shop, the others."""
        if not self.means.place.is_ready(_TILL):
            self._make_till()
        if self.dsn is None:
            return
        self._found(self.dsn)
        for kind in _NAMES:
            if not self.means.place.is_ready(kind):
                self._let_in(kind, self.dsn)

    def begin(self) -> None:
        """Put every workstation to work without a window; the till knows that its last opening is days behind."""
        opened = self.open(_TILL)
        try:
            Till(opened, PresentClock(), lambda _sale: None).come_back()
        finally:
            opened.close()
        for kind in self.kinds:
            self.take_off(kind)

    def bring_on(self, kind: WorkstationKind) -> None:
        """Leave a workstation to a window."""
        hidden = self._hidden.pop(kind, None)
        if hidden is not None:
            hidden.stop()

    def mend(self, kind: WorkstationKind, clock: StoryClock) -> None:
        """Close what an interrupted demonstration left open, so that a day can be played again; no window shows it."""
        place = self.means.place
        opened = open_workstation(place.folders(kind), place.store(kind), clock, self.means.random_bytes)
        try:
            if kind is _TILL:
                Till(opened, clock, lambda _sale: None).finish_what_was_cut()
            elif kind is WorkstationKind.RECEPTION:
                Post(opened, clock, lambda _line: None).finish_what_was_cut()
        finally:
            opened.close()

    def take_off(self, kind: WorkstationKind) -> None:
        """Let a workstation work without a window."""
        if kind in self._hidden or kind not in self.kinds:
            return
        lock = InstanceLock(self.means.place.folders(kind).data)
        with ExitStack() as failing:
            lock.acquire()
            failing.callback(lock.release)
            opened = self.open(kind)
            failing.callback(opened.close)
            worker = worker_of(opened, self.means.place.store(kind))
            if worker is not None:
                worker.start()
            self._hidden[kind] = _Hidden(opened, worker, lock)
            failing.pop_all()

    def stop(self) -> None:
        """Stop every workstation that works without a window, even when one of them fails to."""
        with ExitStack() as ending:
            for kind in reversed(tuple(self._hidden)):
                ending.callback(self.bring_on, kind)

    def open(self, kind: WorkstationKind) -> OpenWorkstation:
        """Open the file of a workstation."""
        place = self.means.place
        return open_workstation(place.folders(kind), place.store(kind), self.means.clock, self.means.random_bytes)

    def exchange_until_calm(self) -> bool:
        """Let every workstation send and fetch all there is, their windows closed; tell whether all got there."""
        if self.dsn is None:
            return True
        self.stop()
        for _ in range(_MOST_TURNS):
            moved = [self._exchange(kind) for kind in self.kinds]
            if not any(moved):
                return True
        return False

    def _exchange(self, kind: WorkstationKind) -> bool:
        """Go to the centre once, and tell whether anything moved or is left to move."""
        opened = self.open(kind)
        try:
            done: Round = once(opened, self.means.place.store(kind))
        finally:
            opened.close()
        if done.cause is not None:
            _log.warning("%s met %s: %s", kind, done.cause, done.detail)
        return bool(done.pushed or done.pulled or not done.is_good)

    # making

    def _make_till(self) -> None:
        place = self.means.place
        place.clear(_TILL)
        place.folders(_TILL).create()
        told = self._counting(lambda n: tr("Deux semaines de ventes s’inventent : {n:number} tickets.", n=n))
        play_days(self._stage(_TILL), self.means.clock, DAYS, SEED, lambda _sale: told())
        place.set_ready(_TILL)

    def _found(self, dsn: str) -> None:
        if _is_joined(self.means.place):
            return
        self.means.tell(tr("La caisse se relie au centre."))
        opened = self.open(_TILL)
        try:
            join.found_centre(opened, self.means.place.store(_TILL), access(dsn, _TILL), self.means.random_bytes)
        finally:
            opened.close()
        self.means.tell(tr("La caisse envoie ses deux semaines au centre."))
        self._exchange(_TILL)

    def _let_in(self, kind: WorkstationKind, dsn: str) -> None:
        place = self.means.place
        self.means.tell(tr("Un poste de plus se relie au centre : {name}.", name=tr(_NAMES[kind])))
        place.clear(kind)
        ground = join.Ground(place.folders(kind), place.store(kind), self.means.clock, self.means.random_bytes)
        opened = join.join(ground, join.Newcomer(tr(_NAMES[kind])), access(dsn, kind))
        try:
            shop.seed(opened, place.store(kind), self.means.random_bytes)
        finally:
            opened.close()
        if kind is WorkstationKind.RECEPTION:
            told = self._counting(lambda n: tr("Deux semaines de dépôts s’inventent : {n:number} pesées.", n=n))
            play_receptions(self._stage(kind), self.means.clock, DAYS, SEED, lambda _line: told())
            self._exchange(kind)
        place.set_ready(kind)

    def _counting(self, words: Callable[[int], str]) -> Callable[[], None]:
        """Return what is called at each step, and says now and then how many there were."""
        done = 0

        def step() -> None:
            nonlocal done
            self.means.check()
            done += 1
            if done % _TOLD_EVERY == 0:
                self.means.tell(words(done))

        return step

    def _stage(self, kind: WorkstationKind) -> Stage:
        return Stage(self.means.place.folders(kind), self.means.place.store(kind), self.means.random_bytes)
