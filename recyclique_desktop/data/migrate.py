"""Brings a workstation's file, or the centre, to the schema this program knows. The only module that imports Alembic.

There are two histories, one per side; what concerns the centre has ``centre`` in its name. The scripts lie in
``alembic/`` of a checkout and in ``_shipped/alembic`` of an installed program. Alembic itself is imported only when
there is something to do: a start that migrates nothing does not pay for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data import statistics
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alembic.config import Config
    from sqlalchemy import Connection

_SCHEMA = "SELECT version_num FROM recyclique_alembic_version"
_IS_OURS = "SELECT name FROM sqlite_master WHERE name = 'recyclique_alembic_version'"
_OTHERS = (
    "SELECT name FROM sqlite_master WHERE name NOT LIKE '%recyclique_alembic_version%' AND name NOT LIKE 'sqlite%'"
)
_MIGRATING = 0x52435144
"""Number of the advisory lock that keeps two administrators from migrating one centre at the same time."""
_PACKAGE = Path(__file__).resolve().parents[1]


def scripts() -> Path:
    """Return the folder that holds ``env.py`` and the histories."""
    shipped = _PACKAGE / "_shipped" / "alembic"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "alembic"


def known(side: str = "local") -> list[str]:
    """Return every schema this program knows, oldest first: the numbers that the scripts' names begin with."""
    files = (scripts() / side / "versions").glob("[0-9]*.py")
    return sorted(file.stem.partition("_")[0] for file in files)


def head(side: str = "local") -> str:
    """Return the newest schema this program knows; journal headers carry the local one."""
    return known(side)[-1]


def is_newer(schema: str) -> bool:
    """Tell whether a schema is beyond this program."""
    return schema not in known()


def current(connection: Connection) -> str | None:
    """Return the schema of the file behind ``connection``, or ``None`` where nothing was ever migrated."""
    found = _look(connection, _SCHEMA) if _look(connection, _IS_OURS) else []
    return found[0] if found else None


def pending(connection: Connection) -> bool:
    """Tell whether ``upgrade`` would change something: copy a file that has rows before."""
    return current(connection) != head()


def require_known(connection: Connection) -> None:
    """Refuse a file that this program must not touch.

    Raises:
        UserError: ``database.newer``: a newer program made it; ``database.foreign``: it holds something else.
    """
    schema = current(connection)
    if schema is not None and is_newer(schema):
        raise UserError("database.newer", found=schema, known=head())
    if schema is None and _look(connection, _OTHERS):
        raise UserError("database.foreign")


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the file to schema ``to``: wholly, or not at all.

    Args:
        connection: The writer connection, outside any transaction.
        to: A schema number, or the newest.

    Raises:
        UserError: As ``require_known``.
    """
    require_known(connection)
    if current(connection) == (head() if to == "head" else to):
        return
    from alembic import command  # noqa: PLC0415 (only where there is something to do)

    _run(connection, command.upgrade, to)


def downgrade(connection: Connection, to: str = "base") -> None:
    """Take the file back to schema ``to``, losing what only newer schemas hold. For tests and repairs."""
    from alembic import command  # noqa: PLC0415

    _run(connection, command.downgrade, to)


def upgrade_centre(connection: Connection, to: str = "head") -> None:
    """Bring the centre to schema ``to``: wholly, or not at all. Who may do so, and whether, ``central.init`` asks.

    Args:
        connection: To PostgreSQL, as an administrator, outside any transaction.
        to: A schema number, or the newest.
    """
    from alembic import command  # noqa: PLC0415

    _run_centre(connection, command.upgrade, to)


def downgrade_centre(connection: Connection, to: str = "base") -> None:
    """Take the centre back to schema ``to``, losing what only newer schemas hold. For tests and repairs."""
    from alembic import command  # noqa: PLC0415

    _run_centre(connection, command.downgrade, to)


def upgrade_centre_within(connection: Connection, to: str = "head") -> None:
    """Bring the centre to schema ``to`` inside the caller's transaction: nothing holds until that commits."""
    from alembic import command  # noqa: PLC0415

    _move_centre(connection, command.upgrade, to)


def downgrade_centre_within(connection: Connection, to: str = "base") -> None:
    """Take the centre back to schema ``to`` inside the caller's transaction."""
    from alembic import command  # noqa: PLC0415

    _move_centre(connection, command.downgrade, to)


def _run_centre(connection: Connection, move: Callable[[Config, str], Any], to: str) -> None:
    with connection.begin():
        _move_centre(connection, move, to)


def _move_centre(connection: Connection, move: Callable[[Config, str], Any], to: str) -> None:
    """Migrate in one transaction, one administrator at a time, with names found in ``public`` alone."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
    connection.exec_driver_sql("SET LOCAL search_path TO public")
    connection.exec_driver_sql("SET LOCAL client_min_messages TO warning")
    move(configuration(connection, "central"), to)


def configuration(connection: Connection, side: str = "local") -> Config:
    """Return what Alembic needs to work on ``connection`` with the history of ``side``."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    for name, value in (
        ("script_location", str(scripts())),
        ("version_locations", str(scripts() / side / "versions")),
        ("path_separator", "newline"),
    ):
        config.set_main_option(name, value.replace("%", "%%"))
    config.attributes.update(connection=connection, side=side)
    return config


def _run(connection: Connection, move: Callable[[Config, str], Any], to: str) -> None:
    """Migrate in one transaction, with foreign keys checked at its end instead of at each rebuilt table."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            move(configuration(connection), to)
            if to == "head":
                statistics.tell(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"migration to {to} breaks references: {broken[:5]}")
    finally:
        driver.rollback()  # a refused COMMIT leaves the transaction open, and the pragma would do nothing
        driver.execute("PRAGMA foreign_keys=ON")


def _look(connection: Connection, query: str) -> list[str]:
    """Read one column, leaving no transaction behind."""
    was_inside = connection.in_transaction()
    found = [str(row[0]) for row in connection.exec_driver_sql(query)]
    if not was_inside:
        connection.rollback()
    return found
