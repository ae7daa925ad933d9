"""Rows as RecyClique 1.4.4 writes them, in a database that knows nothing of ours or in a centre."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.central.description import BASELINE

BASE: dict[str, Any] = json.loads(BASELINE.read_text("utf-8"))
TABLES: dict[str, dict[str, Any]] = {name: table for name, table in BASE["tables"].items() if name != "alembic_version"}
Rows = dict[str, list[tuple[Any, ...]]]

_MOMENT = datetime(2025, 9, 10, 7, 0, 0, 123456, tzinfo=UTC)
_MONEY = (0.1 + 0.2, 10.005, 1234.5649999, -3.3)
"""What binary fractions do to euros: 0.30000000000000004 and the like."""
_WEIGHTS = (0.1 + 0.2, 1.0005, 12.34)
_WEIGHED = {"sale_items.weight", "deposits.weight"}
_MEASURES = {"deposits.confidence_score", "deposits.ai_confidence", "legacy_category_mapping_cache.confidence"}


def parents(table: str) -> dict[str, str]:
    """Return, by column, the table that each foreign key of 1.4.4 points at."""
    found = {}
    for rule in TABLES[table]["constraints"].values():
        if match := re.match(r"FOREIGN KEY \((\w+)\) REFERENCES (\w+)", rule):
            found[match[1]] = match[2]
    if table == "legacy_category_mapping_cache":
        found["target_category_id"] = "categories"
    return found | ({"site_id": "sites"} if table == "users" else {})


def in_order() -> Iterator[str]:
    """Return the tables of 1.4.4, parents before children."""
    waiting = list(TABLES)
    done: set[str] = set()
    while waiting:
        ready = next(name for name in waiting if set(parents(name).values()) <= done | {name})
        waiting.remove(ready)
        done.add(ready)
        yield ready


def insert(connection: psycopg.Connection[Any]) -> None:
    """Put two rows into every table of 1.4.4, every column of its own filled, every reference alive."""
    numbers: dict[str, list[int]] = {}
    n = 0
    for table in in_order():
        numbers[table] = []
        for turn in range(2):
            n += 1
            row = {name: _value(table, name, kind, n) for name, kind in TABLES[table]["columns"].items()}
            for name, parent in parents(table).items():
                known = numbers[parent]
                row[name] = UUID(int=known[turn % len(known)]) if known else None
            connection.execute(_statement(table, row), [*row.values()])
            numbers[table].append(n)


def _statement(table: str, row: dict[str, Any]) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )


def _value(table: str, column: str, kind: str, n: int) -> Any:
    kind = re.sub(" (not null|default) ?.*", "", kind)
    if kind in BASE["enums"]:
        labels = BASE["enums"][kind]
        return labels[n % len(labels)]
    if kind == "double precision":
        return _double(f"{table}.{column}", n)
    if kind.startswith("numeric"):
        return Decimal(n) + (Decimal("0.125") if kind.endswith("3)") else Decimal("0.25"))
    plain: dict[str, Any] = {
        "uuid": UUID(int=n), "boolean": n % 2 == 0, "integer": n, "timestamp with time zone": _MOMENT + timedelta(n),
        "json": Jsonb({"n": n}), "jsonb": Jsonb({"n": n, "nom": "été"}),
    }  # fmt: skip
    return plain.get(kind, f"é{n}")


def _double(place: str, n: int) -> float:
    if place in _MEASURES:
        return n / 3
    return _WEIGHTS[n % len(_WEIGHTS)] if place in _WEIGHED else _MONEY[n % len(_MONEY)]


def legacy_content(connection: psycopg.Connection[Any]) -> Rows:
    """Return every row of the tables of 1.4.4 as far as it knows them, whatever else the database holds."""
    found = {}
    for table in in_order():
        columns = sql.SQL(", ").join(map(sql.Identifier, TABLES[table]["columns"]))
        query = sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(table))
        found[table] = sorted(connection.execute(query).fetchall(), key=repr)
    return found


def made_exact(rows: Rows) -> Rows:
    """Return rows of 1.4.4 as a centre keeps them: money to the cent, weight to the gram, halves upwards."""
    return {table: [_exact_row(table, row) for row in kept] for table, kept in rows.items()}


def _exact_row(table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_exact(f"{table}.{name}", value) for name, value in zip(TABLES[table]["columns"], row, strict=True))


def _exact(place: str, value: Any) -> Any:
    if not isinstance(value, float) or place in _MEASURES:
        return value
    step = Decimal("0.001") if place in _WEIGHED else Decimal("0.01")
    return Decimal(f"{value:.15g}").quantize(step, "ROUND_HALF_UP")


def as_floats(rows: Rows) -> Rows:
    """Return rows of a centre as 1.4.4 reads them back."""
    return {table: [_float_row(table, row) for row in kept] for table, kept in rows.items()}


def _float_row(table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    kinds = TABLES[table]["columns"].values()
    return tuple(
        float(value) if kind.startswith("double") and value is not None else value
        for kind, value in zip(kinds, row, strict=True)
    )
