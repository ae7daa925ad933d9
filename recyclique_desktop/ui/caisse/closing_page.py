"""Closing the till: no ticket left open, everything counted, the difference explained, the report kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.figures import SessionFigures, session_figures
from recyclique_desktop.data.queries.settings import variance_tolerance
from recyclique_desktop.data.queries.till import OpenSessionView, open_draft, open_session_of
from recyclique_desktop.flows.close_day import ClosedDay, close_day
from recyclique_desktop.services.closing import CloseSession
from recyclique_desktop.services.drafts import AbandonDraft, abandon_draft
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.approving import ask_manager
from recyclique_desktop.ui.caisse.closing_count import Counting, counting_of
from recyclique_desktop.ui.caisse.closing_count_view import CountView
from recyclique_desktop.ui.caisse.closing_steps import CompareStep, DoneStep, TicketStep
from recyclique_desktop.ui.caisse.closing_widgets import SessionColumn, StepsColumn
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.geometry import LEFT_STEPS, Layout
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.basket import Basket
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.context import AppContext


class ClosingStep(StrEnum):
    """Where one is."""

    READING = "reading"
    TICKET = "tickets"
    COUNT = "count"
    COMPARE = "compare"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class _Till:
    """What was read of the session."""

    opened: OpenSessionView
    figures: SessionFigures
    draft: Basket | None
    tolerance: Cents


class ClosingPage(Page):
    """Steps one after the other; nothing is written before the last one."""

    name = "closing"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._step = ClosingStep.READING
        self._till: _Till | None = None
        self._counting: Counting | None = None
        self._busy = False
        self._date = DateQuestion(self, self._say_refusal)
        self._is_narrow = False
        self._count = CountView()
        self._ticket = TicketStep()
        self._compare = CompareStep()
        self._done = DoneStep()
        self._list = StepsColumn()
        self._side = SessionColumn("closing", tr("Écart"), tr("Fermer la caisse"), cap=tr("Entrée"))
        self._band = MessageBand("closing_band", height=72)
        self._middles = QStackedWidget()
        self._views = QStackedWidget()
        self._steps = self._build()
        self._connect()

    def _build(self) -> ThreeZones:
        for middle in (self._ticket, self._compare, self._done):
            self._middles.addWidget(middle)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._middles, 1)
        band = QVBoxLayout()
        band.setContentsMargins(Space.ADMIN, 0, Space.ADMIN, Space.PAGE)
        band.addWidget(self._band)
        column.addLayout(band)
        steps = ThreeZones(self._list, centre, self._side, left_widths=LEFT_STEPS, left_leaves=True)
        self._views.addWidget(self._count)
        self._views.addWidget(steps)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._views)
        return steps

    def _connect(self) -> None:
        self._count.keypad.changed.connect(self._on_typed)
        self._count.keypad.acted.connect(self._on_next)
        self._count.boxes.picked.connect(self._on_box)
        self._count.side.foot.pressed.connect(self._on_compare)
        self._ticket.cancel_asked.connect(self._on_cancel_asked)
        self._compare.changed.connect(self._show_foot)
        self._list.back.clicked.connect(self.on_back)
        self._side.action.clicked.connect(self._on_recount)
        self._side.foot.pressed.connect(self._on_foot)
        self._steps.layout_changed.connect(self._on_layout)

    @property
    def step(self) -> ClosingStep:
        """Where one is."""
        return self._step

    def header(self) -> HeaderText:
        register = self._till.opened.register_name or "" if self._till else ""
        where = tr("{register} · étape 2 sur 3", register=register) if self._step is ClosingStep.COUNT else register
        wants_back = self._step is ClosingStep.COUNT or (self._is_narrow and self._step is not ClosingStep.DONE)
        return HeaderText(tr("Fermeture"), where, back=tr("Revenir à la vente") if wants_back else "")

    def enter(self, **arrival: object) -> None:
        del arrival
        self._busy = False
        self._compare.clear()
        self._band.clear()
        self._count.band.clear()
        self._load()

    def on_back(self) -> None:
        if self._step is ClosingStep.DONE or self._till is None:
            self.context.go("home")
        elif self._step is ClosingStep.COMPARE:
            self._show_step(ClosingStep.COUNT)
        else:
            self.context.go("sale")

    def handle_key(self, event: QKeyEvent) -> bool:
        if self._step is ClosingStep.COUNT:
            return self._count_key(event)
        if is_enter(event) or event.key() == Qt.Key.Key_F12:
            self._side.foot.primary.animateClick()
            return True
        return False

    def _count_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_F12:
            self._count.side.foot.primary.animateClick()
        elif is_enter(event):
            self._on_next()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and self._counting is not None:
            step = -1 if event.key() == Qt.Key.Key_Up else 1
            self._on_box((self._counting.active + step) % len(self._counting.boxes))
        else:
            return self._count.keypad.take_key(event)
        return True

    def _load(self) -> None:
        self._step = ClosingStep.READING
        station = self.context.station
        self.context.tasks.read(
            lambda session: (
                open_session_of(session, station),
                open_draft(session, station),
                variance_tolerance(session, station.site_id),
            ),
            self._on_found,
            self._on_refused,
        )  # fmt: skip

    def _on_found(self, found: tuple[OpenSessionView | None, Basket | None, Cents]) -> None:
        opened, draft, tolerance = found
        if opened is None:
            self.context.go("home")
            return
        self.context.tasks.read(
            lambda session: _Till(opened, session_figures(session, opened.session_id), draft, tolerance),
            self._on_read,
            self._on_refused,
        )

    def _on_read(self, till: _Till) -> None:
        self._till = till
        self._counting = counting_of(till.figures)
        self._count.boxes.set_counting(self._counting)
        now = self.context.station.clock.now()
        for side in (self._side, self._count.side):
            side.show_session(till.opened, till.figures, now)
        self._show_step(ClosingStep.TICKET if till.draft is not None else ClosingStep.COUNT)

    def _show_step(self, step: ClosingStep) -> None:
        self._step = step
        if step is ClosingStep.COUNT:
            self._views.setCurrentWidget(self._count)
            self._on_box(self._counting.active if self._counting else 0)
        else:
            self._views.setCurrentWidget(self._steps)
            self._show_middle()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.header_changed.emit()

    def _show_middle(self) -> None:
        middles = {ClosingStep.TICKET: self._ticket, ClosingStep.COMPARE: self._compare, ClosingStep.DONE: self._done}
        self._middles.setCurrentWidget(middles[self._step])
        self._list.back.setVisible(self._step is not ClosingStep.DONE)
        self._side.action.setVisible(self._step is ClosingStep.COMPARE)
        self._side.action.set_label(tr("Recompter les espèces"))
        if self._step is ClosingStep.TICKET and self._till is not None and self._till.draft is not None:
            self._ticket.show_ticket(self._till.draft)
        elif self._step is ClosingStep.COMPARE and self._till is not None and self._counting is not None:
            self._compare.show_result(self._counting, self._till.tolerance)
        self._list.show_step(self._step.value, self._details())
        self._show_foot()

    def _details(self) -> dict[str, str]:
        open_ticket = self._step is ClosingStep.TICKET
        return {
            "tickets": tr("un à finir") if open_ticket else tr("aucun en cours"),
            "compare": tr("un écart à expliquer") if self._wants_word() else tr("compté et attendu"),
        }

    def _wants_word(self) -> bool:
        if self._till is None or self._counting is None or self._step is not ClosingStep.COMPARE:
            return False
        return self._counting.wants_word(self._till.tolerance)

    def _show_foot(self) -> None:
        foot = self._side.foot
        if self._till is None or self._counting is None:
            return
        if self._step is ClosingStep.TICKET and self._till.draft is not None:
            foot.set_status(tr("ticket en cours"))
            foot.set_total(self._till.draft.total, tr("Total"))
            self._name_foot(tr("Finir le ticket"), tr("Entrée"))
            foot.primary.setEnabled(True)
        elif self._step is ClosingStep.COMPARE:
            tolerated = tr("écart toléré : {amount:euros}", amount=self._till.tolerance)
            if not self._is_narrow:
                tolerated = tr("écart toléré sans motif : {amount:euros}", amount=self._till.tolerance)
            foot.set_status(tolerated)
            foot.set_total(self._counting.variance, tr("Écart"), tone="warn" if self._wants_word() else "text")
            self._name_foot(tr("Fermer la caisse"), "F12")
            foot.primary.setEnabled(self._compare.is_explained and not self._busy)
        elif self._step is ClosingStep.DONE:
            foot.set_status(tr("compté à la fermeture"))
            foot.set_total(self._counting.total, tr("Total"))
            self._name_foot(tr("Terminer"), tr("Entrée"))
            foot.primary.setEnabled(True)

    def _name_foot(self, label: str, cap: str) -> None:
        self._side.foot.primary.set_label(label)
        self._side.foot.primary.set_cap("" if self._is_narrow else cap)

    def _on_layout(self, layout: Layout) -> None:
        self._is_narrow = layout.narrow
        for middle in (self._ticket, self._compare, self._done):
            middle.follow(layout)
        self._show_foot()
        self.header_changed.emit()

    def _on_typed(self) -> None:
        if self._counting is None:
            return
        self._counting = self._counting.typing(self._count.keypad.typed)
        self._count.show_counting(self._counting)

    def _on_box(self, place: int) -> None:
        if self._counting is None:
            return
        self._counting = self._counting.going_to(place)
        self._count.ask(self._counting)

    def _on_next(self) -> None:
        """« Suivant »: the next empty box; once all are filled, the comparison."""
        if self._counting is None or not self._counting.box.typed.text:
            return
        empty = self._counting.next_empty()
        if empty is None:
            self._on_compare()
        else:
            self._on_box(empty)

    def _on_compare(self) -> None:
        if self._counting is not None and self._counting.is_complete:
            self._show_step(ClosingStep.COMPARE)

    def _on_recount(self) -> None:
        if self._counting is not None:
            self._counting = self._counting.without_cash()
            self._show_step(ClosingStep.COUNT)

    def _on_foot(self) -> None:
        if self._step is ClosingStep.TICKET:
            self.context.go("sale")
        elif self._step is ClosingStep.DONE:
            self.context.go("home")
        elif self._step is ClosingStep.COMPARE and not self._busy:
            self._confirm_close()

    def _confirm_close(self) -> None:
        dialog = ConfirmDialog(
            "close_dialog",
            tr("Fermer la caisse ?"),
            tr("Les ventes sont gardées. Après la fermeture, ce comptage ne change plus."),
            confirm=tr("Fermer la caisse"),
            keep=tr("Garder ouverte"),
            destructive=False,
            parent=self,
        )
        dialog.confirmed.connect(self._on_confirmed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_confirmed(self) -> None:
        if not self._busy:
            self._close(self.context.presence.actor)

    def _close(self, actor: Actor) -> None:
        """Close as this person, who may carry a manager's word."""
        if self._till is None or self._counting is None:
            return
        self._busy = True
        self._show_foot()
        command = CloseSession(
            self._till.opened.session_id, self._counting.counts(), self._compare.comment, self._compare.reason
        )
        station, db = self.context.station, self.context.tasks.db
        reports = db.path.parent / "reports"
        self.context.tasks.aside(
            lambda: close_day(db, command, actor, station, reports=reports), self._on_closed, self._on_not_closed
        )

    def _on_not_closed(self, error: UserError) -> None:
        if not ask_manager(self, self.context, error, self._close, self._on_refused):
            self._on_refused(error)

    def _on_closed(self, day: ClosedDay) -> None:
        self._busy = False
        self._done.show_closed(day)
        self._show_step(ClosingStep.DONE)

    def _on_cancel_asked(self) -> None:
        if self._till is None or self._till.draft is None:
            return
        dialog = ConfirmDialog(
            "cancel_ticket_dialog",
            tr("Annuler le ticket de {amount:euros} ?", amount=self._till.draft.total),
            tr("Ses lignes ne seront pas vendues. L’annulation est notée au journal."),
            confirm=tr("Annuler le ticket"),
            keep=tr("Garder le ticket"),
            parent=self,
        )
        dialog.confirmed.connect(self._on_cancel)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _on_cancel(self) -> None:
        till = self._till
        if till is None or till.draft is None:
            return
        command = AbandonDraft(till.opened.session_id, till.draft.sale_id, "other")
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: abandon_draft(session, command, actor, station), self._on_cancelled, self._on_refused
        )

    def _on_cancelled(self, _result: object) -> None:
        if self._till is not None:
            self._till = replace(self._till, draft=None)
            self._show_step(ClosingStep.COUNT)

    def _on_refused(self, error: UserError) -> None:
        self._busy = False
        self._show_foot()
        if not self._date.is_asked(error, self._on_confirmed):
            self._say_refusal(error)

    def _say_refusal(self, error: UserError) -> None:
        for band in (self._band, self._count.band):
            band.say(refusal(error))
