"""Facts from before the time that this workstation was given: asked of the centre when a newer one names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from recyclique_desktop.sync.tables import Form, form_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from recyclique_desktop.data.db import Database

Fetch: TypeAlias = Callable[[str, list[str]], list[dict[str, Any]]]
"""Asks the centre for rows of a table by id, whole, in journal form."""
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class _Asking:
    fetch: Fetch
    found: list[tuple[Form, dict[str, Any]]]


def bring(db: Database, fetch: Fetch, table: str, row_id: str) -> bool:
    """Ask for a fact, and for those that it names itself, and write them; return whether it is here now.

    Nothing is held while the centre is asked.

    Raises:
        SyncError: The centre could not be asked.
        UserError: ``storage.*``.
    """
    found: list[tuple[Form, dict[str, Any]]] = []
    with db.reading() as session:
        connection = session.connection()
        is_whole = _collect(connection, _Asking(fetch, found), form_of(table), row_id, depth=0)
    if not is_whole:
        return False
    with db.applying() as connection:
        for form, row in reversed(found):
            keys = {one.name for one in form.key}
            values = {name: value for name, value in row.items() if name not in keys}
            connection.exec_driver_sql(form.insert_sql, form.stored(row["id"], values))
    return True


def _collect(connection: Connection, asking: _Asking, form: Form, row_id: str, *, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    rows = asking.fetch(form.name, [row_id])
    if not rows:
        return False
    asking.found.append((form, rows[0]))
    return all(
        _collect(connection, asking, target, named, depth=depth + 1)
        for target, named in _facts_named(form, rows[0])
        if not _is_here(connection, target, named)
    )


def _facts_named(form: Form, row: dict[str, Any]) -> Iterator[tuple[Form, str]]:
    for column, target in form.refers.items():
        named = row.get(column)
        if named is not None and form_of(target).owner == "device":
            yield form_of(target), named


def _is_here(connection: Connection, form: Form, row_id: str) -> bool:
    sql = f'SELECT 1 FROM "{form.name}" WHERE id = ?'  # noqa: S608  names of our own models
    return connection.exec_driver_sql(sql, (UUID(row_id).bytes,)).one_or_none() is not None
