"""The ticket being made: kept after each change, so that a power cut loses nothing (``cash.md`` §2.11).

A draft is a row of this machine alone; only what the law wants traced is journaled: a removed line, a ticket given up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashSession, DraftSale, Sale
from recyclique_desktop.data.queries.till import DRAFT_OPEN
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.basket import Basket, check_line, from_json, readable, to_json
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import to_decimal
from recyclique_desktop.domain.weight import to_decimal as to_kilos
from recyclique_desktop.services.open_till import require_open

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.basket import Line
    from recyclique_desktop.domain.station import Actor, Station

ABANDON_REASONS = ("customer_left", "no_money", "mistake", "test")
"""Why a ticket is given up. A closed list: free words could name a customer, and this entry is never erased."""
OTHER_REASON = "other"


@dataclass(frozen=True, slots=True)
class SaveDraft:
    session_id: UUID
    basket: Basket


@dataclass(frozen=True, slots=True)
class RemoveLine:
    """Take a line off; ``basket_before`` is the ticket as it stood on the screen."""

    session_id: UUID
    basket_before: Basket
    line_id: UUID


@dataclass(frozen=True, slots=True)
class AbandonDraft:
    """Give a ticket up; ``reason`` is one of ``ABANDON_REASONS``, anything else is journaled as « other »."""

    session_id: UUID
    sale_id: UUID
    reason: str


def save_draft(session: Session, command: SaveDraft, actor: Actor, station: Station) -> None:
    """Keep the running ticket as it stands; an empty one is forgotten. Nothing is journaled.

    Raises:
        UserError: ``permission.denied``, ``session.*``, ``line.*``, ``sale.already_paid``, ``draft.other_open``.
    """
    actor.require(Permission.CAISSE)
    _require_session(session, command.session_id, station)
    _keep(session, command.session_id, command.basket, station)


def remove_line(session: Session, command: RemoveLine, actor: Actor, station: Station) -> Basket:
    """Take one line off the running ticket and journal it; a line already gone changes nothing.

    Raises:
        UserError: As ``save_draft``.
    """
    actor.require(Permission.CAISSE)
    _require_session(session, command.session_id, station)
    before = command.basket_before
    removed = next((line for line in before.lines if line.line_id == command.line_id), None)
    after = before.without(command.line_id)
    if removed is not None:
        details = {"ticket": str(before.sale_id), "line": _told(removed)}
        record(session, acts.TICKET_LINE_REMOVED, actor, station, doc=details)
        _keep(session, command.session_id, after, station)
    return after


def abandon_draft(session: Session, command: AbandonDraft, actor: Actor, station: Station) -> None:
    """Give the running ticket up and journal its lines; a ticket that is not there changes nothing.

    Raises:
        UserError: ``permission.denied`` or ``session.*``.
    """
    actor.require(Permission.CAISSE)
    _require_session(session, command.session_id, station)
    draft = session.get(DraftSale, command.sale_id)
    if draft is None:
        return
    basket = from_json(draft.basket)
    if basket.lines:
        record(session, acts.TICKET_ABANDONED, actor, station, doc=_abandoned(basket, command.reason))
    session.delete(draft)


def _require_session(session: Session, session_id: UUID, station: Station) -> None:
    till = session.get(CashSession, session_id)
    if till is None:
        raise UserError("session.not_found")
    require_open(session, till, station)


def _keep(session: Session, session_id: UUID, basket: Basket, station: Station) -> None:
    for line in basket.lines:
        check_line(line)
    drafts = {draft.sale_id: draft for draft in _open_drafts(session, session_id, station)}
    mine = drafts.pop(basket.sale_id, None)
    for other in filter(None, (readable(draft.basket) for draft in drafts.values())):
        raise _second_ticket(other)
    if not basket.lines:
        if mine is not None:
            session.delete(mine)
    elif mine is None:
        _refuse_paid(session, basket.sale_id)
        session.add(_draft(session_id, basket, station))
    else:
        mine.basket = to_json(basket)
        mine.updated_at = station.clock.now()


def _open_drafts(session: Session, session_id: UUID, station: Station) -> list[DraftSale]:
    query = select(DraftSale).where(
        DraftSale.session_id == session_id,
        DraftSale.workstation_id == station.id,
        DraftSale.state == DRAFT_OPEN,
    )
    return list(session.scalars(query))


def _second_ticket(other: Basket) -> UserError:
    """Say that another ticket is running: lines of one must never look like lines of the other (case RT35)."""
    return UserError("draft.other_open", amount=other.total, lines=len(other.lines))


def _refuse_paid(session: Session, sale_id: UUID) -> None:
    if session.scalar(select(exists().where(Sale.id == sale_id))):
        raise UserError("sale.already_paid")


def _draft(session_id: UUID, basket: Basket, station: Station) -> DraftSale:
    now = station.clock.now()
    return DraftSale(
        sale_id=basket.sale_id,
        session_id=session_id,
        workstation_id=station.id,
        basket=to_json(basket),
        state=DRAFT_OPEN,
        created_at=now,
        updated_at=now,
    )


def _abandoned(basket: Basket, reason: str) -> dict[str, Any]:
    return {
        "ticket": str(basket.sale_id),
        "reason": reason if reason in ABANDON_REASONS else OTHER_REASON,
        "total": to_decimal(basket.total),
        "lines": [_told(line) for line in basket.lines],
    }


def _told(line: Line) -> dict[str, Any]:
    """Return a line that never became a sale, as history shows it."""
    return {
        "label": line.label,
        "quantity": line.quantity,
        "unit_price": to_decimal(line.unit_price),
        "total": to_decimal(line.total),
        "weight": to_kilos(line.weight),
    }
