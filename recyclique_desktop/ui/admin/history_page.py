"""« Mon historique », or somebody's for who manages people: everything she did, filtered by kind and by days."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.history import PAGE, Event, History, HistoryFilter, Kind, history_of
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.history_words import KINDS, event_note, event_words
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.ask import AskDialog, Asked
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton, ChipButton
from recyclique_desktop.ui.widgets.day_text import day_error, day_text, typed_day
from recyclique_desktop.ui.widgets.long_list import LongList
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.table import ROW, Cell, Column, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.context import AppContext

_HOME: Final = "home"
_MOST: Final = 1_000_000
_ICONS: Final = {
    Kind.ADMINISTRATION: "settings", Kind.SIGN_IN: "key-round", Kind.TILL: "wallet", Kind.SALE: "receipt-text",
    Kind.RECEPTION: "scale", Kind.DEPOSIT: "package",
}  # fmt: skip


class _Kinds(QWidget):
    """Chips: everything, or one kind.

    Signals:
        changed(): Another one was chosen.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("history_kinds")
        self.chosen: Kind | None = None
        self._chips: dict[Kind | None, ChipButton] = {None: self._chip("all", tr("Tout"), None)}
        for kind in Kind:
            self._chips[kind] = self._chip(kind.value, tr(KINDS[kind]), kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.TARGET_GAP)
        for chip in self._chips.values():
            row.addWidget(chip)
        row.addStretch(1)
        self.choose(None)

    def choose(self, kind: Kind | None) -> None:
        """Show one as chosen."""
        self.chosen = kind
        for key, chip in self._chips.items():
            chip.set_chosen(key is kind)

    def _chip(self, name: str, words: str, kind: Kind | None) -> ChipButton:
        chip = ChipButton(f"history_{name}", words, height=Height.SMALL_ACTION, role="body", margin=12)
        chip.clicked.connect(lambda _checked=False: self._on_chip(kind))
        return chip

    def _on_chip(self, kind: Kind | None) -> None:
        self.choose(kind)
        self.changed.emit()


class HistoryPage(Page):
    """A list to read. ``go("history")`` shows one's own, ``go("history", user_id=…)`` another person's."""

    name = "history"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._came_from = _HOME
        self._site = ""
        self._is_own = True
        self._user_id: UUID | None = None
        self._wanted = HistoryFilter()
        self._question = 0
        self._kinds = _Kinds()
        self._days = ActionButton("history_days", tr("Dates…"), icon="calendar", height=Height.SMALL_ACTION, margin=14)
        self._title = FlexText("", "h1")
        columns = (
            Column(tr("Quand"), width=150),
            Column(tr("Ce qui s’est passé")),
            Column(tr("Poste"), width=110, leaves_below=1000),
        )
        self._list = LongList("history", columns, chunk=PAGE, nothing=tr("Rien de tel."), most=_MOST, row_height=ROW)
        self._band = MessageBand("history_band", height=72)
        self._lay_out()
        self._kinds.changed.connect(self._on_kind)
        self._days.clicked.connect(self._on_days_asked)
        self._list.wanted.connect(self._load)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.GRID)
        head.addWidget(self._title, 1)
        head.addWidget(self._days)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.ADMIN, Space.PAGE, Space.ADMIN, Space.PAGE)
        column.setSpacing(Space.SMALL)
        column.addLayout(head)
        column.addWidget(self._kinds)
        column.addWidget(self._list, 1)
        column.addWidget(self._band)

    def header(self) -> HeaderText:
        back = tr("Accueil") if self._came_from == _HOME else tr("Revenir")
        return HeaderText(tr("Mon historique") if self._is_own else tr("Historique"), self._site, back=back)

    def enter(self, **arrival: object) -> None:
        self._came_from = str(arrival.get("came_from", _HOME))
        self._user_id = arrival.get("user_id")  # type: ignore[assignment]
        self._wanted = HistoryFilter()
        self._kinds.choose(None)
        self._band.clear()
        self._title.setText(tr("Historique"))
        self._list.show_rows((), 0, 0)
        self._load(0)

    def on_back(self) -> None:
        self.context.go(self._came_from)

    def handle_key(self, event: QKeyEvent) -> bool:
        return self._list.take_key(event)

    def _load(self, offset: int) -> None:
        """Read a page; of two questions, the later one's answer is shown."""
        self._question += 1
        actor, station, wanted = self.context.presence.actor, self.context.station, self._wanted
        user_id = self._user_id or actor.user_id
        if user_id is None:
            return
        if user_id != actor.user_id and not actor.may(Permission.USERS_MANAGE):
            self._on_refused(UserError("permission.denied", permission=Permission.USERS_MANAGE.value))
            return
        self.context.tasks.report(
            lambda session: (
                history_of(session, user_id, wanted, station.zone, offset=offset),
                workplace(session, station).site_name,
            ),
            partial(self._on_read, self._question, user_id == actor.user_id),
            self._on_refused,
        )

    def _on_read(self, question: int, is_own: bool, found: tuple[History, str]) -> None:
        if question != self._question:
            return
        history, self._site = found
        self._is_own = is_own
        self._title.setText(_title(history.name, self._wanted))
        rows = [_row(history.offset + place, event) for place, event in enumerate(history.events)]
        self._list.show_rows(rows, history.offset, history.total)
        self.header_changed.emit()

    def _on_kind(self) -> None:
        kind = self._kinds.chosen
        kinds = frozenset({kind}) if kind is not None else frozenset[Kind]()
        self._wanted = HistoryFilter(kinds, self._wanted.since, self._wanted.until)
        self._load(0)

    def _on_days_asked(self) -> None:
        today = business_date(self.context.station.clock.now(), self.context.station.zone)

        def check(text: str) -> str:
            return day_error(text, today)

        dialog = AskDialog(
            "history_between",
            tr("Entre quels jours ?"),
            tr("Vide : sans limite."),
            (
                Asked("since", tr("Du"), check, hint=tr("jj/mm/aaaa"), value=day_text(self._wanted.since)),
                Asked("until", tr("Au"), check, hint=tr("jj/mm/aaaa, compris"), value=day_text(self._wanted.until)),
            ),
            confirm=tr("Voir"),
            keep=tr("Ne rien changer"),
            parent=self,
        )
        dialog.answered.connect(partial(self._on_days, today))
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_days(self, today: date, said: dict[str, str]) -> None:
        days = typed_day(said["since"], today), typed_day(said["until"], today)
        self._wanted = HistoryFilter(self._wanted.kinds, *days)
        self._load(0)

    def _on_refused(self, error: UserError) -> None:
        self._list.show_rows((), 0, 0)
        self._band.say(refusal(error))


def _title(name: str, wanted: HistoryFilter) -> str:
    if wanted.since is not None and wanted.until is not None:
        return tr("{name}, du {since:date} au {until:date}", name=name, since=wanted.since, until=wanted.until)
    if wanted.since is not None:
        return tr("{name}, depuis le {since:date}", name=name, since=wanted.since)
    return tr("{name}, jusqu’au {until:date}", name=name, until=wanted.until) if wanted.until is not None else name


def _row(place: int, event: Event) -> TableRow:
    said = event_words(event.what, event.values, event.place)
    return TableRow(
        place,
        (
            Cell(tr("{at:date}", at=event.at), tr("{at:time}", at=event.at)),
            Cell(said, event_note(event.what, event.values), icon=_ICONS[event.kind]),
            Cell(event.place or UNKNOWN, tone="text2"),
        ),
    )
