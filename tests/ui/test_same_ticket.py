"""One ticket made three times, by keys, by a finger and by a mouse: whoever makes it, the rows are the same."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from recyclique_desktop.ui.gestures import Hands
from tests.ui.sale_till import SaleTill, market, till

__all__ = ["market", "till"]


class MousedTill(SaleTill):
    """The same hands with a mouse in place of a finger."""

    def tap(self, name: str) -> None:
        target = self.find(QWidget, name)
        assert target.isEnabled(), name
        self.taps += 1
        QTest.mouseClick(target, Qt.MouseButton.LeftButton)
        self.settle()


def press(till: SaleTill, key: Qt.Key) -> None:
    QTest.keyClick(till._focused(), key)
    till.settle()


def by_keys(till: SaleTill) -> None:
    """Two weighings, four of one thing, a line removed, one put right, the ticket put aside and taken up, paid."""
    till.type(till.letters("Livre") + "0,86+1,2")
    till.key("enter")
    till.type("*4")
    till.key("enter", "enter")
    till.sell("CD", "0,3")
    till.sell("Casserole", "1,24")
    till.key("up", "up", "delete")
    press(till, Qt.Key.Key_F2)
    till.type("2,5")
    till.key("enter")
    press(till, Qt.Key.Key_F8)
    till.sell("DVD", "0,1")
    press(till, Qt.Key.Key_F7)
    till.type("1")
    till.key("enter")
    till.type("20")
    till.key("enter")
    press(till, Qt.Key.Key_F8)
    till.key("enter", "enter")


def by_pointer(till: SaleTill) -> None:
    """The same ticket, nothing but taps."""
    till.tap_article("Livre")
    till.tap_digits("0,86")
    till.tap("sale_keypad_action")
    till.tap_digits("1,2")
    till.tap("sale_confirm")
    till.tap("sale_change_quantity")
    till.tap_digits("4")
    till.tap("sale_confirm")
    till.tap("sale_confirm")
    for name, weight in (("CD", "0,3"), ("Casserole", "1,24")):
        till.tap_article(name)
        till.tap_digits(weight)
        till.tap("sale_confirm")
        till.tap("sale_confirm")
    first = first_line(till)
    till.tap(f"sale_line_{first + 1}")
    till.tap(f"sale_line_{first + 1}_bin")
    till.tap(f"sale_line_{first + 2}")
    till.tap(f"sale_line_{first + 2}_edit")
    till.tap_digits("2,5")
    till.tap("sale_confirm")
    till.tap("sale_park")
    till.tap_article("DVD")
    till.tap_digits("0,1")
    till.tap("sale_confirm")
    till.tap("sale_confirm")
    till.tap("sale_parked_open")
    till.tap("sale_parked_0")
    till.tap("sale_foot_primary")
    till.tap_digits("20", "payment")
    till.tap("payment_foot_primary")
    till.tap("sale_parked_open")
    till.tap("sale_parked_0")
    till.tap("sale_foot_primary")
    till.tap("payment_foot_primary")


def first_line(till: Hands) -> int:
    """Return the number of the first line on the screen: lines are numbered as long as the page lives."""
    return min(int(name.split("_")[2]) for name in till.names() if name.startswith("sale_line_") and name[-1].isdigit())


def test_the_same_ticket_by_keys_finger_and_mouse_gives_the_same_rows(till: SaleTill) -> None:
    by_keys(till)
    by_pointer(till)
    till.__class__ = MousedTill
    by_pointer(till)
    sold = till.sold()
    assert len(sold) == 6
    keys, finger, mouse = sold[:2], sold[2:4], sold[4:]
    for made in (finger, mouse):
        assert [sale[1:] for sale in made] == [sale[1:] for sale in keys]
    assert keys[0][1] == 4 * 100 + 250
    assert [len(sale[5]) for sale in keys] == [2, 1]  # type: ignore[arg-type]
