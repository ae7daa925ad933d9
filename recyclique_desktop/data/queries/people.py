"""Who may sign in here, with what, and what they may do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from recyclique_desktop.data.models import Group, GroupPermission, Permission, User, UserGroup
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.enums import Permission as Right
from recyclique_desktop.domain.enums import UserRole, UserStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.domain.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

WELCOME = (UserStatus.ACTIVE, UserStatus.APPROVED)
"""States that may sign in: 1.4.4 also let pending and refused people in (``reception-admin.md`` 3.3.2)."""
MANAGER_DETAIL = "Responsable"
_TEAMS = ("Équipe ", "Bénévole ")
"""Beginnings of the names of teams that a tile has no room for."""


@dataclass(frozen=True, slots=True)
class PersonTile:
    """A person on the sign-in screen.

    Attributes:
        name: « Émilie R. »; the whole last name when two people would read the same.
        initials: « É », or « JP » for Jean-Pierre.
        detail: Her teams, « Caisse », or « Responsable ».
    """

    user_id: UUID
    name: str
    initials: str
    detail: str
    has_pin: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a secret is checked against. ``is_welcome``: active, and approved by somebody."""

    user_id: UUID
    username: str
    pin_hash: str | None
    password_hash: str
    is_welcome: bool


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """How a person signed in stands now.

    Attributes:
        actor: What she may do now; nothing when she may not work here any more.
        mark: Another one than at her sign-in means that it is over: her password was changed, or somebody ended all
            her sign-ins. No two clocks are compared.
    """

    actor: Actor | None
    mark: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """What a person says of herself; what she did not say is empty."""

    username: str
    first_name: str
    last_name: str
    email: str
    phone: str
    address: str


def sign_in_tiles(session: Session, site_id: UUID) -> tuple[PersonTile, ...]:
    """Return the people who may sign in at a site, by first name, then last name."""
    query = select(User).where(
        User.is_active, User.status.in_(WELCOME), or_(User.site_id == site_id, User.site_id.is_(None))
    )
    people = sorted(session.scalars(query), key=lambda user: (folded(_first(user)), folded(user.last_name or "")))
    teams = _teams(session)
    short = [short_name(user.first_name, user.last_name, user.username) for user in people]
    return tuple(
        PersonTile(
            user_id=user.id,
            name=name if short.count(name) == 1 else full_name(user.first_name, user.last_name, user.username),
            initials=_initials(_first(user)),
            detail=MANAGER_DETAIL if user.role is not UserRole.USER else ", ".join(teams.get(user.id, ())),
            has_pin=bool(user.hashed_pin),
        )
        for user, name in zip(people, short, strict=True)
    )


def credentials(session: Session, user_id: UUID) -> Credentials | None:
    """Return what a person's secrets are checked against, or nothing when there is no such person."""
    user = session.get(User, user_id)
    if user is None:
        return None
    is_welcome = user.is_active and user.status in WELCOME
    return Credentials(user.id, user.username, user.hashed_pin, user.hashed_password, is_welcome)


def actor_of(session: Session, user_id: UUID) -> Actor:
    """Return a person ready to act, with the union of her groups' permissions.

    Raises:
        UserError: ``signin.inactive`` when nobody has that id.
    """
    user = session.get(User, user_id)
    if user is None:
        raise UserError("signin.inactive")
    groups = select(UserGroup.group_id).where(UserGroup.user_id == user_id)
    return Actor(
        user_id=user.id,
        operator_code=user.operator_code or operator_code(user.id),
        name=short_name(user.first_name, user.last_name, user.username),
        role=user.role,
        permissions=rights_of_groups(session, session.scalars(groups)),
    )


def rights_of_groups(session: Session, group_ids: Iterable[UUID]) -> frozenset[Right]:
    """Return what these groups allow, together."""
    query = (
        select(Permission.name)
        .join(GroupPermission, GroupPermission.permission_id == Permission.id)
        .where(GroupPermission.group_id.in_(tuple(group_ids)))
    )
    return _known(session.scalars(query))


