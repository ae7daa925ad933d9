"""A manager's word at the till: asked where it may be given, by keys or by touch, and the volunteer stays signed in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from recyclique_desktop.domain.enums import Permission, UserRole
from recyclique_desktop.domain.lockout import Lockout
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.groups import AddGroup, add_group
from recyclique_desktop.services.people import AddPerson, add_person
from recyclique_desktop.system.passwords import CHEAP, hash_secret
from recyclique_desktop.ui.caisse.closing_page import ClosingPage, ClosingStep
from tests.conftest import Shop
from tests.services.selling import Till, entries, open_till, write
from tests.services.test_approvals import asking_from
from tests.ui import checks
from tests.ui.driver import Driven, at_work
from tests.ui.looks import Look, every_look

pytestmark = pytest.mark.screen
ADMIN_PIN = "1470"


@pytest.fixture
def till(shop: Shop) -> Till:
    """A shop that wants a manager from 20 € of variance on."""
    asking_from(shop, Cents(2000))
    return open_till(shop)


@pytest.fixture
def hands(app: QApplication, till: Till, tmp_path: Path) -> Iterator[Driven]:
    made = at_work(till.shop, tmp_path)
    yield made
    made.close()


def close_short(hands: Driven) -> None:
    """Count 20 € less than there should be, and ask to close."""
    hands.arrive("closing")
    hands.tap("closing_action")
    hands.type("29")
    hands.key("enter")
    hands.tap("reason_unknown")
    hands.tap("closing_foot_primary")
    hands.tap("away_foot_primary")


def step(hands: Driven) -> ClosingStep:
    page = hands.page
    assert isinstance(page, ClosingPage)
    return page.step


def dialog_button(name: str) -> QPushButton:
    top = QApplication.activeModalWidget()
    assert top is not None
    found = top.findChild(QPushButton, name)
    assert found is not None
    return found


def test_a_manager_gives_her_word_by_keys_and_the_volunteer_closes(hands: Driven, till: Till) -> None:
    close_short(hands)
    said = hands.said()
    assert "L’accord d’un responsable" in said
    assert "L’écart est de −21,00 €." in said.replace("\u00a0", " ")
    assert "Accepter un grand écart à la fermeture" in said
    assert "Aïcha M." in said
    hands.type(ADMIN_PIN)
    hands.key("enter")
    assert step(hands) is ClosingStep.DONE
    told = entries(till.shop, "session.closed")[0]["approved_by"]
    assert (told["operator"], told["permission"]) == (till.shop.admin.operator_code, "caisse.variance.approve")
    assert hands.presence.actor == till.shop.volunteer


def test_a_manager_gives_her_word_by_touch(hands: Driven, till: Till) -> None:
    close_short(hands)
    hands.tap("approval_0")
    for digit in ADMIN_PIN:
        hands.tap(f"approval_keypad_{digit}")
    hands.tap("approval_keypad_action")
    assert step(hands) is ClosingStep.DONE


def test_a_wrong_code_is_said_counts_on_the_manager_and_shows_no_digit(hands: Driven, till: Till) -> None:
    close_short(hands)
    hands.type("0001")
    hands.key("enter")
    assert "Code faux. Encore 4 essais." in hands.said()
    assert till.shop.admin.user_id is not None
    assert hands.context.throttle.load(till.shop.admin.user_id).failures == 1
    top = QApplication.activeModalWidget()
    assert top is not None
    assert "0001" not in json.dumps([label.text() for label in top.findChildren(QLabel)])
    hands.type(ADMIN_PIN)
    hands.key("enter")
    assert step(hands) is ClosingStep.DONE
    assert hands.context.throttle.load(till.shop.admin.user_id) == Lockout()


def test_escape_changes_nothing_and_says_what_is_wanted(hands: Driven, till: Till) -> None:
    close_short(hands)
    hands.key("escape")
    assert step(hands) is ClosingStep.AWAY
    assert "Un responsable doit donner son accord" in hands.said()
    assert entries(till.shop, "session.closed") == []
    hands.tap("away_foot_primary")


def test_where_no_manager_has_a_code_the_refusal_is_said_at_once(hands: Driven, till: Till) -> None:
    with till.shop.db.connection() as connection:
        connection.exec_driver_sql("UPDATE users SET hashed_pin = NULL WHERE role <> 'user'")
        connection.commit()
    close_short(hands)
    assert QApplication.activeModalWidget() is None
    assert "Un responsable doit donner son accord" in hands.said()


def test_a_manager_closes_without_being_asked(hands: Driven, till: Till) -> None:
    hands.arrive("closing", till.shop.admin)
    hands.tap("closing_action")
    hands.type("29")
    hands.key("enter")
    hands.tap("reason_unknown")
    hands.tap("closing_foot_primary")
    hands.tap("away_foot_primary")
    assert step(hands) is ClosingStep.DONE


def managers(shop: Shop, count: int) -> None:
    """Add people who may accept a variance, each with the code 2846."""
    group_id = shop.station.ids.new()
    write(shop, add_group, AddGroup(group_id, "Les samedis", permissions=(Permission.CAISSE_VARIANCE,)), shop.admin)
    for place in range(count):
        command = AddPerson(
            shop.station.ids.new(), f"Maximilienne{place}", "de Beauregard", UserRole.USER, hash_secret("2846", CHEAP),
            None, group_ids=(group_id,),
        )  # fmt: skip
        write(shop, add_person, command, shop.admin)


def test_more_managers_than_places_turn_the_page(hands: Driven, till: Till) -> None:
    managers(till.shop, 4)
    close_short(hands)
    assert "Maximilienne3" not in hands.said()
    hands.tap("approval_more")
    hands.tap("approval_more")
    hands.tap("approval_4")
    hands.type("2846")
    hands.key("enter")
    assert step(hands) is ClosingStep.DONE


@every_look
def test_every_word_and_target_of_the_question_fits(app: QApplication, till: Till, tmp_path: Path, look: Look) -> None:
    managers(till.shop, 4)
    with look.worn(app):
        hands = at_work(till.shop, tmp_path)
        try:
            hands.main.resize(*look.size)
            close_short(hands)
            top = QApplication.activeModalWidget()
            assert top is not None
            assert top.height() <= look.size[1]
            assert checks.wrong_with(top, top.width(), top.height()) == []
            hands.type("0001")
            hands.key("enter")
            assert checks.wrong_with(top, top.width(), top.height()) == []
            hands.key("escape")
        finally:
            hands.close()
