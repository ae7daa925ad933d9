"""« Tiroir »: money put in or taken out without a sale, with its reason; and reading the till without closing it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.tickets import OpenDrawer, open_drawer
from recyclique_desktop.domain.enums import CashMovementKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.cash_moves import CashMoved, MoveCash, move_cash
from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.approving import ask_manager
from recyclique_desktop.ui.caisse.closing_count import EUROS
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.caisse.drawer_keypad import DrawerKeypad
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.message import Message, MessageBand, MessageKind
from recyclique_desktop.ui.widgets.ticket import TotalFoot
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout

KINDS: Final = {
    CashMovementKind.IN: mark("Mettre dans le tiroir"),
    CashMovementKind.OUT: mark("Petite dépense"),
    CashMovementKind.BANK: mark("Dépôt à la banque"),
    CashMovementKind.SAFE: mark("Mise au coffre"),
}


class DrawerPage(Page):
    """Keypad left, what and why in the middle, the drawer before and after right."""

    name = "drawer"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._shown: OpenDrawer | None = None
        self._movement_id: UUID | None = None
        self._keypad = DrawerKeypad("drawer_keypad", tr("Effacer"))
        self.remembers = (self._keypad.remember,)
        self._kinds = ChipGroup("drawer_kind", tr("Quoi ?"))
        self._reason = Field("drawer_reason", tr("Pourquoi ?"), hint=tr("Par exemple : monnaie, timbres, recette."))
        self._date = DateQuestion(self, self._say)
        self._band = MessageBand("drawer_band", height=80)
        self._held = Text("", "amount")
        self._foot = TotalFoot("drawer_foot", tr("Après"), tr("Enregistrer"), cap="F12")
        self._zones = self._build()
        self._connect()

    def _build(self) -> ThreeZones:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(Space.TICKET, 20, Space.TICKET, Space.PAGE)
        column.setSpacing(Space.PAGE)
        column.addWidget(FlexText(tr("Argent sans vente"), "h1"))
        column.addWidget(self._kinds)
        column.addWidget(self._reason)
        column.addStretch(1)
        column.addWidget(self._band)
        zones = ThreeZones(self._keypad, middle, self._side())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(zones)
        return zones

    def _side(self) -> QWidget:
        row = QHBoxLayout()
        row.addWidget(FlexText(tr("Dans le tiroir")), 1)
        row.addWidget(self._held)
        inner = QVBoxLayout()
        inner.setContentsMargins(Space.TICKET, 18, Space.TICKET, 0)
        inner.addWidget(Text(tr("Tiroir"), "h2"))
        inner.addLayout(row)
        inner.addStretch(1)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner, 1)
        column.addWidget(self._foot)
        return side

    def _connect(self) -> None:
        self._kinds.set_options(tuple((kind, tr(words)) for kind, words in KINDS.items()))
        self._kinds.changed.connect(self._show)
        self._reason.changed.connect(self._show)
        self._reason.entered.connect(self._on_move)
        self._keypad.changed.connect(self._show)
        self._keypad.acted.connect(self._keypad.clear)
        self._foot.pressed.connect(self._on_move)
        self._zones.layout_changed.connect(self._on_layout)

    def header(self) -> HeaderText:
        opened = self._shown.opened if self._shown else None
        small = tr("session {number}", number=opened.short) if opened is not None else ""
        return HeaderText(tr("Tiroir"), small, back=tr("Revenir"))

    def enter(self, **arrival: object) -> None:
        del arrival
        self._band.clear()
        self._begin()
        self._load()

    def on_back(self) -> None:
        self.context.go("tickets")

    def handle_key(self, event: QKeyEvent) -> bool:
        if is_enter(event) or event.key() == Qt.Key.Key_F12:
            self._foot.primary.animateClick()
            return True
        return self._keypad.take_key(event)

    def _begin(self) -> None:
        """Get ready for a movement; its id is made here, so that a double press moves money once."""
        self._movement_id = self.context.station.ids.new()
        self._keypad.ask(tr("Montant"), EUROS)
        self._kinds.choose((CashMovementKind.IN,))
        self._reason.set_text("")
        self._show()

    def _load(self) -> None:
        station = self.context.station
        self.context.tasks.read(lambda session: open_drawer(session, station), self._on_read, self._on_refused)

    def _on_read(self, shown: OpenDrawer) -> None:
        self._shown = shown
        self._held.setText(tr("{amount:euros}", amount=shown.held))
        self._show()
        self.header_changed.emit()

    def _on_layout(self, layout: Layout) -> None:
        self._keypad.follow(layout)
        self._foot.set_narrow(layout.narrow)

    @property
    def _kind(self) -> CashMovementKind:
        return CashMovementKind(str(self._kinds.chosen[0]))

    def _show(self) -> None:
        if self._shown is None or not self._kinds.chosen:
            return
        amount = Cents(self._keypad.typed.number)
        after = self._shown.held + (amount if self._kind is CashMovementKind.IN else -amount)
        self._foot.set_total(Cents(after), tone="text" if amount else "off")
        self._foot.primary.setEnabled(
            bool(amount) and after >= 0 and bool(self._reason.text.strip()) and self._shown.opened is not None
        )

    def _on_move(self) -> None:
        if self._shown is None or self._shown.opened is None or self._movement_id is None:
            return
        if not self._foot.primary.isEnabled():
            return
        amount = Cents(self._keypad.typed.number)
        self._write(
            MoveCash(self._movement_id, self._shown.opened.session_id, self._kind, amount, self._reason.text.strip())
        )

    def _write(self, command: MoveCash, actor: Actor | None = None) -> None:
        self._foot.primary.setEnabled(False)
        acting, station = actor or self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: move_cash(session, command, acting, station),
            self._on_moved,
            partial(self._on_denied, command),
        )

    def _on_denied(self, command: MoveCash, error: UserError) -> None:
        self._show()
        if self._date.is_asked(error, lambda: self._write(command)):
            return
        if not ask_manager(self, self.context, error, lambda actor: self._write(command, actor), self._on_refused):
            self._on_refused(error)

    def _on_moved(self, moved: CashMoved) -> None:
        title = tr("Mouvement enregistré")
        detail = tr("Il doit y avoir {amount:euros} dans le tiroir.", amount=moved.drawer)
        self._band.say(Message(MessageKind.GOOD, title, detail, closable=True))
        self._begin()
        self._load()

    def _on_refused(self, error: UserError) -> None:
        self._show()
        self._say(error)

    def _say(self, error: UserError) -> None:
        self._band.say(refusal(error))
