"""« Demandes »: a newcomer is noted, let in or refused, by keys alone or by touch alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from recyclique_desktop.data.models import User
from recyclique_desktop.domain.enums import RegistrationStatus, UserStatus, WorkstationKind
from recyclique_desktop.system.passwords import verify_secret
from recyclique_desktop.ui.admin.registrations_page import RegistrationsPage
from tests.services.joined import join
from tests.services.test_registrations import from_the_web, history, listed, noted
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with at(shop, RegistrationsPage) as seat:
        seat.arrive("admin_registrations")
        yield seat


def account(shop: Shop, first_name: str) -> User:
    with shop.db.reading() as session:
        return session.scalars(select(User).where(User.first_name == first_name)).one()


def test_a_request_is_noted_by_keys_alone(desk: Desk) -> None:
    assert "Personne n’attend de réponse." in desk.said()
    desk.key("insert")
    for text in ("Théo", "Lemaire", "theo@example.org"):
        desk.strike(text)
        desk.key("tab")
    desk.key("enter")
    (one,) = listed(desk.shop)
    assert (one.name, one.email, one.state) == ("Théo Lemaire", "theo@example.org", RegistrationStatus.PENDING)
    assert "La demande de Théo Lemaire est notée." in desk.said()


def test_a_wrong_address_is_said_before_anything_is_kept(desk: Desk) -> None:
    desk.tap("registrations_add")
    desk.write_in("request_first_edit", "Théo")
    desk.write_in("request_email_edit", "theo")
    assert not desk.find(QPushButton, "request_save").isEnabled()
    desk.key("enter")
    assert "Corrigez-la, ou laissez vide." in desk.said()
    assert listed(desk.shop) == ()


def test_who_is_accepted_gets_a_password_that_opens_and_is_nowhere_else(desk: Desk) -> None:
    noted(desk.shop, email="theo@example.org")
    desk.arrive("admin_registrations")
    desk.tap(desk.row("Théo"))
    desk.tap("registration_groups_0")
    desk.tap("registration_accept")
    told = re.search(r"Mot de passe de Théo Lemaire : (\S+)", desk.said())
    assert told is not None, desk.said()
    person = account(desk.shop, "Théo")
    assert verify_secret(told[1], person.hashed_password)
    assert person.status is UserStatus.APPROVED
    desk.arrive("home")
    desk.arrive("admin_registrations")
    assert told[1] not in desk.said()


def test_a_refusal_keeps_its_reason_and_can_be_read_again(desk: Desk) -> None:
    noted(desk.shop)
    desk.arrive("admin_registrations")
    desk.tap(desk.row("Théo"))
    desk.tap("registration_refuse")
    desk.strike("pas de place")
    desk.key("enter")
    assert "Personne n’attend de réponse." in desk.said()
    desk.tap("registrations_archived")
    desk.tap(desk.row("Théo"))
    assert "par Aïcha M." in desk.said()
    assert "pas de place" in desk.said()


def test_somebody_of_the_web_is_let_in_with_her_own_password(desk: Desk) -> None:
    user_id = from_the_web(desk.shop)
    desk.arrive("admin_registrations")
    desk.key("down")
    assert "par le site web" in desk.said()
    desk.tap("registration_accept")
    assert "lea_web peut entrer, avec le mot de passe choisi sur le site." in desk.said()
    (row,) = history(desk.shop, user_id)
    assert row.new_state is UserStatus.APPROVED


def test_a_refusal_without_a_reason_says_so(desk: Desk) -> None:
    from_the_web(desk.shop)
    desk.arrive("admin_registrations")
    desk.key("down")
    desk.tap("registration_refuse")
    desk.tap("registration_refusal_confirm")
    desk.tap("registrations_archived")
    desk.key("down")
    assert "Aucune raison spécifiée" in desk.said()


def test_a_joined_till_notes_and_says_where_the_answer_is_given(app: QApplication, shop: Shop) -> None:
    join(shop, WorkstationKind.TILL)
    noted(shop)
    with at(shop, RegistrationsPage) as desk:
        desk.arrive("admin_registrations")
        assert "à envoyer" in desk.said()
        desk.tap(desk.row("Théo"))
        assert "Cela se change sur un poste de bureau." in desk.said()
        assert not desk.find(QPushButton, "registration_accept").isEnabled()
        desk.tap("registrations_add")
        desk.strike("Léa")
        desk.key("enter")
        assert {one.name for one in listed(shop)} == {"Théo Lemaire", "Léa"}


def test_what_comes_from_the_centre_does_not_wipe_what_is_being_written(desk: Desk) -> None:
    desk.tap("registrations_add")
    desk.strike("Théo")
    noted(desk.shop, "Léa")
    assert desk.window.current is not None
    desk.window.current.refresh(frozenset({"registration_requests"}))
    desk.settle()
    desk.strike("dore")
    desk.key("enter")
    assert "Théodore" in {one.name for one in listed(desk.shop)}
    assert "Léa Lemaire" in desk.said()


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    noted(shop, email="theo@example.org", phone="06 12 34 56 78", notes="le mardi et le samedi, plutôt le matin")
    from_the_web(shop)
    with look(app, name), at(shop, RegistrationsPage) as desk:
        desk.arrive("admin_registrations")
        assert desk.faults() == []
        desk.key("down", "down")
        assert desk.faults() == []
        desk.tap("registration_refuse")
        assert desk.faults() == []
        desk.tap("registration_refusal_keep")
        desk.key("insert")
        assert desk.faults() == []
