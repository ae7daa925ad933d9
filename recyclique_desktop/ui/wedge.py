"""A barcode reader is a keyboard that types very fast and ends with Enter: it must not sell, nor type a price.

Keys come to a window before any of its widgets (a filter on its ``QWindow``). A person never strikes five keys with
less than 50 ms between any two; a reader does. On a page its first four characters are let through, and taken back.
What a dialog, or a page that says so, does at a key cannot be taken back: there a key waits until nothing follows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from recyclique_desktop.ui.keys import is_enter

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import Qt

    from recyclique_desktop.ui.main_window import MainWindow

    Held = tuple[int, Qt.KeyboardModifier, str]

WITHIN_MS: Final = 50
"""Between two keys of a burst, by the clock of whoever delivers them: a screen that was busy changes nothing."""
LEAST: Final = 5
"""Keys that make a burst."""
HELD_MS: Final = 80
"""How long a key waits where nothing can be taken back; nobody sees it."""


class Wedge(QObject):
    """Watches the keys of the window, which must have been shown, and of every dialog that takes the keys from it.

    Args:
        window: Its screen says what was typed, and takes it back.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last = -WITHIN_MS
        self._count = 0
        self._take_back: Callable[[], None] | None = None
        self._held: list[Held] = []
        self._asked: QWindow | None = None
        self._is_giving = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(HELD_MS)
        self._wait.timeout.connect(self._give)
        self._own = window.windowHandle()
        self._watch(self._own)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)

    @property
    def is_burst(self) -> bool:
        """Whether a reader is typing now."""
        return self._count >= LEAST

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Swallow what a reader types, its Enter included; let a key wait where it could not be taken back."""
        if isinstance(event, QKeyEvent) and not self._is_giving and (event.text() or is_enter(event)):
            if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                return self._is_swallowed(event) or self._is_held(watched, event)
            if event.type() == QEvent.Type.KeyRelease:
                return self.is_burst or any(key == event.key() for key, _with, _text in self._held)
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

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

    def _is_held(self, watched: QObject, event: QKeyEvent) -> bool:
        """Keep a character that a reader may have typed; any other key comes after those that wait."""
        if not isinstance(watched, QWindow) or not self._count or not event.text().isprintable():
            self._give()
            return False
        screen = self._window.current
        if watched is self._own and not (screen is not None and screen.holds_keys):
            return False
        self._asked = watched
        self._held.append((event.key(), event.modifiers(), event.text()))
        self._wait.start()
        return True

    def _give(self) -> None:
        """Hand on the keys that waited: a person struck them."""
        self._wait.stop()
        held, self._held = self._held, []
        asked, self._asked = self._asked, None
        self._is_giving = True
        try:
            for key, modifiers, text in held:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    if asked in QGuiApplication.allWindows() and asked.isVisible():  # it may be gone
                        QApplication.sendEvent(asked, QKeyEvent(kind, key, modifiers, text))
        finally:
            self._is_giving = False

    def _begin(self, event: QKeyEvent) -> None:
        """A first key: whatever follows at once may be a code; in a field of text it is welcome."""
        self._give()
        screen = self._window.current
        self._count = 0 if is_enter(event) or _is_writing() else 1
        self._take_back = screen.remember() if self._count and screen is not None else None

    def _on_burst(self) -> None:
        self._wait.stop()
        self._held = []
        screen = self._window.current
        if self._take_back is not None:
            self._take_back()
        if screen is not None:
            screen.tell_scan()


def _is_writing() -> bool:
    return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit | QTextEdit)
