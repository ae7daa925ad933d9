"""Deposits announced beforehand, by the bot or at the desk: a person decides each of them (``reception-admin.md`` §9).

Validating one weighs it: its kilos count once, by a line that names it. Nothing here waits for a machine: what the bot
understood is only ever a proposal, and a shop without a bot announces at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Deposit, LigneDepot, PosteReception
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import DepositStatus, Permission, ReceptionStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services.deposit_lines import AddLine, weighing
from recyclique_desktop.services.reception import OpenTicket, new_ticket, next_number
from recyclique_desktop.services.shared import change, require_person

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import Destination, EEECategory
    from recyclique_desktop.domain.reception import Weighed
    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.domain.weight import Grams

DONE = (DepositStatus.COMPLETED, DepositStatus.VALIDATED)
"""A person accepted it."""


@dataclass(frozen=True, slots=True)
class AnnounceDeposit:
    """Somebody says what will be brought.

    Attributes:
        description: What it is, in a few words; personal, kept apart from the rest.
        weight: As it was told, in grams; nothing when nobody knows.
    """

    deposit_id: UUID
    description: str
    weight: Grams | None = None


@dataclass(frozen=True, slots=True)
class ValidateDeposit:
    """What was announced is here, and weighed.

    Attributes:
        ticket_id: Of the ticket that is made for it, and ``line_id`` of its one line.
        eee: Kind of electric appliance, where it is one; nothing leaves what was proposed.
    """

    deposit_id: UUID
    ticket_id: UUID
    line_id: UUID
    category_id: UUID
    weighed: Weighed
    destination: Destination
    eee: EEECategory | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Validated:
    """``number``: of the deposit ticket that counts it."""

    deposit_id: UUID
    ticket_id: UUID
    number: str
    net: Grams


@dataclass(frozen=True, slots=True)
class RefuseDeposit:
    """It will not be taken, and why."""

    deposit_id: UUID
    reason: str


def announce_deposit(session: Session, command: AnnounceDeposit, actor: Actor, station: Station) -> UUID:
    """Note a deposit to come; the same one sent again changes nothing.

    Raises:
        UserError: ``permission.denied``, ``signin.needed``, ``reception.announced_text`` or ``reception.weight_zero``.
    """
    actor.require(Permission.RECEPTION)
    person, words = require_person(actor), nfc(" ".join(command.description.split()))
    if not words:
        raise UserError("reception.announced_text")
    if command.weight is not None and command.weight <= 0:
        raise UserError("reception.weight_zero", weight=command.weight)
    if session.get(Deposit, command.deposit_id) is not None:
        return command.deposit_id
    record(session, acts.DEPOSIT_ANNOUNCED, actor, station)
    now = station.clock.now()
    session.add(
        Deposit(
            id=command.deposit_id,
            user_id=person,
            site_id=station.site_id,
            status=DepositStatus.PENDING_VALIDATION,
            description=words,
            weight=command.weight,
            created_at=now,
            updated_at=now,
        )
    )
    return command.deposit_id


def validate_deposit(session: Session, command: ValidateDeposit, actor: Actor, station: Station) -> Validated:
    """Weigh what was announced: a closed ticket of today with one line, and the deposit says that it is done.

    Raises:
        UserError: ``permission.denied``, ``signin.needed``, ``reception.announced_not_found``,
            ``reception.announced_done``, ``reception.post_needed``, ``category.not_found``, or what ``check_line``
            refuses.
    """
    actor.require(Permission.RECEPTION)
    person = require_person(actor)
    deposit = _waiting(session, command.deposit_id)
    post = _own_post(session, person, station)
    opening = OpenTicket(command.ticket_id, post.id)
    ticket = new_ticket(session, opening, post, person, station)
    adding = AddLine(
        command.line_id, ticket.id, command.category_id, command.weighed, command.destination, notes=command.notes
    )
    line = weighing(session, adding, ticket, person, station)
    record(session, acts.DEPOSIT_VALIDATED, actor, station)
    ticket.number = next_number(session, station)
    ticket.status, ticket.closed_at = ReceptionStatus.CLOSED, station.clock.now()
    line.deposit_id = deposit.id
    session.add_all([ticket, line])
    known = command.eee or deposit.category or deposit.eee_category
    change(session, deposit, station, status=DepositStatus.COMPLETED, category=known, weight=line.poids_kg)
    return Validated(deposit.id, ticket.id, ticket.number, line.poids_kg)


def refuse_deposit(session: Session, command: RefuseDeposit, actor: Actor, station: Station) -> None:
    """Say that a deposit announced will not be taken. 1.4.4 has no word for it and reads « failed »: the reason tells.

    Raises:
        UserError: ``permission.denied``, ``reception.refusal_reason``, ``reception.announced_not_found`` or
            ``reception.announced_done``.
    """
    actor.require(Permission.RECEPTION)
    reason = nfc(" ".join(command.reason.split()))
    if not reason:
        raise UserError("reception.refusal_reason")
    deposit = _waiting(session, command.deposit_id)
    record(session, acts.DEPOSIT_REFUSED, actor, station)
    change(session, deposit, station, status=DepositStatus.CLASSIFICATION_FAILED, rejected_reason=reason)


def _waiting(session: Session, deposit_id: UUID) -> Deposit:
    """Return a deposit nobody decided yet; a line here that counts it decides too, whatever the centre says."""
    deposit = session.get(Deposit, deposit_id)
    if deposit is None:
        raise UserError("reception.announced_not_found")
    is_weighed = session.scalar(select(exists().where(LigneDepot.deposit_id == deposit_id)))
    if deposit.status in DONE or deposit.rejected_reason or is_weighed:
        raise UserError("reception.announced_done")
    return deposit


def _own_post(session: Session, person: UUID, station: Station) -> PosteReception:
    """Return the open post of this person here, else the newest of anybody's: never a notebook."""
    query = (
        select(PosteReception)
        .where(
            PosteReception.workstation_id == station.id,
            PosteReception.status == ReceptionStatus.OPENED,
            PosteReception.is_deferred.is_(False),
        )
        .order_by((PosteReception.opened_by_user_id == person).desc(), PosteReception.opened_at.desc())
    )
    post = session.scalars(query.limit(1)).first()
    if post is None:
        raise UserError("reception.post_needed")
    return post
