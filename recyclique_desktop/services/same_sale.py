"""Whether a ticket sent again is the one that is written: every line and payment, word for word, to the cent.

An answer that was lost is given again; a ticket that was changed meanwhile is another one, and is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.domain.enums import PricingMode
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.text import nfc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.data.models import PaymentTransaction, Sale, SaleItem
    from recyclique_desktop.domain.basket import Line
    from recyclique_desktop.domain.payment import Payment


def lines_are(
    sale: Sale, items: Sequence[SaleItem], lines: Sequence[Line], shares: Sequence[Cents] | None, *, waived: bool
) -> bool:
    """Tell whether the stored lines are these.

    Args:
        sale: The stored ticket.
        items: Its lines, in their order.
        lines: Of the ticket that was sent.
        shares: What each is worth under one price for all; nothing where each has its own.
        waived: Whether it was sent as given away.
    """
    if (sale.pricing_mode is PricingMode.GLOBAL) != (shares is not None):
        return False
    worth = [line.total for line in lines] if shares is None else list(shares)
    if sale.waived_amount != (sum(worth) if waived else ZERO) or len(items) != len(lines):
        return False
    agreed = shares is not None
    return [_of_item(item) for item in items] == [
        _of_line(line, share, agreed=agreed) for line, share in zip(lines, worth, strict=True)
    ]


def payments_are(stored: Sequence[PaymentTransaction], sent: Sequence[Payment]) -> bool:
    """Tell whether the stored payments are these, in their order."""
    return [_of_payment(one) for one in stored] == [_of_payment(one) for one in sent]


def _of_item(item: SaleItem) -> tuple[object, ...]:
    return (
        item.id,
        item.category_id,
        item.category_label,
        item.quantity,
        item.unit_price,
        item.list_price,
        item.total_price,
        item.weight,
        item.weight_source,
        item.preset_code,
        item.notes or "",
    )


def _of_line(line: Line, share: Cents, *, agreed: bool) -> tuple[object, ...]:
    """Return what the stored line would be; under one price for all, its own price stays as the list's."""
    listed = line.list_price if line.list_price is not None or not agreed else line.unit_price or None
    return (
        line.line_id,
        line.category_id,
        nfc(line.label),
        line.quantity,
        Cents(share // line.quantity) if agreed else line.unit_price,
        listed,
        share,
        line.weight,
        line.weight_source,
        line.preset_code,
        nfc(line.note.strip()),
    )


def _of_payment(one: Payment | PaymentTransaction) -> tuple[object, ...]:
    return one.method_code, one.amount, one.tendered, one.change, nfc((one.reference or "").strip())
