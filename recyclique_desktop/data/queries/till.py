"""The till as it stands: the open session, the running ticket, the ways to pay, what was left in the drawer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from recyclique_desktop.data.corrected import SESSIONS
from recyclique_desktop.data.models import (
    AuditLog,
    CashCount,
    CashRegister,
    CashSession,
    Closure,
    DraftSale,
    PaymentMethod,
    User,
)
from recyclique_desktop.data.queries.figures import day_figures
from recyclique_desktop.data.queries.people import short_name
from recyclique_desktop.data.queries.places import line_of
from recyclique_desktop.domain.basket import Basket, readable
from recyclique_desktop.domain.enums import (
    AuditActionType,
    CashSessionStatus,
    ClosureKind,
    CountMoment,
    PaymentKind,
    SessionType,
)
from recyclique_desktop.domain.payment import Method
from recyclique_desktop.domain.till_options import TillOptions, read_options

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.domain.weight import Grams

_CLOSED = aliased(CashSession)

DRAFT_OPEN = "open"
"""State of the ticket being made."""
DRAFT_PARKED = "parked"
"""State of a ticket put aside (« mis de côté »)."""


@dataclass(frozen=True, slots=True)
class OpenSessionView:
    """An open session of this workstation.

    Attributes:
        session_type: Whether it sells now, or what a paper notebook says of its day.
        options: Those of its register, as the session took them over.
        number: As on paper, ``C01-000042``.
        short: As on screen, « 42 ».
        operator_name: Who opened it; each ticket keeps its own operator.
    """

    session_id: UUID
    number: str
    short: str
    register_id: UUID | None
    register_name: str | None
    operator_id: UUID
    operator_name: str
    opened_at: datetime
    float_amount: Cents
    business_date: date | None
    session_type: SessionType = SessionType.REAL
    options: TillOptions = field(default_factory=TillOptions)


@dataclass(frozen=True, slots=True)
class TillHome:
    """What the home page tells of a till: today's figures, and what the last closing left in the drawer.

    Attributes:
        takings: Goods and donations of today, as they were paid.
        left_last_time: Cash counted at the last closing here; nothing before the first.
        left_by: Who closed.
        left_on: Day of that closing.
    """

    session: OpenSessionView | None
    takings: Cents
    tickets: int
    last_ticket_at: datetime | None
    donations: Cents
    weight_out: Grams
    left_last_time: Cents | None
    left_by: str | None
    left_on: date | None


def open_session_of(session: Session, station: Station) -> OpenSessionView | None:
    """Return the real session open on this workstation, else on one that it succeeds; the latest of two."""
    query = (
        _open_sessions()
        .where(
            CashSession.workstation_id.in_(line_of(session, station.id)), CashSession.session_type == SessionType.REAL
        )
        .order_by((CashSession.workstation_id != station.id), CashSession.opened_at.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else _view(*row)


def session_view(session: Session, session_id: UUID) -> OpenSessionView | None:
    """Return an open session, a notebook's as well as a till's; nothing once it is closed."""
    row = session.execute(_open_sessions().where(CashSession.id == session_id)).one_or_none()
    return None if row is None else _view(*row)


def open_notebooks(session: Session, station: Station) -> tuple[OpenSessionView, ...]:
    """Return the notebooks begun here and not finished, the oldest day first."""
    query = (
        _open_sessions()
        .where(
            CashSession.workstation_id.in_(line_of(session, station.id)),
            CashSession.session_type == SessionType.DEFERRED,
        )
        .order_by(SESSIONS.c.business_date, CashSession.opened_at)
    )
    return tuple(_view(*row) for row in session.execute(query))


def _open_sessions() -> Select[*tuple[Any, ...]]:
    return (
        select(CashSession, SESSIONS.c.business_date, CashRegister.name, User.first_name, User.last_name, User.username)
        .join(SESSIONS, SESSIONS.c.id == CashSession.id)
        .join(User, User.id == CashSession.operator_id)
        .outerjoin(CashRegister, CashRegister.id == CashSession.register_id)
        .where(CashSession.status == CashSessionStatus.OPEN)
    )


def _view(found: CashSession, day: date | None, register_name: str | None, *operator: str | None) -> OpenSessionView:
    number = found.number or ""
    return OpenSessionView(
        session_id=found.id,
        number=number,
        short=short_number(number),
        register_id=found.register_id,
        register_name=register_name,
        operator_id=found.operator_id,
        operator_name=short_name(operator[0], operator[1], operator[2] or ""),
        opened_at=found.opened_at,
        float_amount=found.initial_amount,
        business_date=day,
        session_type=found.session_type,
        options=read_options(found.workflow_options),
    )


def till_home(session: Session, station: Station, today: date) -> TillHome:
    """Return what the home page shows of this workstation's till."""
    figures = day_figures(session, station.id, today)
    left, by, on = _left(session, station)
    return TillHome(
        session=open_session_of(session, station),
        takings=figures.takings,
        tickets=figures.tickets,
        last_ticket_at=figures.last_ticket_at,
        donations=figures.donations,
        weight_out=figures.weight_out,
        left_last_time=left,
        left_by=by,
        left_on=on,
    )


