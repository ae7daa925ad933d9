"""Who asks to join: requests noted at a desk, and people who signed up on the web, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from recyclique_desktop.data.models import RegistrationRequest, User, UserStatusHistory
from recyclique_desktop.data.queries.admin_edits import waiting_edits
from recyclique_desktop.data.queries.people import full_name, short_name
from recyclique_desktop.domain.enums import RegistrationStatus, UserStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

_STATES = {
    UserStatus.PENDING: RegistrationStatus.PENDING,
    UserStatus.APPROVED: RegistrationStatus.APPROVED,
    UserStatus.REJECTED: RegistrationStatus.REJECTED,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who asks, or asked, to join.

    Attributes:
        id: Of the request, or of the person whom the web made already.
        is_web: Which of both.
        name: « Émilie Roux », or the user name; nothing where this workstation was not sent it.
        reviewer: Who decided.
        is_waiting: Whether the centre has not answered yet.
    """

    id: UUID
    is_web: bool
    name: str
    username: str
    email: str
    phone: str
    notes: str
    asked_at: datetime
    state: RegistrationStatus
    reviewer: str
    reviewed_at: datetime | None
    reason: str
    is_waiting: bool


def candidates(session: Session) -> tuple[Candidate, ...]:
    """Return everybody who asks, the oldest first, then those already answered, the newest first."""
    found = [*_requests(session), *_from_the_web(session)]
    waiting = [one for one in found if one.state is RegistrationStatus.PENDING]
    done = [one for one in found if one.state is not RegistrationStatus.PENDING]
    waiting.sort(key=lambda one: (one.asked_at, one.id))
    done.sort(key=lambda one: (one.reviewed_at or one.asked_at, one.id), reverse=True)
    return (*waiting, *done)


def pending_count(session: Session) -> int:
    """Return how many wait for an answer."""
    asked = select(func.count()).where(RegistrationRequest.status == RegistrationStatus.PENDING)
    signed_up = select(func.count()).where(User.status == UserStatus.PENDING, User.is_active)
    return (session.scalar(asked) or 0) + (session.scalar(signed_up) or 0)


def _requests(session: Session) -> list[Candidate]:
    rows = session.scalars(select(RegistrationRequest)).all()
    reviewers = _names(session, (row.reviewed_by for row in rows))
    waiting = waiting_edits(session, "registration_requests")
    return [
        Candidate(
            id=row.id, is_web=False, name=_name(row.first_name, row.last_name, row.username),
            username=row.username or "", email=row.email or "", phone=row.phone or "", notes=row.notes or "",
            asked_at=row.created_at,
            state=row.status, reviewer=reviewers.get(row.reviewed_by, "") if row.reviewed_by else "",
            reviewed_at=row.reviewed_at, reason=row.review_reason or "", is_waiting=str(row.id) in waiting,
        )
        for row in rows
    ]  # fmt: skip


def _from_the_web(session: Session) -> list[Candidate]:
    """Return people whom the web made: pending, or of whom the history says that a registration was answered."""
    answered = {
        row.user_id: row
        for row in session.scalars(
            select(UserStatusHistory)
            .where(UserStatusHistory.kind == "registration")
            .order_by(UserStatusHistory.change_date, UserStatusHistory.id)
        )
    }
    pending = User.status == UserStatus.PENDING
    rows = session.scalars(select(User).where(pending & User.is_active | (User.status == UserStatus.REJECTED))).all()
    reviewers = _names(session, (row.changed_by_admin_id for row in answered.values()))
    waiting = waiting_edits(session, "users")
    found = []
    for row in rows:
        told = answered.get(row.id)
        found.append(
            Candidate(
                id=row.id, is_web=True, name=_name(row.first_name, row.last_name, row.username), username=row.username,
                email=row.email or "", phone=row.phone_number or "", notes=row.notes or "", asked_at=row.created_at,
                state=_STATES[row.status], reviewer=reviewers.get(told.changed_by_admin_id, "") if told else "",
                reviewed_at=told.change_date if told else None, reason=(told.reason or "") if told else "",
                is_waiting=str(row.id) in waiting,
            )
        )  # fmt: skip
    return found


def _name(first: str | None, last: str | None, username: str | None) -> str:
    return full_name(first, last, username or "")


def _names(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {user_id for user_id in ids if user_id is not None}
    query = select(User.id, User.first_name, User.last_name, User.username).where(User.id.in_(wanted))
    return {row.id: short_name(row.first_name, row.last_name, row.username) for row in session.execute(query)}
