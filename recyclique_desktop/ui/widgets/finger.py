"""Lists that a finger moves, that hear each of its taps, and nothing of what it only passes over."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QScroller

_FAR: Final = QPointF(-10_000, -10_000)
_TOUCH: Final = QScroller.ScrollerGestureType.TouchGesture


def scroll_by_finger(area: QAbstractScrollArea) -> None:
    """Let a finger move ``area``: a tap presses what is under it, every time; moving it presses nothing."""
    viewport = area.viewport()
    QScroller.grabGesture(viewport, _TOUCH)
    QScroller.scroller(viewport).stateChanged.connect(partial(_on_state, area))
    viewport.installEventFilter(_EachTap(area))


def _on_state(area: QAbstractScrollArea, state: QScroller.State) -> None:
    """Let go of the button a drag began on: it moves along, and Qt would press it as the finger leaves it."""
    if state is QScroller.State.Dragging:
        for button in area.findChildren(QAbstractButton):
            if button.isDown():
                QApplication.sendEvent(button, QMouseEvent(
                    QEvent.Type.MouseButtonRelease, _FAR, _FAR, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton,
                    Qt.KeyboardModifier.NoModifier,
                ))  # fmt: skip


class _EachTap(QObject):
    """Takes two quick taps for two.

    Where a finger scrolls, Qt takes a second tap within the time of a double click for one, wherever it was, and the
    button under it hears the release alone (seen with Qt 6.11). While the tap becomes a press there are no double
    clicks, therefore; a mouse has them all the time, as dialogs of the system want.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.TouchBegin and (usual := QApplication.doubleClickInterval()):
            QApplication.setDoubleClickInterval(0)
            QTimer.singleShot(0, lambda: QApplication.setDoubleClickInterval(usual))
        return super().eventFilter(watched, event)
