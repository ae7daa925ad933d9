"""Grids longer than a page: letters and places stay, whatever page is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.categories import CategoryRow, ImportCategories, import_categories
from recyclique_desktop.ui.widgets.tiles import Tile
from tests.conftest import Shop
from tests.services.selling import write
from tests.ui.sale_till import SaleTill, market

__all__ = ["market"]

MANY = 28


@pytest.fixture
def crowded(market: Shop, app: QApplication, tmp_path: Path) -> Iterator[SaleTill]:
    """A till whose first root has more articles than letters."""
    del app
    rows = tuple(CategoryRow("Vrac", f"Article {number:02}", Cents(number), None) for number in range(1, MANY + 1))
    write(market, import_categories, ImportCategories(rows), market.admin)
    till = SaleTill(market, tmp_path)
    yield till.start()
    till.close()


def shown(till: SaleTill) -> list[str]:
    tiles = [tile for tile in till.window.findChildren(Tile) if tile.isVisible() and tile.isEnabled()]
    return sorted(tile.accessibleName().split(",")[0] for tile in tiles)


def sold(till: SaleTill) -> list[str]:
    basket = till.basket()
    return [line.label for line in basket.lines] if basket is not None else []


def test_the_space_bar_and_the_last_tile_turn_the_page(crowded: SaleTill) -> None:
    crowded.type(crowded.letters("Article 01")[0])
    first = shown(crowded)
    assert "Article 15" in first
    assert "Article 16" not in first
    crowded.type(" ")
    assert "Article 16" in shown(crowded)
    crowded.tap("sale_below_more")
    assert shown(crowded) == first


def test_a_letter_means_the_same_article_on_every_page(crowded: SaleTill) -> None:
    for turns in range(2):
        crowded.type(crowded.letters("Article 01")[0] + " " * turns + "j1")
        crowded.key("enter", "enter")
    assert sold(crowded) == ["Article 17", "Article 17"]


def test_an_article_beyond_the_letters_is_reached_by_its_tile(crowded: SaleTill) -> None:
    crowded.type(crowded.letters("Article 01")[0] + " ")
    place = MANY - 1 - 15
    crowded.tap(f"sale_below_{place}")
    crowded.type("1")
    crowded.key("enter", "enter")
    assert sold(crowded) == [f"Article {MANY}"]
