"""Forgetting a person in one file: personal columns of rows about her, personal bytes of entries that speak of her.

Her row keeps its id and its operator code; what sells, signs and counts stays and still verifies, since only the digest
of a personal payload is in the chain (``sync.md`` §8.3). The centre does the same by a trigger
(``alembic/central/sql/0007_erase.sql``). These statements pass beside capture on purpose: a change written down would
keep the name. Doing it again changes nothing.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from recyclique_desktop.data.base import Base

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from sqlalchemy import Connection

KIND: Final = "erasure"
"""``user_status_history.kind`` of the row that says so; every side forgets when it sees one."""
NOBODYS_PASSWORD: Final = "!"  # noqa: S105  a value that opens nothing
"""Matches nothing: no way of hashing gives it."""
_ABOUT: Final = {
    "login_history": "user_id", "user_sessions": "user_id", "email_logs": "user_id", "deposits": "user_id",
    "user_status_history": "user_id", "audit_logs": "actor_id",
}  # fmt: skip
"""Tables with personal columns about a person, by the column that names her; what she wrote about others stays."""
_KEEPS: Final = frozenset({"refresh_token_hash"})
"""``desktop:<id>``: unique, never empty, and nothing personal."""
_SAME_REQUEST: Final = (
    "SELECT r.id FROM registration_requests r JOIN users u ON u.id = ?"
    " WHERE (r.username <> '' AND lower(r.username) = lower(u.username))"
    " OR (r.email <> '' AND lower(r.email) = lower(u.email))"
    " OR (r.telegram_id <> '' AND r.telegram_id = u.telegram_id)"
    " OR (coalesce(r.username, '') || coalesce(r.email, '') || r.telegram_id = ''"
    " AND r.first_name = u.first_name AND r.last_name = u.last_name)"
)
"""A namesake has another address: names decide only about a request that gives nothing else."""
_SINCE: Final = (
    "SELECT stream_id, seq, payload FROM journal WHERE class = 'personal' AND length(payload) > 0 AND at >= ?"
)
_AFTER: Final = (  # the plus keeps SQLite from jumping about in the file, moment after moment
    "SELECT stream_id, seq, payload FROM journal WHERE class = 'personal' AND length(payload) > 0 AND rowid > ?"
    " AND +at >= ?"
)
_LAST: Final = "SELECT coalesce(max(rowid), 0) FROM journal"
_LOT: Final = 500
"""Entries looked at between two looks at whether a screen waits."""
_AN_ID: Final = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ALWAYS_FULL: Final = frozenset({"hashed_password", "username"})
_EMPTY: Final = "UPDATE journal SET payload = x'' WHERE stream_id = ? AND seq = ?"
_DROP_ASIDE: Final = "DELETE FROM unapplied_entries WHERE stream_id = ? AND seq = ?"
_DROP_WISH: Final = "DELETE FROM pending_edits WHERE table_name = 'users' AND row_id = ? AND column_name = ?"
_ERASED: Final = "SELECT DISTINCT user_id FROM user_status_history WHERE kind = ?"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries speak of people, looked for before the writer is held.

    Attributes:
        places: Stream and sequence, by person.
        last: Entries that the file took after this one were not looked at.
    """

    places: Mapping[UUID, tuple[tuple[bytes, int], ...]]
    last: int


def seek(
    connection: Connection, people: Collection[UUID], since: str = "", give_way: Callable[[], None] = lambda: None
) -> Sought:
    """Look once through the journal for entries that speak of people; takes long, writes nothing.

    Args:
        connection: Only reads.
        people: Whom.
        since: Look only at entries from this moment on, as ``journal.at`` writes it.
        give_way: Called between some entries and the next.
    """
    last = connection.exec_driver_sql(_LAST).scalar_one()
    about = {user_id: _rows_about(connection, user_id) for user_id in people}
    query = (_SINCE, (since,)) if since else (_AFTER, (0, ""))
    return Sought(_places(connection, query, about, give_way), last)


def scrub(connection: Connection, user_id: UUID, since: str = "", sought: Sought | None = None) -> int:
    """Forget a person, within the transaction that ``connection`` holds.

    Args:
        connection: Holds the writer.
        user_id: Whom.
        since: Look only at entries from this moment on, as ``journal.at`` writes it.
        sought: What ``seek`` found of her: only what came after it is looked at here.

    Returns:
        How many entries lost their personal part.
    """
    known = sought if sought is not None and user_id in sought.places else Sought({user_id: ()}, 0)
    with beside_capture(connection):
        rows = _rows_about(connection, user_id)
        new = _places(connection, (_AFTER, (known.last, since)), {user_id: rows})
        places = [*known.places[user_id], *new[user_id]]
        _empty_entries(connection, places)
        for table, ids in rows.items():
            for row_id in ids:
                _blank(connection, table, row_id, user_id)
        connection.exec_driver_sql(_DROP_WISH, [(str(user_id), name) for name in sorted(_private("users"))])
    return len(places)


