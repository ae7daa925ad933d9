"""One line of the ticket column, and what can be done to it while it is selected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from recyclique_desktop.domain.money import format_euros
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height, Radius
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Frame, Text, restyle, rule
from recyclique_desktop.ui.widgets.buttons import ActionButton, IconButton

if TYPE_CHECKING:
    from collections.abc import Hashable

    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.domain.money import Cents

LIT_MS: Final = 800
_GAP: Final = 8
_INSIDE: Final = 12
_ACT: Final = Height.SMALL_ACTION


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One line as shown.

    Attributes:
        line_id: What the signals give back.
        name: « Casserole ».
        detail: « 1 × 3,00 € · 1,240 kg ».
        amount: Total of the line; a text as it is, e.g. a weight.
    """

    line_id: Hashable
    name: str
    detail: str
    amount: Cents | str

    @property
    def shown(self) -> str:
        """The amount as it is written."""
        return self.amount if isinstance(self.amount, str) else format_euros(self.amount)


class _LineButton(BoxButton):
    def __init__(self, name: str, height: int) -> None:
        super().__init__(name, "", "line", height=height, radius=Radius.HIGHLIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)  # a long name wraps
        self._name = FlexText("", "strong")
        self._detail = FlexText("", "small", "text2")
        self._amount = Text("", "amount", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(_INSIDE, 0, _INSIDE, 0)
        row.setSpacing(_GAP)
        row.addLayout(words, 1)
        row.addWidget(self._amount)

    def height_in(self, width: int) -> int:
        """Return how tall the words are at a width."""
        room = width - 2 * _INSIDE - _GAP - self._amount.sizeHint().width()
        return self._name.heightForWidth(room) + self._detail.heightForWidth(room)

    def show_line(self, line: TicketLine) -> None:
        self._name.setText(line.name)
        self._detail.setText(line.detail)
        self._amount.setText(line.shown)
        self.setAccessibleName(f"{line.name}, {line.detail}, {line.shown}")


class LineRow(QWidget):
    """One line: what it is, how much, and what can be done to it while it is selected."""

    def __init__(self, name: str, line: TicketLine, height: int, *, first: bool, editable: bool) -> None:
        super().__init__()
        self._height = height
        self._selected = False
        self._line: TicketLine | None = None
        self._ground = Frame("line")
        self._ground.setFixedHeight(height)
        self.button = _LineButton(name, height)
        self.edit: BoxButton | None = None
        self.bin: BoxButton
        self._acts: QWidget
        if editable:
            self.edit = ActionButton(f"{name}_edit", tr("Modifier"), icon="pencil", cap="F2", height=_ACT, margin=8)
            self.bin = ActionButton(f"{name}_bin", tr("Retirer"), icon="trash-2", height=_ACT, margin=8)
            self._acts = _side_by_side(self.edit, self.bin)
        else:
            self.bin = self._acts = IconButton(f"{name}_bin", "trash-2", tr("Retirer la ligne"))
            self.bin.setFixedHeight(min(Height.ICON_BUTTON, height - 14))
        self._acts.hide()
        self._rule = rule()
        if first:
            self._rule.hide()  # never shown before it has a parent: it would open a window and take the focus
        self._build(below=editable)
        self._lit = QTimer(self)
        self._lit.setSingleShot(True)
        self._lit.setInterval(LIT_MS)
        self._lit.timeout.connect(self._paint_ground)
        self.show_line(line)

    def _build(self, *, below: bool) -> None:
        inner = QVBoxLayout(self._ground) if below else QHBoxLayout(self._ground)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(_GAP)
        inner.addWidget(self.button, 0 if below else 1)
        inner.addWidget(self._acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._rule)
        column.addWidget(self._ground)

    def show_line(self, line: TicketLine) -> None:
        if line == self._line:
            return
        self._line = line
        self.button.show_line(line)
        said = tr("Retirer la ligne {name}", name=line.name)
        self.bin.setAccessibleName(said)
        self.bin.setToolTip(said)
        if self.edit is not None:
            self.edit.setAccessibleName(tr("Modifier la ligne {name}", name=line.name))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep every word: a name that wraps makes its line taller."""
        beside = self.bin.width() + _GAP if self._selected and self.edit is None else 0
        height = max(self._height, self.button.height_in(self.width() - beside) + _GAP)
        below = _ACT + 2 * _GAP if self._selected and self.edit is not None else 0
        self._ground.setFixedHeight(height + below)
        self.button.setFixedHeight(height)

    def set_first(self, first: bool) -> None:
        self._rule.setVisible(not first)

    def set_selected(self, selected: bool) -> None:
        self._selected = selected
        self._acts.setVisible(selected)
        self._fit()
        self._paint_ground()

    def light_up(self) -> None:
        self._lit.start()
        self._paint_ground()

    @property
    def is_lit(self) -> bool:
        return bool(self._ground.property("state") == "lit")

    def _paint_ground(self) -> None:
        lit = self._selected or self._lit.isActive()
        restyle(self._ground, state="lit" if lit else "")
        restyle(self._rule, ground="none" if lit else "rule")


def _side_by_side(*buttons: BoxButton) -> QWidget:
    """Return the acts of a selected line, in words below it: beside it they would take the name its room."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(_GAP, 0, _GAP, _GAP)
    row.setSpacing(_GAP)
    for button in buttons:
        row.addWidget(button, 1)
    return made
