"""The tickets of a till, newest first, and one of them with what is left of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from recyclique_desktop.data.models import PaymentMethod, PaymentTransaction, Sale, SaleItem
from recyclique_desktop.data.queries.catalogue import known_categories
from recyclique_desktop.data.queries.figures import drawer
from recyclique_desktop.data.queries.numbers import tickets_numbered
from recyclique_desktop.data.queries.places import line_of
from recyclique_desktop.data.queries.returns import original
from recyclique_desktop.data.queries.sold import presets_for, sold_ticket
from recyclique_desktop.data.queries.till import OpenSessionView, open_session_of
from recyclique_desktop.domain.money import ZERO

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.data.queries.sold import PresetChoice, SoldTicket
    from recyclique_desktop.domain.enums import SaleKind
    from recyclique_desktop.domain.lookup import Known
    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.reversal import SoldLine
    from recyclique_desktop.domain.station import Station

MOST, MOST_FOUND = 500, 100
"""Tickets of the list, and of a search: whoever still looks types another digit."""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket of the list.

    Attributes:
        corrects: Number of the ticket that this one corrects, or empty.
        corrected: Whether another ticket corrects this one.
        paid_by: Labels of its ways to pay, in the order of payment.
    """

    sale_id: UUID
    number: str
    kind: SaleKind
    at: datetime
    objects: int
    total: Cents
    donation: Cents
    paid_by: tuple[str, ...]
    corrects: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class PaidWith:
    """What one way to pay still holds of a ticket."""

    method_code: str
    label: str
    amount: Cents


@dataclass(frozen=True, slots=True)
class TicketDetail:
    """A ticket that may be corrected, and what is left of it."""

    sale_id: UUID
    number: str
    at: datetime
    lines: tuple[SoldLine, ...]
    donation: Cents
    paid: tuple[PaidWith, ...]

    @property
    def is_undone(self) -> bool:
        return not self.donation and not any(line.remaining for line in self.lines)


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A ticket taken up: what is left of it, how it reads, and what its lines may become.

    Attributes:
        detail: Nothing for a ticket that is itself a correction.
    """

    detail: TicketDetail | None
    sold: SoldTicket | None
    known: tuple[Known, ...]
    presets: tuple[PresetChoice, ...]


@dataclass(frozen=True, slots=True)
class OpenDrawer:
    """The session open here, and what should lie in its drawer."""

    opened: OpenSessionView | None
    held: Cents


def open_drawer(session: Session, station: Station) -> OpenDrawer:
    """Return the drawer of the session open on this workstation; nothing is in it while none is."""
    opened = open_session_of(session, station)
    return OpenDrawer(opened, drawer(session, opened.session_id) if opened is not None else ZERO)


def recent_tickets(session: Session, station: Station, text: str = "") -> tuple[TicketRow, ...]:
    """Return the last tickets of this workstation and of those it succeeds, newest first, disposals left out.

    Args:
        session: To read with.
        station: Whose tickets.
        text: What is typed of the number wanted (``numbers.meant``), or empty for all.
    """
    back, most = aliased(Sale), MOST_FOUND if text else MOST
    query = (
        select(Sale, back.number)
        .outerjoin(back, back.id == Sale.corrects_id)
        .where(Sale.id.in_(tickets_numbered(session, line_of(session, station.id), text, most)))
        .order_by(Sale.sale_date.desc(), Sale.number.desc())
    )
    found = session.execute(query).all()
    ids = [sale.id for sale, _ in found]
    counts = select(SaleItem.sale_id, func.sum(SaleItem.quantity)).where(SaleItem.sale_id.in_(ids))
    objects = {sale_id: int(count) for sale_id, count in session.execute(counts.group_by(SaleItem.sale_id))}
    corrected = set(session.scalars(select(Sale.corrects_id).where(Sale.corrects_id.in_(ids))))
    paid = _paid_by(session, ids)
    return tuple(
        TicketRow(
            sale.id, sale.number or "", sale.kind, sale.sale_date, objects.get(sale.id, 0), sale.total_amount,
            sale.donation, paid.get(sale.id, ()), corrects or "", sale.id in corrected,
        )
        for sale, corrects in found
    )  # fmt: skip


def ticket_detail(session: Session, sale_id: UUID) -> TicketDetail | None:
    """Return a ticket that may be corrected, or nothing: a correction is not itself corrected."""
    found = original(session, sale_id)
    if found is None:
        return None
    labels = _labels(session)
    # What was given away brought nothing in: there is nothing to give back for it.
    lines = tuple(replace(line, total=ZERO) for line in found.lines) if found.sale.waived_amount else found.lines
    return TicketDetail(
        sale_id, found.sale.number or "", found.sale.sale_date, lines, found.donation,
        tuple(PaidWith(one.method_code, labels.get(one.method_code, one.method_code), one.amount)
              for one in found.paid if one.amount > 0),
    )  # fmt: skip


def taken_up(session: Session, sale_id: UUID) -> TakenUp:
    """Return a ticket with all that its page needs."""
    sold = sold_ticket(session, sale_id)
    presets = presets_for(session, sold.kind) if sold is not None else ()
    return TakenUp(ticket_detail(session, sale_id), sold, known_categories(session), presets)


def _paid_by(session: Session, ids: list[UUID]) -> dict[UUID, tuple[str, ...]]:
    labels = _labels(session)
    found: dict[UUID, tuple[str, ...]] = {}
    query = (
        select(PaymentTransaction.sale_id, PaymentTransaction.method_code)
        .where(PaymentTransaction.sale_id.in_(ids))
        .order_by(PaymentTransaction.id)
    )
    for sale_id, code in session.execute(query):
        label = labels.get(code or "", code or "")
        found[sale_id] = (*found.get(sale_id, ()), label)
    return found


def _labels(session: Session) -> dict[str, str]:
    found = session.execute(select(PaymentMethod.code, PaymentMethod.label))
    return {row.code: row.label for row in found}
