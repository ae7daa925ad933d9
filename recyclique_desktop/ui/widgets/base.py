"""What every widget stands on: a text with a role, and a button that holds widgets.

Properties are set through ``restyle``: a style sheet sees a changed property only after the widget is polished again.
"""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QInputDevice, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLabel, QLayout, QPushButton, QSizePolicy, QWidget

from recyclique_desktop.ui.widgets.focus_ring import hide_ring, show_ring

if TYPE_CHECKING:
    from collections.abc import Iterable

_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_WINDOW_CAME_AND_WENT = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


def restyle(widget: QWidget, **properties: str | bool) -> None:
    """Set style properties and show them at once; nothing happens when none changes."""
    changed = [name for name, value in properties.items() if widget.property(name) != value]
    for name in changed:
        widget.setProperty(name, properties[name])
    if changed:
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        if isinstance(widget, Frame):  # polishing alone leaves the former border in its contents rectangle
            QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        widget.updateGeometry()
        widget.update()


class Text(QLabel):
    """A text of one role and one tone.

    Args:
        text: Already translated, plain.
        role: A key of ``tokens.ROLES``: ``"h1"``, ``"strong"``, ``"small"``…
        tone: ``text``, ``text2``, ``accent``, ``on_accent``, ``on_soft``, ``danger``, ``warn`` or ``off``.
        wrap: Whether it may take several lines.
        align: Where it stands in its box.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        wrap: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        self.setAlignment(align)
        self.setText(text)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        restyle(self, tone=tone)

    def set_role(self, role: str) -> None:
        """Change the size and weight."""
        restyle(self, role=role)


class FlexText(Text):
    """A text that stays on one line while there is room and takes two when there is not, never an ellipsis."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role, tone, wrap=True, align=align, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:  # noqa: N802
        self.ensurePolished()
        metrics = QFontMetricsF(self.font())
        return QSize(ceil(metrics.horizontalAdvance(self.text().replace("\u00ad", ""))), ceil(metrics.height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        self.ensurePolished()
        metrics = QFontMetricsF(self.font())
        pieces = re.split(r" |(?<=[-/\u00ad])", self.text())
        widest = max(metrics.horizontalAdvance(piece.replace("\u00ad", "-")) for piece in pieces)
        return QSize(ceil(widest), ceil(metrics.height()))

    def narrowest(self, height: int) -> int:
        """Return the least width at which the text, wrapped between words, is no taller than ``height``."""
        least, full = self.minimumSizeHint().width(), self.sizeHint().width()
        return next((width for width in range(least, full, 4) if self.heightForWidth(width) <= height), full)


class BoxButton(QPushButton):
    """A button that holds a layout; all clickable widgets are made of it.

    It takes the focus by keyboard only, so that a tap leaves the keys of the page alone; Enter presses it only while
    the ring shows. A finger leaves no hover behind. It never toggles by itself: the screen says what is chosen.

    Args:
        name: ``objectName``, unique on its page.
        accessible: What a screen reader says.
        variant: Which rules of the style sheet apply.
        height: Fixed height in logical pixels, or ``None`` to follow its layout.
        radius: Corner radius, for the focus ring.
    """

    def __init__(
        self,
        name: str,
        accessible: str,
        variant: str,
        *,
        height: int | None = None,
        radius: int = 10,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setProperty("variant", variant)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.ring_radius = radius
        self.focused_by_keyboard = False
        if height is not None:
            self.setFixedHeight(height)

    @property
    def chosen(self) -> bool:
        """Whether it is shown as the chosen one."""
        return self.isChecked()

    def set_chosen(self, chosen: bool) -> None:
        """Show it as chosen, or not."""
        self.setCheckable(True)
        self.setChecked(chosen)

    def setEnabled(self, enabled: bool) -> None:  # noqa: N802
        """Allow or refuse it. Refused while it has the focus, it gives it up, so that no neighbour gets the keys."""
        if not enabled and self.hasFocus():
            self.clearFocus()
        super().setEnabled(enabled)

    def nextCheckState(self) -> None:  # noqa: N802
        """Leave the choice to the screen."""

    def sizeHint(self) -> QSize:  # noqa: N802
        layout = self.layout()
        return super().sizeHint() if layout is None else layout.totalSizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        layout = self.layout()
        return super().minimumSizeHint() if layout is None else layout.totalMinimumSize()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if event.reason() not in _WINDOW_CAME_AND_WENT:
            self.focused_by_keyboard = event.reason() in _BY_KEYBOARD
        if self.focused_by_keyboard:
            show_ring(self, self.ring_radius)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if event.reason() not in _WINDOW_CAME_AND_WENT:
            self.focused_by_keyboard = False
            hide_ring(self)
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._is_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self._is_enter(event) and not event.isAutoRepeat():
            self.animateClick()
            return
        if event.key() in ARROWS and not isinstance(self.window(), QDialog):
            event.ignore()  # the screen's own use of it comes first; the window goes on to the next control otherwise
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.focused_by_keyboard = False
        hide_ring(self)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        if event.pointingDevice().type() == QInputDevice.DeviceType.TouchScreen:
            self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
            self.update()

    def _is_enter(self, event: QEvent) -> bool:
        return self.focused_by_keyboard and isinstance(event, QKeyEvent) and event.key() in _ENTER


class Frame(QFrame):
    """A ground: ``card``, ``surface``, ``sunken``, ``soft``, ``bg``, ``header``, ``rule``, ``line``, ``display``."""

    def __init__(self, ground: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", ground)
        if name:
            self.setObjectName(name)


def rule(parent: QWidget | None = None) -> Frame:
    """Make a horizontal line of one pixel."""
    made = Frame("rule", parent=parent)
    made.setFixedHeight(1)
    return made


def empty(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()


def choose(buttons: Iterable[BoxButton], chosen: BoxButton | None) -> None:
    """Show exactly one of ``buttons`` as chosen, or none."""
    for button in buttons:
        button.set_chosen(button is chosen)
