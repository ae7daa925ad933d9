"""The till's day: opened with a float, resumed, counted and closed (``cash.md`` §1.4–1.11)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.corrected import SESSIONS
from recyclique_desktop.data.models import CashCount, CashRegister, CashSession, PaymentMethod, Site
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.cash_count import check_float, check_notebook_day
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import (
    CashSessionStatus,
    CashSessionStep,
    CountMoment,
    PaymentKind,
    Permission,
    SessionType,
)
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.fiscal import opening_document
from recyclique_desktop.domain.ids import human_number
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.services import approvals
from recyclique_desktop.services.closing import CloseSession, MethodCount, SessionClosed, close_session, count_rows
from recyclique_desktop.services.dates import require_date
from recyclique_desktop.services.open_till import establishment, require_open, software_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

__all__ = [
    "CloseSession", "MethodCount", "OpenNotebook", "OpenSession", "ResumeSession", "SessionClosed", "SessionOpened",
    "close_session", "open_notebook", "open_session", "resume_session",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Open a till place.

    Attributes:
        session_id: Made when the form opens, so that a double click opens once.
        counts: The float by coins and notes; nothing when it was counted as a whole.
    """

    session_id: UUID
    register_id: UUID
    float_amount: Cents
    counts: tuple[MethodCount, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenNotebook:
    """Begin to type in what a paper notebook says of ``day``; ``float_amount`` is what the drawer held then."""

    session_id: UUID
    register_id: UUID
    float_amount: Cents
    day: date
    counts: tuple[MethodCount, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionOpened:
    session_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class ResumeSession:
    session_id: UUID


def open_session(session: Session, command: OpenSession, actor: Actor, station: Station) -> SessionOpened:
    """Open the till, with copies of the options and of the shop's legal identity as they stand now.

    The same opening sent again gives the same answer and writes nothing, as long as the session is open.

    Raises:
        UserError: ``permission.denied``, ``float.*``, ``session.already_open``, ``session.conflict``,
            ``session.closed``, ``session.elsewhere``, ``register.not_found``, ``register.inactive``,
            ``site.regime_missing``, ``signin.needed``, ``count.*``, ``date.*``.
    """
    actor.require(Permission.CAISSE)
    return _open(session, command, actor, station)


def open_notebook(session: Session, command: OpenNotebook, actor: Actor, station: Station) -> SessionOpened:
    """Open a deferred session for the day of a paper notebook; it blocks no till that sells now.

    Raises:
        UserError: What ``open_session`` raises, ``deferred.future``, ``deferred.old``.
    """
    approvals.require(session, Permission.CAISSE_DEFERRED, actor, station)
    check_notebook_day(command.day, business_date(station.clock.now(), station.zone))
    return _open(session, command, actor, station)


def _open(session: Session, command: OpenSession | OpenNotebook, actor: Actor, station: Station) -> SessionOpened:
    if actor.user_id is None:
        raise UserError("signin.needed")
    _check_form(command)
    existing = session.get(CashSession, command.session_id)
    if existing is not None:
        require_open(session, existing, station)
        if _asked(session, command) != _written(session, existing):
            raise UserError("session.conflict", number=existing.number or "")
        return SessionOpened(existing.id, existing.number or "")
    register, site = _place(session, command, station)
    _refuse_second(session, command, actor.user_id, station)
    require_date(session, station)
    record(session, acts.SESSION_OPENED, actor, station, doc=partial(opening_document, software=software_of(session)))
    opened = _opened(command, actor.user_id, station, _next_number(session, station))
    opened.workflow_options = register.workflow_options
    opened.establishment = establishment(site, register, station)
    session.add(opened)
    session.add_all(count_rows(_float_counts(session, command), opened.id, CountMoment.OPEN, station))
    return SessionOpened(opened.id, opened.number or "")


def _asked(session: Session, command: OpenSession | OpenNotebook) -> tuple[object, ...]:
    """Return all that an opening asks for: the register, the float, the notebook's day, coins and notes."""
    counts = _float_counts(session, command)
    found = Counter((one.method_code, one.denomination, one.quantity, one.amount) for one in counts)
    return command.register_id, command.float_amount, _day(command), found


def _written(session: Session, till: CashSession) -> tuple[object, ...]:
    query = select(CashCount).where(CashCount.session_id == till.id, CashCount.moment == CountMoment.OPEN)
    counts = session.scalars(query)
    found = Counter((one.method_code, one.denomination, one.quantity, one.amount) for one in counts)
    day = till.business_date if till.session_type is SessionType.DEFERRED else None
    return till.register_id, till.initial_amount, day, found


def resume_session(session: Session, command: ResumeSession, actor: Actor, station: Station) -> None:
    """Note that somebody goes on selling in an open session; nothing of the session changes.

    Raises:
        UserError: ``permission.denied``, ``session.not_found``, ``session.closed`` or ``session.elsewhere``.
    """
    actor.require(Permission.CAISSE)
    found = session.get(CashSession, command.session_id)
    if found is None:
        raise UserError("session.not_found")
    require_open(session, found, station)
    record(session, acts.SESSION_RESUMED, actor, station, doc={"session": found.number or ""})


def _place(session: Session, command: OpenSession | OpenNotebook, station: Station) -> tuple[CashRegister, Site]:
    query = (
        select(CashRegister, Site)
        .join(Site, Site.id == station.site_id)
        .where(CashRegister.id == command.register_id)
        .where(or_(CashRegister.site_id == Site.id, CashRegister.site_id.is_(None)))
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise UserError("register.not_found")
    register, site = row
    if not register.is_active:
        raise UserError("register.inactive", name=register.name)
    return register, site


def _check_form(command: OpenSession | OpenNotebook) -> None:
    check_float(command.float_amount)
    if command.counts and sum(count.amount for count in command.counts) != command.float_amount:
        raise UserError("count.float_differs", amount=command.float_amount)


def _day(command: OpenSession | OpenNotebook) -> date | None:
    """Return the day of a notebook; nothing for a till that sells now."""
    return command.day if isinstance(command, OpenNotebook) else None


def _refuse_second(session: Session, command: OpenSession | OpenNotebook, operator_id: UUID, station: Station) -> None:
    """One open real session per register and per person here; one open notebook per register and day."""
    same = or_(CashSession.register_id == command.register_id, CashSession.operator_id == operator_id)
    day = _day(command)
    if day is not None:
        corrected = select(SESSIONS.c.id).where(
            SESSIONS.c.status == CashSessionStatus.OPEN, SESSIONS.c.business_date == day
        )
        that_day = or_(CashSession.business_date == day, CashSession.id.in_(corrected))
        same = (CashSession.register_id == command.register_id) & that_day
    query = (
        select(CashSession.number)
        .where(
            CashSession.workstation_id == station.id,
            CashSession.status == CashSessionStatus.OPEN,
            CashSession.session_type == (SessionType.REAL if day is None else SessionType.DEFERRED),
            same,
        )
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    if row is not None:
        raise UserError("session.already_open", number=row[0] or "")


def _next_number(session: Session, station: Station) -> str:
    """Return the next session number of this workstation: sessions are never deleted, so counting leaves no gap."""
    count = session.scalar(select(func.count()).where(CashSession.workstation_id == station.id)) or 0
    return human_number(station.code, count + 1)


def _opened(command: OpenSession | OpenNotebook, operator_id: UUID, station: Station, number: str) -> CashSession:
    now, day = station.clock.now(), _day(command)
    return CashSession(
        id=command.session_id,
        site_id=station.site_id,
        workstation_id=station.id,
        register_id=command.register_id,
        operator_id=operator_id,
        number=number,
        session_type=SessionType.REAL if day is None else SessionType.DEFERRED,
        status=CashSessionStatus.OPEN,
        initial_amount=command.float_amount,
        current_amount=command.float_amount,
        total_sales=ZERO,
        total_items=0,
        opened_at=now,
        created_at=now,
        last_activity=now,
        business_date=day or business_date(now, station.zone),
        current_step=CashSessionStep.ENTRY,
        step_start_time=now,
        is_empty=False,
    )


def _float_counts(session: Session, command: OpenSession | OpenNotebook) -> tuple[MethodCount, ...]:
    return command.counts or (MethodCount(_cash_code(session), command.float_amount),)


def _cash_code(session: Session) -> str:
    """Return the code of cash, the way to pay that the float is in."""
    cash = select(PaymentMethod.code).where(PaymentMethod.kind == PaymentKind.CASH).order_by(PaymentMethod.position)
    return session.scalar(cash.limit(1)) or PaymentKind.CASH.value
