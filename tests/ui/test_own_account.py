"""« Mon code »: changed by keys alone, refused in words, and no secret stays on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from recyclique_desktop.data.models import User
from recyclique_desktop.data.queries.people import own_standing
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.services.people_edit import ClearPin, clear_pin
from recyclique_desktop.system.passwords import verify_secret
from recyclique_desktop.ui.login.account_page import AccountPage
from tests.known import PIN
from tests.services.joined import join
from tests.services.selling import write
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with at(shop, AccountPage) as seat:
        seat.arrive("own_code", shop.volunteer)
        yield seat


def opens(shop: Shop, pin: str) -> bool:
    with shop.db.reading() as session:
        return verify_secret(pin, session.get_one(User, shop.volunteer.user_id).hashed_pin)


def test_a_code_is_changed_by_keys_alone(desk: Desk) -> None:
    for text in (PIN, "7391", "7391"):
        desk.strike(text)
        desk.key("tab")
    desk.key("enter")
    assert opens(desk.shop, "7391")
    assert "Votre code est changé." in desk.said()
    names = ("own_present_edit", "own_new_edit", "own_again_edit")
    assert [desk.find(QLineEdit, name).text() for name in names] == ["", "", ""]


def test_a_wrong_present_code_changes_nothing_and_says_how_many_tries_are_left(desk: Desk) -> None:
    for name, text in (("own_present_edit", "0000"), ("own_new_edit", "7391"), ("own_again_edit", "7391")):
        desk.write_in(name, text)
    desk.tap("own_save")
    assert "Code faux. Encore 4 essais." in desk.said()
    assert opens(desk.shop, PIN)


def test_two_different_codes_cannot_be_saved(desk: Desk) -> None:
    for name, text in (("own_present_edit", PIN), ("own_new_edit", "7391"), ("own_again_edit", "7392")):
        desk.write_in(name, text)
    assert not desk.find(QPushButton, "own_save").isEnabled()
    desk.key("enter")
    assert "Ce n’est pas le même code." in desk.said()


def test_who_has_no_code_gives_her_password_and_then_has_one(app: QApplication, shop: Shop) -> None:
    assert shop.volunteer.user_id is not None
    write(shop, clear_pin, ClearPin(shop.volunteer.user_id), shop.admin)
    with at(shop, AccountPage) as seat:
        seat.arrive("own_code", shop.volunteer)
        assert "donnez d’abord votre mot de passe" in seat.said()
        for name, text in (("own_password_edit", "Motdepasse-1"), ("own_new_edit", "7391"), ("own_again_edit", "7391")):
            seat.write_in(name, text)
        seat.tap("own_save")
        assert opens(shop, "7391")
        assert "Code actuel" in seat.said()


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name), at(shop, AccountPage) as seat:
        seat.arrive("own_code", shop.volunteer)
        assert seat.faults() == []
        seat.write_in("own_new_edit", "1234")
        seat.key("enter")
        assert seat.faults() == []


def test_a_password_is_changed_and_her_sign_in_here_goes_on(desk: Desk) -> None:
    before = desk.presence.person
    desk.tap("own_tab_password")
    for name, text in (
        ("own_secret_present_edit", "Motdepasse-1"),
        ("own_secret_new_edit", "Nouveau!22"),
        ("own_secret_again_edit", "Nouveau!22"),
    ):
        desk.write_in(name, text)
    desk.tap("own_secret_save")
    assert "Votre mot de passe est changé." in desk.said()
    assert desk.find(QLineEdit, "own_secret_new_edit").text() == ""
    after = desk.presence.person
    assert before is not None
    assert after is not None
    assert after.mark != before.mark
    with desk.shop.db.reading() as session:
        known = own_standing(session, desk.shop.volunteer.user_id)  # type: ignore[arg-type]
    assert after.mark == known.mark


def test_a_weak_password_is_told_what_it_lacks(desk: Desk) -> None:
    desk.tap("own_tab_password")
    desk.write_in("own_secret_new_edit", "motdepasse1")
    desk.key("enter")
    assert "Il manque une lettre majuscule au mot de passe." in desk.said()
    assert not desk.find(QPushButton, "own_secret_save").isEnabled()


def test_what_a_person_says_of_herself_is_kept(desk: Desk) -> None:
    desk.tap("own_tab_data")
    desk.write_in("own_email_edit", "emilie@exemple.fr")
    desk.write_in("own_phone_edit", "06 00 00 00 00")
    desk.tap("own_data_save")
    assert "Vos coordonnées sont enregistrées." in desk.said()
    with desk.shop.db.reading() as session:
        row = session.get_one(User, desk.shop.volunteer.user_id)
        assert (row.email, row.phone_number) == ("emilie@exemple.fr", "06 00 00 00 00")


def test_a_joined_till_shows_that_an_office_changes_them(app: QApplication, shop: Shop) -> None:
    join(shop, WorkstationKind.TILL)
    with at(shop, AccountPage) as seat:
        seat.arrive("own_code", shop.volunteer)
        seat.tap("own_tab_data")
        assert "Elles se changent à un poste de bureau." in seat.said()
        assert not seat.find(QLineEdit, "own_email_edit").isEnabled()


@pytest.mark.parametrize("name", LOOKS)
def test_password_and_data_hold_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    with look(app, name), at(shop, AccountPage) as seat:
        seat.arrive("own_code", shop.volunteer)
        for tab, field in (("own_tab_password", "own_secret_new_edit"), ("own_tab_data", "own_email_edit")):
            seat.tap(tab)
            assert seat.faults() == []
            seat.write_in(field, "x")
            seat.key("enter")
            assert seat.faults() == []
