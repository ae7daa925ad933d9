"""Paying a ticket: tenders in, payments, change and donation out (``cash.md`` §3.10).

Keys, touch, demonstration and services all go through ``PaymentDraft`` and ``check_payments``, so that the
same gestures give the same rows. The invariant is P1: the payments sum to the goods plus the donation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import ZERO, Cents

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_AMOUNT = Cents(99_999_999)
"""Largest amount received or given at once: 999 999,99 € (``cash.md`` §3.3)."""
CASH_CEILING: Final = Cents(100_000)
"""Most cash that one ticket may bring, 1 000 € (CMF D112-3); the shop's dated setting may say otherwise."""
LEAST_CEILING: Final = Cents(10_000)
"""No shop sets its ceiling below 100 €: a ticket with less cash needs no look at the setting."""
EXCEPTION_CEILING: Final = Cents(1_000_000)
"""Most cash of somebody who lives abroad and pays for herself, 10 000 €."""
MAX_REFERENCE: Final = 64
MAX_NUMBER: Final = 20
MAX_BANK: Final = 40
"""Letters of a cheque's number and of its bank: both fit one reference."""
_BETWEEN: Final = " · "
_CARD_NUMBER: Final = re.compile(r"(?:[0-9][ .-]?){13,}")
"""What looks like the number of a card: the shop never keeps one (``french-practice.md`` §2.3)."""


class CashException(StrEnum):
    """Why a ticket may bring more cash than the law lets residents pay; kept as the reference of its cash."""

    NON_RESIDENT = "non_resident"


@dataclass(frozen=True, slots=True)
class Method:
    """A way to pay, as the shop set it up."""

    code: str
    label: str
    kind: PaymentKind
    gives_change: bool
    in_drawer: bool
    needs_reference: bool = False


