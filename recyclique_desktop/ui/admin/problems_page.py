"""« À regarder »: everything that waits for somebody's eye; an office chooses between two values and tries again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.data.queries.admin_edits import row_names
from recyclique_desktop.data.queries.admin_settings import kind_of
from recyclique_desktop.data.queries.admin_sync import LostWish, lost_wishes, who_made
from recyclique_desktop.data.queries.doubtful import Doubts, doubts
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import office
from recyclique_desktop.services import conflicts
from recyclique_desktop.services.conflicts import Keep, SettleConflict
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.admin import problems
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.message import UNDO_MS, Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.pager import Pager
from recyclique_desktop.ui.widgets.table import TALL_ROW, Cell, Column, Table, TableRow
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Hashable
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.flows.office import Conflict, Parked, PutBack
    from recyclique_desktop.ui.admin.problems import Problem
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.exchange import Centre, Exchange

_LOST = 50
_RECENT = timedelta(days=14)
"""How long a restore of the centre is told of."""
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the centre said to an office."""

    conflicts: tuple[Conflict, ...]
    parked: tuple[Parked, ...]
    lives: tuple[PutBack, ...]


class ProblemCard(FormCard):
    """One problem: both values with who and when, and a choice where there is one.

    Signals:
        chosen(object): Whose value stays, a ``Keep``.
        retried(): The parked entry is to be tried again.
    """

    chosen = Signal(object)
    retried = Signal()

    def __init__(self) -> None:
        super().__init__("problem_card")
        self._title = FlexText("", "h2")
        self._detail = Text("", "body", "text2", wrap=True)
        self._when = FlexText("", "small", "text2")
        self._centre, self._here = Text("", "figure", wrap=True), Text("", "figure", wrap=True)
        self._centre_label, self._here_label = FlexText("", "label", "text2"), FlexText("", "label", "text2")
        self._why = FlexText("", "small", "text2")
        self._keep_centre = ActionButton(
            "keep_centre", tr("Garder celle du centre"), height=Height.ACTION_TALL, role="strong"
        )
        self._keep_here = ActionButton(
            "keep_here", tr("Garder celle du poste"), height=Height.ACTION_TALL, role="strong"
        )
        self._retry = ActionButton("problem_retry", tr("Réessayer"), icon="refresh-cw", height=Height.ACTION_TALL)
        self._build()
        self._keep_centre.clicked.connect(lambda: self.chosen.emit(Keep.CENTRE))
        self._keep_here.clicked.connect(lambda: self.chosen.emit(Keep.WORKSTATION))
        self._retry.clicked.connect(self.retried)
        self.show_nothing("")

    def _build(self) -> None:
        self.column.addWidget(self._title)
        self.column.addWidget(self._when)
        self.column.addSpacing(Space.SMALL)
        for label, value in ((self._centre_label, self._centre), (self._here_label, self._here)):
            self.column.addWidget(label)
            self.column.addWidget(value)
        self.column.addSpacing(Space.SMALL)
        self.column.addWidget(self._detail)
        self.column.addStretch(1)
        self.column.addWidget(self._why)
        for button in (self._keep_centre, self._keep_here, self._retry):
            self.column.addWidget(button)

    def show_nothing(self, words: str) -> None:
        """Nothing is chosen."""
        self._title.setText(words)
        for part in self._parts():
            part.hide()

    def show_problem(self, problem: Problem, why_not: str, *, may_retry: bool) -> None:
        """Show a problem; ``why_not`` says why nothing can be chosen here, or is empty."""
        for part in self._parts():
            part.hide()
        self._title.setText(problem.title)
        self._say(self._when, _when(problem))
        self._say(self._detail, problem.detail if problem.rival is None else _safe())
        if problem.rival is not None:
            code = problem.rival.workstation
            place = tr("le poste {code}", code=code) if code else tr("ce poste")
            self._say(self._centre_label, tr("Au centre, valeur qui s’applique"))
            self._say(self._centre, problem.rival.centre)
            self._say(self._here_label, tr("Sur {place}", place=place))
            self._say(self._here, problem.rival.here)
            self._say(self._why, why_not)
            for button in (self._keep_centre, self._keep_here):
                button.setVisible(True)
                button.setEnabled(not why_not)
        self._retry.setVisible(may_retry)

    def wait(self) -> None:
        """An answer is under way: nothing can be pressed meanwhile."""
        for button in (self._keep_centre, self._keep_here, self._retry):
            button.setEnabled(False)

    def ready(self) -> None:
        """The answer came."""
        self._retry.setEnabled(True)

    @staticmethod
    def _say(text: Text, words: str) -> None:
        text.setText(words)
        text.setVisible(bool(words))

    def _parts(self) -> tuple[QWidget, ...]:
        return (
            self._detail, self._when, self._centre, self._here, self._centre_label, self._here_label, self._why,
            self._keep_centre, self._keep_here, self._retry,
        )  # fmt: skip


