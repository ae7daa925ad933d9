"""The tickets of a session that are not paid yet: the one being made, and those put aside (« mis de côté »)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.models import DraftSale
from recyclique_desktop.data.queries.till import DRAFT_PARKED, open_session_of
from recyclique_desktop.domain.basket import Basket, readable

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Station

BY = "by"
"""Key of a draft's document: the name of who had it in hand last; it never leaves this machine."""


@dataclass(frozen=True, slots=True)
class WaitingTicket:
    """A ticket that waits to be paid or given up.

    Attributes:
        who: Who had it in hand last.
        at: When it changed last: when it was put aside.
        is_parked: Whether it was put aside; else it is the one being made.
    """

    basket: Basket
    who: str
    at: datetime
    is_parked: bool

    @property
    def sale_id(self) -> UUID:
        return self.basket.sale_id

    @property
    def label(self) -> str:
        """What it is called by, or nothing."""
        return self.basket.label

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.basket.lines)

    @property
    def total(self) -> Cents:
        return self.basket.total


def unfinished_tickets(session: Session, station: Station | None, session_id: UUID) -> tuple[WaitingTicket, ...]:
    """Return those of a session that have lines, the one being made first, then those put aside, oldest first.

    Args:
        session: A reading session.
        station: Those of this workstation alone; nothing for those of every one.
        session_id: Of the till session or notebook.
    """
    query = select(DraftSale.basket, DraftSale.state, DraftSale.updated_at).where(DraftSale.session_id == session_id)
    if station is not None:
        query = query.where(DraftSale.workstation_id == station.id)
    found = []
    for stored, state, at in session.execute(query.order_by(DraftSale.updated_at, DraftSale.sale_id)):
        basket = readable(stored)
        if basket is not None and basket.lines:
            found.append(WaitingTicket(basket, str(stored.get(BY, "")), at, is_parked=state == DRAFT_PARKED))
    return tuple(sorted(found, key=lambda ticket: ticket.is_parked))


def parked_tickets(session: Session, station: Station, session_id: UUID) -> tuple[WaitingTicket, ...]:
    """Return the tickets of a session that were put aside here, oldest first."""
    return tuple(ticket for ticket in unfinished_tickets(session, station, session_id) if ticket.is_parked)


def waiting_at_till(session: Session, station: Station) -> tuple[WaitingTicket, ...]:
    """Return the tickets put aside in the till's own session, oldest first; none while it is closed."""
    opened = open_session_of(session, station)
    return () if opened is None else parked_tickets(session, station, opened.session_id)
