"""What is being typed or weighed, large, with its label and unit on one baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import Frame, Text, restyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QLabel

_SIZES: Final = (("total", 48), ("total-40", 40), ("total-32", 32))
_VALUE_HEIGHT: Final = 54


def total_role(text: str) -> str:
    """Choose 48, 40 or 32 px for an amount by how many characters it has, so that a column never widens."""
    if len(text) <= 9:
        return "total"
    return "total-40" if len(text) <= 11 else "total-32"


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
        self._label = Text(label, "label", "text2")
        self._value = Text(value, "total", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._unit = Text(unit, "h2", "text2")
        row = BaselineRow()
        row.add_stretch()
        row.add(self._value, self._unit)
        row.setFixedHeight(_VALUE_HEIGHT)
        self._row = row
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 8)
        column.setSpacing(0)
        column.addWidget(self._label)
        column.addStretch(1)
        column.addWidget(row)
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
        self._name_it()

    def set_value(self, value: str, unit: str | None = None) -> None:
        """Show a value, and another unit if given; a long value takes a smaller size, never an ellipsis."""
        self._value.setText(value)
        if unit is not None:
            self._unit.setText(unit)
            self._unit.setVisible(bool(unit))
        self._fit()
        self._name_it()

    def set_state(self, state: str) -> None:
        """Show it as ``idle``, ``active`` or ``error``."""
        restyle(self, state=state)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, Height.DISPLAY)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 36 - self._unit.sizeHint().width() - 12
        _largest_that_fits(self._value, _SIZES, room)
        self._row.align()

    def _name_it(self) -> None:
        parts = (self._label.text(), self._value.text(), self._unit.text())
        self.setAccessibleName(" ".join(part for part in parts if part))


def _largest_that_fits(text: Text, sizes: Sequence[tuple[str, int]], room: int) -> None:
    for role, _px in sizes:
        text.set_role(role)
        text.ensurePolished()
        if text.fontMetrics().horizontalAdvance(text.text()) <= room:
            return
