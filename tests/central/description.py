"""What a database holds, as plain JSON: tables, columns, constraints, indexes, closed lists, functions, triggers.

``python -m tests.central.description FILE DSN`` loads the SQL of FILE into the empty database at DSN and prints its
description; ``baseline_144.json`` was made so from the schema of RecyClique 1.4.4.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import psycopg

BASELINE = Path(__file__).parent / "baseline_144.json"
SCHEMA_FILE = Path(__file__).parents[3] / "shared" / "data" / "recyclique-1.4.4-schema.sql"
"""The schema as it was given to us; it lies beside the checkout, or nowhere."""

_OURS = "n.nspname IN ('public', 'sync') AND c.relname !~ '^recyclique_alembic_version'"
_COLUMNS = f"""
SELECT c.oid::regclass::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid), a.attidentity::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind = 'r' AND {_OURS} ORDER BY 1, a.attnum
"""
_CONSTRAINTS = f"""
SELECT c.oid::regclass::text, k.conname::text, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND {_OURS} ORDER BY 1, 2
"""
_INDEXES = f"""
SELECT i.indrelid::regclass::text, c.relname::text, pg_get_indexdef(c.oid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_OURS} AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid) ORDER BY 1, 2
"""
_ENUMS = """
SELECT t.oid::regtype::text, array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY 1 ORDER BY 1
"""
_MOVING = f"""
SELECT 'trigger ' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND {_OURS}
UNION ALL SELECT 'function ' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname IN ('public', 'sync', 'recyclique_api_v1')
UNION ALL SELECT 'view ' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm', 'S') AND {_OURS} ORDER BY 1
"""

Description = dict[str, Any]


def describe(connection: psycopg.Connection[Any]) -> Description:
    """Return what the database holds; the same on every PostgreSQL."""
    tables: dict[str, dict[str, Any]] = {}
    with connection.transaction():
        connection.execute("SET LOCAL search_path TO public")
        for table, name, *facts in connection.execute(_COLUMNS):
            place = tables.setdefault(table, {"columns": {}, "constraints": {}, "indexes": {}})
            place["columns"][name] = _column(*facts)
        for part, query in (("constraints", _CONSTRAINTS), ("indexes", _INDEXES)):
            for table, name, text in connection.execute(query.encode()):
                tables[table][part][name] = text.replace(" USING btree", "")
        enums = dict(connection.execute(_ENUMS).fetchall())
        moving = [row[0] for row in connection.execute(_MOVING)]
    return {"enums": enums, "tables": tables, "moving": moving}


def _column(kind: str, not_null: bool, default: str | None, identity: str) -> str:
    parts = [
        kind,
        "not null" if not_null else "",
        f"default {default}" if default else "",
        "identity"[: 8 * bool(identity)],
    ]
    return " ".join(part for part in parts if part)


def load(connection: psycopg.Connection[Any], file: Path) -> None:
    """Run a dump of a schema, and bring the connection back to how it was."""
    connection.execute(file.read_bytes())
    connection.execute("RESET ALL")


def written(description: Description) -> str:
    """Return a description as JSON, one table a line."""
    tables = ",\n".join(f'  "{name}": {json.dumps(table)}' for name, table in sorted(description["tables"].items()))
    enums = ",\n".join(f'  "{name}": {json.dumps(labels)}' for name, labels in description["enums"].items())
    moving = json.dumps(description["moving"])
    return f'{{\n "enums": {{\n{enums}\n }},\n "tables": {{\n{tables}\n }},\n "moving": {moving}\n}}\n'


if __name__ == "__main__":
    with psycopg.connect(sys.argv[2], autocommit=True) as _connection:
        load(_connection, Path(sys.argv[1]))
        sys.stdout.write(written(describe(_connection)))
