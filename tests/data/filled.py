"""Rows for every table of a workstation's file, or for other tables of ours, made from the models alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table

from recyclique_desktop.data import models, types

Rows = dict[str, list[dict[str, Any]]]
"""By table name: what was inserted, by column name."""

_MOMENT = datetime(2026, 9, 17, 7, 0, 0, 123456, tzinfo=UTC)
_PLAIN: dict[type, Callable[[int], Any]] = {
    types.Money: lambda n: 100 * n,
    types.Weight: lambda n: 10 * n,
    types.Uuid: lambda n: UUID(int=n << 64 | 0x7 << 76 | n),
    types.UtcDateTime: lambda n: _MOMENT + timedelta(seconds=n),
    types.Day: lambda n: date(2026, 9, 17) + timedelta(days=n),
    types.Json: lambda n: {"n": n, "nom": "été"},
    types.Bool: lambda n: n % 2 == 0,
    types.Int: lambda n: n,
    types.Real: lambda n: n / 1024,
    types.Bytes: lambda n: n.to_bytes(32, "big"),
}
_WANTED: dict[str, Callable[[int], Any]] = {
    "categories.max_price": lambda n: 100 * n + 50,
    "category_reclassifications.period_end": lambda n: date(2027, 9, 17) + timedelta(days=n),
    "closures.kind": lambda _n: "session",
    "ligne_depot.is_exit": lambda _n: False,
    "journal.seq": lambda _n: 1,
    "payment_transactions.amount": lambda _n: 1050,
    "payment_transactions.tendered": lambda _n: 2000,
    "payment_transactions.change": lambda _n: 950,
    "sites.siret": lambda n: f"{n:014d}",
}
"""Columns that a rule of their table binds to another column, or to a form."""


def _value(column: Column[Any], n: int) -> Any:
    wanted = _WANTED.get(f"{column.table.name}.{column.name}")
    if wanted is not None:
        return wanted(n)
    if isinstance(column.type, types.Choice):
        members = list(column.type.enum)
        return members[n % len(members)]
    if isinstance(column.type, types.Str):
        return f"é{n}"
    return _PLAIN[type(column.type)](n)


def _reference(table: Table, column: Column[Any], made: Rows, turn: int) -> Any:
    """Point at a parent: the row of the same turn, or for a table's own rows the one before."""
    parent = next(iter(column.foreign_keys)).column
    if parent.table is table:
        return made[table.name][-1][parent.name] if turn else None
    rows = made[parent.table.name]
    shift = 1 if column.name == "to_category_id" else 0
    return rows[(turn + shift) % len(rows)][parent.name]


def _row(table: Table, made: Rows, turn: int, n: int) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        row[column.name] = _reference(table, column, made, turn) if column.foreign_keys else _value(column, n)
    if table.name == "sales":
        row["kind"] = "reversal" if turn else "sale"
    return row


def fill(connection: Connection, tables: Iterable[Table] | None = None) -> Rows:
    """Put two rows into every table, every column filled, every reference alive; return what was put.

    Args:
        tables: Parents before children; those of a workstation's file if not given.
    """
    made: Rows = {}
    n = 0
    for table in models.local_tables() if tables is None else tables:
        made[table.name] = []
        for turn in range(2):
            n += 1
            row = _row(table, made, turn, n)
            connection.execute(table.insert().values({table.c[name]: value for name, value in row.items()}))
            made[table.name].append(row)
    connection.commit()
    return made
