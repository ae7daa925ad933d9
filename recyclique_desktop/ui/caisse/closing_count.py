"""Counting the drawer, on paper: which boxes are typed, what they are worth, what the result is called. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.cash_count import Taken, needs_comment, to_count
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.closing import MethodCount
from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.caisse.coins import Coins
from recyclique_desktop.ui.widgets.typed import Typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.data.queries.figures import ExpectedMethod, SessionFigures

EUROS: Final = Typed(whole=6, decimals=2)
PIECES: Final = Typed(whole=4)
ICONS: Final = {
    PaymentKind.CASH: "coins",
    PaymentKind.CHECK: "landmark",
    PaymentKind.CARD: "credit-card",
}


class BoxKind(Enum):
    """What a box counts."""

    AMOUNT = "amount"
    PIECES = "pieces"


@dataclass(frozen=True, slots=True)
class Box:
    """One box to type in: an amount, or how many cheques."""

    method: ExpectedMethod
    kind: BoxKind
    typed: Typed

    @property
    def label(self) -> str:
        """What the display says while this box is typed."""
        if self.kind is BoxKind.PIECES:
            return tr("Nombre de chèques")
        return tr("{method} : total compté", method=tr(self.method.label))


@dataclass(frozen=True, slots=True)
class Counting:
    """All the boxes of one closing, in order, and the one being typed.

    Attributes:
        coins: Cash counted piece by piece; nothing while it is one total.
        ticked: Places of the cheques that were found, where they are ticked one by one.
    """

    boxes: tuple[Box, ...]
    active: int = 0
    coins: Coins | None = None
    ticked: frozenset[int] = frozenset()

    @property
    def box(self) -> Box:
        """The box being typed."""
        return self.boxes[self.active]

    @property
    def methods(self) -> tuple[ExpectedMethod, ...]:
        """The ways to pay that are counted."""
        return tuple(box.method for box in self.boxes if box.kind is BoxKind.AMOUNT)

    @property
    def is_complete(self) -> bool:
        """Whether every box holds something, were it 0."""
        return all(box.typed.text for box in self.boxes)

    @property
    def total(self) -> Cents:
        """What was counted so far, over all ways to pay."""
        return Cents(sum(box.typed.number for box in self.boxes if box.kind is BoxKind.AMOUNT))

    def typing(self, typed: Typed) -> Counting:
        """Put another value in the active box."""
        boxes = list(self.boxes)
        boxes[self.active] = replace(self.box, typed=typed)
        return replace(self, boxes=tuple(boxes))

    @property
    def is_on_pieces(self) -> bool:
        """Whether what is typed is how many of a note or coin."""
        return self.coins is not None and self.box.method.kind is PaymentKind.CASH

    @property
    def cash(self) -> Cents:
        """What was counted in cash."""
        return Cents(sum(box.typed.number for box in self.boxes if box.method.kind is PaymentKind.CASH))

    def with_coins(self, coins: Coins | None) -> Counting:
        """Count cash by these pieces, or as one total; what they are worth is in its box."""
        place = self._cash_place
        boxes = list(self.boxes)
        if coins is not None:
            typed = _typed(coins.total) if coins.is_begun else EUROS
            boxes[place] = replace(boxes[place], typed=typed)
        return replace(self, boxes=tuple(boxes), coins=coins)

    def with_cheques(self, method_code: str, ticked: frozenset[int], amount: Cents) -> Counting:
        """Take over the cheques that were ticked: how many, and what they are worth."""
        found = {BoxKind.PIECES: replace(PIECES, text=str(len(ticked))), BoxKind.AMOUNT: _typed(amount)}
        boxes = tuple(
            replace(box, typed=found[box.kind]) if box.method.method_code == method_code else box for box in self.boxes
        )
        return replace(self, boxes=boxes, ticked=ticked)

    @property
    def _cash_place(self) -> int:
        return next(place for place, box in enumerate(self.boxes) if box.method.kind is PaymentKind.CASH)

    def going_to(self, place: int) -> Counting:
        """Type in another box, round and round."""
        return replace(self, active=place % len(self.boxes))

    def next_empty(self) -> int | None:
        """Return the next box that holds nothing, after the active one; nothing when all are filled."""
        order = [(self.active + step) % len(self.boxes) for step in range(1, len(self.boxes) + 1)]
        return next((place for place in order if not self.boxes[place].typed.text), None)

    def without_cash(self) -> Counting:
        """Empty the cash box, to count it again in the same way."""
        at_cash = self.going_to(self._cash_place)
        again = at_cash.typing(at_cash.box.typed.cleared())
        return again if self.coins is None else again.with_coins(Coins())

    def counted(self, method_code: str) -> Cents:
        """Return what was counted for one way to pay."""
        return next(
            Cents(box.typed.number)
            for box in self.boxes
            if box.kind is BoxKind.AMOUNT and box.method.method_code == method_code
        )

    def counts(self) -> tuple[MethodCount, ...]:
        """Return the counts as the closing wants them."""
        return tuple(count for one in self.methods for count in self._counts_of(one))

    def _counts_of(self, one: ExpectedMethod) -> tuple[MethodCount, ...]:
        if one.kind is PaymentKind.CASH and self.coins is not None:
            return self.coins.counts(one.method_code)
        pieces = {box.method.method_code: box.typed.number for box in self.boxes if box.kind is BoxKind.PIECES}
        return (MethodCount(one.method_code, self.counted(one.method_code), pieces.get(one.method_code)),)

    def variances(self) -> tuple[tuple[ExpectedMethod, Cents], ...]:
        """Return counted minus expected, per way to pay."""
        return tuple((one, Cents(self.counted(one.method_code) - one.expected)) for one in self.methods)

    @property
    def variance(self) -> Cents:
        """Return counted minus expected, over all ways to pay."""
        return Cents(sum(variance for _, variance in self.variances()))

    def wants_word(self, tolerance: Cents) -> bool:
        """Tell whether a difference must be explained."""
        return any(needs_comment(one, tolerance) for one in (self.variance, *(v for _, v in self.variances())))


def _typed(amount: Cents) -> Typed:
    return replace(EUROS.proposing(amount), proposed=False)


def counting_of(figures: SessionFigures) -> Counting:
    """Lay out the boxes of a session: cash always, the other ways to pay when they took something."""
    taken = {one.method_code: Taken(one.method_code, one.kind, one.taken, one.count) for one in figures.expected}
    wanted = set(to_count(taken))
    boxes: list[Box] = []
    for one in figures.expected:
        if one.method_code not in wanted:
            continue
        if one.kind is PaymentKind.CHECK:
            boxes.append(Box(one, BoxKind.PIECES, PIECES))
        boxes.append(Box(one, BoxKind.AMOUNT, EUROS))
    return Counting(tuple(boxes))


def what_it_is(method: ExpectedMethod) -> str:
    """Say below a way to pay what is expected of it."""
    if method.kind is PaymentKind.CASH:
        return tr("fond + ventes")
    if method.kind is PaymentKind.CHECK:
        return trn("{n} chèque", "{n} chèques", method.count)
    if method.kind is PaymentKind.CARD:
        return tr("ticket du terminal")
    return trn("{n} paiement", "{n} paiements", method.count)


def result_title(variances: Sequence[tuple[ExpectedMethod, Cents]]) -> str:
    """Say the result of a count: « Il manque 2,00 € en espèces »."""
    off = [(method, variance) for method, variance in variances if variance]
    if not off:
        return tr("Le compte est juste")
    if len(off) > 1:
        return tr("Il y a des écarts sur {count} moyens de paiement", count=len(off))
    method, variance = off[0]
    if variance < 0:
        return tr("Il manque {amount:euros} {where}", amount=Cents(-variance), where=_where(method))
    return tr("Il y a {amount:euros} de trop {where}", amount=variance, where=_where(method))


def result_detail(variances: Sequence[tuple[ExpectedMethod, Cents]], *, wants_word: bool) -> str:
    """Say what is right and what to do."""
    off = sum(1 for _, variance in variances if variance)
    if not off:
        return tr("Rien à expliquer : fermez la caisse.")
    if not wants_word:
        return tr("L’écart est toléré : rien à expliquer.")
    if len(variances) > off:
        return tr("Le reste est juste. Recomptez, ou dites ce qui s’est passé.")
    return tr("Recomptez, ou dites ce qui s’est passé.")


def _where(method: ExpectedMethod) -> str:
    if method.kind is PaymentKind.CASH:
        return tr("en espèces")
    if method.kind is PaymentKind.CHECK:
        return tr("en chèques")
    return tr("en « {label} »", label=tr(method.label))
