"""After the sale, case by case (``cash.md`` §11: 12, 13, 15, 16, 18; ``french-practice.md`` F-08, F-10, F-12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import select

from recyclique_desktop.data.db import connect
from recyclique_desktop.data.models import CashRegister, CashSession, Closure
from recyclique_desktop.data.queries.figures import day_figures, session_figures
from recyclique_desktop.data.queries.sessions import session_tickets, till_closures, till_sessions
from recyclique_desktop.data.queries.sold import sold_ticket
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import ClosureKind, Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import Approval
from recyclique_desktop.flows.periods import close_due_periods
from recyclique_desktop.services.cash_sessions import OpenSession, open_session
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.services.reversals import PaidBack, ReturnLine, ReverseSale, reverse_sale
from recyclique_desktop.services.sale_corrections import CorrectSaleLine, correct_sale_line
from recyclique_desktop.services.sales import SaleCompleted
from tests.known import KEY
from tests.services.selling import Till, as_leader, open_till, read, write

if TYPE_CHECKING:
    from uuid import UUID

    from tests.conftest import Shop


def at(shop: Shop, text: str) -> None:
    """Let the shop's clock say so, and somebody confirm it."""
    shop.clock.jump(datetime.fromisoformat(text).replace(tzinfo=shop.station.zone))
    write(shop, confirm_date, ConfirmDate(shop.clock.now()))


def void(till: Till, sold: SaleCompleted, session_id: UUID) -> ReverseSale:
    back = (PaidBack("cash", Cents(sold.total)),)
    return ReverseSale(till.shop.station.ids.new(), sold.sale_id, session_id, (ReturnLine(1, 1),), back, "erreur")


def close(till: Till, cash: int, session_id: UUID | None = None) -> Any:
    command = CloseSession(session_id or till.session_id, (MethodCount("cash", Cents(cash), None),))
    return till.write(close_session, command)


def test_case_12_a_void_needs_the_right_or_a_managers_code_and_closed_totals_stay(shop: Shop) -> None:
    till = open_till(shop)
    old = till.sell(("cash", 1000), price=1000)
    closed = close(till, 6000)
    again = open_till(shop, 6000)
    sold = again.sell(("cash", 300), price=300)
    with pytest.raises(UserError, match=r"permission\.denied"):
        again.write(reverse_sale, void(again, sold, again.session_id))
    assert again.number
    assert read(shop, session_figures, again.session_id).sales_total == 300
    for one in (sold, old):
        given = Approval(shop.station.ids.new(), Permission.CAISSE_REFUND, shop.admin, shop.clock.now())
        again.write(reverse_sale, void(again, one, again.session_id), shop.volunteer.approved(given))
        shop.clock.advance(timedelta(minutes=1))
    assert read(shop, session_figures, again.session_id).sales_total == -1000
    with shop.db.reading() as session:
        before = session.scalars(select(Closure).where(Closure.id == closed.closure_id)).one()
        assert (before.totals["sales"], before.expected) == ("10.00", 6000)
        assert session.get_one(CashSession, till.session_id).closing_amount == 6000


def test_case_13_a_corrected_weight_changes_the_day_of_the_sale_and_shows_both_values(shop: Shop) -> None:
    till = open_till(as_leader(shop))
    sold = till.sell(("cash", 300), price=300, grams=960_000)
    close(till, 5300)
    shop.clock.advance(timedelta(hours=30))
    line = read(shop, sold_ticket, sold.sale_id).lines[0]
    till.write(
        correct_sale_line, CorrectSaleLine(sold.sale_id, 1, line.category_id, 960, None, "", "g et non kg")  # type: ignore[arg-type]
    )  # fmt: skip
    assert read(shop, day_figures, shop.station.id, date(2026, 9, 17)).weight_out == 960
    (told,) = read(shop, sold_ticket, sold.sale_id).put_right
    assert (told.old, told.new) == ("960.000", "0.960")


def test_case_15_a_register_with_sessions_stays_and_an_inactive_one_opens_nothing(shop: Shop) -> None:
    close(open_till(shop), 5000)
    raw = connect(shop.db.path, KEY)
    raw.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(driver.IntegrityError):
        raw.execute("DELETE FROM cash_registers")
    raw.execute("UPDATE cash_registers SET is_active = 0")
    raw.commit()
    raw.close()
    with shop.db.reading() as session:
        assert not session.get_one(CashRegister, shop.register_id).is_active
    command = OpenSession(shop.station.ids.new(), shop.register_id, Cents(0))
    with pytest.raises(UserError) as refused:
        write(shop, open_session, command)
    assert refused.value.code.startswith(("register.", "session."))


