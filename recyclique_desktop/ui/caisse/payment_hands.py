"""What each key and each tap does to a payment being made: the same change of ``PaymentEntry`` by either."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.ui.caisse import payment_methods as keys
from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry
from recyclique_desktop.ui.caisse.payment_middle import HALF
from recyclique_desktop.ui.keys import digit_of, is_comma
from recyclique_desktop.ui.keys import letter_of as letter_pressed

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QLineEdit

    from recyclique_desktop.domain.payment import Method
    from recyclique_desktop.ui.caisse.payment_middle import PaymentMiddle
    from recyclique_desktop.ui.caisse.payment_ticket import PaymentTicket
    from recyclique_desktop.ui.widgets.keypad import Keypad

    Change = Callable[[Callable[[PaymentEntry], PaymentEntry]], None]

_PLUS: Final = ("+", "=")


class PaymentHands:
    """Connects keypad, middle and ticket column of a payment to the changes of its entry.

    Args:
        keypad: At the left.
        middle: How, how much, donation, note.
        right: The payments, each with its ✕.
        change: Shows the entry that a function makes of the present one.
    """

    def __init__(self, keypad: Keypad, middle: PaymentMiddle, right: PaymentTicket, change: Change) -> None:
        self._middle = middle
        self._change = change
        keypad.digit.connect(self._on_digit)
        keypad.comma.connect(self._on_comma)
        keypad.backspace.connect(self._on_backspace)
        keypad.action.connect(partial(change, PaymentEntry.cleared))
        right.removal_asked.connect(lambda place: change(lambda entry: entry.without(place)))
        self._connect_amounts()
        self._connect_gifts()

    def _connect_amounts(self) -> None:
        change, middle = self._change, self._middle
        middle.methods.picked.connect(self._on_method)
        middle.amounts.exact.connect(lambda: change(lambda entry: entry.paying().exact()))
        middle.amounts.amount.connect(lambda amount: change(lambda entry: entry.receiving(Cents(amount))))
        middle.amounts.reference.connect(lambda text: change(lambda entry: entry.referring(text)))
        middle.amounts.bank.connect(lambda text: change(lambda entry: entry.drawn_on(text)))
        middle.another_asked.connect(self._on_another)

    def _connect_gifts(self) -> None:
        change, donation, links = self._change, self._middle.donation, self._middle.links
        donation.added.connect(self._on_donation)
        donation.other.connect(partial(change, PaymentEntry.asking_donation))
        donation.all_change.connect(self.give_all_change)
        donation.removed.connect(lambda: change(lambda entry: entry.giving(ZERO)))
        links.written.connect(lambda text: change(lambda entry: entry.noting(text)))
        links.total_asked.connect(partial(change, PaymentEntry.asking_total))
        links.free_asked.connect(self._on_free)

    def handle_key(self, event: QKeyEvent, entry: PaymentEntry) -> bool:
        """Take a key of the payment; return whether it was one."""
        if event.key() == Qt.Key.Key_Backspace:
            self._on_backspace()
        elif event.text() and event.text() in _PLUS:
            self._on_another()
        elif is_comma(event):
            self._on_comma()
        elif digit := digit_of(event):
            self._on_digit(digit)
        else:
            return self._handle_letter(letter_pressed(event), entry)
        return True

    def give_all_change(self) -> None:
        """Leave the change, or a surplus, to the shop."""
        self._change(PaymentEntry.giving_all_change)

    def take_surplus_back(self) -> None:
        """Say that a surplus is no donation."""
        self._change(PaymentEntry.without_surplus)

    def _handle_letter(self, letter: str, entry: PaymentEntry) -> bool:
        letters = keys.letters_of(entry.methods)
        method = next((one for one in entry.methods if letter and letters[one.code] == letter), None)
        acts: dict[str, Callable[[], None]] = {
            keys.DONATION_KEY: partial(self._on_donation, HALF),
            keys.OTHER_GIFT_KEY: partial(self._change, PaymentEntry.asking_donation),
            keys.NOTE_KEY: self._middle.links.write,
            keys.TOTAL_KEY: partial(self._change, PaymentEntry.asking_total),
            keys.FREE_KEY: self._on_free,
        }
        if method is not None:
            self._on_method(method)
        elif letter == keys.REST_KEY and entry.can_give_change:
            self.give_all_change()
        elif letter == keys.NUMBER_KEY and not entry.method.gives_change:
            self._middle.amounts.field.setFocus()
        elif letter in acts:
            acts[letter]()
        else:
            return False
        return True

    def _field(self) -> QLineEdit | None:
        """The reference being written, whose digits the keypad types."""
        amounts = self._middle.amounts
        return next((field for field in (amounts.field, amounts.bank_field) if field.hasFocus()), None)

    def _on_digit(self, digit: str) -> None:
        field = self._field()
        if field is not None:
            field.insert(digit)
            field.textEdited.emit(field.text())
        else:
            self._change(lambda entry: entry.typing(entry.typed.digit(digit)))

    def _on_comma(self) -> None:
        if self._field() is not None:
            return  # no number of a cheque has one, and the amount is not what is being written
        self._change(lambda entry: entry.typing(entry.typed.comma()))

    def _on_backspace(self) -> None:
        field = self._field()
        if field is not None:
            field.backspace()
            field.textEdited.emit(field.text())
        else:
            self._change(lambda entry: entry.typing(entry.typed.backspace()))

    def _on_method(self, method: Method) -> None:
        self._change(lambda entry: entry.by(method))

    def _on_donation(self, more: int) -> None:
        self._change(lambda entry: entry.giving(Cents(entry.donation + more)))

    def _on_free(self) -> None:
        self._change(PaymentEntry.given_away)
        if self._middle.links.asks_why:
            self._middle.links.write()
        else:
            self._middle.setFocus(Qt.FocusReason.OtherFocusReason)  # the next key is no word of a reason

    def _on_another(self) -> None:
        def settled(entry: PaymentEntry) -> PaymentEntry:
            asks = entry.can_add_another and entry.asks_the_terminal
            return entry.asking_the_terminal() if asks else entry.adding_another()

        self._change(settled)
