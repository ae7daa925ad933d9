"""What a ticket costs: one price for all, a discount, goods given away, nothing to pay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from recyclique_desktop.domain.enums import ButtonType, PricingMode, SaleKind
from recyclique_desktop.services.people import ChangePin, change_pin
from recyclique_desktop.system.passwords import hash_secret
from tests.conftest import Shop
from tests.services.selling import entries, write
from tests.ui.payer import Payer, payer
from tests.ui.sale_till import market, open_with, stall

__all__ = ["market", "payer", "stall"]
MANAGER = "1470"


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
