"""The payment of one ticket, by one method or several; « Valider » makes it a sale, once.

Everything typed stays until the sale is on disk: going back to the ticket and failing both keep it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout

from recyclique_desktop.devices.sound import Cue
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.services.refused_cards import RefusePayment, refuse_payment
from recyclique_desktop.services.sales import SaleCompleted, complete_sale
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.approving import ask_manager
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.caisse.payment_entry import Checkout, PaymentEntry, Step
from recyclique_desktop.ui.caisse.payment_hands import PaymentHands
from recyclique_desktop.ui.caisse.payment_methods import REFUSED_KEY, SHARES_KEY
from recyclique_desktop.ui.caisse.payment_middle import PaymentMiddle
from recyclique_desktop.ui.caisse.payment_ticket import PaymentTicket
from recyclique_desktop.ui.caisse.payment_words import question_of, too_much_cash, typed_words
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.keys import letter_of as letter_pressed
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.widgets.bounce import Bounce
from recyclique_desktop.ui.widgets.keypad_zone import KeypadZone
from recyclique_desktop.ui.widgets.message import Message, MessageKind
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout


class PaymentPage(Page):
    """``enter(checkout=Checkout)`` brings a ticket; a paid one is handed on with ``go("sale", paid=…)``.

    Going back hands the note on with ``go("sale", note=…)``; all the rest waits here.
    """

    name = "payment"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._checkout: Checkout | None = None
        self._entry: PaymentEntry | None = None
        self._paid: SaleCompleted | None = None
        self._selling = False
        self._in_field = False
        self._kept_note = ""
        self._asked: Message | None = None
        self._act: Callable[[], None] | None = None
        self._bounce = Bounce(context.debounce_ms)
        self._left = KeypadZone("payment")
        self._middle = PaymentMiddle()
        self._right = PaymentTicket()
        self._hands = PaymentHands(self._left.keypad, self._middle, self._right, self._change)
        self._date = DateQuestion(self, self._say_refusal)
        self._zones = ThreeZones(self._left, self._middle, self._right)
        self._zones.name_zones(right=tr("Ticket"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._zones)
        self._connect()

    def _connect(self) -> None:
        middle = self._middle
        self._zones.layout_changed.connect(self._on_layout)
        middle.amounts.done.connect(self._on_field_done)
        middle.links.done.connect(self._on_field_done)
        middle.band.acted.connect(self._on_band)
        middle.card.accepted.connect(self._on_card_accepted)
        middle.card.refused.connect(self._on_card_refused)
        middle.card.abandoned.connect(self._escape)
        self._right.confirmed.connect(self._confirm)
        self._right.shares_asked.connect(self._on_shares)

    def header(self) -> HeaderText:
        if self._checkout is None:
            return HeaderText(tr("Caisse"), back=tr("Revenir au ticket"))
        return HeaderText(self._checkout.title, self._checkout.place, tr("Revenir au ticket"))

    def enter(self, **arrival: object) -> None:
        checkout = arrival.get("checkout")
        self._bounce.start()
        if not isinstance(checkout, Checkout):
            self.context.go("sale")
            return
        if self._paid is not None and self._paid.sale_id == checkout.basket.sale_id:
            self.context.go("sale", paid=self._paid)  # it was paid while nobody was looking
            return
        self._begin(checkout)

    def leave(self) -> None:
        self._keep_note()
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # else the next visit would begin in the field left behind

    def on_back(self) -> None:
        if not self._selling:
            self.context.go("sale", note=self._entry.note if self._entry is not None else "")

    @property
    def holds_keys(self) -> bool:
        return self._entry is not None and self._entry.step is Step.CARD  # a card refused is journaled at once

    def remember(self) -> Callable[[], None]:
        """Return what brings the payment back as it is now: keys that were no keys are taken back with it."""
        kept = self._entry

        def put_back() -> None:
            if kept is not None and self._entry is not None and not self._selling:
                self._entry = kept
                self.setFocus(Qt.FocusReason.OtherFocusReason)  # a letter of the code may have opened a field
                self._show()

        return put_back

    # -- keys -------------------------------------------------------------------------------------------------------

    def handle_key(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() and event.key() != Qt.Key.Key_Backspace:
            return True
        if self._entry is None or self._selling:
            return True
        if is_enter(event):
            if not self._in_field:
                self._confirm()
        elif event.key() == Qt.Key.Key_Escape:
            return self._escape()
        elif self._entry.step is Step.CARD:
            if letter_pressed(event) == REFUSED_KEY:
                self._on_card_refused()
        elif letter_pressed(event) == SHARES_KEY:
            self._on_shares()
        else:
            return self._hands.handle_key(event, self._entry)
        return True

    def _escape(self) -> bool:
        """Undo the last thing typed or asked; with nothing left, the key is the window's: back to the ticket."""
        undone = self._entry.escaped() if self._entry is not None else None
        if undone is None:
            return False
        self._change(lambda _entry: undone)
        return True

    # -- what is shown ----------------------------------------------------------------------------------------------

    def _begin(self, checkout: Checkout) -> None:
        before, kept = self._checkout, self._entry
        same = before is not None and before.basket.sale_id == checkout.basket.sale_id
        self._checkout = checkout
        self._kept_note = checkout.basket.note
        if kept is not None and before is not None and same and kept.methods == checkout.methods:
            self._entry = kept.returning(before.basket, checkout)
        else:
            self._entry = PaymentEntry.of(checkout)
        self._middle.band.clear()
        if checkout.unfinished:
            told = tr("Pas encore dans le ticket : revenez-y pour l’ajouter.")
            self._middle.band.say(Message(MessageKind.LOOK, checkout.unfinished, told))
        self._show()

    def _change(self, change: Callable[[PaymentEntry], PaymentEntry]) -> None:
        """Show the next state of the payment; nothing changes while a sale is being written."""
        if self._entry is not None and not self._selling:
            self._bounce.forget()
            self._entry = replace(change(self._entry), is_abroad=False)
            if self._act == self._on_abroad:
                self._say_no_more()
            self._show()

    def _show(self) -> None:
        if self._entry is None or self._checkout is None:
            return
        entry = self._entry
        self._middle.show_entry(entry)
        self._right.show_entry(entry, len(self._checkout.basket.lines))
        self._set_ready()
        label, value, proposed = typed_words(entry)
        self._left.show_value(label, value, "€", active=entry.step is not Step.CARD, proposed=proposed)
        self._left.show_action(tr("Effacer"), tr("Échap"), enabled=bool(entry.typed.text))
        self._ask(entry)

    def _set_ready(self) -> None:
        entry = self._entry
        if entry is None or self._selling or entry.step is Step.CARD:
            ready = False
        elif entry.step is Step.PAYING:
            ready = entry.ready
        else:
            ready = entry.step is Step.DONATION or entry.total_problem is None
        self._right.set_ready(ready=ready)

    def _ask(self, entry: PaymentEntry) -> None:
        question, band = question_of(entry), self._middle.band
        if question is not None:
            given = entry.draft.donation > entry.donation
            act = self._hands.take_surplus_back if given else self._hands.give_all_change
            self._say(question, act if question.button else None)
            self._asked = question
        elif self._asked is not None and band.message is self._asked:
            band.clear()
            self._asked = None

    def _say(self, message: Message, act: Callable[[], None] | None = None) -> None:
        self._act = act
        self._middle.band.say(message)

    def _say_refusal(self, error: UserError) -> None:
        self.context.sounds.play(Cue.REFUSED)
        ceiling = error.params.get("ceiling")
        if error.code == "payment.cash_ceiling" and isinstance(ceiling, int):
            self._say(too_much_cash(Cents(ceiling)), self._on_abroad)
        else:
            self._say(refusal(error))

    def _say_no_more(self) -> None:
        """What was asked is no longer about this payment."""
        self._act = None
        self._middle.band.clear()

    # -- selling ----------------------------------------------------------------------------------------------------

    def _confirm(self) -> None:
        """Do what the filled button says."""
        entry = self._entry
        if entry is None or self._selling or not self._bounce.is_meant():
            return
        if entry.step is Step.CARD:
            self._card_accepted()
        elif entry.step is not Step.PAYING:
            self._advance(entry.paying())
        elif entry.ready and entry.asks_the_terminal:
            self._advance(entry.asking_the_terminal())
        else:
            self._write()

    def _advance(self, entry: PaymentEntry) -> None:
        """Show the next step; the key that led there does not count twice."""
        self._entry = entry
        self._show()

    def _write(self, actor: Actor | None = None) -> None:
        entry, checkout = self._entry, self._checkout
        if entry is None or checkout is None or self._selling or not entry.ready:
            return
        command, station = entry.sale(checkout), self.context.station
        by = actor or self.context.presence.actor
        self._set_selling(selling=True)
        self.context.tasks.write(
            lambda session: complete_sale(session, command, by, station), self._on_sold, self._on_refused
        )

    def _set_selling(self, *, selling: bool) -> None:
        self._selling = selling
        self._set_ready()

    def _on_sold(self, sold: SaleCompleted) -> None:
        self._paid = sold
        self._entry = None
        self._set_selling(selling=False)
        self.context.sounds.play(Cue.PAID)
        if self.context.presence.person is not None:
            self.context.go("sale", paid=sold)

    def _on_refused(self, error: UserError) -> None:
        self._set_selling(selling=False)
        if not self._date.is_asked(error, self._write) and not ask_manager(
            self, self.context, error, self._write, self._say_refusal
        ):
            self._say_refusal(error)

    def _on_abroad(self) -> None:
        """Sell again what was more cash than the law lets residents pay."""
        if self._entry is not None and not self._selling:
            self._entry = self._entry.living_abroad()
            self._middle.band.clear()
            self._write()

    def _on_card_accepted(self) -> None:
        if not self._selling and self._bounce.is_meant():
            self._card_accepted()

    def _card_accepted(self) -> None:
        if self._entry is not None and self._entry.step is Step.CARD:
            settled = self._entry.settling()
            self._advance(settled)
            if settled.current is None:  # else a part is paid, and the rest is asked for
                self._write()

    def _on_card_refused(self) -> None:
        entry, checkout = self._entry, self._checkout
        current = entry.current if entry is not None else None
        if entry is None or checkout is None or current is None or entry.step is not Step.CARD:
            return
        told = RefusePayment(checkout.session_id, checkout.basket.sale_id, current.method_code, current.received)
        actor, station = self.context.presence.actor, self.context.station
        self._change(lambda entry: entry.refused())
        self._say_card_refused(current.received)
        self.context.tasks.write(
            lambda session: refuse_payment(session, told, actor, station), lambda _none: None, self._say_refusal
        )

    def _say_card_refused(self, amount: Cents) -> None:
        self.context.sounds.play(Cue.REFUSED)
        title = tr("Carte refusée : {amount:euros} restent à payer.", amount=amount)
        self._say(Message(MessageKind.LOOK, title, tr("Le ticket est gardé. Prenez un autre moyen, ou réessayez.")))

    # -- slots ------------------------------------------------------------------------------------------------------

    def _on_band(self) -> None:
        act, self._act = self._act, None
        if act is not None:
            act()

    def _on_layout(self, layout: Layout) -> None:
        self._left.follow(layout)
        self._middle.follow(layout)
        self._right.follow(layout)
        self._show()

    def _on_shares(self) -> None:
        self._right.turn_list()
        self._show()

    def _keep_note(self) -> None:
        """Write the note to the ticket on disk: a power cut must not take it."""
        entry, checkout = self._entry, self._checkout
        person = self.context.presence.person
        if entry is None or checkout is None or person is None or self._selling or entry.note == self._kept_note:
            return
        self._kept_note = entry.note
        kept = SaveDraft(checkout.session_id, replace(checkout.basket, note=entry.note))
        actor, station = person.actor, self.context.station
        self.context.tasks.write(
            lambda session: save_draft(session, kept, actor, station), lambda _none: None, self._say_refusal
        )

    def _on_field_done(self) -> None:
        """Enter leaves a field; the same key press must not sell too."""
        self._keep_note()
        self._in_field = True
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self._leave_field)

    def _leave_field(self) -> None:
        self._in_field = False
