"""« Qui êtes-vous ? »: few keys, no code shown, five wrong ones lock, and there is always a way in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import select

from recyclique_desktop.data.models import LoginHistory, UserSession
from recyclique_desktop.domain.enums import Permission, UserRole
from recyclique_desktop.services.people import AddPerson, add_person
from recyclique_desktop.system.passwords import CHEAP, hash_secret
from recyclique_desktop.ui.widgets.people import PersonTile, PinDots
from tests.conftest import Shop
from tests.known import PIN
from tests.ui import checks
from tests.ui.driver import Driven, at_work
from tests.ui.looks import Look, every_look

PASSWORD = "Motdepasse-1"
ADMIN_PIN = "1470"


@pytest.fixture
def hands(app: QApplication, shop: Shop, tmp_path: Path) -> Iterator[Driven]:
    made = at_work(shop, tmp_path)
    arrive(made)
    yield made
    made.close()


def arrive(hands: Driven) -> None:
    hands.main.go("sign_in")
    hands.settle()
    hands.keys = hands.taps = 0


def join(shop: Shop, first: str, last: str, pin: str | None = "3698") -> None:
    person = AddPerson(
        user_id=shop.station.ids.new(), first_name=first, last_name=last, role=UserRole.USER,
        pin_hash=hash_secret(pin, CHEAP) if pin else None, password_hash=hash_secret(PASSWORD, CHEAP),
        permissions=(Permission.CAISSE,),
    )  # fmt: skip
    with shop.db.writing() as session:
        add_person(session, person, shop.admin, shop.station)


def who(hands: Driven) -> str:
    person = hands.presence.person
    return person.actor.name if person is not None else ""


def mistype(hands: Driven, times: int) -> None:
    for _ in range(times):
        hands.type("8421")
        hands.key("enter")


def test_a_volunteer_comes_in_by_keys_alone(hands: Driven) -> None:
    hands.type("e" + PIN)
    hands.key("enter")
    assert (who(hands), hands.page.name, hands.keys) == ("Émilie R.", "home", 6)


def test_a_volunteer_comes_in_by_touch_alone(hands: Driven) -> None:
    hands.tap("people_1")
    hands.tap_number("pin_keypad", PIN)
    hands.tap("pin_keypad_action")
    assert (who(hands), hands.page.name, hands.keys) == ("Émilie R.", "home", 0)


def test_arrows_choose_a_person_for_who_knows_no_letter(hands: Driven) -> None:
    hands.key("right")
    hands.type(PIN)
    hands.key("enter")
    assert who(hands) == "Émilie R."


def test_two_cashiers_who_take_turns_need_five_keys(hands: Driven) -> None:
    hands.type("a" + ADMIN_PIN)
    hands.key("enter")
    arrive(hands)
    hands.type("e" + PIN)
    hands.key("enter")
    arrive(hands)
    hands.type(ADMIN_PIN)
    hands.key("enter")
    assert (who(hands), hands.keys) == ("Aïcha M.", 5)


def test_no_digit_of_a_code_is_ever_on_the_screen(hands: Driven) -> None:
    hands.type("e25")
    assert hands.find(PinDots, "pin_dots").filled == 2
    keypad = set("0123456789")
    shown = [label.text() for label in hands.page.findChildren(QLabel) if label.isVisible()]
    assert not any("25" in text for text in shown if text not in keypad)


def test_a_wrong_code_says_how_many_tries_are_left_and_can_be_typed_again(hands: Driven) -> None:
    hands.type("e")
    mistype(hands, 1)
    assert "Encore 4 essais" in hands.said()
    hands.type(PIN)
    hands.key("enter")
    assert who(hands) == "Émilie R."


def test_five_wrong_codes_lock_and_say_until_when(hands: Driven, shop: Shop) -> None:
    hands.type("e")
    mistype(hands, 5)
    assert "bloqué jusqu’à 09:15" in hands.said()
    with shop.db.reading() as session:
        assert len(list(session.scalars(select(LoginHistory)))) == 2


def test_a_locked_volunteer_comes_in_by_her_password(hands: Driven) -> None:
    hands.type("e")
    mistype(hands, 5)
    hands.type(PASSWORD)
    hands.key("enter")
    assert who(hands) == "Émilie R."


def test_a_manager_lets_a_locked_volunteer_try_again(hands: Driven, shop: Shop) -> None:
    hands.type("e")
    mistype(hands, 5)
    hands.tap("sign_in_band_button")
    assert "Pour débloquer Émilie R." in hands.said()
    hands.tap("people_0")
    hands.tap_number("pin_keypad", ADMIN_PIN)
    hands.tap("pin_keypad_action")
    assert who(hands) == ""
    hands.tap_number("pin_keypad", PIN)
    hands.tap("pin_keypad_action")
    assert who(hands) == "Émilie R."
    with shop.db.reading() as session:
        assert len(list(session.scalars(select(UserSession)))) == 2


def test_a_colleague_is_no_manager_and_opens_no_lock(hands: Driven, shop: Shop) -> None:
    join(shop, "Karim", "Benali")
    arrive(hands)
    hands.type("e")
    mistype(hands, 5)
    hands.tap("sign_in_band_button")
    hands.tap("people_2")
    hands.tap_number("pin_keypad", "3698")
    hands.tap("pin_keypad_action")
    assert "ne permet pas" in hands.said()
    hands.tap("people_1")
    hands.tap_number("pin_keypad", PIN)
    hands.tap("pin_keypad_action")
    assert who(hands) == ""


def test_waiting_opens_the_lock_again(hands: Driven, shop: Shop) -> None:
    hands.type("e")
    mistype(hands, 5)
    shop.clock.advance(timedelta(minutes=15))
    hands.tap("sign_in_by_code")
    hands.tap_number("pin_keypad", PIN)
    hands.tap("pin_keypad_action")
    assert who(hands) == "Émilie R."


def test_somebody_not_on_the_tiles_comes_in_by_name_and_password(hands: Driven) -> None:
    hands.tap("people_other")
    hands.type("Émilie Robert")
    hands.key("enter")
    hands.type(PASSWORD)
    hands.key("enter")
    assert who(hands) == "Émilie R."


def test_an_unknown_name_and_a_wrong_password_are_refused_in_the_same_words(hands: Driven) -> None:
    said = []
    for name in ("Personne Inconnue", "Émilie Robert"):
        hands.tap("people_other")
        hands.type(name)
        hands.key("enter")
        hands.type("Faux-12345")
        hands.key("enter")
        said.append(next(text for text in hands.said().split(" | ") if "essais" in text))
        arrive(hands)
    assert said[0] == said[1]


def test_who_has_no_code_yet_is_asked_for_her_password_at_once(hands: Driven, shop: Shop) -> None:
    join(shop, "Solange", "Tessier", pin=None)
    arrive(hands)
    hands.type("s")
    hands.type(PASSWORD)
    hands.key("enter")
    assert who(hands) == "Solange T."


def test_a_team_of_thirty_turns_the_page_and_loses_nobody(hands: Driven, shop: Shop) -> None:
    for number in range(28):
        join(shop, f"Bénévole{number:02d}", "Dupont")
    arrive(hands)
    seen: set[str] = set()
    for _ in range(6):
        seen |= {tile.accessibleName() for tile in hands.page.findChildren(PersonTile) if tile.isVisible()}
        hands.key("space")
    assert len({name for name in seen if "Bénévole" in name}) == 28


def test_letters_go_through_people_of_the_same_initial_page_after_page(hands: Driven, shop: Shop) -> None:
    for number in range(12):
        join(shop, f"Zoé{number:02d}", "Dupont")
    arrive(hands)
    hands.type("z" * 12 + "3698")
    hands.key("enter")
    assert who(hands) == "Zoé11 D."


def test_a_code_half_typed_is_gone_when_somebody_else_comes(hands: Driven) -> None:
    hands.type("e25")
    hands.type("a")
    assert hands.find(PinDots, "pin_dots").filled == 0
    hands.type("e80")
    hands.key("enter")
    assert who(hands) == ""


@every_look
def test_every_word_and_target_fits(app: QApplication, shop: Shop, tmp_path: Path, look: Look) -> None:
    with look.worn(app):
        hands = at_work(shop, tmp_path)
        try:
            arrive(hands)
            assert checks.wrong_with(hands.main, *look.size) == []
            hands.tap("people_other")
            assert checks.wrong_with(hands.main, *look.size) == []
            hands.tap("people_1")
            mistype(hands, 5)
            assert checks.wrong_with(hands.main, *look.size) == []
        finally:
            hands.close()


def test_the_codes_of_the_demonstration_are_told_in_a_demonstration_alone(hands: Driven) -> None:
    assert "2580" not in hands.said()
    assert isinstance(hands.find(QWidget, "people"), QWidget)
