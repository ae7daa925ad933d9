"""« Réglages »: each value is saved by itself, a wrong one cannot be pressed, a till only reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.data.queries.settings import sign_in_minutes, variance_tolerance
from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind
from recyclique_desktop.ui.admin.settings_page import SettingsPage
from tests.services.joined import join
from tests.services.selling import read
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with at(shop, SettingsPage) as seat:
        seat.arrive("admin_settings")
        yield seat


def test_a_value_is_saved_by_keys_alone(desk: Desk) -> None:
    desk.tab_to("setting_minutes_edit")
    desk.key("backspace", "backspace", "backspace")
    desk.strike("60")
    desk.key("enter")
    assert read(desk.shop, sign_in_minutes) == 60
    assert "La durée d’une connexion est enregistrée." in desk.said()


def test_a_value_is_saved_by_touch_and_leaves_the_other_alone(desk: Desk) -> None:
    desk.write_in("setting_minutes_edit", "60")
    desk.write_in("setting_tolerance_edit", "2,50")
    desk.tap("setting_tolerance_save")
    assert (read(desk.shop, sign_in_minutes), read(desk.shop, variance_tolerance)) == (480, 250)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("setting_minutes", "0", "Tapez entre 1 et 10 080 minutes."),
        ("setting_minutes", "x", "Tapez entre 1 et 10 080 minutes."),
        ("setting_tolerance", "1,234", "Tapez par exemple 12,50."),
        ("setting_tolerance", "500", "Tapez entre 0,00 € et 100,00 €."),
    ],
)
def test_a_wrong_value_cannot_be_saved_and_says_what_to_type(desk: Desk, field: str, text: str, said: str) -> None:
    desk.write_in(f"{field}_edit", text)
    assert not desk.find(QPushButton, f"{field}_save").isEnabled()
    desk.key("enter")
    assert said in desk.said().replace("\u00a0", " ")
    assert desk.faults() == []


def test_the_regime_is_chosen_from_the_four(desk: Desk) -> None:
    desk.tap("setting_regime_button")
    assert desk.faults() == []
    desk.tap(desk.row("293 B"))
    assert read(desk.shop, workplace, desk.shop.station).regime is FiscalRegime.FRANCHISE_293B
    assert "Franchise en base (293 B CGI)" in desk.said()
    assert "Il vaut dès la prochaine ouverture de caisse." in desk.said()


def test_a_joined_till_reads_the_settings_only(app: QApplication, shop: Shop) -> None:
    with at(join(shop, WorkstationKind.TILL), SettingsPage) as seat:
        seat.arrive("admin_settings")
        assert "Cela se change sur un poste de bureau." in seat.said()
        assert not seat.find(QLineEdit, "setting_minutes_edit").isEnabled()
        assert not seat.find(QPushButton, "setting_regime_button").isEnabled()


def test_an_office_keeps_the_centres_values_in_sight(app: QApplication, shop: Shop) -> None:
    with at(join(shop, WorkstationKind.OFFICE), SettingsPage) as seat:
        seat.arrive("admin_settings")
        seat.write_in("setting_tolerance_edit", "2,50")
        seat.tap("setting_tolerance_save")
        seat.tap("setting_regime_button")
        seat.tap(seat.row("293 B"))
        said = seat.said().replace("\u00a0", " ")
        assert "à envoyer ; au centre : 0,05" in said
        assert "à envoyer ; au centre : Association exonérée" in said
        assert seat.faults() == []


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name), at(shop, SettingsPage) as seat:
        seat.arrive("admin_settings")
        assert seat.faults() == []
