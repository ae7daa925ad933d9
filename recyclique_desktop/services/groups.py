"""Groups: who is in them, what they allow. One act for each change, with what was there before and what is there now.

Nobody gives or takes a right that she does not hold herself, and nothing is deleted: a group that is dissolved keeps
its name and loses its people and its permissions (``reception-admin.md`` §3.9, ``sync.md`` §2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Group, GroupPermission, Permission, User, UserGroup
from recyclique_desktop.data.queries.people import rights_of_groups
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission as Right
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.permissions import DESCRIPTIONS, permission_id
from recyclique_desktop.domain.text import folded, nfc
from recyclique_desktop.services.shared import change, may_ask_for, require_office

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station

NAME_LENGTHS = range(3, 81)


@dataclass(frozen=True, slots=True)
class AddGroup:
    group_id: UUID
    name: str
    description: str = ""
    permissions: tuple[Right, ...] = ()


@dataclass(frozen=True, slots=True)
class RenameGroup:
    group_id: UUID
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class GrantPermissions:
    group_id: UUID
    permissions: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class RevokePermissions:
    group_id: UUID
    permissions: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class AssignGroup:
    group_id: UUID
    user_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class UnassignGroup:
    group_id: UUID
    user_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class DissolveGroup:
    group_id: UUID


def add_group(session: Session, command: AddGroup, actor: Actor, station: Station) -> UUID:
    """Make a group with its permissions; the same id again is the same group.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``group.name_short``, ``group.name_long``,
            ``group.name_taken``, ``group.above``.
    """
    _require(session, actor, station)
    if session.get(Group, command.group_id) is not None:
        return command.group_id
    require_holds(actor, command.permissions)
    name = _free_name(session, command.name, command.group_id)
    now = station.clock.now()
    session.add(
        Group(
            id=command.group_id, name=name, description=_words(command.description), created_at=now, updated_at=now
        )
    )  # fmt: skip
    _link(session, command.group_id, command.permissions, station)
    record(session, acts.GROUP_CREATED, actor, station, doc={"group": name, "new": _names(command.permissions)})
    return command.group_id


def rename_group(session: Session, command: RenameGroup, actor: Actor, station: Station) -> None:
    """Change a group's name and description; what is there already writes nothing.

    Raises:
        UserError: As ``add_group``, ``group.not_found``.
    """
    group = _group(session, command.group_id, actor, station)
    before = group.name
    name = _free_name(session, command.name, group.id)
    if change(session, group, station, name=name, description=_words(command.description)):
        record(session, acts.GROUP_CHANGED, actor, station, doc={"old": before, "new": name})


def grant_permissions(session: Session, command: GrantPermissions, actor: Actor, station: Station) -> None:
    """Let a group's people do more; what they may do already writes nothing.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``group.not_found``, ``group.above``.
    """
    group = _group(session, command.group_id, actor, station)
    before = _rights(session, group.id)
    added = set(command.permissions) - before
    if not added:
        return
    require_holds(actor, added)
    _link(session, group.id, added, station)
    record(session, acts.PERMISSION_GRANTED, actor, station, doc=_changed(group, before, before | added))


def revoke_permissions(session: Session, command: RevokePermissions, actor: Actor, station: Station) -> None:
    """Take permissions from a group; what it does not allow writes nothing.

    Raises:
        UserError: As ``grant_permissions``.
    """
    group = _group(session, command.group_id, actor, station)
    before = _rights(session, group.id)
    gone = set(command.permissions) & before
    if not gone:
        return
    require_holds(actor, gone)
    for link in _links(session, group.id, gone):
        session.delete(link)
    record(session, acts.PERMISSION_REVOKED, actor, station, doc=_changed(group, before, before - gone))


def assign_group(session: Session, command: AssignGroup, actor: Actor, station: Station) -> None:
    """Put people into a group; who is in it already is left alone.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``group.not_found``, ``group.above``,
            ``person.not_found``.
    """
    group = _group(session, command.group_id, actor, station)
    require_may_give(session, (group.id,), actor)
    before = _members(session, group.id)
    joining = _people(session, set(command.user_ids) - before.keys())
    if not joining:
        return
    now = station.clock.now()
    session.add_all(UserGroup(user_id=person.id, group_id=group.id, created_at=now) for person in joining)
    after = sorted([*before.values(), *map(_code, joining)])
    details = {"group": group.name, "joined": sorted(map(_code, joining)), "old": sorted(before.values()), "new": after}
    record(session, acts.GROUP_ASSIGNED, actor, station, doc=details)


def unassign_group(session: Session, command: UnassignGroup, actor: Actor, station: Station) -> None:
    """Take people out of a group; who is not in it is left alone.

    Raises:
        UserError: As ``assign_group``.
    """
    group = _group(session, command.group_id, actor, station)
    require_may_give(session, (group.id,), actor)
    before = _members(session, group.id)
    leaving = set(command.user_ids) & before.keys()
    if not leaving:
        return
    for link in session.scalars(select(UserGroup).where(UserGroup.group_id == group.id)):
        if link.user_id in leaving:
            session.delete(link)
    after = sorted(code for user_id, code in before.items() if user_id not in leaving)
    left = sorted(before[user_id] for user_id in leaving)
    details = {"group": group.name, "left": left, "old": sorted(before.values()), "new": after}
    record(session, acts.GROUP_UNASSIGNED, actor, station, doc=details)


def dissolve_group(session: Session, command: DissolveGroup, actor: Actor, station: Station) -> None:
    """Take everybody and every permission out of a group; an empty one is left alone.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``group.not_found``, ``group.above``.
    """
    group = _group(session, command.group_id, actor, station)
    require_may_give(session, (group.id,), actor)
    people = session.scalars(select(UserGroup).where(UserGroup.group_id == group.id)).all()
    rights = session.scalars(select(GroupPermission).where(GroupPermission.group_id == group.id)).all()
    if not people and not rights:
        return
    details = {
        "group": group.name, "old": _names(_rights(session, group.id)), "new": [],
        "left": sorted(_members(session, group.id).values()),
    }  # fmt: skip
    record(session, acts.GROUP_DISSOLVED, actor, station, doc=details)
    for link in (*people, *rights):
        session.delete(link)


def lacks_permissions(session: Session) -> bool:
    """Tell whether the shop began with an older program, which knew fewer permissions; an empty file lacks nothing."""
    return bool(_missing(session))


def complete_permissions(session: Session, actor: Actor, station: Station) -> int:
    """Bring the permissions of a newer program to a shop that began with an older one; return how many were missing.

    Their ids follow from their names, so that two offices that both bring them mean the same rows. A joined till asks
    for none: its centre and its offices see to it.
    """
    missing = _missing(session)
    if not missing or not may_ask_for(session, station):
        return 0
    now = station.clock.now()
    session.add_all(
        Permission(
            id=permission_id(right), name=right.value, description=DESCRIPTIONS[right], created_at=now, updated_at=now
        )
        for right in missing
    )
    record(session, acts.PERMISSIONS_COMPLETED, actor, station, doc={"new": _names(missing)})
    return len(missing)


def require_holds(actor: Actor, rights: Iterable[Right]) -> None:
    """Refuse to give or take a right that the actor does not hold.

    Raises:
        UserError: ``group.above``.
    """
    if not all(actor.may(right) for right in rights):
        raise UserError("group.above")


def require_may_give(session: Session, group_ids: Iterable[UUID], actor: Actor) -> None:
    """Refuse to give or take a group that allows more than the actor may do.

    Raises:
        UserError: ``group.above``.
    """
    require_holds(actor, rights_of_groups(session, group_ids))


def _missing(session: Session) -> list[Right]:
    there = set(session.scalars(select(Permission.name)))
    return [right for right in DESCRIPTIONS if right.value not in there] if there else []


def _require(session: Session, actor: Actor, station: Station) -> None:
    actor.require(Right.GROUPS_MANAGE)
    require_office(session, station)


def _group(session: Session, group_id: UUID, actor: Actor, station: Station) -> Group:
    _require(session, actor, station)
    group = session.get(Group, group_id)
    if group is None:
        raise UserError("group.not_found")
    return group


def _free_name(session: Session, typed: str, group_id: UUID) -> str:
    name = nfc(" ".join(typed.split()))
    if len(name) < NAME_LENGTHS[0]:
        raise UserError("group.name_short", least=NAME_LENGTHS[0])
    if len(name) > NAME_LENGTHS[-1]:
        raise UserError("group.name_long", most=NAME_LENGTHS[-1])
    taken = session.scalars(select(Group.name).where(Group.id != group_id))
    if folded(name) in {folded(other) for other in taken}:
        raise UserError("group.name_taken", name=name)
    return name


def _words(typed: str) -> str | None:
    return nfc(" ".join(typed.split())) or None


def _rights(session: Session, group_id: UUID) -> set[Right]:
    return set(rights_of_groups(session, (group_id,)))


def _links(session: Session, group_id: UUID, rights: Iterable[Right]) -> list[GroupPermission]:
    query = (
        select(GroupPermission)
        .join(Permission, Permission.id == GroupPermission.permission_id)
        .where(GroupPermission.group_id == group_id, Permission.name.in_(_names(rights)))
    )
    return list(session.scalars(query))


def _link(session: Session, group_id: UUID, rights: Iterable[Right], station: Station) -> None:
    known = {row.name: row.id for row in session.scalars(select(Permission))}
    now = station.clock.now()
    for name in _names(rights):
        if name not in known:
            raise UserError("group.permission_unknown", name=DESCRIPTIONS[Right(name)])
        session.add(GroupPermission(group_id=group_id, permission_id=known[name], created_at=now))


def _members(session: Session, group_id: UUID) -> dict[UUID, str]:
    """Return a group's people, by id, as the journal names them."""
    query = select(User).join(UserGroup, UserGroup.user_id == User.id).where(UserGroup.group_id == group_id)
    return {person.id: _code(person) for person in session.scalars(query)}


def _people(session: Session, user_ids: set[UUID]) -> list[User]:
    found = [session.get(User, user_id) for user_id in sorted(user_ids)]
    if None in found:
        raise UserError("person.not_found")
    return [person for person in found if person is not None]


def _code(person: User) -> str:
    return person.operator_code or str(person.id)


def _names(rights: Iterable[Right]) -> list[str]:
    return sorted(right.value for right in rights)


def _changed(group: Group, before: set[Right], after: set[Right]) -> dict[str, Any]:
    return {"group": group.name, "old": _names(before), "new": _names(after)}
