"""Hands on the real window: keys and taps by the name of a widget, counted, and waiting for the work behind."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from recyclique_desktop.app import build_pages
from recyclique_desktop.system.throttle import ThrottleStore
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.context import AppContext, Person, Presence
from recyclique_desktop.ui.main_window import MainWindow
from recyclique_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.page import Screen
    from tests.conftest import Shop

PATIENCE_MS = 10_000
PRESSED_MS = 120
"""How long a button that a key pressed shows it before it acts."""
_Kind = TypeVar("_Kind", bound=QWidget)
_NAMED = {
    "enter": Qt.Key.Key_Return, "escape": Qt.Key.Key_Escape, "backspace": Qt.Key.Key_Backspace, "tab": Qt.Key.Key_Tab,
    "delete": Qt.Key.Key_Delete, "space": Qt.Key.Key_Space, "f12": Qt.Key.Key_F12, "up": Qt.Key.Key_Up,
    "down": Qt.Key.Key_Down, "left": Qt.Key.Key_Left, "right": Qt.Key.Key_Right,
}  # fmt: skip
_SLOW = ("enter", "f12", "space")


class Hands:
    """Two hands at one window.

    Args:
        window: The window they work at.
        idle: Tells whether no work is under way behind it.

    Attributes:
        keys: Keys pressed so far.
        taps: Taps so far.
    """

    _finger: QPointingDevice | None = None

    def __init__(self, window: QWidget, idle: Callable[[], bool]) -> None:
        self.window = window
        self.keys = 0
        self.taps = 0
        self._idle = idle
        if Hands._finger is None:
            Hands._finger = QTest.createTouchDevice()

    def settle(self) -> None:
        """Wait until no work is under way and every result was shown."""
        waited = 0
        QTest.qWait(1)
        while not self._idle():
            QTest.qWait(5)
            waited += 5
            assert waited < PATIENCE_MS, "the work behind the screen never ended"
        QTest.qWait(1)

    def key(self, *names: str) -> None:
        """Press keys by name (``"enter"``, ``"f12"``), wherever the focus is."""
        for name in names:
            self.keys += 1
            QTest.keyClick(self._focused(), _NAMED[name])
            QTest.qWait(PRESSED_MS if name in _SLOW else 1)
            self.settle()

    def type(self, text: str) -> None:
        """Type characters, one key each."""
        for character in text:
            self.keys += 1
            if character.isascii():
                QTest.keyClicks(self._focused(), character)
            else:
                nothing = Qt.KeyboardModifier.NoModifier
                QTest.sendKeyEvent(QTest.KeyAction.Click, self._focused(), Qt.Key.Key_unknown, character, nothing)
        self.settle()

    def tap(self, name: str) -> None:
        """Touch a widget with a finger."""
        target = self.find(QWidget, name)
        assert target.isEnabled(), f"{name} cannot be pressed"
        self.taps += 1
        window = target.window()
        handle = window.windowHandle()
        at = target.mapTo(window, target.rect().center())
        assert handle is not None
        assert Hands._finger is not None
        QTest.touchEvent(handle, Hands._finger).press(0, at).commit()
        QTest.touchEvent(handle, Hands._finger).release(0, at).commit()
        QTest.qWait(1)
        self.settle()

    def tap_number(self, keypad: str, text: str) -> None:
        """Touch the keys of a keypad one after the other."""
        for character in text:
            self.tap(f"{keypad}_{'comma' if character == ',' else character}")

    def find(self, kind: builtins.type[_Kind], name: str) -> _Kind:
        """Return the visible widget of that name, in the dialog when one is open."""
        top = QApplication.activeModalWidget() or self.window
        found: list[_Kind] = [one for one in top.findChildren(kind, name) if one.isVisible()]
        assert found, f"no {name} on the screen: {sorted(self.names())}"
        return found[0]

    def shows(self, name: str) -> bool:
        """Tell whether a widget of that name is on the screen."""
        return name in self.names()

    def names(self) -> set[str]:
        """Names of everything on the screen."""
        top = QApplication.activeModalWidget() or self.window
        return {one.objectName() for one in top.findChildren(QWidget) if one.isVisible() and one.objectName()}

    def said(self) -> str:
        """Every word on the screen, dialogs included."""
        tops = [self.window, *(top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog))]
        return " | ".join(
            label.text() for top in tops for label in top.findChildren(QLabel) if label.isVisible() and label.text()
        )

    def tab_to(self, name: str) -> None:
        """Press Tab until the focus is there."""
        for _ in range(60):
            focused = QApplication.focusWidget()
            if focused is not None and focused.objectName() == name:
                return
            self.key("tab")
        raise AssertionError(f"Tab never reaches {name}")

    def _focused(self) -> QWidget:
        top = QApplication.activeModalWidget() or self.window
        focused = QApplication.focusWidget()
        return focused if focused is not None and (focused is top or top.isAncestorOf(focused)) else top


class Driven(Hands):
    """The real window on a shop, with its pages."""

    def __init__(self, shop: Shop, throttle: ThrottleStore) -> None:
        self.shop = shop
        self.main = MainWindow(shop.clock)
        super().__init__(self.main, lambda: self.tasks.pending == 0)
        self.bridge = MainThreadBridge()
        self.tasks = Tasks(shop.db, self.bridge)
        self.presence = Presence()
        self.context = AppContext(self.tasks, shop.station, self.presence, throttle, self.main.go, 0, animate=False)
        self.main.add(*build_pages(self.context))
        self.main.follow(self.presence)
        self.main.show()
        self.main.activateWindow()

    @property
    def page(self) -> Screen:
        """The page shown."""
        assert self.main.current is not None
        return self.main.current

    def arrive(self, name: str, actor: Actor | None = None, **arrival: object) -> None:
        """Show a page, signed in as the volunteer unless told."""
        self.presence.enter(Person(actor or self.shop.volunteer, self.shop.station.ids.new()))
        self.main.go(name, **arrival)
        self.settle()

    def close(self) -> None:
        """Stop the threads and put the window away."""
        self.settle()
        self.tasks.stop()
        self.main.close()
        self.main.deleteLater()
        QTest.qWait(1)


def at_work(shop: Shop, folder: Path) -> Driven:
    """Open the window on a shop; its counters of wrong codes lie in ``folder``."""
    return Driven(shop, ThrottleStore(folder, shop.station.id))
