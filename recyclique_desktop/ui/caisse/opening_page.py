"""Opening the till: the float, counted piece by piece or as one total, beside what the last closing left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.data.queries.counting import counts_by_coin
from recyclique_desktop.data.queries.places import Workplace, workplace
from recyclique_desktop.data.queries.till import TillHome, payment_methods, till_home
from recyclique_desktop.domain.cash_count import DENOMINATIONS, MAX_FLOAT
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.cash_sessions import OpenSession, SessionOpened, open_session
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.closing_count import EUROS
from recyclique_desktop.ui.caisse.coin_grid import CoinGrid
from recyclique_desktop.ui.caisse.coins import Coins, kind_text, piece_text
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.caisse.drawer_keypad import DrawerKeypad
from recyclique_desktop.ui.caisse.opening_float import FloatColumn
from recyclique_desktop.ui.keys import is_enter, letter_of
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.periods import close_periods
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.message import MessageBand, MessageKind
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import day_without_year, refusal

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout
    from recyclique_desktop.ui.widgets.message import Message
    from recyclique_desktop.ui.widgets.typed import Typed


_WAYS: Final = ("T", "P")
"""Letters that count as one total, or piece by piece."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page has read; ``by_coin``: how the float was counted last time."""

    place: Workplace
    till: TillHome
    by_coin: bool
    cash: str


