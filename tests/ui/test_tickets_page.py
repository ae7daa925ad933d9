"""After the sale, on the screen: give objects back, undo a ticket, say how it was paid; a paid ticket never changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from sqlalchemy import select

from recyclique_desktop.data.models import PaymentTransaction, Sale
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.queries.sold import sold_ticket
from recyclique_desktop.domain.enums import SaleKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.sales import SaleCompleted, complete_sale
from recyclique_desktop.ui.caisse.paper import Paper
from recyclique_desktop.ui.caisse.ticket_correction import CorrectionColumn
from recyclique_desktop.ui.caisse.tickets_page import TicketsPage
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.table import Table
from tests.conftest import Shop
from tests.services.selling import Till, as_leader, open_till
from tests.ui.checks import LOW, SINGLE, lay_out
from tests.ui.desk import LOOKS, Desk, at, look
from tests.ui.methods import with_own_method


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(as_leader(shop))


@pytest.fixture
def desk(app: QApplication, till: Till) -> Iterator[Desk]:
    sold(till)
    with at(till.shop, TicketsPage) as made:
        made.lows = (LOW,)
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
    assert not desk.find(QPushButton, "correction_mode_0").isEnabled()
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


def test_a_way_to_pay_that_wants_a_reference_asks_for_it_when_a_ticket_is_put_right(
    app: QApplication, till: Till
) -> None:
    with_own_method(till.shop, "eusko", "Monnaie locale", needs_reference=True)
    sold(till)
    with at(till.shop, TicketsPage) as desk:
        desk.lows = (LOW,)
        desk.arrive("tickets", till.shop.volunteer)
        desk.tap("tickets_table_0")
        desk.tap("correction_mode_1")
        assert desk.window.findChildren(QLineEdit, "correction_reference_edit")[0].isVisible() is False
        desk.tap("correction_really_2")
        desk.tap("correction_reason_1")
        assert not desk.find(QPushButton, "correction_act").isEnabled()
        assert desk.faults() == []
        desk.write_in("correction_reference_edit", "E-77")
        desk.tap("correction_act")
        (fix,) = reversals(desk.shop)
        with desk.shop.db.reading() as session:
            query = select(PaymentTransaction.method_code, PaymentTransaction.reference)
            paid = session.execute(query.where(PaymentTransaction.sale_id == fix.id)).all()
    assert {tuple(one) for one in paid} == {("cash", None), ("eusko", "E-77")}


def put_right_as_cash(desk: Desk) -> None:
    for name in ("tickets_table_0", "correction_mode_1", "correction_really_0", "correction_reason_1"):
        desk.tap(name)
    desk.tap("correction_act")


@pytest.fixture
def dear(app: QApplication, till: Till) -> Iterator[Desk]:
    """A ticket of 1 500 € by cheque, about to be put right: it was cash."""
    till.sell(("check", 150_000), price=150_000)
    with at(till.shop, TicketsPage) as made:
        made.arrive("tickets", till.shop.volunteer)
        put_right_as_cash(made)
        yield made


def test_cash_of_somebody_who_lives_abroad_is_put_right_above_the_ceiling_and_the_ticket_says_why(dear: Desk) -> None:
    assert reversals(dear.shop) == []
    assert "Client non-résident ?" in dear.said()
    assert dear.faults() == []
    dear.tap("tickets_band_button")
    (fix,) = reversals(dear.shop)
    with dear.shop.db.reading() as session:
        query = select(PaymentTransaction.method_code, PaymentTransaction.amount, PaymentTransaction.reference)
        paid = session.execute(query.where(PaymentTransaction.sale_id == fix.id)).all()
    assert {tuple(one) for one in paid} == {("check", -150_000, None), ("cash", 150_000, "non_resident")}


def test_what_is_asked_is_in_sight_on_a_screen_magnified_twice(dear: Desk) -> None:
    dear.tap("correction_reason_0")
    lay_out(dear.window, *SINGLE)
    act = dear.find(QPushButton, "correction_act")
    assert act.isEnabled()
    act.click()
    dear.settle()
    button = dear.find(QPushButton, "tickets_band_button")
    assert button.visibleRegion().boundingRect().size() == button.size()


def test_a_managers_word_holds_for_the_cash_of_somebody_who_lives_abroad_too(app: QApplication, shop: Shop) -> None:
    open_till(shop).sell(("check", 150_000), price=150_000)
    with at(shop, TicketsPage) as desk:
        desk.arrive("tickets", shop.volunteer)
        put_right_as_cash(desk)
        desk.tap("approval_0")
        for digit in "1470":
            desk.tap(f"approval_keypad_{digit}")
        desk.tap("approval_keypad_action")
        desk.tap("tickets_band_button")
        assert len(reversals(shop)) == 1


@pytest.mark.parametrize("name", ["correction_reason_0", "correction_mode_2", "tickets_table_0"])
def test_what_was_asked_of_a_residents_cash_goes_with_the_correction_it_was_about(dear: Desk, name: str) -> None:
    assert "Client non-résident ?" in dear.said()
    dear.tap(name)
    assert "Client non-résident ?" not in dear.said()
    assert reversals(dear.shop) == []


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


def lines(shop: Shop) -> list[tuple[str, int]]:
    with shop.db.reading() as session:
        sale_id = session.scalars(select(Sale.id).where(Sale.kind == SaleKind.SALE)).one()
        ticket = sold_ticket(session, sale_id)
    assert ticket is not None
    return [(line.label, line.weight) for line in ticket.lines]


def test_a_wrong_weight_is_put_right_with_a_reason_and_the_price_stays(desk: Desk) -> None:
    desk.tap("tickets_table_0")
    desk.tap("correction_mode_2")
    desk.tap("goods_lines_1")
    desk.write_in("goods_weight_edit", "960 g")
    desk.tap("goods_confirm")
    assert lines(desk.shop)[1] == ("Livre", 1001)  # no reason yet: nothing is written, nothing typed is lost
    desk.write_in("goods_reason_edit", "lu de travers")
    desk.tap("goods_confirm")
    assert lines(desk.shop) == [("Casserole", 500), ("Livre", 960)]
    assert "1 valeur corrigée" in desk.said()
    assert "corrigé" in desk.said()
    desk.tap("correction_mode_3")
    text = desk.find(Paper, "ticket_paper").text
    assert "TICKET C01-000001" in text
    assert "poids : 1,001\xa0kg → 0,960\xa0kg" in " ".join(text.split("\n"))


def test_the_note_of_a_ticket_is_written_and_its_earlier_words_are_said(desk: Desk) -> None:
    desk.tap("tickets_table_0")
    desk.tap("correction_mode_2")
    for words in ("anse cassée", "anse recollée"):
        desk.tap("goods_note")
        desk.write_in("note_form_note_edit", words)
        desk.tap("note_form_confirm")
    assert "Note : anse recollée" in desk.said()
    desk.tap("goods_note")
    assert "Avant : anse cassée · anse recollée" in desk.said()
    desk.key("escape")


def test_who_may_not_put_right_is_offered_a_managers_code(app: QApplication, shop: Shop) -> None:
    sold(open_till(shop))
    with at(shop, TicketsPage) as desk:
        desk.arrive("tickets", shop.volunteer)
        desk.tap("tickets_table_0")
        desk.tap("correction_mode_2")
        desk.tap("goods_lines_0")
        desk.write_in("goods_weight_edit", "0,4")
        desk.write_in("goods_reason_edit", "pesé deux fois")
        desk.tap("goods_confirm")
        assert lines(shop)[0] == ("Casserole", 500)
        assert "Corriger une vente" in desk.said() or "ne permet pas" in desk.said()


def test_a_ticket_of_a_closed_till_is_read_and_put_right_without_money(app: QApplication, till: Till) -> None:
    sold(till)
    till.write(close_session, CloseSession(till.session_id, (MethodCount("cash", Cents(6200), None),)))
    with at(till.shop, TicketsPage) as desk:
        desk.arrive("tickets", till.shop.volunteer)
        desk.tap("tickets_table_0")
        assert "Ouvrez la caisse pour rendre de l’argent." in desk.said()
        assert not desk.find(QPushButton, "correction_mode_0").isEnabled()
        desk.tap("correction_mode_3")
        assert "TOTAL" in desk.find(Paper, "ticket_paper").text


def test_without_an_open_till_tickets_are_only_looked_at(app: QApplication, shop: Shop) -> None:
    with at(shop, TicketsPage) as desk:
        desk.arrive("tickets", shop.volunteer)
        assert "Aucun ticket" in desk.said()


def test_the_arrows_walk_the_tickets_whatever_button_has_the_focus(desk: Desk) -> None:
    desk.tab_to("header_back")
    desk.key("down")
    table = desk.find(Table, "tickets_table")
    assert table.chosen is not None
    assert "Objet rendu" in desk.said(), "its correction is offered at the right"


def test_where_the_page_has_no_use_for_arrows_they_go_from_button_to_button(desk: Desk) -> None:
    desk.tab_to("header_back")
    desk.key("right")
    there = QApplication.focusWidget()
    assert there is not None
    assert there.objectName() != "header_back"
    desk.key("left")
    assert QApplication.focusWidget() is desk.find(QPushButton, "header_back")


def test_with_no_ticket_the_sentence_stands_under_its_title_not_half_a_page_below(app: QApplication) -> None:
    column = CorrectionColumn()
    column.resize(460, 660)
    column.show()
    app.processEvents()
    title, words = (
        next(one for one in column.findChildren(Text) if one.text().startswith(start))
        for start in ("Aucun ticket choisi", "Touchez un ticket")
    )
    assert words.geometry().center().y() - title.geometry().center().y() < 80
    column.close()
    column.deleteLater()


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_wide_and_narrow_in_every_look(app: QApplication, till: Till, name: str) -> None:
    sold(till)
    with look(app, name), at(till.shop, TicketsPage) as desk:
        desk.lows = (LOW,)
        desk.arrive("tickets", till.shop.volunteer)
        assert desk.faults() == []
        desk.tap("tickets_table_0")
        assert desk.faults() == []
        for mode in ("correction_mode_1", "correction_mode_2", "correction_mode_3"):
            desk.tap(mode)
            assert desk.faults() == []
        desk.tap("correction_mode_2")
        desk.tap("goods_lines_0")
        assert desk.faults() == []
        desk.key("escape")
        desk.tap("goods_note")
        assert desk.faults() == []
        desk.key("escape")
