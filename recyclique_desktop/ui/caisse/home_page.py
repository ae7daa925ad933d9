"""Where one arrives after the code: how the till stands, what waits, and one obvious next act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.data.queries.alerts import open_cash_alerts
from recyclique_desktop.data.queries.figures import reception_figures
from recyclique_desktop.data.queries.parked import waiting_at_till
from recyclique_desktop.data.queries.places import Workplace, workplace
from recyclique_desktop.data.queries.till import TillHome, open_draft, open_notebooks, till_home
from recyclique_desktop.domain.enums import Permission, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams
from recyclique_desktop.services.cash_sessions import ResumeSession, resume_session
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.home_waiting import WaitingList
from recyclique_desktop.ui.caisse.overdue import overdue_message
from recyclique_desktop.ui.home import Home
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText
from recyclique_desktop.ui.places import first_place, page_name
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.entry_card import EntryCard
from recyclique_desktop.ui.widgets.home_column import BUTTONS, HomeColumn, WorkCard
from recyclique_desktop.ui.widgets.message import MessageKind
from recyclique_desktop.ui.widgets.rows import UNKNOWN, Card, Figure
from recyclique_desktop.ui.words import day_without_year, refusal

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.parked import WaitingTicket
    from recyclique_desktop.data.queries.till import OpenSessionView
    from recyclique_desktop.domain.basket import Basket
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.sync.status import Status
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout

_CARD: Final = 304
"""Lower than other homes' by what two rows of places below need."""
_SHOWN_TABLES: Final = frozenset({"sites", "workstations", "cash_registers", "categories", "closures", "corrections"})


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page has read."""

    place: Workplace
    till: TillHome
    draft: Basket | None
    today: date
    alerts: int = 0
    parked: tuple[WaitingTicket, ...] = ()
    notebooks: tuple[OpenSessionView, ...] = ()
    came_in: Grams = NO_WEIGHT

    @property
    def is_of_another_day(self) -> bool:
        return self.till.session is not None and self.till.session.business_date != self.today


class HomePage(Home):
    """The till's card at the left, what waits at the right. ``enter(resume=True)`` goes straight on selling."""

    name = "home"

    def __init__(self, context: AppContext) -> None:
        card, office = _TillCard(), _OfficeCard()
        super().__init__(context, HomeColumn("home_band", card, office))
        self._shown: _Shown | None = None
        self._card, self._office = card, office
        self._reception = EntryCard(
            "reception", tr("Réception"), tr("Peser un dépôt"), icon="scale", button=tr("Peser")
        )
        self._tickets = EntryCard(
            "tickets", tr("Tickets"), tr("Revoir, corriger"), icon="receipt-text", button=tr("Voir")
        )
        self._notebook = EntryCard(
            "notebook", tr("Cahier papier"), tr("Saisir un jour passé"), icon="notebook-pen", button=tr("Saisir")
        )
        self._training = EntryCard(
            "training", tr("Entraînement"), tr("Rien n’est compté"), icon="graduation-cap", button=tr("S’exercer")
        )
        self._waiting = WaitingList()
        self._column.add_entries(self._tickets, self._notebook)
        self._column.add_entries(self._reception, self._training)
        self._narrow_entries(narrow=True)  # until the window says how wide it is
        self._lay(card, self._waiting)
        self._office.hide()
        self._reception.hide()
        for entry in self._entries:
            entry.hide()
        self._connect()

    def _follow(self, card: WorkCard, layout: Layout) -> None:
        super()._follow(card, layout)
        self._narrow_entries(narrow=layout.narrow)

    def _narrow_entries(self, *, narrow: bool) -> None:
        for entry in (self._tickets, self._notebook, self._reception, self._training):
            entry.set_narrow(narrow)

    def _connect(self) -> None:
        self._reception.button.clicked.connect(lambda: self.context.go("reception_home"))
        self._tickets.button.clicked.connect(lambda: self.context.go("tickets"))
        self._waiting.sessions.clicked.connect(lambda: self.context.go("sessions"))
        self._notebook.button.clicked.connect(lambda: self.context.go("opening", notebook=True))
        self._training.button.clicked.connect(lambda: self.context.go("training"))
        self._card.sell.clicked.connect(self._on_sell)
        self._card.close_till.clicked.connect(self._on_close_till)
        self._waiting.resume.clicked.connect(self._on_sell)
        self._waiting.change.clicked.connect(self.lock_asked)
        self._waiting.see_parked.clicked.connect(lambda: self.context.go("sale", session_id=None, parked=True))
        self._waiting.finish_notebook.clicked.connect(self._on_finish_notebook)
        self._waiting.see_sync.clicked.connect(lambda: self.context.go(page_name("sync")))
        self._waiting.see_alerts.clicked.connect(lambda: self.context.go(page_name("alerts")))
        self._waiting.own_code.clicked.connect(lambda: self.context.go("own_code"))
        for button in (self._waiting.manage, self._office.manage):
            button.clicked.connect(self._on_manage)

    def header(self) -> HeaderText:
        return HeaderText("RecyClique", self._shown.place.site_name if self._shown else "")

    def handle_key(self, event: QKeyEvent) -> bool:
        if not is_enter(event):
            return False
        filled = self._office.filled if self._is_office else self._card.filled
        if filled is not None:
            filled.animateClick()
        return True

    def hear(self, status: Status) -> None:
        if not self.context.is_training:  # nothing of it is ever sent
            self._waiting.show_sending(status)

    def refresh(self, tables: frozenset[str]) -> None:
        if tables & _SHOWN_TABLES:
            self._load()

    @property
    def _is_office(self) -> bool:
        """Whether there is no till here to show."""
        return self._shown is not None and self._shown.place.kind is WorkstationKind.OFFICE

    def _load(self) -> None:
        super()._load()
        station, today = self.context.station, self._today()
        person = self.context.presence.person
        sees_alerts = person is not None and person.actor.may(Permission.CAISSE_VARIANCE)
        sees_alerts = sees_alerts and not self.context.is_training
        self.context.tasks.read(
            lambda session: _Shown(
                workplace(session, station),
                till_home(session, station, today),
                open_draft(session, station),
                today,
                open_cash_alerts(session, station) if sees_alerts else 0,
                waiting_at_till(session, station),
                open_notebooks(session, station),
                reception_figures(session, station.site_id, today, today).totals.received,
            ),
            self._on_read,
            self._on_refused,
        )

    def _on_read(self, shown: _Shown) -> None:
        person = self.context.presence.person
        if person is None:
            return  # gone before the answer came
        self._shown = shown
        self._column.greet(person.actor.name, day_without_year(shown.today))
        may_sell, may_manage = person.actor.may(Permission.CAISSE), bool(first_place(person.actor))
        self._card.show_till(shown, may_sell=may_sell)
        self._card.setVisible(not self._is_office)
        self._reception.setVisible(person.actor.may(Permission.RECEPTION) and not self._is_office)
        self._show_entries(person.actor)
        self._office.show_office(shown.place.workstation_name, may_manage=may_manage)
        self._office.setVisible(self._is_office)
        opened = shown.till.session
        forgotten = opened.business_date if opened is not None and shown.is_of_another_day else None
        self._waiting.show_waiting(shown.draft, forgotten)
        if opened is not None and forgotten is None:
            self._waiting.show_overdue(overdue_message(opened, self.context.station))
        self._waiting.show_parked(shown.parked if may_sell else ())
        self._waiting.show_notebooks(shown.notebooks if person.actor.may(Permission.CAISSE_DEFERRED) else ())
        self._waiting.show_alerts(shown.alerts if person.actor.may(Permission.CAISSE_VARIANCE) else 0)
        self._waiting.manage.setVisible(may_manage and not self._is_office and not self.context.is_training)
        self._waiting.own_code.setVisible(not self.context.is_training)
        if not may_sell and not self._is_office:
            self._column.band.say(refusal(UserError("permission.denied"), kind=MessageKind.LOOK))
        self.header_changed.emit()
        if self._resumes and shown.till.session is not None and self._card.sell.isEnabled():
            self._resumes = False
            self._on_sell()

    @property
    def _entries(self) -> tuple[QWidget, ...]:
        return (self._tickets, self._waiting.sessions, self._notebook, self._training)

    def _show_entries(self, actor: Actor) -> None:
        """Show where this person may go from here; at a workstation without a till, none of it."""
        may_sell = actor.may(Permission.CAISSE)
        may_begin = actor.may(Permission.CAISSE_VIRTUAL) and not self.context.is_training
        allowed = (may_sell, may_sell, actor.may(Permission.CAISSE_DEFERRED), may_begin)
        for entry, may in zip(self._entries, allowed, strict=True):
            entry.setVisible(may and not self._is_office)
        self._column.settle_entries()

    def _on_sell(self) -> None:
        if self._shown is None:
            return
        opened = self._shown.till.session
        if opened is None:
            self.context.go("opening")
            return
        self._card.setEnabled(False)
        command = ResumeSession(opened.session_id)
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: resume_session(session, command, actor, station), self._on_resumed, self._on_refused
        )

    def _on_resumed(self, _result: None) -> None:
        self._card.setEnabled(True)
        self.context.go("sale", session_id=None)

    def _on_finish_notebook(self) -> None:
        if self._shown is not None and self._shown.notebooks:
            self.context.go("sale", session_id=self._shown.notebooks[0].session_id)

    def _on_close_till(self) -> None:
        self.context.go("closing")

    def _on_refused(self, error: UserError) -> None:
        self._card.setEnabled(True)
        super()._on_refused(error)


