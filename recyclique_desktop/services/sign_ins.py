"""What becomes of a sign-in: the screen locks and opens again, the program ends it, somebody ends them all.

A sign-in that was locked by the screen goes on when the same person comes back; anybody else begins her own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import LoginHistory, User, UserSession
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission, SignInMethod
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.people_edit import require_not_above
from recyclique_desktop.services.shared import change, require_office, require_person

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

CAUSES = ("expired", "revoked", "replaced", "restart")
"""Why the program ends a sign-in: too long, taken away, somebody else goes on, the program had stopped."""


@dataclass(frozen=True, slots=True)
class LockScreen:
    session_id: UUID


@dataclass(frozen=True, slots=True)
class ComeBack:
    """The same person proved again who she is; ``method`` is ``"pin"`` or ``"password"``."""

    session_id: UUID
    method: str


@dataclass(frozen=True, slots=True)
class EndSignIn:
    """The program ends a sign-in; ``cause`` is one of ``CAUSES``."""

    session_id: UUID
    cause: str


@dataclass(frozen=True, slots=True)
class SignOutEverywhere:
    user_id: UUID


def lock_screen(session: Session, command: LockScreen, actor: Actor, station: Station) -> None:
    """Note that the screen locked itself; a sign-in that is over, or locked already, stays as it is."""
    found = session.get(UserSession, command.session_id)
    if found is None or found.revoked_at is not None or found.locked_at is not None:
        return
    record(session, acts.SCREEN_LOCKED, actor, station)
    found.locked_at = found.updated_at = station.clock.now()


def come_back(session: Session, command: ComeBack, actor: Actor, station: Station) -> bool:
    """Go on with a sign-in that the screen had locked; return whether there is one to go on with.

    One that expired, was ended or is somebody else's is not: a new one is needed.
    """
    found = session.get(UserSession, command.session_id)
    now = station.clock.now()
    if found is None or found.user_id != actor.user_id or found.revoked_at is not None or found.expires_at <= now:
        return False
    method = SignInMethod(command.method)
    record(session, acts.CAME_BACK, actor, station, doc={"method": method.value})
    found.locked_at = None
    found.last_used_at = found.updated_at = now
    session.add(
        LoginHistory(
            id=station.ids.new(), site_id=station.site_id, workstation_id=station.id, user_id=found.user_id,
            success=True, created_at=now, method=method,
        )
    )  # fmt: skip
    return True


def end_sign_in(session: Session, command: EndSignIn, actor: Actor, station: Station) -> None:
    """End a sign-in for a reason that is not hers; one that is over stays as it is."""
    found = session.get(UserSession, command.session_id)
    if found is None or found.revoked_at is not None:
        return
    record(session, acts.SIGN_IN_ENDED, actor, station, doc={"cause": command.cause})
    _end(found, station)


def end_left_behind(session: Session, actor: Actor, station: Station) -> int:
    """End the sign-ins of this workstation that a stop of the program left open; return how many."""
    query = select(UserSession).where(UserSession.workstation_id == station.id, UserSession.revoked_at.is_(None))
    left = list(session.scalars(query))
    if left:
        record(session, acts.SIGN_IN_ENDED, actor, station, doc={"cause": "restart"})
    for one in left:
        _end(one, station)
    return len(left)


def sign_out_everywhere(session: Session, command: SignOutEverywhere, actor: Actor, station: Station) -> None:
    """End every sign-in of a person, on each workstation at its next word from the centre; on this one at once.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``person.above``, ``person.not_found``.
    """
    require_person(actor)
    actor.require(Permission.USERS_MANAGE)
    require_office(session, station)
    person = session.get(User, command.user_id)
    if person is None:
        raise UserError("person.not_found")
    require_not_above(session, person, actor)
    record(session, acts.SIGNED_OUT_EVERYWHERE, actor, station)
    change(session, person, station, sessions_valid_from=station.clock.now())


def _end(found: UserSession, station: Station) -> None:
    now = station.clock.now()
    found.revoked_at = found.last_used_at = found.updated_at = now