def is_welcome(session: Session, user_id: UUID) -> bool:
    """Tell whether a person may enter at all: active, and approved by somebody."""
    user = session.get(User, user_id)
    return user is not None and user.is_active and user.status in WELCOME


def approver_tiles(session: Session, site_id: UUID, permission: Right, asker: UUID | None) -> tuple[PersonTile, ...]:
    """Return those who may lend a permission to ``asker``: they hold it, may enter here, and have a code."""
    return tuple(
        tile
        for tile in sign_in_tiles(session, site_id)
        if tile.has_pin and tile.user_id != asker and actor_of(session, tile.user_id).may(permission)
    )


def own_standing(session: Session, user_id: UUID) -> OwnStanding:
    """Return whether a person signed in may stay, and what she may do now."""
    user = session.get(User, user_id)
    if user is None or not user.is_active or user.status not in WELCOME:
        return OwnStanding(None, "")
    since = iso_utc(user.sessions_valid_from) if user.sessions_valid_from else ""
    mark = hashlib.sha256(f"{since}|{user.hashed_password}".encode()).hexdigest()
    return OwnStanding(actor_of(session, user_id), mark)


def own_data(session: Session, user_id: UUID) -> OwnData | None:
    """Return what a person says of herself, or nothing when she is not known here."""
    user = session.get(User, user_id)
    if user is None:
        return None
    told = (user.first_name, user.last_name, user.email, user.phone_number, user.address)
    return OwnData(user.username, *(text or "" for text in told))


def find_by_name(session: Session, username: str) -> UUID | None:
    """Return the person of that user name, else of that full name, case and accents aside; nobody when two match."""
    exact = session.scalar(select(User.id).where(User.username == username))
    if exact is not None:
        return exact
    wanted = folded(username)
    rows = session.execute(select(User.id, User.username, User.first_name, User.last_name)).all()
    by_username: list[UUID] = [row.id for row in rows if folded(row.username) == wanted]
    by_name: list[UUID] = [row.id for row in rows if folded(full_name(*row[2:], row.username)) == wanted]
    found = next((found for found in (by_username, by_name) if len(found) == 1), [])
    return found[0] if found else None


def operator_code(user_id: UUID) -> str:
    """Return the stable pseudonym of a person: nothing of her name, the same on every machine."""
    return f"op-{user_id.hex[-10:]}"


def full_name(first: str | None, last: str | None, username: str) -> str:
    """Return « Émilie Roux », or the user name of somebody who gave no name."""
    return " ".join(part for part in (first, last) if part) or username


def short_name(first: str | None, last: str | None, username: str) -> str:
    """Return « Émilie R. »: first names and an initial (``DESIGN.md`` §5)."""
    if first and last:
        return f"{first} {last[0].upper()}."
    return full_name(first, last, username)


def team_name(name: str) -> str:
    """Return « Caisse » for « Équipe Caisse » and for « Bénévole caisse »; another name is left alone."""
    short = next((name.removeprefix(start) for start in _TEAMS if name.startswith(start)), name)
    return short[:1].upper() + short[1:]


def _first(user: User) -> str:
    return user.first_name or user.username


def _initials(first: str) -> str:
    return "".join(part[0] for part in first.replace(" ", "-").split("-") if part)[:2].upper()


def _teams(session: Session) -> dict[UUID, list[str]]:
    """Return the names of each person's groups, without « Équipe » or « Bénévole », in alphabetical order."""
    query = select(UserGroup.user_id, Group.name).join(Group, Group.id == UserGroup.group_id).order_by(Group.name)
    teams: dict[UUID, list[str]] = {}
    for user_id, name in session.execute(query):
        teams.setdefault(user_id, []).append(team_name(name))
    return teams


def _known(names: Iterable[str]) -> frozenset[Right]:
    """Keep the permissions this program knows; a row of 1.4.4 may name others."""
    values = {right.value for right in Right}
    return frozenset(Right(name) for name in names if name in values)
