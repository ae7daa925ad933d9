"""What is being typed or weighed, large, with its label and unit on one baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text, restyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QLabel

_SIZES: Final = ("total", "total-40", "total-32", "h1", "h2")


def fit_role(text: Text, roles: Sequence[str], room: int) -> None:
    """Give ``text`` the first of ``roles`` in which it is no wider than ``room``; the last one if none is."""
    for role in roles:
        text.set_role(role)
        if text.sizeHint().width() <= room:
            return


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
    """

    def __init__(
        self, name: str, label: str = "", value: str = "", unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("display", name, parent)
        self.setProperty("state", "idle")
        self.setFixedHeight(Height.DISPLAY)
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

    def set_label(self, label: str) -> None:
        """Change what is being typed."""
        self._label.setText(label)
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
        return QSize(0, Height.DISPLAY)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Lay the label at the top and the value at the foot; the two may share the room above the digits."""
        inside = self.contentsRect().adjusted(16, 10, -16, -8)
        self._label.ensurePolished()
        tall = self._label.heightForWidth(inside.width())
        one_line = tall <= self._label.sizeHint().height()
        self._label.setGeometry(inside.left(), inside.top(), inside.width(), tall)
        self._fit(inside.width(), _SIZES if one_line else _SIZES[2:])
        foot = self._row.sizeHint().height()
        self._row.setGeometry(inside.left(), inside.bottom() + 1 - foot, inside.width(), foot)

    def _fit(self, width: int, roles: Sequence[str]) -> None:
        fit_role(self._value, roles, width - self._unit.sizeHint().width() - 10)
        self._row.align()

    def _name_it(self) -> None:
        parts = (self._label.text(), self._value.text(), self._unit.text())
        self.setAccessibleName(" ".join(part for part in parts if part))
