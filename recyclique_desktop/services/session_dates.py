"""The day of a paper notebook, put right: one ``corrections`` row; its sales count on the new day everywhere.

The session and its sales keep what was recorded, the hours of typing stay true, closed totals never change
(``cash.md`` §1.6). What figures read is ``data.corrected``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.corrected import SESSIONS
from recyclique_desktop.data.models import Correction
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.cash_count import check_notebook_day
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import CashSessionStatus, Permission, SessionType
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services import approvals
from recyclique_desktop.services.shared import require_person

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class CorrectSessionDate:
    """The day that a notebook was typed in under was wrong: the session and all its sales move to ``day``."""

    session_id: UUID
    day: date
    reason: str


def correct_session_date(session: Session, command: CorrectSessionDate, actor: Actor, station: Station) -> date:
    """Give a notebook another day; return the one it had.

    Raises:
        UserError: ``permission.denied``, ``approval.*``, ``signin.needed``, ``session.not_found``,
            ``session.not_a_notebook``, ``session.same_day``, ``session.already_open``, ``session.reason_missing``,
            ``deferred.future`` or ``deferred.old``.
    """
    approvals.require(session, Permission.CAISSE_CORRECT, actor, station)
    person = require_person(actor)
    notebook = session.execute(select(SESSIONS).where(SESSIONS.c.id == command.session_id)).one_or_none()
    if notebook is None:
        raise UserError("session.not_found")
    if notebook.session_type is not SessionType.DEFERRED:
        raise UserError("session.not_a_notebook", number=notebook.number or "")
    check_notebook_day(command.day, business_date(station.clock.now(), station.zone))
    former: date = notebook.business_date
    if former == command.day:
        raise UserError("session.same_day", day=command.day)
    _refuse_second(session, notebook, command.day)
    why = nfc(" ".join(command.reason.split()))
    if not why:
        raise UserError("session.reason_missing")
    told = {"session": notebook.number or "", "from": former.isoformat(), "to": command.day.isoformat()}
    record(session, acts.SESSION_CORRECTED, actor, station, doc=told)
    at = _later_than_all(session, command.session_id, station)
    session.add(
        Correction(
            id=station.ids.new(),
            site_id=station.site_id,
            workstation_id=station.id,
            created_at=at,
            target_table="cash_sessions",
            target_id=command.session_id,
            field="business_date",
            old=former.isoformat(),
            new=command.day.isoformat(),
            reason=why,
            actor_id=person,
            at=at,
        )
    )
    return former


def _refuse_second(session: Session, notebook: Row[Any], day: date) -> None:
    """Refuse to move an open notebook to a day whose notebook is open too: a register has one for each day."""
    if notebook.status is not CashSessionStatus.OPEN:
        return
    query = select(SESSIONS.c.number).where(
        SESSIONS.c.id != notebook.id,
        SESSIONS.c.workstation_id == notebook.workstation_id,
        SESSIONS.c.register_id == notebook.register_id,
        SESSIONS.c.status == CashSessionStatus.OPEN,
        SESSIONS.c.session_type == SessionType.DEFERRED,
        SESSIONS.c.business_date == day,
    )
    number = session.scalar(query.limit(1))
    if number is not None:
        raise UserError("session.already_open", number=number)


def _later_than_all(session: Session, session_id: UUID, station: Station) -> datetime:
    """Return now, or just after the newest correction of this day: a clock set back never hides a correction."""
    newest = session.scalar(select(func.max(Correction.at)).where(Correction.target_id == session_id))
    now = station.clock.now()
    return now if newest is None or newest < now else newest + timedelta(microseconds=1)
