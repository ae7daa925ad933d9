"""What was put right of a deposit, by whom and why: the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from recyclique_desktop.data.corrected import LINES
from recyclique_desktop.data.models import Correction, TicketDepot, User
from recyclique_desktop.data.queries.people import short_name

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One value put right.

    Attributes:
        target_id: The line, the deposit or the notebook it is about.
        line_no: Of the line; none for what is about the whole deposit.
        field: Column of 1.4.4, ``poids_kg``.
        old: As the journal writes it, ``"960.000"``; nothing for free words, which are kept once, in ``reason``.
    """

    target_id: UUID
    line_no: int | None
    field: str
    old: Any
    new: Any
    reason: str
    who: str
    at: datetime


def history_of(session: Session, ticket_id: UUID) -> tuple[CorrectionView, ...]:
    """Return what was put right of a deposit, its lines and the notebook it stands in."""
    mine = select(LINES.c.id, LINES.c.line_no).where(LINES.c.ticket_id == ticket_id)
    lines: dict[UUID, int | None] = {row.id: row.line_no for row in session.execute(mine)}
    poste_id = session.scalar(select(TicketDepot.poste_id).where(TicketDepot.id == ticket_id))
    query = (
        select(Correction, User.first_name, User.last_name, User.username)
        .join(User, User.id == Correction.actor_id)
        .where(Correction.target_id.in_([ticket_id, poste_id, *lines]))
        .order_by(Correction.at.desc(), Correction.id.desc())
    )
    return tuple(
        CorrectionView(
            target_id=one.target_id,
            line_no=lines.get(one.target_id),
            field=one.field,
            old=one.old,
            new=one.new,
            reason=one.reason or "",
            who=short_name(first, last, username),
            at=one.at,
        )
        for one, first, last, username in session.execute(query)
    )
