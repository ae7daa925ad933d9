"""A barcode reader plugged in beside the keyboard: it types like a person, only faster, and must sell nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.driver import Driven
from tests.ui.sale_till import SaleTill, market, till
from tests.ui.ticket_hands import F7, F8, aside, press, running

__all__ = ["market", "till"]

EAN = "3017620422003"


class Reader:
    """Strikes keys at the window, as the system delivers them, at a pace of its own."""

    def __init__(self, hands: Driven) -> None:
        handle = hands.window.windowHandle()
        assert handle is not None
        self.hands = hands
        self.window: QWindow = handle
        self.at = 10_000

    def strike(self, text: str, gap_ms: int) -> None:
        """Type characters; ``\\r`` is Enter."""
        for character in text:
            self.at += gap_ms
            key = int(Qt.Key.Key_Return) if character == "\r" else ord(character.upper())
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
                event.setTimestamp(self.at)
                QApplication.sendEvent(self.window, event)
        self.hands.settle()

    def read(self, code: str) -> None:
        """Read a barcode."""
        self.at += 500
        self.strike(code + "\r", gap_ms=8)


class Keyboard(Reader):
    """At a till."""

    def __init__(self, till: SaleTill) -> None:
        super().__init__(till)
        self.till = till


@pytest.fixture
def keyboard(till: SaleTill) -> Keyboard:
    till.main.watch_readers()
    QTest.qWait(1)
    return Keyboard(till)


def at_the_grid(till: SaleTill) -> None:
    till.sell("Livre")


def at_the_weight(till: SaleTill) -> None:
    till.sell("Livre")
    till.type(till.letters("CD") + "1,5")


def at_the_price(till: SaleTill) -> None:
    till.sell("Livre")
    till.type(till.letters("CD") + "1")
    till.key("enter")


def with_a_line_selected(till: SaleTill) -> None:
    till.sell("Livre")
    till.key("up")


STATES: tuple[Callable[[SaleTill], None], ...] = (at_the_grid, at_the_weight, at_the_price, with_a_line_selected)


@pytest.mark.parametrize("state", STATES)
def test_a_code_read_types_no_price_chooses_no_category_and_validates_nothing(
    keyboard: Keyboard, state: Callable[[SaleTill], None]
) -> None:
    till = keyboard.till
    state(till)
    shown, kept = till.display(), till.basket()
    for code in (EAN, "AZERTY", "978-2-07-036822-8", "0,5+1,2*3", "A/B12345", "3N01762"):
        keyboard.read(code)
        assert till.page.name == "sale"
        assert (code, till.display(), till.basket()) == (code, shown, kept)
        assert not isinstance(QApplication.focusWidget(), QLineEdit)
        assert till.band() == "Code-barres lu : rien n’a été tapé."


def test_a_person_typing_as_fast_as_she_can_loses_nothing(keyboard: Keyboard) -> None:
    keyboard.at += 500
    keyboard.strike(keyboard.till.letters("Livre") + "1,25\r\r", gap_ms=55)
    basket = keyboard.till.basket()
    assert basket is not None
    assert [(line.label, line.weight) for line in basket.lines] == [("Livre", 1250)]


def test_four_keys_and_enter_struck_at_once_are_a_persons_own(keyboard: Keyboard) -> None:
    keyboard.till.type(keyboard.till.letters("Livre"))
    keyboard.at += 500
    keyboard.strike("1,25\r", gap_ms=10)
    assert "Prix de la ligne" in keyboard.till.said()


def test_the_key_after_a_code_counts_again(keyboard: Keyboard) -> None:
    keyboard.read(EAN)
    keyboard.at += 300
    keyboard.strike("2", gap_ms=100)
    assert keyboard.till.display() == "2"


def test_a_code_read_into_a_field_of_text_is_written_there(keyboard: Keyboard) -> None:
    till = keyboard.till
    till.sell("Livre")
    QTest.keyClick(till.window, Qt.Key.Key_F6)
    till.settle()
    keyboard.read(EAN)
    basket = till.basket()
    assert basket is not None
    assert basket.note == EAN
    assert not isinstance(QApplication.focusWidget(), QLineEdit)


def test_digits_are_never_held_back_by_the_guard_against_double_gestures(keyboard: Keyboard) -> None:
    keyboard.strike("11", gap_ms=5)
    assert keyboard.till.display() == "11"


def test_a_code_read_over_the_tickets_put_aside_takes_no_line_from_any_of_them(keyboard: Keyboard) -> None:
    till = keyboard.till
    till.sell("Livre")
    till.sell("CD")
    press(till, F8)
    press(till, F7)
    keyboard.at += 500
    keyboard.strike("1", gap_ms=8)
    till.settle()  # a quick disk: the ticket is taken up before the second key
    keyboard.strike("234567890128\r", gap_ms=8)
    kept = [one.basket for one in aside(till)] + ([running(till)] if till.basket() is not None else [])
    assert [[line.label for line in basket.lines] for basket in kept] == [["Livre", "CD"]]
