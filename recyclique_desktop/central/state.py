"""What a database is: nothing yet, our centre, one of another version, RecyClique 1.4.4, or something else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from recyclique_desktop.central.connection import administering
from recyclique_desktop.data import migrate
from recyclique_desktop.data.models.central import central_metadata
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import sentence

if TYPE_CHECKING:
    import psycopg

OLDEST_SERVER = 15
LEGACY_HEAD = "b52_p1_payments"
"""Where the migrations of 1.4.4 end; an older base is brought there by 1.4.4 itself."""
LEGACY_TABLES = frozenset({
    "admin_settings", "audit_logs", "cash_registers", "cash_sessions", "categories", "deposits", "email_logs",
    "group_permissions", "groups", "legacy_category_mapping_cache", "ligne_depot", "login_history",
    "payment_transactions", "permissions", "poste_reception", "preset_buttons", "registration_requests", "sale_items",
    "sales", "settings", "sites", "sync_logs", "ticket_depot", "user_groups", "user_sessions", "user_status_history",
    "users",
})  # fmt: skip
"""The tables of RecyClique 1.4.4."""
_COLUMNS = """
SELECT n.nspname || '.' || c.relname, a.attname
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""


_ADOPTED = "SELECT to_char(adopted_at AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD') FROM legacy_144.adoption"


class CentreKind(StrEnum):
    """What a database turns out to be; each has its sentence, ``central.<kind>``."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    LEGACY = "legacy"
    FOREIGN = "foreign"
    HALFWAY = "halfway"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class CentreState:
    """What was found in a database.

    Attributes:
        schema: Schema of ours that it says to have, or none.
        legacy: Where 1.4.4's own migrations stand, if it says so.
        missing: What it should hold and does not, ``public.sales`` or ``public.sales.number``.
        others: Tables that are neither ours nor of 1.4.4.
        fingerprint: Of its triggers and functions, and of what everybody may do in it, as they are now.
        server: Major version of PostgreSQL.
        adopted: The day when it was taken over from 1.4.4, as ``2026-03-02``; nothing for a centre that began empty.
    """

    kind: CentreKind
    server: int
    schema: str | None = None
    legacy: str | None = None
    missing: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    fingerprint: str | None = None
    adopted: str | None = None

    @property
    def error(self) -> UserError:
        """The state as its code and what its sentence needs."""
        listed = self.missing or self.others
        first = listed[0] if listed else ""
        return UserError(
            self._code, schema=self.schema, first=first, count=len(listed), legacy=self.legacy, adopted=self.adopted
        )

    @property
    def _code(self) -> str:
        if self.kind in {CentreKind.LEGACY, CentreKind.HALFWAY} and self.legacy not in {None, LEGACY_HEAD}:
            return "central.legacy_other"
        if self.kind is CentreKind.HALFWAY and self.schema is None and self.legacy is not None:
            return "central.legacy_half"
        return "central.adopted" if self.kind is CentreKind.CURRENT and self.adopted else f"central.{self.kind}"

    @property
    def sentence(self) -> str:
        """The state in words: what it is, what is safe, what to do."""
        return sentence(self.error)


def check(dsn: str) -> CentreState:
    """Tell what the database at ``dsn`` is; nothing is changed.

    Raises:
        UserError: It cannot be reached or read (``central.unreachable`` and the like).
    """
    with administering(dsn) as connection:
        return look(connection)


def look(connection: psycopg.Connection[Any]) -> CentreState:
    """Tell what the database behind ``connection`` is."""
    server = connection.info.server_version // 10000
    tables = _tables(connection)
    if "public.recyclique_alembic_version" in tables:
        return _ours(connection, server, tables)
    legacy = _legacy_version(connection) if "public.alembic_version" in tables else None
    known = {f"public.{name}" for name in LEGACY_TABLES}
    others = tuple(sorted(tables.keys() - known - {"public.alembic_version"}))
    missing = tuple(sorted(known - tables.keys()))
    if not tables:
        kind = CentreKind.EMPTY
    elif not missing:
        kind = CentreKind.LEGACY
    else:
        kind = CentreKind.HALFWAY if legacy is not None and len(missing) < len(known) else CentreKind.FOREIGN
    return CentreState(
        kind, server, legacy=legacy, missing=missing if kind is CentreKind.HALFWAY else (), others=others
    )


def _ours(connection: psycopg.Connection[Any], server: int, tables: dict[str, set[str]]) -> CentreState:
    schema = _one(connection, "SELECT version_num FROM public.recyclique_alembic_version")
    if schema is None:
        return CentreState(CentreKind.HALFWAY, server, missing=("public.recyclique_alembic_version",))
    if schema not in migrate.known("central"):
        return CentreState(CentreKind.NEWER, server, schema=schema)
    if schema != migrate.head("central"):
        return CentreState(CentreKind.OLDER, server, schema=schema)
    missing = _missing(tables)
    if missing:
        return CentreState(CentreKind.HALFWAY, server, schema=schema, missing=missing)
    made = _one(connection, "SELECT fingerprint FROM sync.centre")
    found = _one(connection, "SELECT sync.fingerprint()")
    if made is None:
        return CentreState(CentreKind.HALFWAY, server, schema=schema, missing=("sync.centre",), fingerprint=found)
    kind = CentreKind.CURRENT if made == found else CentreKind.ALTERED
    adopted = _one(connection, _ADOPTED) if "legacy_144.adoption" in tables else None
    return CentreState(kind, server, schema=schema, fingerprint=found, adopted=adopted)


def _missing(tables: dict[str, set[str]]) -> tuple[str, ...]:
    """Name the tables and columns that the models want and the database lacks."""
    found = []
    for table in central_metadata().sorted_tables:
        name = f"{table.schema or 'public'}.{table.name}"
        if name in tables:
            found += [f"{name}.{column.name}" for column in table.columns if column.name not in tables[name]]
        else:
            found.append(name)
    return tuple(sorted(found))


def _tables(connection: psycopg.Connection[Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(_COLUMNS):
        found.setdefault(table, set()).add(column)
    return found


def _legacy_version(connection: psycopg.Connection[Any]) -> str | None:
    return _one(connection, "SELECT version_num FROM public.alembic_version")


def _one(connection: psycopg.Connection[Any], query: str) -> str | None:
    row = connection.execute(query.encode()).fetchone()
    return None if row is None or row[0] is None else str(row[0])
