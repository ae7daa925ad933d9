"""How long nobody touched the workstation: keys, mouse and screen, in the window and in the dialogs over it.

Windows are listened to, not widgets: what a person does comes through there once, and nothing else does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from recyclique_desktop.ui.keys import is_enter

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow
    from PySide6.QtWidgets import QWidget

_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate, QEvent.Type.Wheel, QEvent.Type.TabletPress,
    }
)  # fmt: skip


_HABIT_MS: Final = 700


class Stillness(QObject):
    """Since when nobody touched anything.

    Signals:
        touched(): Somebody did, after the stillness was asked for.

    Args:
        window: The window; its dialogs are listened to from when they have the focus.
        stopwatch: Seconds, on a clock that nobody can set.
    """

    touched = Signal()

    def __init__(self, window: QWidget, stopwatch: Callable[[], float]) -> None:
        super().__init__(window)
        self._stopwatch = stopwatch
        self._touched_at = stopwatch()
        self._ignoring = QTimer(self)
        self._ignoring.setSingleShot(True)
        self._ignoring.setInterval(_HABIT_MS)
        self._hear(window.windowHandle())
        self._application = QGuiApplication.instance()
        if isinstance(self._application, QGuiApplication):
            self._application.focusWindowChanged.connect(self._hear)

    def stop(self) -> None:
        """Listen no more: Qt forgets a filter that is gone."""
        if isinstance(self._application, QGuiApplication):
            self._application.focusWindowChanged.disconnect(self._hear)
        self.deleteLater()

    @property
    def length(self) -> timedelta:
        """How long nobody touched anything."""
        return timedelta(seconds=max(0.0, self._stopwatch() - self._touched_at))

    def touch(self) -> None:
        """Begin anew."""
        self._touched_at = self._stopwatch()

    def ignore_enter(self) -> None:
        """For a moment, take Enter away: whoever types it after a code by habit must not press what is behind."""
        self._ignoring.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in _TOUCHES:
            self.touch()
            self.touched.emit()
        if self._ignoring.isActive() and isinstance(event, QKeyEvent) and is_enter(event):
            return True
        return super().eventFilter(watched, event)

    def _hear(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a window that is heard already stays heard once
