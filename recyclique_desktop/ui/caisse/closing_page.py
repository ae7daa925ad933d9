"""Closing the till: no ticket left unpaid, everything counted, the difference explained, the drawer put away."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.counting import ClosingTill, closing_till
from recyclique_desktop.domain.enums import SessionType
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows.close_day import ClosedDay, close_day
from recyclique_desktop.services.closing import CloseSession, MethodCount
from recyclique_desktop.services.drafts import AbandonDraft, abandon_draft
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.approving import ask_manager
from recyclique_desktop.ui.caisse.closing_away import AwayView
from recyclique_desktop.ui.caisse.closing_count import counting_of
from recyclique_desktop.ui.caisse.closing_count_view import CountView
from recyclique_desktop.ui.caisse.closing_steps import CompareStep, DoneStep, EmptyStep, TicketStep
from recyclique_desktop.ui.caisse.closing_widgets import SessionColumn, StepsColumn
from recyclique_desktop.ui.caisse.coins import Coins
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.geometry import LEFT_STEPS, Layout
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.single import Turned
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import day_without_year, refusal

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.caisse.closing_count import Counting
    from recyclique_desktop.ui.context import AppContext


class ClosingStep(StrEnum):
    """Where one is."""

    READING = "reading"
    TICKET = "tickets"
    EMPTY = "empty"
    COUNT = "count"
    COMPARE = "compare"
    AWAY = "away"
    DONE = "done"


_ON_THE_WAY = {ClosingStep.COUNT: 2, ClosingStep.AWAY: 4}
"""Steps whose place at the left is the keypad's: the header says which they are."""


