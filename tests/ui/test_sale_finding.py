"""Finding an article: five levels of categories, letters that stay, and the search, by keys and by touch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.catalogue_edit import AddCategory, add_category
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.letters import letter_of
from tests.conftest import Shop
from tests.services.selling import open_till, write
from tests.ui.sale_till import SaleTill, market, stall, till

__all__ = ["market", "stall", "till"]

LEVELS = ("Collection", "Timbres", "Europe", "France", "Semeuse")


def add(shop: Shop, name: str, parent: UUID | None, price: int | None = None) -> UUID:
    command = AddCategory(shop.station.ids.new(), name, parent, price=None if price is None else Cents(price))
    added: UUID = write(shop, add_category, command, shop.admin)
    return added


@pytest.fixture
def deep(stall: Shop, app: QApplication, tmp_path: Path) -> Iterator[SaleTill]:
    """A till whose last root goes five levels down, with a second article at the bottom."""
    del app
    parent: UUID | None = None
    for name in LEVELS[:-1]:
        parent = add(stall, name, parent)
    add(stall, LEVELS[-1], parent, 150)
    add(stall, "Marianne", parent, 80)
    open_till(stall)
    driven = SaleTill(stall, tmp_path)
    yield driven.start()
    driven.close()


def sold(till: SaleTill) -> list[tuple[str, str, int]]:
    basket = till.basket()
    return [(line.label, line.root_label, line.unit_price) for line in basket.lines] if basket is not None else []


def place_of(till: SaleTill, label: str) -> int:
    return next(at for at, tile in enumerate(till.roots) if tile.label == label)


def search(till: SaleTill, words: str) -> None:
    till.type("/")
    till.type(words)


def test_the_fifth_level_is_sold_by_letters_alone(deep: SaleTill) -> None:
    root = letter_of(place_of(deep, "Collection")).lower()
    deep.type(root + "aaaa" + "1")
    deep.key("enter", "enter")
    assert sold(deep) == [("Semeuse", "Collection", 150)]


def test_the_fifth_level_is_sold_by_taps_alone_and_is_the_same_line(deep: SaleTill) -> None:
    at = place_of(deep, "Collection")
    deep.type(letter_of(at).lower() + "aaaz" + "1")
    deep.key("enter", "enter")
    deep.tap(f"sale_tile_{at}")
    for place in (0, 0, 0, 1):
        deep.tap(f"sale_below_{place}")
    deep.tap_digits("1")
    deep.tap("sale_confirm")
    deep.tap("sale_confirm")
    first, second = sold(deep)
    assert first == second
    assert first[1] == "Collection"


def test_escape_goes_up_level_by_level_and_loses_no_weight(deep: SaleTill) -> None:
    root = letter_of(place_of(deep, "Collection")).lower()
    deep.type("1,5+" + root + "aa")
    deep.key("escape")
    deep.key("escape")
    deep.type("aaaa")
    deep.key("enter")
    basket = deep.basket()
    assert basket is not None
    assert (basket.lines[0].root_label, basket.lines[0].weight) == ("Collection", 1500)


def test_an_article_is_found_by_its_name_and_enter_takes_the_first(till: SaleTill) -> None:
    search(till, "cassero")
    till.key("enter")
    till.type("1")
    till.key("enter", "enter")
    assert [line[0] for line in sold(till)] == ["Casserole"]


def test_the_search_answers_what_people_say_and_slips_of_the_finger(till: SaleTill) -> None:
    for words, label in (("television", "Télévision"), ("bouiloire", "Bouilloire")):
        search(till, words)
        till.key("enter")
        till.type("1")
        till.key("enter", "enter")
        assert sold(till)[-1][0] == label


def test_letters_typed_in_the_search_choose_no_category_and_digits_no_weight(till: SaleTill) -> None:
    search(till, "azerty 12")
    till.key("escape")
    assert "sale_tile_0" in till.names()
    assert till.display() == "0,000"
    till.sell("Livre")
    assert [line[0] for line in sold(till)] == ["Livre"]


def test_the_search_by_touch_opens_takes_and_closes(till: SaleTill) -> None:
    till.tap("sale_tile_tail")
    till.type("livre")
    till.tap("sale_found_0")
    till.tap_digits("1")
    till.tap("sale_confirm")
    till.tap("sale_confirm")
    till.tap("sale_tile_tail")
    till.tap("sale_search_leave")
    assert "sale_tile_0" in till.names()
    assert [line[0] for line in sold(till)] == ["Livre"]


def test_control_f_searches_and_a_weight_taken_first_is_kept(till: SaleTill) -> None:
    till.type("1,2")
    QTest.keyClick(till.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    till.settle()
    till.type("livre")
    till.key("enter")
    assert sold(till) == []
    till.key("enter")
    basket = till.basket()
    assert basket is not None
    assert basket.lines[0].weight == 1200


def test_enter_belongs_to_the_search_while_it_is_open(till: SaleTill) -> None:
    till.sell("Livre")
    button = till.find(PrimaryButton, "sale_foot_primary")
    seen = [button.filled]
    till.type("/")
    seen.append(button.filled)
    till.key("escape")
    assert [*seen, button.filled] == [True, False, True]


def test_nothing_found_is_said_and_enter_takes_nothing(till: SaleTill) -> None:
    search(till, "xyzxyz")
    assert "Rien ne ressemble à cela." in till.said()
    till.key("enter")
    assert "sale_search_edit" in till.names()


def test_a_category_that_arrives_moves_no_letter_of_a_ticket_begun(till: SaleTill) -> None:
    till.sell("Livre")
    before = [tile.label for tile in till.roots]
    add(till.shop, "Aaa nouvelle", None, 100)
    till.page.refresh(frozenset({"categories"}))
    till.settle()
    till.sell("CD")
    assert [line[0] for line in sold(till)] == ["Livre", "CD"]
    assert "Aaa nouvelle" not in till.said()
    assert before == [tile.label for tile in till.roots]
