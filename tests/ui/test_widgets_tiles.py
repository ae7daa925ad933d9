"""Tiles: a category keeps its place, its name and its letter, however many there are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recyclique_desktop.ui.widgets.tiles import PER_PAGE, Tile, TileGrid, TileSpec, with_soft_breaks
from tests.ui import checks
from tests.ui.conftest import Show

ROOTS = (
    "Ameublement & Literie", "Bricolage & Outils", "Électroménager", "Électronique & Audio", "Jardin & Extérieur",
    "Jouets", "Livres & Médias", "Luminaires & Déco", "Matériaux & Bâtiment", "Mobilité douce",
    "Puériculture & Bébé", "Sports & Loisirs", "Textiles & Chaussures", "Vaisselle & Cuisine",
)  # fmt: skip


def grid_of(count: int, size: tuple[int, int] = (646, 554)) -> TileGrid:
    """A grid of ``count`` numbered categories."""
    grid = TileGrid("tiles")
    grid.setFixedSize(*size)
    grid.set_tiles([TileSpec(n, f"Catégorie {n}", "package", chr(65 + n % 26)) for n in range(count)])
    return grid


def test_the_fourteen_roots_fit_their_tiles_at_both_sizes(show: Show) -> None:
    for size, columns, tile in (((646, 554), 4, 118), ((456, 564), 3, 96)):
        grid = TileGrid(f"tiles{columns}")
        grid.setFixedSize(*size)
        grid.set_geometry_of(columns, tile)
        grid.set_tiles([TileSpec(root, root, "package", "A") for root in ROOTS])
        window = show(grid)
        assert checks.cut_texts(window) == []
        assert checks.crowded(window) == []
        assert len(grid.tiles) == len(ROOTS)
        assert {grid_tile.height() for grid_tile in grid.tiles} == {tile}
        window.hide()


def test_a_category_keeps_its_place_whatever_else_is_shown(show: Show) -> None:
    grid = grid_of(14)
    show(grid)
    before = [tile.geometry() for tile in grid.tiles]
    grid.set_chosen(3)
    assert [tile.geometry() for tile in grid.tiles] == before
    assert [tile.chosen for tile in grid.tiles].index(True) == 3
    grid.set_tiles([TileSpec(n, "x") for n in range(5)])
    assert [tile.geometry() for tile in grid.tiles] == before[:5]


def test_more_than_sixteen_categories_page_and_lose_none(show: Show, qtbot: QtBot) -> None:
    grid = grid_of(40)
    window = show(grid)
    picked: list[object] = []
    grid.picked.connect(picked.append)
    for _ in range(grid.pages):
        for tile in grid.tiles:
            QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
        more = window.findChild(Tile, "tiles_more")
        assert more is not None
        assert more.isVisible()
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert picked == list(range(40))
    assert grid.page == 0
    assert checks.crowded(window) == []


def test_sixteen_categories_need_no_second_page(show: Show) -> None:
    grid = grid_of(PER_PAGE)
    show(grid)
    assert grid.pages == 1
    assert len(grid.tiles) == PER_PAGE


@pytest.mark.parametrize(
    ("width", "height", "columns", "tile"), [(646, 526, 4, 118), (456, 526, 3, 96), (659, 202, 4, 96)]
)
def test_the_search_has_its_tile_and_every_category_too_however_many_there_are(
    show: Show, width: int, height: int, columns: int, tile: int
) -> None:
    grid = TileGrid("tiles")
    grid.setFixedSize(width, height)
    grid.set_geometry_of(columns, tile)
    grid.set_tail(TileSpec("/", "Chercher", "search", "/"))
    window = show(grid)
    tail = window.findChild(Tile, "tiles_tail")
    assert tail is not None
    for count in range(1, 2 * PER_PAGE):
        grid.set_tiles([TileSpec(n, "x") for n in range(count)])
        seen = 0
        for _ in range(grid.pages):
            shown = [*grid.tiles, tail]
            assert tail.isVisible()
            assert all(one.geometry().bottom() < height for one in shown)
            assert len({one.pos().toTuple() for one in shown}) == len(shown)
            seen += len(grid.tiles)
            grid.turn_page()
        assert seen == count
        assert checks.crowded(window) == []


def test_sixteen_categories_and_the_search_need_no_second_page(show: Show) -> None:
    grid = grid_of(PER_PAGE, (646, 526))
    grid.set_tail(TileSpec("/", "Chercher", "search", "/"))
    show(grid)
    assert grid.pages == 1
    assert len(grid.tiles) == PER_PAGE


def test_a_low_window_pages_rather_than_hides(show: Show) -> None:
    grid = grid_of(14, (646, 360))
    show(grid)
    shown = [tile.geometry().bottom() for tile in grid.tiles]
    assert grid.pages > 1
    assert max(shown) < 360


@pytest.mark.parametrize(
    ("label", "broken"),
    [("Électroménager", "Électro\u00adménager"), ("Jouets", "Jouets"), ("Livres & Médias", "Livres & Médias")],
)
def test_a_long_word_breaks_where_french_would(label: str, broken: str) -> None:
    assert with_soft_breaks(label) == broken


@pytest.mark.parametrize("word", ["Électroluminescence", "Approvisionnements", "Anticonstitutionnellement"])
def test_any_long_word_can_break_and_loses_no_letter(word: str) -> None:
    broken = with_soft_breaks(word)
    assert broken.replace("\u00ad", "") == word
    assert "\u00ad" in broken


def test_a_price_is_read_aloud_with_its_category(app: QApplication) -> None:
    tile = Tile("t", "")
    tile.show_spec(TileSpec(1, "Plat", price="dès 3,00 €", cap="A"))
    assert tile.accessibleName() == "Plat, dès 3,00 €"
