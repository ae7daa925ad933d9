"""The weighing post and its deposit tickets, from opening to closing (``reception-admin.md`` §1.2, §1.3).

What is weighed on a ticket is in ``deposit_lines``; both are handed out here, so that callers know one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import PosteReception, TicketDepot
from recyclique_desktop.data.queries.figures import post_figures, ticket_totals
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Permission, ReceptionStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import human_number
from recyclique_desktop.domain.reception import check_origin
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services.deposit_lines import (
    AddLine,
    ChangeLine,
    LineAdded,
    RemoveLine,
    add_line,
    change_line,
    remove_line,
)
from recyclique_desktop.services.open_deposit import day_of_post, require_open, require_open_post, ticket_here
from recyclique_desktop.services.shared import require_person

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.reception import Totals
    from recyclique_desktop.domain.station import Actor, Station

__all__ = [
    "AddLine", "ChangeLine", "ChangeTicket", "ClosePost", "CloseTicket", "LineAdded", "OpenPost", "OpenTicket",
    "PostClosed", "PostOpened", "RemoveLine", "ResumePost", "TicketClosed", "TicketOpened", "add_line", "change_line",
    "change_ticket", "close_post", "close_ticket", "open_post", "open_ticket", "remove_line", "resume_post",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenPost:
    """Open a weighing post; ``poste_id`` is made when the page opens, so that a double click opens once."""

    poste_id: UUID
    notes: str = ""


@dataclass(frozen=True, slots=True)
class PostOpened:
    poste_id: UUID
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class ResumePost:
    poste_id: UUID


@dataclass(frozen=True, slots=True)
class ClosePost:
    poste_id: UUID


@dataclass(frozen=True, slots=True)
class PostClosed:
    """What a post weighed. ``tickets``: those with a line."""

    poste_id: UUID
    tickets: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Begin what one visitor brings.

    Attributes:
        ticket_id: Made by the screen, so that a double click is the same ticket.
        origin_channel: How the goods came, at most 32 characters; empty when unknown.
        insee: Code of the commune they come from; empty when unknown.
        notes: Free words; personal, kept apart from the rest.
    """

    ticket_id: UUID
    poste_id: UUID
    origin_channel: str = ""
    insee: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class TicketOpened:
    ticket_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class ChangeTicket:
    """What a ticket says of its goods, whole."""

    ticket_id: UUID
    origin_channel: str
    insee: str
    notes: str


@dataclass(frozen=True, slots=True)
class CloseTicket:
    ticket_id: UUID


@dataclass(frozen=True, slots=True)
class TicketClosed:
    ticket_id: UUID
    number: str
    totals: Totals


def open_post(session: Session, command: OpenPost, actor: Actor, station: Station) -> PostOpened:
    """Open a post; one that is open already under this id is the answer again.

    Raises:
        UserError: ``permission.denied``, ``signin.needed``, ``reception.already_open``, ``reception.post_closed`` or
            ``reception.elsewhere``.
    """
    actor.require(Permission.RECEPTION)
    person = require_person(actor)
    existing = session.get(PosteReception, command.poste_id)
    if existing is not None:
        require_open_post(existing, station)
        return PostOpened(existing.id, existing.opened_at)
    _refuse_second_post(session, person, station)
    record(session, acts.POST_OPENED, actor, station)
    now = station.clock.now()
    session.add(
        PosteReception(
            id=command.poste_id,
            site_id=station.site_id,
            workstation_id=station.id,
            created_at=now,
            opened_by_user_id=person,
            opened_at=now,
            status=ReceptionStatus.OPENED,
            is_deferred=False,
            business_date=business_date(now, station.zone),
            notes=nfc(command.notes.strip()) or None,
        )
    )
    return PostOpened(command.poste_id, now)


def resume_post(session: Session, command: ResumePost, actor: Actor, station: Station) -> None:
    """Note that somebody goes on weighing at an open post; nothing of the post changes.

    Raises:
        UserError: ``permission.denied``, ``reception.post_not_found``, ``reception.post_closed`` or
            ``reception.elsewhere``.
    """
    actor.require(Permission.RECEPTION)
    post = _post(session, command.poste_id)
    require_open_post(post, station)
    record(session, acts.POST_RESUMED, actor, station, doc={"post": str(post.id)})


def close_post(session: Session, command: ClosePost, actor: Actor, station: Station) -> PostClosed:
    """Close a post whose tickets are all closed; one that is closed already answers the same and stays as it is.

    Raises:
        UserError: ``permission.denied``, ``reception.post_not_found``, ``reception.elsewhere`` or
            ``reception.tickets_open``.
    """
    actor.require(Permission.RECEPTION)
    post = _post(session, command.poste_id)
    if post.status is ReceptionStatus.OPENED:
        require_open_post(post, station)
        if _open_number(session, post.id) is not None:
            raise UserError("reception.tickets_open")
        record(session, acts.POST_CLOSED, actor, station)
        post.status = ReceptionStatus.CLOSED
        post.closed_at = station.clock.now()
    figures = post_figures(session, post.id)
    return PostClosed(post.id, figures.tickets, figures.totals)


