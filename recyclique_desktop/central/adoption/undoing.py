"""The way back, as long as nothing was done at the centre: the tables of 1.4.4 return from where they lie."""

# ruff: noqa: S608  every name is ours
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import sql

from recyclique_desktop.central.adoption.base import LOCK_WAIT, move
from recyclique_desktop.central.adoption.tables import ARCHIVE, QUARANTINE
from recyclique_desktop.central.connection import administering, migrating
from recyclique_desktop.central.state import look
from recyclique_desktop.data import migrate
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    import psycopg

_KEPT = ("adoption", "review")
_FACTS = (
    "cash_sessions", "sales", "sale_items", "payment_transactions", "poste_reception", "ticket_depot", "ligne_depot",
    "users", "categories", "deposits", "registration_requests",
)  # fmt: skip
_THERE = "SELECT to_regclass(%s) IS NOT NULL"
_MACHINES = "SELECT count(*) FROM sync.devices"
_CHANGES = "SELECT last_seq FROM sync.streams JOIN sync.centre USING (stream_id)"
_OWNERS = "SELECT DISTINCT tablename::text FROM pg_tables WHERE schemaname = %s"
_TYPES = "SELECT typname::text FROM pg_type WHERE typtype = 'e' AND typnamespace = %s::regnamespace"


def undo(dsn: str) -> None:
    """Give the database back to 1.4.4, exactly as it was on the day of its adoption.

    Raises:
        UserError: ``adopt.not_adopted``; ``adopt.in_use``: a workstation joined, or somebody wrote since.
    """
    with migrating(dsn) as connection, connection.begin():
        raw: Any = connection.connection.driver_connection
        raw.execute("SET LOCAL search_path TO public")
        raw.execute(LOCK_WAIT)
        _require_unused(raw)
        everybody = raw.execute(
            "SELECT 1 FROM pg_database d WHERE datname = current_database() AND d.datacl IS NOT NULL"
        ).fetchone()
        migrate.downgrade_centre_within(connection, "base")
        raw.execute("DROP TABLE public.recyclique_alembic_version")
        for kind, query in (("TABLE", _OWNERS), ("TYPE", _TYPES)):
            for (name,) in raw.execute(query, (ARCHIVE,)).fetchall():
                if name not in _KEPT:
                    move(raw, kind, name, ARCHIVE, "public")
        raw.execute(f"DROP SCHEMA {ARCHIVE}, {QUARANTINE} CASCADE".encode())
        if everybody:
            database = sql.Identifier(raw.info.dbname)
            raw.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO PUBLIC").format(database))
            raw.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")


def adopted_at(dsn: str) -> str | None:
    """Return the day of the adoption, or nothing."""
    with administering(dsn) as connection:
        return look(connection).adopted


def _require_unused(raw: psycopg.Connection[Any]) -> None:
    if raw.execute(_THERE, (f"{ARCHIVE}.adoption",)).fetchone() != (True,):
        raise UserError("adopt.not_adopted")
    machines, changes = _count(raw, _MACHINES), _count(raw, _CHANGES)
    fresh = 0
    for table in _FACTS:
        fresh += _count(
            raw,
            f"SELECT count(*) FROM public.{table} p WHERE p.xmin::text <> (SELECT xmin::text FROM {ARCHIVE}.adoption)",
        )
    if machines or changes or fresh:
        raise UserError("adopt.in_use", machines=machines, rows=changes + fresh)


def _count(raw: psycopg.Connection[Any], query: str) -> int:
    row = raw.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0
