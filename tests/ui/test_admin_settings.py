"""« Réglages »: each value is saved by itself, a wrong one cannot be pressed, a till only reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.data.queries.settings import blind_count, sign_in_minutes, value_of, variance_tolerance
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.enums import FiscalRegime, UserRole, WorkstationKind
from tests.flows.test_thresholds import SECRET_KEY, WebApplication, put_token
from tests.services.joined import join
from tests.services.selling import read
from tests.ui.admin_desk import settings_page
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with at(shop, settings_page) as seat:
        seat.arrive("admin_settings")
        yield seat


def said(desk: Desk) -> str:
    return desk.said().replace("\u00a0", " ")


def choose(desk: Desk, words: str) -> None:
    """Touch the row of a setting, on whichever page it stands."""
    desk.key("page_up", "page_up")
    for _ in range(4):
        if words in desk.said():
            desk.tap(desk.row(words))
            return
        desk.key("page_down")
    raise AssertionError(f"no page shows {words}")


def test_a_value_is_saved_by_keys_alone(desk: Desk) -> None:
    desk.key("up", "down", "enter")
    desk.strike("60")
    desk.key("enter")
    assert read(desk.shop, sign_in_minutes) == 60
    assert "« Durée d’une connexion » est enregistré." in said(desk)
    assert "60 minutes" in said(desk)


def test_a_value_is_saved_by_touch_and_leaves_the_others_alone(desk: Desk) -> None:
    choose(desk, "Écart de caisse sans explication")
    desk.write_in("setting_value_edit", "2,50")
    desk.tap("setting_save")
    assert (read(desk.shop, sign_in_minutes), read(desk.shop, variance_tolerance)) == (480, 250)
    assert "2,50 €" in said(desk)


def test_the_blind_count_is_a_yes_or_a_no(desk: Desk) -> None:
    choose(desk, "Compter sans voir l’attendu")
    desk.write_in("setting_value_edit", "Oui")
    desk.tap("setting_save")
    assert read(desk.shop, blind_count) is True
    assert "oui" in said(desk)
    desk.write_in("setting_value_edit", "non")
    desk.key("enter")
    assert read(desk.shop, blind_count) is False


@pytest.mark.parametrize(
    ("row", "text", "advice"),
    [
        ("Compter sans voir l’attendu", "peut-être", "Tapez « oui » ou « non »."),
        ("Durée d’une connexion", "0", "Tapez entre 1 et 10 080 minutes."),
        ("Durée d’une connexion", "x", "Tapez entre 1 et 10 080 minutes."),
        ("Écart de caisse sans explication", "1,234", "Tapez par exemple 12,50."),
        ("Écart de caisse sans explication", "500", "Tapez entre 0,00 € et 100,00 €."),
        ("Adresse de l’expéditeur", "contact@", "Tapez par exemple contact@exemple.fr."),
    ],
)
def test_a_wrong_value_cannot_be_saved_and_says_what_to_type(desk: Desk, row: str, text: str, advice: str) -> None:
    choose(desk, row)
    desk.write_in("setting_value_edit", text)
    assert not desk.find(QPushButton, "setting_save").isEnabled()
    desk.key("enter")
    assert advice in said(desk)
    assert desk.faults() == []


def test_the_regime_is_chosen_from_the_four(desk: Desk) -> None:
    choose(desk, "Régime de TVA")
    desk.tap("setting_regime_button")
    assert desk.faults() == []
    desk.tap(desk.row("293 B"))
    assert read(desk.shop, workplace, desk.shop.station).regime is FiscalRegime.FRANCHISE_293B
    assert "Franchise en base (293 B CGI)" in desk.said()
    assert "Il vaut dès la prochaine ouverture de caisse." in desk.said()


def test_a_threshold_is_set_with_its_encrypted_twin(desk: Desk) -> None:
    choose(desk, "Alerte sur un écart")
    desk.write_in("setting_value_edit", "25")
    desk.tap("setting_save")
    assert read(desk.shop, value_of, settings.CASH_ALERT) == 2500
    assert "25,00 €" in said(desk)


def test_a_threshold_that_cannot_be_read_says_so(app: QApplication, shop: Shop) -> None:
    put_token(shop, WebApplication(SECRET_KEY).writes({"cashDiscrepancy": 50}))
    with at(shop, settings_page) as seat:
        seat.arrive("admin_settings")
        choose(seat, "Alerte sur un écart")
        assert "illisible" in seat.said()
        assert "Ce poste n’a pas la clé des seuils." in seat.said()
        assert seat.faults() == []


def test_a_shop_among_others_may_have_its_own_value(app: QApplication, shop: Shop) -> None:
    with shop.db.connection() as connection:
        connection.exec_driver_sql(
            "INSERT INTO sites (id, name, is_active, time_zone, created_at, updated_at, row_version) VALUES"
            " (?, 'La Remise', 1, 'Europe/Paris', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', 1)",
            (bytes(16),),
        )
        connection.commit()
    with at(shop, settings_page) as seat:
        seat.arrive("admin_settings")
        choose(seat, "Verrouillage d’une caisse")
        seat.tap("setting_scope_1")
        seat.write_in("setting_value_edit", "3")
        seat.tap("setting_save")
        assert "3 minutes, ici" in said(seat)
        assert read(shop, value_of, settings.LOCK_TILL) == 5
        assert read(shop, value_of, settings.LOCK_TILL, shop.station.site_id) == 3
        assert seat.faults() == []
        seat.tap("setting_give_up")
        assert read(shop, value_of, settings.LOCK_TILL, shop.station.site_id) == 5


def test_an_administrator_reads_what_only_the_first_one_changes(app: QApplication, shop: Shop) -> None:
    with at(shop, settings_page) as seat:
        seat.arrive("admin_settings", replace(shop.admin, role=UserRole.ADMIN))
        choose(seat, "Durée d’une connexion")
        assert not seat.find(QLineEdit, "setting_value_edit").isEnabled()
        assert "Seul un administrateur principal change ce réglage." in seat.said()
        choose(seat, "Écart de caisse sans explication")
        assert seat.find(QLineEdit, "setting_value_edit").isEnabled()


def test_a_joined_till_reads_the_settings_only(app: QApplication, shop: Shop) -> None:
    with at(join(shop, WorkstationKind.TILL), settings_page) as seat:
        seat.arrive("admin_settings")
        assert "Cela se change sur un poste de bureau." in seat.said()
        assert not seat.find(QLineEdit, "setting_value_edit").isEnabled()
        choose(seat, "Régime de TVA")
        assert not seat.find(QPushButton, "setting_regime_button").isEnabled()
        assert seat.faults() == []


def test_an_office_keeps_the_centres_values_in_sight(app: QApplication, shop: Shop) -> None:
    with at(join(shop, WorkstationKind.OFFICE), settings_page) as seat:
        seat.arrive("admin_settings")
        choose(seat, "Écart de caisse sans explication")
        seat.write_in("setting_value_edit", "2,50")
        seat.tap("setting_save")
        assert "à envoyer ; au centre : 0,05" in said(seat)
        choose(seat, "Régime de TVA")
        seat.tap("setting_regime_button")
        seat.tap(seat.row("293 B"))
        assert "à envoyer ; au centre : Association exonérée" in said(seat)
        assert seat.faults() == []


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name), at(shop, settings_page) as seat:
        seat.arrive("admin_settings")
        assert seat.faults() == []