class ClosingPage(Page):
    """Steps one after the other; nothing is written before the last one."""

    name = "closing"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._step = ClosingStep.READING
        self._till: ClosingTill | None = None
        self._wanted: UUID | None = None
        self._movement_id: UUID | None = None
        self._since: datetime | None = None
        self._busy = False
        self._date = DateQuestion(self, self._say_refusal)
        self._is_narrow = False
        self._count, self._away = CountView(), AwayView()
        self.remembers = (self._count.keypad.remember, self._away.keypad.remember)
        self._ticket, self._empty, self._compare, self._done = TicketStep(), EmptyStep(), CompareStep(), DoneStep()
        self._list = StepsColumn()
        self._side = SessionColumn("closing", tr("Écart"), tr("Continuer"), cap=tr("Entrée"))
        self._band = MessageBand("closing_band", height=72)
        self._middles = QStackedWidget()
        self._views = Turned()
        self._steps = self._build()
        self._connect()

    def _build(self) -> ThreeZones:
        for middle in (self._ticket, self._empty, self._compare, self._done):
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
        for view in (self._count, steps, self._away):
            self._views.addWidget(view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._views)
        return steps

    def _connect(self) -> None:
        self._count.finished.connect(self._on_compare)
        self._ticket.cancel_asked.connect(self._on_cancel_asked)
        self._compare.changed.connect(self._show_foot)
        self._list.back.clicked.connect(self.on_back)
        self._side.action.clicked.connect(self._on_action)
        self._side.foot.pressed.connect(self._on_foot)
        self._away.side.foot.pressed.connect(self._on_confirmed)
        self._steps.layout_changed.connect(self._on_layout)

    @property
    def step(self) -> ClosingStep:
        """Where one is."""
        return self._step

    @property
    def _counting(self) -> Counting | None:
        return self._count.counting

    @property
    def _is_notebook(self) -> bool:
        return self._till is not None and self._till.opened.session_type is SessionType.DEFERRED

    def header(self) -> HeaderText:
        where = self._where()
        at = _ON_THE_WAY.get(self._step)
        small = tr("{register} · étape {n} sur 4", register=where, n=at) if at else where
        wants_back = at is not None or (self._is_narrow and self._step is not ClosingStep.DONE)
        back = tr("Revenir au comptage") if self._step is ClosingStep.AWAY else tr("Revenir à la vente")
        return HeaderText(tr("Fermeture"), small, back=back if wants_back else "")

    def _where(self) -> str:
        opened = self._till.opened if self._till else None
        if opened is None:
            return ""
        if self._is_notebook and opened.business_date is not None:
            return tr("cahier du {day}", day=day_without_year(opened.business_date))
        return opened.register_name or ""

    def enter(self, **arrival: object) -> None:
        wanted = arrival.get("session_id")
        self._wanted = wanted if isinstance(wanted, UUID) else None
        self._movement_id = self.context.station.ids.new()  # made here: a double press moves money once
        self._busy, self._since = False, None
        self._compare.clear()
        self._band.clear()
        self._count.band.clear()
        self._step = ClosingStep.READING
        station = self.context.station
        self.context.tasks.read(
            lambda session: closing_till(session, station, self._wanted), self._on_read, self._on_refused
        )

    def on_back(self) -> None:
        if self._step is ClosingStep.DONE or self._till is None:
            self._leave()
        elif self._step is ClosingStep.COMPARE:
            self._show_step(ClosingStep.COUNT)
        elif self._step is ClosingStep.AWAY:
            self._show_step(ClosingStep.COMPARE)
        else:
            self.context.go("sale", session_id=self._wanted)

    def handle_key(self, event: QKeyEvent) -> bool:
        if self._step is ClosingStep.COUNT:
            return self._count.take_key(event)
        if self._step is ClosingStep.AWAY:
            return self._away.take_key(event)
        if is_enter(event) or event.key() == Qt.Key.Key_F12:
            self._side.foot.primary.animateClick()
            return True
        return False

    # -- the steps --------------------------------------------------------------------------------------------------

    def _on_read(self, till: ClosingTill | None) -> None:
        if till is None:
            self.context.go("home")
            return
        self._till = till
        counting = counting_of(till.figures)
        if till.by_coin:
            counting = counting.with_coins(Coins())
        self._count.begin(counting, till.cheques, blind=till.blind)
        if till.tickets:
            self._show_step(ClosingStep.TICKET)
        else:
            self._show_step(ClosingStep.EMPTY if till.figures.is_empty else ClosingStep.COUNT)

    def _show_step(self, step: ClosingStep) -> None:
        self._step = step
        if step is ClosingStep.COUNT:
            self._since = self._since or self.context.station.clock.now()
            self._views.setCurrentWidget(self._count)
            self._count.go_to(self._counting.active if self._counting else 0)
        elif step is ClosingStep.AWAY:
            self._views.setCurrentWidget(self._away)
        else:
            self._views.setCurrentWidget(self._steps)
            self._show_middle()
        self._show_sides()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.header_changed.emit()

    def _show_sides(self) -> None:
        """The session at the right; while it is counted blind, without what would tell how much to find."""
        if self._till is None:
            return
        now, counts = self.context.station.clock.now(), self._till.blind and self._step is ClosingStep.COUNT
        for side in (self._side, self._count.side, self._away.side):
            side.show_session(self._till.opened, self._till.figures, now, blind=counts)

    def _show_middle(self) -> None:
        middles = {
            ClosingStep.TICKET: self._ticket, ClosingStep.EMPTY: self._empty, ClosingStep.COMPARE: self._compare,
            ClosingStep.DONE: self._done,
        }  # fmt: skip
        self._middles.setCurrentWidget(middles[self._step])
        self._list.back.setVisible(self._step is not ClosingStep.DONE)
        self._side.action.setVisible(self._step in {ClosingStep.COMPARE, ClosingStep.EMPTY})
        empty = self._step is ClosingStep.EMPTY
        self._side.action.set_label(tr("Compter quand même") if empty else tr("Recompter les espèces"))
        till, counting = self._till, self._counting
        if till is None:
            return
        if self._step is ClosingStep.TICKET:
            self._ticket.show_tickets(till.tickets)
        elif empty:
            self._empty.show_float(till.opened.float_amount)
        elif self._step is ClosingStep.COMPARE and counting is not None:
            self._compare.show_result(counting, till.tolerance)
        self._list.show_step("tickets" if empty else self._step.value, self._details(till))
        self._show_foot()

    def _details(self, till: ClosingTill) -> dict[str, str]:
        return {
            "tickets": tr("à finir") if self._step is ClosingStep.TICKET else tr("aucun en cours"),
            "count": tr("sans voir l’attendu") if till.blind else tr("ce qu’il y a vraiment"),
            "compare": tr("un écart à expliquer") if self._wants_word() else tr("compté et attendu"),
        }

    def _wants_word(self) -> bool:
        if self._till is None or self._counting is None or self._step is not ClosingStep.COMPARE:
            return False
        return self._counting.wants_word(self._till.tolerance)

    def _show_foot(self) -> None:
        foot, till, counting = self._side.foot, self._till, self._counting
        if till is None or counting is None:
            return
        foot.primary.setEnabled(not self._busy)
        if self._step is ClosingStep.TICKET:
            foot.set_status(tr("à encaisser d’abord"))
            foot.set_total(_sum(till), tr("Total"))
            self._name_foot(tr("Finir le ticket") if len(till.tickets) == 1 else tr("Voir les tickets"), tr("Entrée"))
        elif self._step is ClosingStep.EMPTY:
            foot.set_status(tr("fond laissé dans le tiroir"))
            foot.set_total(till.opened.float_amount, tr("Fond"))
            self._name_foot(tr("Fermer sans compter"), "F12")
        elif self._step is ClosingStep.COMPARE:
            tolerated = tr("écart toléré : {amount:euros}", amount=till.tolerance)
            if not self._is_narrow:
                tolerated = tr("écart toléré sans motif : {amount:euros}", amount=till.tolerance)
            foot.set_status(tolerated)
            foot.set_total(counting.variance, tr("Écart"), tone="warn" if self._wants_word() else "text")
            self._name_foot(tr("Continuer"), tr("Entrée"))
            foot.primary.setEnabled(self._compare.is_explained and not self._busy)
        elif self._step is ClosingStep.DONE:
            foot.set_status(tr("compté à la fermeture"))
            foot.set_total(counting.total, tr("Total"))
            self._name_foot(tr("Terminer"), tr("Entrée"))

    def _name_foot(self, label: str, cap: str) -> None:
        self._side.foot.primary.set_label(label)
        self._side.foot.primary.set_cap("" if self._is_narrow else cap)

    def _on_layout(self, layout: Layout) -> None:
        self._is_narrow = layout.narrow
        for middle in (self._ticket, self._empty, self._compare, self._done):
            middle.follow(layout)
        self._band.set_folded(True)  # the zones unfold it when the window grows; the comparison needs its room
        self._show_foot()
        self.header_changed.emit()

    # -- slots ------------------------------------------------------------------------------------------------------

    def _on_compare(self) -> None:
        if self._counting is not None and self._counting.is_complete:
            self._show_step(ClosingStep.COMPARE)

    def _on_action(self) -> None:
        """« Recompter les espèces », or « Compter quand même »."""
        if self._step is ClosingStep.COMPARE:
            self._count.recount()
        self._show_step(ClosingStep.COUNT)

    def _on_foot(self) -> None:
        if self._step is ClosingStep.TICKET:
            self.context.go("sale", session_id=self._wanted)
        elif self._step is ClosingStep.DONE:
            self._leave()
        elif self._step is ClosingStep.EMPTY:
            self._on_confirmed()
        elif self._step is ClosingStep.COMPARE and self._till is not None and self._counting is not None:
            self._away.begin(self._counting.cash, self._till.opened.float_amount)
            self._show_step(ClosingStep.AWAY)

    def _leave(self) -> None:
        self.context.go("notebook" if self._is_notebook else "home")

    def _on_confirmed(self) -> None:
        if not self._busy:
            self._close(self.context.presence.actor)

    def _close(self, actor: Actor) -> None:
        """Close as this person, who may carry a manager's word."""
        if self._till is None or self._movement_id is None:
            return
        self._set_busy(busy=True)
        put_away = self._away.put_away(self._movement_id) if self._step is ClosingStep.AWAY else None
        command = CloseSession(
            self._till.opened.session_id, self._counts(), self._compare.comment, self._compare.reason, put_away,
            self._since,
        )  # fmt: skip
        station, db = self.context.station, self.context.tasks.db
        reports = db.path.parent / "reports"
        self.context.tasks.aside(
            lambda: close_day(db, command, actor, station, reports=reports), self._on_closed, self._on_not_closed
        )

    def _counts(self) -> tuple[MethodCount, ...]:
        """Return what was counted; nothing of a session in which nothing happened."""
        counting = self._counting
        return () if self._step is ClosingStep.EMPTY or counting is None else counting.counts()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._away.set_busy(busy=busy)
        self._show_foot()

    def _on_not_closed(self, error: UserError) -> None:
        if not ask_manager(self, self.context, error, self._close, self._on_refused):
            self._on_refused(error)

    def _on_closed(self, day: ClosedDay) -> None:
        self._set_busy(busy=False)
        self._done.show_closed(day, is_notebook=self._is_notebook)
        self._show_step(ClosingStep.DONE)

    def _on_cancel_asked(self) -> None:
        if self._till is None or not self._till.tickets:
            return
        dialog = ConfirmDialog(
            "cancel_ticket_dialog",
            tr("Annuler le ticket de {amount:euros} ?", amount=self._till.tickets[0].total),
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
        if till is None or not till.tickets:
            return
        command = AbandonDraft(till.opened.session_id, till.tickets[0].sale_id, "other")
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: abandon_draft(session, command, actor, station), self._on_cancelled, self._on_refused
        )

    def _on_cancelled(self, _result: object) -> None:
        if self._till is not None:
            self._on_read(replace(self._till, tickets=()))

    def _on_refused(self, error: UserError) -> None:
        self._set_busy(busy=False)
        if not self._date.is_asked(error, self._on_confirmed):
            self._say_refusal(error)

    def _say_refusal(self, error: UserError) -> None:
        for band in (self._band, self._count.band, self._away.band):
            band.say(refusal(error))


def _sum(till: ClosingTill) -> Cents:
    return Cents(sum(ticket.total for ticket in till.tickets))
