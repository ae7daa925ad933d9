"""Two hands at the real window: keys and touches by the name of a widget, as Qt delivers them from a device.

The demonstration without a display plays its day with them, and so do the tests. Nothing else imports this module:
it needs QtTest, which a shop's till never loads.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from recyclique_desktop.ui.program import Program
from recyclique_desktop.ui.startup import FailureScreen
from recyclique_desktop.ui.widgets.reading_order import scroll_to

if TYPE_CHECKING:
    import builtins
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtGui import QPointingDevice

    from recyclique_desktop.ui.means import Means

_CALM: Final = 3
"""How many times in a row nothing must be under way: a screen may ask for more once it was drawn."""
NAMED: Final = {
    "enter": Qt.Key.Key_Return,
    "escape": Qt.Key.Key_Escape,
    "backspace": Qt.Key.Key_Backspace,
    "tab": Qt.Key.Key_Tab,
    "delete": Qt.Key.Key_Delete,
    "space": Qt.Key.Key_Space,
    "f12": Qt.Key.Key_F12,
    "up": Qt.Key.Key_Up,
    "down": Qt.Key.Key_Down,
    "left": Qt.Key.Key_Left,
    "right": Qt.Key.Key_Right,
}
_Kind = TypeVar("_Kind", bound=QWidget)


class LostError(LookupError):
    """The screen does not show what the hands look for."""


class Hands:
    """Two hands at one window.

    Args:
        window: The window they work at.
        idle: Tells whether no work is under way behind it.

    Attributes:
        keys: Keys pressed so far.
        taps: Touches so far.
    """

    patience_ms = 20_000
    """How long they wait for a screen."""
    _finger: ClassVar[QPointingDevice | None] = None

    def __init__(self, window: QWidget, idle: Callable[[], bool]) -> None:
        self.window = window
        self.keys = 0
        self.taps = 0
        self._idle = idle

    def settle(self) -> None:
        """Wait until no work is under way and every result was shown.

        Raises:
            LostError: The work behind the screen never ended.
        """
        waited = calm = 0
        while calm < _CALM:
            QTest.qWait(1 if calm else 3)
            waited += 3
            calm = calm + 1 if self._idle() else 0
            if waited > self.patience_ms:
                raise LostError("the work behind the screen never ended")

    def wait_for(self, what: str, is_there: Callable[[], bool]) -> None:
        """Wait until the screen shows what the last gestures were for.

        Args:
            what: Named when it never comes.
            is_there: Tells whether it is.

        Raises:
            LostError: It never came.
        """
        until = time.monotonic() + self.patience_ms / 1000
        while not is_there():
            if time.monotonic() > until:
                raise LostError(f"{what} never came; the screen says: {self._said()}")
            self.settle()

    def key(self, *names: str) -> None:
        """Press keys by name (``"enter"``, ``"f12"``), wherever the focus is."""
        for name in names:
            self.keys += 1
            QTest.keyClick(self._focused(), NAMED[name])
            QTest.qWait(1)
            while self._is_pressed():
                QTest.qWait(5)
            self.settle()

    def type(self, text: str) -> None:
        """Type characters, one key each."""
        nothing = Qt.KeyboardModifier.NoModifier
        for character in text:
            self.keys += 1
            if character.isascii():
                QTest.keyClicks(self._focused(), character)
            else:
                click = QTest.KeyAction.Click
                QTest.sendKeyEvent(click, self._focused(), Qt.Key.Key_unknown, character, nothing)
        self.settle()

    def tap(self, name: str) -> None:
        """Touch a widget with a finger.

        Raises:
            LostError: It is not on the screen, or cannot be pressed.
        """
        target = self.find(QWidget, name)
        window = target.window()
        handle = window.windowHandle()
        if not target.isEnabled() or handle is None:
            raise LostError(f"{name} cannot be pressed; the screen says: {self._said()}")
        self.taps += 1
        scroll_to(target)  # as a person does who looks for what a low window hides
        at = target.mapTo(window, target.rect().center())
        QTest.touchEvent(handle, self._touch_screen()).press(0, at).commit()
        QTest.touchEvent(handle, self._touch_screen()).release(0, at).commit()
        QTest.qWait(1)
        self.settle()

    def tap_number(self, keypad: str, text: str) -> None:
        """Touch the keys of a keypad one after the other."""
        for character in text:
            self.tap(f"{keypad}_{'comma' if character == ',' else character}")

    def find(self, kind: builtins.type[_Kind], name: str) -> _Kind:
        """Return the visible widget of that name, in the dialog when one is open.

        Raises:
            LostError: It is not on the screen.
        """
        found: list[_Kind] = [one for one in self._top().findChildren(kind, name) if one.isVisible()]
        if not found:
            raise LostError(f"no {name} on the screen: {sorted(self.names())}")
        return found[0]

    def shows(self, name: str) -> bool:
        """Tell whether a widget of that name is on the screen."""
        return name in self.names()

    def names(self) -> set[str]:
        """Return the names of everything on the screen."""
        return {one.objectName() for one in self._top().findChildren(QWidget) if one.isVisible() and one.objectName()}

    def count(self, name: str) -> int:
        """Return how many of the widgets called ``name`` with a number behind are on the screen."""
        return sum(1 for one in self.names() if one.startswith(f"{name}_") and one[len(name) + 1 :].isdecimal())

    def _said(self) -> str:
        """Return the words on the screen, for who wonders what happened."""
        words = [one.text() for one in self._top().findChildren(QLabel) if one.isVisible()]
        return " · ".join(text for text in words if text)

    def photograph(self, file: Path) -> None:
        """Keep a picture of the window as it is drawn."""
        self.settle()
        self.window.grab().save(str(file))

    def _is_pressed(self) -> bool:
        """Tell whether a button that a key pressed shows it still: it acts a tenth of a second later."""
        return any(button.isDown() for button in self._top().findChildren(QAbstractButton))

    def _top(self) -> QWidget:
        return QApplication.activeModalWidget() or self.window

    def _focused(self) -> QWidget:
        top = self._top()
        focused = QApplication.focusWidget()
        return focused if focused is not None and (focused is top or top.isAncestorOf(focused)) else top

    @classmethod
    def _touch_screen(cls) -> QPointingDevice:
        if cls._finger is None:
            cls._finger = QTest.createTouchDevice()
        return cls._finger


@contextmanager
def hands_at(means: Means, watch: Callable[[], None] = lambda: None) -> Iterator[tuple[Program, Hands]]:
    """Open a workstation in a window of its own, with two hands at it, until the block ends.

    Args:
        means: Of the workstation.
        watch: Called all the time while the hands wait; may raise to end everything.

    Raises:
        LostError: The workstation did not open, and why.
    """

    def is_idle() -> bool:
        watch()
        current = program.window.current
        failure = current.failure if isinstance(current, FailureScreen) else None
        if failure is not None:
            raise LostError(f"{failure.happened} {failure.advice}")
        return program.is_idle

    program = Program(means)
    program.window.show()
    program.window.activateWindow()
    program.start()
    try:
        hands = Hands(program.window, is_idle)
        hands.settle()
        yield program, hands
    finally:
        program.stop()
        program.window.close()
        program.window.deleteLater()
        QApplication.processEvents()