def open_draft(session: Session, station: Station, session_id: UUID | None = None) -> Basket | None:
    """Return the ticket that was being made here, with its weighings; nothing when none has a line.

    Args:
        session: A reading session.
        station: This workstation.
        session_id: Of the till session or notebook it is made in; any by default.
    """
    query = (
        select(DraftSale.basket)
        .join(CashSession, CashSession.id == DraftSale.session_id)
        .where(
            DraftSale.workstation_id == station.id,
            DraftSale.state == DRAFT_OPEN,
            CashSession.status == CashSessionStatus.OPEN,
        )
        .order_by(DraftSale.updated_at.desc())
        .limit(1)
    )
    if session_id is not None:
        query = query.where(DraftSale.session_id == session_id)
    stored = session.scalar(query)
    basket = readable(stored) if stored else None
    return basket if basket is not None and basket.lines else None


def payment_methods(session: Session, *, every: bool = False) -> tuple[Method, ...]:
    """Return the ways to pay that the shop accepts, in its order; all it ever had, to undo what they brought."""
    query = (
        select(
            PaymentMethod.code, PaymentMethod.label, PaymentMethod.kind, PaymentMethod.gives_change,
            PaymentMethod.in_drawer, PaymentMethod.needs_reference,
        )
        .order_by(PaymentMethod.position, PaymentMethod.code)
    )  # fmt: skip
    if not every:
        query = query.where(PaymentMethod.active)
    return tuple(Method(*row) for row in session.execute(query))


def short_number(number: str) -> str:
    """Return the number as screens say it: « 42 » for ``C01-000042``."""
    return number.rpartition("-")[2].lstrip("0") or number


def _left(session: Session, station: Station) -> tuple[Cents | None, str | None, date | None]:
    """Return the cash counted at this workstation's last closing, who counted it, and when."""
    last = session.execute(
        select(Closure.id, Closure.session_id, CashSession.initial_amount, CashSession.business_date)
        .join(CashSession, CashSession.id == Closure.session_id)
        .where(
            Closure.workstation_id == station.id,
            Closure.kind == ClosureKind.SESSION,
            # the drawer of a notebook is not this one; asked of each closure, or sessions would lead the way
            select(_CLOSED.session_type).where(_CLOSED.id == Closure.session_id).scalar_subquery() == SessionType.REAL,
        )
        .order_by(Closure.number.desc())  # an index has them in this order: not every closure is read and sorted
        .limit(1)
    ).one_or_none()
    if last is None:
        return None, None, None
    counted = session.scalar(
        select(func.sum(CashCount.amount))
        .join(PaymentMethod, PaymentMethod.code == CashCount.method_code)
        .where(
            CashCount.session_id == last.session_id,
            CashCount.moment == CountMoment.CLOSE,
            PaymentMethod.kind == PaymentKind.CASH,
        )
    )
    # An empty session may close without a count: its float is still there.
    return last.initial_amount if counted is None else counted, _who_closed(session, last.id), last.business_date


def _who_closed(session: Session, closure_id: UUID) -> str | None:
    row = session.execute(
        select(User.first_name, User.last_name, User.username)
        .join(AuditLog, AuditLog.actor_id == User.id)
        .where(AuditLog.target_id == closure_id, AuditLog.action_type == AuditActionType.SESSION_CLOSED.value)
        .limit(1)
    ).one_or_none()
    return None if row is None else short_name(*row)
