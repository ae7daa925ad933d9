"""Tickets that are not a plain sale: what leaves for recycling, one price for all, goods given away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import Sale, SaleItem
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import PricingMode, SaleKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import PaymentDraft, Tender
from recyclique_desktop.services.sales import CompleteSale, SaleCompleted, complete_sale
from tests.services.selling import Till, count, entries, open_till, read

if TYPE_CHECKING:
    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(shop)


def refused(till: Till, command: CompleteSale) -> UserError:
    before = read(till.shop, count, "sales")
    with pytest.raises(UserError) as caught:
        till.write(complete_sale, command)
    assert read(till.shop, count, "sales") == before, "a refused ticket leaves nothing behind"
    return caught.value


def test_what_leaves_for_recycling_is_weight_out_with_a_number_of_its_own_and_no_turnover(till: Till) -> None:
    leaving = tuple(
        replace(till.line(price=0, grams=grams), preset_code=code)
        for code, grams in (("RECYCLAGE", 700), ("DECHETERIE", 300))
    )
    sold: SaleCompleted = till.sell(price=300)
    done: SaleCompleted = till.write(complete_sale, till.sale(leaving))
    again: SaleCompleted = till.write(
        complete_sale, till.sale(tuple(replace(one, line_id=new_id(till)) for one in leaving))
    )
    assert (sold.number, done.number, again.number) == ("C01-000001", "C01-000001", "C01-000002")
    with till.shop.db.reading() as session:
        found = session.get_one(Sale, done.sale_id)
        figures = session_figures(session, till.session_id)
    assert (found.kind, found.total_amount, found.donation) == (SaleKind.DISPOSAL, 0, 0)
    assert (figures.tickets, figures.sales_total, figures.weight_out) == (1, 300, 2000)
    assert [entry.get("doc") for entry in entries(till.shop, "disposal.completed")] == [None, None]
    with till.shop.db.connection() as connection:
        assert verify(connection, till.shop.trust, full=True).findings == []


def test_a_sale_and_a_disposal_never_share_a_ticket(till: Till) -> None:
    leaving = replace(till.line(price=0, grams=700), preset_code="RECYCLAGE")
    for other in (till.line(price=300), replace(till.line(price=0), preset_code="DON")):
        total = other.total
        command = till.sale((leaving, other), *((("cash", total),) if total else ()))
        assert refused(till, command).code == "ticket.families_mixed"
    assert refused(till, till.sale((leaving,), ("cash", 100), donation=100)).code == "disposal.no_money"


def test_example_8_one_price_for_the_ticket_is_shared_out_and_paid(till: Till) -> None:
    lines = (till.line(price=0, grams=500), till.line(price=1500))
    payments = PaymentDraft(Cents(2000), read(till.shop, payment_methods)).with_tender(Tender("cash", Cents(2000)))
    command = CompleteSale(new_id(till), till.session_id, lines, payments.payments(), global_total=Cents(2000))
    done: SaleCompleted = till.write(complete_sale, command)
    assert till.write(complete_sale, command) == done
    with pytest.raises(UserError, match=r"sale\.conflict"):
        till.write(complete_sale, replace(command, global_total=Cents(1900)))
    with till.shop.db.reading() as session:
        sale = session.get_one(Sale, done.sale_id)
        items = session.scalars(select(SaleItem).order_by(SaleItem.line_no)).all()
    assert (sale.total_amount, sale.pricing_mode) == (2000, PricingMode.GLOBAL)
    assert [(one.total_price, one.list_price) for one in items] == [(0, 300), (2000, 300)]
    with till.shop.db.connection() as connection:
        assert verify(connection, till.shop.trust, full=True).findings == []


def test_example_6_goods_given_away_are_waived_never_turnover_and_want_a_reason(till: Till) -> None:
    lines = (till.line(price=300, quantity=2), till.line(price=450))
    command = CompleteSale(new_id(till), till.session_id, lines, (), waived=True)
    assert refused(till, command).code == "waive.reason_needed"
    command = replace(command, note="famille sinistrée")
    done: SaleCompleted = till.write(complete_sale, command)
    assert till.write(complete_sale, command) == done
    with till.shop.db.reading() as session:
        sale = session.get_one(Sale, done.sale_id)
        figures = session_figures(session, till.session_id)
    assert (sale.total_amount, sale.waived_amount, done.payments) == (0, 1050, ())
    assert (figures.sales_total, figures.tickets, figures.objects) == (0, 1, 3)
    body = entries(till.shop, "sale.completed")[0]["doc"]
    assert (body["waived"], body["vat"]) == ("10.50", [])
    with till.shop.db.connection() as connection:
        assert verify(connection, till.shop.trust, full=True).findings == []


def new_id(till: Till) -> UUID:
    return till.shop.station.ids.new()
