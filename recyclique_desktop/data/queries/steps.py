"""How long a till session spent opening, selling and closing (``cash.md`` §1.8; ``decisions.md``).

ENTRY is from the opening to the first ticket, SALE from there to the moment the counting began, EXIT until it closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from recyclique_desktop.data.models import CashSession, Sale
from recyclique_desktop.domain.enums import CashSessionStep

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class StepTime:
    """One step of a session; ``ended`` is nothing while it lasts."""

    step: CashSessionStep
    began: datetime
    ended: datetime | None

    def lasted(self, now: datetime) -> timedelta:
        """Return how long it took, or has taken so far."""
        return max((self.ended or now) - self.began, timedelta(0))


def session_steps(session: Session, session_id: UUID) -> tuple[StepTime, ...]:
    """Return the steps a session has reached, in order; none for one that is unknown here."""
    till = session.get(CashSession, session_id)
    if till is None:
        return ()
    first = session.scalar(select(func.min(Sale.created_at)).where(Sale.cash_session_id == session_id))
    counted = till.step_start_time if till.current_step is CashSessionStep.EXIT else None
    began = [(CashSessionStep.ENTRY, till.opened_at)]
    if first is not None:
        began.append((CashSessionStep.SALE, first))
    if till.closed_at is not None:
        began.append((CashSessionStep.EXIT, min(counted or till.closed_at, till.closed_at)))
    ends = [*(at for _, at in began[1:]), till.closed_at]
    return tuple(StepTime(step, at, end) for (step, at), end in zip(began, ends, strict=True))
