"""« Personnes »: who is added can enter, who is switched off cannot, and nobody reaches above herself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from recyclique_desktop.data.models import User
from recyclique_desktop.data.queries.admin_people import PersonLine, person_lines
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.domain.enums import Permission, UserRole, WorkstationKind
from recyclique_desktop.services.people import AddPerson, add_person
from recyclique_desktop.system.passwords import verify_secret
from recyclique_desktop.ui.admin.people_page import PeoplePage
from tests.services.joined import join
from tests.services.selling import read, write
from tests.services.test_registrations import from_the_web
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from recyclique_desktop.domain.station import Actor
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with at(shop, PeoplePage) as seat:
        seat.arrive("admin_people")
        yield seat


def named(shop: Shop, name: str) -> PersonLine:
    lines: tuple[PersonLine, ...] = read(shop, person_lines)
    return next(line for line in lines if line.name == name)


def stored(shop: Shop, name: str) -> User:
    with shop.db.reading() as session:
        return session.get_one(User, named(shop, name).user_id)


def button(desk: Desk, name: str) -> QPushButton:
    return desk.find(QPushButton, name)


def test_somebody_is_added_by_keys_alone_and_can_enter(desk: Desk) -> None:
    desk.key("insert")
    desk.strike("Théo")
    desk.key("tab")
    desk.strike("Lemaire")
    desk.tab_to("person_teams_button")
    desk.key("space")
    desk.strike("caisse")
    desk.key("enter")
    desk.tab_to("person_teams_list_confirm")
    desk.key("enter")
    desk.tab_to("person_pin_edit")
    desk.strike("2846")
    desk.key("enter")
    made = named(desk.shop, "Théo Lemaire")
    assert (made.role, made.group_names, made.has_pin, made.has_password) == (
        UserRole.USER, ("Bénévole caisse",), True, False,
    )  # fmt: skip
    assert verify_secret("2846", stored(desk.shop, "Théo Lemaire").hashed_pin)
    assert "Théo Lemaire peut entrer." in desk.said()


def test_who_has_neither_code_nor_password_is_not_added(desk: Desk) -> None:
    desk.tap("people_add")
    desk.strike("Théo")
    assert not button(desk, "person_save").isEnabled()
    desk.write_in("person_pin_edit", "1234")
    assert not button(desk, "person_save").isEnabled()
    desk.key("enter")
    assert "Choisissez 4 chiffres qui ne se suivent pas" in desk.said()


def test_a_person_changes_team_by_touch_alone(desk: Desk) -> None:
    desk.tap(desk.row("Émilie"))
    desk.tap("person_teams_button")
    desk.tap(desk.row("Bénévole caisse"))
    desk.tap(desk.row("Bénévole réception"))
    desk.tap("person_teams_list_confirm")
    desk.tap("person_save")
    assert desk.shop.volunteer.user_id is not None
    assert read(desk.shop, actor_of, desk.shop.volunteer.user_id).permissions == {Permission.RECEPTION}
    assert "Émilie Robert : c’est enregistré." in desk.said()


def test_a_new_code_is_given_and_an_empty_one_erases(desk: Desk) -> None:
    desk.tap(desk.row("Émilie"))
    desk.tap("person_new_pin")
    assert desk.faults() == []
    desk.strike("11")
    assert not button(desk, "new_pin_confirm").isEnabled()
    desk.key("backspace", "backspace")
    desk.strike("7391")
    desk.key("enter")
    assert verify_secret("7391", stored(desk.shop, "Émilie Robert").hashed_pin)
    desk.tap("person_new_pin")
    desk.tap("new_pin_confirm")
    assert not named(desk.shop, "Émilie Robert").has_pin
    assert "sans code" in desk.said()


def test_a_password_must_be_strong_and_is_kept_as_a_hash(desk: Desk) -> None:
    desk.tap(desk.row("Émilie"))
    desk.tap("person_new_password")
    desk.strike("court")
    assert not button(desk, "new_password_confirm").isEnabled()
    desk.strike("-Mot2passe!")
    desk.tap("new_password_confirm")
    assert verify_secret("court-Mot2passe!", stored(desk.shop, "Émilie Robert").hashed_password)


def test_a_person_is_switched_off_with_a_reason_and_back_by_one_touch(desk: Desk) -> None:
    desk.tap(desk.row("Émilie"))
    desk.tap("person_off")
    assert desk.faults() == []
    desk.key("escape")
    assert named(desk.shop, "Émilie Robert").is_active
    desk.tap("person_off")
    desk.strike("en congé")
    desk.tap("switch_off_confirm")
    assert not named(desk.shop, "Émilie Robert").is_active
    desk.tap("people_band_link")
    assert named(desk.shop, "Émilie Robert").is_active


def test_a_person_switched_off_is_found_again(desk: Desk) -> None:
    desk.tap(desk.row("Émilie"))
    desk.tap("person_off")
    desk.tap("switch_off_confirm")
    desk.tap("people_archived")
    desk.tap(desk.row("désactivée"))
    assert "Ce compte est désactivé." in desk.said()
    desk.tap("person_on")
    desk.strike("revenue")
    desk.key("enter")
    assert named(desk.shop, "Émilie Robert").is_active


def test_one_neither_switches_oneself_off_nor_changes_ones_own_role(desk: Desk) -> None:
    desk.tap(desk.row("Aïcha"))
    assert not button(desk, "person_off").isEnabled()
    assert not any(button(desk, f"person_role_{place}").isEnabled() for place in range(3))


def manager(shop: Shop) -> Actor:
    user_id = shop.station.ids.new()
    write(shop, add_person, AddPerson(user_id, "Karim", "Benali", UserRole.ADMIN, None, "$x"), shop.admin)
    actor: Actor = read(shop, actor_of, user_id)
    return actor


def test_who_stands_above_is_shown_and_left_alone(desk: Desk) -> None:
    desk.arrive("admin_people", manager(desk.shop))
    desk.tap(desk.row("Aïcha"))
    assert "Son rôle est au-dessus du vôtre." in desk.said()
    names = ("person_new_pin", "person_off", "person_save")
    assert not any(desk.find(QWidget, name).isEnabled() for name in names)
    desk.tap(desk.row("Émilie"))
    with pytest.raises(AssertionError, match="no person_new_password"):
        desk.find(QPushButton, "person_new_password")
    assert button(desk, "person_role_1").isEnabled()
    assert not button(desk, "person_role_2").isEnabled(), "nobody gives a role above her own"


def test_on_a_joined_till_everything_is_read_and_nothing_pressed(app: QApplication, shop: Shop) -> None:
    with at(join(shop, WorkstationKind.TILL), PeoplePage) as seat:
        seat.arrive("admin_people")
        seat.tap(seat.row("Émilie"))
        assert "Cela se change sur un poste de bureau." in seat.said()
        assert not button(seat, "people_add").isEnabled()
        assert not seat.find(QLineEdit, "person_first_edit").isEnabled()
        seat.key("insert")
        assert "Nouvelle personne" not in seat.said()


def test_an_office_shows_its_wish_and_the_centres_name(app: QApplication, shop: Shop) -> None:
    with at(join(shop, WorkstationKind.OFFICE), PeoplePage) as seat:
        seat.arrive("admin_people")
        seat.tap(seat.row("Émilie"))
        seat.write_in("person_first_edit", "Emma")
        seat.tap("person_save")
        assert "à envoyer" in seat.said()
        assert "au centre : Émilie" in seat.said()


@pytest.mark.parametrize("name", LOOKS)
def test_every_state_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name):
        assert states(shop) == []


def states(shop: Shop) -> list[str]:
    with at(shop, PeoplePage) as seat:
        seat.arrive("admin_people")
        found = seat.faults()
        seat.tap(seat.row("Émilie"))
        found += seat.faults()
        seat.tap("person_off")
        found += seat.faults()
        seat.key("escape")
        seat.tap("people_add")
        return found + seat.faults()


def test_who_signed_up_on_the_web_is_said_to_wait(desk: Desk) -> None:
    from_the_web(desk.shop)
    desk.arrive("admin_people")
    assert "lea_web" in desk.said()
    assert "en attente" in desk.said()
