"""The focus ring: one overlay per window, 3 px outside the control, shown when the focus came by keyboard only.

Qt's ``:focus-visible`` parses and never matches (``DESIGN.md`` §8), hence an overlay. Buttons call it from their own
focus events rather than a slot on ``QApplication.focusChanged``: that signal also names a widget being destroyed, and
PySide6 6.11.3 crashes on the wrapper it makes for it (tried: delete the focused button, then close its window).
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from recyclique_desktop.ui.theme.active import active_theme

GAP: Final = 3
WIDTH: Final = 3
_MIDDLE: Final = 4
"""From the control's edge to the middle of the line."""
_FOLLOW_MS: Final = 40


class RingOverlay(QWidget):
    """The ring itself, a child of the window, transparent to the mouse.

    While it shows it looks every 40 ms where its control is: lists scroll and panels move without telling it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._radius = 0
        self._target: QWidget | None = None
        self._look = QTimer(self)
        self._look.setInterval(_FOLLOW_MS)
        self._look.timeout.connect(self._on_look)
        self.hide()

    @property
    def target(self) -> QWidget | None:
        """The control the ring is around, or ``None``."""
        return self._target

    def surround(self, place: QRect, radius: int) -> None:
        """Draw the ring around ``place``, in the window's coordinates."""
        out = GAP + WIDTH
        wanted = place.adjusted(-out, -out, out, out)
        if wanted == self.geometry() and radius == self._radius and self.isVisible():
            return
        self._radius = radius
        self.setGeometry(wanted)
        self.raise_()
        self.show()
        self.update()

    def follow(self, target: QWidget, radius: int) -> None:
        """Keep the ring around ``target`` until ``leave``."""
        self._target = target
        self._radius = radius
        self._on_look()
        self._look.start()

    def leave(self) -> None:
        """Draw no ring any more."""
        self._look.stop()
        self._target = None
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(active_theme().text), WIDTH))
        inset = GAP + WIDTH - _MIDDLE
        edge = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        curve = self._radius + GAP
        painter.drawRoundedRect(edge, curve, curve)
        painter.end()

    def _on_look(self) -> None:
        target, window = self._target, self.parentWidget()
        if target is None or window is None:
            self.leave()
            return
        try:
            visible = target.isVisibleTo(window)
        except RuntimeError:  # its C++ half was destroyed under us
            self.leave()
            return
        if visible:
            self.surround(QRect(target.mapTo(window, QPoint(0, 0)), target.size()), self._radius)
        else:
            self.hide()


def show_ring(control: QWidget, radius: int) -> None:
    """Draw the ring of its window around ``control``."""
    overlay = ring_of(control.window())
    (overlay or RingOverlay(control.window())).follow(control, radius)


def hide_ring(control: QWidget) -> None:
    """Take the ring away if it is around ``control``."""
    overlay = ring_of(control.window())
    if overlay is not None and overlay.target is control:
        overlay.leave()


def ring_of(window: QWidget) -> RingOverlay | None:
    """Return the ring of a window, if it ever had one."""
    found = window.findChild(RingOverlay, "focusRing", Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, RingOverlay) else None
