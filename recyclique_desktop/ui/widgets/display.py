"""What is being typed or weighed, large, with its label and unit on one baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text, restyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QLabel

_ICON: Final = 22
_SIZES: Final = ("total", "total-40", "total-32", "h1", "h2")


def fit_role(text: Text, roles: Sequence[str], room: int) -> None:
    """Give ``text`` the first of ``roles`` in which it is no wider than ``room``; the last one if none is."""
    for role in roles:
        text.set_role(role)
        if text.sizeHint().width() <= room:
            return


class FitText(Text):
    """A text on one line that takes the first of several sizes in which it fits.

    Args:
        roles: Sizes, the wanted one first.
    """

    def __init__(self, text: str, *roles: str, tone: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(text, roles[0], tone, parent=parent)
        self._roles = roles
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(text)
        if self.width() and hasattr(self, "_roles"):
            fit_role(self, self._roles, self.width())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        fit_role(self, self._roles, self.width())


def total_role(text: str) -> str:
    """Choose 48, 40 or 32 px for an amount by how many characters it has, so that a column never widens."""
    if len(text) <= 9:
        return "total"
    return "total-40" if len(text) <= 11 else "total-32"


def smaller_from(role: str) -> tuple[str, ...]:
    """Return ``role`` and the sizes below it, for a column too narrow for the size its digits allow."""
    return _SIZES[_SIZES.index(role) :]


class BaselineRow(QWidget):
    """Texts of several sizes on one baseline: Qt's layouts cannot, so small ones get a bottom margin."""

    def __init__(self, *, spacing: int = 10, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts: list[QLabel] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)

    def add(self, *texts: QLabel) -> None:
        """Append texts."""
        for text in texts:
            self._texts.append(text)
            self._row.addWidget(text, alignment=Qt.AlignmentFlag.AlignBottom)
        self.align()

    def add_stretch(self) -> None:
        """Append the space that pushes the next texts to the right."""
        self._row.addStretch(1)

    def align(self) -> None:
        """Put every text on the lowest baseline; called again when a size changes."""
        for text in self._texts:
            text.ensurePolished()
        lowest = max((text.fontMetrics().descent() for text in self._texts), default=0)
        for text in self._texts:
            text.setContentsMargins(0, 0, 0, lowest - text.fontMetrics().descent())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        self.align()
        super().showEvent(event)


class Display(Frame):
    """A label above, the value at the right with its unit. States: ``idle``, ``active``, ``error``.

    Args:
        name: ``objectName``.
        label: What is typed: « Espèces reçues ».
        value: First value.
        unit: ``"€"``, ``"kg"``, ``"× 5 €"``.
        height: 100, or 112 for what a scale says.
    """

    def __init__(
        self,
        name: str,
        label: str = "",
        value: str = "",
        unit: str = "",
        *,
        height: int = Height.DISPLAY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("display", name, parent)
        self.setProperty("state", "idle")
        self._height = height
        self.setFixedHeight(height)
        self._icon = IconLabel("circle-check", _ICON, parent=self)
        self._icon.hide()
        self._has_icon = False
        self._label = FlexText(label, "label", "text2")
        self._value = Text(value, "total", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._unit = Text(unit, "h2", "text2")
        self._row = BaselineRow(parent=self)
        self._row.add_stretch()
        self._row.add(self._value, self._unit)
        self._label.setParent(self)
        self._name_it()

    @property
    def value(self) -> str:
        """The value shown."""
        return self._value.text()

    @property
    def state(self) -> str:
        """``idle``, ``active`` or ``error``."""
        return str(self.property("state"))

    def set_label(self, label: str, *, icon: str = "", tone: str = "text2") -> None:
        """Change what is being typed, or how the scale stands, with an icon before it if told."""
        self._label.setText(label)
        self._label.set_tone(tone)
        self._has_icon = bool(icon)
        self._icon.setVisible(self._has_icon)
        if icon:
            self._icon.set_icon(icon)
            self._icon.set_tone(tone)
        self._place()
        self._name_it()

    def set_value(self, value: str, unit: str | None = None, *, tone: str = "text") -> None:
        """Show a value, and another unit if given; a long value takes a smaller size, never an ellipsis.

        Args:
            value: As formatted.
            unit: Another unit, or ``None`` for the same.
            tone: ``"text2"`` for a value that is only proposed.
        """
        self._value.setText(value)
        self._value.set_tone(tone)
        if unit is not None:
            self._unit.setText(unit)
            self._unit.setVisible(bool(unit))
        self._place()
        self._name_it()

    def set_state(self, state: str) -> None:
        """Show it as ``idle``, ``active`` or ``error``."""
        restyle(self, state=state)
        self._place()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Lay the label at the top and the value at the foot; the two may share the room above the digits."""
        inside = self.contentsRect().adjusted(16, 10 + (self._height - Height.DISPLAY) // 3, -16, -8)
        self._label.ensurePolished()
        beside = _ICON + 8 if self._has_icon else 0
        tall = self._label.heightForWidth(inside.width() - beside)
        one_line = tall <= self._label.sizeHint().height()
        self._label.setGeometry(inside.left() + beside, inside.top(), inside.width() - beside, tall)
        self._icon.move(inside.left(), inside.top() + (self._label.sizeHint().height() - _ICON) // 2)
        self._fit(inside.width(), _SIZES if one_line else _SIZES[2:])
        foot = self._row.sizeHint().height()
        self._row.setGeometry(inside.left(), inside.bottom() + 1 - foot, inside.width(), foot)

    def _fit(self, width: int, roles: Sequence[str]) -> None:
        fit_role(self._value, roles, width - self._unit.sizeHint().width() - 10)
        self._row.align()

    def _name_it(self) -> None:
        parts = (self._label.text(), self._value.text(), self._unit.text())
        self.setAccessibleName(" ".join(part for part in parts if part))
