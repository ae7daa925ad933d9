"""« Boutons »: a fixed price, a gift, an exit of material, in the till's order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from recyclique_desktop.data.queries.admin_catalogue import PresetLine, preset_lines
from recyclique_desktop.domain.enums import ButtonType, WorkstationKind
from recyclique_desktop.ui.admin.categories_page import CategoriesPage
from recyclique_desktop.ui.admin.presets_page import PresetsPage
from tests.services.joined import join
from tests.services.selling import read
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with at(shop, CategoriesPage, PresetsPage) as seat:
        seat.arrive("admin_presets")
        yield seat


def named(shop: Shop, name: str) -> PresetLine:
    lines: tuple[PresetLine, ...] = read(shop, preset_lines)
    return next(line for line in lines if line.name == name)


def test_a_fixed_price_button_is_made_by_keys_alone(desk: Desk) -> None:
    desk.key("insert")
    desk.strike("Sac à 2 €")
    desk.tab_to("preset_price_edit")
    desk.strike("2")
    desk.key("enter")
    made = named(desk.shop, "Sac à 2 €")
    assert (made.price, made.button_type, made.category_id) == (200, ButtonType.DONATION, None)
    assert "« Sac à 2 € » est ajouté." in desk.said()


def test_a_gift_asks_for_no_price_and_an_exit_has_none(desk: Desk) -> None:
    desk.tap("presets_add")
    desk.strike("Cadeau")
    save = desk.find(QPushButton, "preset_save")
    assert not save.isEnabled(), "a fixed price wants its price"
    desk.tap("preset_sort_0")
    assert not desk.find(QLineEdit, "preset_price_edit").isEnabled()
    desk.tap("preset_save")
    made = named(desk.shop, "Cadeau")
    assert (made.price, made.button_type) == (0, ButtonType.DONATION)
    desk.tap("preset_sort_2")
    desk.tap("preset_save")
    assert named(desk.shop, "Cadeau").button_type is ButtonType.RECYCLING


def test_a_button_goes_with_the_category_that_was_chosen(desk: Desk) -> None:
    desk.tap(desk.row("Don 0"))
    desk.tap("preset_category_button")
    assert desk.faults() == []
    desk.tap(desk.row("Vaisselle"))
    desk.tap("preset_save")
    assert named(desk.shop, "Don 0 €").category_name == "Vaisselle & Cuisine / Maison"
    desk.tap("preset_category_button")
    desk.tap(desk.row("N’importe laquelle"))
    desk.tap("preset_save")
    assert named(desk.shop, "Don 0 €").category_id is None


def test_the_tills_order_is_changed_one_place_at_a_time(desk: Desk) -> None:
    desk.tap(desk.row("Recyclage"))
    desk.tap("preset_up")
    assert [line.name for line in read(desk.shop, preset_lines)][1] == "Recyclage"
    desk.tap("preset_down")
    desk.tap("preset_down")
    assert [line.name for line in read(desk.shop, preset_lines)][-1] == "Recyclage"
    assert not desk.find(QPushButton, "preset_down").isEnabled()


def test_an_archived_button_is_undone_or_found_again(desk: Desk) -> None:
    desk.tap(desk.row("Recyclage"))
    desk.tap("preset_archive")
    assert named(desk.shop, "Recyclage").is_archived
    desk.tap("presets_band_link")
    assert not named(desk.shop, "Recyclage").is_archived
    desk.tap("preset_archive")
    desk.tap("presets_archived")
    desk.tap(desk.row("archivé"))
    desk.tap("preset_restore")
    assert not named(desk.shop, "Recyclage").is_archived


def test_two_buttons_of_one_name_are_refused_in_words(desk: Desk) -> None:
    desk.tap("presets_add")
    desk.strike("recyclage")
    desk.tap("preset_sort_0")
    desk.tap("preset_save")
    assert "Un bouton s’appelle déjà « Recyclage »." in desk.said()


def test_the_two_halves_of_the_catalogue_are_one_touch_apart(desk: Desk) -> None:
    desk.tap("tab_categories")
    assert desk.page == "admin_categories"
    desk.tap("tab_presets")
    assert desk.page == "admin_presets"
    desk.key("escape")
    assert desk.page == "home"


def test_a_joined_till_shows_its_wish(app: QApplication, shop: Shop) -> None:
    with at(join(shop, WorkstationKind.TILL), PresetsPage) as seat:
        seat.arrive("admin_presets")
        seat.tap(seat.row("Don 0"))
        seat.write_in("preset_name_edit", "Don")
        seat.tap("preset_save")
        assert "à envoyer" in seat.said()
        assert "au centre : Don 0 €" in seat.said()


@pytest.mark.parametrize("name", LOOKS)
def test_every_state_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name):
        assert states(shop) == []


def states(shop: Shop) -> list[str]:
    with at(shop, CategoriesPage, PresetsPage) as seat:
        seat.arrive("admin_presets")
        found = seat.faults()
        seat.tap(seat.row("Recyclage"))
        found += seat.faults()
        seat.tap("presets_add")
        return found + seat.faults()
