"""What every act at reception needs: that the post or the ticket is here, and open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.corrected import POSTS
from recyclique_desktop.data.models import TicketDepot
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import ReceptionStatus
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.data.models import PosteReception
    from recyclique_desktop.domain.station import Station


def require_open_post(post: PosteReception, station: Station) -> None:
    """Refuse a post that is closed, or that another workstation writes.

    Raises:
        UserError: ``reception.post_closed`` or ``reception.elsewhere``.
    """
    if post.workstation_id != station.id:
        raise UserError("reception.elsewhere")
    if post.status is not ReceptionStatus.OPENED:
        raise UserError("reception.post_closed")


def day_of_post(session: Session, post: PosteReception, station: Station) -> date | None:
    """Return the day of a deposit begun now at ``post``: today, or a notebook’s as it was last put right."""
    if not post.is_deferred:
        return business_date(station.clock.now(), station.zone)
    return session.scalar(select(POSTS.c.business_date).where(POSTS.c.id == post.id))


def ticket_here(session: Session, ticket_id: UUID, station: Station) -> TicketDepot:
    """Return a ticket of this workstation, open or closed.

    Raises:
        UserError: ``reception.ticket_not_found`` or ``reception.elsewhere``.
    """
    ticket = session.get(TicketDepot, ticket_id)
    if ticket is None:
        raise UserError("reception.ticket_not_found")
    if ticket.workstation_id != station.id:
        raise UserError("reception.elsewhere")
    return ticket


def require_open(ticket: TicketDepot) -> None:
    """Refuse a ticket that is closed: from then on only corrections change what it says.

    Raises:
        UserError: ``reception.ticket_closed``.
    """
    if ticket.status is not ReceptionStatus.OPENED:
        raise UserError("reception.ticket_closed", number=ticket.number or "")


def require_today(ticket: TicketDepot, station: Station) -> None:
    """Refuse to weigh on a ticket left open since another day: its kilos would count on that day, not today.

    Raises:
        UserError: ``reception.ticket_of_another_day``.
    """
    today = business_date(station.clock.now(), station.zone)
    if not ticket.is_deferred and ticket.business_date != today:
        raise UserError("reception.ticket_of_another_day", number=ticket.number or "", day=ticket.business_date)
