"""The sessions of a till and the closures that followed, newest first: what « Sessions » lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from recyclique_desktop.data.corrected import SESSIONS
from recyclique_desktop.data.models import CashRegister, CashSession, Closure, Sale, SaleItem, User
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.queries.people import short_name
from recyclique_desktop.data.queries.places import line_of
from recyclique_desktop.data.queries.till import short_number
from recyclique_desktop.domain import weight
from recyclique_desktop.domain.enums import CashSessionStatus, ClosureKind, SaleKind, SessionType
from recyclique_desktop.domain.money import Cents, from_decimal

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.domain.weight import Grams

MOST = 300
_AFTER_DATES = ":"
"""What stands just after every digit: periods of days, months and years begin with one."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of the list.

    Attributes:
        day: As corrections leave it.
        was_day: As it was typed in.
        takings: Goods and donations, as they were paid.
        variance: Counted less expected; nothing while it is open.
    """

    session_id: UUID
    number: str
    short: str
    day: date | None
    was_day: date | None
    kind: SessionType
    register_name: str
    operator: str
    is_open: bool
    is_empty: bool
    tickets: int
    takings: Cents
    variance: Cents | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """One closure of a day, a month or a year; ``rows_say`` where rows and journal did not agree (an anomaly)."""

    closure_id: UUID
    kind: ClosureKind
    number: str
    period: str
    closed_at: datetime
    auto: bool
    tickets: int
    reversals: int
    sales: Cents
    absolute: Cents
    donations: Cents
    movements: Cents
    methods: tuple[tuple[str, Cents], ...]
    vat: tuple[tuple[str, str, Cents, Cents], ...]
    first_number: str
    last_number: str
    perpetual_algebraic: Cents
    perpetual_absolute: Cents
    perpetual_donations: Cents
    differs: bool


@dataclass(frozen=True, slots=True)
class AfterClosing:
    """What corrections changed in a session that was closed already; its closure keeps what it said."""

    weight: Grams


def till_sessions(session: Session, station: Station, *, with_empty: bool = False) -> tuple[SessionRow, ...]:
    """Return the last sessions of this workstation and of those it succeeds; empty ones only when asked for."""
    query = (
        select(CashSession, CashRegister.name, SESSIONS.c.business_date, User.first_name, User.last_name, User.username)
        .join(SESSIONS, SESSIONS.c.id == CashSession.id)
        .join(User, User.id == CashSession.operator_id)
        .outerjoin(CashRegister, CashRegister.id == CashSession.register_id)
        # Asked of the expression, so that the index of openings is walked from its end, not every session sorted.
        .where(func.coalesce(CashSession.workstation_id, CashSession.workstation_id).in_(line_of(session, station.id)))
        .order_by(CashSession.opened_at.desc(), CashSession.id.desc())
        .limit(MOST)
    )
    if not with_empty:
        query = query.where(CashSession.is_empty.is_(False))
    found = session.execute(query).all()
    sums = _sums(session, [row[0].id for row in found])
    return tuple(_session_row(till, register, day, sums, tuple(who)) for till, register, day, *who in found)


def _session_row(
    till: CashSession, register: str | None, day: date | None, sums: dict[UUID, tuple[int, Cents]], who: tuple[Any, ...]
) -> SessionRow:
    tickets, takings = sums.get(till.id, (0, Cents(0)))
    return SessionRow(
        session_id=till.id,
        number=till.number or "",
        short=short_number(till.number or ""),
        day=day,
        was_day=till.business_date,
        kind=till.session_type,
        register_name=register or "",
        operator=short_name(*who),
        is_open=till.status is CashSessionStatus.OPEN,
        is_empty=till.is_empty,
        tickets=tickets,
        takings=takings,
        variance=till.variance,
        closed_at=till.closed_at,
    )


def _sums(session: Session, ids: list[UUID]) -> dict[UUID, tuple[int, Cents]]:
    """Return tickets and takings of sessions: as the closing said them, else counted."""
    said = {closed: _said(totals) for closed, totals in session.execute(
        select(Closure.session_id, Closure.totals)
        .where(Closure.session_id.in_(ids), Closure.kind == ClosureKind.SESSION)
    ) if closed is not None}  # fmt: skip
    return said | _counted(session, [one for one in ids if one not in said])


def _said(totals: dict[str, Any]) -> tuple[int, Cents]:
    return totals["tickets"], Cents(from_decimal(totals["sales"]) + from_decimal(totals["donations"]))


def _counted(session: Session, ids: list[UUID]) -> dict[UUID, tuple[int, Cents]]:
    query = (
        select(
            Sale.cash_session_id,
            func.count().filter(Sale.kind == SaleKind.SALE),
            func.sum(Sale.total_amount + Sale.donation),
        )
        .where(Sale.cash_session_id.in_(ids), Sale.kind != SaleKind.DISPOSAL)
        .group_by(Sale.cash_session_id)
    )
    return {found: (tickets, Cents(paid)) for found, tickets, paid in session.execute(query)}


def till_closures(session: Session, station: Station, kind: ClosureKind) -> tuple[ClosureRow, ...]:
    """Return the last closures of a kind, the latest period first.

    Months and years are few and found by their kind. Days and sessions are asked of expressions, so that the index of
    periods is walked from its end; in it, numbers of sessions begin with a letter and come after every date.
    """
    is_kind, ours = Closure.kind == kind, line_of(session, station.id)
    if kind in {ClosureKind.DAY, ClosureKind.SESSION}:
        is_kind = func.coalesce(Closure.kind, Closure.kind) == kind
    is_place = func.coalesce(Closure.workstation_id, Closure.workstation_id).in_(ours)
    query = select(Closure).where(is_place, is_kind).order_by(Closure.period.desc(), Closure.number.desc()).limit(MOST)
    if kind is ClosureKind.DAY:
        query = query.where(Closure.period < _AFTER_DATES)
    return tuple(_closure_row(found) for found in session.scalars(query))


def _closure_row(found: Closure) -> ClosureRow:
    totals = found.totals
    return ClosureRow(
        closure_id=found.id,
        kind=found.kind,
        number=found.number,
        period=found.period,
        closed_at=found.closed_at,
        auto=found.auto,
        tickets=totals["tickets"],
        reversals=totals["reversals"],
        sales=from_decimal(totals["sales"]),
        absolute=from_decimal(totals.get("absolute", totals["sales"])),
        donations=from_decimal(totals["donations"]),
        movements=from_decimal(totals["movements"]),
        methods=tuple((one["method"], from_decimal(one["taken"])) for one in totals["methods"]),
        vat=tuple(
            (one["code"], one["rate"], from_decimal(one["ht"]), from_decimal(one["vat"])) for one in totals["vat"]
        ),
        first_number=found.first_number or "",
        last_number=found.last_number or "",
        perpetual_algebraic=found.perpetual_algebraic,
        perpetual_absolute=found.perpetual_absolute,
        perpetual_donations=found.perpetual_donations,
        differs="rows_say" in totals,
    )


def session_tickets(session: Session, session_id: UUID) -> tuple[tuple[UUID, str, datetime, Cents, Grams], ...]:
    """Return the tickets of a session in order: id, number, when, what was paid, weight recorded."""
    query = (
        select(
            Sale.id, Sale.number, Sale.sale_date, Sale.total_amount + Sale.donation,
            func.coalesce(func.sum(SaleItem.weight), 0),
        )
        .outerjoin(SaleItem, SaleItem.sale_id == Sale.id)
        .where(Sale.cash_session_id == session_id)
        .group_by(Sale.id)
        .order_by(Sale.sale_date, Sale.number)
    )  # fmt: skip
    return tuple((one, number or "", at, Cents(paid), grams) for one, number, at, paid, grams in session.execute(query))


def after_closing(session: Session, session_id: UUID) -> AfterClosing | None:
    """Return what was put right in a session since it was closed; nothing where it reads as it was closed."""
    query = select(Closure.totals).where(Closure.session_id == session_id, Closure.kind == ClosureKind.SESSION).limit(1)
    totals = session.scalar(query)
    if totals is None or "weight" not in totals:
        return None
    said = weight.from_decimal(totals["weight"])
    now = session_figures(session, session_id).weight_out
    return None if now == said else AfterClosing(weight.Grams(now - said))
