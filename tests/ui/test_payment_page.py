"""The payment on the real window: nothing typed is lost, nothing is sold twice, nothing is sold unpaid."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import PaymentMethod
from recyclique_desktop.domain import acts
from recyclique_desktop.ui.widgets.base import BoxButton
from tests.conftest import Shop
from tests.ui.sale_till import SaleTill, disk_full, market, till

__all__ = ["market", "till"]


@pytest.fixture
def paying(till: SaleTill) -> SaleTill:
    """A ticket of 18,00 € at the payment."""
    till.type(till.letters("Livre") + "1")
    till.key("enter")
    till.type("18")
    till.key("enter", "enter")
    assert till.page.name == "payment"
    return till


def enabled(till: SaleTill, name: str) -> bool:
    return till.find(BoxButton, name).isEnabled()


def paid(till: SaleTill) -> list[tuple[object, ...]]:
    return [payment for sale in till.sold() for payment in sale[6]]  # type: ignore[attr-defined]


def test_the_exact_amount_is_proposed_and_enter_takes_it(paying: SaleTill) -> None:
    assert paying.display("payment") == "18,00"
    assert "compte exact" in paying.said()
    paying.key("enter")
    assert paid(paying) == [("cash", 1800, 1800, 0, None)]


def test_too_little_cash_is_not_a_sale_and_says_what_is_missing(paying: SaleTill) -> None:
    paying.type("10")
    paying.key("enter")
    assert paying.sold() == []
    assert not enabled(paying, "payment_foot_primary")
    assert "Il manque 8,00\u00a0€." in paying.said()


def test_two_enters_in_one_gesture_sell_once(paying: SaleTill) -> None:
    QTest.keyClick(paying.window, Qt.Key.Key_Return)
    QTest.keyClick(paying.window, Qt.Key.Key_Return)
    button = paying.find(BoxButton, "payment_foot_primary")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    paying.settle()
    assert len(paying.sold()) == 1


def test_two_taps_on_validate_sell_once(paying: SaleTill) -> None:
    button = paying.find(BoxButton, "payment_foot_primary")
    button.click()
    assert not button.isEnabled()
    button.click()
    paying.settle()
    assert len(paying.sold()) == 1


def test_going_back_to_the_ticket_keeps_everything_typed(paying: SaleTill) -> None:
    paying.type("c10+ed5")
    paying.tap("payment_note_add")
    paying.type("abîmé")
    paying.tap("header_back")
    assert paying.page.name == "sale"
    paying.sell("CD")
    paying.key("enter")
    assert paying.display("payment") == "5"
    assert paying.find(QLineEdit, "payment_note_edit").text() == "abîmé"
    assert "Il manque 4,50\u00a0€." in paying.said()
    paying.type("0")
    paying.key("enter")
    (sale,) = paying.sold()
    assert (sale[1], sale[2], sale[3]) == (1900, 50, "abîmé")
    assert paid(paying) == [("check", 1000, 1000, 0, None), ("cash", 950, 5000, 4050, None)]


def test_escape_empties_the_display_then_returns_to_the_ticket(paying: SaleTill) -> None:
    paying.type("5")
    paying.key("escape")
    assert (paying.page.name, paying.display("payment")) == ("payment", "18,00")
    paying.key("escape")
    assert paying.page.name == "sale"


def test_a_full_disk_keeps_the_payment_as_typed_and_a_second_try_sells(paying: SaleTill) -> None:
    paying.tap("payment_note_add")
    paying.find(QLineEdit, "payment_note_edit").setText("x" * 10)
    paying.type("y" * 400)
    paying.key("enter")
    paying.type("20")
    with disk_full(paying.shop):
        paying.key("enter")
        assert paying.page.name == "payment"
        assert "disque est plein" in paying.band("payment")
        assert paying.display("payment") == "20"
        assert paying.sold() == []
    paying.key("enter")
    assert paid(paying) == [("cash", 1800, 2000, 200, None)]


def test_a_refused_sale_says_so_and_keeps_what_was_typed(paying: SaleTill) -> None:
    shop = paying.shop
    with shop.db.writing() as session:
        session.scalars(select(PaymentMethod).where(PaymentMethod.code == "cash")).one().active = False
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station, doc={"cash": False})
    paying.type("20")
    paying.key("enter")
    assert (paying.page.name, paying.display("payment")) == ("payment", "20")
    assert "Ce moyen de paiement n’est pas actif ici." in paying.band("payment")
    assert paying.sold() == []


def test_a_cheque_above_the_price_is_a_donation_and_says_so(paying: SaleTill) -> None:
    paying.type("c20")
    assert "Le surplus de 2,00\u00a0€ est-il un don ?" in paying.band("payment")
    paying.key("enter")
    assert [(sale[1], sale[2]) for sale in paying.sold()] == [(1800, 200)]


def test_a_cheque_for_all_after_some_cash_says_what_to_take_away_not_to_validate(paying: SaleTill) -> None:
    paying.type("5+c30")
    assert "est-il un don" not in paying.band("payment"), "« Oui : validez » would ask for a button that is grey"
    assert "Retirez ce paiement." in paying.band("payment")
    assert "Un paiement de trop." in paying.said()
    paying.tap("payment_row_0_remove")
    assert "Le surplus de 12,00\u00a0€ est-il un don ?" in paying.band("payment")
    assert enabled(paying, "payment_foot_primary")


def test_the_whole_change_can_be_left_to_the_shop_and_taken_back(paying: SaleTill) -> None:
    paying.type("20m")
    assert "20,00\u00a0€" in paying.said()
    paying.tap("payment_donation_remove")
    paying.tap("payment_donate_change")
    paying.key("enter")
    assert [(sale[1], sale[2]) for sale in paying.sold()] == [(1800, 200)]
    assert paid(paying) == [("cash", 2000, 2000, 0, None)]


def test_a_wrong_payment_is_removed_and_its_rest_comes_back(paying: SaleTill) -> None:
    paying.type("c10+")
    paying.tap("payment_row_0_remove")
    assert paying.display("payment") == "18,00"
    paying.type("5")
    paying.tap("payment_row_0_remove")
    assert "compte exact" in paying.said()


def test_enter_in_the_number_of_a_cheque_leaves_the_field_and_sells_nothing(paying: SaleTill) -> None:
    paying.type("c")
    paying.tap("payment_reference")
    paying.type("77")
    paying.key("enter")
    assert paying.sold() == []
    paying.key("enter")
    assert paid(paying) == [("check", 1800, 1800, 0, "77")]


def test_the_keypad_fills_the_number_of_the_cheque_while_it_is_being_written(paying: SaleTill) -> None:
    paying.type("c")
    paying.tap("payment_reference")
    paying.tap_digits("123", "payment")
    paying.tap("payment_keypad_backspace")
    assert paying.find(QLineEdit, "payment_reference").text() == "12"
    assert paying.display("payment") == "18,00"


def test_the_next_ticket_starts_with_nothing_of_the_one_before(paying: SaleTill) -> None:
    paying.type("c10+ed5")
    paying.tap("payment_note_add")
    paying.type("abîmé")
    paying.key("enter")
    paying.type("0")
    paying.key("enter")
    assert len(paying.sold()) == 1
    paying.sell("CD")
    paying.key("enter")
    assert paying.display("payment") == "1,00"
    assert "abîmé" not in [field.text() for field in paying.window.findChildren(QLineEdit)]
    paying.key("enter")
    assert paying.sold()[1][1:4] == (100, 0, None)


def test_a_sale_finished_while_the_person_left_is_not_sold_again(paying: SaleTill) -> None:
    QTest.keyClick(paying.window, Qt.Key.Key_Return)
    paying.presence.leave()
    paying.settle()
    assert len(paying.sold()) == 1
    paying.arrive("sale")
    paying.key("enter")
    assert "Vente enregistrée" in paying.said()
    paying.key("enter", "enter")
    assert len(paying.sold()) == 1


def test_a_method_the_shop_does_not_take_is_not_on_the_screen(market: Shop, app: QApplication, tmp_path: Path) -> None:
    del app
    till = SaleTill(market, tmp_path).start()
    till.sell("Livre")
    till.key("enter")
    names = till.names()
    assert {"payment_method_cash", "payment_method_check"} <= names
    assert "payment_method_card" not in names
    till.type("b")
    assert "compte exact" in till.said()
    till.close()
