"""The invented days at reception look like the notebooks of a real shop, and are played as they are planned."""

from __future__ import annotations

import secrets
import statistics
from datetime import date, time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.queries import reception
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import OPENS as TILL_OPENS
from recyclique_desktop.demo.deposit_chance import FEWEST, MOST, reception_plan
from recyclique_desktop.demo.deposit_plan import MendLast, ReceptionPlan, TakeOffLast, Visit, Weighing
from recyclique_desktop.demo.plan import Goods
from recyclique_desktop.demo.post import Post, Written
from recyclique_desktop.demo.story import Stage, play_days, play_receptions
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import Destination, WeightSource, WorkstationKind
from recyclique_desktop.domain.reception import Totals
from recyclique_desktop.domain.weight import Grams, parse_kilos
from recyclique_desktop.flows.verify import verify_workstation
from recyclique_desktop.system.secrets import MemoryStore
from tests.demo.test_plan import goods
from tests.faults.place import Place
from tests.faults.small_shop import PowerCutError
from tests.known import MORNING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from recyclique_desktop.flows.workstation import OpenWorkstation

DAY = date(2026, 9, 17)


@pytest.fixture(scope="module")
def plans() -> list[ReceptionPlan]:
    return [reception_plan(3, number, DAY, goods(), team=3) for number in range(60)]


def weighings(plans: list[ReceptionPlan]) -> list[Weighing]:
    return [
        gesture
        for plan in plans
        for visit in plan.visits
        for gesture in visit.gestures
        if isinstance(gesture, Weighing)
    ]


def test_the_same_seed_gives_the_same_gestures_and_another_does_not() -> None:
    one = reception_plan(1, 0, DAY, goods(), team=3)
    assert one == reception_plan(1, 0, DAY, goods(), team=3)
    assert one.visits != reception_plan(2, 0, DAY, goods(), team=3).visits
    assert one.visits != reception_plan(1, 1, DAY, goods(), team=3).visits


def test_a_day_brings_about_a_dozen_deposits_and_forty_weighings(plans: list[ReceptionPlan]) -> None:
    counts = [len(plan.visits) for plan in plans]
    assert min(counts) >= FEWEST
    assert max(counts) <= MOST + 1
    assert 11 <= statistics.mean(counts) <= 14
    assert 32 <= len(weighings(plans)) / len(plans) <= 46


