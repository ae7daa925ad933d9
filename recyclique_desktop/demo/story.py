"""Several days in a row, from an empty folder or going on from the last one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries import reception, reports
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan, next_open_day, open_days_before
from recyclique_desktop.demo.clock import StoryClock
from recyclique_desktop.demo.company import exchanging, open_joined
from recyclique_desktop.demo.day import OnSale, Till
from recyclique_desktop.demo.deposit_chance import reception_plan
from recyclique_desktop.demo.plan import DayPlan
from recyclique_desktop.demo.post import OnLine, Post, ReceptionDay
from recyclique_desktop.domain.clock import PARIS, Clock, SimulatedClock, business_date
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows.join import Ground
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system import config as configuration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recyclique_desktop.data.queries.reports import SessionReportData
    from recyclique_desktop.flows.workstation import OpenWorkstation, RandomBytes
    from recyclique_desktop.system.paths import Folders
    from recyclique_desktop.system.secrets import SecretStore

MORNING = time(8, 15)
"""When the demonstration's workstation is installed, on its first day."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a story is played.

    Attributes:
        central: The administrator's way to a centre, to play in company; nothing to play alone.
        kind: What is made in an empty folder; a folder that is there already is what it is.
    """

    folders: Folders
    store: SecretStore
    random_bytes: RandomBytes
    central: str | None = None
    kind: WorkstationKind = WorkstationKind.TILL

    @property
    def plays(self) -> WorkstationKind:
        """What is played here."""
        data = self.folders.data
        return configuration.load(data).kind if configuration.exists(data) else self.kind


ByHand = Callable[[StoryClock, DayPlan], None]
"""Plays a plan otherwise than through the services, in the same file, on the story's clock."""


def play_days(
    stage: Stage, clock: Clock, days: int, seed: int, on_sale: OnSale, *, by_hand: ByHand | None = None
) -> tuple[SessionReportData, ...]:
    """Play ``days`` openings and return their sessions.

    In an empty folder the last one is the last opening before today; otherwise they follow what is there, and a
    session that a cut left open is closed first.

    Args:
        stage: The folder, which is empty or a demonstration's.
        clock: Says which day today is.
        days: How many openings.
        seed: Same seed, same gestures.
        on_sale: Called after each sale's commit, unless the days are played by hand.
        by_hand: Plays each day; by default the services do.

    Raises:
        UserError: ``demo.real_shop``, and what opening and the centre refuse.
    """
    with _told(stage, clock, days) as (opened, told, first):
        till = Till(opened, told, on_sale)
        till.finish_what_was_cut()
        return tuple(_played(till, first, days, seed, by_hand))


def play_receptions(stage: Stage, clock: Clock, days: int, seed: int, on_line: OnLine) -> tuple[ReceptionDay, ...]:
    """Weigh on ``days`` openings, the same days as a till's, and return what each brought.

    Args:
        stage: The folder of a reception post, or an empty one with that kind.
        clock: Says which day today is.
        days: How many openings.
        seed: Same seed, same gestures.
        on_line: Called after the commit of each line.

    Raises:
        UserError: As ``play_days``.
    """
    with _told(stage, clock, days) as (opened, told, first):
        post = Post(opened, told, on_line)
        post.finish_what_was_cut()
        return tuple(_weighed(post, first, days, seed))


@contextmanager
def _told(stage: Stage, clock: Clock, days: int) -> Iterator[tuple[OpenWorkstation, SimulatedClock, date]]:
    """Open the workstation on the story's own clock, set to the first of ``days`` openings before today."""
    first = open_days_before(business_date(clock.now(), PARIS), days)
    told = SimulatedClock(datetime.combine(first, MORNING, PARIS))
    opened = _opened(stage, told)
    try:
        with exchanging(opened, stage.store) if stage.central else nullcontext():
            yield opened, told, first
    finally:
        opened.close()


def _opened(stage: Stage, told: SimulatedClock) -> OpenWorkstation:
    if stage.central is not None:
        ground = Ground(stage.folders, stage.store, told, stage.random_bytes)
        return _seeded(open_joined(ground, stage.central, stage.kind), stage)
    if not configuration.exists(stage.folders.data):
        return shop.create_shop(stage.folders, stage.store, told, stage.random_bytes, stage.kind)
    return _seeded(open_workstation(stage.folders, stage.store, told, stage.random_bytes), stage)


def _seeded(opened: OpenWorkstation, stage: Stage) -> OpenWorkstation:
    try:
        shop.seed(opened, stage.store, stage.random_bytes)
    except BaseException:
        opened.db.close()
        raise
    return opened


def _played(at: Till, first: date, days: int, seed: int, by_hand: ByHand | None) -> Iterator[SessionReportData]:
    goods, volunteers = shop.goods(at.opened.db), len(shop.TEAM)
    day, number = _next(at.opened, first)
    for _ in range(days):
        plan = day_plan(seed, number, day, goods, volunteers)
        yield at.play(plan) if by_hand is None else _by_hand(at, by_hand, plan)
        day, number = next_open_day(day), number + 1


def _by_hand(at: Till, play: ByHand, plan: DayPlan) -> SessionReportData:
    at.wait_until(plan.day, plan.opens)
    play(at.clock, plan)
    with at.opened.db.reading() as session:
        last_id = reports.last_session(session, at.opened.station.id)
        if last_id is None:
            raise LookupError("the day was not played to its end")
        return reports.session_report_data(session, last_id)


def _next(opened: OpenWorkstation, first: date) -> tuple[date, int]:
    """Return the day to play next, and which day of the story it is."""
    with opened.db.reading() as session:
        last_id = reports.last_session(session, opened.station.id)
        last = reports.session_report_data(session, last_id) if last_id else None
    if last is None:
        return first, 0
    return next_open_day(business_date(last.opened_at, opened.station.zone)), int(last.number.rpartition("-")[2])


def _weighed(at: Post, first: date, days: int, seed: int) -> Iterator[ReceptionDay]:
    goods, volunteers = shop.goods(at.opened.db), len(shop.TEAM)
    with at.opened.db.reading() as session:
        number, last = reception.posts_so_far(session, at.opened.station)
    day = first if last is None else next_open_day(last)
    for _ in range(days):
        yield at.play(reception_plan(seed, number, day, goods, volunteers))
        day, number = next_open_day(day), number + 1