@dataclass(frozen=True, slots=True)
class Tender:
    """What the customer handed over in one gesture."""

    method_code: str
    received: Cents
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment as it is recorded: ``amount`` stays in the shop, ``tendered - change = amount``."""

    method_code: str
    kind: PaymentKind
    amount: Cents
    tendered: Cents
    change: Cents
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """A payment being made.

    What cannot be changed back (cheque, card, transfer) pays first, in order; methods that give change cover what
    is left. What a cheque brings above what is due is a donation (P3).

    Attributes:
        total: Price of the goods.
        donation: What will be recorded as donation: ``asked`` plus the surplus of a cheque.
        asked: The part of the donation that somebody asked for; leave it out when building a draft.
    """

    total: Cents
    methods: tuple[Method, ...]
    tenders: tuple[Tender, ...] = ()
    donation: Cents = ZERO
    asked: Cents | None = None

    def __post_init__(self) -> None:
        asked = self.donation if self.asked is None else self.asked
        object.__setattr__(self, "asked", asked)
        object.__setattr__(self, "donation", Cents(asked + self._cheque_surplus(asked)))

    @property
    def due(self) -> Cents:
        """What the customer owes: goods plus donation."""
        return Cents(self.total + self.donation)

    @property
    def covered(self) -> Cents:
        """What of it the tenders cover."""
        return Cents(sum(payment.amount for payment in self.payments()))

    @property
    def remaining(self) -> Cents:
        """What is still missing, never negative."""
        return Cents(max(0, self.due - self.covered))

    @property
    def change(self) -> Cents:
        """What is to be given back."""
        return Cents(sum(payment.change for payment in self.payments()))

    @property
    def ready(self) -> bool:
        """Whether the ticket may be validated as it stands (P6)."""
        return self.problem is None

    @property
    def problem(self) -> UserError | None:
        """Why it may not be validated, or none."""
        try:
            self.check()
        except UserError as error:
            return error
        return None

    def check(self) -> None:
        """Refuse a payment that is not finished or cannot stand; see ``check_payments``."""
        check_payments(self.total, self.donation, self.payments(), self.methods)

    def payments(self) -> tuple[Payment, ...]:
        """Return what would be recorded now, one payment per tender, in the order of the tenders."""
        left = self.due - sum(tender.received for tender in self._fixed())
        paid = []
        for tender in self.tenders:
            method = self._method(tender)
            amount = tender.received
            if method.gives_change:
                amount = Cents(min(tender.received, max(0, left)))
                left -= amount
            change = Cents(tender.received - amount)
            paid.append(Payment(method.code, method.kind, amount, tender.received, change, tender.reference))
        return tuple(paid)

    def with_tender(self, tender: Tender) -> PaymentDraft:
        """Return the draft with one more tender.

        Raises:
            UserError: ``payment.method_unknown``, ``payment.amount_needed`` or ``payment.too_high``.
        """
        if all(method.code != tender.method_code for method in self.methods):
            raise UserError("payment.method_unknown", method=tender.method_code)
        if tender.received <= 0:
            raise UserError("payment.amount_needed")
        if tender.received > MAX_AMOUNT:
            raise UserError("payment.too_high", amount=tender.received)
        return self._changed(tenders=(*self.tenders, tender))

    def without(self, index: int) -> PaymentDraft:
        """Return the draft without the tender at ``index`` (0 is the first)."""
        return self._changed(tenders=self.tenders[:index] + self.tenders[index + 1 :])

    def with_donation(self, donation: Cents) -> PaymentDraft:
        """Return the draft with that donation asked for, instead of any before.

        Raises:
            UserError: ``payment.donation_invalid`` below zero or above 999 999,99 €.
        """
        if not 0 <= donation <= MAX_AMOUNT:
            raise UserError("payment.donation_invalid", amount=donation)
        return self._changed(asked=donation)

    def all_change_as_donation(self) -> PaymentDraft:
        """Return the draft where the customer leaves the change, and any card surplus, to the shop (P4)."""
        return self._changed(asked=Cents(self._asked + self.change + max(0, self.covered - self.due)))

    @property
    def _asked(self) -> Cents:
        return self.donation if self.asked is None else self.asked

    def _changed(self, *, tenders: tuple[Tender, ...] | None = None, asked: Cents | None = None) -> PaymentDraft:
        """Return a copy built from what people said, so that the cheque surplus is worked out afresh."""
        kept = self.tenders if tenders is None else tenders
        return replace(self, tenders=kept, donation=self._asked if asked is None else asked, asked=None)

    def _method(self, tender: Tender) -> Method:
        return next(method for method in self.methods if method.code == tender.method_code)

    def _fixed(self) -> tuple[Tender, ...]:
        return tuple(tender for tender in self.tenders if not self._method(tender).gives_change)

    def _cheque_surplus(self, asked: Cents) -> int:
        fixed = self._fixed()
        above = sum(tender.received for tender in fixed) - self.total - asked
        cheques = sum(t.received for t in fixed if self._method(t).kind is PaymentKind.CHECK)
        return above if 0 < above <= cheques else 0


def check_payments(total: Cents, donation: Cents, payments: Iterable[Payment], methods: Iterable[Method]) -> None:
    """Refuse payments that do not pay ``total + donation`` exactly, or that no method allows.

    Raises:
        UserError: ``payment.missing``, ``payment.no_change_on``, ``payment.not_needed``, ``payment.too_much``,
            ``payment.method_unknown``, ``payment.reference_needed``, ``payment.reference_long``,
            ``payment.card_number``, ``payment.donation_invalid``, ``payment.amount_needed`` or ``payment.too_high``.
        ValueError: A payment contradicts itself (a bug of the caller).
    """
    if not 0 <= donation <= MAX_AMOUNT:
        raise UserError("payment.donation_invalid", amount=donation)
    known = {method.code: method for method in methods}
    paid = tuple(payments)
    for payment in paid:
        _check_one(payment, known)
    missing = total + donation - sum(payment.amount for payment in paid)
    if missing > 0:
        raise UserError("payment.missing", amount=Cents(missing))
    if missing < 0:
        raise _above(paid, known, Cents(-missing))


def check_reference(reference: str, method: Method) -> None:
    """Refuse a reference that is missing where the shop wants one, too long, or the number of a card.

    Raises:
        UserError: ``payment.reference_needed``, ``payment.reference_long`` or ``payment.card_number``.
    """
    if method.needs_reference and not reference.strip():
        raise UserError("payment.reference_needed", method=method.label)
    if len(reference) > MAX_REFERENCE:
        raise UserError("payment.reference_long", most=MAX_REFERENCE)
    if method.kind is PaymentKind.CARD and _CARD_NUMBER.search(reference):
        raise UserError("payment.card_number")


def check_cash(payments: Iterable[Payment], ceiling: Cents) -> None:
    """Refuse more cash than the law allows, all cash payments of the ticket together (C-04).

    Somebody who lives abroad may pay more: each cash payment then carries ``CashException.NON_RESIDENT``.

    Raises:
        UserError: ``payment.cash_ceiling`` or ``payment.cash_far_too_much``.
    """
    cash = [payment for payment in payments if payment.kind is PaymentKind.CASH]
    total = Cents(sum(payment.amount for payment in cash))
    if total <= ceiling:
        return
    if any(payment.reference != CashException.NON_RESIDENT for payment in cash):
        raise UserError("payment.cash_ceiling", amount=total, ceiling=ceiling)
    if total > EXCEPTION_CEILING:
        raise UserError("payment.cash_far_too_much", amount=total, ceiling=EXCEPTION_CEILING)


def cash_of(payments: Iterable[Payment]) -> Cents:
    """Return what cash of these payments stays in the drawer."""
    return Cents(sum(payment.amount for payment in payments if payment.kind is PaymentKind.CASH))


def cheque_reference(number: str, bank: str) -> str:
    """Return what is kept of a cheque: its number, its bank, or both."""
    return _BETWEEN.join((number.strip()[:MAX_NUMBER], bank.strip()[:MAX_BANK])).strip() if bank.strip() else number


def read_cheque(reference: str) -> tuple[str, str]:
    """Return the number and the bank that ``cheque_reference`` joined."""
    number, _, bank = f" {reference}".partition(_BETWEEN)
    return number.strip(), bank.strip()


def _check_one(payment: Payment, known: dict[str, Method]) -> None:
    method = known.get(payment.method_code)
    if method is None:
        raise UserError("payment.method_unknown", method=payment.method_code)
    if payment.kind is not method.kind or payment.tendered - payment.change != payment.amount or payment.change < 0:
        raise ValueError(payment)
    if payment.tendered <= 0:
        raise UserError("payment.amount_needed")
    if payment.tendered > MAX_AMOUNT:
        raise UserError("payment.too_high", amount=payment.tendered)
    if payment.change and not method.gives_change:
        raise UserError("payment.no_change_on", method=method.label, amount=payment.change)
    if payment.amount <= 0:
        raise UserError("payment.not_needed", method=method.label)
    check_reference(payment.reference, method)


def _above(paid: tuple[Payment, ...], known: dict[str, Method], surplus: Cents) -> UserError:
    """Say why more than what is due was taken: a method that cannot give it back, if there is one."""
    for payment in paid:
        method = known[payment.method_code]
        if not method.gives_change:
            return UserError("payment.no_change_on", method=method.label, amount=surplus)
    return UserError("payment.too_much", amount=surplus)
