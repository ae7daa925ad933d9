"""What a count needs: how the drawer was counted last, the cheques to tick, the tickets that are not finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from recyclique_desktop.data.models import (
    CashCount,
    CashSession,
    DraftSale,
    PaymentMethod,
    PaymentTransaction,
    Sale,
)
from recyclique_desktop.data.queries.till import DRAFT_OPEN
from recyclique_desktop.domain.basket import readable
from recyclique_desktop.domain.enums import CountMoment, PaymentKind

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Station


@dataclass(frozen=True, slots=True)
class Cheque:
    """One cheque of a session, to be found in the drawer.

    Attributes:
        number: Of its ticket, as on paper.
        reference: What was noted of it: its number, its bank; perhaps nothing.
    """

    method_code: str
    number: str
    amount: Cents
    reference: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A ticket with lines that nobody paid.

    Attributes:
        parked: Whether it was put aside.
        label: What it was called when it was put aside.
    """

    sale_id: UUID
    total: Cents
    lines: int
    parked: bool
    label: str


def counts_by_coin(session: Session, station: Station, moment: CountMoment) -> bool:
    """Tell whether the drawer was counted note by note last time here; the first time it is."""
    last = (
        select(CashCount.session_id)
        .join(CashSession, CashSession.id == CashCount.session_id)
        .where(CashCount.workstation_id == station.id, CashCount.moment == moment)
        .order_by(CashSession.opened_at.desc())
        .limit(1)
    )
    found = session.scalar(last)
    if found is None:
        return moment is CountMoment.OPEN
    by_coin = select(func.count()).where(
        CashCount.session_id == found, CashCount.moment == moment, CashCount.denomination.is_not(None)
    )
    return bool(session.scalar(by_coin))


def cheques_of(session: Session, session_id: UUID) -> tuple[Cheque, ...]:
    """Return the cheques that a session took, in the order of their tickets."""
    query = (
        select(
            PaymentTransaction.method_code, Sale.number, PaymentTransaction.amount, PaymentTransaction.reference,
        )
        .join(Sale, Sale.id == PaymentTransaction.sale_id)
        .join(PaymentMethod, PaymentMethod.code == PaymentTransaction.method_code)
        .where(Sale.cash_session_id == session_id, PaymentMethod.kind == PaymentKind.CHECK)
        .order_by(Sale.created_at, PaymentTransaction.id)
    )  # fmt: skip
    return tuple(
        Cheque(code or "", number or "", amount, reference or "")
        for code, number, amount, reference in session.execute(query)
    )


def unfinished_tickets(session: Session, session_id: UUID) -> tuple[Unfinished, ...]:
    """Return the tickets that keep a session from closing, the one being made first."""
    query = (
        select(DraftSale)
        .where(DraftSale.session_id == session_id)
        .order_by(DraftSale.state != DRAFT_OPEN, DraftSale.updated_at)
    )
    found = []
    for draft in session.scalars(query):
        basket = readable(draft.basket)
        if basket is not None and basket.lines:
            parked = draft.state != DRAFT_OPEN
            found.append(Unfinished(draft.sale_id, basket.total, len(basket.lines), parked, basket.label))
    return tuple(found)
