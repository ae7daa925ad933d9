"""The ticket column: lines that scroll inside themselves, and a foot that is always there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from recyclique_desktop.domain.money import format_euros
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text, rule
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.display import BaselineRow, fit_role, smaller_from, total_role
from recyclique_desktop.ui.widgets.finger import scroll_by_finger
from recyclique_desktop.ui.widgets.ticket_line import LIT_MS, LineRow, TicketLine

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.ui.widgets.base import BoxButton
    from recyclique_desktop.ui.widgets.buttons import IconButton

__all__ = ["LIT_MS", "TicketHead", "TicketLine", "TicketList", "TotalFoot"]

_MARGIN: Final = 20
_GAP: Final = 8


class TicketHead(QWidget):
    """The title of the ticket column, 62 high, with icon buttons at its right.

    Args:
        name: ``objectName``.
        title: « Ticket en cours ».
        buttons: Pause, bin…
    """

    def __init__(
        self, name: str, title: str, buttons: Sequence[IconButton] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFixedHeight(62)
        self._title = FlexText(title, "h2")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._title, 1)
        for button in buttons:
            row.addWidget(button)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)


class TicketList(QScrollArea):
    """The lines of the running ticket, newest at the foot, scrolled to, highlighted 800 ms.

    Signals:
        picked(object): ``line_id`` of the line pressed.
        removal_asked(object): ``line_id`` of the selected line whose bin was pressed.
        edit_asked(object): ``line_id`` of the selected line whose « Modifier » was pressed.
        selection_changed(): Another line is selected, or none.

    Args:
        name: ``objectName``; lines are called ``<name>_0``…, their bin ``<name>_0_bin``.
        line_height: 62 at the till, 58 at reception.
        editable: Whether the selected line has « Modifier » and « Retirer » below it, else a bin beside it.
    """

    picked = Signal(object)
    removal_asked = Signal(object)
    edit_asked = Signal(object)
    selection_changed = Signal()

    def __init__(
        self, name: str, *, line_height: int = Height.LINE, editable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._line_height = line_height
        self._editable = editable
        self._folded = False
        self.setAccessibleName(tr("Lignes du ticket"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll_by_finger(self)
        self._rows: dict[Hashable, LineRow] = {}
        self._made = 0
        self._selected: Hashable | None = None
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(8, 0, 8, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(inside)
        self._at_foot = False
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        self.verticalScrollBar().actionTriggered.connect(self._on_scrolled)

    @property
    def selected(self) -> Hashable | None:
        """``line_id`` of the selected line, or ``None``."""
        return self._selected

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._rows)

    def set_lines(self, lines: Sequence[TicketLine], *, light_newest: bool = True) -> None:
        """Show these lines in order; a line not seen before is highlighted and scrolled to."""
        wanted = {line.line_id for line in lines}
        for gone in [line_id for line_id in self._rows if line_id not in wanted]:
            self._drop(gone)
        newest = None
        for place, line in enumerate(lines):
            if line.line_id in self._rows:
                self._rows[line.line_id].show_line(line)
            else:
                newest = self._add(line, place)
            self._rows[line.line_id].set_first(place == 0)
        if newest is not None and light_newest:
            newest.light_up()
        if newest is not None:
            self._bring_newest()
        self._unroll()

    def set_selected(self, line_id: Hashable | None) -> None:
        """Show one line as selected, with its bin; ``None`` for none."""
        if line_id == self._selected:
            return
        before, self._selected = self._selected, line_id
        self._at_foot = self._at_foot and line_id is None  # a selected line grows: the list would jump to its foot
        for changed, is_selected in ((before, False), (line_id, True)):
            if changed in self._rows:
                self._rows[changed].set_selected(is_selected)
        self._unroll()
        QTimer.singleShot(0, self, self._bring_selected)
        self.selection_changed.emit()

    def set_folded(self, folded: bool) -> None:
        """Stand as long as its lines are, in a zone that scrolls as a whole: no list scrolls within it."""
        self._folded = folded
        self._unroll()

    def _unroll(self) -> None:
        inside = self.widget()
        if self._folded and inside is not None:
            self._column.activate()
        self.setMinimumHeight(inside.sizeHint().height() if self._folded and inside is not None else 0)

    def is_lit(self, line_id: Hashable) -> bool:
        """Tell whether a line is on the soft ground now: new, or selected."""
        return self._rows[line_id].is_lit

    def line_button(self, line_id: Hashable) -> BoxButton:
        """Return the button of a line."""
        return self._rows[line_id].button

    def _add(self, line: TicketLine, place: int) -> LineRow:
        name = f"{self.objectName()}_{self._made}"
        row = LineRow(name, line, self._line_height, first=place == 0, editable=self._editable)
        self._made += 1
        self._rows[line.line_id] = row
        self._column.insertWidget(place, row)
        row.button.clicked.connect(lambda _checked=False, line_id=line.line_id: self.picked.emit(line_id))
        row.bin.clicked.connect(lambda _checked=False, line_id=line.line_id: self.removal_asked.emit(line_id))
        if row.edit is not None:
            row.edit.clicked.connect(lambda _checked=False, line_id=line.line_id: self.edit_asked.emit(line_id))
        return row

    def _drop(self, line_id: Hashable) -> None:
        row = self._rows.pop(line_id)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        if self._selected == line_id:
            self._selected = None
            self.selection_changed.emit()

    def _bring_newest(self) -> None:
        """Scroll to the foot; again when the range grows, which Qt finds out later."""
        self._at_foot = True
        self._on_range()

    def _bring_selected(self) -> None:
        """Scroll to the selected line, for who goes through them by keys."""
        row = self._rows.get(self._selected) if self._selected is not None else None
        if row is not None:
            (_scrolling(self) or self if self._folded else self).ensureWidgetVisible(row, 0, _GAP)

    def _on_range(self) -> None:
        if self._at_foot:
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())
        else:
            self._bring_selected()

    def _on_scrolled(self) -> None:
        self._at_foot = False


def _scrolling(part: QWidget) -> QScrollArea | None:
    """Return what scrolls the zone that ``part`` stands in."""
    above = part.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


class TotalFoot(Frame):
    """The foot of the ticket column, 216 high: a count or a status, the total, the primary button.

    Signals:
        pressed(): The primary button was pressed.
        restated(): It says another total or another status.

    Args:
        name: ``objectName``; the button is ``<name>_primary``.
        label: Word before the total: « Total », « À rendre », « Écart ».
        action: Words of the primary button.
        cap: Its key.
    """

    pressed = Signal()
    restated = Signal()
    _WHOLE: Final = 216
    _FOLDED: Final = 56

    def __init__(self, name: str, label: str, action: str, *, cap: str = "", parent: QWidget | None = None) -> None:
        super().__init__("surface", name, parent)
        self.setFixedHeight(self._WHOLE)
        self._cap, self._is_narrow = cap, False
        self.primary = PrimaryButton(f"{name}_primary", action, cap=cap)
        self._status_icon = IconLabel("circle-check", 22, "accent")
        self._left = Text("", "small", "text2")
        self._right = Text("", "small", "text2", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._label = Text(label, "h2")
        self._total = Text("", "total", align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._row = BaselineRow(spacing=_GAP)
        self._build()
        self.set_status("")
        self.primary.clicked.connect(self.pressed)

    def _build(self) -> None:
        status = QHBoxLayout()
        status.setSpacing(8)
        self._left.setMinimumHeight(24)
        status.addWidget(self._status_icon)
        status.addWidget(self._left, 1)
        status.addWidget(self._right)
        self._row.add(self._label)
        self._row.add_stretch()
        self._row.add(self._total)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        inner = QVBoxLayout()
        inner.setContentsMargins(_MARGIN, 8, _MARGIN, _MARGIN)
        inner.setSpacing(0)
        inner.addLayout(status)
        inner.addStretch(1)
        inner.addWidget(self._row)
        inner.addSpacing(8)
        inner.addWidget(self.primary)
        column.addLayout(inner, 1)

    @property
    def total(self) -> str:
        """The total as shown."""
        return self._total.text()

    @property
    def label(self) -> str:
        """The word before the total."""
        return self._label.text()

    def fold(self, folded: bool) -> None:
        """Keep the status alone: total and button stand in the foot bar of the window."""
        self._row.setVisible(not folded)
        self.primary.setVisible(not folded)
        self.setFixedHeight(self._FOLDED if folded else self._WHOLE)

    def set_status(self, left: str, right: str = "", *, icon: str = "", tone: str = "accent") -> None:
        """Say the line above the total: « 4 lignes · 8 objets · 5,680 kg », or a bold status with its icon."""
        self._left.setText(left)
        self._left.set_role("strong" if icon else "small")
        self._left.set_tone(tone if icon else "text2")
        self._right.setText(right)
        self._status_icon.setVisible(bool(icon))
        if icon:
            self._status_icon.set_icon(icon)
            self._status_icon.set_tone(tone)
        self.restated.emit()

    def set_total(self, amount: Cents | str, label: str | None = None, *, tone: str = "text") -> None:
        """Show an amount; 48, 40 or 32 px by its digits.

        Args:
            amount: Cents, or a text such as « — ».
            label: Another word before it.
            tone: ``"text"``, ``"off"`` while there is nothing, ``"warn"`` for a variance.
        """
        shown = amount if isinstance(amount, str) else format_euros(amount)
        self._total.setText(shown)
        self._total.set_tone(tone)
        self._label.set_tone("off" if tone == "off" else "text")
        if label is not None:
            self._label.setText(label)
        self._total.setAccessibleName(f"{self._label.text()} {shown}")
        self._fit()
        self.restated.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for role in ("h2", "small"):  # the word before it gives way first: a total is never below 32
            self._label.set_role(role)
            room = self.width() - 2 * _MARGIN - _GAP - self._label.sizeHint().width()
            fit_role(self._total, smaller_from(total_role(self._total.text())), room)
            if str(self._total.property("role")).startswith("total"):
                break
        self._row.align()

    def set_narrow(self, narrow: bool) -> None:
        """Drop the key cap from 1024 to 1279 wide."""
        self._is_narrow = narrow
        self.show_cap(self._cap)

    def show_cap(self, cap: str) -> None:
        """Name another key of the button."""
        self._cap = cap
        self.primary.set_cap("" if self._is_narrow else cap)
