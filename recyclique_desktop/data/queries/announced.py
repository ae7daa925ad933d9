"""Deposits announced: what waits for a person, and what became of the others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from recyclique_desktop.data.models import Deposit, LigneDepot, Site, TicketDepot, User
from recyclique_desktop.data.queries.catalogue import known_categories
from recyclique_desktop.data.queries.people import short_name
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.enums import DepositStatus, EEECategory, WorkstationKind

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.lookup import Known
    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.domain.weight import Grams


class State(StrEnum):
    """How a deposit announced stands, for people; 1.4.4's seven words fold into these four."""

    WAITING = "waiting"
    LISTENING = "listening"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Announced:
    """One deposit announced.

    Attributes:
        by_bot: It came by voice; else it was typed at a desk.
        proposed: What the machine made of it, and ``confidence`` how surely, in per cent.
        weight: As told, or as weighed once it is done.
        number: Of the deposit ticket that counts it, as far as this workstation knows.
    """

    deposit_id: UUID
    at: datetime
    who: str
    site_name: str
    state: State
    status: DepositStatus
    description: str
    transcription: str
    by_bot: bool
    proposed: EEECategory | None
    confidence: int | None
    weight: Grams | None
    reason: str
    number: str


def announced(
    session: Session, state: State | None = None, *, site_id: UUID | None = None, limit: int = 200
) -> tuple[Announced, ...]:
    """Return the deposits announced, the newest first; those of one state where one is given.

    Args:
        session: Only read.
        state: Every state where none is given.
        site_id: Who weighs at a site sees what is for it and what nobody said a place of; an office sees them all.
        limit: The most that are returned.
    """
    query = (
        select(Deposit, User.first_name, User.last_name, User.username, Site.name, TicketDepot.number)
        .join(User, User.id == Deposit.user_id)
        .outerjoin(Site, Site.id == Deposit.site_id)
        .outerjoin(LigneDepot, LigneDepot.deposit_id == Deposit.id)
        .outerjoin(TicketDepot, TicketDepot.id == LigneDepot.ticket_id)
        .order_by(Deposit.created_at.desc(), Deposit.id.desc())
    )
    if site_id is not None:
        query = query.where(or_(Deposit.site_id.is_(None), Deposit.site_id == site_id))
    found = (_seen(row) for row in session.execute(query))
    return tuple(one for one in found if state is None or one.state is state)[:limit]


def announced_here(
    session: Session, station: Station, state: State
) -> tuple[tuple[Announced, ...], tuple[Known, ...], str]:
    """Return the deposits of a state, the categories to weigh them in, and the site's name.

    An office sees those of every site, another workstation those of its own and those without one.
    """
    place = workplace(session, station)
    here = None if place.kind is WorkstationKind.OFFICE else station.site_id
    return announced(session, state, site_id=here), known_categories(session, visible_only=True), place.site_name


def _seen(row: Any) -> Announced:
    deposit, first, last, username, site, number = row
    score = deposit.confidence_score if deposit.confidence_score is not None else deposit.ai_confidence
    return Announced(
        deposit_id=deposit.id,
        at=deposit.created_at,
        who=short_name(first, last, username),
        site_name=site or "",
        state=_state(deposit, is_weighed=number is not None),
        status=deposit.status,
        description=deposit.description or "",
        transcription=deposit.transcription or "",
        by_bot=bool(deposit.telegram_user_id or deposit.audio_file_path),
        proposed=deposit.category or deposit.eee_category,
        confidence=None if score is None else round(score * 100),
        weight=deposit.weight,
        reason=deposit.rejected_reason or "",
        number=number or "",
    )


def _state(deposit: Deposit, *, is_weighed: bool) -> State:
    if is_weighed or deposit.status in {DepositStatus.COMPLETED, DepositStatus.VALIDATED}:
        return State.DONE
    if deposit.rejected_reason:
        return State.REFUSED
    if deposit.status in {DepositStatus.PENDING_AUDIO, DepositStatus.AUDIO_PROCESSING}:
        return State.LISTENING
    return State.WAITING
