"""Figures: one definition each, equal to what a person adds up by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from recyclique_desktop.data.queries.figures import day_figures, session_figures
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.services.sales import complete_sale
from tests.services.selling import Till, open_till, read

if TYPE_CHECKING:
    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(shop)


def test_a_session_without_a_ticket_is_all_zeros_and_its_float(till: Till) -> None:
    figures = read(till.shop, session_figures, till.session_id)
    assert (figures.tickets, figures.sales_total, figures.donations, figures.weight_out, figures.objects) == (0,) * 5
    assert (figures.first_number, figures.last_number, figures.last_ticket_at) == (None, None, None)
    assert [(one.method_code, one.expected, one.count) for one in figures.expected] == [
        ("cash", 5000, 0),
        ("check", 0, 0),
    ]
    assert figures.is_empty
    assert figures.expected_total == 5000


def test_turnover_leaves_donations_out_and_takings_count_both(till: Till) -> None:
    till.sell(("cash", 2000), price=1050, donation=150)
    till.shop.clock.advance(timedelta(minutes=7))
    till.sell(("check", 500), ("cash", 1000), price=1050)
    figures = read(till.shop, session_figures, till.session_id)
    assert (figures.tickets, figures.sales_total, figures.donations, figures.takings) == (2, 2100, 150, 2250)
    assert [(one.label, one.kind, one.taken, one.expected, one.count) for one in figures.expected] == [
        ("Espèces", PaymentKind.CASH, 1750, 6750, 2),
        ("Chèque", PaymentKind.CHECK, 500, 500, 1),
    ]
    assert figures.expected_total == 5000 + figures.takings
    assert (figures.first_number, figures.last_number) == ("C01-000001", "C01-000002")
    assert figures.last_ticket_at == till.shop.clock.now()


def test_a_line_of_three_objects_weighs_once_and_counts_three(till: Till) -> None:
    line = till.line(quantity=3, grams=1200)
    till.write(complete_sale, till.sale((line, till.line("Livre", price=100)), ("cash", 1000)))
    figures = read(till.shop, session_figures, till.session_id)
    assert (figures.tickets, figures.objects, figures.weight_out) == (1, 4, 1200)


def test_two_payments_of_one_ticket_do_not_double_its_lines(till: Till) -> None:
    lines = (till.line(price=1000, grams=500), till.line("Lampe", price=1000, grams=250))
    till.write(complete_sale, till.sale(lines, ("check", 500), ("cash", 1500)))
    figures = read(till.shop, session_figures, till.session_id)
    assert (figures.sales_total, figures.weight_out, figures.objects) == (2000, 750, 2)


def test_a_gift_is_a_ticket_and_weight_but_no_turnover(till: Till) -> None:
    gift = replace(till.line(price=0, grams=900), preset_code="DON")
    till.write(complete_sale, till.sale((gift,)))
    figures = read(till.shop, session_figures, till.session_id)
    assert (figures.tickets, figures.sales_total, figures.weight_out) == (1, 0, 900)
    assert not figures.is_empty


def test_a_day_counts_its_own_tickets_and_no_others(till: Till) -> None:
    till.sell(price=300, grams=400)
    till.shop.clock.advance(timedelta(days=1))
    till.sell(price=500, donation=100)
    day = read(till.shop, day_figures, till.shop.station.id, date(2026, 9, 18))
    assert (day.tickets, day.sales_total, day.donations, day.takings, day.weight_out) == (1, 500, 100, 600, 0)
    before = read(till.shop, day_figures, till.shop.station.id, date(2026, 9, 17))
    assert (before.tickets, before.takings, before.weight_out) == (1, 300, 400)
    assert read(till.shop, day_figures, till.shop.station.id, date(2026, 9, 19)).tickets == 0


def test_another_workstations_day_is_not_this_ones(till: Till) -> None:
    till.sell()
    elsewhere = till.shop.station.ids.new()
    assert read(till.shop, day_figures, elsewhere, date(2026, 9, 17)).takings == 0
