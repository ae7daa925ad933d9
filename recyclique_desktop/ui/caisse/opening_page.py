"""Opening the till: the float, counted as one total, beside what the last closing left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.places import Workplace, workplace
from recyclique_desktop.data.queries.till import TillHome, till_home
from recyclique_desktop.domain.cash_count import MAX_FLOAT
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.cash_sessions import OpenSession, SessionOpened, open_session
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.closing_count import EUROS
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.caisse.drawer_keypad import DrawerKeypad
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.periods import close_periods
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text, rule
from recyclique_desktop.ui.widgets.message import MessageBand, MessageKind, Notice
from recyclique_desktop.ui.widgets.ticket import TotalFoot
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import day_without_year, refusal

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout


class OpeningPage(Page):
    """Keypad left, what to do in the middle, the float and its verdict right."""

    name = "opening"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._session_id: UUID | None = None
        self._place: Workplace | None = None
        self._busy = False
        self._date = DateQuestion(self, self._say_refusal)
        self._keypad = DrawerKeypad("opening_keypad", tr("Effacer"))
        self._band = MessageBand("opening_band", height=104)
        self._float = _FloatColumn()
        self._zones = self._build()
        self._connect()

    def _build(self) -> ThreeZones:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(Space.TICKET, 20, Space.TICKET, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(FlexText(tr("Compter le fond de caisse"), "h1"))
        advice = tr("Comptez les billets et les pièces du tiroir, puis tapez leur total. Même s’il n’y a rien : 0.")
        column.addWidget(Text(advice, "body", "text2", wrap=True))
        column.addStretch(1)
        column.addWidget(self._band)
        zones = ThreeZones(self._keypad, middle, self._float)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(zones)
        return zones

    def _connect(self) -> None:
        self._keypad.changed.connect(self._show)
        self._keypad.acted.connect(self._keypad.clear)
        self._float.foot.pressed.connect(self._on_open)
        self._zones.layout_changed.connect(self._on_layout)

    def header(self) -> HeaderText:
        register = self._place.register_name or "" if self._place else ""
        return HeaderText(tr("Ouverture"), register, back=tr("Annuler"))

    def enter(self, **arrival: object) -> None:
        del arrival
        # Made here, so that a double press opens one session.
        self._session_id = self.context.station.ids.new()
        self._busy = False
        self._band.clear()
        close_periods(self.context)
        self._keypad.ask(tr("Total compté"), EUROS)
        self._show()
        station = self.context.station
        today = business_date(station.clock.now(), station.zone)
        self.context.tasks.read(
            lambda session: (workplace(session, station), till_home(session, station, today)),
            self._on_read,
            self._on_refused,
        )

    def on_back(self) -> None:
        self.context.go("home")

    def handle_key(self, event: QKeyEvent) -> bool:
        if is_enter(event) or event.key() == Qt.Key.Key_F12:
            self._float.foot.primary.animateClick()
            return True
        return self._keypad.take_key(event)

    def _on_layout(self, layout: Layout) -> None:
        self._keypad.follow(layout)
        self._float.foot.set_narrow(layout.narrow)

    def _on_read(self, found: tuple[Workplace, TillHome]) -> None:
        self._place, till = found
        person = self.context.presence.person
        station = self.context.station
        day = day_without_year(business_date(station.clock.now(), station.zone))
        self._float.show_place(self._place.register_name or "", day, person.actor.name if person else "")
        self._float.show_left(till)
        self._show()
        self.header_changed.emit()

    def _show(self) -> None:
        typed = self._keypad.typed
        amount = Cents(typed.number)
        self._float.show_counted(amount if typed.text else None)
        ready = bool(typed.text) and amount <= MAX_FLOAT and self._place is not None and not self._busy
        self._float.foot.primary.setEnabled(ready)
        if typed.text and amount > MAX_FLOAT:
            told = refusal(UserError("float.too_high", amount=amount), kind=MessageKind.LOOK)
            self._band.say(replace(told, closable=False))
        elif self._band.message is not None and not self._busy:
            self._band.clear()

    def _on_open(self) -> None:
        if self._busy or self._place is None or self._place.register_id is None or self._session_id is None:
            return
        self._busy = True
        self._float.foot.primary.setEnabled(False)
        command = OpenSession(self._session_id, self._place.register_id, Cents(self._keypad.typed.number))
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: open_session(session, command, actor, station), self._on_opened, self._on_refused
        )

    def _on_opened(self, _opened: SessionOpened) -> None:
        self._busy = False
        close_periods(self.context)  # the date was accepted, if it had to be
        self.context.go("sale")

    def _on_refused(self, error: UserError) -> None:
        self._busy = False
        self._show()
        if not self._date.is_asked(error, self._on_open):
            self._say_refusal(error)

    def _say_refusal(self, error: UserError) -> None:
        self._band.say(refusal(error))


class _FloatColumn(QWidget):
    """The right zone: where, what the last closing left, whether it is the same, the total, the act."""

    def __init__(self) -> None:
        super().__init__()
        self._left: Cents | None = None
        self._name = Text("", "h2")
        self._detail = FlexText("", "small", "text2")
        self._rule = rule()
        self._row = QWidget()
        self._amount = Text("", "amount")
        self._by = FlexText("", "small", "text2")
        self._verdict = Notice("float_verdict", MessageKind.GOOD)
        self.foot = TotalFoot("opening_foot", tr("Total"), tr("Ouvrir la caisse"), cap="F12")
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 6, 0, 6)
        row.addWidget(FlexText(tr("Laissé à la fermeture")), 1)
        row.addWidget(self._amount)
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.TICKET, 18, Space.TICKET, 0)
        inner.setSpacing(0)
        inner.addWidget(self._name)
        inner.addSpacing(2)
        inner.addWidget(self._detail)
        inner.addSpacing(78)  # notes and coins, once they are counted one by one
        inner.addWidget(self._rule)
        inner.addSpacing(6)
        inner.addWidget(self._row)
        inner.addWidget(self._by)
        inner.addSpacing(10)
        inner.addWidget(self._verdict)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner, 1)
        column.addWidget(self.foot)
        self.foot.set_status(tr("Fond de caisse"))
        self._verdict.hide()

    def show_place(self, register: str, day: str, person: str) -> None:
        """Say which till, which day, who opens it."""
        self._name.setText(register)
        self._detail.setText(" · ".join(part for part in (day, person) if part))

    def show_left(self, till: TillHome) -> None:
        """Say what the last closing left, if there was one."""
        self._left = till.left_last_time
        known = self._left is not None
        for widget in (self._rule, self._row, self._by):
            widget.setVisible(known)
        if self._left is None or till.left_on is None:
            return
        self._amount.setText(tr("{amount:euros}", amount=self._left))
        day = day_without_year(till.left_on)
        self._by.setText(tr("{day}, {name}", day=day, name=till.left_by) if till.left_by else day)

    def show_counted(self, counted: Cents | None) -> None:
        """Show the total typed, and how it stands beside what was left."""
        self.foot.set_total(counted if counted is not None else Cents(0), tone="off" if counted is None else "text")
        self._verdict.setVisible(counted is not None and self._left is not None)
        if counted is not None and self._left is not None:
            self._verdict.set_words(*_verdict(Cents(counted - self._left)))


def _verdict(difference: Cents) -> tuple[MessageKind, str]:
    if difference == 0:
        return MessageKind.GOOD, tr("Le compte est le même")
    if difference > 0:
        return MessageKind.LOOK, tr("{amount:euros} de plus qu’à la fermeture", amount=difference)
    return MessageKind.LOOK, tr("{amount:euros} de moins qu’à la fermeture", amount=Cents(-difference))
