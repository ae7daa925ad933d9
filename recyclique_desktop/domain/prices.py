"""What the price list advises, and when a typed price wants a second look (``cash.md`` §2.6).

A category's ``price`` is the least or advised price of one unit, ``max_price`` the most. Neither ever blocks:
a price outside is warned about (``decisions.md``, *Questions the specs leave open*).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from recyclique_desktop.domain.money import Cents

MAX_LIST_PRICE = 9_999_999
"""Dearest price of the list: 99 999,99 €, in cents."""


class PriceMode(StrEnum):
    """How much the list says: nothing, one price, or a range."""

    FREE = "free"
    SUGGESTED = "suggested"
    RANGE = "range"


class PriceWarning(StrEnum):
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class PriceAdvice:
    """The list's advice for one unit."""

    mode: PriceMode
    lowest: Cents | None = None
    highest: Cents | None = None

    @property
    def suggestion(self) -> Cents | None:
        """The price shown before anything is typed (PRI-3)."""
        return self.lowest

    def warning(self, unit_price: Cents) -> PriceWarning | None:
        """Say whether ``unit_price`` is outside what the list advises."""
        if self.lowest is not None and unit_price < self.lowest:
            return PriceWarning.BELOW
        if self.highest is not None and unit_price > self.highest:
            return PriceWarning.ABOVE
        return None


def advise(price: Cents | None, max_price: Cents | None) -> PriceAdvice:
    """Return the advice that a category's two prices give; 0 means no price (PRI-8)."""
    lowest, highest = price or None, max_price or None
    if highest is not None:
        return PriceAdvice(PriceMode.RANGE, lowest, highest)
    if lowest is not None:
        return PriceAdvice(PriceMode.SUGGESTED, lowest)
    return PriceAdvice(PriceMode.FREE)


def check_list_prices(price: Cents | None, max_price: Cents | None) -> None:
    """Refuse a pair of prices that a category may not carry.

    Raises:
        UserError: ``category.price_out_of_range`` or ``category.max_below_min``.
    """
    for amount in (price, max_price):
        if amount is not None and not 0 <= amount <= MAX_LIST_PRICE:
            raise UserError("category.price_out_of_range", amount=amount)
    if price is not None and max_price is not None and max_price < price:
        raise UserError("category.max_below_min", low=price, high=max_price)