def is_still_known(connection: Connection, user_id: UUID) -> bool:
    """Tell whether a row about a forgotten person has personal words again."""
    return any(
        connection.exec_driver_sql(_full(table), (row_id,)).one_or_none() is not None
        for table, ids in _rows_about(connection, user_id).items()
        for row_id in ids
    )


@contextmanager
def beside_capture(connection: Connection) -> Iterator[None]:
    """Let statements change synced tables without a word in the journal, and leave no trace in free pages."""
    before = connection.get_execution_options().get("beside_capture", False)
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    connection.execution_options(beside_capture=True)
    try:
        yield
    finally:
        connection.execution_options(beside_capture=before)


def erased_people(connection: Connection) -> tuple[UUID, ...]:
    """Return everybody who was forgotten."""
    return tuple(UUID(bytes=row[0]) for row in connection.exec_driver_sql(_ERASED, (KIND,)))


def speaks_of(payload: bytes, rows: dict[str, set[bytes]]) -> bool:
    """Tell whether a personal payload speaks of one of these rows."""
    body = json.loads(payload)
    return any(row_id in rows.get(table, ()) for table, row_id in _named(body))


def _rows_about(connection: Connection, user_id: UUID) -> dict[str, set[bytes]]:
    """Return the rows about a person, by table; the one that says she was forgotten stays whole."""
    found: dict[str, set[bytes]] = {"users": {user_id.bytes}}
    for table, column in _ABOUT.items():
        beside = f" AND kind IS NOT '{KIND}'" if table == "user_status_history" else ""
        sql = f'SELECT id FROM "{table}" WHERE "{column}" = ?{beside}'  # noqa: S608  names of our own models
        found[table] = {bytes(row[0]) for row in connection.exec_driver_sql(sql, (user_id.bytes,))}
    asked = connection.exec_driver_sql(_SAME_REQUEST, (user_id.bytes,))
    found["registration_requests"] = {bytes(row[0]) for row in asked}
    return found


def _places(
    connection: Connection,
    query: tuple[str, tuple[Any, ...]],
    about: Mapping[UUID, dict[str, set[bytes]]],
    give_way: Callable[[], None] = lambda: None,
) -> dict[UUID, tuple[tuple[bytes, int], ...]]:
    """Return which of the entries asked for speak of whom; only those that hold one of the ids are parsed."""
    ids = {str(UUID(bytes=one)).encode() for rows in about.values() for found in rows.values() for one in found}
    places: dict[UUID, list[tuple[bytes, int]]] = {user_id: [] for user_id in about}
    for lot in connection.exec_driver_sql(*query).partitions(_LOT) if about else ():
        give_way()
        for stream, seq, payload in lot:
            if ids.isdisjoint(_AN_ID.findall(payload)):
                continue
            for user_id, rows in about.items():
                if speaks_of(payload, rows):
                    places[user_id].append((stream, seq))
    return {user_id: tuple(found) for user_id, found in places.items()}


def _empty_entries(connection: Connection, places: list[tuple[bytes, int]]) -> None:
    if places:
        connection.exec_driver_sql(_EMPTY, places)
        connection.exec_driver_sql(_DROP_ASIDE, places)


def _named(body: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for row in (*body.get("rows", ()), *body.get("requests", ())):
        if isinstance(row.get("id"), str):
            yield row["table"], UUID(row["id"]).bytes
    for path in body.get("refused", ()):
        table, row_id, *_ = path.split("/")
        if len(row_id) == 36:
            yield table, UUID(row_id).bytes


def _private(table: str) -> frozenset[str]:
    columns = Base.metadata.tables[table].columns
    return frozenset(column.name for column in columns if "privacy" in column.info) - _KEEPS


def _full(table: str) -> str:
    """Return the question whether a row has personal words; a name and a password are never empty."""
    names = sorted(_private(table) - (_ALWAYS_FULL if table == "users" else frozenset()))
    has_words = " OR ".join(f"coalesce(\"{name}\", '') <> ''" for name in names)
    return f'SELECT 1 FROM "{table}" WHERE id = ? AND ({has_words})'  # noqa: S608  names of our own models


def _blank(connection: Connection, table: str, row_id: bytes, user_id: UUID) -> None:
    columns = Base.metadata.tables[table].columns
    values: dict[str, str | None] = {}
    for name in sorted(_private(table)):
        values[name] = None if columns[name].nullable else ""
    if table == "users":
        values["hashed_password"] = NOBODYS_PASSWORD
        values["username"] = _code_of(connection, user_id)
    changes = ", ".join(f'"{name}" = ?' for name in values)
    connection.exec_driver_sql(f'UPDATE "{table}" SET {changes} WHERE id = ?', (*values.values(), row_id))  # noqa: S608


def _code_of(connection: Connection, user_id: UUID) -> str:
    sql = "SELECT operator_code FROM users WHERE id = ?"
    found: str | None = connection.exec_driver_sql(sql, (user_id.bytes,)).scalar_one_or_none()
    return found or f"op-{str(user_id)[:8]}"
