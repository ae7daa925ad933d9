"""A session's report, found by what a person says of the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.queries import reports
from recyclique_desktop.documents.session_report import session_report
from recyclique_desktop.domain import money, weight
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.data.queries.reports import MethodReport, SessionReportData

LAST = "last"


@dataclass(frozen=True, slots=True)
class SessionText:
    """A report as text, and the same as plain data with exact decimal amounts."""

    text: str
    data: dict[str, Any]


def session_text(db: Database, which: str) -> SessionText:
    """Return the report of a session.

    Args:
        db: The workstation's file.
        which: ``last``, the session's id, its number ``C01-000042``, or « 42 ».

    Raises:
        UserError: ``session.not_found``.
    """
    with db.reading() as session:
        found = reports.session_report_data(session, _found(session, which))
    text = session_report(found)
    return SessionText(text, {**_plain(found), "text": text})


def _found(session: Session, which: str) -> UUID:
    found = reports.last_session(session) if which == LAST else reports.find_session(session, which)
    if found is None:
        raise UserError("session.not_found")
    return found


def _plain(found: SessionReportData) -> dict[str, Any]:
    figures = found.figures
    return {
        "session_id": str(found.session_id),
        "number": found.number,
        "opened_at": iso_utc(found.opened_at),
        "closed_at": iso_utc(found.closure.closed_at) if found.closure else None,
        "float": money.to_decimal(found.float_amount),
        "movements": money.to_decimal(found.figures.movements),
        "tickets": figures.tickets,
        "objects": figures.objects,
        "sales": money.to_decimal(figures.sales_total),
        "donations": money.to_decimal(figures.donations),
        "weight_out_kg": weight.to_decimal(figures.weight_out),
        "methods": [_method(one) for one in found.methods],
        "expected": money.to_decimal(figures.expected_total),
        "counted": money.to_decimal(found.closure.counted) if found.closure else None,
        "variance": money.to_decimal(found.closure.variance) if found.closure else None,
    }


def _method(one: MethodReport) -> dict[str, Any]:
    return {
        "label": one.label,
        "payments": one.count,
        "expected": money.to_decimal(one.expected),
        "counted": None if one.counted is None else money.to_decimal(one.counted),
        "variance": None if one.variance is None else money.to_decimal(one.variance),
    }
