"""« Sessions »: each opening of the till, the days, months and years closed since; one is read at the right.

An open till is read without closing it (X), and that is noted. What is closed only reads; a notebook's day may be put
right. Nothing here changes an amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from recyclique_desktop.data.queries.reports import session_report_data
from recyclique_desktop.data.queries.sessions import ClosureRow, SessionRow, till_closures, till_sessions
from recyclique_desktop.data.queries.settings import blind_count
from recyclique_desktop.data.queries.steps import session_steps
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.documents.closure_text import closure_text
from recyclique_desktop.documents.session_report import session_report
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import ClosureKind, Permission, SessionType
from recyclique_desktop.services.session_dates import CorrectSessionDate, correct_session_date
from recyclique_desktop.services.session_reading import ReadSession, read_session
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.approving import ask_manager
from recyclique_desktop.ui.caisse.session_day import ask_session_day
from recyclique_desktop.ui.caisse.session_side import SessionSide
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.rows import UNKNOWN
from recyclique_desktop.ui.widgets.single import bring_into_sight, roomy
from recyclique_desktop.ui.widgets.table import ROW, Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import joined, refusal

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.steps import StepTime
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.context import AppContext

_RIGHT: Final = 460
_SESSIONS: Final = "sessions"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page has read: sessions, or closures of one kind."""

    sessions: tuple[SessionRow, ...] = ()
    closures: tuple[ClosureRow, ...] = ()


class SessionPage(Page):
    """The list at the left, what was chosen at the right."""

    name = "sessions"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._shown = _Shown()
        self._what = ChipGroup("sessions_what", tr("Quoi ?"), columns=4)
        self._what.set_options((
            (_SESSIONS, tr("Sessions")),
            (ClosureKind.DAY, tr("Jours")),
            (ClosureKind.MONTH, tr("Mois")),
            (ClosureKind.YEAR, tr("Années")),
        ))  # fmt: skip
        self._empty = ActionButton("sessions_empty", tr("Montrer les vides"), icon="eye", height=Height.SMALL_ACTION)
        self._with_empty = False
        self._table = Table(
            "sessions_table",
            (
                Column(tr("N°"), 64),
                Column(tr("Jour")),
                Column(tr("État"), 140, leaves_below=700),
                Column(tr("Encaissé"), 124, at_right=True),
                Column(tr("Écart"), 104, leaves_below=560, at_right=True),
            ),
            row_height=ROW + 16,
        )
        self._pager = Pager("sessions_pager")
        self._band = MessageBand("sessions_band", height=80)
        self._side = SessionSide()
        self._build()
        self._what.changed.connect(self._on_what)
        self._empty.clicked.connect(self._on_empty)
        self._table.picked.connect(self._on_picked)
        self._table.page_changed.connect(self._show_span)
        self._pager.turned.connect(self._table.turn)
        self._band.told.connect(self._on_told)
        self._side.date.clicked.connect(self._on_date)
        self._side.read.clicked.connect(self._on_read_without_closing)
        self._side.tickets.clicked.connect(lambda: self.context.go("tickets"))

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(Space.SMALL)
        left.addWidget(self._what)
        left.addWidget(self._table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.GRID)
        foot.addWidget(self._empty)
        foot.addWidget(self._pager, 1)
        left.addLayout(foot)
        left.addWidget(self._band)
        self._side.setFixedWidth(_RIGHT)
        row = QHBoxLayout(roomy(self))
        row.setContentsMargins(Space.ADMIN, 20, Space.ADMIN, Space.PAGE)
        row.setSpacing(Space.PAGE)
        row.addLayout(left, 1)
        row.addWidget(self._side)

    def _on_told(self) -> None:
        """What is said at the left is seen, whichever part of a small window was shown."""
        if self._band.message is not None:
            bring_into_sight(self._band)

    def header(self) -> HeaderText:
        return HeaderText(tr("Sessions"), tr("caisse et clôtures"), back=tr("Revenir"))

    def enter(self, **arrival: object) -> None:
        del arrival
        self._band.clear()
        self._with_empty = False
        self._what.choose((_SESSIONS,))
        self._load()

    def on_back(self) -> None:
        self.context.go("home")

    def handle_key(self, event: QKeyEvent) -> bool:
        if self._side.paper.take_key(event):
            return True
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() not in steps:
            return False
        key = self._table.neighbour(steps[Qt.Key(event.key())])
        if key is not None:
            self._on_picked(key)
        return True

    # reading

    def _load(self) -> None:
        self._table.choose(None)
        self._side.show_nothing()
        self._empty.setVisible(self._shows_sessions)
        self._empty.set_label(tr("Cacher les vides") if self._with_empty else tr("Montrer les vides"))
        station, with_empty, kind = self.context.station, self._with_empty, self._what.chosen[0]
        if isinstance(kind, ClosureKind):
            self.context.tasks.report(
                lambda session: _Shown(closures=till_closures(session, station, kind)), self._on_read, self._on_refused
            )
        else:
            self.context.tasks.report(
                lambda session: _Shown(till_sessions(session, station, with_empty=with_empty)),
                self._on_read,
                self._on_refused,
            )

    @property
    def _shows_sessions(self) -> bool:
        return self._what.chosen == (_SESSIONS,)

    def _on_read(self, shown: _Shown) -> None:
        self._shown = shown
        rows = [*map(_session_row, shown.sessions), *map(_closure_row, shown.closures)]
        self._table.set_rows(rows)

    def _show_span(self) -> None:
        first, last, count = self._table.span
        said = tr("{first} à {last} sur {count}", first=first, last=last, count=count) if count else tr("Rien encore")
        self._pager.show_page(said, self._table.page, self._table.pages)

    def _on_what(self) -> None:
        self._load()

    def _on_empty(self) -> None:
        self._with_empty = not self._with_empty
        self._load()

    # one of them

    def _on_picked(self, key: object) -> None:
        self._band.clear()
        self._table.choose(key)
        picked = next((one for one in self._shown.sessions if one.session_id == key), None)
        if picked is not None:
            self._side.show_session(picked)
            self._read_steps(picked.session_id)
            if not picked.is_open:
                self._read_report(picked.session_id)
            return
        closure = next(one for one in self._shown.closures if one.closure_id == key)
        self.context.tasks.report(
            lambda session: closure_text(
                closure, {one.code: one.label for one in payment_methods(session, every=True)}
            ),
            partial(self._side.show_closure, closure),
            self._on_refused,
        )

    def _read_steps(self, session_id: UUID) -> None:
        self.context.tasks.report(
            lambda session: session_steps(session, session_id), partial(self._on_steps, session_id), self._on_refused
        )

    def _on_steps(self, session_id: UUID, steps: tuple[StepTime, ...]) -> None:
        if self._table.chosen == session_id:
            self._side.show_steps(steps, self.context.station.clock.now())

    def _read_report(self, session_id: UUID) -> None:
        sees, site_id = self.context.presence.actor.may(Permission.CAISSE_VARIANCE), self.context.station.site_id
        self.context.tasks.report(
            lambda session: session_report(
                session_report_data(session, session_id), shows_expected=sees or not blind_count(session, site_id)
            ),
            partial(self._on_report, session_id),
            self._on_refused,
        )

    def _on_report(self, session_id: UUID, text: str) -> None:
        if self._table.chosen == session_id:
            self._side.show_text(text)

    def _on_read_without_closing(self) -> None:
        session_id = self._table.chosen
        picked = next((one for one in self._shown.sessions if one.session_id == session_id), None)
        if picked is None:
            return
        command, actor, station = ReadSession(picked.session_id), self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: read_session(session, command, actor, station),
            lambda _done: self._read_report(picked.session_id),
            self._on_refused,
        )

    # the day of a notebook

    def _on_date(self) -> None:
        picked = next((one for one in self._shown.sessions if one.session_id == self._table.chosen), None)
        if picked is None or picked.day is None:
            return
        station = self.context.station
        today = business_date(station.clock.now(), station.zone)
        ask_session_day(picked, picked.day, today, self._correct_day, self)

    def _correct_day(self, command: CorrectSessionDate, actor: Actor | None = None) -> None:
        """Put the day right; who lacks the right may ask a manager for it, once."""
        acting, station = actor or self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: correct_session_date(session, command, acting, station),
            partial(self._on_day, command),
            partial(self._on_no_day, command),
        )

    def _on_day(self, command: CorrectSessionDate, was: date) -> None:
        told = tr("Cahier du {day:date}, et non du {was:date}. Les chiffres suivent.", day=command.day, was=was)
        self._band.say(Message(MessageKind.GOOD, told, closable=True))
        self._load()

    def _on_no_day(self, command: CorrectSessionDate, error: UserError) -> None:
        if not ask_manager(self, self.context, error, partial(self._correct_day, command), self._on_refused):
            self._on_refused(error)

    def _on_refused(self, error: UserError) -> None:
        self._band.say(refusal(error))


