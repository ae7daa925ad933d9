"""Keyboards: a sale by keys alone and by touch alone are the same sale, on a French keyboard as on any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from tests.ui.sale_till import SaleTill, market, till

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["market", "till"]

NONE = Qt.KeyboardModifier.NoModifier
PAD = Qt.KeyboardModifier.KeypadModifier
AZERTY = (
    (Qt.Key.Key_Ampersand, "&"), (Qt.Key.Key_Eacute, "é"), (Qt.Key.Key_QuoteDbl, '"'), (Qt.Key.Key_Apostrophe, "'"),
    (Qt.Key.Key_ParenLeft, "("), (Qt.Key.Key_Minus, "-"), (Qt.Key.Key_Egrave, "è"), (Qt.Key.Key_Underscore, "_"),
    (Qt.Key.Key_Ccedilla, "ç"), (Qt.Key.Key_Agrave, "à"),
)  # fmt: skip


def press(till: SaleTill, key: int, text: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QApplication.sendEvent(till.window, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))
    till.settle()


def press_all(till: SaleTill, keys: Iterable[tuple[int, str]]) -> None:
    for key, text in keys:
        press(till, key, text)


def test_the_top_row_of_a_french_keyboard_types_digits_without_shift(till: SaleTill) -> None:
    till.sell("Livre")
    till.key("enter")
    press_all(till, AZERTY[:6])
    assert till.display("payment") == "123456"
    press(till, Qt.Key.Key_Escape, "\x1b")
    press_all(till, AZERTY[6:])
    assert till.display("payment") == "7890"


def test_digits_come_from_the_key_when_its_character_says_nothing(till: SaleTill) -> None:
    press(till, Qt.Key.Key_5, "")
    press(till, Qt.Key.Key_2, "2", PAD)
    press(till, Qt.Key.Key_Comma, ",")
    press(till, Qt.Key.Key_Period, ".", PAD)
    press(till, Qt.Key.Key_7, "7", PAD)
    assert till.display() == "52,7"


def test_the_minus_of_the_keypad_is_not_a_six(till: SaleTill) -> None:
    press(till, Qt.Key.Key_Minus, "-", PAD)
    assert till.display() == "0,000"


@pytest.mark.parametrize("capital", [False, True])
def test_letters_are_those_printed_on_the_keys_locked_or_not(till: SaleTill, capital: bool) -> None:
    for letter in till.letters("CD"):
        press(till, ord(letter.upper()), letter.upper() if capital else letter)
    till.type("1")
    till.key("enter", "enter")
    basket = till.basket()
    assert basket is not None
    assert [line.label for line in basket.lines] == ["CD"]


def test_a_command_of_the_desktop_is_not_a_letter(till: SaleTill) -> None:
    root = till.letters("CD")[0]
    press(till, ord(root.upper()), "", Qt.KeyboardModifier.ControlModifier)
    press(till, ord(root.upper()), root, Qt.KeyboardModifier.AltModifier)
    assert "sale_below_0" not in till.names()


def test_plus_and_its_unshifted_key_both_take_a_weighing(till: SaleTill) -> None:
    till.type(till.letters("Livre"))
    for plus in ("+", "="):
        till.type("1")
        press(till, Qt.Key.Key_Plus, plus)
    assert "2 pesées" in till.said()


def test_x_asks_for_the_quantity_only_where_it_is_not_a_category(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "1x")
    assert "Valider la quantité" in till.said()
    till.type("3")
    till.key("enter", "enter")
    basket = till.basket()
    assert basket is not None
    assert basket.objects == 3


def test_a_sale_by_keys_alone_and_by_touch_alone_gives_the_same_rows(till: SaleTill) -> None:
    by_keys(till)
    keys = till.keys
    till.taps = 0
    by_touch(till)
    first, second = till.sold()
    print(f"keys {keys}, taps {till.taps}")
    assert first[1:] == second[1:]
    assert first[2] == 50
    assert [paid[0] for paid in first[6]] == ["check", "cash"]  # type: ignore[attr-defined]


def by_keys(till: SaleTill) -> None:
    till.type(till.letters("Livre") + "0,86+1,2")
    till.key("enter")
    till.type("*4")
    till.key("enter", "enter")
    till.type("2,1" + till.letters("Lampe") + "5,5")
    till.key("enter")
    till.key("enter")
    assert till.page.name == "payment"
    till.type("c5n1234567")
    till.key("enter")
    till.type("+ed20t")
    till.type("abîmé")
    till.key("enter")
    till.key("enter")


def by_touch(till: SaleTill) -> None:
    till.tap_article("Livre")
    till.tap_digits("0,86")
    till.tap("sale_keypad_action")
    till.tap_digits("1,2")
    till.tap("sale_confirm")
    till.tap("sale_change_quantity")
    till.tap_digits("4")
    till.tap("sale_confirm")
    till.tap("sale_confirm")
    till.tap_digits("2,1")
    till.tap_article("Lampe")
    till.tap_digits("5,5")
    till.tap("sale_confirm")
    till.tap("sale_foot_primary")
    till.tap("payment_method_check")
    till.tap_digits("5", "payment")
    till.tap("payment_reference")
    till.tap_digits("1234567", "payment")
    till.tap("payment_another")
    till.tap("payment_method_cash")
    till.tap("payment_donate_half")
    till.tap("payment_amount_1")
    till.tap("payment_note_add")
    till.type("abîmé")
    till.tap("payment_foot_primary")
