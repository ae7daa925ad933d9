"""A barcode reader is a keyboard that types very fast and ends with Enter: it must not sell, nor type a price.

Keys come to the window before any of its widgets (a filter on its ``QWindow``). A person never strikes five keys with
less than 50 ms between any two; a reader does. Its first four characters were let through: the page takes them back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from recyclique_desktop.ui.keys import is_enter

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.ui.main_window import MainWindow

WITHIN_MS: Final = 50
"""Between two keys of a burst, by the clock of whoever delivers them: a screen that was busy changes nothing."""
LEAST: Final = 5
"""Keys that make a burst."""


class Wedge(QObject):
    """Watches the keys of one window, which must have been shown.

    Args:
        window: Its screen says what was typed, and takes it back.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last = -WITHIN_MS
        self._count = 0
        self._take_back: Callable[[], None] | None = None
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    @property
    def is_burst(self) -> bool:
        """Whether a reader is typing now."""
        return self._count >= LEAST

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Swallow what a reader types, its Enter included."""
        if isinstance(event, QKeyEvent) and (event.text() or is_enter(event)):
            if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                return self._is_swallowed(event)
            if event.type() == QEvent.Type.KeyRelease and self.is_burst:
                return True
        return super().eventFilter(watched, event)

    def _is_swallowed(self, event: QKeyEvent) -> bool:
        gap, self._last = event.timestamp() - self._last, event.timestamp()
        if not 0 <= gap < WITHIN_MS:
            self._begin(event)
            return False
        if is_enter(event):
            swallowed, self._count = self.is_burst, 0
            return swallowed
        self._count += 1 if self._count else 0
        if self._count == LEAST:
            self._on_burst()
        return self.is_burst

    def _begin(self, event: QKeyEvent) -> None:
        """A first key: whatever follows at once may be a code; in a field of text it is welcome."""
        screen = self._window.current
        self._count = 0 if is_enter(event) or _is_writing() else 1
        self._take_back = screen.remember() if self._count and screen is not None else None

    def _on_burst(self) -> None:
        screen = self._window.current
        if self._take_back is not None:
            self._take_back()
        if screen is not None:
            screen.tell_scan()


def _is_writing() -> bool:
    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit)
