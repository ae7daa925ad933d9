"""The database of 1.4.4 before anything is carried: what it is, what hangs on it, and how it is set aside whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import sql

from recyclique_desktop.central.adoption.tables import ARCHIVE, MAIL_TABLES, QUARANTINE
from recyclique_desktop.central.state import LEGACY_HEAD, LEGACY_TABLES, OLDEST_SERVER, CentreKind, CentreState
from recyclique_desktop.data.models.central import central_metadata
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    import psycopg

_ENTANGLED = """
WITH ours AS (SELECT unnest(%s::regclass[]) AS oid)
SELECT DISTINCT v.oid::regclass::text
FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid IN (SELECT oid FROM ours)
    AND v.oid NOT IN (SELECT oid FROM ours)
UNION SELECT k.conrelid::regclass::text FROM pg_constraint k
WHERE k.contype = 'f' AND k.confrelid IN (SELECT oid FROM ours) AND k.conrelid NOT IN (SELECT oid FROM ours)
UNION SELECT t.tgname::text FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgrelid IN (SELECT oid FROM ours)
ORDER BY 1
"""
_TYPES = """
SELECT DISTINCT t.typname::text FROM pg_type t
WHERE t.typtype = 'e' AND t.typnamespace = 'public'::regnamespace AND (t.typname = ANY (%s) OR t.oid IN (
    SELECT a.atttypid FROM pg_attribute a WHERE a.attrelid = ANY (%s::regclass[])))
"""
_ENUMS = [
    "buttontype", "cashsessionstatus", "cashsessionstep", "depositstatus", "destinationenum", "eeecategory",
    "emailstatus", "emailtype", "registrationstatus", "userrole", "userstatus",
]  # fmt: skip
_RIGHTS = """
SELECT c.relname::text, pg_get_userbyid(c.relowner)::text, r.rolname::text, a.privilege_type
FROM pg_class c LEFT JOIN LATERAL aclexplode(c.relacl) a ON a.grantee <> c.relowner
LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.oid = ANY (%s::regclass[]) ORDER BY 1, 3, 4
"""
_SHAPES = """
SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = %s::regnamespace AND c.relname = ANY (%s) ORDER BY 1, a.attnum
"""
_INDEXES = "SELECT indexname::text FROM pg_indexes WHERE schemaname = %s AND tablename = ANY (%s)"
LOCK_WAIT = "SET LOCAL lock_timeout = '10s'"
_MISSING_INDEX = "ix_payment_transactions_sale_id"
"""1.4.4's migrations make it, its models do not name it."""


