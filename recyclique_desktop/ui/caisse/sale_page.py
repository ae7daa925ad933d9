"""The sale: a line is made in the middle, the ticket grows at the right, « Encaisser » leads to the payment.

This page joins its parts: ``LineBeingMade`` (the line), ``RunningTicket`` (the ticket, kept on disk), ``TicketActs``
(what is done to it) and three zones.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout

from recyclique_desktop.data.queries.selling import SaleDesk, sale_desk
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ticket_state import TicketState
from recyclique_desktop.domain.till_options import TillOptions
from recyclique_desktop.services.sales import SaleCompleted
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.overdue import tell_overdue
from recyclique_desktop.ui.caisse.payment_entry import Checkout
from recyclique_desktop.ui.caisse.price_word import join_prices
from recyclique_desktop.ui.caisse.sale_hands import join_hands, join_scale
from recyclique_desktop.ui.caisse.sale_keypad import SaleKeypad
from recyclique_desktop.ui.caisse.sale_line import LineBeingMade
from recyclique_desktop.ui.caisse.sale_middle import SaleMiddle
from recyclique_desktop.ui.caisse.sale_panels import SalePanels
from recyclique_desktop.ui.caisse.sale_ticket import RunningTicket
from recyclique_desktop.ui.caisse.sale_voice import SaleVoice
from recyclique_desktop.ui.caisse.sale_words import last_digits, place_told
from recyclique_desktop.ui.caisse.ticket_acts import TicketActs, undoable
from recyclique_desktop.ui.caisse.ticket_zone import TicketZone
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.widgets.bounce import Bounce
from recyclique_desktop.ui.widgets.message import Message, MessageKind
from recyclique_desktop.ui.widgets.single import Front
from recyclique_desktop.ui.widgets.zones import ThreeZones

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.basket import Basket, Line, Weighing
    from recyclique_desktop.domain.prices import PriceAdvice
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout


_SHOWN: Final = frozenset({"categories", "preset_buttons", "payment_methods", "settings", "sites", "cash_registers"})
_LEAVES_PAYMENT: Final = frozenset({"paid", "note", "parked"})


class SalePage(Page):
    """Keypad, steps, ticket.

    ``enter(paid=SaleCompleted)`` shows the change of the ticket just paid; ``enter(note=str)`` brings a ticket back
    from the payment with its words. ``enter(session_id=…)`` sells in that session, a notebook's for instance, until
    another is named or the page is left for the home page; ``None`` stands for the till's own. ``enter(parked=True)``
    shows the tickets put aside.
    """

    name = "sale"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._till: SaleDesk | None = None
        self._wanted: UUID | None = None
        self._offered: Basket | None = None
        self._paid: SaleCompleted | None = None
        self._brought: Checkout | None = None
        self._bounce = Bounce(context.debounce_ms)
        self._line = LineBeingMade(context.station.ids, self._bounce, self)
        self._ticket = RunningTicket(context, self)
        self._left = SaleKeypad()
        self._middle = SaleMiddle()
        self._voice = SaleVoice(self._middle.band, context.sounds, self)
        self._right = TicketZone()
        self._acts = TicketActs(self._line, self._ticket, self._right.lines, self._bounce, self)
        self._panels = SalePanels(self._middle, self._ticket, self._acts, context, self)
        self._keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_F2: self._acts.edit, Qt.Key.Key_F6: self._panels.open_note,
            Qt.Key.Key_F7: self._panels.open_parked, Qt.Key.Key_F8: self._panels.park,
        }  # fmt: skip
        self._left.accompany(self._middle.foot.confirm, self._middle)
        self._zones = ThreeZones(self._left, self._panels, self._right)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._zones)
        self._connect()
        self._connect_line()
        self._connect_ticket()
        self._show()

    def _connect(self) -> None:
        self._zones.layout_changed.connect(self._on_layout)
        self._voice.sync_asked.connect(lambda: self.context.go(page_name("sync"), came_from=self.name))
        self._middle.offer.resumed.connect(self._on_resumed)
        self._middle.offer.abandoned.connect(self._on_abandon_asked)
        self._panels.changed.connect(self._show_line)

    def _connect_line(self) -> None:
        keypad, middle, line = self._left.keypad, self._middle, self._line
        line.changed.connect(self._on_line)
        line.whole.connect(self._on_whole)
        line.weighing_removed.connect(self._on_weighing_removed)
        keypad.digit.connect(line.digit)
        keypad.comma.connect(line.comma)
        keypad.backspace.connect(line.backspace)
        keypad.action.connect(line.act)
        middle.step_picked.connect(line.go_to)
        middle.tile_picked.connect(line.pick)
        middle.weighing_removal_asked.connect(line.remove_weighing)
        middle.quantity_asked.connect(line.ask_quantity)
        middle.confirmed.connect(line.confirm)
        middle.question.corrected.connect(line.correct_weight)
        middle.question.kept.connect(line.keep_weight)
        join_hands(self, line, middle)
        join_prices(self, self.context, line, lambda: self._ticket.session_id, self._voice.refuse)
        join_scale(self.context.scale, line, self._left, middle)

    def _connect_ticket(self) -> None:
        right, acts = self._right, self._acts
        self._ticket.changed.connect(self._on_ticket)
        self._ticket.refused.connect(self._voice.refuse)
        acts.told.connect(self._voice.say)
        acts.added.connect(self._voice.line_added)
        right.lines.selection_changed.connect(self._show_line)
        right.line_picked.connect(acts.pick)
        right.edit_asked.connect(acts.edit)
        right.removal_asked.connect(acts.remove)
        right.abandon_asked.connect(self._on_abandon_asked)
        right.park_asked.connect(self._panels.park)
        right.parked_asked.connect(self._panels.open_parked)
        right.note_asked.connect(self._panels.open_note)
        right.checkout_asked.connect(self._check_out)

    def header(self) -> HeaderText:
        if self._panels.is_open:
            return HeaderText(*place_told(self._till), back=tr("Revenir à la vente"))
        back = "" if self._ticket.lines or self._line.entry.begun else tr("Accueil")
        return HeaderText(*place_told(self._till), back=back)

    def enter(self, **arrival: object) -> None:
        paid, note = arrival.get("paid"), arrival.get("note")
        if self._brought is not None and self._is_at_payment(arrival):
            self.context.go("payment", checkout=self._brought)  # all that was typed is there, or it was paid meanwhile
            return
        if "session_id" in arrival:
            wanted = arrival["session_id"]
            self._wanted = wanted if isinstance(wanted, UUID) else None
        if isinstance(paid, SaleCompleted):
            self._on_paid(paid)
        self._ticket.come_back()
        if isinstance(note, str):
            self._ticket.write_note(note)
        self._bounce.start()
        after = self._show_waiting if arrival.get("parked") is True else self._show
        QTimer.singleShot(0, self, partial(self._read, after))  # the change to give is shown before anything is read

    def _is_at_payment(self, arrival: dict[str, object]) -> bool:
        """Tell whether the ticket was left at the payment, by the padlock for instance, and nobody said otherwise."""
        elsewhere = arrival.get("session_id", self._wanted) != self._wanted or bool(arrival.keys() & _LEAVES_PAYMENT)
        return self._ticket.state is TicketState.PAYING and not elsewhere

    def refresh(self, tables: frozenset[str]) -> None:
        """New prices hold from the next ticket on: one that was begun keeps the list it began with."""
        is_resting = self._ticket.basket is None and not self._line.entry.begun and self._offered is None
        if tables & _SHOWN and is_resting:
            self._read()

    def leave(self) -> None:
        self._ticket.save_now()
        self._paid = None
        self._middle.band.clear()
        self._panels.close_panel()
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # else the next visit would begin in the field left behind

    def tell_away(self, word: Message | None, *, anew: bool) -> bool:
        self._voice.away.tell(word, anew=anew)
        return True

    def on_back(self) -> None:
        if self._panels.is_open:
            self._panels.close_panel()
        elif not self._ticket.lines:
            self._wanted = None
            self.context.go("home")

    @property
    def holds_keys(self) -> bool:
        return self._panels.is_open or self._offered is not None

    def remember(self) -> Callable[[], None]:
        entry, ids = self._line.entry, {line.line_id for line in self._ticket.lines}
        lists_tickets = self._panels.is_open  # a key may have taken another ticket up, whose lines are nobody's slip

        def put_back() -> None:
            for line in () if lists_tickets else self._ticket.lines:
                if line.line_id not in ids:
                    self._ticket.strip(line.line_id)
            self._middle.show_search(shown=False)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._line.entry = entry
            self._line.changed.emit()

        return put_back

    def tell_scan(self) -> None:
        self._voice.say(Message(MessageKind.NOTE, tr("Code-barres lu : rien n’a été tapé.")))

    # -- keys -------------------------------------------------------------------------------------------------------

    def handle_key(self, event: QKeyEvent) -> bool:
        if self._panels.handle_key(event) or (event.isAutoRepeat() and event.key() != Qt.Key.Key_Backspace):
            return True
        if self._offered is not None:
            if is_enter(event):
                self._on_resumed()
            return event.key() != Qt.Key.Key_Escape
        return self._handle_act_key(event) or self._line.handle_key(event) or self._handle_ticket_key(event)

    def _handle_act_key(self, event: QKeyEvent) -> bool:
        """Take a key that means the same at every step."""
        key = event.key()
        if key == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._undo_last()
        elif key == Qt.Key.Key_Delete and not self._line.entry.active.is_typed:
            self._acts.remove_one()
        elif key in self._keys:
            self._keys[key]()
        else:
            return False
        return True

    def _handle_ticket_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if is_enter(event):
            self._check_out() if self._right.lines.selected is None else self._acts.edit()
        elif key == Qt.Key.Key_Space and self._line.entry.on_grid:
            self._middle.turn_page()
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._acts.select_next(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape and self._right.lines.selected is not None:
            self._right.lines.set_selected(None)
        else:
            return key == Qt.Key.Key_Escape and bool(self._ticket.lines)
        return True

    def _undo_last(self) -> None:
        """Take back what the band offers to while a line is made, else the last act on the ticket."""
        if self._line.entry.begun and self._voice.can_undo:
            self._voice.undo()
        else:
            self._acts.undo()

    # -- what is read -----------------------------------------------------------------------------------------------

    def _read(self, after: Callable[[], None] | None = None) -> None:
        station, wanted = self.context.station, self._wanted
        read = partial(self._on_read, after or self._show)
        self.context.tasks.read(lambda session: sale_desk(session, station, wanted), read, self._voice.refuse)

    def _on_read(self, after: Callable[[], None], till: SaleDesk) -> None:
        if till.session is None:
            self._wanted = None
            self.context.go("home")
            return
        self._till = till
        self._panels.show_tickets(till.parked)
        self._ticket.belong_to(till.session.session_id)
        if not self._ticket.lines:
            self._offered = None if self._is_paid(till.draft) else till.draft
            if not self._line.entry.begun or not self._line.roots:  # a digit typed before the list was there
                self._line.use(till)
        self._show()
        after()
        if self._paid is not None:
            self._zones.bring(Front.RIGHT)  # the change to give, where one zone is shown at a time
        tell_overdue(self.context, till.session, self._voice.say, silent=bool(self._paid or self._ticket.lines))

    def _is_paid(self, draft: Basket | None) -> bool:
        """Tell whether a ticket read before it was paid comes back late: it must not be offered again (T-02)."""
        return draft is not None and self._paid is not None and draft.sale_id == self._paid.sale_id

    def _on_paid(self, paid: SaleCompleted) -> None:
        self._paid = paid
        later = self._ticket.sold(paid.sale_id)
        if not later:
            self._line.start_over()
        amount = paid.total + paid.donation
        told = tr("Ticket {number} enregistré · {amount:euros}", number=last_digits(paid.number), amount=amount)
        anew = tr("Ce qui a été ajouté depuis commence un autre ticket.") if later else ""
        self._voice.say(Message(MessageKind.LOOK if later else MessageKind.NOTE, told, anew))

    # -- what is shown ----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._right.show_basket(self._offered or self._ticket.basket)
        self._show_line()

    def _show_line(self) -> None:
        entry, lines = self._line.entry, self._ticket.lines
        is_free = self._offered is None and not self._panels.is_open
        if self._offered is not None:
            self._middle.show_offer(self._offered)
        else:
            self._middle.show_entry(entry, self._line.roots)
        self._left.show_entry(entry) if is_free else self._left.show_rest()
        if not lines and self._offered is None:
            self._right.show_paid(self._paid, self._labels())
        chosen = self._right.lines.selected is not None or self._middle.is_searching
        self._right.show_checkout(enabled=bool(lines) and is_free, filled=is_free and not entry.begun and not chosen)
        self._right.show_parked(self._panels.tickets if is_free else (), can_change=is_free, can_park=not entry.begun)
        self.header_changed.emit()

    def _labels(self) -> dict[str, str]:
        return {method.code: tr(method.label) for method in self._till.methods} if self._till is not None else {}

    # -- slots ------------------------------------------------------------------------------------------------------

    def _on_layout(self, layout: Layout) -> None:
        for zone in (self._left, self._middle, self._right, self._panels):
            zone.follow(layout)
        self._show()

    def _on_line(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self._middle.isAncestorOf(focused):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # what it stands on may go; the ring must not jump elsewhere
        if self._line.entry.begun:
            self._paid = None
            self._voice.hush()
            if self._zones.front is Front.RIGHT:
                self._zones.bring(Front.MIDDLE)
        self._show_line()

    def _on_whole(self, line: Line, advice: PriceAdvice) -> None:
        self._paid = None
        self._acts.put(line, advice)

    def _on_ticket(self) -> None:
        if self._ticket.lines:
            self._paid = None
        self._line.follow(self._ticket.basket)
        self._right.show_basket(self._ticket.basket)
        self._show_line()

    def _on_weighing_removed(self, place: int, weighing: Weighing) -> None:
        told = tr("Pesée retirée : {weight:kilos}", weight=weighing.grams)
        self._voice.say(undoable(told), partial(self._line.restore_weighing, place, weighing))

    def _on_abandon_asked(self) -> None:
        basket = self._offered or self._ticket.basket
        if basket is not None:
            self._acts.ask_abandon(basket, self._on_abandoned)

    def _on_abandoned(self, reason: str) -> None:
        if self._offered is not None:
            self._on_resumed()
        self._acts.abandon(reason)

    def _show_waiting(self) -> None:
        """Show every ticket that waits: the one found on disk is the running one, the others are listed."""
        if self._offered is not None:
            self._on_resumed()
        self._panels.open_parked()

    def _on_resumed(self) -> None:
        found, self._offered = self._offered, None
        self._ticket.adopt(found)

    def _check_out(self) -> None:
        if self._till is None or not self._ticket.lines:
            return
        if not self._till.methods:
            self._voice.refuse(UserError("payment.method_unknown"))
        elif self._bounce.is_meant():
            self._go_pay(self._till)

    def _go_pay(self, till: SaleDesk) -> None:
        try:
            basket, session_id = self._ticket.pay(), self._ticket.session_id
        except UserError as error:  # another ticket is being taken up and is not here yet
            self._voice.refuse(error)
            return
        if basket is None or session_id is None:
            return
        leaf = self._line.entry.leaf
        title, place = place_told(self._till)
        options = till.session.options if till.session else TillOptions()
        unfinished = leaf.label if leaf else ""
        self._brought = Checkout(basket, session_id, till.methods, unfinished, title, place, options)
        self.context.go("payment", checkout=self._brought)
