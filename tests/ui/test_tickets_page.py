"""After the sale, on the screen: give objects back, undo a ticket, say how it was paid; a paid ticket never changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from recyclique_desktop.data.models import PaymentTransaction, Sale
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.domain.enums import SaleKind
from recyclique_desktop.services.sales import SaleCompleted, complete_sale
from recyclique_desktop.ui.caisse.tickets_page import TicketsPage
from tests.conftest import Shop
from tests.services.selling import Till, as_leader, open_till
from tests.ui.desk import LOOKS, Desk, at, look


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(as_leader(shop))


@pytest.fixture
def desk(app: QApplication, till: Till) -> Iterator[Desk]:
    sold(till)
    with at(till.shop, TicketsPage) as made:
        made.arrive("tickets", till.shop.volunteer)
        yield made


def sold(till: Till) -> SaleCompleted:
    lines = (till.line(price=300, quantity=2, grams=500), till.line("Livre", price=450, grams=1001))
    done: SaleCompleted = till.write(complete_sale, till.sale(lines, ("cash", 2000), donation=150))
    return done


def reversals(shop: Shop) -> list[Sale]:
    with shop.db.reading() as session:
        return list(session.scalars(select(Sale).where(Sale.kind == SaleKind.REVERSAL)))


def test_one_object_of_two_is_given_back_with_a_reason_and_nothing_without_one(desk: Desk) -> None:
    desk.tap("tickets_table_0")
    desk.tap("correction_lines_0")
    assert not desk.find(QPushButton, "correction_act").isEnabled()
    desk.tap("correction_reason_0")
    desk.tap("correction_act")
    assert "À rendre : 3,00\xa0€" in desk.said()
    (back,) = reversals(desk.shop)
    assert (back.total_amount, back.donation, back.note) == (-300, 0, "Objet rendu")


def test_a_whole_ticket_is_undone_in_the_money_it_was_paid_with(desk: Desk, till: Till) -> None:
    desk.tap("tickets_table_0")
    desk.tap("correction_all")
    desk.tap("correction_reason_1")
    desk.tap("correction_act")
    (back,) = reversals(desk.shop)
    assert (back.total_amount, back.donation) == (-1050, -150)
    with desk.shop.db.reading() as session:
        assert session_figures(session, till.session_id).takings == 0
    desk.tap("tickets_table_1")
    assert "Tout a déjà été rendu." in desk.said()
    desk.tap("tickets_table_0")
    assert "Ce ticket corrige le ticket C01-000001." in desk.said()


def test_a_wrong_way_to_pay_is_put_right(desk: Desk) -> None:
    desk.tap("tickets_table_0")
    desk.tap("correction_mode_1")
    desk.tap("correction_really_1")
    desk.tap("correction_reason_1")
    desk.tap("correction_act")
    (fix,) = reversals(desk.shop)
    with desk.shop.db.reading() as session:
        query = select(PaymentTransaction.method_code, PaymentTransaction.amount)
        paid = session.execute(query.where(PaymentTransaction.sale_id == fix.id)).all()
    assert sorted(tuple(one) for one in paid) == [("cash", -1200), ("check", 1200)]


def test_who_may_not_refund_is_offered_a_managers_code_and_loses_nothing(app: QApplication, shop: Shop) -> None:
    sold(open_till(shop))
    with at(shop, TicketsPage) as desk:
        desk.arrive("tickets", shop.volunteer)
        desk.tap("tickets_table_0")
        desk.tap("correction_lines_1")
        desk.tap("correction_reason_0")
        desk.tap("correction_act")
        assert reversals(shop) == []
        assert "Rembourser ou annuler une vente payée" in desk.said() or "ne permet pas" in desk.said()


def test_without_an_open_till_tickets_are_only_looked_at(app: QApplication, shop: Shop) -> None:
    with at(shop, TicketsPage) as desk:
        desk.arrive("tickets", shop.volunteer)
        assert "Aucun ticket" in desk.said()


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_wide_and_narrow_in_every_look(app: QApplication, till: Till, name: str) -> None:
    sold(till)
    with look(app, name), at(till.shop, TicketsPage) as desk:
        desk.arrive("tickets", till.shop.volunteer)
        assert desk.faults() == []
        desk.tap("tickets_table_0")
        assert desk.faults() == []
        desk.tap("correction_mode_1")
        assert desk.faults() == []