@dataclass(frozen=True, slots=True)
class Right:
    """Who owned a table, and one right that somebody else had on it, if any."""

    table: str
    owner: str
    grantee: str | None
    privilege: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A database of 1.4.4 that can be adopted.

    Attributes:
        tables: Its own tables, those of e-mail included where they exist.
    """

    state: CentreState
    tables: tuple[str, ...]
    rights: tuple[Right, ...]


def recognise(connection: psycopg.Connection[Any], state: CentreState) -> Found:
    """Tell whether a database can be adopted, before anything is touched.

    Raises:
        UserError: ``central.<kind>``, ``central.legacy_other``, ``central.server_too_old``, ``adopt.entangled``,
            ``adopt.name_taken``.
    """
    if state.kind is not CentreKind.LEGACY or state.legacy not in {None, LEGACY_HEAD}:
        raise state.error
    if state.server < OLDEST_SERVER:
        raise UserError("central.server_too_old", found=state.server, wanted=OLDEST_SERVER)
    mail = {f"public.{name}" for name in MAIL_TABLES} & set(state.others)
    tables = tuple(sorted(LEGACY_TABLES | {name.removeprefix("public.") for name in mail}))
    oids = [f'public."{name}"' for name in tables]
    entangled = connection.execute(_ENTANGLED, (oids,)).fetchall()
    if entangled:
        raise UserError("adopt.entangled", first=entangled[0][0], count=len(entangled))
    ours = {f"{table.schema or 'public'}.{table.name}" for table in central_metadata().tables.values()}
    beside = (f"{ARCHIVE}.", f"{QUARANTINE}.")
    taken = sorted(name for name in set(state.others) - mail if name in ours or name.startswith(beside))
    if taken:
        raise UserError("adopt.name_taken", first=taken[0])
    rights = tuple(Right(*row) for row in connection.execute(_RIGHTS, (oids,)))
    return Found(state, tables, rights)


def hold(connection: psycopg.Connection[Any], found: Found) -> None:
    """Keep everybody from writing, until the end; reading goes on for now."""
    connection.execute(LOCK_WAIT)
    names = sql.SQL(", ").join(sql.Identifier("public", name) for name in found.tables)
    connection.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(names))


def set_aside(connection: psycopg.Connection[Any], found: Found) -> None:
    """Move the tables of 1.4.4 as they are, with their indexes, their closed lists and their version."""
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(ARCHIVE)))
    version = ("alembic_version",) if found.state.legacy is not None or _has_version(connection) else ()
    oids = [f'public."{name}"' for name in found.tables]
    types = [row[0] for row in connection.execute(_TYPES, (_ENUMS, oids)).fetchall()]
    for kind, names in (("TABLE", (*found.tables, *version)), ("TYPE", tuple(types))):
        for name in names:
            move(connection, kind, name, "public", ARCHIVE)
    connection.execute(sql.SQL("REVOKE ALL ON SCHEMA {} FROM PUBLIC").format(sql.Identifier(ARCHIVE)))


def move(connection: psycopg.Connection[Any], kind: str, name: str, start: str, end: str) -> None:
    """Move a table or a type from one schema to another; nothing in it changes."""
    words = {"TABLE": sql.SQL("ALTER TABLE {} SET SCHEMA {}"), "TYPE": sql.SQL("ALTER TYPE {} SET SCHEMA {}")}
    connection.execute(words[kind].format(sql.Identifier(start, name), sql.Identifier(end)))


def normalised(connection: psycopg.Connection[Any], found: Found) -> tuple[str, ...]:
    """Compare what was set aside with the schema of 1.4.4 to the letter, made just now; name what differs.

    Raises:
        UserError: ``adopt.column_missing``: a column that 1.4.4 has is not there.
    """
    tables = list(found.tables)
    was = {(table, column): kind for table, column, kind in connection.execute(_SHAPES, (ARCHIVE, tables))}
    wanted = {(table, column): kind for table, column, kind in connection.execute(_SHAPES, ("public", tables))}
    missing = sorted(wanted.keys() - was.keys())
    if missing:
        raise UserError("adopt.column_missing", column=".".join(missing[0]))
    notes = [] if found.state.legacy is not None else ["no-version"]
    notes += [f"table {name}" for name in MAIL_TABLES if name in tables]
    for place in sorted(was):
        if place in wanted and _bare(was[place]) != _bare(wanted[place]):
            notes.append(f"type {'.'.join(place)}: {_bare(was[place])} → {_bare(wanted[place])}")
        elif place not in wanted and place[0] not in MAIL_TABLES:
            notes.append(f"column {'.'.join(place)}")
    there = {row[0] for row in connection.execute(_INDEXES, (ARCHIVE, tables))}
    made = {row[0] for row in connection.execute(_INDEXES, ("public", tables))}
    notes += [f"index {name}" for name in sorted(made - there)]
    return tuple(notes)


def variant(found: Found, notes: tuple[str, ...]) -> str:
    """Name how the schema was made."""
    if any(name in found.tables for name in MAIL_TABLES) or f"index {_MISSING_INDEX}" in notes:
        return "create-all"
    return "unversioned" if found.state.legacy is None else "migrations"


def give_back_rights(connection: psycopg.Connection[Any], found: Found) -> None:
    """Let 1.4.4's own application in as before: owners, rights, and what everybody lost, for those who need it."""
    me = connection.info.user
    people = set()
    for right in found.rights:
        table = sql.Identifier("public", right.table)
        if right.owner != me:
            connection.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(table, sql.Identifier(right.owner)))
            people.add(right.owner)
        if right.grantee and right.privilege:
            words = sql.SQL("GRANT {} ON {} TO {}")
            privilege = sql.SQL(right.privilege)
            connection.execute(words.format(privilege, table, sql.Identifier(right.grantee)))
            people.add(right.grantee)
    for person in sorted(people):
        name = sql.Identifier(person)
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))


def _has_version(connection: psycopg.Connection[Any]) -> bool:
    return connection.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL").fetchone() == (True,)


def _bare(kind: str) -> str:
    return kind.removeprefix(f"{ARCHIVE}.")
