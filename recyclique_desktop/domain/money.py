"""Money is a whole number of euro cents. Never a float, JSON included (``data-dictionary.md`` §5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NewType

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

Cents = NewType("Cents", int)

ZERO = Cents(0)
NBSP = "\u00a0"
MINUS = "\u2212"

_TYPED = re.compile(r"(\d{1,9})(?:[.,](\d{0,2}))?")
_EXACT = re.compile(r"(-?)(\d+)\.(\d{2})")


def parse_euros(text: str) -> Cents:
    """Read an amount as a person types it: ``"50"``, ``"50,5"``, ``"50.50"``, with or without ``€``.

    Returns:
        Cents, never negative, at most 999 999 999,99 €.

    Raises:
        UserError: ``money.invalid`` when the text is not an amount with at most two decimals.
    """
    bare = "".join(c for c in text if not c.isspace()).removesuffix("€")
    match = _TYPED.fullmatch(bare)
    if match is None:
        raise UserError("money.invalid", text=text)
    euros, decimals = match.groups()
    return Cents(int(euros) * 100 + int((decimals or "").ljust(2, "0")))


def format_amount(cents: int) -> str:
    """Write cents as ``1 234,50`` (no-break spaces, true minus)."""
    euros, rest = divmod(abs(cents), 100)
    grouped = f"{euros:,}".replace(",", NBSP)
    return f"{MINUS if cents < 0 else ''}{grouped},{rest:02d}"


def format_euros(cents: int) -> str:
    """Write cents as ``1 234,50 €`` (``DESIGN.md`` §4, *Amounts*)."""
    return f"{format_amount(cents)}{NBSP}€"


def to_decimal(cents: int) -> str:
    """Write cents as the journal does: ``"10.50"``, never ``"-0.00"`` (``sync.md`` §8.2)."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euros}.{rest:02d}"


def from_decimal(text: str) -> Cents:
    """Read back what ``to_decimal`` wrote.

    Raises:
        ValueError: The text is not an exact decimal with two decimals.
    """
    match = _EXACT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    sign, euros, rest = match.groups()
    cents = int(euros) * 100 + int(rest)
    return Cents(-cents if sign else cents)


def allocate(total: Cents, weights: Sequence[int]) -> list[Cents]:
    """Split ``total`` in proportion to ``weights`` by largest remainder; the parts always sum to ``total``.

    Args:
        total: Cents to split, of either sign.
        weights: One non-negative number per part; all zero means equal parts (``decisions.md``, *Prix global*).

    Returns:
        One share per weight, in order. Ties go to the earlier part.
    """
    if not weights:
        raise ValueError("nothing to share between")
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    sign = -1 if total < 0 else 1
    exact = [divmod(abs(total) * weight, whole) for weight in weights]
    left = abs(total) - sum(quotient for quotient, _ in exact)
    by_remainder = sorted(range(len(exact)), key=lambda i: (-exact[i][1], i))
    extra = set(by_remainder[:left])
    return [Cents(sign * (quotient + (i in extra))) for i, (quotient, _) in enumerate(exact)]
