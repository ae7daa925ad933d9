"""A table of things: rows of 56 to touch, pages instead of a scroll bar, columns that leave when room is short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Radius
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Frame, Text, restyle, rule

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from PySide6.QtGui import QResizeEvent

ROW: Final = 56
TALL_ROW: Final = 72
HEAD: Final = 48
_SIDE: Final = 16
_GAP: Final = 20
_LEAST_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        width: In logical pixels; 0 for the one that takes the rest.
        leaves_below: Width of the table below which the column is dropped; 0 for one that always stays.
        at_right: Whether its words are aligned right.
    """

    title: str
    width: int = 0
    leaves_below: int = 0
    at_right: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column of a row.

    Attributes:
        note: A second, smaller line.
        icon: Before the words.
    """

    text: str
    note: str = ""
    icon: str = ""
    tone: str = "text"
    role: str = "body"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; ``key`` is what ``Table.picked`` gives back."""

    key: Hashable
    cells: tuple[Cell, ...]


class _CellView(QWidget):
    def __init__(self, column: Column) -> None:
        super().__init__()
        side = Qt.AlignmentFlag.AlignRight if column.at_right else Qt.AlignmentFlag.AlignLeft
        align = side | Qt.AlignmentFlag.AlignVCenter
        self._icon = IconLabel("circle", 20, "text2")
        self._text = FlexText("", "body", align=align)
        self._note = FlexText("", "small", "text2", align=align)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._text)
        words.addWidget(self._note)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if column.width:
            self.setFixedWidth(column.width)

    def show_cell(self, cell: Cell) -> None:
        self._text.setText(cell.text)
        self._text.set_tone(cell.tone)
        self._text.set_role(cell.role)
        self._note.setText(cell.note)
        self._note.setVisible(bool(cell.note))
        self._icon.setVisible(bool(cell.icon))
        if cell.icon:
            self._icon.set_icon(cell.icon)
            self._icon.set_tone(cell.tone)


class _RowView(QWidget):
    def __init__(self, name: str, columns: Sequence[Column], height: int) -> None:
        super().__init__()
        self.key: Hashable = None
        self._ground = Frame("line")
        self.button = BoxButton(name, "", "line", height=height, radius=Radius.HIGHLIGHT)
        self._cells = [_CellView(column) for column in columns]
        row = QHBoxLayout(self.button)
        row.setContentsMargins(_SIDE - 1, 0, _SIDE - 1, 0)
        row.setSpacing(_GAP)
        for column, cell in zip(columns, self._cells, strict=True):
            row.addWidget(cell, 0 if column.width else 1)
        inner = QVBoxLayout(self._ground)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.button)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(0)
        self._rule = rule()
        column_.addWidget(self._rule)
        column_.addWidget(self._ground)

    def show_row(self, shown: TableRow) -> None:
        self.key = shown.key
        for view, cell in zip(self._cells, shown.cells, strict=True):
            view.show_cell(cell)
        words = (part for cell in shown.cells for part in (cell.text, cell.note))
        self.button.setAccessibleName(", ".join(part for part in words if part))

    def set_chosen(self, chosen: bool) -> None:
        restyle(self._ground, state="lit" if chosen else "")

    def show_columns(self, visible: Sequence[bool]) -> None:
        for view, shown in zip(self._cells, visible, strict=True):
            view.setVisible(shown)