class OpeningPage(Page):
    """Keypad left, notes and coins (or what to do) in the middle, the float and its verdict right."""

    name = "opening"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._session_id: UUID | None = None
        self._found: _Read | None = None
        self._busy = False
        self._by_coin: bool | None = None
        self._coins = Coins()
        self._total: Typed = EUROS
        self._date = DateQuestion(self, self._say_refusal)
        self._keypad = DrawerKeypad("opening_keypad", tr("Suivant"), cap=tr("Entrée"))
        self.remembers = (self._keypad.remember,)
        self._grid = CoinGrid("opening_coins")
        self._band = MessageBand("opening_band", height=104)
        self._below = QWidget()
        self._float = FloatColumn()
        self._middles = QStackedWidget()
        self._zones = self._build()
        self._connect()

    def _build(self) -> ThreeZones:
        self._middles.addWidget(self._of_pieces())
        self._middles.addWidget(self._of_total())
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._middles, 1)
        below = QVBoxLayout(self._below)
        below.setContentsMargins(Space.TICKET, 0, Space.TICKET, Space.PAGE)
        below.addWidget(self._band)
        column.addWidget(self._below)
        zones = ThreeZones(self._keypad, middle, self._float)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(zones)
        return zones

    def _of_pieces(self) -> QWidget:
        made = QWidget()
        head = QHBoxLayout()
        head.addWidget(FlexText(tr("Compter le fond de caisse"), "h1"), 1)
        head.addWidget(FlexText(tr("Combien de chaque ?"), "body", "text2"))
        column = QVBoxLayout(made)
        column.setContentsMargins(Space.TICKET, 18, Space.TICKET, Space.PAGE)
        column.setSpacing(Space.SMALL)
        column.addLayout(head)
        column.addWidget(self._grid, 1)
        return made

    def _of_total(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(Space.TICKET, 20, Space.TICKET, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(FlexText(tr("Compter le fond de caisse"), "h1"))
        advice = tr("Comptez les billets et les pièces du tiroir, puis tapez leur total. Même s’il n’y a rien : 0.")
        column.addWidget(Text(advice, "body", "text2", wrap=True))
        column.addStretch(1)
        return made

    def _connect(self) -> None:
        self._keypad.changed.connect(self._on_typed)
        self._keypad.acted.connect(self._on_next)
        self._keypad.switched.connect(self._on_switched)
        self._grid.picked.connect(self._on_picked)
        self._float.foot.pressed.connect(self._on_open)
        self._band.closed.connect(self._hush)
        self._zones.layout_changed.connect(self._on_layout)

    def header(self) -> HeaderText:
        register = self._found.place.register_name or "" if self._found else ""
        return HeaderText(tr("Ouverture"), register, back=tr("Annuler"))

    def enter(self, **arrival: object) -> None:
        if arrival.get("notebook"):
            self.context.go("notebook")
            return
        # Made here, so that a double press opens one session.
        self._session_id = self.context.station.ids.new()
        self._busy = False
        self._by_coin, self._coins, self._total = None, Coins(), EUROS
        self._hush()
        close_periods(self.context)
        self._ask()
        station = self.context.station
        today = business_date(station.clock.now(), station.zone)
        self.context.tasks.read(
            lambda session: _Read(
                workplace(session, station),
                till_home(session, station, today),
                counts_by_coin(session, station),
                next((one.code for one in payment_methods(session, every=True) if one.kind is PaymentKind.CASH), ""),
            ),
            self._on_read,
            self._on_refused,
        )

    def on_back(self) -> None:
        self.context.go("home")

    def handle_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_F12:
            self._float.foot.primary.animateClick()
        elif is_enter(event):
            self._on_next()
        elif letter_of(event) in _WAYS:
            self._count_by(pieces=letter_of(event) == "P")
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and self._counts_pieces:
            self._on_picked(self._coins.active + (-1 if key == Qt.Key.Key_Up else 1))
        else:
            return self._keypad.take_key(event)
        return True

    @property
    def _counts_pieces(self) -> bool:
        return self._by_coin is not False

    @property
    def _counted(self) -> Cents | None:
        """What is counted so far; nothing before the first key."""
        if self._counts_pieces:
            return self._coins.total if self._coins.is_begun else None
        return Cents(self._total.number) if self._total.text else None

    def _on_layout(self, layout: Layout) -> None:
        self._keypad.follow(layout)
        self._float.foot.set_narrow(layout.narrow)

    def _on_read(self, found: _Read) -> None:
        self._found = found
        if self._by_coin is None and self._counted is None:
            self._by_coin = found.by_coin
            self._ask()
        person = self.context.presence.person
        station = self.context.station
        day = day_without_year(business_date(station.clock.now(), station.zone))
        self._float.show_place(found.place.register_name or "", day, person.actor.name if person else "")
        self._float.show_left(found.till)
        self._show()
        self.header_changed.emit()

    def _ask(self) -> None:
        """Type into the active box, or the total."""
        self._middles.setCurrentIndex(0 if self._counts_pieces else 1)
        if self._counts_pieces:
            worth = DENOMINATIONS[self._coins.active]
            self._keypad.ask(kind_text(worth), self._coins.typed, unit=tr("× {piece}", piece=piece_text(worth)))
            self._keypad.offer(tr("Saisir le total seul"))
        else:
            self._keypad.ask(tr("Total compté"), self._total)
            self._keypad.offer(tr("Compter pièces et billets"))
        self._name_keys()
        self._show()

    def _name_keys(self) -> None:
        """Say what Enter does: go on to the next box, or open."""
        enter = tr("Entrée")
        self._keypad.keypad.action_button.set_cap(enter if self._counts_pieces else "")
        self._float.foot.show_cap("F12" if self._counts_pieces else enter)

    def _show(self) -> None:
        amount = self._counted
        if self._counts_pieces:
            self._grid.show_coins(self._coins)
            self._float.show_parts(self._coins.notes, Cents(self._coins.total - self._coins.notes))
            self._keypad.keypad.set_action(tr("Suivant"), enabled=True)
        else:
            self._float.hide_parts()
            self._keypad.keypad.set_action(tr("Effacer"), enabled=bool(self._total.text))
        self._float.show_counted(amount)
        is_possible = amount is not None and amount <= MAX_FLOAT
        self._float.foot.primary.setEnabled(is_possible and self._found is not None and not self._busy)
        if amount is not None and amount > MAX_FLOAT:
            told = refusal(UserError("float.too_high", amount=amount), kind=MessageKind.LOOK)
            self._say(replace(told, closable=False))
        elif self._band.message is not None and not self._busy:
            self._hush()

    def _on_typed(self) -> None:
        if self._counts_pieces:
            self._coins = self._coins.typing(self._keypad.typed)
        else:
            self._total = self._keypad.typed
        self._show()

    def _on_picked(self, place: int) -> None:
        self._coins = self._coins.going_to(place)
        self._ask()

    def _on_switched(self) -> None:
        self._count_by(pieces=not self._counts_pieces)

    def _count_by(self, *, pieces: bool) -> None:
        self._by_coin = pieces
        self._ask()

    def _on_next(self) -> None:
        """Enter goes on to the next box; after the last one, and where only a total is typed, it opens."""
        if self._counts_pieces and not self._coins.is_last:
            self._on_picked(self._coins.active + 1)
        else:
            self._float.foot.primary.animateClick()

    def _on_open(self) -> None:
        found, amount = self._found, self._counted
        if self._busy or found is None or found.place.register_id is None or self._session_id is None or amount is None:
            return
        self._busy = True
        self._float.foot.primary.setEnabled(False)
        counts = self._coins.counts(found.cash) if self._counts_pieces and found.cash else ()
        command = OpenSession(self._session_id, found.place.register_id, amount, counts)
        actor, station = self.context.presence.actor, self.context.station
        self.context.tasks.write(
            lambda session: open_session(session, command, actor, station), self._on_opened, self._on_refused
        )

    def _on_opened(self, _opened: SessionOpened) -> None:
        self._busy = False
        close_periods(self.context)  # the date was accepted, if it had to be
        self.context.go("sale", session_id=None)

    def _on_refused(self, error: UserError) -> None:
        self._busy = False
        self._show()
        if not self._date.is_asked(error, self._on_open):
            self._say_refusal(error)

    def _say_refusal(self, error: UserError) -> None:
        self._say(refusal(error))

    def _say(self, message: Message) -> None:
        self._below.show()
        self._band.say(message)

    def _hush(self) -> None:
        """Say nothing: the pieces have the whole height again."""
        self._band.clear()
        self._below.hide()
