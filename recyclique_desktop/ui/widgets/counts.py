"""The count at closing: expected, counted and variance of each payment method, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from recyclique_desktop.domain.money import format_euros
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text, empty, rule
from recyclique_desktop.ui.widgets.rows import RIGHT, UNKNOWN, ItemRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.domain.money import Cents


@dataclass(frozen=True, slots=True)
class CountRow:
    """One payment method at closing.

    Attributes:
        icon: Icon of the method.
        label: « Espèces ».
        detail: « fond + ventes − coffre ».
        expected: What the journal says, or ``None`` before it may be shown.
        counted: What was counted, or ``None`` before.
    """

    icon: str
    label: str
    detail: str
    expected: Cents | None
    counted: Cents | None

    @property
    def variance(self) -> int | None:
        """Counted − expected in cents, or ``None`` while one is missing."""
        if self.expected is None or self.counted is None:
            return None
        return self.counted - self.expected


class CountTable(Frame):
    """Expected, counted, variance: one row of 88 per payment method."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("card", name, parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(22)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        for amounts in (2, 3):
            self._grid.setColumnMinimumWidth(amounts, 96)

    def set_rows(self, rows: Sequence[CountRow]) -> None:
        """Show these methods instead of the former ones."""
        empty(self._grid)
        self._head()
        for place, row in enumerate(rows):
            self._grid.addWidget(rule(), 2 * place + 1, 0, 1, 6)
            self._add(2 * place + 2, row)

    def _head(self) -> None:
        titles = (tr("Moyen de paiement"), tr("Attendu"), tr("Compté"), tr("Écart"))
        for column, title in enumerate(titles):
            align = RIGHT if column else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            self._grid.addWidget(FlexText(title, "label", "text2", align=align), 0, column + 1)
        self._grid.setRowMinimumHeight(0, 44)

    def _add(self, line: int, row: CountRow) -> None:
        method = ItemRow(
            f"{self.objectName()}_{line}",
            row.label,
            row.detail,
            icon=row.icon,
            icon_tone="accent",
            height=Height.COUNT_ROW,
            gap=14,
        )
        self._grid.addWidget(method, line, 1)
        for column, amount in ((2, row.expected), (3, row.counted)):
            self._grid.addWidget(Text(_shown(amount), "amount", align=RIGHT), line, column)
        self._grid.addWidget(_variance(row), line, 4)


def _shown(amount: int | None) -> str:
    return UNKNOWN if amount is None else format_euros(amount)


def _variance(row: CountRow) -> QWidget:
    difference = row.variance
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    line.addStretch(1)
    if difference is not None:
        icon, tone = ("triangle-alert", "warn") if difference else ("circle-check", "accent")
        line.addWidget(IconLabel(icon, 22, tone))
    line.addWidget(Text(_shown(difference), "amount", "warn" if difference else "text", align=RIGHT))
    return made
