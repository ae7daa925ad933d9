"""« Catégories et prix », by keys alone and by touch alone: what is saved is what the till sells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from recyclique_desktop.data.queries.catalogue import Tile, catalogue
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.ui.admin.categories_page import CategoriesPage
from recyclique_desktop.ui.admin.presets_page import PresetsPage
from tests.services.joined import join
from tests.services.selling import entries, read
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with at(shop, CategoriesPage, PresetsPage) as seat:
        seat.arrive("admin_categories")
        yield seat


def sold(shop: Shop, name: str) -> Tile | None:
    tiles: list[Tile] = list(read(shop, catalogue))
    while tiles:
        tile = tiles.pop()
        if tile.label == name:
            return tile
        tiles += tile.children
    return None


def open_livre(desk: Desk) -> None:
    desk.tap(desk.row("Livres & Médias"))
    desk.tap(desk.row("Livre,"))


def button(desk: Desk, name: str) -> QPushButton:
    return desk.find(QPushButton, name)


def test_a_price_is_changed_by_touch_alone(desk: Desk) -> None:
    open_livre(desk)
    desk.write_in("category_price_edit", "1,50")
    desk.tap("category_save")
    found = sold(desk.shop, "Livre")
    assert found is not None
    assert found.price == 150
    assert "« Livre » est enregistrée." in desk.said()
    assert "1,50" in desk.find(QPushButton, desk.row("Livre,")).accessibleName()


def test_a_category_is_renamed_and_priced_by_keys_alone(desk: Desk) -> None:
    desk.strike("cas")
    assert desk.find(QLineEdit, "categories_search_edit").text() == "cas"
    desk.key("enter")
    assert QApplication.focusWidget() is desk.find(QLineEdit, "category_name_edit")
    desk.strike("Poêle")
    desk.key("tab")
    desk.strike("4,50")
    desk.key("enter")
    found = sold(desk.shop, "Poêle")
    assert found is not None
    assert found.price == 450
    assert sold(desk.shop, "Casserole") is None


def test_the_arrows_walk_through_the_list_and_open_each_branch(desk: Desk) -> None:
    desk.key("down", "down", "down", "up")
    assert "Casserole" in desk.said()
    desk.key("up", "up")
    desk.key("escape")
    assert desk.page == "home"


def test_a_new_category_stands_below_the_chosen_one(desk: Desk) -> None:
    desk.tap(desk.row("Jouets"))
    desk.key("insert")
    desk.strike("Peluche")
    desk.tap("category_save")
    shelf = sold(desk.shop, "Peluche")
    assert shelf is not None
    assert "« Peluche » est ajoutée." in desk.said()
    roots = [tile for tile in read(desk.shop, catalogue) if shelf in tile.children]
    assert [root.label for root in roots] == ["Jouets"]


def test_a_priced_parent_loses_its_price_only_after_the_question(desk: Desk) -> None:
    open_livre(desk)
    desk.tap("categories_add")
    desk.strike("Roman")
    desk.tap("category_save")
    assert "« Livre » perd son prix de 1,00 € ?" in desk.said().replace("\u00a0", " ")
    assert desk.faults() == []
    desk.tap("clear_prices_keep")
    assert sold(desk.shop, "Roman") is None
    desk.tap("category_save")
    desk.tap("clear_prices_confirm")
    found = sold(desk.shop, "Livre")
    assert found is not None
    assert (found.price, [child.label for child in found.children]) == (None, ["Roman"])


def test_what_cannot_be_saved_cannot_be_pressed_and_says_why(desk: Desk) -> None:
    open_livre(desk)
    save = button(desk, "category_save")
    assert not save.isEnabled(), "nothing is changed yet"
    desk.write_in("category_price_edit", "5")
    desk.write_in("category_most_edit", "3")
    assert not save.isEnabled()
    desk.key("enter")
    assert "Corrigez l’un des deux." in desk.said()
    desk.write_in("category_most_edit", "7,50")
    assert save.isEnabled()


def test_a_category_with_others_below_takes_no_price(desk: Desk) -> None:
    desk.tap(desk.row("Livres & Médias"))
    assert not desk.find(QLineEdit, "category_price_edit").isEnabled()
    assert "sur les sous-catégories" in desk.said()


def test_the_order_of_the_till_is_changed_one_place_at_a_time(desk: Desk) -> None:
    desk.tap(desk.row("Livres & Médias"))
    desk.tap("category_up")
    assert next(tile.label for tile in read(desk.shop, catalogue)) == "Livres & Médias"
    assert not button(desk, "category_up").isEnabled()
    desk.tap("category_down")
    assert [tile.label for tile in read(desk.shop, catalogue)][1] == "Livres & Médias"


def test_a_category_moves_to_where_it_may_go_and_nowhere_else(desk: Desk) -> None:
    desk.tap(desk.row("Livres & Médias"))
    desk.tap("category_place")
    said = desk.said()
    assert "Aucune : tout en haut" in said
    assert desk.faults() == []
    desk.strike("livre")
    assert "Rien de ce nom." in desk.said(), "neither below itself nor below its own"
    for _ in range(5):
        desk.key("backspace")
    desk.strike("vaisselle")
    desk.key("down", "enter")
    shelf = next(tile for tile in read(desk.shop, catalogue) if tile.label.startswith("Vaisselle"))
    assert "Livres & Médias" in [child.label for child in shelf.children]


def test_an_archived_category_comes_back_by_one_touch(desk: Desk) -> None:
    open_livre(desk)
    desk.tap("category_archive")
    assert sold(desk.shop, "Livre") is None
    assert "Ses ventes restent comptées." in desk.said()
    desk.tap("categories_band_link")
    assert sold(desk.shop, "Livre") is not None


def test_an_archived_category_is_found_again_and_restored(desk: Desk) -> None:
    open_livre(desk)
    desk.tap("category_archive")
    desk.tap("categories_archived")
    desk.tap(desk.row("archivée"))
    assert not desk.find(QLineEdit, "category_name_edit").isEnabled()
    desk.tap("category_restore")
    assert sold(desk.shop, "Livre") is not None


def test_reception_stops_proposing_a_category_at_once(desk: Desk) -> None:
    open_livre(desk)
    desk.tap("category_visible")
    assert "n’est plus proposée à la réception" in desk.said()
    assert "masquée" in desk.said()
    desk.tap("category_visible")
    assert len(entries(desk.shop, "category.changed")) == 2


def test_a_refusal_says_what_is_safe_under_the_list(desk: Desk) -> None:
    desk.tap(desk.row("Livres & Médias"))
    desk.tap("category_archive")
    assert "a encore 2 sous-catégories." in desk.said()
    assert "Rien n’a été changé." in desk.said()


def test_a_till_that_a_centre_holds_shows_its_wish_and_keeps_the_centres_price(app: QApplication, shop: Shop) -> None:
    with at(join(shop, WorkstationKind.TILL), CategoriesPage) as seat:
        seat.arrive("admin_categories")
        open_livre(seat)
        seat.write_in("category_price_edit", "2")
        seat.tap("category_save")
        said = seat.said().replace("\u00a0", " ")
        assert "à envoyer" in said
        assert "au centre 1,00 €" in said
        assert "au centre : 1,00 €" in said
        assert seat.faults() == []
    found = sold(shop, "Livre")
    assert found is not None
    assert found.price == 200, "the wish is what this till sells at, at once"


def test_nobody_sees_the_places_she_may_not_enter(desk: Desk) -> None:
    desk.arrive("admin_categories", desk.shop.volunteer)
    shown = {one.objectName() for one in desk.window.findChildren(QPushButton) if one.isVisible()}
    assert {name for name in shown if name.startswith("nav_")} == {"nav_sync"}


@pytest.mark.parametrize("name", LOOKS)
def test_every_state_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name):
        assert states(shop) == []


def states(shop: Shop) -> list[str]:
    with at(shop, CategoriesPage, PresetsPage) as seat:
        seat.arrive("admin_categories")
        found = seat.faults()
        open_livre(seat)
        found += seat.faults()
        seat.tap("categories_add")
        found += seat.faults()
        seat.tap("category_parent_button")
        found += seat.faults()
        seat.key("escape")
        return found
