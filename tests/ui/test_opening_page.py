"""Opening: the float is typed once, compared with what was left, and one press opens one session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from recyclique_desktop.data.models import CashCount, CashSession
from recyclique_desktop.ui.widgets.buttons import KeyCap, PrimaryButton
from recyclique_desktop.ui.widgets.display import Display
from tests.conftest import Shop
from tests.services.selling import open_till
from tests.ui import checks
from tests.ui.driver import Driven, at_work
from tests.ui.looks import Look, every_look
from tests.ui.till_days import close_till


@pytest.fixture
def hands(app: QApplication, shop: Shop, tmp_path: Path) -> Iterator[Driven]:
    made = at_work(shop, tmp_path)
    yield made
    made.close()


def at_the_total(hands: Driven) -> None:
    """Count the float as one total."""
    hands.arrive("opening")
    if "Saisir le total seul" in hands.said():
        hands.tap("opening_strip")


def floats(shop: Shop) -> list[int]:
    with shop.db.reading() as session:
        return list(session.scalars(select(CashSession.initial_amount)))


@pytest.mark.parametrize("last", ["enter", "f12"])
def test_a_till_is_opened_by_keys_alone(hands: Driven, shop: Shop, last: str) -> None:
    at_the_total(hands)
    hands.type("83,5")
    hands.key(last)
    assert (floats(shop), hands.page.name) == ([8350], "sale")


def test_a_till_is_opened_by_touch_alone(hands: Driven, shop: Shop) -> None:
    at_the_total(hands)
    hands.tap_number("opening_keypad", "83,5")
    hands.tap("opening_foot_primary")
    assert (floats(shop), hands.page.name, hands.keys) == ([8350], "sale", 0)


def test_the_point_of_the_number_pad_is_a_comma(hands: Driven, shop: Shop) -> None:
    at_the_total(hands)
    hands.type("83.50")
    assert hands.find(Display, "opening_keypad_display").value == "83,50"


def test_an_empty_drawer_is_said_not_guessed(hands: Driven, shop: Shop) -> None:
    at_the_total(hands)
    hands.key("enter")
    assert floats(shop) == []
    hands.type("0")
    hands.key("enter")
    assert floats(shop) == [0]


def test_a_double_press_opens_one_session(hands: Driven, shop: Shop) -> None:
    at_the_total(hands)
    hands.type("50")
    button = hands.find(PrimaryButton, "opening_foot_primary")
    button.click()
    button.click()
    hands.settle()
    assert floats(shop) == [5000]


def test_more_than_ten_thousand_euros_is_a_slip_of_the_finger(hands: Driven, shop: Shop) -> None:
    at_the_total(hands)
    hands.type("15000")
    assert "c’est trop" in hands.said()
    assert not hands.find(PrimaryButton, "opening_foot_primary").isEnabled()
    hands.key("backspace")
    assert "c’est trop" not in hands.said()


@pytest.mark.parametrize(
    ("typed", "verdict"), [("80", "Le compte est le même"), ("82", "2,00 € de plus"), ("75", "5,00 € de moins")]
)
def test_the_float_is_compared_with_what_the_last_closing_left(
    hands: Driven, shop: Shop, typed: str, verdict: str
) -> None:
    close_till(open_till(shop), 8000)
    at_the_total(hands)
    hands.type(typed)
    assert verdict in hands.said().replace("\u00a0", " ")
    assert "Laissé à la fermeture" in hands.said()


def test_a_first_opening_is_compared_with_nothing(hands: Driven) -> None:
    at_the_total(hands)
    hands.type("80")
    assert "à la fermeture" not in hands.said()


def test_going_back_opens_nothing(hands: Driven, shop: Shop) -> None:
    at_the_total(hands)
    hands.type("80")
    hands.key("escape")
    assert (floats(shop), hands.page.name) == ([], "home")


def test_a_till_that_somebody_opened_meanwhile_is_not_opened_twice(hands: Driven, shop: Shop) -> None:
    at_the_total(hands)
    open_till(shop)
    hands.type("80")
    hands.key("enter")
    assert hands.page.name == "opening"
    assert "déjà ouverte" in hands.said()


@every_look
def test_every_word_and_target_fits(app: QApplication, shop: Shop, tmp_path: Path, look: Look) -> None:
    close_till(open_till(shop), 123_456)
    with look.worn(app):
        hands = at_work(shop, tmp_path)
        try:
            at_the_total(hands)
            assert checks.wrong_with(hands.main, *look.size) == []
            hands.type("9876,54")
            assert checks.wrong_with(hands.main, *look.size) == []
            hands.type("0")
            hands.key("backspace", "backspace", "backspace")
            hands.type("99")
            assert checks.wrong_with(hands.main, *look.size) == []
        finally:
            hands.close()


def counted_pieces(shop: Shop) -> list[tuple[int | None, int | None, int]]:
    with shop.db.reading() as session:
        rows = session.scalars(select(CashCount).order_by(CashCount.denomination.desc()))
        return [(row.denomination, row.quantity, row.amount) for row in rows]


def test_a_float_is_counted_piece_by_piece_by_keys_alone(hands: Driven, shop: Shop) -> None:
    hands.arrive("opening")
    for typed in ("", "1", "2", "4", "5", "5", "6", "5", "8", "4", ""):
        hands.type(typed)
        hands.key("enter")
    hands.key("f12")
    assert (floats(shop), hands.page.name) == ([8000], "sale")
    assert counted_pieces(shop) == [
        (2000, 1, 2000), (1000, 2, 2000), (500, 4, 2000), (200, 5, 1000), (100, 5, 500), (50, 6, 300), (20, 5, 100),
        (10, 8, 80), (5, 4, 20),
    ]  # fmt: skip


def test_a_float_is_counted_piece_by_piece_by_touch_alone(hands: Driven, shop: Shop) -> None:
    hands.arrive("opening")
    hands.tap("opening_coins_1000")
    hands.tap_number("opening_keypad", "3")
    hands.tap("opening_keypad_action")
    hands.tap_number("opening_keypad", "2")
    said = hands.said().replace("\u00a0", " ")
    assert "Billets | 40,00 €" in said
    hands.tap("opening_foot_primary")
    assert (floats(shop), hands.keys) == ([4000], 0)


def test_enter_after_the_smallest_coin_opens_the_till(hands: Driven, shop: Shop) -> None:
    hands.arrive("opening")
    hands.tap("opening_coins_2")
    hands.type("5")
    hands.key("enter")
    hands.type("7")
    hands.key("enter")
    assert (floats(shop), hands.page.name) == ([17], "sale")


def test_the_arrows_reach_the_large_notes(hands: Driven, shop: Shop) -> None:
    hands.arrive("opening")
    hands.key("up", "up")
    hands.type("1")
    hands.key("f12")
    assert counted_pieces(shop) == [(20_000, 1, 20_000)]


def test_the_page_counts_as_the_till_was_counted_last_time(hands: Driven, shop: Shop) -> None:
    close_till(open_till(shop), 5000)
    hands.arrive("opening")
    assert "Compter pièces et billets" in hands.said()
    hands.type("p")
    assert "Combien de chaque ?" in hands.said()


def test_switching_to_the_total_and_back_forgets_nothing(hands: Driven, shop: Shop) -> None:
    hands.arrive("opening")
    hands.type("2")
    hands.tap("opening_strip")
    hands.type("90")
    hands.tap("opening_strip")
    assert "100,00" in hands.said()
    hands.tap("opening_strip")
    hands.key("enter")
    assert floats(shop) == [9000]


@pytest.mark.parametrize(
    ("typed", "cents"), [("50", 5000), ("50,5", 5050), ("50.50", 5050), ("10000", 1_000_000), ("0", 0)]
)
def test_c01_every_way_to_write_a_float_is_understood(hands: Driven, shop: Shop, typed: str, cents: int) -> None:
    at_the_total(hands)
    hands.type(typed)
    hands.key("enter")
    assert floats(shop) == [cents]


@pytest.mark.parametrize("typed", ["", "abc", "10000,01"])
def test_c01_what_is_no_float_opens_nothing(hands: Driven, shop: Shop, typed: str) -> None:
    at_the_total(hands)
    hands.type(typed)
    hands.key("enter")
    assert (floats(shop), hands.page.name) == ([], "opening")


@every_look
def test_every_note_and_coin_fits(app: QApplication, shop: Shop, tmp_path: Path, look: Look) -> None:
    with look.worn(app):
        hands = at_work(shop, tmp_path)
        try:
            hands.arrive("opening")
            assert checks.wrong_with(hands.main, *look.size) == []
            for _ in range(11):
                hands.type("99")
                hands.key("enter")
            assert checks.wrong_with(hands.main, *look.size) == []
        finally:
            hands.close()


def caps(hands: Driven) -> list[str]:
    buttons = (hands.find(QWidget, name) for name in ("opening_keypad_action", "opening_foot_primary"))
    return [button.findChild(KeyCap).text() for button in buttons]  # type: ignore[union-attr]


def test_no_key_that_opens_the_till_is_said_to_erase_what_is_typed(hands: Driven) -> None:
    hands.arrive("opening")
    assert caps(hands) == ["Entrée", "F12"], "on to the next box; open"
    at_the_total(hands)
    assert caps(hands) == ["", "Entrée"]
    hands.tap("opening_strip")
    assert caps(hands) == ["Entrée", "F12"]
