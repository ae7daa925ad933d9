"""One deposit in full: its weighings, what was put right, and the ways to put more right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal

from recyclique_desktop.domain.enums import Destination, ReceptionStatus
from recyclique_desktop.domain.weight import from_decimal
from recyclique_desktop.flows.reception_export import FLOWS, PLACES
from recyclique_desktop.system.messages import mark, tr, trn
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.table import TALL_ROW, Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from recyclique_desktop.data.queries.corrections import CorrectionView
    from recyclique_desktop.data.queries.reception import LineView, TicketView

_MOST_TOLD: Final = 3
_FIELDS: Final = {
    "poids_kg": mark("poids"),
    "category_id": mark("catégorie"),
    "destination": mark("destination"),
    "is_exit": mark("sortie"),
    "notes": mark("note"),
    "origin_channel": mark("provenance"),
    "insee": mark("commune"),
    "business_date": mark("jour"),
}


class DepositCard(FormCard):
    """The deposit that is chosen.

    Signals:
        line_picked(object): The ``LineView`` to be put right.
        origin_asked(): Where it came from is to be put right.
        day_asked(): The day of its notebook is to be put right.
    """

    line_picked = Signal(object)
    origin_asked = Signal()
    day_asked = Signal()

    def __init__(self) -> None:
        super().__init__("deposit_card")
        self._lines: dict[UUID, LineView] = {}
        self._may = False
        self._title = FlexText("", "h2")
        self._about = Text("", "small", "text2", wrap=True)
        self._sums = Text("", "body", wrap=True)
        self._list = Table("deposit_lines_list", (Column(tr("Pesée")), Column(tr("kg"), width=92, at_right=True)),
                           row_height=TALL_ROW)  # fmt: skip
        self._pager = Pager("deposit_lines_pager")
        self._told = Text("", "small", "text2", wrap=True)
        small = Height.SMALL_ACTION
        self._origin = ActionButton("deposit_correct", tr("Corriger la provenance…"), icon="pencil", height=small)
        self._day = ActionButton("deposit_day", tr("Corriger la date du cahier…"), icon="calendar", height=small)
        for words in (self._title, self._about, self._sums):
            self.column.addWidget(words)
        self.column.addWidget(self._list, 1)
        for part in (self._pager, self._told, self._origin, self._day):
            self.column.addWidget(part)
        self._connect()
        self.show_nothing()

    def _connect(self) -> None:
        self._list.picked.connect(self._on_picked)
        self._list.page_changed.connect(self._on_page)
        self._pager.turned.connect(self._list.turn)
        self._origin.clicked.connect(self.origin_asked)
        self._day.clicked.connect(self.day_asked)

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._title.setText(tr("Touchez un dépôt pour le lire en entier."))
        for part in (self._about, self._sums, self._list, self._pager, self._told, self._origin, self._day):
            part.hide()

    def show_deposit(
        self, ticket: TicketView, told: tuple[CorrectionView, ...], names: Mapping[str, str], *, may_correct: bool
    ) -> None:
        """Show a deposit; ``names``: of categories, by id as corrections keep it."""
        is_closed = ticket.status is ReceptionStatus.CLOSED
        self._may = may_correct and is_closed
        self._lines = {line.line_id: line for line in ticket.lines}
        self._title.setText(tr("Dépôt {number}", number=ticket.number or str(ticket.ticket_id)[:8]))
        self._about.setText(_about(ticket))
        self._sums.setText(_sums(ticket))
        self._list.set_rows([_line(line) for line in ticket.lines])
        self._told.setText(_history(told, names))
        for part in (self._about, self._sums, self._list, self._pager):
            part.show()
        self._told.setVisible(bool(told))
        self._origin.setVisible(self._may)
        self._day.setVisible(self._may and ticket.is_deferred)

    def _on_picked(self, key: object) -> None:
        line = next((one for one in self._lines.values() if one.line_id == key), None)
        if line is not None and self._may:
            self.line_picked.emit(line)

    def _on_page(self) -> None:
        first, last, whole = self._list.span
        said = tr("{first} à {last} sur {n}", first=first, last=last, n=whole) if whole else tr("Aucune pesée")
        self._pager.show_page(said, self._list.page, self._list.pages)


def _about(ticket: TicketView) -> str:
    deferred = tr("cahier, saisi le {at:datetime}", at=ticket.created_at) if ticket.is_deferred else ""
    day = tr("{day:date}", day=ticket.business_date) if ticket.business_date is not None else ""
    when = deferred or tr("{at:time}", at=ticket.created_at)
    state = tr("ouvert") if ticket.status is ReceptionStatus.OPENED else tr("terminé")
    return joined(day, when, ticket.volunteer_name, state, ticket.origin_channel, ticket.insee, ticket.notes)


def _sums(ticket: TicketView) -> str:
    sums = ticket.totals
    direct = sums.recycling_direct + sums.tip_direct
    return joined(
        tr("{weight:kilos} entrés", weight=sums.shop_in),
        tr("{weight:kilos} directs", weight=direct),
        tr("{weight:kilos} sortis", weight=sums.shop_out),
    )


def _line(line: LineView) -> TableRow:
    way = joined(tr(PLACES[line.destination]), tr(FLOWS[line.flow]), tr("corrigée") if line.is_corrected else "")
    kilos = tr("{weight:kilos}", weight=line.net).removesuffix("kg").strip()
    return TableRow(line.line_id, (Cell(line.label, way, role="strong"), Cell(kilos, line.notes)))


def _history(told: tuple[CorrectionView, ...], names: Mapping[str, str]) -> str:
    lines = [_correction(one, names) for one in told[:_MOST_TOLD]]
    more = len(told) - _MOST_TOLD
    return "\n".join([*lines, *([trn("et {n} autre", "et {n} autres", more)] if more > 0 else [])])


def _correction(one: CorrectionView, names: Mapping[str, str]) -> str:
    what = tr(_FIELDS.get(one.field, one.field))
    place = tr("ligne {line}, {name}", line=one.line_no, name=what) if one.line_no else what
    who = tr("{name}, le {at:datetime}", name=one.who, at=one.at)
    if one.field == "notes":
        return tr("{place} : « {new} » ({who})", place=place, new=one.reason, who=who)
    old, new = (_said(one.field, value, names) for value in (one.old, one.new))
    return tr("{place} : {old} → {new} ({who} : {why})", place=place, old=old, new=new, who=who, why=one.reason)


def _said(field: str, value: Any, names: Mapping[str, str]) -> str:
    if value is None or value == "":
        return tr("rien")
    if field == "poids_kg":
        return tr("{weight:kilos}", weight=from_decimal(str(value)))
    if field == "destination":
        return tr(PLACES[Destination(value)])
    if isinstance(value, bool):
        return tr("oui") if value else tr("non")
    return names.get(str(value), str(value))