class _OfficeCard(Card):
    """A workstation without a till: what it is for, and the way there."""

    def __init__(self) -> None:
        super().__init__("officeCard")
        self._name = Text("", "h1")
        self._words = Text("", "body", "text2", wrap=True)
        self.manage = PrimaryButton(
            "office_manage", tr("Administration"), icon="settings", cap=tr("Entrée"), height=BUTTONS, large=True
        )
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(IconLabel("monitor", 28))
        head.addWidget(self._name)
        head.addStretch(1)
        self.column.setSpacing(Space.PAGE)
        self.column.addLayout(head)
        self.column.addWidget(self._words)
        self.column.addWidget(self.manage)

    @property
    def filled(self) -> PrimaryButton | None:
        """The filled button, if it can be pressed now."""
        return self.manage if self.manage.isEnabled() else None

    def show_office(self, name: str, *, may_manage: bool) -> None:
        """Show what was read."""
        self._name.setText(name)
        self.manage.setEnabled(may_manage)
        words = tr("Ce poste n’a pas de caisse : les prix, les personnes et les réglages s’y changent.")
        alas = tr("Ce poste n’a pas de caisse, et votre compte ne permet rien d’autre ici. Demandez à un responsable.")
        self._words.setText(words if may_manage else alas)


class _TillCard(WorkCard):
    """One register: its state, four figures of the day, and the acts."""

    def __init__(self) -> None:
        super().__init__("tillCard", "store", "tillState", height=_CARD)
        self._figures = {
            "takings": Figure("figure_takings", tr("Encaissé")),
            "tickets": Figure("figure_tickets", tr("Tickets")),
            "donations": Figure("figure_donations", tr("Dons")),
            "weight": Figure("figure_weight", tr("Poids sorti")),
        }
        self.sell = PrimaryButton(
            "sell", tr("Ouvrir la caisse"), icon="shopping-basket", cap=tr("Entrée"), height=BUTTONS, large=True
        )
        self.close_till = PrimaryButton("close_till", tr("Fermer la caisse"), height=BUTTONS, filled=False)
        self.lay(tuple(self._figures.values()), Space.SMALL, self.sell, self.close_till)

    @property
    def filled(self) -> PrimaryButton | None:
        """The filled button that can be pressed now."""
        return next((button for button in (self.sell, self.close_till) if button.filled and button.isEnabled()), None)

    def show_till(self, shown: _Shown, *, may_sell: bool) -> None:
        """Show what was read."""
        opened = shown.till.session
        self._name.setText(shown.place.register_name or UNKNOWN)
        self._show_state(shown)
        self._show_figures(shown.till, shown.came_in)
        self.sell.set_label(tr("Ouvrir la caisse") if opened is None else tr("Reprendre la vente"))
        self.sell.setEnabled(may_sell and shown.place.register_id is not None)
        self.close_till.setEnabled(may_sell and opened is not None)
        self.sell.set_filled(not shown.is_of_another_day)
        self.close_till.set_filled(shown.is_of_another_day)

    def _show_state(self, shown: _Shown) -> None:
        opened = shown.till.session
        if opened is None:
            self.show_closed(_left_behind(shown.till))
            return
        since = tr("Ouverte depuis {at:time}", at=opened.opened_at)
        if shown.is_of_another_day and opened.business_date is not None:
            since = tr("Ouverte depuis le {day:date}", day=opened.business_date)
        detail = tr("session {number} · {name}", number=opened.short, name=opened.operator_name)
        self.show_open(since, detail, is_old=shown.is_of_another_day)

    def _show_figures(self, till: TillHome, came: Grams) -> None:
        today = tr("aujourd’hui")
        last = tr("dernier à {at:time}", at=till.last_ticket_at) if till.last_ticket_at else today
        self._figures["takings"].set_value(tr("{amount:euros}", amount=till.takings), today)
        self._figures["tickets"].set_value(tr("{count:number}", count=till.tickets), last)
        self._figures["donations"].set_value(tr("{amount:euros}", amount=till.donations), today)
        came_in = tr("rentré {weight:kilos1}", weight=came) if came else today
        self._figures["weight"].set_value(tr("{weight:kilos1}", weight=till.weight_out), came_in)


def _left_behind(till: TillHome) -> str:
    if till.left_last_time is None:
        return ""
    return tr("fond laissé : {amount:euros}", amount=till.left_last_time)