class ProblemsPage(AdminPage):
    """All there is to look at; an office reads conflicts and parked entries from the centre.

    Args:
        exchange: How this workstation and its centre stand.
    """

    name = "admin_problems"
    place = "sync"
    above = page_name("sync")

    def __init__(self, context: AppContext, exchange: Exchange) -> None:
        super().__init__(context, tr("À regarder"))
        self._exchange = exchange
        self._is_office = False
        self._problems: list[Problem] = []
        self._doubts = Doubts()
        self._wanted: str | None = None
        columns = (Column(tr("Quoi")), Column(tr("Quand"), width=130, leaves_below=560))
        self._table = Table("problems_list", columns, row_height=TALL_ROW)
        self._pager = Pager("problems_pager")
        self._band = MessageBand("problems_band", height=80)
        self._card = ProblemCard()
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.GRID)
        column.addWidget(self._table, 1)
        column.addWidget(self._pager)
        column.addWidget(self._band)
        self.lay_beside(side, self._card)
        self._connect()

    def _connect(self) -> None:
        self._table.picked.connect(self._on_picked)
        self._table.page_changed.connect(self._on_page)
        self._pager.turned.connect(self._table.turn)
        self._card.chosen.connect(self._on_chosen)
        self._card.retried.connect(self._on_retried)
        self._exchange.changed.connect(self._on_changed)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        self._band.clear()
        self._wanted = None
        self._load()

    def handle_key(self, event: QKeyEvent) -> bool:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            return False
        key = self._table.neighbour(step)
        if key is not None:
            self._on_picked(key)
        return True

    # reading

    def _load(self) -> None:
        station, scribe, centre = self.context.station, self.context.tasks.db.scribe, self._exchange.centre_stream
        if scribe is None:
            return
        stream = scribe.stream_id
        self.context.tasks.read(
            lambda session: (
                workplace(session, station).site_name,
                kind_of(session, station),
                lost_wishes(session, centre, stream, _LOST) if centre is not None else (),
                doubts(session),
            ),
            self._on_read,
            self._on_refused,
        )

    def _on_read(self, found: tuple[str, WorkstationKind, tuple[LostWish, ...], Doubts]) -> None:
        site, kind, lost, self._doubts = found
        self.show_site(site)
        self._is_office = kind is WorkstationKind.OFFICE and self._exchange.is_joined
        if self._is_office:
            self._exchange.ask(
                lambda centre: _Told(centre.conflicts(), centre.parked(), centre.lives()),
                self._on_told, self._on_no_answer,
            )  # fmt: skip
        else:
            self._show(problems.first_problems(self._exchange.status, lost))

    def _on_told(self, told: _Told) -> None:
        found = told.conflicts
        self.context.tasks.read(
            lambda session: (
                {one.id: row_names(session, one.table, [one.row_id]).get(one.row_id, "") for one in found},
                who_made(session, [one.entry_id for one in found]),
            ),
            partial(self._on_named, told),
            self._on_refused,
        )

    def _on_named(self, told: _Told, names: tuple[dict[UUID, str], dict[UUID, str]]) -> None:
        rows, people = names
        found = told.conflicts
        shown = [problems.of_conflict(one, rows.get(one.id, ""), people.get(one.entry_id, "")) for one in found]
        shown += [problems.of_parked(one) for one in told.parked]
        since = self.context.station.clock.now() - _RECENT
        shown += [problems.of_life(one) for one in told.lives if one.began_at > since]
        self._show([*shown, *self._known_here()])

    def _on_no_answer(self, error: UserError) -> None:
        self._band.say(refusal(error, kind=MessageKind.CARD))
        self._show(self._known_here())

    def _known_here(self) -> list[Problem]:
        """Return what an office knows without its centre."""
        return [*problems.of_doubts(self._doubts), *problems.of_status(self._exchange.status)]

    def _show(self, found: list[Problem]) -> None:
        self._problems = found
        if self._wanted not in {problem.key for problem in found}:
            self._wanted = found[0].key if found else None
        self._table.set_rows([_row(problem) for problem in found])
        self._table.choose(self._wanted)
        self._show_card()

    def _show_card(self) -> None:
        problem = self._chosen()
        if problem is None:
            self._card.show_nothing(tr("Rien à regarder."))
            return
        self._card.show_problem(problem, self._why_not(problem), may_retry=problem.parked is not None)
        self._card.ready()

    def _why_not(self, problem: Problem) -> str:
        if problem.rival is None:
            return ""
        if problem.rival.conflict_id is None:
            return tr("Le choix se fait sur un poste de bureau.")
        if not self.context.presence.actor.may(conflicts.right_for(problem.rival.table)):
            return tr("Votre compte ne permet pas ce choix.")
        return ""

    def _chosen(self) -> Problem | None:
        return next((problem for problem in self._problems if problem.key == self._wanted), None)

    def _on_picked(self, key: Hashable) -> None:
        self._wanted = str(key)
        self._table.choose(key)
        self._show_card()

    def _on_page(self) -> None:
        first, last, n = self._table.span
        said = trn("{first} à {last} sur {n} problème", "{first} à {last} sur {n} problèmes", n, first=first, last=last)
        self._pager.show_page(said if n else tr("Rien à regarder."), self._table.page, self._table.pages)

    def _on_changed(self) -> None:
        if self.isVisible() and not self._is_office:
            self._load()

    # acts

    def _on_chosen(self, keep: Keep) -> None:
        problem = self._chosen()
        if problem is None or problem.rival is None or problem.rival.conflict_id is None:
            return
        self._card.wait()
        command = SettleConflict(problem.rival.conflict_id, problem.rival.table, problem.rival.column, keep)
        context, actor = self.context, self.context.presence.actor

        def settle(centre: Centre) -> None:
            office.settle(context.tasks.db, centre.settle, command, actor, context.station)

        kept = problem.rival.centre if keep is Keep.CENTRE else problem.rival.here
        self._exchange.ask(settle, partial(self._on_settled, tr("« {value} » est gardé partout.", value=kept)),
                           self._on_act_refused)  # fmt: skip

    def _on_settled(self, said: str, _result: None) -> None:
        self._band.say(Message(MessageKind.GOOD, said, lasts_ms=UNDO_MS))
        self._exchange.hurry()
        self._load()

    def _on_retried(self) -> None:
        problem = self._chosen()
        if problem is None or problem.parked is None:
            return
        self._card.wait()
        stream_id, seq = problem.parked
        self._exchange.ask(lambda centre: centre.retry(stream_id, seq), self._on_tried, self._on_act_refused)

    def _on_tried(self, applied: bool) -> None:
        said = tr("C’est appliqué.") if applied else tr("La cause est encore là. L’envoi reste gardé au centre.")
        self._band.say(Message(MessageKind.GOOD if applied else MessageKind.LOOK, said, lasts_ms=UNDO_MS))
        self._load()

    def _on_act_refused(self, error: UserError) -> None:
        self._band.say(refusal(error, kind=MessageKind.LOOK))
        self._show_card()

    def _on_refused(self, error: UserError) -> None:
        self._band.say(refusal(error))


def _row(problem: Problem) -> TableRow:
    when = tr("{at:datetime}", at=problem.at) if problem.at is not None else ""
    return TableRow(problem.key, (Cell(problem.title, icon="triangle-alert"), Cell(when, role="small", tone="text2")))


def _when(problem: Problem) -> str:
    if problem.at is None:
        return ""
    when = tr("{at:datetime}", at=problem.at)
    return f"{problem.rival.who} · {when}" if problem.rival is not None and problem.rival.who else when


def _safe() -> str:
    return tr("Les ventes déjà faites ne changent pas. Tant que personne n’a choisi, la valeur du centre s’applique.")
