"""Closing the till: every figure summed again from rows, counts beside it, one closure that never changes.

``cash.md`` §1.11 (the desktop algorithm) and ``french-practice.md`` §1.5. An empty session is closed and flagged,
never deleted; it needs no count, since nothing moved: what opening counted still stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashCount, CashSession, Closure, JournalEntry, Sale, SaleItem
from recyclique_desktop.data.queries.figures import SessionFigures, session_figures
from recyclique_desktop.data.queries.parked import unfinished_tickets
from recyclique_desktop.data.queries.settings import variance_approval, variance_tolerance
from recyclique_desktop.domain import acts, cash_count, weight
from recyclique_desktop.domain.enums import (
    CashSessionStatus,
    CashSessionStep,
    ClosureKind,
    CountMoment,
    PaymentKind,
    Permission,
    SaleKind,
    Series,
)
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.fiscal import closure_document, vat_of, vat_totals
from recyclique_desktop.domain.ids import human_number
from recyclique_desktop.domain.money import Cents, format_euros, to_decimal
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services import approvals
from recyclique_desktop.services.dates import require_date
from recyclique_desktop.services.open_till import frozen_values, require_open, software_of
from recyclique_desktop.services.putting_away import movement_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.cash_count import PutAway
    from recyclique_desktop.domain.station import Actor, Station


_NAMED = 2
"""How many tickets left over the sentence of a refusal names; the page shows them all."""
TICKET_ACTS = (acts.SALE_COMPLETED.name, acts.SALE_REVERSED.name, acts.SALE_PAYMENT_FIXED.name)
"""Acts that write a ticket with a number of the series T."""


@dataclass(frozen=True, slots=True)
class MethodCount:
    """What was found for one way to pay, or of one of its coins and notes.

    Attributes:
        quantity: Number of cheques, or of coins and notes of that ``denomination``.
        denomination: Worth of one of them; nothing when the method was counted as a whole.
    """

    method_code: str
    amount: Cents
    quantity: int | None = None
    denomination: Cents | None = None


@dataclass(frozen=True, slots=True)
class CloseSession:
    """Close the till.

    Attributes:
        reason: A word chosen from the screen's list.
        comment: Free words. Either explains a variance; both are personal and stay out of the fiscal body.
        put_away: What leaves the counted drawer for the safe or the bank; the rest is tomorrow's float.
        counting_since: When the counting began: from there on the session was at its last step.
    """

    session_id: UUID
    counts: tuple[MethodCount, ...]
    comment: str = ""
    reason: str = ""
    put_away: PutAway | None = None
    counting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionClosed:
    """The till is closed; ``variance`` is counted minus expected, over all ways to pay.

    What was put away is out of both ``expected`` and ``counted``: they say what is left.
    """

    session_id: UUID
    closure_id: UUID
    number: str
    expected: Cents
    counted: Cents
    variance: Cents


@dataclass(frozen=True, slots=True)
class _Reckoning:
    """Expected and counted, side by side."""

    figures: SessionFigures
    compared: tuple[cash_count.Compared, ...]

    @property
    def expected(self) -> Cents:
        return self.figures.expected_total

    @property
    def counted(self) -> Cents:
        return Cents(self.expected + self.variance)

    @property
    def variance(self) -> Cents:
        return cash_count.total_variance(self.compared)

    def to_explain(self, tolerance: Cents) -> Cents | None:
        """Return the variance that wants a word: the session's, else the largest of one way to pay alone."""
        by_size = sorted((one.variance for one in self.compared), key=abs, reverse=True)
        variances = (self.variance, *by_size)
        return next((one for one in variances if cash_count.needs_comment(one, tolerance)), None)


