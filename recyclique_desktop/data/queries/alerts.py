"""Closings whose variance passes the threshold that held on their day: what managers are told until one answers.

An alert is no row: it follows from the closing and from the dated threshold, the same on every workstation that has
both. Its answer is a correction (``services/alerts.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from recyclique_desktop.data.models import CashSession, Closure, Correction, User, Workstation
from recyclique_desktop.data.queries.people import short_name
from recyclique_desktop.data.queries.settings import dated_values
from recyclique_desktop.domain import cash_count, settings
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import ClosureKind

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.cash_count import Severity
    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Station

LOOK_BACK = timedelta(days=90)
"""An alert that nobody answered for a season no longer stands on the home page."""
FIELD = "alert"


@dataclass(frozen=True, slots=True)
class CashAlert:
    """A closing that wants a manager's eye.

    Attributes:
        number: Of the session, as people read it.
        threshold: What held that day.
        word: What the manager who saw it said; empty while nobody did.
    """

    closure_id: UUID
    number: str
    workstation: str
    person: str
    closed_at: datetime
    variance: Cents
    threshold: Cents
    severity: Severity
    comment: str
    word: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return not self.word


def cash_alerts(session: Session, station: Station) -> tuple[CashAlert, ...]:
    """Return the alerts of the last months, the newest first."""
    answer, author = aliased(Correction), aliased(User)
    query = (
        select(Closure, CashSession, Workstation.code, User, answer, author)
        .join(CashSession, CashSession.id == Closure.session_id)
        .outerjoin(Workstation, Workstation.id == Closure.workstation_id)
        .outerjoin(User, User.id == CashSession.operator_id)
        .outerjoin(answer, (answer.target_id == Closure.id) & (answer.field == FIELD))
        .outerjoin(author, author.id == answer.actor_id)
        .where(
            Closure.kind == ClosureKind.SESSION,
            Closure.variance != 0,
            Closure.closed_at >= station.clock.now() - LOOK_BACK,
        )
        .order_by(Closure.closed_at.desc(), answer.at)
    )
    found: dict[UUID, CashAlert] = {}
    thresholds = dated_values(session, settings.CASH_ALERT)
    for row in session.execute(query):
        closure: Closure = row[0]
        day = business_date(closure.closed_at, station.zone)
        threshold = thresholds.on(closure.site_id, day)
        if abs(closure.variance or 0) > threshold and closure.id not in found:
            found[closure.id] = _alert(tuple(row), threshold)
    return tuple(found.values())


def open_cash_alerts(session: Session, station: Station) -> int:
    """Return how many alerts wait for an answer."""
    return sum(alert.is_open for alert in cash_alerts(session, station))


def _alert(row: tuple[Any, ...], threshold: Cents) -> CashAlert:
    closure, till, code, person, said, by = row
    return CashAlert(
        closure_id=closure.id,
        number=till.number or "",
        workstation=code or "",
        person=_name(person),
        closed_at=closure.closed_at,
        variance=closure.variance,
        threshold=threshold,
        severity=cash_count.severity(closure.variance),
        comment=till.variance_comment or "",
        word=(said.reason or "…") if said is not None else "",
        answered_by=_name(by),
        answered_at=said.at if said is not None else None,
    )


def _name(person: User | None) -> str:
    return "" if person is None else short_name(person.first_name, person.last_name, person.username)
