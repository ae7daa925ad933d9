"""How long it took to open, to sell and to close; what is put away at closing; one notebook per day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashCount, CashMovement, CashSession, Closure, PaymentMethod
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.queries.steps import session_steps
from recyclique_desktop.data.queries.till import till_home
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.cash_count import DENOMINATIONS, PutAway
from recyclique_desktop.domain.enums import CashMovementKind, CashSessionStep, ClosureKind, CountMoment
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows.periods import close_due_periods
from recyclique_desktop.services.cash_moves import MoveCash, move_cash
from recyclique_desktop.services.cash_sessions import OpenNotebook, open_notebook
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from tests.services.selling import Till, entries, open_till, read, write

if TYPE_CHECKING:
    from tests.conftest import Shop

ENTRY, SALE, EXIT = CashSessionStep.ENTRY, CashSessionStep.SALE, CashSessionStep.EXIT


def step_of(till: Till) -> CashSessionStep | None:
    with till.shop.db.reading() as session:
        return session.get_one(CashSession, till.session_id).current_step


def test_the_time_spent_opening_selling_and_closing_can_be_read(shop: Shop) -> None:
    till = open_till(shop)
    opened = shop.clock.now()
    assert step_of(till) is ENTRY
    shop.clock.advance(timedelta(minutes=10))
    till.sell()
    assert step_of(till) is SALE
    shop.clock.advance(timedelta(hours=5))
    till.sell()
    counting = shop.clock.now() + timedelta(minutes=30)
    shop.clock.advance(timedelta(minutes=42))
    till.write(
        close_session,
        CloseSession(till.session_id, (MethodCount("cash", Cents(5600)),), counting_since=counting),
    )
    steps = read(shop, session_steps, till.session_id)
    assert [(one.step, one.lasted(shop.clock.now())) for one in steps] == [
        (ENTRY, timedelta(minutes=10)), (SALE, timedelta(hours=5, minutes=30)), (EXIT, timedelta(minutes=12)),
    ]  # fmt: skip
    assert (steps[0].began, step_of(till)) == (opened, EXIT)


def test_a_session_that_sells_still_has_an_open_step(shop: Shop) -> None:
    till = open_till(shop)
    (entry,) = read(shop, session_steps, till.session_id)
    assert (entry.step, entry.ended) == (ENTRY, None)
    shop.clock.advance(timedelta(minutes=3))
    till.sell()
    entry, sale = read(shop, session_steps, till.session_id)
    assert (entry.ended, sale.began, sale.ended) == (shop.clock.now(), shop.clock.now(), None)
    assert read(shop, session_steps, shop.station.ids.new()) == ()


@pytest.mark.parametrize("hours", [-3, 48])
def test_a_screen_whose_counting_began_before_the_last_ticket_or_tomorrow_is_not_believed(
    shop: Shop, hours: int
) -> None:
    till = open_till(shop)
    shop.clock.advance(timedelta(hours=2))
    till.sell()
    counts = (MethodCount("cash", Cents(5300)),)
    since = shop.clock.now() + timedelta(hours=hours)
    till.write(close_session, CloseSession(till.session_id, counts, counting_since=since))
    *_, last = read(shop, session_steps, till.session_id)
    assert (last.step, last.began, last.ended) == (EXIT, shop.clock.now(), shop.clock.now())


def close_with(till: Till, counted: int, away: int, kind: CashMovementKind = CashMovementKind.SAFE) -> None:
    put = PutAway(till.shop.station.ids.new(), kind, Cents(away))
    counts = (MethodCount("cash", Cents(counted)),)
    till.write(close_session, CloseSession(till.session_id, counts, "sans", put_away=put))


def test_money_put_in_the_safe_at_closing_is_a_movement_and_the_rest_is_tomorrows_float(shop: Shop) -> None:
    till = open_till(shop)
    till.sell(price=20_000)
    close_with(till, 24_900, 17_000)
    with shop.db.reading() as session:
        moved = session.scalars(select(CashMovement)).one()
        closure = session.scalars(select(Closure)).one()
        figures = session_figures(session, till.session_id)
        home = till_home(session, shop.station, shop.clock.now().date())
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []
    assert (moved.kind, moved.amount, moved.session_id) == (CashMovementKind.SAFE, -17_000, till.session_id)
    assert (closure.expected, closure.counted, closure.variance) == (8_000, 7_900, -100)
    assert (figures.movements, figures.expected_total) == (-17_000, 8_000)
    assert home.left_last_time == 7_900


def test_what_is_put_away_at_closing_is_in_the_days_closure_like_any_other_movement(shop: Shop) -> None:
    till = open_till(shop)
    till.sell(price=20_000)
    noon = MoveCash(shop.station.ids.new(), till.session_id, CashMovementKind.BANK, Cents(1_000), "dépôt")
    till.write(move_cash, noon, shop.admin)
    close_with(till, 24_000, 17_000)
    shop.clock.advance(timedelta(days=1))
    close_due_periods(shop.db, shop.station)
    with shop.db.reading() as session:
        day = session.scalars(select(Closure).where(Closure.kind == ClosureKind.DAY)).one()
    (entry,) = entries(shop, "session.closed")
    assert day.totals["movements"] == entry["doc"]["totals"]["movements"] == "-180.00"
    assert day.totals["tickets"] == 1
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_a_notebooks_drawer_is_not_the_float_of_the_till(shop: Shop) -> None:
    close_with(open_till(shop), 5_000, 1_000)
    book = OpenNotebook(shop.station.ids.new(), shop.register_id, Cents(700), shop.clock.now().date())
    write(shop, open_notebook, book, shop.admin)
    write(shop, close_session, CloseSession(book.session_id, ()), shop.admin)
    with shop.db.reading() as session:
        assert till_home(session, shop.station, shop.clock.now().date()).left_last_time == 4_000


def test_cash_switched_off_in_mid_session_keeps_its_float_in_the_count(shop: Shop) -> None:
    till = open_till(shop)
    with shop.db.writing() as session:
        session.scalars(select(PaymentMethod).where(PaymentMethod.code == "cash")).one().active = False
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station, doc={})
    with shop.db.reading() as session:
        assert session_figures(session, till.session_id).expected_total == 5_000


def test_the_entry_of_the_closing_carries_what_was_put_away(shop: Shop) -> None:
    till = open_till(shop)
    close_with(till, 5_000, 5_000, CashMovementKind.BANK)
    (entry,) = entries(shop, "session.closed")
    assert {row["table"] for row in entry["rows"]} >= {"cash_movements", "cash_counts", "closures"}
    assert entry["doc"]["counts"] == [
        {"method": "cash", "amount": "50.00"}, {"method": "cash", "amount": "-50.00"}
    ]  # fmt: skip
    assert entry["doc"]["totals"]["movements"] == "-50.00"


@pytest.mark.parametrize("away", [0, -100, 5_001])
def test_nobody_puts_away_more_than_was_counted(shop: Shop, away: int) -> None:
    till = open_till(shop)
    with pytest.raises(UserError) as refusal:
        close_with(till, 5_000, away)
    assert refusal.value.code == "count.put_away"
    assert step_of(till) is ENTRY


def test_takings_do_not_leave_as_a_small_purchase(shop: Shop) -> None:
    till = open_till(shop)
    with pytest.raises(UserError) as refusal:
        close_with(till, 5_000, 100, CashMovementKind.OUT)
    assert refusal.value.code == "count.put_away"


def test_c07_coins_and_notes_of_the_closing_add_up_to_what_was_counted_and_stand_in_the_closure(shop: Shop) -> None:
    till = open_till(shop)
    till.sell(price=38_888)
    counts = tuple(MethodCount("cash", Cents(worth), 1, worth) for worth in DENOMINATIONS)
    assert (len(counts), sum(one.amount for one in counts)) == (15, 88_888)
    till.write(close_session, CloseSession(till.session_id, (*counts,), reason="essai"), shop.admin)
    (entry,) = entries(shop, "session.closed")
    told = entry["doc"]["counts"]
    assert [one["denomination"] for one in told][:3] == ["500.00", "200.00", "100.00"]
    assert sum(round(float(one["denomination"]) * 100) * one["quantity"] for one in told) == 88_888
    assert entry["doc"]["counted"] == "888.88"
    with shop.db.reading() as session:
        rows = session.scalars(select(CashCount).where(CashCount.moment == CountMoment.CLOSE)).all()
    assert len(rows) == 15


DAY = date(2010, 1, 1)


def test_a_second_notebook_of_the_same_day_is_refused_by_the_file_itself(shop: Shop) -> None:
    opening = OpenNotebook(shop.station.ids.new(), shop.register_id, Cents(0), DAY)
    write(shop, open_notebook, opening, shop.admin)
    copied = "session_type, status, initial_amount, current_amount, opened_at, business_date, operator_id, site_id"
    sql = f"INSERT INTO cash_sessions (id, number, {copied}, register_id, workstation_id, created_at)"
    sql += f" SELECT randomblob(16), 'C01-999999', {copied}, register_id, workstation_id, created_at FROM cash_sessions"
    with shop.db.connection() as connection, pytest.raises(DatabaseError, match=r"append only|UNIQUE"):
        connection.exec_driver_sql(sql)
