"""« Réception »: every deposit, searched, filtered, read in full, put right, taken out whole."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.catalogue import known_categories
from recyclique_desktop.data.queries.corrections import history_of
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.data.queries.reception import ticket_view
from recyclique_desktop.data.queries.reception_lists import (
    MOST_COUNTED,
    DepositFilter,
    DepositPage,
    DepositRow,
    deposits,
    volunteers,
)
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Permission, ReceptionStatus
from recyclique_desktop.flows.reception_export import Exported, ExportReception, export_reception
from recyclique_desktop.services import corrections
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.deposit_card import DepositCard
from recyclique_desktop.ui.admin.deposit_corrections import ask_line, ask_notebook_day, ask_origin
from recyclique_desktop.ui.admin.deposit_filter import DepositFilterDialog, filter_words
from recyclique_desktop.ui.admin.reception_frame import ReceptionFrame
from recyclique_desktop.ui.approving import ask_manager
from recyclique_desktop.ui.keys import letter_of
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.export_dialog import ExportDialog
from recyclique_desktop.ui.widgets.long_list import LongList
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.search import SearchBox
from recyclique_desktop.ui.widgets.table import Cell, Column, TableRow
from recyclique_desktop.ui.words import joined, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.corrections import CorrectionView
    from recyclique_desktop.data.queries.reception import LineView, TicketView
    from recyclique_desktop.data.queries.reception_lists import Volunteer
    from recyclique_desktop.documents.tables import Format
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.lookup import Known
    from recyclique_desktop.domain.reception import Totals
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.context import AppContext

_PAUSE_MS: Final = 250
_PAGE: Final = 100
_SHOWN: Final = frozenset({"ticket_depot", "ligne_depot", "poste_reception", "corrections"})


class ReceptionPage(ReceptionFrame):
    """The list at the left, the deposit at the right."""

    name = "admin_reception"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "reception", tr("Dépôts"))
        self._wanted = DepositFilter()
        self._question = 0
        self._known: tuple[Known, ...] = ()
        self._ticket: TicketView | None = None
        self._again: UUID | None = None
        self._offset = 0
        self._search = SearchBox("deposits_search", tr("Chercher"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        small = Height.SMALL_ACTION
        self._filter = ActionButton("deposits_filter", tr("Filtrer…"), icon="list", height=small, margin=14)
        self._export = ActionButton("deposits_export", tr("Exporter…"), icon="download", height=small, margin=14)
        self._limits = FlexText("", "small", "text2")
        columns = (
            Column(tr("Jour"), width=112),
            Column(tr("Dépôt")),
            Column(tr("Entrée"), width=92, at_right=True),
            Column(tr("Direct"), width=92, leaves_below=560, at_right=True),
            Column(tr("Sortie"), width=92, leaves_below=480, at_right=True),
        )
        nothing = tr("Aucun dépôt de ce genre.")
        self._list = LongList("deposits", columns, chunk=_PAGE, nothing=nothing, most=MOST_COUNTED)
        self._band = MessageBand("deposits_band", height=72)
        self._card = DepositCard()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(Space.GRID)
        tools.addWidget(self._search, 1)
        tools.addWidget(self._filter)
        tools.addWidget(self._export)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addLayout(tools)
        column.addWidget(self._limits)
        column.addWidget(self._list, 1)
        column.addWidget(self._band)
        self.lay_beside(side, self._card)

    def _connect(self) -> None:
        self._search.changed.connect(lambda _typed: self._pause.start())
        self._pause.timeout.connect(self._on_searched)
        self._filter.clicked.connect(self._on_filter)
        self._export.clicked.connect(self._on_export)
        self._list.wanted.connect(self._load)
        self._list.picked.connect(self._read_ticket)
        self._card.line_picked.connect(self._on_line)
        self._card.origin_asked.connect(self._on_origin)
        self._card.day_asked.connect(self._on_day)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._search.edit.clear()
        self._pause.stop()
        self._wanted = DepositFilter()
        self._export.setEnabled(self._may(Permission.REPORTS_EXPORT))
        self._card.show_nothing()
        self._load(0)

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN:
            self._load(0)

    def handle_key(self, event: QKeyEvent) -> bool:
        if self._list.take_key(event):
            return True
        letter = letter_of(event)
        if letter:
            self._search.take(letter)
        return bool(letter)

    def _may(self, right: Permission) -> bool:
        person = self.context.presence.person
        return person is not None and person.actor.may(right)

    # reading

    def _load(self, offset: int) -> None:
        """Read a page; of two questions, the later one's answer is shown."""
        self._question += 1
        wanted, station = self._wanted, self.context.station
        self.context.tasks.report(
            lambda session: (
                deposits(session, wanted, limit=_PAGE, offset=offset),
                known_categories(session),
                workplace(session, station).site_name,
            ),
            partial(self._on_read, self._question, offset),
            self._on_refused,
        )

    def _on_read(self, question: int, offset: int, found: tuple[DepositPage, tuple[Known, ...], str]) -> None:
        if question != self._question:
            return
        page, self._known, site = found
        self.show_site(site)
        limits = filter_words(self._wanted)
        self._limits.setText(joined(limits, _sums(page.totals)))
        self._list.show_rows([_row(one) for one in page.rows], offset, page.count)
        self._offset, self._ticket, again, self._again = offset, None, self._again, None
        if again is None:
            self._card.show_nothing()
        else:
            self._list.table.choose(again)
            self._read_ticket(again)

    def _read_ticket(self, key: Hashable) -> None:
        if not isinstance(key, UUID):
            return
        self.context.tasks.report(
            lambda session: (ticket_view(session, key), history_of(session, key)),
            self._on_ticket,
            self._on_refused,
        )

    def _on_ticket(self, found: tuple[TicketView | None, tuple[CorrectionView, ...]]) -> None:
        ticket, told = found
        if ticket is None or self._list.table.chosen != ticket.ticket_id:
            return
        self._ticket = ticket
        names = {str(one.id): one.name for one in self._known}
        person = self.context.presence.person
        self._card.show_deposit(ticket, told, names, may_correct=person is not None)

    # what is looked for

    def _on_searched(self) -> None:
        words = self._search.edit.text()
        if words != self._wanted.search:
            self._wanted = replace(self._wanted, search=words)
            self._load(0)

    def _on_filter(self) -> None:
        self.context.tasks.report(volunteers, self._ask_filter, self._on_refused)

    def _ask_filter(self, people: tuple[Volunteer, ...]) -> None:
        station = self.context.station
        today = business_date(station.clock.now(), station.zone)
        dialog = DepositFilterDialog(self._wanted, people, self._known, today, self)
        dialog.answered.connect(self._on_filtered)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_filtered(self, wanted: DepositFilter) -> None:
        self._wanted = wanted
        self._load(0)

    # putting right

    def _on_line(self, line: LineView) -> None:
        ask_line(line, self._known, partial(self._correct, corrections.correct_line), self)

    def _on_origin(self) -> None:
        if self._ticket is not None:
            ask_origin(self._ticket, partial(self._correct, corrections.correct_ticket), self)

    def _on_day(self) -> None:
        if self._ticket is not None:
            station = self.context.station
            today = business_date(station.clock.now(), station.zone)
            ask_notebook_day(self._ticket, today, partial(self._correct, corrections.correct_notebook_day), self)

    def _correct(self, act: Callable[..., int], command: object) -> None:
        """Correct; who lacks the right may ask a manager for it, once."""
        self._do(act, command, self.context.presence.actor)

    def _do(self, act: Callable[..., int], command: object, actor: Actor) -> None:
        station = self.context.station
        self.context.tasks.write(
            lambda session: act(session, command, actor, station),
            self._on_corrected,
            partial(self._on_not_corrected, act, command),
        )

    def _on_not_corrected(self, act: Callable[..., int], command: object, error: UserError) -> None:
        again = partial(self._do, act, command)
        if not ask_manager(self, self.context, error, again, self._on_refused):
            self._on_refused(error)

    def _on_corrected(self, count: int) -> None:
        told = trn("{n} valeur corrigée. Les chiffres suivent.", "{n} valeurs corrigées. Les chiffres suivent.", count)
        self._band.say(Message(MessageKind.GOOD, told, closable=True))
        self._again = None if self._ticket is None else self._ticket.ticket_id
        self._load(self._offset)

    # taking out

    def _on_export(self) -> None:
        limits = filter_words(self._wanted)
        detail = tr("Tout ce qui répond au filtre : {limits}.", limits=limits) if limits else tr("Tous les dépôts.")
        kept = tr("Une ligne par pesée. Le journal gardera que vous l’avez exporté.")
        dialog = ExportDialog(tr("Exporter la réception ?"), f"{detail} {kept}", self)
        dialog.answered.connect(self._on_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_folder(self, folder: Path, format_: Format) -> None:
        context, actor = self.context, self.context.presence.actor
        command = ExportReception(folder, format_, self._wanted)
        self._export.setEnabled(False)
        context.tasks.export(
            lambda: export_reception(context.tasks.db, command, actor, context.station),
            self._on_exported,
            self._on_refused,
        )

    def _on_exported(self, done: Exported) -> None:
        self._export.setEnabled(True)
        told = trn("{n:number} ligne dans {file}", "{n:number} lignes dans {file}", done.rows, file=done.path.name)
        self._band.say(Message(MessageKind.GOOD, told, str(done.path.parent), closable=True))

    def _on_refused(self, error: UserError) -> None:
        self._export.setEnabled(self._may(Permission.REPORTS_EXPORT))
        self._band.say(refusal(error))


def _sums(totals: Totals | None) -> str:
    """Say what the whole list weighs; what came in and what left are never added."""
    if totals is None:
        return tr("Choisissez des dates pour lire les sommes.")
    direct = totals.recycling_direct + totals.tip_direct
    return joined(
        tr("{weight:kilos1} entrés", weight=totals.shop_in),
        tr("{weight:kilos1} directs", weight=direct),
        tr("{weight:kilos1} sortis", weight=totals.shop_out),
    )


def _row(one: DepositRow) -> TableRow:
    state = tr("ouvert") if one.status is ReceptionStatus.OPENED else ""
    detail = joined(one.volunteer_name, tr("cahier") if one.is_deferred else "", state, one.workstation_code)
    direct = one.totals.recycling_direct + one.totals.tip_direct
    day = tr("{day:date}", day=one.day) if one.day is not None else ""
    when = tr("{at:time}", at=one.entered_at) if one.entered_at is not None and not one.is_deferred else ""
    return TableRow(
        one.ticket_id,
        (
            Cell(day, when),
            Cell(one.number or one.short, detail, role="strong"),
            *(Cell(_kilos(weight)) for weight in (one.totals.shop_in, direct, one.totals.shop_out)),
        ),
    )


def _kilos(weight: int) -> str:
    return tr("{weight:kilos}", weight=weight).removesuffix("kg").strip() if weight else "—"
