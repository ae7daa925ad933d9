"""The payment of one ticket, by one method or several; « Valider » makes it a sale, once.

Everything typed stays until the sale is on disk: going back to the ticket and failing both keep it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout

from recyclique_desktop.domain.money import Cents, format_amount
from recyclique_desktop.services.sales import CompleteSale, SaleCompleted, complete_sale
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.caisse.payment_entry import Checkout, PaymentEntry, letter_of
from recyclique_desktop.ui.caisse.payment_middle import HALF, NOTE_KEY, NUMBER_KEY, PaymentMiddle
from recyclique_desktop.ui.caisse.payment_ticket import PaymentTicket
from recyclique_desktop.ui.keys import digit_of, is_comma, is_enter
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
    from recyclique_desktop.domain.payment import Method
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout

_PLUS = ("+", "=")


class PaymentPage(Page):
    """``enter(checkout=Checkout)`` brings a ticket; a paid one is handed on with ``go("sale", paid=…)``."""

    name = "payment"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._checkout: Checkout | None = None
        self._entry: PaymentEntry | None = None
        self._paid: SaleCompleted | None = None
        self._selling = False
        self._in_field = False
        self._bounce = Bounce(context.debounce_ms)
        self._left = KeypadZone("payment")
        self._middle = PaymentMiddle()
        self._right = PaymentTicket()
        self._date = DateQuestion(self, self._say_refusal)
        self._zones = ThreeZones(self._left, self._middle, self._right)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._zones)
        self._connect()

    def _connect(self) -> None:
        keypad, middle = self._left.keypad, self._middle
        self._zones.layout_changed.connect(self._on_layout)
        keypad.digit.connect(self._on_digit)
        keypad.comma.connect(self._on_comma)
        keypad.backspace.connect(self._on_backspace)
        keypad.action.connect(self._on_clear)
        middle.methods.picked.connect(self._on_method)
        middle.amounts.exact.connect(self._on_clear)
        middle.amounts.amount.connect(self._on_amount)
        middle.amounts.reference.connect(self._on_reference)
        middle.amounts.field.returnPressed.connect(self._on_field_done)
        middle.donation.added.connect(self._on_donation)
        middle.donation.all_change.connect(self._on_all_change)
        middle.donation.removed.connect(self._on_donation_removed)
        middle.note.written.connect(self._on_note)
        middle.note.done.connect(self._on_field_done)
        middle.another_asked.connect(self._on_another)
        self._right.removal_asked.connect(self._on_removal)
        self._right.confirmed.connect(self._sell)

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
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # else the next visit would begin in the field left behind

    def on_back(self) -> None:
        if not self._selling:
            self.context.go("sale")

    def handle_key(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() and event.key() != Qt.Key.Key_Backspace:
            return True
        if self._entry is None or self._selling:
            return True
        if is_enter(event):
            if not self._in_field:
                self._sell()
        elif event.key() == Qt.Key.Key_Backspace:
            self._on_backspace()
        elif event.key() == Qt.Key.Key_Escape:
            return self._escape()
        elif event.text() and event.text() in _PLUS:
            self._on_another()
        elif is_comma(event):
            self._on_comma()
        elif digit := digit_of(event):
            self._on_digit(digit)
        else:
            return self._handle_letter(letter_pressed(event))
        return True

    def _handle_letter(self, letter: str) -> bool:
        entry = self._entry
        if entry is None or not letter:
            return False
        method = next((one for one in entry.methods if letter_of(one) == letter), None)
        if method is not None:
            self._on_method(method)
        elif letter == "D":
            self._on_donation(HALF)
        elif letter == "M" and entry.can_give_change:
            self._on_all_change()
        elif letter == NUMBER_KEY and not entry.method.gives_change:
            self._middle.amounts.field.setFocus()
        elif letter == NOTE_KEY:
            self._middle.note.write()
        else:
            return False
        return True

    def _escape(self) -> bool:
        """Empty the display first; with nothing typed, the key is the window's: back to the ticket."""
        if self._entry is None or not self._entry.amount.text:
            return False
        self._on_clear()
        return True

    def _begin(self, checkout: Checkout) -> None:
        kept = self._entry
        same = self._checkout is not None and self._checkout.basket.sale_id == checkout.basket.sale_id
        self._checkout = checkout
        if kept is not None and same and kept.methods == checkout.methods:
            self._entry = kept.of_total(checkout.basket.total)
        else:
            self._entry = PaymentEntry.begin(checkout.basket.total, checkout.methods)
        self._middle.note.show_note(self._entry.note)
        self._middle.band.clear()
        if checkout.unfinished:
            told = tr("Pas encore dans le ticket : revenez-y pour l’ajouter.")
            self._middle.band.say(Message(MessageKind.LOOK, checkout.unfinished, told))
        self._show()

    def _change(self, change: Callable[[PaymentEntry], PaymentEntry]) -> None:
        """Show the next state of the payment; nothing changes while a sale is being written."""
        if self._entry is not None and not self._selling:
            self._bounce.forget()
            self._entry = change(self._entry)
            self._show()

    def _show(self) -> None:
        if self._entry is None or self._checkout is None:
            return
        entry = self._entry
        self._middle.show_entry(entry)
        self._right.show_entry(entry, len(self._checkout.basket.lines))
        self._right.set_ready(ready=entry.ready and not self._selling)
        name = tr(entry.method.label)
        label = tr("Espèces reçues") if entry.method.gives_change else tr("{name} : montant", name=name)
        value = entry.amount.text or format_amount(entry.proposal)
        self._left.show_value(label, value, "€", active=True, proposed=not entry.amount.text)
        self._left.show_action(tr("Effacer"), tr("Échap"), enabled=bool(entry.amount.text))
        self._say_surplus(entry)

    def _say_surplus(self, entry: PaymentEntry) -> None:
        surplus = entry.draft.donation - entry.donation
        if surplus > 0:
            told = tr("Le surplus de {amount:euros} est un don.", amount=surplus)
            self._middle.band.say(Message(MessageKind.GOOD, told))
        elif self._middle.band.message is not None and self._middle.band.message.kind is MessageKind.GOOD:
            self._middle.band.clear()

    def _sell(self) -> None:
        entry, checkout = self._entry, self._checkout
        if entry is None or checkout is None or self._selling or not entry.ready or not self._bounce.is_meant():
            return
        draft, basket = entry.draft, checkout.basket
        command = CompleteSale(
            basket.sale_id, checkout.session_id, basket.lines, draft.payments(), draft.donation, entry.note
        )
        actor, station = self.context.presence.actor, self.context.station
        self._set_selling(selling=True)
        self.context.tasks.write(
            lambda session: complete_sale(session, command, actor, station), self._on_sold, self._on_refused
        )

    def _set_selling(self, *, selling: bool) -> None:
        self._selling = selling
        self._right.set_ready(ready=not selling and self._entry is not None and self._entry.ready)

    def _on_sold(self, sold: SaleCompleted) -> None:
        self._paid = sold
        self._entry = None
        self._set_selling(selling=False)
        if self.context.presence.person is not None:
            self.context.go("sale", paid=sold)

    def _on_refused(self, error: UserError) -> None:
        self._set_selling(selling=False)
        if not self._date.is_asked(error, self._sell_again):
            self._say_refusal(error)

    def _sell_again(self) -> None:
        """Sell what was refused for its date, now that somebody confirmed it."""
        self._bounce.forget()
        self._sell()

    def _say_refusal(self, error: UserError) -> None:
        self._middle.band.say(refusal(error))

    def _on_layout(self, layout: Layout) -> None:
        self._left.follow(layout)
        self._middle.follow(layout)
        self._right.follow(layout)
        self._show()

    def _on_digit(self, digit: str) -> None:
        field = self._middle.amounts.field
        if field.hasFocus():
            field.insert(digit)  # the keypad serves the field that is being filled
            self._on_reference(field.text())
        else:
            self._change(lambda entry: entry.typing(entry.amount.digit(digit)))

    def _on_comma(self) -> None:
        self._change(lambda entry: entry.typing(entry.amount.comma()))

    def _on_backspace(self) -> None:
        field = self._middle.amounts.field
        if field.hasFocus():
            field.backspace()
            self._on_reference(field.text())
        else:
            self._change(lambda entry: entry.typing(entry.amount.backspace()))

    def _on_clear(self) -> None:
        self._change(lambda entry: entry.exact())

    def _on_method(self, method: Method) -> None:
        self._change(lambda entry: entry.by(method))

    def _on_amount(self, amount: int) -> None:
        self._change(lambda entry: entry.receiving(Cents(amount)))

    def _on_reference(self, reference: str) -> None:
        self._change(lambda entry: entry.referring(reference))

    def _on_donation(self, more: int) -> None:
        self._change(lambda entry: entry.giving(Cents(entry.donation + more)))

    def _on_all_change(self) -> None:
        self._change(lambda entry: entry.giving_all_change())

    def _on_donation_removed(self) -> None:
        self._change(lambda entry: entry.giving(Cents(0)))

    def _on_note(self, note: str) -> None:
        self._change(lambda entry: entry.noting(note))

    def _on_another(self) -> None:
        self._change(lambda entry: entry.adding_another())

    def _on_removal(self, place: int) -> None:
        self._change(lambda entry: entry.without(place))

    def _on_field_done(self) -> None:
        """Enter leaves a field; the same key press must not sell too."""
        self._in_field = True
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self._leave_field)

    def _leave_field(self) -> None:
        self._in_field = False
