"""How a ticket is paid: a card taken or refused, a cheque too large, a donation, too much cash."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit

from recyclique_desktop.devices.sound import Cue
from tests.conftest import Shop
from tests.services.selling import entries
from tests.ui.methods import with_methods, with_own_method
from tests.ui.payer import Payer, payer
from tests.ui.sale_till import disk_full, market, stall

__all__ = ["market", "payer", "stall"]


def test_a_card_is_a_sale_only_once_the_terminal_took_it(payer: Payer) -> None:
    till = payer.pay().till
    till.type("b")
    till.key("enter")
    assert ("accepté ?" in till.said(), payer.sales()) == (True, [])
    assert not payer.enabled("payment_foot_primary")
    till.key("enter")
    assert till.keys == 3
    assert payer.payments() == [("card", 1800, 1800, 0, None)]
    assert payer.sounds.heard == [Cue.PAID]


def test_a_refused_card_keeps_the_ticket_proposes_cash_and_leaves_a_trace(payer: Payer) -> None:
    till = payer.pay(note="abîmé").till
    till.type("db")
    till.key("enter")
    till.type("r")
    assert "Carte refusée" in till.band("payment")
    assert (till.page.name, till.display("payment")) == ("payment", "18,50")
    assert payer.sales() == []
    (told,) = entries(payer.shop, "payment.refused")
    assert told["doc"]["amount"] == "18.50"
    assert payer.sounds.heard == [Cue.REFUSED]
    till.key("enter")
    assert payer.payments() == [("cash", 1850, 1850, 0, None)]


def test_the_question_of_the_card_can_be_left_without_an_answer(payer: Payer) -> None:
    till = payer.pay().till
    till.type("b10+")
    assert "accepté ?" in till.said()
    till.key("escape")
    assert till.display("payment") == "10"
    assert entries(payer.shop, "payment.refused") == []


def test_a_card_for_a_part_then_cash_asks_the_terminal_once(payer: Payer) -> None:
    till = payer.pay().till
    till.type("b10+")
    till.tap("payment_card_accepted")
    assert till.display("payment") == "8,00"
    till.type("e10")
    till.key("enter")
    assert payer.payments() == [("card", 1000, 1000, 0, None), ("cash", 800, 1000, 200, None)]


def test_a_card_taken_is_not_asked_again_after_a_full_disk(payer: Payer) -> None:
    till = payer.pay(note="x" * 400).till
    till.type("b")
    till.key("enter")
    with disk_full(payer.shop):
        till.key("enter")
    assert payer.sales() == []
    till.key("enter")
    assert payer.payments() == [("card", 1800, 1800, 0, None)]


def test_two_enters_in_one_gesture_do_not_answer_for_the_terminal(
    market: Shop, app: QApplication, tmp_path: Path
) -> None:
    del app
    with_methods(market, "card")
    payer = Payer(market, tmp_path, debounce_ms=60_000)
    till = payer.pay().till
    till.type("b")
    till.key("enter", "enter")
    assert "accepté ?" in till.said()
    assert payer.sales() == []
    till.close()


def test_a_cheque_is_two_keys(payer: Payer) -> None:
    till = payer.pay().till
    till.type("c")
    till.key("enter")
    assert till.keys == 2
    assert payer.payments() == [("check", 1800, 1800, 0, None)]


def test_the_bank_of_a_cheque_stands_beside_its_number(payer: Payer) -> None:
    till = payer.pay().till
    till.type("cn1234567")
    till.tap("payment_bank")
    till.type("Nef")
    assert till.find(QLineEdit, "payment_reference").text() == "1234567"
    till.key("enter", "enter")
    assert payer.payments() == [("check", 1800, 1800, 0, "1234567 · Nef")]


def test_a_surplus_that_is_no_donation_is_typed_again(payer: Payer) -> None:
    till = payer.pay().till
    till.type("c20")
    assert "est-il un don ?" in till.band("payment")
    till.tap("payment_band_button")
    assert (till.display("payment"), till.band("payment")) == ("18,00", "")
    till.key("enter")
    assert [(sale.total_amount, sale.donation) for sale in payer.sales()] == [(1800, 0)]


def test_the_surplus_of_a_card_is_a_donation_only_if_somebody_says_so(payer: Payer) -> None:
    till = payer.pay().till
    till.type("b20")
    assert not payer.enabled("payment_foot_primary")
    till.tap("payment_band_button")
    till.key("enter", "enter")
    assert [(sale.total_amount, sale.donation) for sale in payer.sales()] == [(1800, 200)]


def test_a_part_of_the_change_is_left_by_typing_it(payer: Payer) -> None:
    till = payer.pay().till
    till.type("20a1,5")
    assert payer.act() == "Continuer"
    till.key("enter", "enter")
    assert [(sale.total_amount, sale.donation) for sale in payer.sales()] == [(1800, 150)]
    assert payer.payments() == [("cash", 1950, 2000, 50, None)]


def test_a_donation_typed_by_mistake_is_taken_back(payer: Payer) -> None:
    till = payer.pay().till
    till.type("a5")
    till.key("escape", "escape", "enter")
    assert [sale.donation for sale in payer.sales()] == [0]


def test_too_much_cash_is_refused_and_passes_for_somebody_who_lives_abroad(payer: Payer) -> None:
    till = payer.pay(payer.line(price=100_001)).till
    till.key("enter")
    assert payer.sales() == []
    assert "en espèces" in till.band("payment")
    assert payer.sounds.heard == [Cue.REFUSED]
    till.tap("payment_band_button")
    assert payer.payments() == [("cash", 100_001, 100_001, 0, "non_resident")]


def test_what_was_asked_of_too_much_cash_goes_with_the_cash_and_sells_nothing_else(payer: Payer) -> None:
    till = payer.pay(payer.line(price=100_001)).till
    till.key("enter")
    assert "en espèces" in till.band("payment")
    till.type("c")
    assert "en espèces" not in till.band("payment")
    assert payer.sales() == []


def test_the_comma_of_the_keypad_changes_no_amount_while_a_cheque_is_written_down(payer: Payer) -> None:
    till = payer.pay().till
    till.type("c")
    till.tap("payment_reference")
    before = till.said()
    till.tap("payment_keypad_comma")
    assert till.said() == before


def test_a_method_the_shop_added_has_a_button_a_key_and_its_own_line(payer: Payer) -> None:
    with_own_method(payer.shop, "eusko", "Monnaie locale", needs_reference=True)
    till = payer.pay().till
    till.tap("payment_method_eusko")
    assert not payer.enabled("payment_foot_primary")
    till.type("n42")
    till.key("enter", "enter")
    assert payer.payments() == [("eusko", 1800, 1800, 0, "42")]
