"""A payment being made: what is settled, what is being typed, the donation, the note.

Pure: a frozen state, and methods that return the next one. Every sum comes from ``domain.payment.PaymentDraft``; this
only adds what a keypad needs: a field being typed, and the exact amount proposed while it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.payment import MAX_AMOUNT, Method, PaymentDraft, Tender
from recyclique_desktop.domain.till_options import TillOptions
from recyclique_desktop.ui.widgets.typed import Typed

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.domain.basket import Basket
    from recyclique_desktop.domain.errors import UserError

_NOTES: Final = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_LETTERS: Final = {
    PaymentKind.CASH: "E",
    PaymentKind.CHECK: "C",
    PaymentKind.CARD: "B",
    PaymentKind.TRANSFER: "V",
}
_NOTHING: Final = Typed(whole=6, decimals=2)


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
        total: Price of the goods.
        methods: What the shop accepts, in its order.
        method: The one that digits are typed for.
        tenders: Payments already settled, in order.
        amount: What is being typed; empty, it stands for the exact rest.
        reference: Of the payment being typed: the number of the cheque.
        donation: What was asked as donation, without the surplus of a cheque.
        note: Free words kept with the ticket.
    """

    total: Cents
    methods: tuple[Method, ...]
    method: Method
    tenders: tuple[Tender, ...] = ()
    amount: Typed = field(default=_NOTHING)
    reference: str = ""
    donation: Cents = ZERO
    note: str = ""

    @classmethod
    def begin(cls, total: Cents, methods: tuple[Method, ...]) -> PaymentEntry:
        """Start with cash where the shop takes it, else with its first method."""
        cash = (method for method in methods if method.kind is PaymentKind.CASH)
        return cls(total, methods, next(cash, methods[0]))

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
        return Tender(self.method.code, received, self.reference) if received else None

    @property
    def draft(self) -> PaymentDraft:
        """The payment as it would be validated now; keys, touch and service look at this one."""
        return self.settled if self.current is None else self.settled.with_tender(self.current)

    @property
    def ready(self) -> bool:
        """Whether it can be validated."""
        return self.draft.ready

    @property
    def problem(self) -> UserError | None:
        """Why it cannot, or none."""
        return self.draft.problem

    @property
    def can_add_another(self) -> bool:
        """Whether what is typed pays a part, so that another payment may follow."""
        return self.amount.number > 0 and self.draft.remaining > 0

    @property
    def can_give_change(self) -> bool:
        """Whether there is change, or a surplus, that could be left to the shop."""
        draft = self.draft
        return draft.change > 0 or draft.covered > draft.due

    @property
    def quick_amounts(self) -> tuple[Cents, ...]:
        """Up to three amounts a customer is likely to hand over, above the exact one."""
        return quick_amounts(self.proposal) if self.method.gives_change else ()

    def of_total(self, total: Cents) -> PaymentEntry:
        """Return the same payment for a ticket that changed meanwhile."""
        return replace(self, total=total)

    def typing(self, amount: Typed) -> PaymentEntry:
        """Type another amount."""
        return replace(self, amount=amount)

    def receiving(self, amount: Cents) -> PaymentEntry:
        """Take a quick amount; the next digit replaces it."""
        return replace(self, amount=_NOTHING.proposing(amount))

    def exact(self) -> PaymentEntry:
        """Empty the display: the exact amount is meant."""
        return replace(self, amount=_NOTHING)

    def by(self, method: Method) -> PaymentEntry:
        """Choose the method of the payment being typed."""
        return replace(self, method=method, reference=self.reference if method is self.method else "")

    def referring(self, reference: str) -> PaymentEntry:
        """Write the number of the cheque."""
        return replace(self, reference=reference)

    def noting(self, note: str) -> PaymentEntry:
        """Write the note of the ticket."""
        return replace(self, note=note)

    def giving(self, donation: Cents) -> PaymentEntry:
        """Ask for another donation.

        Raises:
            UserError: ``payment.donation_invalid``.
        """
        return replace(self, donation=_asked(self.draft.with_donation(donation)))

    def giving_all_change(self) -> PaymentEntry:
        """Leave the change to the shop."""
        return replace(self, donation=_asked(self.draft.all_change_as_donation()))

    def adding_another(self) -> PaymentEntry:
        """Settle what is typed and begin the next payment, by the same method until told."""
        current = self.current
        if current is None or not self.can_add_another:
            return self
        return replace(self, tenders=(*self.tenders, current), amount=_NOTHING, reference="")

    def without(self, place: int) -> PaymentEntry:
        """Remove a payment, 0 being the first; the last place is the one being typed."""
        if place >= len(self.tenders):
            return replace(self, amount=_NOTHING, reference="")
        return replace(self, tenders=self.tenders[:place] + self.tenders[place + 1 :])


def letter_of(method: Method) -> str:
    """Return the key that chooses a method, or ``""``."""
    return _LETTERS.get(method.kind, "")


def quick_amounts(due: Cents) -> tuple[Cents, ...]:
    """Return up to three sums of few notes above ``due``, the third being a single note where there is one."""
    sums = sorted({-(-due // note) * note for note in _NOTES} - {due})
    third = next((note for note in _NOTES if len(sums) > 2 and note >= sums[2]), None)
    chosen = (*sums[:2], third) if third is not None else sums[:3]
    return tuple(Cents(amount) for amount in chosen)


def _asked(draft: PaymentDraft) -> Cents:
    return draft.donation if draft.asked is None else draft.asked
