"""What people call the things that history names by their ids: a person, a ticket's number, a category."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import select

from recyclique_desktop.data.models import (
    CashSession,
    Category,
    Closure,
    LigneDepot,
    LoginHistory,
    RegistrationRequest,
    Sale,
    TicketDepot,
    User,
    UserSession,
)
from recyclique_desktop.data.queries.admin_edits import row_names
from recyclique_desktop.data.queries.people import short_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

Names: TypeAlias = dict[tuple[str, UUID | None], str]
_OLD_WORDS: Final = {"user": "users", "sale": "sales", "cash_session": "cash_sessions"}
"""What 1.4.4 called a target, and the table that it means."""
_NUMBERED: Final[dict[str, Any]] = {
    "sales": Sale, "cash_sessions": CashSession, "closures": Closure, "ticket_depot": TicketDepot,
}  # fmt: skip
_OF_PEOPLE: Final[dict[str, Any]] = {"user_sessions": UserSession, "login_history": LoginHistory}


def target_names(session: Session, targets: Iterable[tuple[str | None, UUID | None]]) -> Names:
    """Return the names of these targets, by stored word and id; those without a name are left out."""
    by_word: dict[str, set[UUID]] = defaultdict(set)
    for word, row_id in targets:
        if word and row_id is not None:
            by_word[word].add(row_id)
    found: Names = {}
    for word, ids in by_word.items():
        found.update({(word, row_id): name for row_id, name in _named(session, _OLD_WORDS.get(word, word), ids)})
    return found


def _named(session: Session, table: str, ids: set[UUID]) -> Iterable[tuple[UUID, str]]:
    if table in _NUMBERED:
        entity = _NUMBERED[table]
        rows = session.execute(select(entity.id, entity.number).where(entity.id.in_(ids)))
        return [(row_id, number) for row_id, number in rows if number]
    if table in _OF_PEOPLE:
        return _their_people(session, _OF_PEOPLE[table], ids)
    if table == "ligne_depot":
        query = select(LigneDepot.id, Category.name).join(Category, Category.id == LigneDepot.category_id)
        return [(row_id, name) for row_id, name in session.execute(query.where(LigneDepot.id.in_(ids)))]
    if table == "registration_requests":
        return _candidates(session, ids)
    return [(UUID(row_id), name) for row_id, name in row_names(session, table, map(str, ids)).items()]


def _their_people(session: Session, entity: Any, ids: set[UUID]) -> list[tuple[UUID, str]]:
    query = select(entity.id, User.first_name, User.last_name, User.username).join(User, User.id == entity.user_id)
    return [(row[0], short_name(*row[1:])) for row in session.execute(query.where(entity.id.in_(ids)))]


def _candidates(session: Session, ids: set[UUID]) -> list[tuple[UUID, str]]:
    asked = RegistrationRequest
    query = select(asked.id, asked.first_name, asked.last_name, asked.username).where(asked.id.in_(ids))
    named = [(row[0], short_name(row[1], row[2], row[3] or "")) for row in session.execute(query)]
    return [(row_id, name) for row_id, name in named if name]
