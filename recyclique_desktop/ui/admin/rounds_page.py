"""« Toutes les synchronisations »: what each round carried, or why it failed, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from recyclique_desktop.data.queries.admin_sync import RoundLine, last_rounds
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.admin.sync_words import round_words
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.table import TALL_ROW, Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

_MOST: Final = 200
_PAGES: Final = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Up: -1}


class RoundsPage(AdminPage):
    """A list to read; nothing is pressed but the pages."""

    name = "admin_rounds"
    place = "sync"
    above = page_name("sync")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, tr("Toutes les synchronisations"))
        columns = (
            Column(tr("Quand"), width=170),
            Column(tr("Quoi")),
            Column(tr("Envois"), width=90, leaves_below=760, at_right=True),
            Column(tr("Reçus"), width=90, leaves_below=760, at_right=True),
            Column(tr("Taille"), width=110, leaves_below=860, at_right=True),
        )
        self._table = Table("rounds_list", columns, row_height=TALL_ROW)
        self._pager = Pager("rounds_pager")
        self._band = MessageBand("rounds_band", height=72)
        self.column.addWidget(self.head)
        self.column.addWidget(self._table, 1)
        self.column.addWidget(self._pager)
        self.column.addWidget(self._band)
        self._table.page_changed.connect(self._on_page)
        self._table.picked.connect(self._table.choose)
        self._pager.turned.connect(self._table.turn)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        station = self.context.station
        self.context.tasks.read(
            lambda session: (last_rounds(session, _MOST), workplace(session, station).site_name),
            self._on_read,
            self._on_refused,
        )

    def handle_key(self, event: QKeyEvent) -> bool:
        step = _PAGES.get(Qt.Key(event.key()))
        if step is not None:
            self._table.turn(step)
        return step is not None

    def _on_read(self, found: tuple[tuple[RoundLine, ...], str]) -> None:
        rounds, site = found
        self.show_site(site)
        self._table.set_rows([_row(place, line) for place, line in enumerate(rounds)])

    def _on_page(self) -> None:
        first, last, n = self._table.span
        said = trn("{first} à {last} sur {n}", "{first} à {last} sur {n}", n, first=first, last=last)
        self._pager.show_page(said if n else tr("Encore aucune."), self._table.page, self._table.pages)

    def _on_refused(self, error: UserError) -> None:
        self._band.say(refusal(error))


def _row(place: int, line: RoundLine) -> TableRow:
    failed = line.cause is not None
    said, detail = round_words(line)
    return TableRow(
        place,
        (
            Cell(tr("{at:datetime}", at=line.at)),
            Cell(said, detail, icon="cloud-off" if failed else "circle-check", tone="warn" if failed else "text"),
            Cell(UNKNOWN if failed else tr("{n:number}", n=line.pushed)),
            Cell(UNKNOWN if failed else tr("{n:number}", n=line.pulled)),
            Cell(UNKNOWN if failed else _size(line.bytes)),
        ),
    )


def _size(count: int) -> str:
    return tr("{n:number} ko", n=max(1, round(count / 1000))) if count else UNKNOWN
