"""Groups as who manages them sees them: what each allows, who is in it, what the centre has not answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.models import Group, GroupPermission, Permission, User, UserGroup
from recyclique_desktop.data.queries.admin_edits import WaitingEdit, waiting_edits
from recyclique_desktop.data.queries.people import full_name
from recyclique_desktop.domain.permissions import DESCRIPTIONS
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import Permission as Right


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is, or could be, in a group; ``detail`` is her user name."""

    user_id: UUID
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group.

    Attributes:
        rights: What it allows, in the order of the screen; what this program does not know is left out.
        members: Active people in it, by name.
    """

    group_id: UUID
    name: str
    description: str
    rights: tuple[Right, ...]
    members: tuple[Member, ...]
    waiting: tuple[WaitingEdit, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it was dissolved, or never filled."""
        return not (self.rights or self.members)


def group_lines(session: Session) -> tuple[GroupLine, ...]:
    """Return every group, those that allow least first, empty ones last."""
    rights, members = _rights(session), _members(session)
    waiting = waiting_edits(session, "groups")
    lines = [
        GroupLine(
            row.id, row.name, row.description or "", rights.get(row.id, ()), members.get(row.id, ()),
            waiting.get(str(row.id), ()),
        )
        for row in session.scalars(select(Group))
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.is_empty, len(line.rights), folded(line.name))))


def possible_members(session: Session) -> tuple[Member, ...]:
    """Return active people, by name."""
    people = (_member(row) for row in session.scalars(select(User).where(User.is_active)))
    return tuple(sorted(people, key=lambda one: folded(one.name)))


def _rights(session: Session) -> dict[UUID, tuple[Right, ...]]:
    query = select(GroupPermission.group_id, Permission.name).join(
        Permission, Permission.id == GroupPermission.permission_id
    )
    found: dict[UUID, set[str]] = {}
    for group_id, name in session.execute(query):
        found.setdefault(group_id, set()).add(name)
    return {key: tuple(right for right in DESCRIPTIONS if right.value in names) for key, names in found.items()}


def _members(session: Session) -> dict[UUID, tuple[Member, ...]]:
    people = {one.user_id: one for one in possible_members(session)}
    found: dict[UUID, list[Member]] = {}
    for group_id, user_id in session.execute(select(UserGroup.group_id, UserGroup.user_id)):
        if user_id in people:
            found.setdefault(group_id, []).append(people[user_id])
    return {key: tuple(sorted(there, key=lambda one: folded(one.name))) for key, there in found.items()}


def _member(row: User) -> Member:
    return Member(row.id, full_name(row.first_name, row.last_name, row.username), row.username)
