"""Every figure, defined once: turnover, donations, weights in and out, tickets, what should be in the drawer.

Screens, reports, exports and the closing itself read them here. *Turnover* is the goods, donations apart; *takings*
are both, as they were paid. Disposals are weight out, never tickets nor turnover (``decisions.md``).
At reception a line counts in one flow, on its ticket's day, as corrections leave both; a ticket without a line is no
deposit. What came in and what went out are never one sum. Everything is summed from rows; no cached counter is ever
trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, func, select

from recyclique_desktop.data.corrected import LINES, SESSIONS, SOLD, TICKETS
from recyclique_desktop.data.models import (
    CashMovement,
    CashSession,
    Correction,
    PaymentMethod,
    PaymentTransaction,
    Sale,
    TicketDepot,
)
from recyclique_desktop.domain.cash_count import Taken, expected_amount
from recyclique_desktop.domain.enums import PaymentKind, SaleKind
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.reception import Totals, flow_of
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_COUNTED = Sale.kind != SaleKind.DISPOSAL


@dataclass(frozen=True, slots=True)
class ExpectedMethod:
    """What one way to pay brought in, and what should therefore be found.

    Attributes:
        taken: Sum of its payments, donations included.
        expected: For cash, with the float and the movements.
        count: Number of its payments.
    """

    method_code: str
    label: str
    kind: PaymentKind
    taken: Cents
    expected: Cents
    count: int


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """One session.

    Attributes:
        tickets: Baskets sold; what undoes one is in ``reversals``.
        sales_total: Turnover: goods, donations apart.
        absolute_total: The same with every amount counted as positive (perpetual total).
        takings: Turnover plus donations: what was paid.
        weight_out: Of all lines, gifts and disposals included.
        objects: Sum of the quantities.
        movements: Cash put in minus cash taken out.
        expected: One per way to pay that is active or took money, in the shop's order.
    """

    tickets: int
    sales_total: Cents
    absolute_total: Cents
    donations: Cents
    weight_out: Grams
    objects: int
    movements: Cents
    first_number: str | None
    last_number: str | None
    last_ticket_at: datetime | None
    expected: tuple[ExpectedMethod, ...]
    reversals: int = 0
    moves: int = 0

    @property
    def takings(self) -> Cents:
        return Cents(self.sales_total + self.donations)

    @property
    def expected_total(self) -> Cents:
        """What should be found over all ways to pay, the float included."""
        return Cents(sum(one.expected for one in self.expected))

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened: no ticket, no object, no movement of cash."""
        return not (self.tickets or self.reversals or self.objects or self.moves)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day of one workstation."""

    tickets: int
    sales_total: Cents
    donations: Cents
    weight_out: Grams
    last_ticket_at: datetime | None

    @property
    def takings(self) -> Cents:
        return Cents(self.sales_total + self.donations)


@dataclass(frozen=True, slots=True)
class ReceptionFigures:
    """What was weighed at reception. ``tickets``: those with a line."""

    tickets: int
    totals: Totals
    last_ticket_at: datetime | None


def session_figures(session: Session, session_id: UUID) -> SessionFigures:
    """Return the figures of a session, from its rows."""
    mine = Sale.cash_session_id == session_id
    sold = session.execute(_sold(mine)).one()
    moved, moves = _movements(session, session_id)
    grams, objects = _matter(session, mine)
    return SessionFigures(
        tickets=sold.tickets - sold.reversals,
        reversals=sold.reversals,
        sales_total=Cents(sold.goods),
        absolute_total=Cents(sold.absolute),
        donations=Cents(sold.donations),
        weight_out=grams,
        objects=objects,
        movements=moved,
        moves=moves,
        first_number=sold.first,
        last_number=sold.last,
        last_ticket_at=sold.last_at,
        expected=_expected(session, session_id, moved),
    )


def drawer(session: Session, session_id: UUID) -> Cents:
    """Return what should lie in the drawer: the float, what cash payments left there, what was moved."""
    expected = _expected(session, session_id, _movements(session, session_id)[0])
    return Cents(sum(one.expected for one in expected if one.kind is PaymentKind.CASH))


def day_figures(session: Session, workstation_id: UUID, day: date) -> DayFigures:
    """Return the figures of a workstation on one of the shop's days."""
    mine = (Sale.workstation_id == workstation_id) & sold_on(day, day)
    sold = session.execute(_sold(mine)).one()
    grams, _ = _matter(session, mine)
    return DayFigures(sold.tickets - sold.reversals, Cents(sold.goods), Cents(sold.donations), grams, sold.last_at)


