"""The weighings of a deposit ticket: each is committed at once, and may be mended while its ticket is open.

The rules are those of ``reception-admin.md`` §1.4; after closing nothing but corrections changes a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import AuditLog, Category, LigneDepot
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import AuditActionType, Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import check_line
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.domain.weight import NO_WEIGHT, to_decimal
from recyclique_desktop.services.open_deposit import require_open, require_today, ticket_here
from recyclique_desktop.services.shared import require_person

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.data.models import TicketDepot
    from recyclique_desktop.domain.enums import Destination
    from recyclique_desktop.domain.reception import Weighed
    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.domain.weight import Grams


@dataclass(frozen=True, slots=True)
class AddLine:
    """One weighing.

    Attributes:
        line_id: Made by the screen when the line began. A line that was taken off is weighed again under a new one.
        is_exit: Goods leave the shop for recycling or the tip; nothing came in.
        notes: Free words; personal, kept apart from the rest.
    """

    line_id: UUID
    ticket_id: UUID
    category_id: UUID
    weighed: Weighed
    destination: Destination
    is_exit: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True)
class LineAdded:
    """The weighing is on the disk. ``net`` is what counts, in grams."""

    line_id: UUID
    line_no: int
    net: Grams


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What a line of an open ticket should say, whole."""

    line_id: UUID
    category_id: UUID
    weighed: Weighed
    destination: Destination
    is_exit: bool = False
    notes: str = ""


@dataclass(frozen=True, slots=True)
class RemoveLine:
    line_id: UUID


def add_line(session: Session, command: AddLine, actor: Actor, station: Station) -> LineAdded:
    """Record one weighing; the same one sent again gives the same answer and writes nothing.

    Raises:
        UserError: ``permission.denied``, ``signin.needed``, ``reception.ticket_*``, ``reception.elsewhere``,
            ``reception.line_conflict``, ``reception.line_removed``, ``category.not_found``, or what ``check_line``
            refuses.
    """
    actor.require(Permission.RECEPTION)
    person = require_person(actor)
    stored = session.get(LigneDepot, command.line_id)
    if stored is not None:
        return _already(stored, command)
    ticket = ticket_here(session, command.ticket_id, station)
    require_open(ticket)
    require_today(ticket, station)
    _refuse_removed(session, command.line_id)
    line = weighing(session, command, ticket, person, station)
    record(session, acts.DEPOSIT_LINE_WEIGHED, actor, station)
    session.add(line)
    return _added(line)


def weighing(session: Session, command: AddLine, ticket: TicketDepot, person: UUID, station: Station) -> LigneDepot:
    """Return the row of a weighing, not yet added, at the foot of its ticket.

    Raises:
        UserError: ``category.not_found``, or what ``check_line`` refuses.
    """
    check_line(command.weighed.net, command.weighed.tare, command.destination, is_exit=command.is_exit)
    require_category(session, command.category_id)
    line = LigneDepot(
        id=command.line_id,
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=station.clock.now(),
        created_by=person,
        ticket_id=ticket.id,
        line_no=_next_place(session, ticket),
    )
    _say(line, command)
    return line


def change_line(session: Session, command: ChangeLine, actor: Actor, station: Station) -> None:
    """Mend a line while its ticket is open; what is equal already writes nothing.

    Every rule holds anew, whichever field changed: an exit never ends up going to the shop (1.4.7).

    Raises:
        UserError: ``permission.denied``, ``reception.line_not_found``, ``reception.ticket_closed``,
            ``reception.elsewhere``, ``category.not_found``, or what ``check_line`` refuses.
    """
    actor.require(Permission.RECEPTION)
    line = session.get(LigneDepot, command.line_id)
    if line is None:
        raise UserError("reception.line_not_found")
    require_open(ticket_here(session, line.ticket_id, station))
    check_line(command.weighed.net, command.weighed.tare, command.destination, is_exit=command.is_exit)
    if line.category_id != command.category_id:
        require_category(session, command.category_id)
    if _content(line) == _wanted(command):
        return
    record(session, acts.DEPOSIT_LINE_CHANGED, actor, station)
    _say(line, command)


def remove_line(session: Session, command: RemoveLine, actor: Actor, station: Station) -> None:
    """Take a line off while its ticket is open; a line already gone changes nothing.

    Raises:
        UserError: ``permission.denied``, ``reception.ticket_closed`` or ``reception.elsewhere``.
    """
    actor.require(Permission.RECEPTION)
    line = session.get(LigneDepot, command.line_id)
    if line is None:
        return
    ticket = ticket_here(session, line.ticket_id, station)
    require_open(ticket)
    details = {"ticket": ticket.number or "", "line_no": line.line_no or 0, "weight": to_decimal(line.poids_kg)}
    record(session, acts.DEPOSIT_LINE_REMOVED, actor, station, doc=details)
    session.delete(line)


def _already(line: LigneDepot, command: AddLine) -> LineAdded:
    """Answer again for a weighing that is there, if it is the same one; write nothing."""
    if line.ticket_id != command.ticket_id or _content(line) != _wanted(command):
        raise UserError("reception.line_conflict")
    return _added(line)


def _added(line: LigneDepot) -> LineAdded:
    return LineAdded(line.id, line.line_no or 0, line.poids_kg)


def _refuse_removed(session: Session, line_id: UUID) -> None:
    """A second click that comes late never brings a line back that was taken off since."""
    removed = AuditActionType.DEPOSIT_LINE_REMOVED.value
    if session.scalar(select(exists().where(AuditLog.target_id == line_id, AuditLog.action_type == removed))):
        raise UserError("reception.line_removed")


def require_category(session: Session, category_id: UUID) -> None:
    """Refuse a category that is archived, inactive or unknown.

    Raises:
        UserError: ``category.not_found``.
    """
    query = select(exists().where(Category.id == category_id, Category.is_active, Category.deleted_at.is_(None)))
    if not session.scalar(query):
        raise UserError("category.not_found")


def _next_place(session: Session, ticket: TicketDepot) -> int:
    return 1 + (session.scalar(select(func.max(LigneDepot.line_no)).where(LigneDepot.ticket_id == ticket.id)) or 0)


def _say(line: LigneDepot, command: AddLine | ChangeLine) -> None:
    line.category_id = command.category_id
    line.poids_kg = command.weighed.net
    line.tare = command.weighed.tare
    line.weight_source = command.weighed.source
    line.destination = command.destination
    line.is_exit = command.is_exit
    line.notes = nfc(command.notes.strip()) or None


def _content(line: LigneDepot) -> tuple[object, ...]:
    return (
        line.category_id,
        line.poids_kg,
        line.tare or NO_WEIGHT,
        line.weight_source,
        line.destination,
        line.is_exit,
        line.notes or "",
    )


def _wanted(command: AddLine | ChangeLine) -> tuple[object, ...]:
    weighed = command.weighed
    return (
        command.category_id,
        weighed.net,
        weighed.tare,
        weighed.source,
        command.destination,
        command.is_exit,
        nfc(command.notes.strip()),
    )
