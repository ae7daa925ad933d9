"""Closing the till, then its report: the close stands whatever becomes of the paper."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries.reports import session_report_data
from recyclique_desktop.documents.session_report import session_report
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.closing import CloseSession, SessionClosed, close_session
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Actor, Station

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """What a closing left.

    Attributes:
        report: Text of the session report.
        report_path: Where it was kept, or nothing.
        problem: Why it could not be kept; the till is closed all the same.
    """

    closed: SessionClosed
    report: str
    report_path: Path | None = None
    problem: UserError | None = None


def close_day(
    db: Database, command: CloseSession, actor: Actor, station: Station, *, reports: Path | None = None
) -> ClosedDay:
    """Close a session, write its report, fold the write-ahead log.

    Args:
        db: The workstation's file.
        command: Counts and words of the closing.
        actor: Who closes.
        station: Where.
        reports: Folder that keeps the report as a text file; nothing keeps none.

    Raises:
        UserError: What ``close_session`` refuses; nothing was written then.
    """
    with db.writing() as session:
        closed = close_session(session, command, actor, station)
    report = report_text(db, closed.session_id)
    db.checkpoint()
    if reports is None:
        return ClosedDay(closed, report)
    path = reports / f"session-{closed.number}.txt"
    try:
        reports.mkdir(parents=True, exist_ok=True)
        write_whole(path, report.encode("utf-8"))
    except (OSError, UserError) as error:
        _log.warning("the report of session %s was not kept: %s", closed.number, error)
        return ClosedDay(closed, report, problem=UserError("report.not_kept", folder=str(reports)))
    return ClosedDay(closed, report, path)


def report_text(db: Database, session_id: UUID) -> str:
    """Return the report of a session, open or closed.

    Raises:
        UserError: ``session.not_found``.
    """
    with db.reading() as session:
        return session_report(session_report_data(session, session_id))
