"""Everything a file holds about a person, found by her id in every column that can hold one; who could be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select

from recyclique_desktop.data import erasure
from recyclique_desktop.data.base import Base
from recyclique_desktop.data.journal_form import to_journal
from recyclique_desktop.data.models import AuditLog, User, UserSession
from recyclique_desktop.data.models.sides import local_tables
from recyclique_desktop.data.queries.people import full_name
from recyclique_desktop.data.types import Uuid
from recyclique_desktop.domain.enums import AuditActionType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Column, Table
    from sqlalchemy.orm import Session

HIDDEN: Final = "•••"
"""Stands for a hash: it is hers, and nobody's to read."""
LEGAL: Final = frozenset({
    "cash_sessions", "sales", "sale_items", "payment_transactions", "cash_movements", "cash_counts", "closures",
    "corrections", "prints",
})  # fmt: skip
"""Tables that the law keeps six years and the current one; they know her by her id and operator code alone."""
_ACCESS: Final = (AuditActionType.PERSONAL_DATA_VIEWED, AuditActionType.DATA_EXPORTED)


@dataclass(frozen=True, slots=True)
class PersonData:
    """All that this file knows of a person.

    Attributes:
        tables: Rows by table, in journal form: every table with a column that holds her id, rows or none.
    """

    user_id: UUID
    name: str
    operator_code: str
    is_erased: bool
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(len(rows) for rows in self.tables.values())

    @property
    def kept_by_law(self) -> Mapping[str, int]:
        """Rows that stay whatever she asks, by table."""
        return {name: len(rows) for name, rows in self.tables.items() if name in LEGAL and rows}


@dataclass(frozen=True, slots=True)
class PrivacyLine:
    """A person on the privacy page.

    Attributes:
        last_seen: Her last sign-in that is still known.
        is_dormant: Whether that is longer ago than the shop's setting.
    """

    user_id: UUID
    name: str
    operator_code: str
    is_active: bool
    is_erased: bool
    last_seen: datetime | None
    is_dormant: bool


@dataclass(frozen=True, slots=True)
class AccessLine:
    """Somebody looked at a person's data, or took them away."""

    at: datetime
    by: str
    is_export: bool


def holding_tables() -> dict[str, tuple[str, ...]]:
    """Return every table of a workstation's file that can hold a person's id, with the columns that can."""
    found = {table.name: tuple(column.name for column in _person_columns(table)) for table in local_tables()}
    return {name: columns for name, columns in found.items() if columns}


def person_data(session: Session, user_id: UUID) -> PersonData | None:
    """Return all that is known of a person; nothing when nobody has that id."""
    person = session.get(User, user_id)
    if person is None:
        return None
    tables = {name: tuple(_rows(session, name, columns, user_id)) for name, columns in holding_tables().items()}
    return PersonData(
        user_id=user_id,
        name=full_name(person.first_name, person.last_name, person.username),
        operator_code=person.operator_code or "",
        is_erased=user_id in erasure.erased_people(session.connection()),
        tables=tables,
    )


def privacy_lines(session: Session, dormant_before: datetime) -> tuple[PrivacyLine, ...]:
    """Return everybody, those who could be forgotten first, forgotten ones last."""
    seen = {
        row[0]: row[1]
        for row in session.execute(
            select(UserSession.user_id, func.max(UserSession.issued_at)).group_by(UserSession.user_id)
        )
    }
    erased = frozenset(erasure.erased_people(session.connection()))
    lines = [_line(person, seen.get(person.id), dormant_before, erased) for person in session.scalars(select(User))]
    return tuple(sorted(lines, key=lambda line: (line.is_erased, not line.is_dormant, line.name.casefold())))


def access_log(session: Session, user_id: UUID) -> tuple[AccessLine, ...]:
    """Return who looked at a person's data, the newest first."""
    person = session.get_one(User, user_id)
    query = (
        select(AuditLog.timestamp, AuditLog.action_type, User.first_name, User.last_name, User.username)
        .outerjoin(User, User.id == AuditLog.actor_id)
        .where(
            AuditLog.action_type.in_([kind.value for kind in _ACCESS]),
            func.json_extract(AuditLog.details_json, "$.person") == person.operator_code,
        )
        .order_by(AuditLog.timestamp.desc())
    )
    return tuple(
        AccessLine(row[0], full_name(row[2], row[3], row[4] or ""), row[1] == AuditActionType.DATA_EXPORTED.value)
        for row in session.execute(query)
    )


def _person_columns(table: Table) -> Iterator[Column[Any]]:
    """Yield the columns that can hold a person's id: references to people, and ids that refer to nothing named."""
    for column in table.columns:
        targets = {key.column.table.name for key in column.foreign_keys}
        is_hers = "users" in targets or (table.name == "users" and column.primary_key)
        if isinstance(column.type, Uuid) and (is_hers or (not targets and not column.primary_key)):
            yield column


def _rows(session: Session, name: str, columns: tuple[str, ...], user_id: UUID) -> Iterator[dict[str, Any]]:
    table = Base.metadata.tables[name]
    query = select(table).where(or_(*(table.columns[column] == user_id for column in columns)))
    for row in session.execute(query):
        yield {
            column.name: HIDDEN
            if column.info.get("privacy") == "secret" and value is not None
            else to_journal(column.type, value)
            for column, value in zip(table.columns, row, strict=True)
        }


def _line(person: User, seen: datetime | None, dormant_before: datetime, erased: frozenset[UUID]) -> PrivacyLine:
    is_erased = person.id in erased
    last = seen or person.created_at
    return PrivacyLine(
        user_id=person.id,
        name=full_name(person.first_name, person.last_name, person.username),
        operator_code=person.operator_code or "",
        is_active=person.is_active,
        is_erased=is_erased,
        last_seen=seen,
        is_dormant=not is_erased and last < dormant_before,
    )
