"""What this workstation weighs most: the categories that deserve one tap."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from recyclique_desktop.data.models import Category, LigneDepot, TicketDepot

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Station

DAYS: Final = 60
MOST: Final = 4


def favourites(session: Session, station: Station, today: date, most: int = MOST) -> tuple[UUID, ...]:
    """Return the categories weighed most often in the last sixty days, the most frequent first.

    Today does not count: a favourite never changes place while somebody weighs.
    """
    query = (
        select(LigneDepot.category_id)
        .join(TicketDepot, TicketDepot.id == LigneDepot.ticket_id)
        .join(Category, Category.id == LigneDepot.category_id)
        .where(
            TicketDepot.workstation_id == station.id,
            TicketDepot.business_date.between(today - timedelta(days=DAYS), today - timedelta(days=1)),
            Category.is_active,
            Category.is_visible,
            Category.deleted_at.is_(None),
        )
        .group_by(LigneDepot.category_id)
        .order_by(func.count().desc(), LigneDepot.category_id)
        .limit(most)
    )
    return tuple(session.scalars(query))