class Table(Frame):
    """Rows in pages; one may be chosen.

    Signals:
        picked(object): ``key`` of the row pressed.
        page_changed(): Other rows are shown.

    Args:
        name: ``objectName``; the rows are ``<name>_0``… from the top of the page.
        columns: In order.
        row_height: 56, or 72 for rows of two lines.
    """

    picked = Signal(object)
    page_changed = Signal()

    def __init__(
        self, name: str, columns: Sequence[Column], *, row_height: int = ROW, parent: QWidget | None = None
    ) -> None:
        super().__init__("card", name, parent)
        self._columns = tuple(columns)
        self._row_height = row_height
        self._rows: tuple[TableRow, ...] = ()
        self._views: list[_RowView] = []
        self._chosen: Hashable = None
        self._page = 0
        self._titles = [self._title(column) for column in columns]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._head())
        self._column.addStretch(1)

    @staticmethod
    def _title(column: Column) -> Text:
        side = Qt.AlignmentFlag.AlignRight if column.at_right else Qt.AlignmentFlag.AlignLeft
        title = Text(column.title, "label", "text2", align=side | Qt.AlignmentFlag.AlignVCenter)
        if column.width:
            title.setFixedWidth(column.width)
        return title

    def _head(self) -> Frame:
        head = Frame("head")
        head.setFixedHeight(HEAD)
        row = QHBoxLayout(head)
        row.setContentsMargins(_SIDE - 1, 0, _SIDE - 1, 0)
        row.setSpacing(_GAP)
        for column, title in zip(self._columns, self._titles, strict=True):
            row.addWidget(title, 0 if column.width else 1)
        return head

    @property
    def chosen(self) -> Hashable:
        """``key`` of the chosen row, or ``None``."""
        return self._chosen

    @property
    def span(self) -> tuple[int, int, int]:
        """First and last row shown, from 1, and how many there are."""
        first = self._page * self._capacity()
        return min(first + 1, len(self._rows)), min(first + self._capacity(), len(self._rows)), len(self._rows)

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, -(-len(self._rows) // self._capacity()))

    @property
    def page(self) -> int:
        """Page shown, from 0."""
        return self._page

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows; the page and the choice stay where they can."""
        self._rows = tuple(rows)
        if all(row.key != self._chosen for row in rows):
            self._chosen = None
        self._fill()

    def choose(self, key: Hashable) -> None:
        """Show one row as chosen, on its page; ``None`` for none."""
        self._chosen = key
        for place, row in enumerate(self._rows):
            if row.key == key:
                self._page = place // self._capacity()
        self._fill()

    def turn(self, step: int) -> None:
        """Show the next (1) or the former (-1) page."""
        self._page = min(max(self._page + step, 0), self.pages - 1)
        self._fill()

    def neighbour(self, step: int) -> Hashable:
        """Return the key of the row ``step`` places from the chosen one; the first or last when none is chosen."""
        keys = [row.key for row in self._rows]
        if not keys:
            return None
        if self._chosen not in keys:
            return keys[0 if step > 0 else -1]
        return keys[min(max(keys.index(self._chosen) + step, 0), len(keys) - 1)]

    def row_button(self, key: Hashable) -> BoxButton:
        """Return the button of a row that is shown.

        Raises:
            KeyError: It is on another page.
        """
        for view in self._views:
            if not view.isHidden() and view.key == key:
                return view.button
        raise KeyError(key)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(640, HEAD + 6 * (self._row_height + 1))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        kept = [column for column in self._columns if not column.leaves_below]
        fixed = sum(column.width or 120 for column in kept) + _GAP * (len(kept) - 1) + 2 * _SIDE
        return QSize(fixed, HEAD + _LEAST_ROWS * (self._row_height + 1))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fill()

    def _capacity(self) -> int:
        return max(1, (self.height() - HEAD - 2) // (self._row_height + 1))

    def _visible(self) -> list[bool]:
        return [not column.leaves_below or self.width() >= column.leaves_below for column in self._columns]

    def _fill(self) -> None:
        self._page = min(self._page, self.pages - 1)
        start = self._page * self._capacity()
        shown = self._rows[start : start + self._capacity()]
        while len(self._views) < len(shown):
            self._add_view()
        visible = self._visible()
        for title, seen in zip(self._titles, visible, strict=True):
            title.setVisible(seen)
        for place, view in enumerate(self._views):
            view.setVisible(place < len(shown))
            if place < len(shown):
                view.show_row(shown[place])
                view.show_columns(visible)
                view.set_chosen(self._chosen is not None and shown[place].key == self._chosen)
        self.page_changed.emit()

    def _add_view(self) -> None:
        view = _RowView(f"{self.objectName()}_{len(self._views)}", self._columns, self._row_height)
        view.button.clicked.connect(lambda _checked=False, made=view: self.picked.emit(made.key))
        self._column.insertWidget(1 + len(self._views), view)
        self._views.append(view)
