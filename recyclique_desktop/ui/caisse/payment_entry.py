"""A payment being made: the price agreed, what is settled, what is being typed, the donation, the note.

Pure: a frozen state, and methods that return the next one. Every sum comes from ``domain.payment.PaymentDraft``; this
only adds what a keypad needs: a field being typed, and the exact amount proposed while it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import ButtonType, PaymentKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.global_price import allocate, check_total, is_gift, worth
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.payment import (
    MAX_AMOUNT,
    CashException,
    Method,
    Payment,
    PaymentDraft,
    Tender,
    cheque_reference,
)
from recyclique_desktop.domain.till_options import TillOptions
from recyclique_desktop.services.sales import CompleteSale
from recyclique_desktop.ui.widgets.typed import Typed

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.domain.basket import Basket, Line

_NOTHING: Final = Typed(whole=6, decimals=2)


class Step(StrEnum):
    """What the keypad types for, or what is asked."""

    TOTAL = "total"
    """The price agreed for the whole ticket."""
    PAYING = "paying"
    DONATION = "donation"
    CARD = "card"
    """Whether the terminal took the card."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A ticket brought to the payment screen.

    Attributes:
        session_id: The till session it is sold in.
        methods: Ways to pay that the shop accepts.
        unfinished: Name of a line begun and not in the ticket, or empty.
        title: What the header goes on saying.
        place: The smaller words beside it.
        options: Those of the register: one price for the whole ticket, for instance.
    """

    basket: Basket
    session_id: UUID
    methods: tuple[Method, ...]
    unfinished: str = ""
    title: str = ""
    place: str = ""
    options: TillOptions = field(default_factory=TillOptions)


@dataclass(frozen=True, slots=True)
class PaymentEntry:
    """What the payment screen stands for.

    Attributes:
        goods: What the lines are priced together.
        methods: What the shop accepts, in its order.
        method: The one that digits are typed for.
        lines: Of the ticket.
        step: What the keypad types for.
        agrees: Whether this register agrees one price for each ticket.
        agreed: The price being agreed instead of ``goods``; empty for none.
        is_free: Whether priced goods are given away; the note then says why.
        tenders: Payments already settled, in order.
        amount: What is being typed; empty, it stands for the exact rest.
        reference: Of the payment being typed: the number of the cheque.
        bank: Of the cheque being typed.
        donation: What was asked as donation, without the surplus of a cheque.
        gift: The donation as it is being typed.
        note: Free words kept with the ticket.
        is_abroad: Whether the customer lives abroad, and may pay more cash.
    """

    goods: Cents
    methods: tuple[Method, ...]
    method: Method
    lines: tuple[Line, ...] = ()
    step: Step = Step.PAYING
    agrees: bool = False
    agreed: Typed = field(default=_NOTHING)
    is_free: bool = False
    tenders: tuple[Tender, ...] = ()
    amount: Typed = field(default=_NOTHING)
    reference: str = ""
    bank: str = ""
    donation: Cents = ZERO
    gift: Typed = field(default=_NOTHING)
    note: str = ""
    is_abroad: bool = False

    @classmethod
    def begin(cls, total: Cents, methods: tuple[Method, ...]) -> PaymentEntry:
        """Start with cash where the shop takes it, else with its first method."""
        cash = (method for method in methods if method.kind is PaymentKind.CASH)
        return cls(total, methods, next(cash, methods[0]))

    @classmethod
    def of(cls, checkout: Checkout) -> PaymentEntry:
        """Start with a ticket; where the register agrees one price, that is asked first."""
        basket = checkout.basket
        begun = replace(
            cls.begin(basket.total, checkout.methods),
            lines=basket.lines, note=basket.note, agrees=checkout.options.global_price,
        )  # fmt: skip
        return begun.asking_total() if begun.agrees else begun

    @property
    def is_disposal(self) -> bool:
        """Whether the goods leave as material: nothing is paid, and the ticket has a number of its own kind."""
        return any(line.button_type is ButtonType.RECYCLING for line in self.lines)

    @property
    def has_goods(self) -> bool:
        """Whether there is something that may have a price."""
        return not self.is_disposal and not (self.lines and all(is_gift(line) for line in self.lines))

    @property
    def total(self) -> Cents:
        """Price of the goods, as it stands."""
        if self.is_free or not self.has_goods:
            return ZERO
        return Cents(self.agreed.number) if self.agreed.text else self.goods

    @property
    def global_total(self) -> Cents | None:
        """The price that the lines share, where it is not simply theirs; of goods given away, what they were worth."""
        if not self.has_goods:
            return None
        if self.is_free:
            return worth(self.lines) if self.agrees else None
        if not self.agreed.text or (self.total == self.goods and not self.agrees):
            return None
        return self.total

    @property
    def shares(self) -> tuple[Cents, ...]:
        """What each line comes to."""
        total = self.global_total
        return tuple(line.total for line in self.lines) if total is None else allocate(total, self.lines)

    @property
    def difference(self) -> Cents:
        """The price agreed less that of the lines: below zero it is a discount."""
        return Cents(0 if self.global_total is None or not self.goods else self.total - self.goods)

    @property
    def nothing_to_pay(self) -> bool:
        """Whether the ticket is recorded without any payment."""
        is_given = self.is_free or not self.has_goods
        return is_given and not self.donation and not self.amount.text and not self.tenders

    @property
    def settled(self) -> PaymentDraft:
        """The payment without what is being typed."""
        return PaymentDraft(self.total, self.methods, self.tenders, self.donation)

    @property
    def proposal(self) -> Cents:
        """What is left to pay: the exact amount, meant while nothing is typed."""
        return self.settled.remaining

    @property
    def is_proposing(self) -> bool:
        """Whether the display is empty and stands for the exact rest."""
        return not self.amount.text and self.proposal > 0

    @property
    def current(self) -> Tender | None:
        """The payment being typed or proposed, or none."""
        received = Cents(min(self.proposal, MAX_AMOUNT) if self.is_proposing else self.amount.number)
        return Tender(self.method.code, received, self._reference) if received else None

    @property
    def draft(self) -> PaymentDraft:
        """The payment as it would be validated now; keys, touch and service look at this one."""
        return self.settled if self.current is None else self.settled.with_tender(self.current)

    @property
    def payments(self) -> tuple[Payment, ...]:
        """What would be recorded; cash says why it may be more than the law lets residents pay."""
        paid = self.draft.payments()
        if not self.is_abroad:
            return paid
        return tuple(
            replace(one, reference=CashException.NON_RESIDENT.value) if one.kind is PaymentKind.CASH else one
            for one in paid
        )

    @property
    def ready(self) -> bool:
        """Whether it can be validated."""
        return self.step is Step.PAYING and self.problem is None

    @property
    def problem(self) -> UserError | None:
        """Why it cannot, or none."""
        if self.is_free and not self.note.strip():
            return UserError("waive.reason_needed")
        return self.total_problem or self.draft.problem

    @property
    def total_problem(self) -> UserError | None:
        """Why the price agreed cannot stand, or none."""
        if self.is_free or not self.has_goods:
            return None
        if not self.agreed.text:
            return UserError("global.needed") if self.agrees else None
        try:
            check_total(self.total, self.lines)
        except UserError as error:
            return error
        return None

    @property
    def surplus(self) -> Cents:
        """What a cheque or a card brings above what is due."""
        draft = self.draft
        return Cents(max(0, draft.donation - self.donation, draft.covered - draft.due))

    @property
    def can_add_another(self) -> bool:
        """Whether what is typed pays a part, so that another payment may follow."""
        return self.step is Step.PAYING and self.amount.number > 0 and self.draft.remaining > 0

    @property
    def can_give_change(self) -> bool:
        """Whether there is change, or a surplus, that could be left to the shop."""
        draft = self.draft
        return draft.change > 0 or draft.covered > draft.due

    @property
    def asks_the_terminal(self) -> bool:
        """Whether somebody must say that the terminal took the card being typed."""
        return self.method.kind is PaymentKind.CARD and self.current is not None

    @property
    def typed(self) -> Typed:
        """The field that the keypad fills."""
        return {Step.TOTAL: self.agreed, Step.DONATION: self.gift}.get(self.step, self.amount)

    def returning(self, before: Basket, checkout: Checkout) -> PaymentEntry:
        """Return the same payment for a ticket that came back; a price agreed for other lines is asked again."""
        basket = checkout.basket
        note = basket.note if basket.note != before.note else self.note
        again = replace(self, goods=basket.total, lines=basket.lines, note=note, step=Step.PAYING)
        changed = basket.lines != before.lines and bool(self.agreed.text)
        return again.asking_total() if changed or again.total_problem is not None else again

    def typing(self, amount: Typed) -> PaymentEntry:
        """Type another amount, of what the keypad types for now."""
        if self.step is Step.TOTAL:
            return replace(self, agreed=amount)
        if self.step is Step.DONATION:
            return replace(self, gift=amount, donation=Cents(amount.number))
        return replace(self, amount=amount) if self.step is Step.PAYING and not self.is_disposal else self

    def receiving(self, amount: Cents) -> PaymentEntry:
        """Take a quick amount; the next digit replaces it."""
        return replace(self.paying(), amount=_NOTHING.proposing(amount))

    def exact(self) -> PaymentEntry:
        """Empty the display: the exact amount is meant."""
        return replace(self, amount=_NOTHING)

    def cleared(self) -> PaymentEntry:
        """Empty what the keypad types for."""
        return self.typing(_NOTHING)

    def paying(self) -> PaymentEntry:
        """Go on to what the customer gives; a price that cannot stand stays asked."""
        stays = self.step is Step.TOTAL and self.total_problem is not None
        return self if stays else replace(self, step=Step.PAYING)

    def asking_total(self) -> PaymentEntry:
        """Type the price of the whole ticket."""
        return replace(self, step=Step.TOTAL, is_free=False) if self.has_goods else self

    def asking_donation(self) -> PaymentEntry:
        """Type the donation."""
        gift = _NOTHING.proposing(self.donation) if self.donation else _NOTHING
        return replace(self.paying(), step=Step.DONATION, gift=gift)

    def given_away(self) -> PaymentEntry:
        """Give the goods away, or sell them after all."""
        if not self.has_goods:
            return self
        other = replace(self, is_free=not self.is_free, step=Step.PAYING, amount=_NOTHING)
        return other.asking_total() if other.total_problem is not None else other

    def by(self, method: Method) -> PaymentEntry:
        """Choose the method of the payment being typed."""
        same = method is self.method
        return replace(
            self.paying(), method=method,
            reference=self.reference if same else "", bank=self.bank if same else "",
        )  # fmt: skip

    def referring(self, reference: str) -> PaymentEntry:
        """Write the number of the cheque."""
        return replace(self, reference=reference)

    def drawn_on(self, bank: str) -> PaymentEntry:
        """Write the bank of the cheque."""
        return replace(self, bank=bank)

    def noting(self, note: str) -> PaymentEntry:
        """Write the note of the ticket."""
        return replace(self, note=note)

    def living_abroad(self) -> PaymentEntry:
        """Say that the customer lives abroad."""
        return replace(self, is_abroad=True)

    def giving(self, donation: Cents) -> PaymentEntry:
        """Ask for another donation.

        Raises:
            UserError: ``payment.donation_invalid``.
        """
        return replace(self, donation=_asked(self.draft.with_donation(donation)), gift=_NOTHING)

    def giving_all_change(self) -> PaymentEntry:
        """Leave the change to the shop."""
        return replace(self, donation=_asked(self.draft.all_change_as_donation()), gift=_NOTHING)

    def without_surplus(self) -> PaymentEntry:
        """Take back the payment that brought too much: the exact amount is meant."""
        return self.exact() if self.amount.text or not self.tenders else self.without(len(self.tenders) - 1)

    def adding_another(self) -> PaymentEntry:
        """Settle what is typed and begin the next payment, by the same method until told."""
        return self.settling() if self.can_add_another else self

    def asking_the_terminal(self) -> PaymentEntry:
        """Ask whether the card was taken."""
        return replace(self, step=Step.CARD)

    def settling(self) -> PaymentEntry:
        """Settle what is typed or proposed: a card that was taken, a part that is paid."""
        current = self.current
        if current is None:
            return replace(self, step=Step.PAYING)
        settled = (*self.tenders, current)
        return replace(self, tenders=settled, amount=_NOTHING, reference="", bank="", step=Step.PAYING)

    def refused(self) -> PaymentEntry:
        """The terminal refused the card: its payment goes, and the first way to pay is proposed."""
        return replace(self, step=Step.PAYING).exact().by(PaymentEntry.begin(self.goods, self.methods).method)

    def without(self, place: int) -> PaymentEntry:
        """Remove a payment, 0 being the first; the last place is the one being typed."""
        if place >= len(self.tenders):
            return replace(self, amount=_NOTHING, reference="", bank="")
        return replace(self, tenders=self.tenders[:place] + self.tenders[place + 1 :])

    def escaped(self) -> PaymentEntry | None:
        """Undo the last thing typed or asked; nothing when there is none, and the ticket is meant."""
        if self.step is Step.CARD:
            return replace(self, step=Step.PAYING)
        if self.typed.text:
            return self.cleared()
        if self.step is Step.PAYING or self.total_problem is not None:
            return None
        return replace(self, step=Step.PAYING)

    def sale(self, checkout: Checkout) -> CompleteSale:
        """Return the act that makes it a sale."""
        return CompleteSale(
            checkout.basket.sale_id, checkout.session_id, self.lines, self.payments, self.draft.donation, self.note,
            self.global_total, self.is_free and self.has_goods,
        )  # fmt: skip

    @property
    def _reference(self) -> str:
        return cheque_reference(self.reference, self.bank) if self.method.kind is PaymentKind.CHECK else self.reference


def _asked(draft: PaymentDraft) -> Cents:
    return draft.donation if draft.asked is None else draft.asked