def test_weights_and_destinations_look_like_the_notebook(plans: list[ReceptionPlan]) -> None:
    came_in = [one for one in weighings(plans) if not one.is_exit]
    nets = sorted(one.weighed.net for one in came_in)
    assert 1_600 <= statistics.median(nets) <= 2_600
    assert nets[0] >= 30
    assert nets[len(nets) * 97 // 100] <= 16_000, "but for a slip or a wardrobe"
    assert 0.90 <= statistics.mean(one.destination is Destination.MAGASIN for one in came_in) <= 0.96
    assert 0 < sum(bool(one.note) for one in came_in) < len(came_in) // 20


def test_what_leaves_the_shop_never_goes_to_the_shop(plans: list[ReceptionPlan]) -> None:
    out = [one for one in weighings(plans) if one.is_exit]
    assert out
    assert all(one.destination is not Destination.MAGASIN for one in out)


def test_slips_and_boxes_are_part_of_the_day(plans: list[ReceptionPlan]) -> None:
    gestures = [gesture for plan in plans for visit in plan.visits for gesture in visit.gestures]
    assert any(isinstance(gesture, MendLast) for gesture in gestures)
    assert any(isinstance(gesture, TakeOffLast) for gesture in gestures)
    assert any(one.tare for one in weighings(plans))
    assert {one.source for one in weighings(plans)} == {WeightSource.SCALE, WeightSource.TYPED}


def test_what_is_typed_means_what_is_planned(plans: list[ReceptionPlan]) -> None:
    for one in weighings(plans):
        assert parse_kilos(one.weight_typed) == one.gross


def test_the_post_opens_before_the_till_and_serves_one_visitor_after_the_other(plans: list[ReceptionPlan]) -> None:
    for plan in plans:
        assert plan.opens < TILL_OPENS
        assert plan.shifts[0].at == plan.opens
        assert plan.opens < plan.visits[0].at
        assert plan.visits[-1].at < plan.closes
        assert all(before.at < after.at for before, after in pairwise(plan.visits))
        assert plan.volunteer_at(time(16)) == plan.shifts[-1].volunteer


def test_a_list_of_other_categories_still_has_days() -> None:
    other = (Goods(("Divers",), None, None), Goods(("Vrac", "Tout"), None, None))
    assert reception_plan(1, 0, DAY, other, team=1).visits


def test_totals_of_a_plan_follow_what_is_mended_and_taken_off() -> None:
    first = Weighing(("A",), Grams(9_600), WeightSource.TYPED, Destination.MAGASIN, tare=Grams(600))
    out = Weighing(("A",), Grams(500), WeightSource.SCALE, Destination.RECYCLAGE, is_exit=True)
    visit = Visit(time(9), (first, MendLast(Grams(1_600)), first, TakeOffLast(), out))
    assert visit.totals == Totals(shop_in=Grams(1_000), shop_out=Grams(500), lines=2)


@pytest.fixture
def clock() -> SimulatedClock:
    """Nine in the morning of a Thursday."""
    return SimulatedClock(MORNING)


@pytest.fixture
def opened(tmp_path: Path, clock: SimulatedClock) -> Iterator[OpenWorkstation]:
    """The demonstration's reception post, ready for its first day."""
    folders = Place(tmp_path).folders
    made = shop.create_shop(folders, MemoryStore(), clock, secrets.token_bytes, WorkstationKind.RECEPTION)
    yield made
    made.close()


def plan_of(opened: OpenWorkstation) -> ReceptionPlan:
    return reception_plan(11, 0, DAY, shop.goods(opened.db), len(shop.TEAM))


def rows(opened: OpenWorkstation, sql: str) -> list[Any]:
    with opened.db.reading() as session:
        return [tuple(row) for row in session.connection().exec_driver_sql(sql)]


def test_every_weighing_of_the_plan_is_recorded_in_its_flow(opened: OpenWorkstation, clock: SimulatedClock) -> None:
    plan = plan_of(opened)
    written: list[Written] = []
    day = Post(opened, clock, written.append).play(plan)
    assert (day.day, day.tickets) == (plan.day, len(plan.visits))
    for name in ("shop_in", "recycling_direct", "tip_direct", "shop_out", "lines"):
        assert getattr(day.totals, name) == sum(getattr(visit.totals, name) for visit in plan.visits)
    assert len(written) == sum(len(visit.gestures) for visit in plan.visits)
    with opened.db.reading() as session:
        assert reception.reception_home(session, opened.station, plan.day).today == day.totals
    assert verify_workstation(opened, full=True).is_sound


def test_each_volunteer_signs_for_her_own_deposits(opened: OpenWorkstation, clock: SimulatedClock) -> None:
    plan = plan_of(opened)
    Post(opened, clock, lambda _line: None).play(plan)
    team = [user_id.bytes for user_id, _ in shop.team(opened.db)]
    who = [one for (one,) in rows(opened, "SELECT benevole_user_id FROM ticket_depot ORDER BY number")]
    assert who == [team[plan.volunteer_at(visit.at)] for visit in plan.visits]
    assert len(set(who)) == 2


def test_the_evening_after_a_power_cut_the_post_is_closed_and_nothing_is_missing(
    opened: OpenWorkstation, clock: SimulatedClock
) -> None:
    written: list[Written] = []

    def cut(line: Written) -> None:
        written.append(line)
        if len(written) == 5:
            raise PowerCutError

    post = Post(opened, clock, cut)
    with pytest.raises(PowerCutError):
        post.play(plan_of(opened))
    (day,) = post.finish_what_was_cut()
    said = {line.line_id: line.net for line in written}
    assert sum(said.values()) == day.totals.received + day.totals.shop_out
    assert day.totals.lines == sum(net > 0 for net in said.values())
    assert rows(opened, "SELECT DISTINCT status FROM ticket_depot") == [("closed",)]
    assert post.finish_what_was_cut() == ()


def test_reception_and_till_open_on_the_same_days(tmp_path: Path) -> None:
    at, till = Place(tmp_path / "reception"), Place(tmp_path / "till")
    stage = Stage(at.folders, MemoryStore(), secrets.token_bytes, kind=WorkstationKind.RECEPTION)
    days = play_receptions(stage, SimulatedClock(MORNING), 2, 4, lambda _line: None)
    assert stage.plays is WorkstationKind.RECEPTION
    selling = Stage(till.folders, MemoryStore(), secrets.token_bytes)
    sessions = play_days(selling, SimulatedClock(MORNING), 2, 4, lambda _sale: None)
    assert [day.day for day in days] == [one.opened_at.date() for one in sessions]