def close_session(session: Session, command: CloseSession, actor: Actor, station: Station) -> SessionClosed:
    """Close a session with its counts.

    Raises:
        UserError: ``permission.denied``, ``session.not_found``, ``session.closed``, ``session.elsewhere``,
            ``session.draft_open``, ``session.tickets_open``, ``session.comment_needed``, ``session.needs_manager``,
            ``approval.*``, ``count.*``, ``date.*``.
    """
    actor.require(Permission.CAISSE)
    till = session.get(CashSession, command.session_id)
    if till is None:
        raise UserError("session.not_found")
    require_open(session, till, station)
    _refuse_running_ticket(session, till.id)
    require_date(session, station)
    reckoning = _reckoned(session, command)
    comment = _comment(command)
    unexplained = reckoning.to_explain(variance_tolerance(session, station.site_id))
    if unexplained is not None and not comment:
        raise UserError("session.comment_needed", variance=unexplained)
    _require_manager(session, reckoning, actor, station)
    document = partial(closure_document, session=frozen_values(till), software=software_of(session))
    number = record(session, acts.SESSION_CLOSED, actor, station, doc=document)
    if command.put_away is not None:
        held = _cash_counted(command, reckoning)[1]
        session.add(movement_of(command.put_away, held, till, actor, station))
        session.flush()  # the figures that are summed next must see it
        command = _less_put_away(command, reckoning)
        reckoning = _reckoned(session, command)
    closure = _closure(session, till, reckoning, station)
    closure.number = human_number(station.code, number or 0)
    session.add_all([*count_rows(command.counts, till.id, CountMoment.CLOSE, station), closure])
    _shut(till, reckoning, closure.closed_at, comment)
    _set_last_step(till, command.counting_since, closure.closed_at)
    return SessionClosed(
        till.id, closure.id, till.number or "", reckoning.expected, reckoning.counted, reckoning.variance
    )


def _less_put_away(command: CloseSession, reckoning: _Reckoning) -> CloseSession:
    """Return the counts less what is put away, so that the variance stays the same."""
    away = MethodCount(_cash_counted(command, reckoning)[0], Cents(-command.put_away.amount if command.put_away else 0))
    return replace(command, counts=(*command.counts, away))


def _cash_counted(command: CloseSession, reckoning: _Reckoning) -> tuple[str, Cents]:
    """Return the code of cash, and how much of it was counted."""
    cash = next((one.method_code for one in reckoning.figures.expected if one.kind is PaymentKind.CASH), "")
    return cash, Cents(sum(count.amount for count in command.counts if count.method_code == cash))


def _refuse_running_ticket(session: Session, session_id: UUID) -> None:
    """Refuse while a ticket with lines is being made or put aside: nobody could pay it any more (T-04)."""
    found = unfinished_tickets(session, None, session_id)
    if len(found) == 1:
        raise UserError("session.draft_open", amount=found[0].total, lines=found[0].lines)
    if found:
        told = ", ".join(f"{ticket.who} {format_euros(ticket.total)}" for ticket in found[:_NAMED])
        raise UserError("session.tickets_open", n=len(found), tickets=told + ("…" if len(found) > _NAMED else ""))


def _reckoned(session: Session, command: CloseSession) -> _Reckoning:
    figures = session_figures(session, command.session_id)
    expected = {one.method_code: one.expected for one in figures.expected}
    taken = {
        one.method_code: cash_count.Taken(one.method_code, one.kind, one.taken, one.count) for one in figures.expected
    }
    counted: dict[str, Cents] = {}
    for count in command.counts:
        counted[count.method_code] = Cents(counted.get(count.method_code, 0) + count.amount)
    required = () if figures.is_empty and not counted else cash_count.to_count(taken)
    return _Reckoning(figures, tuple(cash_count.compare(expected, required, counted)))


def _require_manager(session: Session, reckoning: _Reckoning, actor: Actor, station: Station) -> None:
    """Ask for a manager's right, or word, above the variance that the shop set; zero asks nobody."""
    limit = variance_approval(session, station.site_id)
    if limit and abs(reckoning.variance) > limit:
        right = Permission.CAISSE_VARIANCE
        refusal = UserError("session.needs_manager", variance=reckoning.variance, permission=right.value)
        approvals.require(session, right, actor, station, refusal=refusal)


def count_rows(
    counts: tuple[MethodCount, ...], session_id: UUID, moment: CountMoment, station: Station
) -> list[CashCount]:
    """Return what was counted as rows.

    Raises:
        UserError: ``count.denomination`` when so many of a coin or note are not worth what is said.
    """
    now = station.clock.now()
    for count in counts:
        if count.denomination is not None and count.denomination * (count.quantity or 0) != count.amount:
            raise UserError("count.denomination", denomination=count.denomination)
    return [
        CashCount(
            id=station.ids.new(),
            site_id=station.site_id,
            workstation_id=station.id,
            created_at=now,
            session_id=session_id,
            moment=moment,
            method_code=count.method_code,
            denomination=count.denomination,
            quantity=count.quantity,
            amount=count.amount,
        )
        for count in counts
    ]


def _comment(command: CloseSession) -> str:
    """Return the chosen reason and the free words as one text."""
    return nfc(" — ".join(part for part in (command.reason.strip(), command.comment.strip()) if part))


