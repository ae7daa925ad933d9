"""The ticket being made: kept after each change, so that a power cut loses nothing (``cash.md`` §2.11).

A draft is a row of this machine alone; only what the law wants traced is journaled: a removed line, a ticket given up.
One ticket is being made at a time; others wait beside it, put aside (``french-practice.md`` T-04).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashSession, DraftSale, Sale
from recyclique_desktop.data.queries.parked import BY
from recyclique_desktop.data.queries.till import DRAFT_OPEN, DRAFT_PARKED
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.basket import Basket, check_line, from_json, readable, to_json
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import to_decimal
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.domain.till_options import read_options
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
MAX_PARKED: Final = 10
"""How many tickets may be put aside at once in one session (``cash.md`` §2.9)."""
MAX_LABEL: Final = 40
"""Characters of what a ticket put aside is called by."""


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


@dataclass(frozen=True, slots=True)
class ParkDraft:
    """Put a ticket aside as it stands on the screen; for one that was put aside already, call it something else."""

    session_id: UUID
    basket: Basket
    label: str = ""


@dataclass(frozen=True, slots=True)
class ResumeDraft:
    """Take a ticket up again that was put aside."""

    session_id: UUID
    sale_id: UUID


def save_draft(session: Session, command: SaveDraft, actor: Actor, station: Station) -> None:
    """Keep the running ticket as it stands; an empty one is forgotten. Nothing is journaled.

    Raises:
        UserError: ``permission.denied``, ``session.*``, ``line.*``, ``sale.already_paid``, ``draft.other_open``,
            ``draft.parked``.
    """
    actor.require(Permission.CAISSE)
    till = _require_session(session, command.session_id, station)
    _keep(session, till, command.basket, actor, station)


def remove_line(session: Session, command: RemoveLine, actor: Actor, station: Station) -> Basket:
    """Take one line off the running ticket and journal it; a line already gone changes nothing.

    Raises:
        UserError: As ``save_draft``.
    """
    actor.require(Permission.CAISSE)
    till = _require_session(session, command.session_id, station)
    before = command.basket_before
    removed = next((line for line in before.lines if line.line_id == command.line_id), None)
    after = before.without(command.line_id)
    if removed is not None:
        details = {"ticket": str(before.sale_id), "line": _told(removed)}
        record(session, acts.TICKET_LINE_REMOVED, actor, station, doc=details)
        _keep(session, till, after, actor, station)
    return after


def abandon_draft(session: Session, command: AbandonDraft, actor: Actor, station: Station) -> None:
    """Give a ticket up, running or put aside, and journal its lines; one that is not there changes nothing.

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


def park_draft(session: Session, command: ParkDraft, actor: Actor, station: Station) -> None:
    """Put a ticket aside, so that the next customer can be served; nothing is journaled.

    Raises:
        UserError: ``permission.denied``, ``session.*``, ``line.*``, ``sale.already_paid``, ``draft.nothing_to_park``,
            ``draft.too_many_parked``.
    """
    actor.require(Permission.CAISSE)
    till = _require_session(session, command.session_id, station)
    basket = replace(command.basket, label=nfc(command.label.strip())[:MAX_LABEL])
    if not basket.lines:
        raise UserError("draft.nothing_to_park")
    _check(till, basket)
    others = [one for one in _drafts(session, till.id, station, DRAFT_PARKED) if one.sale_id != basket.sale_id]
    if len(others) >= MAX_PARKED:
        raise UserError("draft.too_many_parked", most=MAX_PARKED)
    draft = _own_draft(session, till, basket, station)
    draft.basket = _document(basket, actor)
    if draft.state != DRAFT_PARKED:
        draft.state = DRAFT_PARKED
        draft.updated_at = station.clock.now()


def resume_draft(session: Session, command: ResumeDraft, actor: Actor, station: Station) -> Basket:
    """Take a ticket up again; the one being made meanwhile is put aside in its place. Nothing is journaled.

    Raises:
        UserError: ``permission.denied``, ``session.*`` or ``draft.gone``.
    """
    actor.require(Permission.CAISSE)
    till = _require_session(session, command.session_id, station)
    draft = session.get(DraftSale, command.sale_id)
    found = readable(draft.basket) if draft is not None and draft.session_id == till.id else None
    if draft is None or found is None:
        raise UserError("draft.gone")
    now = station.clock.now()
    for running in _drafts(session, till.id, station, DRAFT_OPEN):
        if running is not draft and readable(running.basket) is not None:
            running.state, running.updated_at = DRAFT_PARKED, now
    basket = replace(found, label="")
    draft.state, draft.updated_at, draft.basket = DRAFT_OPEN, now, _document(basket, actor)
    return basket


def _require_session(session: Session, session_id: UUID, station: Station) -> CashSession:
    till = session.get(CashSession, session_id)
    if till is None:
        raise UserError("session.not_found")
    require_open(session, till, station)
    return till


def _check(till: CashSession, basket: Basket) -> None:
    """Refuse a line that may not enter a ticket; under one price for all of them it need not have its own."""
    priced = not read_options(till.workflow_options).global_price
    for line in basket.lines:
        check_line(line, priced=priced)


def _keep(session: Session, till: CashSession, basket: Basket, actor: Actor, station: Station) -> None:
    _check(till, basket)
    for other in _drafts(session, till.id, station, DRAFT_OPEN):
        kept = readable(other.basket) if other.sale_id != basket.sale_id else None
        if kept is not None:
            raise _second_ticket(kept)
    draft = _own_draft(session, till, basket, station) if basket.lines else session.get(DraftSale, basket.sale_id)
    if draft is None:
        return
    if draft.state == DRAFT_PARKED:
        raise UserError("draft.parked", amount=basket.total)
    if basket.lines:
        draft.basket = _document(basket, actor)
        draft.updated_at = station.clock.now()
    else:
        session.delete(draft)


def _drafts(session: Session, session_id: UUID, station: Station, state: str) -> list[DraftSale]:
    query = select(DraftSale).where(
        DraftSale.session_id == session_id, DraftSale.workstation_id == station.id, DraftSale.state == state
    )
    return list(session.scalars(query))


def _second_ticket(other: Basket) -> UserError:
    """Say that another ticket is running: lines of one must never look like lines of the other (case RT35)."""
    return UserError("draft.other_open", amount=other.total, lines=len(other.lines))


def _refuse_paid(session: Session, sale_id: UUID) -> None:
    if session.scalar(select(exists().where(Sale.id == sale_id))):
        raise UserError("sale.already_paid")


def _own_draft(session: Session, till: CashSession, basket: Basket, station: Station) -> DraftSale:
    """Return the row of a ticket, made now if it has none."""
    draft = session.get(DraftSale, basket.sale_id)
    if draft is None:
        _refuse_paid(session, basket.sale_id)
        draft = _new_draft(till.id, basket.sale_id, station)
        session.add(draft)
    return draft


def _new_draft(session_id: UUID, sale_id: UUID, station: Station) -> DraftSale:
    now = station.clock.now()
    return DraftSale(
        sale_id=sale_id,
        session_id=session_id,
        workstation_id=station.id,
        basket={},
        state=DRAFT_OPEN,
        created_at=now,
        updated_at=now,
    )


def _document(basket: Basket, actor: Actor) -> dict[str, Any]:
    """Return what a draft row holds: the ticket, and who had it in hand last."""
    return {**to_json(basket), BY: actor.name}


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
