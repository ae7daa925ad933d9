"""The focus ring: one overlay per window, 3 px outside the control, shown when the focus came by keyboard only.

Qt's ``:focus-visible`` parses and never matches (``DESIGN.md`` §8), hence a widget that follows the application.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from recyclique_desktop.ui.theme.active import active_theme
from recyclique_desktop.ui.widgets.base import BoxButton

GAP: Final = 3
WIDTH: Final = 3
_MIDDLE: Final = 4
"""From the control's edge to the middle of the line."""
_FOLLOWED: Final = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show)


class RingOverlay(QWidget):
    """The ring itself, a child of the window, transparent to the mouse."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._radius = 0
        self.hide()

    def surround(self, place: QRect, radius: int) -> None:
        """Draw the ring around ``place``, in the window's coordinates."""
        self._radius = radius
        out = GAP + WIDTH
        self.setGeometry(place.adjusted(-out, -out, out, out))
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(active_theme().text), WIDTH))
        inset = GAP + WIDTH - _MIDDLE
        edge = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        curve = self._radius + GAP
        painter.drawRoundedRect(edge, curve, curve)
        painter.end()


class FocusRing(QObject):
    """Follows the focus of the application. Make one, keep it: ``FocusRing(app)``."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._target: BoxButton | None = None
        self._watched: list[QWidget] = []
        app.focusChanged.connect(self._on_focus)

    @property
    def target(self) -> QWidget | None:
        """The control the ring is around, or ``None``."""
        return self._target

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in _FOLLOWED:
            self._place()
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._leave()
        return False

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        self._leave()
        if isinstance(new, BoxButton) and new.focused_by_keyboard:
            self._follow(new)

    def _follow(self, target: BoxButton) -> None:
        self._target = target
        target.destroyed.connect(self._on_gone)
        widget: QWidget | None = target
        while widget is not None:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = None if widget.isWindow() else widget.parentWidget()
        self._place()

    def _leave(self) -> None:
        if self._target is None:
            return
        self._target.destroyed.disconnect(self._on_gone)
        for widget in self._watched:
            widget.removeEventFilter(self)
        overlay = _overlay_of(self._target.window())
        overlay.hide()
        self._forget()

    def _on_gone(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._target = None
        self._watched = []

    def _place(self) -> None:
        if self._target is None:
            return
        window = self._target.window()
        overlay = _overlay_of(window)
        if not self._target.isVisibleTo(window):
            overlay.hide()
            return
        corner = self._target.mapTo(window, QPoint(0, 0))
        overlay.surround(QRect(corner, self._target.size()), self._target.ring_radius)


def _overlay_of(window: QWidget) -> RingOverlay:
    found = window.findChild(RingOverlay, "focusRing", Qt.FindChildOption.FindDirectChildrenOnly)
    return found if found is not None else RingOverlay(window)