def test_case_16_the_tickets_of_a_session_sum_to_what_its_list_and_its_closure_say(shop: Shop) -> None:
    till = open_till(as_leader(shop))
    for price, gift in ((300, 0), (450, 50), (1999, 1)):
        till.sell(price=price, donation=gift, grams=price)
    undone = till.sell(price=250)
    till.write(reverse_sale, void(till, undone, till.session_id))
    close(till, 5000 + 2800)
    figures = read(shop, session_figures, till.session_id)
    tickets = read(shop, session_tickets, till.session_id)
    (row,) = read(shop, till_sessions, shop.station)
    assert sum(paid for _, _, _, paid, _ in tickets) == figures.takings == row.takings == 2800
    assert sum(grams for *_, grams in tickets) == figures.weight_out
    assert row.tickets == figures.tickets == 4
    with shop.db.reading() as session:
        totals = session.scalars(select(Closure)).one().totals
    assert (totals["sales"], totals["donations"]) == ("27.49", "0.51")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-10-24T23:30", date(2026, 10, 24)),
        ("2026-10-25T02:30", date(2026, 10, 25)),
        ("2026-10-25T23:30", date(2026, 10, 25)),
        ("2027-03-27T23:30", date(2027, 3, 27)),
        ("2027-03-28T03:30", date(2027, 3, 28)),
        ("2027-03-28T23:59", date(2027, 3, 28)),
    ],
)
def test_case_18_a_sale_at_half_past_eleven_and_in_the_night_of_the_clocks_is_of_its_local_day(
    shop: Shop, moment: str, day: date
) -> None:
    till = open_till(shop)
    at(shop, moment)
    till.sell(price=400, grams=700)
    found = read(shop, day_figures, shop.station.id, day)
    assert (found.tickets, found.sales_total, found.weight_out) == (1, 400, 700)
    for other in (day - timedelta(days=1), day + timedelta(days=1)):
        assert read(shop, day_figures, shop.station.id, other).tickets == 0
    at(shop, f"{day + timedelta(days=2)}T09:00")
    close_due_periods(shop.db, shop.station)
    (closed,) = read(shop, till_closures, shop.station, ClosureKind.DAY)
    assert (closed.period, closed.sales) == (day.isoformat(), 400)


def test_f10_rows_that_no_longer_say_what_the_journal_says_are_told_in_the_closure_itself(shop: Shop) -> None:
    """Somebody takes the guards off and lowers a sale: the day closes all the same, and says so for ever."""
    till = open_till(shop)
    till.sell(price=1000)
    raw = connect(shop.db.path, KEY)
    raw.execute("DROP TRIGGER sales_no_update")
    raw.execute("UPDATE sales SET total_amount = 100")
    raw.commit()
    raw.close()
    shop.clock.advance(timedelta(days=1))
    assert len(close_due_periods(shop.db, shop.station)) == 1
    (day,) = read(shop, till_closures, shop.station, ClosureKind.DAY)
    assert (day.differs, day.sales, day.perpetual_algebraic) == (True, 1000, 1000)
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings != []


def test_f12_the_last_tickets_of_a_day_that_the_power_ended_are_closed_at_the_next_start(shop: Shop) -> None:
    till = open_till(shop)
    till.sell(price=700)
    shop.clock.advance(timedelta(days=5))
    write(shop, confirm_date, ConfirmDate(shop.clock.now()))
    close_due_periods(shop.db, shop.station)
    (day,) = read(shop, till_closures, shop.station, ClosureKind.DAY)
    assert (day.auto, day.sales, day.differs) == (True, 700, False)
    assert till.sell(price=300).total == 300


def test_f08_a_donation_given_back_twice_and_more_objects_than_were_sold_are_refused_here(shop: Shop) -> None:
    till = open_till(as_leader(shop))
    sold = till.sell(("cash", 500), price=300, donation=200)
    new = shop.station.ids.new
    back = (PaidBack("cash", Cents(200)),)
    gift = ReverseSale(new(), sold.sale_id, till.session_id, (), back, "don repris", Cents(200))
    till.write(reverse_sale, gift)
    for again, code in (
        (replace(gift, reversal_id=new()), "reversal.donation"),
        (replace(void(till, replace(sold, total=Cents(600)), till.session_id), lines=(ReturnLine(1, 2),)),
         "reversal.quantity"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=code.replace(".", r"\.")):
            till.write(reverse_sale, again)
