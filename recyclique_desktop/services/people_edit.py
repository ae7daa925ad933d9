"""People already known: renamed, given a role, teams and a site, switched off and on, their secrets replaced.

Nobody acts on someone who may do more than herself, nobody gives what she does not hold, changes her own role or
switches herself off, and one active super-admin always remains (``reception-admin.md`` §3.8, §14.1). Secrets arrive as
hashes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Group, Site, User, UserGroup, UserStatusHistory
from recyclique_desktop.data.queries.people import WELCOME, actor_of
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission, UserRole, UserStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import RANKS
from recyclique_desktop.domain.text import folded, nfc
from recyclique_desktop.services.groups import require_may_give
from recyclique_desktop.services.shared import change, may_ask_for, require_office, require_person

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.acts import Act
    from recyclique_desktop.domain.station import Actor, Station

USERNAME_LENGTHS = range(3, 51)
_USERNAME_SIGNS = "._-"


@dataclass(frozen=True, slots=True)
class EditPerson:
    """What a person's form says, whole.

    Attributes:
        group_ids: Her teams; what each may do is the team's.
        site_id: Nothing for somebody who works in every shop.
    """

    user_id: UUID
    first_name: str
    last_name: str
    username: str
    role: UserRole
    group_ids: tuple[UUID, ...]
    site_id: UUID | None


@dataclass(frozen=True, slots=True)
class DeactivatePerson:
    user_id: UUID
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReactivatePerson:
    user_id: UUID
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClearPin:
    """She enters by password until she has a new code."""

    user_id: UUID


@dataclass(frozen=True, slots=True)
class ReplacePassword:
    user_id: UUID
    password_hash: str


def edit_person(session: Session, command: EditPerson, actor: Actor, station: Station) -> None:
    """Change who a person is and what she may do; a form that says what is there already writes nothing.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``person.*``.
    """
    person = _subject(session, command.user_id, actor, station)
    _require_role(session, person, command.role, actor)
    _require_known(session, command)
    values = {
        "first_name": _first_name(command),
        "last_name": nfc(" ".join(command.last_name.split())) or None,
        "username": check_username(session, command.username, command.user_id),
        "site_id": command.site_id,
    }
    role_before, teams_before = person.role, _team_names(session, person.id)
    is_changed = change(session, person, station, role=command.role, **values)
    joined, left = _regroup(session, person, command.group_ids, actor, station)
    if not (is_changed or joined or left):
        return
    told: dict[str, object] = {"joined": joined, "left": left}
    if joined or left:
        told |= {"old": teams_before, "new": sorted({*teams_before, *joined} - {*left})}
    if role_before is not command.role:
        told["role"] = [role_before.value, command.role.value]
    act = _act_of(role_changed="role" in told, joined=bool(joined), left=bool(left))
    record(session, act, actor, station, doc={name: value for name, value in told.items() if value})


def deactivate_person(session: Session, command: DeactivatePerson, actor: Actor, station: Station) -> None:
    """Switch an account off: she enters nowhere any more, what she did stays.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``person.own_account``, ``person.last_admin``.
    """
    person = _subject(session, command.user_id, actor, station)
    if person.id == actor.user_id:
        raise UserError("person.own_account")
    if not person.is_active:
        return
    _require_another(session, person)
    now = station.clock.now()
    session.add(_history(person, command.reason, actor, station, new=False))
    change(session, person, station, is_active=False, sessions_valid_from=now)
    record(session, acts.USER_DEACTIVATED, actor, station)


def reactivate_person(session: Session, command: ReactivatePerson, actor: Actor, station: Station) -> None:
    """Switch an account on again.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``.
    """
    person = _subject(session, command.user_id, actor, station)
    if person.is_active and person.status is UserStatus.ACTIVE:
        return
    session.add(_history(person, command.reason, actor, station, new=True))
    change(session, person, station, is_active=True, status=UserStatus.ACTIVE)
    record(session, acts.USER_REACTIVATED, actor, station)


def clear_pin(session: Session, command: ClearPin, actor: Actor, station: Station) -> None:
    """Take a person's code away; she makes herself a new one.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``.
    """
    person = _subject(session, command.user_id, actor, station)
    if person.hashed_pin is None:
        return
    change(session, person, station, hashed_pin=None, sessions_valid_from=station.clock.now())
    record(session, acts.PIN_CLEARED, actor, station)


def replace_password(session: Session, command: ReplacePassword, actor: Actor, station: Station) -> None:
    """Give a person a new password: her own, or anyone's for a super-admin.

    Raises:
        UserError: ``permission.super_admin``, ``shared.office_only`` unless it is her own.
    """
    if actor.user_id == command.user_id:
        person, act = _find(session, command.user_id), acts.PASSWORD_CHANGED
        # A till may ask for her own secrets alone: there the new password itself says that older sign-ins are over.
        since = {"sessions_valid_from": station.clock.now()} if may_ask_for(session, station) else {}
        change(session, person, station, hashed_password=command.password_hash, **since)
    else:
        actor.require_super_admin()
        person, act = _subject(session, command.user_id, actor, station), acts.PASSWORD_FORCED
        now = station.clock.now()
        change(session, person, station, hashed_password=command.password_hash, sessions_valid_from=now)
    record(session, act, actor, station)


def _subject(session: Session, user_id: UUID, actor: Actor, station: Station) -> User:
    """Return whom an act is about, once it is sure that this actor may do it here."""
    actor.require(Permission.USERS_MANAGE)
    require_office(session, station)
    require_person(actor)
    person = _find(session, user_id)
    require_not_above(session, person, actor)
    return person


def require_not_above(session: Session, person: User, actor: Actor) -> None:
    """Refuse to act on whoever may do more: her role is higher, or her groups allow what the actor may not do.

    Raises:
        UserError: ``permission.denied``, ``person.above``.
    """
    if not actor.may_act_on(person.role):
        raise UserError("permission.denied", permission=Permission.USERS_MANAGE.value)
    if not all(actor.may(right) for right in actor_of(session, person.id).permissions):
        raise UserError("person.above")


def _find(session: Session, user_id: UUID) -> User:
    person = session.get(User, user_id)
    if person is None:
        raise UserError("person.not_found")
    return person


def _require_role(session: Session, person: User, role: UserRole, actor: Actor) -> None:
    if role is person.role:
        return
    if person.id == actor.user_id:
        raise UserError("person.own_role")
    if not actor.may_act_on(role):
        raise UserError("permission.denied", permission=Permission.USERS_MANAGE.value)
    if RANKS.index(role) < RANKS.index(person.role):
        _require_another(session, person)


def _require_another(session: Session, person: User) -> None:
    """Refuse to lose the last super-admin; in a shop that has none, the last administrator."""
    if person.role is UserRole.USER:
        return
    others = select(User.role).where(User.is_active, User.status.in_(WELCOME), User.id != person.id)
    left = set(session.scalars(others)) - {UserRole.USER}
    if person.role is UserRole.SUPER_ADMIN and UserRole.SUPER_ADMIN not in left:
        raise UserError("person.last_super_admin")
    if not left:
        raise UserError("person.last_admin")


def _require_known(session: Session, command: EditPerson) -> None:
    if command.site_id is not None and session.get(Site, command.site_id) is None:
        raise UserError("person.site_unknown")
    if set(command.group_ids) - set(session.scalars(select(Group.id))):
        raise UserError("person.group_unknown")


def _first_name(command: EditPerson) -> str:
    name = nfc(" ".join(command.first_name.split()))
    if not name:
        raise UserError("person.name_missing")
    return name


def check_username(session: Session, wished: str, user_id: UUID) -> str:
    """Return a user name as it is kept, once it is sure that it has its form and is nobody else's.

    Raises:
        UserError: ``person.username_format`` or ``person.username_taken``.
    """
    name = nfc(wished.strip())
    if len(name) not in USERNAME_LENGTHS or not all(c.isalnum() or c in _USERNAME_SIGNS for c in name):
        raise UserError("person.username_format")
    taken = session.scalars(select(User.username).where(User.id != user_id))
    if folded(name) in {folded(other) for other in taken}:
        raise UserError("person.username_taken", name=name)
    return name


def _team_names(session: Session, user_id: UUID) -> list[str]:
    query = select(Group.name).join(UserGroup, UserGroup.group_id == Group.id).where(UserGroup.user_id == user_id)
    return sorted(session.scalars(query))


def _regroup(
    session: Session, person: User, group_ids: tuple[UUID, ...], actor: Actor, station: Station
) -> tuple[list[str], list[str]]:
    """Give a person these teams and no other; return the names of those she joined and left."""
    links = {link.group_id: link for link in session.scalars(select(UserGroup).where(UserGroup.user_id == person.id))}
    added, gone = set(group_ids) - links.keys(), links.keys() - set(group_ids)
    require_may_give(session, added | gone, actor)
    now = station.clock.now()
    session.add_all(UserGroup(user_id=person.id, group_id=group_id, created_at=now) for group_id in sorted(added))
    for group_id in sorted(gone):
        session.delete(links[group_id])
    names = {row.id: row.name for row in session.scalars(select(Group))}
    return sorted(names[group_id] for group_id in added), sorted(names[group_id] for group_id in gone)


def _act_of(*, role_changed: bool, joined: bool, left: bool) -> Act:
    if role_changed:
        return acts.USER_ROLE_CHANGED
    if joined:
        return acts.USER_GROUPS_CHANGED
    return acts.USER_GROUPS_LEFT if left else acts.USER_CHANGED


def _history(person: User, reason: str, actor: Actor, station: Station, *, new: bool) -> UserStatusHistory:
    return UserStatusHistory(
        id=station.ids.new(),
        user_id=person.id,
        changed_by_admin_id=require_person(actor),
        old_status=person.is_active,
        new_status=new,
        change_date=station.clock.now(),
        reason=nfc(" ".join(reason.split())) or None,
        kind="activation",
        old_state=person.status,
        new_state=UserStatus.ACTIVE if new else person.status,
    )
