"""What a count needs: how the drawer was counted last, and the cheques to tick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from recyclique_desktop.data.models import (
    CashCount,
    CashSession,
    PaymentMethod,
    PaymentTransaction,
    Sale,
)
from recyclique_desktop.data.queries.figures import SessionFigures, session_figures
from recyclique_desktop.data.queries.parked import WaitingTicket, unfinished_tickets
from recyclique_desktop.data.queries.settings import blind_count, variance_tolerance
from recyclique_desktop.data.queries.till import OpenSessionView, open_notebooks, open_session_of, session_view
from recyclique_desktop.domain.enums import CountMoment, PaymentKind, SessionType

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Station


@dataclass(frozen=True, slots=True)
class Cheque:
    """One cheque of a session, to be found in the drawer.

    Attributes:
        number: Of its ticket, as on paper.
        reference: What was noted of it: its number, its bank; perhaps nothing.
    """

    method_code: str
    number: str
    amount: Cents
    reference: str


@dataclass(frozen=True, slots=True)
class ClosingTill:
    """What is needed to close a session.

    Attributes:
        tickets: Those with lines that nobody paid: they keep it open.
        by_coin: Whether its drawer was counted piece by piece when it was opened.
        blind: Whether what is expected stays hidden until all is counted.
    """

    opened: OpenSessionView
    figures: SessionFigures
    tickets: tuple[WaitingTicket, ...]
    cheques: tuple[Cheque, ...]
    tolerance: Cents
    by_coin: bool
    blind: bool


def closing_till(session: Session, station: Station, session_id: UUID | None) -> ClosingTill | None:
    """Return a session to close, the till's own unless told; nothing when it is not open."""
    opened = open_session_of(session, station) if session_id is None else session_view(session, session_id)
    if opened is None:
        return None
    return ClosingTill(
        opened=opened,
        figures=session_figures(session, opened.session_id),
        tickets=unfinished_tickets(session, None, opened.session_id),
        cheques=cheques_of(session, opened.session_id),
        tolerance=variance_tolerance(session, station.site_id),
        by_coin=_is_by_coin(session, opened.session_id, CountMoment.OPEN),
        blind=blind_count(session, station.site_id),
    )


@dataclass(frozen=True, slots=True)
class BegunNotebook:
    """A notebook that is being typed in, and what it holds so far."""

    opened: OpenSessionView
    tickets: int
    takings: Cents


def begun_notebooks(session: Session, station: Station) -> tuple[BegunNotebook, ...]:
    """Return the notebooks begun here and not closed, the oldest day first."""
    found = []
    for opened in open_notebooks(session, station):
        figures = session_figures(session, opened.session_id)
        found.append(BegunNotebook(opened, figures.tickets, figures.takings))
    return tuple(found)


def counts_by_coin(session: Session, station: Station) -> bool:
    """Tell whether the float was counted note by note last time here; the first time it is."""
    last = (
        select(CashCount.session_id)
        .join(CashSession, CashSession.id == CashCount.session_id)
        .where(
            CashCount.workstation_id == station.id,
            CashCount.moment == CountMoment.OPEN,
            CashSession.session_type == SessionType.REAL,
        )
        .order_by(CashSession.opened_at.desc())
        .limit(1)
    )
    found = session.scalar(last)
    return found is None or _is_by_coin(session, found, CountMoment.OPEN)


def _is_by_coin(session: Session, session_id: UUID, moment: CountMoment) -> bool:
    query = select(func.count()).where(
        CashCount.session_id == session_id, CashCount.moment == moment, CashCount.denomination.is_not(None)
    )
    return bool(session.scalar(query))


def cheques_of(session: Session, session_id: UUID) -> tuple[Cheque, ...]:
    """Return the cheques that a session took, in the order of their tickets."""
    query = (
        select(
            PaymentTransaction.method_code, Sale.number, PaymentTransaction.amount, PaymentTransaction.reference,
        )
        .join(Sale, Sale.id == PaymentTransaction.sale_id)
        .join(PaymentMethod, PaymentMethod.code == PaymentTransaction.method_code)
        .where(Sale.cash_session_id == session_id, PaymentMethod.kind == PaymentKind.CHECK)
        .order_by(Sale.created_at, PaymentTransaction.id)
    )  # fmt: skip
    return tuple(
        Cheque(code or "", number or "", amount, reference or "")
        for code, number, amount, reference in session.execute(query)
    )
