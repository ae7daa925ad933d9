"""What a ticket was and what of it is left, as far as this workstation knows: the ground of refunds and fixes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select

from recyclique_desktop.data.corrected import SOLD
from recyclique_desktop.data.models import PaymentTransaction, Sale, SaleItem
from recyclique_desktop.domain.enums import SaleKind
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.reversal import SoldLine
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class PaidNet:
    """What one way to pay still holds of a ticket, refunds and corrected payments taken off."""

    method_code: str
    amount: Cents


@dataclass(frozen=True, slots=True)
class Original:
    """A paid ticket and what is left of it.

    Attributes:
        items: Its lines by number, as corrections leave them: what a reversal copies.
        lines: The same lines with what came back already.
        donation: What is left of the donation.
    """

    sale: Sale
    items: dict[int, Row[Any]]
    lines: tuple[SoldLine, ...]
    donation: Cents
    paid: tuple[PaidNet, ...]


def original(session: Session, sale_id: UUID) -> Original | None:
    """Return a ticket with what is left of it, or nothing if this file has no such sale.

    A reversal or a disposal is no ticket to undo.
    """
    sale = session.get(Sale, sale_id)
    if sale is None or sale.kind is not SaleKind.SALE:
        return None
    returned = _returned(session, sale_id)
    items = session.execute(select(SOLD).where(SOLD.c.sale_id == sale_id).order_by(SOLD.c.line_no)).all()
    lines = tuple(
        SoldLine(
            item.line_no or 0, item.category_label or "", item.quantity, item.total_price, Grams(item.weight),
            returned.get(item.line_no or 0, 0),
        )
        for item in items
    )  # fmt: skip
    given_back = session.scalar(select(func.sum(Sale.donation)).where(Sale.corrects_id == sale_id)) or ZERO
    return Original(
        sale, {item.line_no or 0: item for item in items}, lines, Cents(sale.donation + given_back),
        _paid(session, sale_id),
    )  # fmt: skip


def _returned(session: Session, sale_id: UUID) -> dict[int, int]:
    query = (
        select(SaleItem.line_no, func.sum(-SaleItem.quantity))
        .join(Sale, Sale.id == SaleItem.sale_id)
        .where(Sale.corrects_id == sale_id)
        .group_by(SaleItem.line_no)
    )
    return {line_no or 0: int(count) for line_no, count in session.execute(query)}


def _paid(session: Session, sale_id: UUID) -> tuple[PaidNet, ...]:
    code = func.coalesce(PaymentTransaction.method_code, func.lower(PaymentTransaction.payment_method))
    query = (
        select(code, func.sum(PaymentTransaction.amount))
        .join(Sale, Sale.id == PaymentTransaction.sale_id)
        .where((Sale.id == sale_id) | (Sale.corrects_id == sale_id))
        .group_by(code)
        .order_by(code)
    )
    return tuple(PaidNet(found, Cents(amount)) for found, amount in session.execute(query) if amount)
