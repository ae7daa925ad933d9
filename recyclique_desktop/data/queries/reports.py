"""What the report of a session is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from recyclique_desktop.data.models import (
    CashCount,
    CashRegister,
    CashSession,
    Closure,
    JournalEntry,
    User,
    Workstation,
)
from recyclique_desktop.data.queries.figures import SessionFigures, session_figures
from recyclique_desktop.data.queries.people import short_name
from recyclique_desktop.domain import acts, weight
from recyclique_desktop.domain.enums import ClosureKind, CountMoment, Series
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents, from_decimal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import PaymentKind
    from recyclique_desktop.domain.weight import Grams


@dataclass(frozen=True, slots=True)
class MethodReport:
    """One way to pay at closing; ``counted`` is nothing while the session is open or was not counted."""

    label: str
    kind: PaymentKind
    expected: Cents
    counted: Cents | None
    count: int

    @property
    def variance(self) -> Cents | None:
        return None if self.counted is None else Cents(self.counted - self.expected)


@dataclass(frozen=True, slots=True)
class VatReport:
    """Turnover under one VAT code; ``rate`` is in per cent, as text: ``"20.00"``."""

    code: str
    rate: str
    before_tax: Cents
    tax: Cents


@dataclass(frozen=True, slots=True)
class ClosureReport:
    """The closing itself.

    Attributes:
        hash: SHA-256 of its journal entry, in hexadecimal; nothing when the entry is not in this file.
        tickets: How many it counted; more have arrived since, or fewer are here, where the session has another number.
        weight: What it said had left the shop; corrections made since are not in it.
    """

    closure_id: UUID
    number: str
    closed_at: datetime
    expected: Cents
    counted: Cents
    variance: Cents
    perpetual_algebraic: Cents
    perpetual_absolute: Cents
    perpetual_donations: Cents
    vat: tuple[VatReport, ...]
    hash: str | None
    tickets: int | None = None
    weight: Grams | None = None


@dataclass(frozen=True, slots=True)
class SessionReportData:
    """One session, ready to be written down.

    Attributes:
        establishment: As it was frozen at opening.
        closure: Nothing while the session is open: the report is then a reading (X), not a closing (Z).
    """

    session_id: UUID
    number: str
    establishment: dict[str, Any]
    workstation_code: str
    register_name: str | None
    operator_code: str
    operator_name: str
    opened_at: datetime
    float_amount: Cents
    is_empty: bool
    comment: str | None
    figures: SessionFigures
    methods: tuple[MethodReport, ...]
    closure: ClosureReport | None

    @property
    def late_tickets(self) -> int:
        """How many tickets joined the session after its closing (« complétée »); below zero, are still to come."""
        if self.closure is None or self.closure.tickets is None:
            return 0
        return self.figures.tickets - self.closure.tickets


def session_report_data(session: Session, session_id: UUID) -> SessionReportData:
    """Return what the report of a session says.

    Raises:
        UserError: ``session.not_found``.
    """
    query = (
        select(CashSession, CashRegister.name, Workstation.code, User)
        .join(User, User.id == CashSession.operator_id)
        .outerjoin(CashRegister, CashRegister.id == CashSession.register_id)
        .outerjoin(Workstation, Workstation.id == CashSession.workstation_id)
        .where(CashSession.id == session_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise UserError("session.not_found")
    found, register_name, code, operator = row
    figures = session_figures(session, session_id)
    return SessionReportData(
        session_id=session_id,
        number=found.number or "",
        establishment=found.establishment or {},
        workstation_code=code or "",
        register_name=register_name,
        operator_code=operator.operator_code or "",
        operator_name=short_name(operator.first_name, operator.last_name, operator.username),
        opened_at=found.opened_at,
        float_amount=found.initial_amount,
        is_empty=found.is_empty,
        comment=found.variance_comment,
        figures=figures,
        methods=_methods(session, session_id, figures),
        closure=_closure(session, session_id),
    )


def last_session(session: Session, workstation_id: UUID | None = None) -> UUID | None:
    """Return the session opened last in this file, or on this workstation."""
    query = select(CashSession.id).order_by(CashSession.opened_at.desc(), CashSession.id.desc()).limit(1)
    return session.scalar(query if workstation_id is None else query.filter_by(workstation_id=workstation_id))


def find_session(session: Session, text: str) -> UUID | None:
    """Return the session that a person means by its id, its number ``C01-000042``, or « 42 » on this file."""
    rows = session.execute(select(CashSession.id, CashSession.number).order_by(CashSession.opened_at.desc())).all()
    wanted = text.strip().lower()
    for session_id, number in rows:
        if wanted in {str(session_id), (number or "").lower()}:
            return session_id
    if wanted.isdecimal():
        return next((one for one, number in rows if int((number or "-0").rpartition("-")[2]) == int(wanted)), None)
    return None


def _methods(session: Session, session_id: UUID, figures: SessionFigures) -> tuple[MethodReport, ...]:
    query = select(CashCount.method_code, CashCount.amount).where(
        CashCount.session_id == session_id, CashCount.moment == CountMoment.CLOSE
    )
    counted: dict[str, Cents] = {}
    for code, amount in session.execute(query):
        counted[code] = Cents(counted.get(code, 0) + amount)
    return tuple(
        MethodReport(one.label, one.kind, one.expected, counted.get(one.method_code), one.count)
        for one in figures.expected
    )


def _closure(session: Session, session_id: UUID) -> ClosureReport | None:
    row = session.scalars(
        select(Closure).where(Closure.session_id == session_id, Closure.kind == ClosureKind.SESSION).limit(1)
    ).one_or_none()
    if row is None:
        return None
    return ClosureReport(
        closure_id=row.id,
        number=row.number,
        closed_at=row.closed_at,
        expected=row.expected or Cents(0),
        counted=row.counted or Cents(0),
        variance=row.variance or Cents(0),
        perpetual_algebraic=row.perpetual_algebraic,
        perpetual_absolute=row.perpetual_absolute,
        perpetual_donations=row.perpetual_donations,
        vat=tuple(
            VatReport(one["code"], one["rate"], from_decimal(one["ht"]), from_decimal(one["vat"]))
            for one in row.totals.get("vat", [])
        ),
        hash=_entry_hash(session, row.number),
        tickets=row.totals.get("tickets"),
        weight=weight.from_decimal(row.totals["weight"]) if "weight" in row.totals else None,
    )


def _entry_hash(session: Session, number: str) -> str | None:
    """Return the hash of the entry that wrote a closure: its number is the closure's own."""
    query = select(JournalEntry.hash).where(
        JournalEntry.act == acts.SESSION_CLOSED.name,
        JournalEntry.series == Series.CLOSURE,
        JournalEntry.number == int(number.rpartition("-")[2]),
    )
    found = session.scalar(query)
    return None if found is None else found.hex()
