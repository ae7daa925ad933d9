"""What the pill says: never green while something waits, never alarming while only the network is away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recyclique_desktop.data.queries.sync import Standing, problems, standing
from recyclique_desktop.sync.crosscheck import CrossCheck
from recyclique_desktop.sync.status import Contact, Light, clock_off, status_of
from recyclique_desktop.sync.vocabulary import Cause, Verdict
from tests.known import MORNING
from tests.services.selling import open_till
from tests.sync.fake_centre import FakeCentre
from tests.sync.shops import OTHER_STREAM, Machine
from tests.sync.test_pull import lose_sessions
from tests.sync.test_shared import wish_price

QUIET = Standing(acked=9, waiting=0, wishes=0, aside=0, branched=False, last_success=MORNING)
RUNNING = Contact(is_running=True)


@pytest.mark.parametrize(
    ("found", "contact", "light"),
    [
        (QUIET, RUNNING, Light.UP_TO_DATE),
        (QUIET, Contact(), Light.STOPPED),
        (Standing(9, 3, 0, 0, branched=False, last_success=None), RUNNING, Light.WAITING),
        (
            Standing(9, 3, 0, 0, branched=False, last_success=None),
            Contact(is_running=True, cause=Cause.ABSENT),
            Light.OFFLINE,
        ),
        (QUIET, Contact(is_running=True, cause=Cause.SLOW), Light.OFFLINE),
        (QUIET, Contact(is_running=True, cause=Cause.REVOKED), Light.ATTENTION),
        (QUIET, Contact(is_running=True, cause=Cause.DISK), Light.ATTENTION),
        (QUIET, Contact(is_running=True, parked=1), Light.ATTENTION),
        (QUIET, Contact(is_running=True, conflicts=2), Light.ATTENTION),
        (Standing(9, 0, 0, 1, branched=False, last_success=None), RUNNING, Light.ATTENTION),
        (Standing(9, 0, 0, 0, branched=True, last_success=None), RUNNING, Light.ATTENTION),
        (Standing(9, 0, 2, 0, branched=False, last_success=None), RUNNING, Light.UP_TO_DATE),
    ],
)
def test_one_light_says_what_matters_most(found: Standing, contact: Contact, light: Light) -> None:
    assert status_of(found, contact).light is light


def test_after_a_restart_the_last_contact_is_still_known() -> None:
    assert status_of(QUIET, RUNNING).last_contact == MORNING
    later = MORNING + timedelta(minutes=5)
    assert status_of(QUIET, Contact(is_running=True, last_contact=later)).last_contact == later


def stand(machine: Machine) -> Standing:
    with machine.db.reading() as session:
        return standing(session, machine.stream)


def test_what_waits_is_counted_in_acts_until_the_centre_has_it(till: Machine, fake: FakeCentre) -> None:
    till.sync()
    session = open_till(till.shop)
    session.sell()
    wish_price(till, 80)
    found = stand(till)
    assert (found.waiting, found.wishes) == (3, 1)
    fake.down = Cause.ABSENT
    till.sync()
    assert stand(till).waiting == 3
    fake.down = None
    till.sync()
    found = stand(till)
    assert (found.waiting, found.wishes, found.acked) == (0, 1, till.store.head())
    assert found.last_success is not None


def test_what_could_not_be_applied_is_shown_with_its_cause(till: Machine, other: Machine) -> None:
    session = open_till(other.shop)
    other.sync()
    till.sync()
    lose_sessions(till)
    till.restart()
    session.sell()
    other.sync()
    till.sync()
    assert stand(till).aside == 1
    with till.db.reading() as reading:
        (problem,) = problems(reading)
    assert (problem.stream_id, problem.act, problem.cause) == (OTHER_STREAM, "sale.completed", "missing_row")
    assert "cash_sessions" in problem.detail


class Twice:
    """A centre's rows, as they are asked for."""

    def __init__(self, machine: Machine, cents_off: int = 0) -> None:
        self.machine = machine
        self.cents_off = cents_off

    def __call__(self, table: str, ids: list[str]) -> list[dict[str, object]]:
        assert table == "cash_sessions"
        rows = self.machine.rows("SELECT total_items, total_sales FROM cash_sessions")
        cents = rows[0][1] + self.cents_off
        return [{"id": ids[0], "total_items": rows[0][0], "total_sales": f"{cents // 100}.{cents % 100:02d}"}]


def test_a_session_that_the_centre_sums_otherwise_is_named_once_it_is_sure(till: Machine) -> None:
    open_till(till.shop).sell()
    rows = Twice(till)
    check = CrossCheck(till.db, till.shop.clock, rows, lambda: True)
    assert check.run() is Verdict.SAME
    rows.cents_off = 100
    assert check.run() is Verdict.DOUBT
    assert list(check.found) == []
    assert check.run() is Verdict.DIFFERENT
    assert [(one.here, one.there) for one in check.found] == [((1, 300), (1, 400))]
    rows.cents_off = 0
    assert check.run() is Verdict.SAME


def test_a_sale_made_between_two_looks_is_no_difference(till: Machine) -> None:
    open_till(till.shop).sell()
    rows = Twice(till, cents_off=100)
    check = CrossCheck(till.db, till.shop.clock, rows, lambda: True)
    assert check.run() is Verdict.DOUBT
    rows.cents_off = 0
    assert check.run() is Verdict.SAME


def test_what_is_parked_is_counted_apart(till: Machine) -> None:
    open_till(till.shop).sell()
    check = CrossCheck(till.db, till.shop.clock, Twice(till, cents_off=100), lambda: False)
    assert check.run() is Verdict.SAME


def test_a_clock_years_away_from_the_centres_is_seen_and_a_few_minutes_are_not() -> None:
    now = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    assert clock_off("2026-11-22T10:09:59.000000Z", now) == 0
    assert clock_off("2026-11-22T09:49:00.000000Z", now) == 660
    assert clock_off("2036-11-22T10:00:00.000000Z", now) < -300_000_000
    assert clock_off("", now) == 0
    assert status_of(QUIET, Contact(is_running=True, clock_off_s=660)).light is Light.ATTENTION
