"""Undoing part of a ticket: how much of a line is left, and what so many of its objects are worth.

A ticket is never changed: what comes back is written as a ticket of its own, with negative quantities, weights and
amounts (``decisions.md``, *Refund*). Shares are taken from what is already undone, so that any way of giving a line
back piece by piece ends at exactly minus the line.
"""

from __future__ import annotations

from dataclasses import dataclass

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One line of a ticket, and how many of its objects came back already, as this workstation knows it.

    Attributes:
        total: Of the whole line as sold.
        weight: Of the whole line as sold.
        returned: Objects that came back already.
    """

    line_no: int
    label: str
    quantity: int
    total: Cents
    weight: Grams
    returned: int = 0

    @property
    def remaining(self) -> int:
        """How many objects may still come back."""
        return self.quantity - self.returned

    def share(self, quantity: int) -> Share:
        """Return what the next ``quantity`` objects are worth.

        Raises:
            UserError: ``reversal.quantity`` unless one to ``remaining`` objects are meant.
        """
        if not 1 <= quantity <= self.remaining:
            raise UserError("reversal.quantity", label=self.label, left=max(0, self.remaining))
        after = self.returned + quantity
        return Share(
            quantity,
            Cents(_part(self.total, after, self.quantity) - _part(self.total, self.returned, self.quantity)),
            Grams(_part(self.weight, after, self.quantity) - _part(self.weight, self.returned, self.quantity)),
        )


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a line, all positive; the reversal writes it negative."""

    quantity: int
    total: Cents
    weight: Grams


def _part(whole: int, count: int, of: int) -> int:
    """Return ``count / of`` of a whole, rounded half up."""
    return (2 * whole * count + of) // (2 * of)
