"""Plans of days: a volunteer must believe them, and a seed must mean the same day for ever."""

from __future__ import annotations

import statistics
from datetime import date, time
from itertools import pairwise

import pytest

from recyclique_desktop.demo.chance import (
    FEWEST,
    HEAVIEST,
    LIGHTEST,
    MOST,
    day_plan,
    next_open_day,
    open_days_before,
)
from recyclique_desktop.demo.plan import CASH, CHEQUE, Abandoned, Article, DayPlan, Goods, Paid, UndoLast
from recyclique_desktop.demo.shop import PRICE_LIST
from recyclique_desktop.domain.cash_count import needs_comment
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import Cents, parse_euros
from recyclique_desktop.domain.payment import Method, PaymentDraft, Tender
from recyclique_desktop.domain.weight import parse_kilos
from recyclique_desktop.flows.import_categories import read_categories
from recyclique_desktop.system.paths import resource

DAY = date(2026, 9, 17)
METHODS = (
    Method(CASH, "Espèces", PaymentKind.CASH, gives_change=True, in_drawer=True),
    Method(CHEQUE, "Chèque", PaymentKind.CHECK, gives_change=False, in_drawer=False),
)


def goods() -> tuple[Goods, ...]:
    rows = read_categories(resource(PRICE_LIST)).rows
    return tuple(Goods((row.root, row.name or ""), row.price, row.max_price) for row in rows)


@pytest.fixture(scope="module")
def plans() -> list[DayPlan]:
    """A hundred days."""
    return [day_plan(7, number, DAY, goods(), team=3) for number in range(100)]


def articles(plans: list[DayPlan]) -> list[Article]:
    return [article for plan in plans for ticket in plan.tickets for article in ticket.articles]


def test_a_seed_means_the_same_day_whatever_its_date() -> None:
    plan, again = day_plan(7, 0, DAY, goods(), 3), day_plan(7, 0, date(2020, 1, 3), goods(), 3)
    assert plan.tickets == again.tickets
    assert plan.shifts == again.shifts
    assert day_plan(8, 0, DAY, goods(), 3).tickets != plan.tickets
    assert day_plan(7, 1, DAY, goods(), 3).tickets != plan.tickets


def test_days_are_as_busy_as_a_real_shop(plans: list[DayPlan]) -> None:
    counts = [len(plan.tickets) for plan in plans]
    assert min(counts) >= FEWEST
    assert max(counts) <= MOST
    assert 30 <= statistics.mean(counts) <= 50


def test_weights_look_like_the_notebooks(plans: list[DayPlan]) -> None:
    grams = [article.grams for article in articles(plans)]
    assert min(grams) >= LIGHTEST
    assert max(grams) <= HEAVIEST
    assert 800 <= statistics.median(grams) <= 1_400


def test_prices_and_quantities_look_like_the_notebooks(plans: list[DayPlan]) -> None:
    sold = articles(plans)
    assert 200 <= statistics.median(article.unit_price for article in sold) <= 400
    assert statistics.mean(article.quantity == 1 for article in sold) > 0.85
    assert all(article.unit_price % 10 == 0 for article in sold)


def test_a_suggested_price_is_the_one_of_the_list(plans: list[DayPlan]) -> None:
    listed = {one.path: one.price for one in goods()}
    for article in articles(plans):
        assert article.is_suggested == (article.unit_price == listed[article.path])
        assert (article.price_typed == "") == article.is_suggested


def test_one_customer_in_seven_pays_by_cheque(plans: list[DayPlan]) -> None:
    first = [
        ticket.outcome.handed[0].method_code
        for plan in plans
        for ticket in plan.tickets
        if isinstance(ticket.outcome, Paid)
    ]
    assert 0.11 <= first.count(CHEQUE) / len(first) <= 0.19


def test_every_planned_payment_pays_its_ticket(plans: list[DayPlan]) -> None:
    generous = 0
    for plan in plans:
        for ticket in plan.tickets:
            if isinstance(ticket.outcome, Paid):
                draft = PaymentDraft(ticket.total, METHODS).with_donation(ticket.outcome.donation)
                for handed in ticket.outcome.handed:
                    draft = draft.with_tender(Tender(handed.method_code, handed.amount, handed.reference))
                draft = draft.all_change_as_donation() if ticket.outcome.leaves_change else draft
                draft.check()
                generous += draft.donation > 0
    assert generous > 0


def test_mistakes_and_people_who_leave_are_part_of_the_day(plans: list[DayPlan]) -> None:
    tickets = [ticket for plan in plans for ticket in plan.tickets]
    assert any(isinstance(gesture, UndoLast) for ticket in tickets for gesture in ticket.gestures)
    assert any(isinstance(ticket.outcome, Abandoned) for ticket in tickets)
    assert all(ticket.articles for ticket in tickets)


def test_customers_come_one_after_the_other_while_the_shop_is_open(plans: list[DayPlan]) -> None:
    for plan in plans:
        assert all(before.at < after.at for before, after in pairwise(plan.tickets))
        assert plan.opens < plan.tickets[0].at
        assert plan.tickets[-1].at < plan.closes


def test_volunteers_take_turns(plans: list[DayPlan]) -> None:
    for plan in plans:
        assert 2 <= len(plan.shifts) <= 3
        assert plan.shifts[0].at == plan.opens
        assert all(before.volunteer != after.volunteer for before, after in pairwise(plan.shifts))
        assert plan.volunteer_at(time(9, 5)) == plan.shifts[0].volunteer
        assert plan.volunteer_at(time(17, 0)) == plan.shifts[-1].volunteer


def test_a_difference_that_wants_a_word_has_one(plans: list[DayPlan]) -> None:
    assert all(bool(plan.comment) == needs_comment(plan.drawer_error) for plan in plans)
    assert any(plan.comment for plan in plans)
    assert any(not plan.drawer_error for plan in plans)


def test_what_is_typed_means_what_is_planned(plans: list[DayPlan]) -> None:
    for article in articles(plans):
        assert parse_kilos(article.weight_typed) == article.grams
        if article.price_typed:
            assert parse_euros(article.price_typed) == article.unit_price


def test_a_shop_without_price_list_prices_still_has_days() -> None:
    free = (Goods(("Divers",), None, None), Goods(("Vrac", "Tout"), None, Cents(500)))
    assert day_plan(1, 0, DAY, free, team=1).tickets


def test_nobody_works_on_sunday_or_monday() -> None:
    assert next_open_day(date(2026, 9, 18)) == date(2026, 9, 19)
    assert next_open_day(date(2026, 9, 19)) == date(2026, 9, 22)
    assert open_days_before(date(2026, 9, 22), 1) == date(2026, 9, 19)
    assert open_days_before(date(2026, 9, 17), 3) == date(2026, 9, 12)