def _session_row(one: SessionRow) -> TableRow:
    day = tr("{day:date}", day=one.day) if one.day is not None else UNKNOWN
    return TableRow(
        one.session_id,
        (
            Cell(one.short, role="strong"),
            Cell(day, joined(one.register_name, one.operator)),
            _state(one),
            Cell(tr("{amount:euros}", amount=one.takings), tr("{n} {n:ticket|tickets}", n=one.tickets), role="strong"),
            _variance(one),
        ),
    )


def _state(one: SessionRow) -> Cell:
    if one.is_open:
        return Cell(tr("ouverte"), icon="circle", tone="accent")
    if one.is_empty:
        return Cell(tr("vide"), icon="lock", tone="text2")
    if one.kind is SessionType.DEFERRED:
        return Cell(tr("cahier"), icon="notebook-pen")
    return Cell(tr("fermée"), icon="lock")


def _variance(one: SessionRow) -> Cell:
    if one.variance is None:
        return Cell(UNKNOWN)
    return Cell(tr("{amount:euros}", amount=one.variance), tone="warn" if one.variance else "text", role="strong")


def _closure_row(one: ClosureRow) -> TableRow:
    return TableRow(
        one.closure_id,
        (
            Cell(one.number.rpartition("-")[2].lstrip("0"), role="strong"),
            Cell(one.period, tr("clôture {number}", number=one.number)),
            Cell(tr("à regarder") if one.differs else tr("clos"), icon="triangle-alert" if one.differs else "lock",
                 tone="warn" if one.differs else "text"),
            Cell(tr("{amount:euros}", amount=one.sales + one.donations), tr("{n} {n:ticket|tickets}", n=one.tickets),
                 role="strong"),
            Cell(UNKNOWN),
        ),
    )  # fmt: skip
