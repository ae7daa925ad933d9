"""What the centre sends is on the screen at once, and never under the hands of who writes or sells."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from recyclique_desktop.ui.admin.categories_page import CategoriesPage
from recyclique_desktop.ui.admin.people_page import PeoplePage
from recyclique_desktop.ui.admin.presets_page import PresetsPage
from recyclique_desktop.ui.widgets.letters import letter_of
from recyclique_desktop.ui.widgets.people import PersonTile
from recyclique_desktop.ui.widgets.tiles import Tile
from tests.conftest import Shop
from tests.ui.admin_desk import settings_page
from tests.ui.desk import Desk, at
from tests.ui.driver import Driven, at_work
from tests.ui.sale_till import SaleTill, market, till

__all__ = ["market", "till"]
pytestmark = pytest.mark.screen


def arrives(hands: Driven | Desk, sql: str, *tables: str) -> None:
    """Write as the exchange does, and tell the screen as it does."""
    with hands.shop.db.applying() as connection:
        connection.exec_driver_sql(sql)
    window = hands.main if isinstance(hands, Driven) else hands.window
    assert window.current is not None
    window.current.refresh(frozenset(tables))
    hands.settle()


def renamed(old: str, new: str) -> str:
    return f"UPDATE categories SET name = '{new}' WHERE name = '{old}'"


def tiles(till: SaleTill) -> set[str]:
    seen = [tile for tile in till.window.findChildren(Tile) if tile.isVisible()]
    return {tile.accessibleName().split(",")[0] for tile in seen}


def root(till: SaleTill) -> str:
    return till.letters("Livre")[0]


def test_a_till_at_rest_shows_the_new_list_before_the_next_line(till: SaleTill) -> None:
    letter = root(till)
    arrives(till, renamed("Livre", "Album"), "categories")
    till.type(letter)
    assert "Album" in tiles(till)


def test_a_line_that_was_begun_keeps_the_list_it_began_with(till: SaleTill) -> None:
    till.type(root(till))
    arrives(till, renamed("Livre", "Album"), "categories")
    assert "Livre" in tiles(till)


def test_a_ticket_that_was_begun_keeps_the_list_it_began_with(till: SaleTill) -> None:
    letter = root(till)
    till.sell("Livre")
    arrives(till, renamed("Livre", "Album"), "categories")
    till.type(letter)
    assert "Livre" in tiles(till)
    assert till.basket() is not None


def test_the_change_to_give_stays_when_a_price_arrives(till: SaleTill) -> None:
    till.sell("Livre")
    till.key("enter")
    till.type("20")
    till.key("enter")
    arrives(till, renamed("Livre", "Album"), "categories")
    assert "19,00\u00a0€" in till.said()
    till.type(letter_of(0))
    assert "Livre" not in tiles(till)


def test_who_was_added_at_the_office_can_be_touched_at_the_till(app: QApplication, shop: Shop, tmp_path: Path) -> None:
    hands = at_work(shop, tmp_path)
    hands.main.go("sign_in")
    hands.settle()
    hands.key("right")
    before = hands.said()
    arrives(hands, "UPDATE users SET first_name = 'Zoé', last_name = 'Z.' WHERE role = 'super-admin'", "users")
    assert "Zoé" not in before
    names = {one.accessibleName() for one in hands.window.findChildren(PersonTile) if one.isVisible()}
    assert any("Zoé" in name for name in names)
    hands.close()


def test_a_code_half_typed_stays_when_people_arrive(app: QApplication, shop: Shop, tmp_path: Path) -> None:
    hands = at_work(shop, tmp_path)
    hands.main.go("sign_in")
    hands.settle()
    hands.type("e25")
    arrives(hands, "UPDATE users SET phone_number = '0102030405' WHERE role = 'user'", "users")
    hands.type("80")
    hands.key("enter")
    assert hands.page.name == "home"
    hands.close()


def test_the_home_page_follows_the_name_of_the_shop(app: QApplication, shop: Shop, tmp_path: Path) -> None:
    hands = at_work(shop, tmp_path)
    hands.arrive("home")
    arrives(hands, "UPDATE sites SET name = 'La Grande Clique'", "users")
    assert "La Grande Clique" not in hands.said()
    arrives(hands, "UPDATE sites SET name = 'La Grande Clique'", "sites")
    assert "La Grande Clique" in hands.said()
    hands.close()


def test_a_list_follows_and_what_is_being_written_stays(app: QApplication, shop: Shop) -> None:
    with at(shop, CategoriesPage) as desk:
        desk.arrive("admin_categories")
        desk.tap(desk.row("Livres & Médias"))
        desk.tap(desk.row("Livre,"))
        desk.write_in("category_price_edit", "1,5")
        arrives(desk, renamed("CD", "Disque"), "categories")
        assert desk.row("Disque,")
        assert desk.find(QLineEdit, "category_price_edit").text() == "1,5"
        desk.tap("category_save")
        arrives(desk, renamed("Livre", "Album"), "categories")
        assert desk.find(QLineEdit, "category_name_edit").text() == "Album", "nothing is being written any more"


def test_a_new_person_being_written_stays_when_people_arrive(app: QApplication, shop: Shop) -> None:
    with at(shop, PeoplePage) as desk:
        desk.arrive("admin_people")
        desk.tap("people_add")
        desk.write_in("person_first_edit", "Ali")
        arrives(desk, "UPDATE users SET last_name = 'Zidane' WHERE role = 'user'", "users")
        assert desk.row("Zidane")
        assert desk.find(QLineEdit, "person_first_edit").text() == "Ali"


def test_a_setting_follows_unless_it_is_being_typed(app: QApplication, shop: Shop) -> None:
    with at(shop, settings_page, PresetsPage) as desk:
        desk.arrive("admin_settings")
        desk.tap(desk.row("Durée d’une connexion"))
        desk.write_in("setting_value_edit", "45")
        arrives(desk, "UPDATE sites SET name = 'La Grande Clique'", "sites")
        assert desk.find(QLineEdit, "setting_value_edit").text() == "45"
        assert desk.find(QPushButton, "setting_save").isEnabled()
        desk.arrive("admin_presets")
        arrives(desk, "UPDATE sites SET name = 'La Clique II'", "sites")
        assert "La Clique II" in desk.said()
