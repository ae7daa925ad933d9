"""People, teams and shops as who manages them sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.models import Group, GroupPermission, Permission, Site, User, UserGroup
from recyclique_desktop.data.queries.admin_edits import WaitingEdit, waiting_edits
from recyclique_desktop.data.queries.people import full_name
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import UserRole, UserStatus


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person and what she may do.

    Attributes:
        name: « Émilie Roux », or the user name of somebody who gave no name.
        has_password: Whether she could enter by password; nobody enters with the one that matches nothing.
    """

    user_id: UUID
    name: str
    first_name: str
    last_name: str
    username: str
    role: UserRole
    status: UserStatus
    is_active: bool
    site_id: UUID | None
    group_ids: tuple[UUID, ...]
    group_names: tuple[str, ...]
    has_pin: bool
    has_password: bool
    waiting: tuple[WaitingEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team; ``permissions`` are the stored names of what its members may do."""

    group_id: UUID
    name: str
    description: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteLine:
    site_id: UUID
    name: str


def person_lines(session: Session) -> tuple[PersonLine, ...]:
    """Return everybody, active people first, then by name."""
    teams = _teams_by_person(session)
    waiting = waiting_edits(session, "users")
    people = sorted(session.scalars(select(User)), key=_place)
    return tuple(_person(row, teams.get(row.id, []), waiting.get(str(row.id), ())) for row in people)


def team_lines(session: Session) -> tuple[TeamLine, ...]:
    """Return the groups, those that may do least first, then by name, with what each may do."""
    query = select(GroupPermission.group_id, Permission.name).join(
        Permission, Permission.id == GroupPermission.permission_id
    )
    rights: dict[UUID, list[str]] = {}
    for group_id, name in session.execute(query):
        rights.setdefault(group_id, []).append(name)
    teams = [
        TeamLine(row.id, row.name, row.description or "", tuple(sorted(rights.get(row.id, []))))
        for row in session.scalars(select(Group).order_by(Group.name))
    ]
    return tuple(sorted(teams, key=lambda team: len(team.permissions)))


def site_lines(session: Session) -> tuple[SiteLine, ...]:
    """Return the shops that are open, by name."""
    query = select(Site.id, Site.name).where(Site.is_active).order_by(Site.name)
    return tuple(SiteLine(*row) for row in session.execute(query))


def _place(row: User) -> tuple[bool, str]:
    return (not row.is_active, folded(full_name(row.first_name, row.last_name, row.username)))


def _teams_by_person(session: Session) -> dict[UUID, list[tuple[UUID, str]]]:
    query = select(UserGroup.user_id, Group.id, Group.name).join(Group, Group.id == UserGroup.group_id)
    teams: dict[UUID, list[tuple[UUID, str]]] = {}
    for user_id, group_id, name in session.execute(query.order_by(Group.name)):
        teams.setdefault(user_id, []).append((group_id, name))
    return teams


def _person(row: User, teams: list[tuple[UUID, str]], waiting: tuple[WaitingEdit, ...]) -> PersonLine:
    return PersonLine(
        user_id=row.id,
        name=full_name(row.first_name, row.last_name, row.username),
        first_name=row.first_name or "",
        last_name=row.last_name or "",
        username=row.username,
        role=row.role,
        status=row.status,
        is_active=row.is_active,
        site_id=row.site_id,
        group_ids=tuple(group_id for group_id, _name in teams),
        group_names=tuple(name for _group_id, name in teams),
        has_pin=bool(row.hashed_pin),
        has_password=row.hashed_password.startswith("$"),
        waiting=waiting,
    )
