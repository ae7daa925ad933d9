"""Prix global: one price agreed for a ticket, shared out over its lines so that they sum to it exactly.

``decisions.md``, *Prix global allocates*: by what the lines were priced, else by what the list advises, else by
weight, else equally; whole cents by largest remainder. Gifts get nothing, nor does a line without a price beside one
that has one (example 8). What goods are worth follows the same way, so that at their worth each gets its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.domain.basket import MAX_TOTAL
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import ZERO, Cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.domain.basket import Line


def allocate(total: Cents, lines: Sequence[Line]) -> tuple[Cents, ...]:
    """Return each line's share of the price agreed for all of them, in their order.

    The same lines and the same price always give the same shares: equal remainders go to the first lines.

    Raises:
        UserError: ``global.negative``, ``ticket.too_dear``, or ``global.only_gifts`` when there is nothing to price.
    """
    if total < 0:
        raise UserError("global.negative")
    if total > MAX_TOTAL:
        raise UserError("ticket.too_dear", amount=total)
    if total == 0:
        return tuple(ZERO for _ in lines)
    bases = _bases(lines)
    whole = sum(bases)
    if not whole:
        raise UserError("global.only_gifts")
    shares = [total * base // whole for base in bases]
    remainders = sorted(range(len(lines)), key=lambda place: (-(total * bases[place] % whole), place))
    for place in remainders[: total - sum(shares)]:
        shares[place] += 1
    return tuple(Cents(share) for share in shares)


def is_gift(line: Line) -> bool:
    """Tell whether a line is given away by a button, and takes no part of a price."""
    return line.preset_code is not None and not line.unit_price


def worth(lines: Sequence[Line]) -> Cents:
    """Return what goods are worth by the prices that were typed, else by the list: what a price is shared out by."""
    return Cents(next((sum(way) for way in _priced(lines) if any(way)), 0))


def check_total(total: Cents, lines: Sequence[Line]) -> None:
    """Refuse a price that this ticket may not have: nothing for goods is « Gratuit », which wants its reason.

    Raises:
        UserError: ``global.zero``, or what ``allocate`` says.
    """
    allocate(total, lines)
    if not total and not all(is_gift(line) for line in lines):
        raise UserError("global.zero")


def _priced(lines: Sequence[Line]) -> tuple[tuple[int, ...], ...]:
    """Return what each line is worth by its own price, then by the list; gifts nothing."""
    return (
        tuple(0 if is_gift(line) else line.total for line in lines),
        tuple(0 if is_gift(line) else (line.list_price or 0) * line.quantity for line in lines),
    )


def _bases(lines: Sequence[Line]) -> tuple[int, ...]:
    """Return what the price is shared out by."""
    by_weight = tuple(0 if is_gift(line) else int(line.weight) for line in lines)
    equally = tuple(0 if is_gift(line) else 1 for line in lines)
    return next((way for way in (*_priced(lines), by_weight, equally) if any(way)), equally)