def open_ticket(session: Session, command: OpenTicket, actor: Actor, station: Station) -> TicketOpened:
    """Begin a ticket under an open post: numbered for ever, dated today even if the post was opened yesterday.

    Raises:
        UserError: ``permission.denied``, ``signin.needed``, ``reception.post_not_found``, ``reception.post_closed``,
            ``reception.elsewhere``, ``reception.ticket_open``, ``reception.ticket_conflict``,
            ``reception.origin_long`` or ``reception.insee``.
    """
    actor.require(Permission.RECEPTION)
    person = require_person(actor)
    existing = session.get(TicketDepot, command.ticket_id)
    if existing is not None:
        if existing.poste_id != command.poste_id:
            raise UserError("reception.ticket_conflict", number=existing.number or "")
        return TicketOpened(existing.id, existing.number or "")
    post = _post(session, command.poste_id)
    require_open_post(post, station)
    still_open = _open_number(session, post.id)
    if still_open is not None:
        raise UserError("reception.ticket_open", number=still_open)
    ticket = new_ticket(session, command, post, person, station)
    record(session, acts.DEPOSIT_OPENED, actor, station)
    ticket.number = next_number(session, station)
    session.add(ticket)
    return TicketOpened(ticket.id, ticket.number)


def change_ticket(session: Session, command: ChangeTicket, actor: Actor, station: Station) -> None:
    """Say anew where an open ticket's goods come from; what is equal already writes nothing.

    Raises:
        UserError: ``permission.denied``, ``reception.ticket_not_found``, ``reception.ticket_closed``,
            ``reception.elsewhere``, ``reception.origin_long`` or ``reception.insee``.
    """
    actor.require(Permission.RECEPTION)
    ticket = ticket_here(session, command.ticket_id, station)
    require_open(ticket)
    channel, insee = check_origin(command.origin_channel, command.insee)
    notes = nfc(command.notes.strip()) or None
    if (ticket.origin_channel, ticket.insee, ticket.notes) == (channel, insee, notes):
        return
    record(session, acts.DEPOSIT_CHANGED, actor, station)
    ticket.origin_channel, ticket.insee, ticket.notes = channel, insee, notes


def close_ticket(session: Session, command: CloseTicket, actor: Actor, station: Station) -> TicketClosed:
    """Close a ticket, empty ones too; one that is closed already answers the same and stays as it is.

    Raises:
        UserError: ``permission.denied``, ``reception.ticket_not_found`` or ``reception.elsewhere``.
    """
    actor.require(Permission.RECEPTION)
    ticket = ticket_here(session, command.ticket_id, station)
    if ticket.status is ReceptionStatus.OPENED:
        record(session, acts.DEPOSIT_CLOSED, actor, station)
        ticket.status = ReceptionStatus.CLOSED
        ticket.closed_at = station.clock.now()
    return TicketClosed(ticket.id, ticket.number or "", ticket_totals(session, ticket.id))


def _post(session: Session, poste_id: UUID) -> PosteReception:
    post = session.get(PosteReception, poste_id)
    if post is None:
        raise UserError("reception.post_not_found")
    return post


def _refuse_second_post(session: Session, person: UUID, station: Station) -> None:
    """One open post per person on this workstation, notebooks apart: a forgotten one is resumed, never doubled."""
    query = select(PosteReception.opened_at).where(
        PosteReception.workstation_id == station.id,
        PosteReception.opened_by_user_id == person,
        PosteReception.status == ReceptionStatus.OPENED,
        PosteReception.is_deferred.is_(False),
    )
    opened_at = session.scalar(query.limit(1))
    if opened_at is not None:
        raise UserError("reception.already_open", at=opened_at)


def _open_number(session: Session, poste_id: UUID) -> str | None:
    """Return the number of a post's open ticket, or nothing."""
    query = select(func.coalesce(TicketDepot.number, "")).where(
        TicketDepot.poste_id == poste_id, TicketDepot.status == ReceptionStatus.OPENED
    )
    return session.scalar(query.limit(1))


def next_number(session: Session, station: Station) -> str:
    """Return the next ticket number of this workstation: tickets are never deleted, so counting leaves no gap."""
    count = session.scalar(select(func.count()).where(TicketDepot.workstation_id == station.id)) or 0
    return human_number(station.code, count + 1)


def new_ticket(
    session: Session, command: OpenTicket, post: PosteReception, person: UUID, station: Station
) -> TicketDepot:
    """Return the row of a ticket, open and without its number.

    Raises:
        UserError: ``reception.origin_long`` or ``reception.insee``.
    """
    now = station.clock.now()
    channel, insee = check_origin(command.origin_channel, command.insee)
    return TicketDepot(
        id=command.ticket_id,
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=now,
        poste_id=post.id,
        benevole_user_id=person,
        status=ReceptionStatus.OPENED,
        is_deferred=post.is_deferred,
        business_date=day_of_post(session, post, station),
        notes=nfc(command.notes.strip()) or None,
        origin_channel=channel,
        insee=insee,
    )
