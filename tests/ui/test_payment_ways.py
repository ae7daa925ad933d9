"""The ways a ticket ends: another price, goods given away, a card refused, a cheque too large, nothing to pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from sqlalchemy import select

from recyclique_desktop.data.models import Sale, SaleItem
from recyclique_desktop.data.queries.till import open_session_of, payment_methods
from recyclique_desktop.devices.sound import Cue, HeardSounds
from recyclique_desktop.domain.basket import Basket, Line
from recyclique_desktop.domain.enums import ButtonType, PricingMode, SaleKind
from recyclique_desktop.services.people import ChangePin, change_pin
from recyclique_desktop.services.sales import CompleteSale
from recyclique_desktop.system.passwords import hash_secret
from recyclique_desktop.ui.caisse.payment_entry import Checkout
from recyclique_desktop.ui.widgets.base import BoxButton
from tests.conftest import Shop
from tests.services.selling import entries, make_line, write
from tests.ui.methods import with_methods, with_own_method
from tests.ui.sale_till import SaleTill, disk_full, market, open_with, stall

__all__ = ["market", "stall"]
MANAGER = "1470"


class Payer:
    """A till, its sounds, and tickets brought straight to the payment."""

    def __init__(self, market: Shop, folder: Path, debounce_ms: int = 0) -> None:
        self.shop = market
        self.till = SaleTill(market, folder, debounce_ms)
        self.sounds = HeardSounds()
        self.till.context = replace(self.till.context, sounds=self.sounds)
        self.till.main.context = self.till.context  # type: ignore[attr-defined]
        self.till.start()

    def line(self, name: str = "Casserole", price: int = 300, quantity: int = 1, grams: int = 500) -> Line:
        return make_line(self.shop, name, price, quantity, grams)

    def pay(self, *lines: Line, note: str = "", global_price: bool = False) -> Payer:
        """Bring these lines to the payment."""
        with self.shop.db.reading() as session:
            opened = open_session_of(session, self.shop.station)
            methods = payment_methods(session)
        assert opened is not None
        options = replace(opened.options, global_price=global_price)
        basket = Basket(self.shop.station.ids.new(), lines or (self.line(price=1000), self.line("Livre", 800)), note)
        checkout = Checkout(basket, opened.session_id, methods, title="Caisse 1", options=options)
        self.till.arrive("payment", checkout=checkout)
        self.checkout = checkout
        self.till.keys = self.till.taps = 0
        return self

    def again(self, *lines: Line) -> None:
        """Bring the ticket back with other lines."""
        basket = replace(self.checkout.basket, lines=lines)
        self.checkout = replace(self.checkout, basket=basket)
        self.till.arrive("payment", checkout=self.checkout)

    def sales(self) -> list[Sale]:
        with self.shop.db.reading() as session:
            return list(session.scalars(select(Sale).order_by(Sale.recorded_at)))

    def items(self) -> list[SaleItem]:
        with self.shop.db.reading() as session:
            return list(session.scalars(select(SaleItem).order_by(SaleItem.line_no)))

    def payments(self) -> list[tuple[object, ...]]:
        return [payment for sale in self.till.sold() for payment in sale[6]]  # type: ignore[attr-defined]

    def enabled(self, name: str) -> bool:
        return self.till.find(BoxButton, name).isEnabled()

    def act(self) -> str:
        return self.till.find(BoxButton, "payment_foot_primary").accessibleName()


@pytest.fixture
def payer(market: Shop, app: QApplication, tmp_path: Path) -> Iterator[Payer]:
    del app
    with_methods(market, "card")
    made = Payer(market, tmp_path)
    yield made
    made.till.close()


# -- one price for the ticket ---------------------------------------------------------------------------------------


def test_prix_global_asks_the_total_first_and_sells_in_five_keys_and_the_digits(payer: Payer) -> None:
    till = payer.pay(payer.line(price=0), payer.line("Livre", 0), global_price=True).till
    assert (till.display("payment"), payer.act(), payer.enabled("payment_foot_primary")) == ("", "Continuer", False)
    assert "Il manque le total." in till.said()
    till.type("20")
    till.key("enter")
    till.type("20")
    till.key("enter")
    assert till.keys == 6
    (sale,) = payer.sales()
    assert (sale.total_amount, sale.pricing_mode) == (2000, PricingMode.GLOBAL)
    assert sum(item.total_price for item in payer.items()) == 2000
    assert payer.payments() == [("cash", 2000, 2000, 0, None)]


def test_a_total_below_the_lines_is_a_discount_that_each_line_bears(payer: Payer) -> None:
    till = payer.pay(payer.line(price=600), payer.line("Livre", 400), global_price=True).till
    till.type("7,5")
    assert "Remise" in till.said()
    assert "−2,50\u00a0€" in till.said()
    till.key("enter", "enter")
    assert [item.total_price for item in payer.items()] == [450, 300]
    assert payer.payments() == [("cash", 750, 750, 0, None)]


def test_a_total_above_the_lines_is_taken_too(payer: Payer) -> None:
    till = payer.pay(payer.line(price=0), payer.line("Livre", 1500), global_price=True).till
    till.type("20")
    assert "En plus" in till.said()
    till.key("enter", "enter")
    assert [sale.total_amount for sale in payer.sales()] == [2000]


def test_a_total_of_nothing_for_goods_is_not_taken_as_a_price(payer: Payer) -> None:
    till = payer.pay(payer.line(price=0), global_price=True).till
    till.type("0")
    assert not payer.enabled("payment_foot_primary")
    assert "gratuité" in till.band("payment")
    till.key("enter", "enter")
    assert payer.sales() == []


def test_a_ticket_of_gifts_asks_no_total_and_no_payment(payer: Payer) -> None:
    gift = replace(payer.line(price=0), preset_code="DON", button_type=ButtonType.DONATION)
    till = payer.pay(gift, global_price=True).till
    assert (payer.act(), payer.enabled("payment_foot_primary")) == ("Enregistrer", True)
    assert "payment_total" not in till.names()
    till.key("enter")
    assert till.keys == 1
    (sale,) = payer.sales()
    assert (sale.total_amount, sale.kind, payer.payments()) == (0, SaleKind.SALE, [])


def test_a_discount_is_two_gestures_on_an_itemised_ticket_and_shows_each_share(payer: Payer) -> None:
    till = payer.pay(payer.line(price=1000), payer.line("Livre", 800)).till
    till.type("p15")
    till.key("enter")
    till.tap("payment_shares")
    said = till.said()
    assert ("8,33\u00a0€" in said, "6,67\u00a0€" in said, "au ticket 10,00\u00a0€" in said) == (True, True, True)
    till.type("l20")
    till.key("enter")
    (sale,) = payer.sales()
    assert (sale.total_amount, sale.pricing_mode) == (1500, PricingMode.GLOBAL)
    assert payer.payments() == [("cash", 1500, 2000, 500, None)]


def test_typing_the_very_price_of_the_lines_leaves_the_ticket_itemised(payer: Payer) -> None:
    till = payer.pay().till
    till.type("p18")
    till.key("enter", "enter")
    assert [(sale.total_amount, sale.pricing_mode) for sale in payer.sales()] == [(1800, PricingMode.ITEMIZED)]


def test_escape_takes_a_discount_back_before_it_leaves_the_payment(payer: Payer) -> None:
    till = payer.pay().till
    till.type("p15")
    till.key("escape", "escape")
    assert (till.page.name, till.display("payment"), payer.act()) == ("payment", "18,00", "Valider")


def test_a_discount_agreed_for_other_lines_is_asked_again(payer: Payer) -> None:
    till = payer.pay().till
    till.type("p15")
    till.key("enter")
    payer.again(*payer.checkout.basket.lines, payer.line("Lampe", 500))
    assert (till.display("payment"), payer.act()) == ("15", "Continuer")
    till.key("enter", "enter")
    assert [sale.total_amount for sale in payer.sales()] == [1500]


def test_a_discount_where_prices_are_kept_to_wants_a_manager_s_word_and_loses_nothing(
    stall: Shop, app: QApplication, tmp_path: Path
) -> None:
    del app
    open_with(stall, price_policy={"mode": "block"})
    write(stall, change_pin, ChangePin(stall.admin.user_id or stall.station.id, hash_secret(MANAGER)), stall.admin)
    payer = Payer(stall, tmp_path)
    till = payer.pay(payer.line(price=300), payer.line("Livre", 100)).till
    till.type("p3")
    till.key("enter", "enter")
    assert "remise de 1,00\u00a0€" in till.said()
    till.type(MANAGER)
    till.key("enter")
    assert [sale.total_amount for sale in payer.sales()] == [300]
    (told,) = entries(stall, "sale.completed")
    assert told["approved_by"]["operator"] == stall.admin.operator_code
    till.close()


# -- nothing to pay -------------------------------------------------------------------------------------------------


def test_what_leaves_as_material_is_recorded_by_one_key_and_says_its_number_is_apart(payer: Payer) -> None:
    gone = replace(payer.line(price=0, grams=7000), preset_code="RECYCLAGE", button_type=ButtonType.RECYCLING)
    till = payer.pay(gone).till
    assert "à part des ventes" in till.said()
    assert not {"payment_method_cash", "payment_exact", "payment_donate_half", "payment_another"} & till.names()
    till.type("5")
    till.key("enter")
    (sale,) = payer.sales()
    assert (sale.kind, sale.total_amount, payer.payments()) == (SaleKind.DISPOSAL, 0, [])


def test_a_gift_may_bring_a_donation(payer: Payer) -> None:
    till = payer.pay(replace(payer.line(price=0), preset_code="DON", button_type=ButtonType.DONATION)).till
    till.type("d")
    assert payer.act() == "Valider"
    till.type("2m")
    till.key("enter")
    assert [(sale.total_amount, sale.donation) for sale in payer.sales()] == [(0, 200)]


def test_goods_given_away_want_a_reason_and_are_never_turnover(payer: Payer) -> None:
    till = payer.pay().till
    till.type("g")
    assert (payer.act(), payer.enabled("payment_foot_primary")) == ("Enregistrer", False)
    till.type("famille sinistrée")
    till.key("enter", "enter")
    (sale,) = payer.sales()
    assert (sale.total_amount, sale.waived_amount, sale.note) == (0, 1800, "famille sinistrée")
    assert payer.payments() == []


def test_given_away_by_mistake_is_sold_after_all(payer: Payer) -> None:
    till = payer.pay().till
    till.tap("payment_free")
    till.tap("payment_free")
    till.key("enter")
    assert [(sale.total_amount, sale.waived_amount) for sale in payer.sales()] == [(1800, 0)]


def test_priceless_goods_given_away_are_waived_at_what_the_list_says(payer: Payer) -> None:
    till = payer.pay(replace(payer.line(price=0), list_price=payer.line(price=300).unit_price), global_price=True).till
    till.type("g")
    till.type("sinistre")
    till.key("enter", "enter")
    assert [(sale.total_amount, sale.waived_amount) for sale in payer.sales()] == [(0, 300)]


# -- card -----------------------------------------------------------------------------------------------------------


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


# -- cheque ---------------------------------------------------------------------------------------------------------


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


# -- cash and donation ----------------------------------------------------------------------------------------------


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


def test_a_method_the_shop_added_has_a_button_a_key_and_its_own_line(payer: Payer) -> None:
    with_own_method(payer.shop, "eusko", "Monnaie locale", needs_reference=True)
    till = payer.pay().till
    till.tap("payment_method_eusko")
    assert not payer.enabled("payment_foot_primary")
    till.type("n42")
    till.key("enter", "enter")
    assert payer.payments() == [("eusko", 1800, 1800, 0, "42")]


# -- sounds ---------------------------------------------------------------------------------------------------------


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


# -- nothing typed is lost ------------------------------------------------------------------------------------------


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
