"""What somebody has tried in the training, found in what she did there: nobody ticks anything."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from recyclique_desktop.data.models import AuditLog, PaymentTransaction, Sale, SaleItem
from recyclique_desktop.domain.enums import AuditActionType, SaleKind

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

LINES: Final = 3
WAYS_TO_PAY: Final = 2


class Exercise(StrEnum):
    """One thing to try, in the order of a day."""

    OPEN = "open"
    SELL = "sell"
    UNDO = "undo"
    SPLIT = "split"
    GIVE = "give"
    REFUND = "refund"
    CLOSE = "close"


_ACTS: Final = {
    AuditActionType.SESSION_OPENED.value: Exercise.OPEN,
    AuditActionType.TICKET_EDITED.value: Exercise.UNDO,
    AuditActionType.SALE_REVERSED.value: Exercise.REFUND,
    AuditActionType.SESSION_CLOSED.value: Exercise.CLOSE,
}


def done_by(session: Session, user_id: UUID) -> frozenset[Exercise]:
    """Return what this person has done so far in the file at hand."""
    kinds = select(AuditLog.action_type).where(AuditLog.actor_id == user_id, AuditLog.action_type.in_(_ACTS)).distinct()
    found = {_ACTS[kind] for kind in session.scalars(kinds)}
    hers = (Sale.operator_id == user_id) & (Sale.kind == SaleKind.SALE)
    if _any(session, hers & (_count(SaleItem.sale_id) >= LINES)):
        found.add(Exercise.SELL)
    if _any(session, hers & (_count(PaymentTransaction.sale_id) >= WAYS_TO_PAY)):
        found.add(Exercise.SPLIT)
    if _any(session, hers & (Sale.donation > 0)):
        found.add(Exercise.GIVE)
    return frozenset(found)


def _count(sale_id: InstrumentedAttribute[UUID]) -> ColumnElement[int]:
    return select(func.count()).where(sale_id == Sale.id).correlate(Sale).scalar_subquery()


def _any(session: Session, condition: ColumnElement[bool]) -> bool:
    return session.scalars(select(Sale.id).where(condition).limit(1)).first() is not None
