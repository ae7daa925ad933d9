"""Deposits typed from a paper notebook: a post that says so, with the day of the notebook.

Nothing is ever inferred from dates: the post is deferred because somebody with the right opened it so. Its deposits
count on the notebook's day; ``created_at`` of each row keeps when it was typed (``reception-admin.md`` 1.2.2, A5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.corrected import POSTS
from recyclique_desktop.data.models import PosteReception
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Permission, ReceptionStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import check_notebook_day
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services import approvals
from recyclique_desktop.services.open_deposit import day_of_post, require_open_post
from recyclique_desktop.services.shared import require_person

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class OpenNotebook:
    """Enter the deposits of one day of a paper notebook; ``poste_id`` is made by the page."""

    poste_id: UUID
    day: date
    notes: str = ""


@dataclass(frozen=True, slots=True)
class NotebookOpened:
    poste_id: UUID
    day: date


def open_notebook(session: Session, command: OpenNotebook, actor: Actor, station: Station) -> NotebookOpened:
    """Open a deferred post; one that is open already under this id is the answer again.

    Raises:
        UserError: ``permission.denied``, ``approval.*``, ``signin.needed``, ``reception.day_future``,
            ``reception.day_old``, ``reception.notebook_open``, ``reception.post_closed`` or ``reception.elsewhere``.
    """
    approvals.require(session, Permission.RECEPTION_DEFERRED, actor, station)
    person = require_person(actor)
    existing = session.get(PosteReception, command.poste_id)
    if existing is not None:
        require_open_post(existing, station)
        return NotebookOpened(existing.id, day_of_post(session, existing, station) or command.day)
    check_notebook_day(command.day, business_date(station.clock.now(), station.zone))
    _refuse_second(session, command.day, person, station)
    record(session, acts.NOTEBOOK_OPENED, actor, station, doc={"day": command.day.isoformat()})
    session.add(notebook_post(command.poste_id, command.day, person, station, notes=command.notes))
    return NotebookOpened(command.poste_id, command.day)


def notebook_post(
    poste_id: UUID, day: date, person: UUID, station: Station, *, notes: str = "", closed: bool = False
) -> PosteReception:
    """Return a deferred post. Like 1.4.4 it opens at midnight of its day, so that the web's figures leave it out."""
    now = station.clock.now()
    return PosteReception(
        id=poste_id,
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=now,
        opened_by_user_id=person,
        opened_at=datetime.combine(day, time(), tzinfo=station.zone),
        closed_at=now if closed else None,
        status=ReceptionStatus.CLOSED if closed else ReceptionStatus.OPENED,
        is_deferred=True,
        business_date=day,
        notes=nfc(notes.strip()) or None,
    )


def _refuse_second(session: Session, day: date, person: UUID, station: Station) -> None:
    """One open post per person and notebook day, as last put right, on this workstation: resumed, never doubled."""
    query = select(POSTS.c.id).where(
        POSTS.c.workstation_id == station.id,
        POSTS.c.opened_by_user_id == person,
        POSTS.c.status == ReceptionStatus.OPENED,
        POSTS.c.is_deferred,
        POSTS.c.business_date == day,
    )
    if session.scalar(query.limit(1)) is not None:
        raise UserError("reception.notebook_open", day=day)
