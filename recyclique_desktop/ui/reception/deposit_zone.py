"""The right zone of reception: the lines of the deposit, its four sums, and « Terminer le dépôt »."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.reception.words import line_detail, total
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text, rule
from recyclique_desktop.ui.widgets.buttons import ActionButton, IconButton
from recyclique_desktop.ui.widgets.column_note import ColumnNote
from recyclique_desktop.ui.widgets.display import FitText
from recyclique_desktop.ui.widgets.rows import RIGHT
from recyclique_desktop.ui.widgets.ticket import TicketLine, TicketList
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.domain.reception import Totals
    from recyclique_desktop.domain.weight import Grams
    from recyclique_desktop.ui.reception.running_deposit import RunningDeposit
    from recyclique_desktop.ui.widgets.geometry import Layout

LINE: Final = 58
_HEAD: Final = 65
_ROW: Final = 31
_ICON: Final = 22
_SHORT: Final = 4


class FlowRow(QWidget):
    """One of the four sums: icon, name, weight.

    Args:
        name: ``objectName``.
    """

    def __init__(self, name: str, icon: str, label: str, *, height: int = _ROW) -> None:
        super().__init__()
        self.setObjectName(name)
        self._height = height
        self._label = label
        self._value = Text("", "amount", align=RIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.GRID)
        self._icon = IconLabel(icon, _ICON)
        row.addWidget(self._icon)
        self._name = FlexText(label)
        row.addWidget(self._name, 1)
        row.addWidget(self._value)

    @property
    def value(self) -> str:
        """The weight shown."""
        return self._value.text()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep every word: a name that wraps makes its row taller."""
        icon = 0 if self._icon.isHidden() else _ICON + Space.GRID
        room = self.width() - icon - self._value.sizeHint().width() - Space.GRID
        self.setMinimumHeight(max(self._height, self._name.heightForWidth(room)))

    def set_narrow(self, narrow: bool) -> None:
        """Drop the icon from 1024 to 1279 wide."""
        self._icon.setVisible(not narrow)
        self._fit()

    def show_sum(self, grams: Grams) -> None:
        """Show a weight."""
        self._value.setText(total(grams))
        self._value.set_tone("text" if grams else "text2")
        self._fit()
        self.setAccessibleName(f"{self._label} {self._value.text()}")


class FlowSums(QWidget):
    """The four sums under one another; nothing adds them up."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._rows = (
            FlowRow(f"{prefix}_shop_in", "arrow-down-to-line", tr("Entré en boutique")),
            FlowRow(f"{prefix}_recycling", "recycle", tr("Recyclage direct")),
            FlowRow(f"{prefix}_tip", "trash-2", tr("Déchèterie directe")),
            FlowRow(f"{prefix}_shop_out", "arrow-up-from-line", tr("Sorti de boutique")),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in self._rows:
            column.addWidget(row)

    def set_narrow(self, narrow: bool) -> None:
        """Drop the icons from 1024 to 1279 wide."""
        for row in self._rows:
            row.set_narrow(narrow)

    def show_totals(self, totals: Totals) -> None:
        """Show them."""
        four = (totals.shop_in, totals.recycling_direct, totals.tip_direct, totals.shop_out)
        for row, grams in zip(self._rows, four, strict=True):
            row.show_sum(grams)


class DepositZone(QWidget):
    """Head, lines, message, sums, and the end of the deposit, always there.

    Signals:
        line_picked(object): Id of the line pressed.
        removal_asked(object): Id of the line whose bin was pressed.
        description_asked(): The pencil was pressed.
        finish_asked(): « Terminer le dépôt » was pressed.
    """

    line_picked = Signal(object)
    removal_asked = Signal(object)
    description_asked = Signal()
    finish_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pencil = IconButton("deposit_describe", "pencil", tr("Provenance et note du dépôt"))
        self.lines = TicketList("deposit_line", line_height=LINE)
        self.note = ColumnNote("deposit_note")
        self.finish = ActionButton(
            "deposit_finish", tr("Terminer le dépôt"), icon="check", height=Height.ACTION_TALL, role="strong"
        )
        self._title = FitText("", "h2", "strong", "cap")
        self._detail = FlexText("", "small", "text2")
        self._sums = FlowSums("deposit_sum")
        self._day = FlexText("", "small", "text2")
        self._day.setObjectName("deposit_day")
        self._build()
        self._connect()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.setContentsMargins(0, 5, 0, 0)
        words.addWidget(self._detail)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setContentsMargins(20, 9, 12, 0)
        head.addLayout(words, 1)
        head.addWidget(self.pencil, alignment=Qt.AlignmentFlag.AlignTop)
        top = QWidget()
        top.setFixedHeight(_HEAD)
        top.setLayout(head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self.lines, 1)
        column.addWidget(self.note)
        column.addWidget(self._foot())

    def _foot(self) -> Frame:
        foot = Frame("surface", "deposit_foot")
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        inner = QVBoxLayout()
        inner.setContentsMargins(20, 9, 20, 16)
        inner.setSpacing(0)
        inner.addWidget(self._sums)
        inner.addWidget(self._day)
        inner.addSpacing(9)
        inner.addWidget(self.finish)
        column.addLayout(inner)
        return foot

    def _connect(self) -> None:
        self.pencil.clicked.connect(self.description_asked)
        self.lines.picked.connect(self.line_picked)
        self.lines.removal_asked.connect(self.removal_asked)
        self.finish.clicked.connect(self.finish_asked)

    def show_deposit(self, deposit: RunningDeposit) -> None:
        """Show the lines and their sums."""
        self._title.setText(_title(deposit))
        self._detail.setText(_detail(deposit))
        self.lines.set_lines(
            [
                TicketLine(line.line_id, line.label, line_detail(line), tr("{weight:kilos}", weight=line.net))
                for line in deposit.lines
            ]
        )
        self._sums.show_totals(deposit.totals)
        self.finish.setEnabled(bool(deposit.number))

    def show_day(self, whole: Totals, notebook: date | None) -> None:
        """Show what the day weighed so far, this deposit included; what came in and what left are said apart."""
        received = tr("{weight:kilos1} reçus", weight=whole.received) if whole.received else ""
        out = tr("{weight:kilos1} sortis", weight=whole.shop_out) if whole.shop_out else ""
        day = tr("Aujourd’hui") if notebook is None else tr("{day:date}", day=notebook)
        self._day.setText(tr("{day} : {told}", day=day, told=joined(received, out) or tr("rien encore")))

    def show_pencil(self, *, is_for_line: bool) -> None:
        """Say what the pencil writes on now."""
        said = tr("Note sur la pesée") if is_for_line else tr("Provenance et note du dépôt")
        self.pencil.setAccessibleName(said)
        self.pencil.setToolTip(said)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._sums.set_narrow(layout.narrow)
        self.finish.set_cap("" if layout.narrow else "F12")


def _title(deposit: RunningDeposit) -> str:
    return tr("Dépôt {number}", number=deposit.number[-_SHORT:]) if deposit.number else tr("Nouveau dépôt")


def _detail(deposit: RunningDeposit) -> str:
    if deposit.since is None:
        return joined(deposit.origin, deposit.insee)
    return joined(deposit.volunteer, deposit.origin or tr("depuis {at:time}", at=deposit.since))
