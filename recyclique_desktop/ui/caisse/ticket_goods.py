"""« Poids, catégorie, note »: the lines of a paid ticket, touched to be put right, and its note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.paper import seen_through
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.table import HEAD, TALL_ROW, Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.sold import SoldLineView, SoldTicket


class TicketGoods(QWidget):
    """Lines and note of one ticket.

    Signals:
        line_asked(object): The line to put right.
        note_asked(): The note is to be written.
    """

    line_asked = Signal(object)
    note_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ticket: SoldTicket | None = None
        self._lines = Table(
            "goods_lines", (Column(tr("Article")), Column(tr("Poids"), 120, at_right=True)), row_height=TALL_ROW
        )
        self._seen = seen_through(self._lines, "goods_lines_area", HEAD + TALL_ROW + 2)
        self._note = ActionButton("goods_note", tr("Note du ticket"), icon="pencil", height=Height.SMALL_ACTION)
        self._said = Text("", "small", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addWidget(self._seen, 1)
        column.addWidget(self._said)
        column.addWidget(self._note)
        self._lines.picked.connect(self._on_line)
        self._note.clicked.connect(self.note_asked)

    @property
    def ticket(self) -> SoldTicket | None:
        """The ticket shown."""
        return self._ticket

    def show_ticket(self, ticket: SoldTicket) -> None:
        """Show a ticket as corrections leave it."""
        self._ticket = ticket
        self._lines.setMinimumHeight(HEAD + 2 + len(ticket.lines) * (TALL_ROW + 1))
        self._lines.set_rows([_row(line) for line in ticket.lines])
        self._said.setText(tr("Note : {note}", note=ticket.note) if ticket.note else tr("Ce ticket n’a pas de note."))

    def _on_line(self, key: object) -> None:
        lines = self._ticket.lines if self._ticket is not None else ()
        for line in lines:
            if line.line_no == key:
                self.line_asked.emit(line)


def _row(line: SoldLineView) -> TableRow:
    words = tr("corrigé") if line.corrected else tr("{amount:euros}", amount=line.total)
    return TableRow(
        line.line_no, (Cell(line.label, words), Cell(tr("{weight:kilos}", weight=line.weight), role="strong"))
    )
