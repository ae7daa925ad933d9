"""Closures of days, months and years: they add up, come when due, and never stand in a sale's way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import Closure
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import CashMovementKind, ClosureKind
from recyclique_desktop.domain.money import Cents, from_decimal
from recyclique_desktop.flows.periods import close_due_periods, close_periods
from recyclique_desktop.services.cash_moves import MoveCash, move_cash
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.services.period_closing import ClosePeriod
from recyclique_desktop.services.reversals import PaidBack, ReturnLine, ReverseSale, reverse_sale
from tests.services.selling import Till, as_leader, open_till, write

if TYPE_CHECKING:
    from recyclique_desktop.services.sales import SaleCompleted
    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(as_leader(shop))


def at(shop: Shop, text: str) -> None:
    shop.clock.jump(datetime.fromisoformat(text).replace(tzinfo=shop.station.zone))
    confirm(shop)


def confirm(shop: Shop) -> None:
    """Somebody looked at the date after the clock jumped, and says that it is right."""
    write(shop, confirm_date, ConfirmDate(shop.clock.now()))


def closures(shop: Shop, kind: ClosureKind) -> list[Closure]:
    with shop.db.reading() as session:
        return list(session.scalars(select(Closure).where(Closure.kind == kind).order_by(Closure.period)))


def refund(till: Till, done: SaleCompleted) -> None:
    command = ReverseSale(
        till.shop.station.ids.new(), done.sale_id, till.session_id, (ReturnLine(1, 1),),
        (PaidBack("cash", done.total),), "trop cher",
    )  # fmt: skip
    till.write(reverse_sale, command)


def test_fourteen_months_add_up_to_days_months_and_years(till: Till) -> None:
    shop = till.shop
    goods = gifts = 0
    for month in range(14):
        for day in (3, 17, 28):
            at(shop, f"{2027 + (month // 12)}-{month % 12 + 1:02d}-{day:02d}T10:00")
            close_due_periods(shop.db, shop.station)
            done = till.sell(price=100 * (month + 1) + day, donation=day)
            goods += 100 * (month + 1) + day
            gifts += day
            if day == 17:
                refund(till, done)
                goods -= done.total
    at(shop, "2028-04-01T09:00")
    close_due_periods(shop.db, shop.station)
    days, months, years = (closures(shop, kind) for kind in (ClosureKind.DAY, ClosureKind.MONTH, ClosureKind.YEAR))
    assert [one.period for one in months][:2] == ["2027-01", "2027-02"]
    assert (len(days), len(months), [one.period for one in years]) == (42, 14, ["2027"])
    for found in (days, months):
        assert found[-1].perpetual_algebraic == goods
        assert found[-1].perpetual_donations == gifts
        assert sum(from_decimal(one.totals["sales"]) for one in found) == goods
    assert years[0].totals["sales"] == _euros(sum(from_decimal(m.totals["sales"]) for m in months[:12]))
    assert len(months[0].totals["parts"]) == 3
    assert all(part["hash"] for part in months[0].totals["parts"])
    assert all(one.perpetual_absolute >= one.perpetual_algebraic for one in days)
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def test_days_missed_while_the_program_was_off_are_closed_before_anything_else_and_block_nothing(till: Till) -> None:
    shop = till.shop
    first = business_date(shop.clock.now(), shop.station.zone)
    till.sell(price=250)
    shop.clock.advance(timedelta(days=5))
    confirm(shop)
    done = close_due_periods(shop.db, shop.station)
    assert [(one.kind, one.period) for one in done if one.kind is ClosureKind.DAY] == [
        (ClosureKind.DAY, first.isoformat())
    ]
    (day,) = closures(shop, ClosureKind.DAY)
    assert day.auto
    assert till.sell(price=300).total == 300
    assert close_due_periods(shop.db, shop.station) == ()


def test_a_clock_put_back_into_a_closed_day_puts_the_ticket_in_the_first_open_one(till: Till) -> None:
    shop = till.shop
    today = business_date(shop.clock.now(), shop.station.zone)
    till.sell(price=250)
    close_periods(shop.db, ClosePeriod(today + timedelta(days=1), auto=False), shop.volunteer, shop.station)
    closed = closures(shop, ClosureKind.DAY)[0].totals
    shop.clock.advance(timedelta(days=-3))
    confirm(shop)
    till.sell(price=700)
    shop.clock.advance(timedelta(days=6))
    confirm(shop)
    close_due_periods(shop.db, shop.station)
    first, second = closures(shop, ClosureKind.DAY)
    assert first.totals == closed
    assert second.period == (today + timedelta(days=1)).isoformat()
    assert second.totals["sales"] == "7.00"
    assert not first.auto


def test_movements_and_ways_to_pay_are_in_the_days_closure_and_opening_a_till_is_not(till: Till) -> None:
    shop = till.shop
    till.sell(("cash", 300), price=300)
    till.sell(("check", 1200), price=1200)
    moved = MoveCash(shop.station.ids.new(), till.session_id, CashMovementKind.BANK, Cents(1000), "dépôt")
    till.write(move_cash, moved)
    shop.clock.advance(timedelta(days=1))
    close_due_periods(shop.db, shop.station)
    totals = closures(shop, ClosureKind.DAY)[0].totals
    assert (totals["tickets"], totals["sales"], totals["movements"]) == (2, "15.00", "-10.00")
    assert totals["methods"] == [{"method": "cash", "taken": "3.00"}, {"method": "check", "taken": "12.00"}]
    assert "rows_say" not in totals
    assert [one["ht"] for one in totals["vat"]] == ["15.00"]


def test_a_session_left_open_over_midnight_counts_on_both_days(till: Till) -> None:
    shop = till.shop
    at(shop, "2027-06-01T23:50")
    till.sell(price=100)
    at(shop, "2027-06-02T00:10")
    till.sell(price=200)
    at(shop, "2027-06-03T09:00")
    close_due_periods(shop.db, shop.station)
    assert [(one.period, one.totals["sales"]) for one in closures(shop, ClosureKind.DAY)] == [
        ("2027-06-01", "1.00"),
        ("2027-06-02", "2.00"),
    ]


def test_a_clock_years_ahead_closes_nothing_before_somebody_confirms_the_date(till: Till) -> None:
    shop = till.shop
    till.sell(price=100)
    right = shop.clock.now()
    shop.clock.advance(timedelta(days=500))
    assert close_due_periods(shop.db, shop.station) == ()
    shop.clock.jump(right)
    till.sell(price=200)
    shop.clock.advance(timedelta(days=1))
    close_due_periods(shop.db, shop.station)
    assert [one.totals["sales"] for one in closures(shop, ClosureKind.DAY)] == ["3.00"]
    assert closures(shop, ClosureKind.YEAR) == []
