"""What no machine alone could refuse, and that somebody must look at once everything lies together, at an office.

Two machines that were apart may both count one announced deposit, both give back the same article, or one may put a
line right while the other takes it back. Nothing is taken away by itself: a weighing corrected to zero no longer counts
here, a line put right once more takes what came back with it, and money is for people to settle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from recyclique_desktop.data.corrected import LINES, SOLD
from recyclique_desktop.data.models import Correction, Sale, SaleItem, TicketDepot
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CountedTwice:
    """An announced deposit that more than one weighing counts.

    Attributes:
        numbers: Of the deposit tickets, the oldest first.
        weight: What all of them count together.
        at: When the last was recorded; nothing where no machine said it.
    """

    deposit_id: UUID
    numbers: tuple[str, ...]
    weight: Grams
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Doubts:
    """All of it, as far as this file knows."""

    counted: tuple[CountedTwice, ...] = ()
    refunds: tuple[OverRefund, ...] = ()
    gifts: tuple[OverGift, ...] = ()
    crossed: tuple[Crossed, ...] = ()

    def __len__(self) -> int:
        return len(self.counted) + len(self.refunds) + len(self.gifts) + len(self.crossed)


@dataclass(frozen=True, slots=True)
class OverRefund:
    """A line of a ticket of which more came back than was sold.

    Attributes:
        reversals: Numbers of the tickets that gave it back, the oldest first.
        at: When the last of them was made.
    """

    sale_id: UUID
    line_no: int
    number: str
    label: str
    sold: int
    returned: int
    reversals: tuple[str, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OverGift:
    """A donation of which more was given back than was given; ``reversals`` as in ``OverRefund``."""

    sale_id: UUID
    number: str
    donation: Cents
    returned: Cents
    reversals: tuple[str, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Crossed:
    """A line put right by one machine while another gave it back as it had been; ``reversals`` as in ``OverRefund``.

    Attributes:
        label: Of the category that the correction says.
        weight: What all of it weighs, by the correction.
        returned: What came back weighs, as it was given back.
    """

    sale_id: UUID
    line_no: int
    number: str
    label: str
    weight: Grams
    returned: Grams
    reversals: tuple[str, ...]
    at: datetime | None


def doubts(session: Session) -> Doubts:
    """Return everything there is to look at."""
    return Doubts(counted_twice(session), over_refunds(session), over_gifts(session), crossed(session))


def crossed(session: Session) -> tuple[Crossed, ...]:
    """Return the corrected lines of which something came back in another category, or all of it in another weight."""
    back, given = aliased(Sale), SOLD.alias("given")
    corrected = select(Correction.target_id).where(Correction.target_table == "sale_items")
    returned, weight = func.sum(-given.c.quantity), func.sum(-given.c.weight)
    elsewhere = func.sum(case((given.c.category_id.is_distinct_from(SOLD.c.category_id), 1), else_=0))
    query = (
        select(Sale, SOLD, weight.label("back"), func.max(back.created_at).label("at"))
        .select_from(SOLD)
        .join(Sale, Sale.id == SOLD.c.sale_id)
        .join(back, back.corrects_id == Sale.id)
        .join(given, (given.c.sale_id == back.id) & (given.c.line_no == SOLD.c.line_no))
        .where(SOLD.c.id.in_(corrected))
        .group_by(SOLD.c.id)
        .having((elsewhere > 0) | ((returned == SOLD.c.quantity) & (weight != SOLD.c.weight)))
        .order_by(func.max(back.created_at).desc(), SOLD.c.id)
    )
    return tuple(
        Crossed(
            row.Sale.id, row.line_no or 0, row.Sale.number or "", row.category_label or "", row.weight,
            Grams(row.back), _reversals(session, row.Sale.id, row.line_no or 0), row.at,
        )
        for row in session.execute(query)
    )  # fmt: skip


def over_gifts(session: Session) -> tuple[OverGift, ...]:
    """Return the donations given back more than once, the newest first."""
    back = aliased(Sale)
    query = (
        select(Sale, func.sum(-back.donation), func.max(back.created_at))
        .join(back, back.corrects_id == Sale.id)
        .group_by(Sale.id)
        .having(func.sum(-back.donation) > Sale.donation)
        .order_by(func.max(back.created_at).desc(), Sale.id)
    )
    return tuple(
        OverGift(sale.id, sale.number or "", sale.donation, Cents(returned), _giving_back(session, sale.id), at)
        for sale, returned, at in session.execute(query)
    )


def _giving_back(session: Session, sale_id: UUID) -> tuple[str, ...]:
    query = select(Sale.number).where(Sale.corrects_id == sale_id, Sale.donation < 0)
    return tuple(number or "" for number in session.scalars(query.order_by(Sale.created_at, Sale.id)))


def counted_twice(session: Session) -> tuple[CountedTwice, ...]:
    """Return the announced deposits that count more than once, the newest first."""
    weighed = LINES.c.deposit_id.is_not(None) & (LINES.c.poids_kg != 0)
    doubled = select(LINES.c.deposit_id).where(weighed).group_by(LINES.c.deposit_id).having(func.count() > 1)
    query = (
        select(LINES.c.deposit_id, LINES.c.poids_kg, LINES.c.created_at, TicketDepot.number)
        .join(TicketDepot, TicketDepot.id == LINES.c.ticket_id, isouter=True)
        .where(weighed, LINES.c.deposit_id.in_(doubled))
        .order_by(LINES.c.created_at, LINES.c.id)
    )
    found: dict[UUID, CountedTwice] = {}
    for deposit_id, weight, at, number in session.execute(query):
        known = found.pop(deposit_id, None) or CountedTwice(deposit_id, (), Grams(0), None)
        found[deposit_id] = CountedTwice(deposit_id, (*known.numbers, number or ""), Grams(known.weight + weight), at)
    return tuple(reversed(found.values()))


def over_refunds(session: Session) -> tuple[OverRefund, ...]:
    """Return the sold lines of which more came back than was sold, the newest first."""
    back, given = aliased(Sale), aliased(SaleItem)
    query = (
        select(Sale, SaleItem, func.sum(-given.quantity), func.max(back.created_at))
        .join(back, back.corrects_id == Sale.id)
        .join(given, given.sale_id == back.id)
        .join(SaleItem, (SaleItem.sale_id == Sale.id) & (SaleItem.line_no == given.line_no))
        .group_by(SaleItem.id)
        .having(func.sum(-given.quantity) > SaleItem.quantity)
        .order_by(func.max(back.created_at).desc(), SaleItem.id)
    )
    return tuple(
        OverRefund(
            sale.id, item.line_no or 0, sale.number or "", item.category_label or "", item.quantity, int(returned),
            _reversals(session, sale.id, item.line_no or 0), at,
        )
        for sale, item, returned, at in session.execute(query)
    )  # fmt: skip


def _reversals(session: Session, sale_id: UUID, line_no: int) -> tuple[str, ...]:
    query = (
        select(Sale.number)
        .join(SaleItem, SaleItem.sale_id == Sale.id)
        .where(Sale.corrects_id == sale_id, SaleItem.line_no == line_no)
        .order_by(Sale.created_at, Sale.id)
    )
    return tuple(number or "" for number in session.scalars(query))
