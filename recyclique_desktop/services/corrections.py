"""Putting right what was recorded at reception and is closed: one ``corrections`` row per value, the fact stays.

Who, when and why are kept beside the old and the new value; figures read the newest (``data.corrected``). A weight
corrected to zero says that the line should not be there: it goes on being shown, and counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.corrected import LINES, POSTS, TICKETS
from recyclique_desktop.data.journal_form import to_journal
from recyclique_desktop.data.models import Correction
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Permission, ReceptionStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import check_correction, check_notebook_day, check_origin
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services import approvals
from recyclique_desktop.services.deposit_lines import require_category
from recyclique_desktop.services.shared import require_person

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Row, Table
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import Destination
    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.domain.weight import Grams

_NOTES = "notes"


@dataclass(frozen=True, slots=True)
class _Change:
    """One value of one row."""

    table: Table
    target: UUID
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class _Wish:
    """What somebody wants put right, why, and what the journal says of it."""

    changes: list[_Change]
    reason: str
    told: dict[str, Any]
    person: UUID


@dataclass(frozen=True, slots=True)
class CorrectLine:
    """What a weighing of a closed deposit should say, whole.

    Attributes:
        net: In grams; 0 takes the line out of every sum.
    """

    line_id: UUID
    category_id: UUID
    net: Grams
    destination: Destination
    is_exit: bool
    notes: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectTicket:
    """What a closed deposit should say of its goods, whole."""

    ticket_id: UUID
    origin_channel: str
    insee: str
    notes: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectNotebookDay:
    """The day that a notebook was entered under was wrong: all its deposits move."""

    poste_id: UUID
    day: date
    reason: str


def correct_line(session: Session, command: CorrectLine, actor: Actor, station: Station) -> int:
    """Correct a weighing; return how many values were put right.

    Raises:
        UserError: ``permission.denied``, ``approval.*``, ``signin.needed``, ``reception.reason_missing``,
            ``reception.line_not_found``, ``reception.still_open``, ``reception.nothing_corrected``,
            ``category.not_found``, or what ``check_correction`` refuses.
    """
    person = _person(session, actor, station)
    line = session.execute(select(LINES).where(LINES.c.id == command.line_id)).one_or_none()
    if line is None:
        raise UserError("reception.line_not_found")
    ticket = _closed(session, line.ticket_id)
    check_correction(command.net, command.destination, is_exit=command.is_exit)
    if line.category_id != command.category_id:
        require_category(session, command.category_id)
    wanted = {
        "category_id": command.category_id,
        "poids_kg": command.net,
        "destination": command.destination,
        "is_exit": command.is_exit,
        _NOTES: nfc(command.notes.strip()) or None,
    }
    told = {"ticket": ticket.number or "", "line_no": line.line_no or 0}
    return _correct(session, _Wish(_differences(LINES, line, wanted), command.reason, told, person), actor, station)


def correct_ticket(session: Session, command: CorrectTicket, actor: Actor, station: Station) -> int:
    """Correct where a deposit came from; return how many values were put right.

    Raises:
        UserError: As ``correct_line``, ``reception.ticket_not_found``, ``reception.origin_long``, ``reception.insee``.
    """
    person = _person(session, actor, station)
    ticket = _closed(session, command.ticket_id)
    channel, insee = check_origin(command.origin_channel, command.insee)
    wanted = {"origin_channel": channel, "insee": insee, _NOTES: nfc(command.notes.strip()) or None}
    told = {"ticket": ticket.number or ""}
    return _correct(session, _Wish(_differences(TICKETS, ticket, wanted), command.reason, told, person), actor, station)


def correct_notebook_day(session: Session, command: CorrectNotebookDay, actor: Actor, station: Station) -> int:
    """Give a notebook, and every deposit in it, another day; return how many rows that moved.

    Raises:
        UserError: As ``correct_line``, ``reception.post_not_found``, ``reception.not_a_notebook``,
            ``reception.day_future`` or ``reception.day_old``.
    """
    person = _person(session, actor, station)
    post = session.execute(select(POSTS).where(POSTS.c.id == command.poste_id)).one_or_none()
    if post is None:
        raise UserError("reception.post_not_found")
    if not post.is_deferred:
        raise UserError("reception.not_a_notebook")
    check_notebook_day(command.day, business_date(station.clock.now(), station.zone))
    wanted = {"business_date": command.day}
    changes = _differences(POSTS, post, wanted)
    for ticket in session.execute(select(TICKETS).where(TICKETS.c.poste_id == post.id)):
        changes += _differences(TICKETS, ticket, wanted)
    return _correct(session, _Wish(changes, command.reason, {"day": command.day.isoformat()}, person), actor, station)


def _person(session: Session, actor: Actor, station: Station) -> UUID:
    approvals.require(session, Permission.RECEPTION_CORRECT, actor, station)
    return require_person(actor)


def _closed(session: Session, ticket_id: UUID) -> Row[Any]:
    ticket = session.execute(select(TICKETS).where(TICKETS.c.id == ticket_id)).one_or_none()
    if ticket is None:
        raise UserError("reception.ticket_not_found")
    if ticket.status is not ReceptionStatus.CLOSED:
        raise UserError("reception.still_open", number=ticket.number or "")
    return ticket


def _differences(table: Table, row: Row[Any], wanted: dict[str, Any]) -> list[_Change]:
    known = row._mapping  # noqa: SLF001  the documented name of a row's columns by name
    return [_Change(table, row.id, field, known[field], new) for field, new in wanted.items() if known[field] != new]


def _correct(session: Session, wish: _Wish, actor: Actor, station: Station) -> int:
    why = nfc(" ".join(wish.reason.split()))
    if not why:
        raise UserError("reception.reason_missing")
    if not wish.changes:
        raise UserError("reception.nothing_corrected")
    fields = sorted({change.field for change in wish.changes})
    record(session, acts.DEPOSIT_CORRECTED, actor, station, doc={**wish.told, "fields": fields})
    at = _later_than_all(session, {change.target for change in wish.changes}, station)
    session.add_all(_row(change, why, wish.person, at, station) for change in wish.changes)
    return len(wish.changes)


def _later_than_all(session: Session, targets: set[UUID], station: Station) -> datetime:
    """Return now, or just after the newest correction of these rows: a clock set back never hides a correction."""
    newest = session.scalar(select(func.max(Correction.at)).where(Correction.target_id.in_(targets)))
    now = station.clock.now()
    return now if newest is None or newest < now else newest + timedelta(microseconds=1)


def _row(change: _Change, reason: str, person: UUID, at: datetime, station: Station) -> Correction:
    """A corrected note is its own reason: only that column may be erased, and free words may name somebody."""
    is_note, kind = change.field == _NOTES, change.table.c[change.field].type
    return Correction(
        id=station.ids.new(),
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=at,
        target_table=change.table.name.removeprefix("v_"),
        target_id=change.target,
        field=change.field,
        old=None if is_note else to_journal(kind, change.old),
        new=None if is_note else to_journal(kind, change.new),
        reason=change.new if is_note else reason,
        actor_id=person,
        at=at,
    )
