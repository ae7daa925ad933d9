"""A drawer counted note by note and coin by coin: how many of each, what they are worth. No widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from recyclique_desktop.domain.cash_count import DENOMINATIONS, SMALLEST_NOTE
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.closing import MethodCount
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.widgets.typed import Typed

PIECES: Final = tuple(Typed(whole=3 if one >= SMALLEST_NOTE else 4) for one in DENOMINATIONS)
"""Nobody has a thousand notes of one kind in a drawer."""
_FIRST: Final = DENOMINATIONS.index(Cents(5_000))
"""Larger notes are rare: counting begins at 50 €; they are reached by the arrow up, or by a tap."""


@dataclass(frozen=True, slots=True)
class Coins:
    """How many of each note and coin, and the one being typed."""

    pieces: tuple[Typed, ...] = PIECES
    active: int = _FIRST

    @property
    def typed(self) -> Typed:
        """How many of the active one are typed."""
        return self.pieces[self.active]

    @property
    def is_begun(self) -> bool:
        """Whether any box holds something, were it 0."""
        return any(typed.text for typed in self.pieces)

    @property
    def is_last(self) -> bool:
        """Whether the active box is the last one, the smallest coin."""
        return self.active == len(DENOMINATIONS) - 1

    @property
    def total(self) -> Cents:
        """What all of it is worth."""
        return Cents(sum(self.worth(place) for place in range(len(DENOMINATIONS))))

    @property
    def notes(self) -> Cents:
        """What the notes are worth."""
        places = (place for place, one in enumerate(DENOMINATIONS) if one >= SMALLEST_NOTE)
        return Cents(sum(self.worth(place) for place in places))

    def worth(self, place: int) -> Cents:
        """Return what the pieces of one box are worth."""
        return Cents(DENOMINATIONS[place] * self.pieces[place].number)

    def typing(self, typed: Typed) -> Coins:
        """Put another number in the active box."""
        return replace(self, pieces=(*self.pieces[: self.active], typed, *self.pieces[self.active + 1 :]))

    def going_to(self, place: int) -> Coins:
        """Type in another box, round and round."""
        return replace(self, active=place % len(DENOMINATIONS))

    def counts(self, method_code: str) -> tuple[MethodCount, ...]:
        """Return what was found, one row per note or coin; an empty drawer is one row of nothing."""
        found = tuple(
            MethodCount(method_code, self.worth(place), typed.number, DENOMINATIONS[place])
            for place, typed in enumerate(self.pieces)
            if typed.number
        )
        return found or (MethodCount(method_code, Cents(0)),)


def piece_text(worth: Cents) -> str:
    """Return « 50 € », « 0,50 € »."""
    return tr("{n:number} €", n=worth // 100) if worth >= 100 else tr("{amount:euros}", amount=worth)


def kind_text(worth: Cents) -> str:
    """Return « Billets de 50 € » or « Pièces de 0,50 € »."""
    if worth >= SMALLEST_NOTE:
        return tr("Billets de {piece}", piece=piece_text(worth))
    return tr("Pièces de {piece}", piece=piece_text(worth))