def _closure(session: Session, till: CashSession, reckoning: _Reckoning, station: Station) -> Closure:
    figures = reckoning.figures
    now = station.clock.now()
    before = _perpetual(session, station)
    return Closure(
        id=station.ids.new(),
        site_id=station.site_id,
        workstation_id=station.id,
        created_at=now,
        session_id=till.id,
        kind=ClosureKind.SESSION,
        period=till.number or "",
        first_number=figures.first_number,
        last_number=figures.last_number,
        opened_at=till.opened_at,
        closed_at=now,
        totals=_totals(session, till, reckoning),
        perpetual_algebraic=Cents(before[0] + figures.sales_total),
        perpetual_absolute=Cents(before[1] + figures.absolute_total),
        perpetual_donations=Cents(before[2] + figures.donations),
        expected=reckoning.expected,
        counted=reckoning.counted,
        variance=reckoning.variance,
        auto=False,
    )


def _perpetual(session: Session, station: Station) -> tuple[int, int, int]:
    """Return the perpetual totals of this workstation's last session closure: goods, their sizes, donations."""
    query = (
        select(Closure.perpetual_algebraic, Closure.perpetual_absolute, Closure.perpetual_donations)
        .where(Closure.workstation_id == station.id, Closure.kind == ClosureKind.SESSION)
        .order_by(Closure.number.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return (0, 0, 0) if row is None else (row[0], row[1], row[2])


def _totals(session: Session, till: CashSession, reckoning: _Reckoning) -> dict[str, Any]:
    """Return the period's totals, in journal form: exact decimals as text."""
    figures = reckoning.figures
    line_totals = session.scalars(
        select(SaleItem.total_price)
        .join(Sale, Sale.id == SaleItem.sale_id)
        .where(Sale.cash_session_id == till.id, Sale.kind != SaleKind.DISPOSAL, Sale.waived_amount == 0)
    )
    totals: dict[str, Any] = {
        "tickets": figures.tickets,
        "reversals": figures.reversals,
        "objects": figures.objects,
        "sales": to_decimal(figures.sales_total),
        "donations": to_decimal(figures.donations),
        "weight": weight.to_decimal(figures.weight_out),
        "movements": to_decimal(figures.movements),
        "vat": vat_totals(line_totals, vat_of(till.establishment or {})),
        "methods": _methods(reckoning),
    }
    last = _last_ticket_hash(session, figures)
    return totals if last is None else totals | {"last_ticket_hash": last}


def _methods(reckoning: _Reckoning) -> list[dict[str, Any]]:
    compared = {one.method_code: one for one in reckoning.compared}
    methods = []
    for one in reckoning.figures.expected:
        told: dict[str, Any] = {
            "method": one.method_code,
            "payments": one.count,
            "taken": to_decimal(one.taken),
            "expected": to_decimal(one.expected),
        }
        found = compared.get(one.method_code)
        if found is not None:
            told |= {"counted": to_decimal(found.counted), "variance": to_decimal(found.variance)}
        methods.append(told)
    return methods


def _last_ticket_hash(session: Session, figures: SessionFigures) -> str | None:
    """Return the hash of the journal entry of the session's last ticket."""
    if figures.last_number is None:
        return None
    query = select(JournalEntry.hash).where(
        JournalEntry.act.in_(TICKET_ACTS),
        JournalEntry.series == Series.TICKET,
        JournalEntry.number == int(figures.last_number.rpartition("-")[2]),
    )
    found = session.scalar(query.order_by(JournalEntry.hlc.desc()).limit(1))
    return None if found is None else found.hex()


def _shut(till: CashSession, reckoning: _Reckoning, now: datetime, comment: str) -> None:
    """Move the session to its end; what 1.4.4 reads is summed anew."""
    figures = reckoning.figures
    till.status = CashSessionStatus.CLOSED
    till.closed_at = now
    till.last_activity = max(till.last_activity or now, now)
    till.total_sales = figures.sales_total
    till.total_items = figures.tickets + figures.reversals
    till.current_amount = Cents(till.initial_amount + figures.sales_total)
    till.closing_amount = reckoning.expected
    till.actual_amount = reckoning.counted
    till.variance = reckoning.variance
    till.variance_comment = comment or None
    till.is_empty = figures.is_empty


def _set_last_step(till: CashSession, counting_since: datetime | None, now: datetime) -> None:
    """The last step began when the counting did, never before the session's last ticket nor after its end."""
    earliest = max(till.opened_at, till.step_start_time or till.opened_at)
    till.current_step = CashSessionStep.EXIT
    till.step_start_time = min(max(counting_since or now, earliest), now)
