"""A list too long to be read at once: rows come by the hundred, pages turn as on any other list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.table import TALL_ROW, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.widgets.table import Column, TableRow

_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class LongList(QWidget):
    """A table and its pages.

    Signals:
        picked(object): ``key`` of the row chosen, by touch or by keys.
        wanted(int): Rows from this place on are to be read.

    Args:
        name: Prefix of the names of what it holds.
        chunk: How many rows are read at once.
        nothing: What is said of an empty list.
        most: Beyond this many rows, « plus de » is said.
    """

    picked = Signal(object)
    wanted = Signal(int)

    def __init__(
        self, name: str, columns: Sequence[Column], *, chunk: int, nothing: str, most: int, row_height: int = TALL_ROW
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._chunk, self._nothing, self._most = chunk, nothing, most
        self._offset = self._count = self._total = 0
        self._backwards = False
        self.table = Table(f"{name}_list", columns, row_height=row_height)
        self.pager = Pager(f"{name}_pager")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addWidget(self.table, 1)
        column.addWidget(self.pager)
        self.table.picked.connect(self._pick)
        self.table.page_changed.connect(self._show_place)
        self.pager.turned.connect(self.turn)

    def show_rows(self, rows: Sequence[TableRow], offset: int, total: int) -> None:
        """Show rows that were read from ``offset`` on, of ``total``."""
        self._offset, self._count, self._total = offset, len(rows), total
        self.table.choose(None)
        self.table.set_rows(rows)
        self.table.turn(len(rows) if self._backwards else -len(rows))
        self._backwards = False
        self._show_place()

    def turn(self, step: int) -> None:
        """Show the next (1) or the former (-1) page, of these rows or of those beside them."""
        at_end = self.table.page == (self.table.pages - 1 if step > 0 else 0)
        if not at_end:
            self.table.turn(step)
        elif step > 0 and self._offset + self._count < self._total:
            self.wanted.emit(self._offset + self._chunk)
        elif step < 0 and self._offset > 0:
            self._backwards = True
            self.wanted.emit(max(0, self._offset - self._chunk))

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key of the page; return whether it was used."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._pick(self.table.neighbour(_STEPS[key]))
        elif key in _PAGES:
            self.turn(_PAGES[key])
        else:
            return False
        return True

    def _pick(self, key: object) -> None:
        if key is not None:
            self.table.choose(key)
            self.picked.emit(key)

    def _show_place(self) -> None:
        first, last, _rows = self.table.span
        before = self._offset > 0 or self.table.page > 0
        after = self.table.page < self.table.pages - 1 or self._offset + self._count < self._total
        self.pager.show_page(self._said(first, last), int(before), int(before) + 1 + int(after))

    def _said(self, first: int, last: int) -> str:
        if self._total == 0:
            return self._nothing
        span = {"first": self._offset + first, "last": self._offset + last}
        if self._total > self._most:
            return tr("{first:number} à {last:number} sur plus de {n:number}", n=self._most, **span)
        return trn(
            "{first:number} à {last:number} sur {n:number}", "{first:number} à {last:number} sur {n:number}",
            self._total, **span,
        )  # fmt: skip
