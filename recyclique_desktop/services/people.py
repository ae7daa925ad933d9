"""People: added, given a code, signed in and out. Secrets arrive as hashes; hashing is not done in a transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import GroupPermission, LoginHistory, Permission, User, UserGroup, UserSession
from recyclique_desktop.data.queries.people import operator_code
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission as Right
from recyclique_desktop.domain.enums import SignInMethod, UserStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.services.first_run import make_username
from recyclique_desktop.services.groups import require_may_give
from recyclique_desktop.services.people_edit import require_not_above
from recyclique_desktop.services.shared import change, require_office

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import UserRole
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class AddPerson:
    """A new person.

    Attributes:
        permissions: What she may do; given through the groups that hold nothing else.
        username: Made from her name when there is none.
        group_ids: Teams chosen one by one, beside those that ``permissions`` ask for.
    """

    user_id: UUID
    first_name: str
    last_name: str
    role: UserRole
    pin_hash: str | None
    password_hash: str | None
    permissions: tuple[Right, ...] = ()
    username: str | None = None
    group_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangePin:
    user_id: UUID
    pin_hash: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody proved who she is; ``method`` is ``"pin"`` or ``"password"``."""

    session_id: UUID
    user_id: UUID
    method: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """Somebody did not; ``attempts`` are the failures since the last success."""

    user_id: UUID | None
    username: str
    error_type: str
    attempts: int
    method: str = SignInMethod.PIN.value


@dataclass(frozen=True, slots=True)
class SignOut:
    session_id: UUID


@dataclass(frozen=True, slots=True)
class Unlock:
    """A manager lets somebody try again; the counter itself lies beside the key, and is reset by the flow."""

    user_id: UUID


def add_person(session: Session, command: AddPerson, actor: Actor, station: Station) -> UUID:
    """Add a person, active at once; the same id again is the same person.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``person.name_missing``,
            ``person.username_taken``, ``person.no_group_for``.
    """
    actor.require(Right.USERS_MANAGE)
    require_office(session, station)
    if not actor.may_act_on(command.role):
        raise UserError("permission.denied", permission=Right.USERS_MANAGE.value)
    if session.get(User, command.user_id) is not None:
        return command.user_id
    groups = sorted({*_groups_for(session, command.permissions), *command.group_ids})
    require_may_give(session, groups, actor)
    person = _person(command, _username(session, command), station)
    record(session, acts.USER_CREATED, actor, station, doc={"role": command.role.value})
    session.add(person)
    session.add_all(
        UserGroup(user_id=person.id, group_id=group_id, created_at=person.created_at) for group_id in groups
    )
    return person.id


def change_pin(session: Session, command: ChangePin, actor: Actor, station: Station) -> None:
    """Give a person a new code: her own, or anyone's for who manages people.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only`` or ``person.not_found``.
    """
    if actor.user_id != command.user_id:
        actor.require(Right.USERS_MANAGE)
        require_office(session, station)
    person = session.get(User, command.user_id)
    if person is None:
        raise UserError("person.not_found")
    record(session, acts.PIN_CHANGED, actor, station)
    if actor.user_id == command.user_id:
        change(session, person, station, hashed_pin=command.pin_hash)
        return
    require_not_above(session, person, actor)
    change(session, person, station, hashed_pin=command.pin_hash, sessions_valid_from=station.clock.now())


def record_sign_in(session: Session, command: SignedIn, actor: Actor, station: Station) -> None:
    """Write a sign-in: a session on this workstation and a line of history."""
    now = station.clock.now()
    method = SignInMethod(command.method)
    record(session, acts.SIGNED_IN, actor, station, doc={"method": method.value})
    session.add(
        UserSession(
            id=command.session_id,
            site_id=station.site_id,
            workstation_id=station.id,
            user_id=command.user_id,
            refresh_token_hash=f"desktop:{command.session_id}",
            issued_at=now,
            expires_at=command.expires_at,
            last_used_at=now,
            created_at=now,
            updated_at=now,
            method=method,
        )
    )
    session.add(
        LoginHistory(
            id=station.ids.new(),
            site_id=station.site_id,
            workstation_id=station.id,
            user_id=command.user_id,
            success=True,
            created_at=now,
            method=method,
        )
    )


def record_sign_in_failure(session: Session, command: SignInFailed, actor: Actor, station: Station) -> None:
    """Write a failed attempt; whom it was about is personal, and stays out of the entry's open part."""
    record(
        session, acts.SIGN_IN_FAILED, actor, station, doc={"attempts": command.attempts, "cause": command.error_type}
    )
    session.add(
        LoginHistory(
            id=station.ids.new(),
            site_id=station.site_id,
            workstation_id=station.id,
            user_id=command.user_id,
            username=nfc(command.username) or None,
            success=False,
            error_type=command.error_type,
            created_at=station.clock.now(),
            method=SignInMethod(command.method),
            attempts=command.attempts,
        )
    )


def sign_out(session: Session, command: SignOut, actor: Actor, station: Station) -> None:
    """End a sign-in; one that has ended, or is not known here, changes nothing."""
    found = session.get(UserSession, command.session_id)
    if found is None or found.revoked_at is not None:
        return
    now = station.clock.now()
    record(session, acts.SIGNED_OUT, actor, station)
    found.revoked_at = now
    found.last_used_at = now
    found.updated_at = now


def unlock(session: Session, command: Unlock, actor: Actor, station: Station) -> None:
    """Note that a manager opened a person's lock on this workstation.

    Raises:
        UserError: ``permission.denied`` or ``person.not_found``.
    """
    actor.require(Right.USERS_MANAGE)
    person = session.get(User, command.user_id)
    if person is None:
        raise UserError("person.not_found")
    record(session, acts.SIGN_IN_UNLOCKED, actor, station, doc={"operator": person.operator_code or ""})


def _person(command: AddPerson, username: str, station: Station) -> User:
    now = station.clock.now()
    return User(
        id=command.user_id,
        username=username,
        first_name=nfc(command.first_name.strip()),
        last_name=nfc(command.last_name.strip()) or None,
        # 1.4.4 wants a password; this one matches nothing, so that only the code opens.
        hashed_password=command.password_hash or "!",
        hashed_pin=command.pin_hash,
        role=command.role,
        status=UserStatus.ACTIVE,
        is_active=True,
        site_id=station.site_id,
        operator_code=operator_code(command.user_id),
        created_at=now,
        updated_at=now,
    )


def _username(session: Session, command: AddPerson) -> str:
    """Return the wished user name, or a free one made of the person's name."""
    if not command.first_name.strip():
        raise UserError("person.name_missing")
    taken = set(session.scalars(select(User.username)))
    if command.username:
        wished = nfc(command.username.strip())
        if wished in taken:
            raise UserError("person.username_taken", name=wished)
        return wished
    base = make_username(command.first_name, command.last_name)
    return next(name for name in (base, *(f"{base}{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _groups_for(session: Session, permissions: tuple[Right, ...]) -> list[UUID]:
    """Return the groups that give these permissions and none beside them.

    Raises:
        UserError: ``person.no_group_for`` when some permission is in no such group.
    """
    wanted = {right.value for right in permissions}
    gives: dict[UUID, set[str]] = {}
    query = select(GroupPermission.group_id, Permission.name).join(
        Permission, Permission.id == GroupPermission.permission_id
    )
    for group_id, name in session.execute(query):
        gives.setdefault(group_id, set()).add(name)
    fitting = {group_id: names for group_id, names in gives.items() if names <= wanted}
    missing = wanted.difference(*fitting.values())
    if missing:
        raise UserError("person.no_group_for", permission=min(missing))
    return list(fitting)
