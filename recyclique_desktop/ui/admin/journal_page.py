"""« Journal »: what was done, by whom, where; searched, filtered, read in full, taken out whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.audit import (
    MOST_COUNTED,
    PAGE,
    AuditFilter,
    AuditLine,
    AuditPage,
    audit_page,
    kinds_seen,
    targets_seen,
)
from recyclique_desktop.data.queries.audit_places import Changed, changes_of
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.flows.audit_export import ExportAudit, Exported, export_audit
from recyclique_desktop.system.audit_words import description_words, kind_words, target_words
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin.audit_card import AuditCard
from recyclique_desktop.ui.admin.audit_filter import AuditFilterDialog, filter_words, with_words
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.keys import letter_of
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.export_dialog import ExportDialog
from recyclique_desktop.ui.widgets.long_list import LongList
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.search import SearchBox
from recyclique_desktop.ui.widgets.table import Cell, Column, TableRow
from recyclique_desktop.ui.words import joined, refusal

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.documents.tables import Format
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext

_PAUSE_MS: Final = 250
"""Between the last letter and the search: a long history is not read anew at each one."""


class JournalPage(AdminPage):
    """Reads history; changes nothing, but for the trace of an export."""

    name = "admin_journal"
    place = "journal"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, tr("Journal"))
        self._wanted = AuditFilter()
        self._question = 0
        self._lines: dict[Hashable, AuditLine] = {}
        self._search = SearchBox("journal_search", tr("Chercher"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._filter = ActionButton(
            "journal_filter", tr("Filtrer…"), icon="list", height=Height.SMALL_ACTION, margin=14
        )
        self._export = ActionButton(
            "journal_export", tr("Exporter…"), icon="download", height=Height.SMALL_ACTION, margin=14
        )
        self._limits = FlexText("", "small", "text2")
        columns = (
            Column(tr("Quand"), width=136),
            Column(tr("Ce qui a été fait")),
            Column(tr("Qui"), width=130, leaves_below=560),
        )
        self._list = LongList("journal", columns, chunk=PAGE, nothing=tr("Rien de tel."), most=MOST_COUNTED)
        self._band = MessageBand("journal_band", height=72)
        self._card = AuditCard()
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
        self._list.picked.connect(self._on_picked)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._search.edit.clear()
        self._pause.stop()
        self._wanted = AuditFilter()
        person = self.context.presence.person
        self._export.setEnabled(person is not None and person.actor.may(Permission.REPORTS_EXPORT))
        self._card.show_nothing()
        self._load(0)

    def handle_key(self, event: QKeyEvent) -> bool:
        if self._list.take_key(event):
            return True
        letter = letter_of(event)
        if letter:
            self._search.take(letter)
        return bool(letter)

    # reading

    def _load(self, offset: int) -> None:
        """Read a page; of two questions, the later one's answer is shown."""
        self._question += 1
        wanted, station = self._wanted, self.context.station
        self._limits.setText(filter_words(wanted))
        self._limits.setVisible(bool(self._limits.text()))
        self.context.tasks.report(
            lambda session: (
                audit_page(session, wanted, station.zone, offset=offset),
                workplace(session, station).site_name,
            ),
            partial(self._on_read, self._question),
            self._on_refused,
        )

    def _on_read(self, question: int, found: tuple[AuditPage, str]) -> None:
        if question != self._question:
            return
        page, site = found
        self.show_site(site)
        self._lines = {line.id: line for line in page.lines}
        self._list.show_rows([_row(line) for line in page.lines], page.offset, page.total)
        self._card.show_nothing()

    def _on_picked(self, key: Hashable) -> None:
        line = self._lines.get(key)
        if line is None:
            return
        self._card.show_line(line, ())
        written = line.written
        if written is not None:
            self.context.tasks.read(
                lambda session: changes_of(session, written), partial(self._on_changes, line), self._on_refused
            )

    def _on_changes(self, line: AuditLine, changed: tuple[Changed, ...]) -> None:
        if self._list.table.chosen == line.id:
            self._card.show_line(line, changed)

    # what is looked for

    def _on_searched(self) -> None:
        words = self._search.edit.text()
        if words != self._wanted.words:
            self._wanted = with_words(self._wanted, words)
            self._load(0)

    def _on_filter(self) -> None:
        self.context.tasks.report(
            lambda session: (kinds_seen(session), targets_seen(session)), self._ask_filter, self._on_refused
        )

    def _ask_filter(self, seen: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        station = self.context.station
        today = business_date(station.clock.now(), station.zone)
        dialog = AuditFilterDialog(self._wanted, *seen, today, self)
        dialog.answered.connect(self._on_filtered)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_filtered(self, wanted: AuditFilter) -> None:
        self._wanted = wanted
        self._load(0)

    # taking out

    def _on_export(self) -> None:
        limits = filter_words(self._wanted)
        detail = tr("Tout ce qui répond au filtre : {limits}.", limits=limits) if limits else tr("Tout le journal.")
        kept = tr("Le journal gardera que vous l’avez exporté.")
        dialog = ExportDialog(tr("Exporter le journal ?"), f"{detail} {kept}", self)
        dialog.answered.connect(self._on_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_folder(self, folder: Path, format_: Format) -> None:
        context, actor = self.context, self.context.presence.actor
        command = ExportAudit(folder, format_, self._wanted)
        self._export.setEnabled(False)
        context.tasks.export(
            lambda: export_audit(context.tasks.db, command, actor, context.station), self._on_exported, self._on_refused
        )

    def _on_exported(self, done: Exported) -> None:
        self._export.setEnabled(True)
        told = trn("{n:number} ligne dans {file}", "{n:number} lignes dans {file}", done.rows, file=done.path.name)
        self._band.say(Message(MessageKind.GOOD, told, str(done.path.parent), closable=True))
        self._load(0)

    def _on_refused(self, error: UserError) -> None:
        self._export.setEnabled(True)
        self._band.say(refusal(error))


def _row(line: AuditLine) -> TableRow:
    said = description_words(line.description) or kind_words(line.kind)
    return TableRow(
        line.id,
        (
            Cell(tr("{at:date}", at=line.at), joined(tr("{at:time}", at=line.at), line.place)),
            Cell(said, line.target_name or target_words(line.target_type), role="strong"),
            Cell(line.actor or UNKNOWN),
        ),
    )