def sold_on(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a ticket counts on these days: a notebook's on the day its corrections leave it."""
    moved = select(Correction.target_id).where(
        Correction.target_table == "cash_sessions", Correction.field == "business_date"
    )
    hither = select(SESSIONS.c.id).where(SESSIONS.c.id.in_(moved), SESSIONS.c.business_date.between(first, last))
    recorded = Sale.business_date.between(first, last) & Sale.cash_session_id.not_in(moved)
    return recorded | Sale.cash_session_id.in_(hither)


def reception_day_figures(session: Session, workstation_id: UUID, day: date) -> ReceptionFigures:
    """Return what a workstation weighed on one of the shop's days, whenever its post was opened."""
    return _weighed(session, (TICKETS.c.workstation_id == workstation_id) & on_days(day, day))


def reception_figures(session: Session, site_id: UUID, first: date, last: date) -> ReceptionFigures:
    """Return what a site weighed from one day to another, both counted, by the deposits' own days."""
    return _weighed(session, (TICKETS.c.site_id == site_id) & on_days(first, last))


def on_days(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a deposit counts on these days. Indexed columns first: few dates are ever corrected."""
    recorded = select(TicketDepot.id).where(TicketDepot.business_date.between(first, last))
    return TICKETS.c.id.in_(recorded.union(moved_tickets())) & TICKETS.c.business_date.between(first, last)


def moved_tickets() -> Select[Any]:
    """Return the query of the deposits whose day was put right."""
    return select(Correction.target_id).where(
        Correction.target_table == "ticket_depot", Correction.field == "business_date"
    )


def post_figures(session: Session, poste_id: UUID) -> ReceptionFigures:
    """Return what was weighed from the opening of a post on."""
    return _weighed(session, TICKETS.c.poste_id == poste_id)


def ticket_totals(session: Session, ticket_id: UUID) -> Totals:
    """Return the totals of one ticket."""
    return _weighed(session, TICKETS.c.id == ticket_id).totals


def _weighed(session: Session, which: ColumnElement[bool]) -> ReceptionFigures:
    query = (
        select(LINES.c.destination, LINES.c.is_exit, func.sum(LINES.c.poids_kg), func.count())
        .join(TICKETS, TICKETS.c.id == LINES.c.ticket_id)
        .where(which)
        .group_by(LINES.c.destination, LINES.c.is_exit)
    )
    summed = [
        (flow_of(to, is_exit=is_exit), Grams(grams), lines) for to, is_exit, grams, lines in session.execute(query)
    ]
    totals = Totals.of((flow, grams) for flow, grams, _ in summed)
    has_line = select(LINES.c.id).where(LINES.c.ticket_id == TICKETS.c.id).exists()
    tickets, last_at = session.execute(
        select(func.count(), func.max(TICKETS.c.created_at)).select_from(TICKETS).where(which, has_line)
    ).one()
    return ReceptionFigures(tickets, replace(totals, lines=sum(lines for *_, lines in summed)), last_at)


def _sold(which: ColumnElement[bool]) -> Any:
    return select(
        func.count().label("tickets"),
        func.coalesce(func.sum(case((Sale.kind == SaleKind.REVERSAL, 1), else_=0)), 0).label("reversals"),
        func.coalesce(func.sum(Sale.total_amount), 0).label("goods"),
        func.coalesce(func.sum(func.abs(Sale.total_amount)), 0).label("absolute"),
        func.coalesce(func.sum(Sale.donation), 0).label("donations"),
        func.min(Sale.number).label("first"),
        func.max(Sale.number).label("last"),
        func.max(Sale.created_at).label("last_at"),
    ).where(which, _COUNTED)


def _matter(session: Session, which: ColumnElement[bool]) -> tuple[Grams, int]:
    """Return what left the shop: rows of ``sale_items``, as corrections leave them."""
    query = (
        select(func.coalesce(func.sum(SOLD.c.weight), 0), func.coalesce(func.sum(SOLD.c.quantity), 0))
        .select_from(Sale)
        .join(SOLD, SOLD.c.sale_id == Sale.id)
        .where(which)
    )
    grams, objects = session.execute(query).one()
    return Grams(grams), int(objects)


def _movements(session: Session, session_id: UUID) -> tuple[Cents, int]:
    """Return cash put in minus cash taken out, and how often."""
    query = select(func.coalesce(func.sum(CashMovement.amount), 0), func.count()).where(
        CashMovement.session_id == session_id
    )
    amount, count = session.execute(query).one()
    return Cents(amount), count


def _expected(session: Session, session_id: UUID, movements: Cents) -> tuple[ExpectedMethod, ...]:
    opened_with = session.scalar(select(CashSession.initial_amount).where(CashSession.id == session_id)) or ZERO
    taken = _taken(session, session_id)
    found = []
    for code, label, kind, active in session.execute(_METHODS):
        amount, count = taken.pop(code, (ZERO, 0))
        if active or count or kind is PaymentKind.CASH:  # the float is there, whatever was switched off meanwhile
            found.append(_method(Taken(code, kind, amount, count), label, opened_with, movements))
    for code, (amount, count) in sorted(taken.items()):
        found.append(_method(Taken(code, PaymentKind.OTHER, amount, count), code, opened_with, movements))
    return tuple(found)


def _taken(session: Session, session_id: UUID) -> dict[str, tuple[Cents, int]]:
    # Rows of 1.4.4 have no code of ours: their own word, in lower case, is the nearest.
    code = func.coalesce(PaymentTransaction.method_code, func.lower(PaymentTransaction.payment_method))
    query = (
        select(code, func.sum(PaymentTransaction.amount), func.count())
        .join(Sale, Sale.id == PaymentTransaction.sale_id)
        .where(Sale.cash_session_id == session_id, _COUNTED)
        .group_by(code)
    )
    return {found: (Cents(amount), count) for found, amount, count in session.execute(query)}


def _method(taken: Taken, label: str, opened_with: Cents, movements: Cents) -> ExpectedMethod:
    expected = expected_amount(taken, opened_with, movements)
    return ExpectedMethod(taken.method_code, label, taken.kind, taken.amount, expected, taken.payments)


_METHODS = select(PaymentMethod.code, PaymentMethod.label, PaymentMethod.kind, PaymentMethod.active).order_by(
    PaymentMethod.position, PaymentMethod.code
)
