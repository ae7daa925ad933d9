"""A plan played through the services gives the rows that a person at the screens would have made."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan
from recyclique_desktop.demo.day import Till
from recyclique_desktop.demo.plan import Abandoned, DayPlan, Paid, UndoLast
from recyclique_desktop.demo.story import Stage, play_days
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.flows.verify import verify_workstation
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.services.dates import is_doubtful
from recyclique_desktop.system.secrets import MemoryStore
from tests.faults.place import Place
from tests.faults.small_shop import DAYS, PowerCutError
from tests.known import MORNING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from recyclique_desktop.data.queries.reports import SessionReportData
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.services.sales import SaleCompleted


@pytest.fixture
def clock() -> SimulatedClock:
    """Nine in the morning of a Thursday."""
    return SimulatedClock(MORNING)


@pytest.fixture
def opened(tmp_path: Path, clock: SimulatedClock) -> Iterator[OpenWorkstation]:
    """The demonstration's shop, ready for its first day."""
    made = shop.create_shop(Place(tmp_path).folders, MemoryStore(), clock, secrets.token_bytes)
    yield made
    made.close()


def plan_of(opened: OpenWorkstation) -> DayPlan:
    return day_plan(11, 0, DAYS[0], shop.goods(opened.db), len(shop.TEAM))


def rows(opened: OpenWorkstation, sql: str) -> list[Any]:
    with opened.db.reading() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(sql)]


def played(opened: OpenWorkstation, clock: SimulatedClock) -> tuple[DayPlan, SessionReportData, list[SaleCompleted]]:
    plan = plan_of(opened)
    sold: list[SaleCompleted] = []
    return plan, Till(opened, clock, sold.append).play(plan), sold


def test_every_paid_ticket_of_the_plan_is_recorded_with_its_lines(
    opened: OpenWorkstation, clock: SimulatedClock
) -> None:
    plan, report, sold = played(opened, clock)
    paid = [ticket for ticket in plan.tickets if isinstance(ticket.outcome, Paid)]
    assert [sale.total for sale in sold] == [ticket.total for ticket in paid]
    assert report.figures.tickets == len(paid)
    assert report.figures.weight_out == sum(article.grams for ticket in paid for article in ticket.articles)
    assert report.figures.objects == sum(article.quantity for ticket in paid for article in ticket.articles)


def test_what_was_undone_or_given_up_left_its_trace_and_no_money(
    opened: OpenWorkstation, clock: SimulatedClock
) -> None:
    plan, _, _ = played(opened, clock)
    acts = dict(rows(opened, "SELECT act, count(*) FROM journal WHERE class <> 'personal' GROUP BY act"))
    undone = sum(isinstance(gesture, UndoLast) for ticket in plan.tickets for gesture in ticket.gestures)
    given_up = sum(isinstance(ticket.outcome, Abandoned) for ticket in plan.tickets)
    assert acts.get("ticket.line_removed", 0) == undone
    assert acts.get("ticket.abandoned", 0) == given_up
    assert rows(opened, "SELECT count(*) FROM draft_sales") == [(0,)]


def test_the_drawer_is_off_by_what_the_plan_said(opened: OpenWorkstation, clock: SimulatedClock) -> None:
    plan, report, _ = played(opened, clock)
    assert report.closure is not None
    assert report.closure.variance == plan.drawer_error
    assert report.float_amount == plan.float_amount


def test_each_volunteer_signs_for_her_own_tickets(opened: OpenWorkstation, clock: SimulatedClock) -> None:
    plan, _, _ = played(opened, clock)
    team = [user_id for user_id, _ in shop.team(opened.db)]
    operators = [operator for (operator,) in rows(opened, "SELECT operator_id FROM sales ORDER BY number")]
    wanted = [team[plan.volunteer_at(one.at)].bytes for one in plan.tickets if isinstance(one.outcome, Paid)]
    assert operators == wanted
    assert len(set(operators)) >= 2


def test_tickets_carry_the_hour_of_the_story(opened: OpenWorkstation, clock: SimulatedClock) -> None:
    plan, _, _ = played(opened, clock)
    times = [at for (at,) in rows(opened, "SELECT sale_date FROM sales ORDER BY number")]
    assert times == sorted(times)
    assert {at[:10] for at in times} == {plan.day.isoformat()}


def test_the_evening_after_a_power_cut_the_till_is_closed_and_nothing_is_missing(
    opened: OpenWorkstation, clock: SimulatedClock
) -> None:
    sold: list[SaleCompleted] = []

    def cut(sale: SaleCompleted) -> None:
        sold.append(sale)
        if len(sold) == 5:
            raise PowerCutError

    till = Till(opened, clock, cut)
    with pytest.raises(PowerCutError):
        till.play(plan_of(opened))
    report = till.finish_what_was_cut()
    assert report is not None
    assert report.closure is not None
    assert report.figures.tickets == 5
    assert report.figures.sales_total == sum(sale.total for sale in sold)
    assert report.closure.variance == 0
    assert till.finish_what_was_cut() is None


def test_a_seeding_that_was_cut_is_completed_at_the_next_start(tmp_path: Path, clock: SimulatedClock) -> None:
    place, store = Place(tmp_path), MemoryStore()
    shop.create_shop(place.folders, store, clock, secrets.token_bytes).close()
    again = open_workstation(place.folders, store, clock, secrets.token_bytes)
    try:
        shop.seed(again, store, secrets.token_bytes)
        assert len(shop.team(again.db)) == len(shop.TEAM)
        assert rows(again, "SELECT count(*) FROM journal WHERE act = 'user.created' AND class <> 'personal'") == [(3,)]
    finally:
        again.close()


def test_a_story_of_several_days_verifies(tmp_path: Path) -> None:
    place, store = Place(tmp_path), MemoryStore()
    stage = Stage(place.folders, store, secrets.token_bytes)
    days = play_days(stage, SimulatedClock(MORNING), days=2, seed=4, on_sale=lambda _sale: None)
    assert [day.number for day in days] == ["C01-000001", "C01-000002"]
    opened = open_workstation(place.folders, store, SimulatedClock(MORNING), secrets.token_bytes)
    try:
        assert verify_workstation(opened, full=True).is_sound
        assert [goods.path[-1] for goods in shop.goods(opened.db)].count("Jouets") == 1
        assert len(shop.goods(opened.db)) == 65
    finally:
        opened.close()


def test_a_story_that_ended_days_ago_asks_nothing_of_whoever_looks_on(tmp_path: Path) -> None:
    place, store = Place(tmp_path), MemoryStore()
    play_days(Stage(place.folders, store, secrets.token_bytes), SimulatedClock(MORNING), 1, 4, lambda _sale: None)
    clock = SimulatedClock(MORNING + timedelta(days=5))
    opened = open_workstation(place.folders, store, clock, secrets.token_bytes)
    try:
        assert is_asked(opened)
        Till(opened, clock, lambda _sale: None).come_back()
        assert not is_asked(opened)
        written = rows(opened, "SELECT count(*) FROM journal")
        Till(opened, clock, lambda _sale: None).come_back()
        assert rows(opened, "SELECT count(*) FROM journal") == written
    finally:
        opened.close()


def is_asked(opened: OpenWorkstation) -> bool:
    with opened.db.writing() as session:
        return is_doubtful(session, opened.station)
