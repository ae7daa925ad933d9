"""The shop's buttons on the real screen: gifts, exits and fixed prices by keys and by touch, and what they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from recyclique_desktop.data.models import Sale
from recyclique_desktop.domain.enums import ButtonType, SaleKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.presets import AddPreset, PresetForm, add_preset
from tests.conftest import Shop
from tests.services.selling import open_till, tile, write
from tests.ui.sale_till import SaleTill, market, open_with, stall, till

__all__ = ["market", "stall", "till"]


def add_button(
    shop: Shop, name: str, kind: ButtonType = ButtonType.DONATION, price: int = 0, of: str | None = None
) -> None:
    """Make a button as an administrator does."""
    category_id: UUID | None = tile(shop, of)[1].id if of is not None else None
    form = PresetForm(shop.station.ids.new(), name, kind, Cents(price), category_id)
    write(shop, add_preset, AddPreset(form), shop.admin)


@pytest.fixture
def bags(stall: Shop, app: QApplication, tmp_path: Path) -> Iterator[SaleTill]:
    """A till with a bag at 2 € and a container for scrap that an administrator made."""
    del app
    add_button(stall, "Sac à 2 €", price=200, of="Sac")
    add_button(stall, "Benne ferraille", ButtonType.RECYCLING)
    open_till(stall)
    driven = SaleTill(stall, tmp_path)
    yield driven.start()
    driven.close()


def lines(till: SaleTill) -> list[tuple[str, int, int, str | None]]:
    basket = till.basket()
    return [(line.label, line.total, line.weight, line.preset_code) for line in basket.lines] if basket else []


def is_enabled(till: SaleTill, name: str) -> bool:
    return till.find(QWidget, name).isEnabled()


def kinds(till: SaleTill) -> list[SaleKind]:
    with till.shop.db.reading() as session:
        return list(session.scalars(select(Sale.kind)))


def test_a_fixed_price_button_and_exact_cash_take_three_keys(bags: SaleTill) -> None:
    bags.type("g")
    bags.key("enter", "enter")
    assert [sale[1] for sale in bags.sold()] == [200]
    print(f"keys: {bags.keys} (at most 3)")
    assert bags.keys <= 3


def test_a_fixed_price_button_is_one_tap(bags: SaleTill) -> None:
    bags.tap("sale_tile_14")
    assert [line[:3] for line in lines(bags)] == [("Sac", 200, 0)]
    assert bags.taps == 1


def test_a_gift_by_keys_and_by_touch_is_the_same_line(bags: SaleTill) -> None:
    bags.type(bags.letters("Livre") + "1")
    bags.key("enter")
    bags.type("a")
    bags.key("enter")
    bags.tap_article("Livre")
    bags.tap_digits("1")
    bags.tap("sale_confirm")
    bags.tap("sale_preset_0")
    bags.tap("sale_confirm")
    first, second = lines(bags)
    assert first == second == ("Livre", 0, 1000, "DON")
    assert "Don 0 €" in bags.said().replace("\u00a0", " ")


def test_the_first_line_fixes_the_family_and_removing_it_frees_it(bags: SaleTill) -> None:
    bags.sell("Livre")
    bags.type(bags.letters("Livre") + "1")
    bags.key("enter")
    assert (is_enabled(bags, "sale_preset_0"), is_enabled(bags, "sale_preset_2")) == (True, False)
    assert "Ce ticket est une vente" in bags.said()
    bags.type("e")
    bags.key("escape", "escape", "escape", "escape")
    bags.key("delete")
    bags.type(bags.letters("Livre") + "1")
    bags.key("enter")
    assert is_enabled(bags, "sale_preset_2")


def test_a_ticket_of_exits_refuses_prices_gifts_and_fixed_prices(bags: SaleTill) -> None:
    bags.type(bags.letters("Livre") + "1")
    bags.key("enter")
    bags.type("t")
    bags.key("enter")
    assert lines(bags)[0][1] == 0
    assert not is_enabled(bags, "sale_tile_14")
    bags.type("g")
    assert len(lines(bags)) == 1
    bags.type(bags.letters("CD") + "1")
    bags.key("enter")
    assert (is_enabled(bags, "sale_preset_0"), is_enabled(bags, "sale_preset_4")) == (False, True)
    assert not is_enabled(bags, "sale_confirm")
    bags.key("enter")
    assert len(lines(bags)) == 1
    bags.type("e")
    bags.key("enter")
    assert len(lines(bags)) == 2


def test_an_exit_made_by_an_administrators_button_is_no_sale(bags: SaleTill) -> None:
    bags.type(bags.letters("Livre") + "1")
    bags.key("enter")
    bags.type("t")
    bags.key("enter")
    bags.key("enter", "enter")
    assert kinds(bags) == [SaleKind.DISPOSAL]


def test_a_price_of_zero_asks_whether_it_is_given_and_enter_alone_gives_nothing_away(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "1")
    till.key("enter")
    till.type("0")
    till.key("enter", "enter")
    assert "l’objet est-il donné ?" in till.said()
    assert lines(till) == []
    till.type("g")
    till.key("enter")
    assert [line[1] for line in lines(till)] == [100]


def test_a_price_of_zero_becomes_a_gift_by_key_and_by_touch(till: SaleTill) -> None:
    for by_key in (True, False):
        till.type(till.letters("Livre") + "1")
        till.key("enter")
        till.type("0")
        till.key("enter")
        if by_key:
            till.type("o")
        else:
            till.tap("sale_gift_correct")
    assert [line[3] for line in lines(till)] == ["DON", "DON"]


def test_a_note_takes_letters_and_digits_without_choosing_or_pricing_anything(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "1")
    till.key("enter")
    till.type("n")
    till.type("a3e12")
    till.key("enter")
    assert lines(till) == []
    till.key("enter")
    basket = till.basket()
    assert basket is not None
    assert [(line.note, line.unit_price, line.preset_code) for line in basket.lines] == [("a3e12", 100, None)]


def test_escape_leaves_the_note_and_keeps_the_line(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "1")
    till.key("enter")
    till.type("n")
    till.type("ébréché")
    till.key("escape", "enter")
    basket = till.basket()
    assert basket is not None
    assert basket.lines[0].note == "ébréché"


@pytest.fixture
def haggling(stall: Shop, app: QApplication, tmp_path: Path) -> Iterator[SaleTill]:
    """A till where one price is agreed for the whole ticket."""
    del app
    open_with(stall, no_item_pricing={"enabled": True})
    driven = SaleTill(stall, tmp_path)
    yield driven.start()
    driven.close()


def test_under_one_price_for_all_a_line_ends_with_its_weight(haggling: SaleTill) -> None:
    haggling.type(haggling.letters("Livre") + "1,2")
    haggling.key("enter")
    assert lines(haggling) == [("Livre", 0, 1200, None)]
    assert "sale_step_quantity" not in haggling.names()
    assert haggling.keys == 6


def test_under_one_price_for_all_three_articles_take_twenty_five_keys(haggling: SaleTill) -> None:
    for name in ("Livre", "Casserole", "T-shirt"):
        haggling.type(haggling.letters(name) + "1,2")
        haggling.key("enter")
    haggling.key("enter")
    haggling.type("20")
    haggling.key("enter")
    haggling.type("20")
    haggling.key("enter")
    assert [sale[1] for sale in haggling.sold()] == [2000]
    print(f"keys: {haggling.keys} (at most 25)")
    assert haggling.keys <= 25


def test_under_one_price_for_all_a_price_or_a_gift_is_asked_for_by_key_and_by_touch(haggling: SaleTill) -> None:
    haggling.type(haggling.letters("Livre") + "1*12")
    haggling.key("enter")
    haggling.tap_article("Livre")
    haggling.tap_digits("1")
    haggling.tap("sale_ask_price")
    haggling.tap("sale_preset_0")
    haggling.tap("sale_confirm")
    assert [(line[1], line[3]) for line in lines(haggling)] == [(1200, None), (0, "DON")]
