"""Nothing typed at the payment is lost, and what is heard is seen too."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from recyclique_desktop.devices.sound import Cue
from recyclique_desktop.services.sales import CompleteSale
from tests.ui.payer import Payer, payer
from tests.ui.sale_till import disk_full, market, stall

__all__ = ["market", "payer", "stall"]


def test_a_line_a_payment_and_a_refusal_each_have_their_sound_and_say_so_too(payer: Payer) -> None:
    till = payer.till
    till.sell("Livre")
    assert (payer.sounds.heard, "Ajouté" in till.band()) == ([Cue.LINE], True)
    till.key("enter", "enter")
    assert (payer.sounds.heard, "Vente enregistrée" in till.said()) == ([Cue.LINE, Cue.PAID], True)
    payer.pay(note="x" * 400)
    with disk_full(payer.shop):
        till.key("enter")
    assert (payer.sounds.heard[-1], "disque est plein" in till.band("payment")) == (Cue.REFUSED, True)


def test_the_note_of_the_ticket_comes_along_and_goes_back_with_it(payer: Payer) -> None:
    till = payer.pay(note="prix vu avec Léa").till
    assert till.find(QLineEdit, "payment_note_edit").text() == "prix vu avec Léa"
    till.key("enter")
    assert [sale.note for sale in payer.sales()] == ["prix vu avec Léa"]


def test_a_note_typed_at_the_payment_is_on_disk_before_the_ticket_is_paid(payer: Payer) -> None:
    till = payer.till
    till.sell("Livre")
    till.key("enter")
    till.type("t")
    till.type("vitre fêlée")
    till.key("enter")
    kept = till.basket()
    assert kept is not None
    assert kept.note == "vitre fêlée"
    till.key("enter")
    assert ([sale.note for sale in payer.sales()], till.basket()) == (["vitre fêlée"], None)


def test_a_lock_in_the_middle_of_a_discounted_payment_loses_nothing(payer: Payer) -> None:
    till = payer.pay().till
    till.type("p15")
    till.key("enter")
    till.type("c5n77")
    till.key("enter")
    till.type("+e20dt")
    till.type("revient demain")
    till.presence.leave()
    till.settle()
    till.arrive("payment", checkout=payer.checkout)
    assert till.display("payment") == "20"
    till.key("enter")
    (sale,) = payer.sales()
    assert (sale.total_amount, sale.donation, sale.note) == (1500, 50, "revient demain")
    assert payer.payments() == [("check", 500, 500, 0, "77"), ("cash", 1050, 2000, 950, None)]


def test_a_full_disk_keeps_the_price_agreed_and_the_reason(payer: Payer) -> None:
    till = payer.pay().till
    till.type("g")
    till.type("sinistre " * 40)
    till.key("enter")
    with disk_full(payer.shop):
        till.key("enter")
    assert "disque est plein" in till.band("payment")
    assert payer.act() == "Enregistrer"
    till.key("enter")
    assert [sale.waived_amount for sale in payer.sales()] == [1800]


def test_keys_of_a_barcode_are_taken_back_whole(payer: Payer) -> None:
    till = payer.pay().till
    till.type("2")
    put_back = till.page.remember()
    till.type("37")
    put_back()
    assert till.display("payment") == "2"


def test_the_same_ending_by_taps_and_by_keys_is_the_same_sale(payer: Payer) -> None:
    till = payer.pay().till
    till.type("p15")
    till.key("enter")
    till.type("c5n77")
    till.key("enter")
    till.type("+e20d")
    till.key("enter")
    till = payer.pay().till
    till.tap("payment_total")
    till.tap_digits("15", "payment")
    till.tap("payment_foot_primary")
    till.tap("payment_method_check")
    till.tap_digits("5", "payment")
    till.tap("payment_reference")
    till.tap_digits("77", "payment")
    till.tap("payment_another")
    till.tap("payment_method_cash")
    till.tap_digits("20", "payment")
    till.tap("payment_donate_half")
    till.tap("payment_foot_primary")
    first, second = till.sold()
    assert first[1:] == second[1:]


def test_the_act_says_all_that_the_screen_said(payer: Payer) -> None:
    entry = payer.pay().till.page._entry  # type: ignore[attr-defined]
    command = entry.sale(payer.checkout)
    assert isinstance(command, CompleteSale)
    assert (command.lines, command.global_total, command.waived) == (payer.checkout.basket.lines, None, False)
