"""Shared tables that are missing, or cannot be read, made again empty; what is recorded is never touched.

Their rows are the centre's, so that nothing is lost by it: they come back from there, or from the shop's own journal.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DatabaseError

from recyclique_desktop.data import migrate
from recyclique_desktop.data.base import Base
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.shape import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

_NEVER_EMPTY = ("sites", "users", "workstations", "payment_methods")
_SHAPE = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = 'table' DESC, name"


def damaged(connection: Connection) -> tuple[str, ...]:
    """Return the shared tables of a workstation's file that are missing, unreadable, or empty where no shop's is."""
    return tuple(name for name, shape in shapes().items() if shape.owner == "centre" and _is_damaged(connection, name))


def _is_damaged(connection: Connection, name: str) -> bool:
    wanted = {column.name for column in Base.metadata.tables[name].columns}
    try:
        found = {row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{name}")')}
        if not wanted <= found:
            return True
        count = connection.exec_driver_sql(f'SELECT count(*) FROM "{name}" NOT INDEXED').scalar_one()  # noqa: S608
    except DatabaseError:
        return True
    return name in _NEVER_EMPTY and count == 0


def make_again(connection: Connection, tables: Sequence[str]) -> None:
    """Make tables anew, empty, as this program's own first migration of a file makes them.

    Args:
        connection: The writer connection, outside any transaction.
        tables: Shared ones.
    """
    statements = list(_statements(tables))
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            for name in tables:
                connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}"')
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        with suppress(DatabaseError):
            driver.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def _statements(tables: Sequence[str]) -> Iterator[str]:
    """Yield what makes these tables, read from a new file."""
    with TemporaryDirectory() as folder:
        model = Database.open(Path(folder) / "model.sqlite", None)
        try:
            with model.connection() as connection:
                migrate.upgrade(connection)
                for name in tables:
                    yield from (str(row[0]) for row in connection.exec_driver_sql(_SHAPE, (name,)).all())
        finally:
            model.close()
