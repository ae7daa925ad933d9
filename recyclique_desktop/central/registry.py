"""What the functions of the centre are told of the models: which tables and columns travel, which acts there are.

``python -m recyclique_desktop.central.registry > alembic/central/sql/<number>_registry.sql`` freezes it for a revision;
a test compares what a centre holds with what this module says.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.base import Base, owner_of
from recyclique_desktop.data.models.central import central_metadata
from recyclique_desktop.data.types import (
    Bool,
    Bytes,
    Choice,
    Day,
    Int,
    Json,
    Money,
    Real,
    Str,
    UtcDateTime,
    Uuid,
    Weight,
)
from recyclique_desktop.domain import acts

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

KINDS: dict[type, str] = {
    Money: "money", Weight: "weight", Uuid: "uuid", UtcDateTime: "moment", Day: "day", Json: "json", Str: "text",
    Bool: "bool", Int: "int", Real: "real", Bytes: "bytes", Choice: "choice",
}  # fmt: skip
"""How the journal writes a column: ``money`` and ``weight`` are exact decimal text, ``bytes`` lower-case hex."""
DELETABLE = frozenset({"group_permissions", "ligne_depot", "user_groups"})
"""Links, and lines of a ticket still open: the only rows that a journal may delete (``sync.md`` §1)."""


def tables() -> list[dict[str, Any]]:
    """Return one row of ``sync.registry`` per table that travels, parents before children."""
    central = central_metadata()
    travelling = [table for table in Base.metadata.sorted_tables if owner_of(table) in {"device", "centre"}]
    return [_table(central.tables[table.key], rank) for rank, table in enumerate(travelling, 1)]


def known_acts() -> list[dict[str, Any]]:
    """Return one row of ``sync.acts`` per act, by name."""
    return [
        {
            "name": act.name,
            "label": act.label,
            "class": act.journal_class.value,
            "series": act.series.value if act.series else None,
            "audit": act.audit.value,
            "target": act.target,
        }
        for act in sorted(acts.ALL, key=lambda act: act.name)
    ]


def frozen() -> str:
    """Return the SQL that makes both tables hold exactly this."""
    parts = ["-- Made by ``python -m recyclique_desktop.central.registry``; frozen with its revision.\n"]
    parts += ["DELETE FROM sync.registry;\n", *map(_registry_row, tables())]
    parts += ["DELETE FROM sync.acts;\n", *map(_act_row, known_acts())]
    return "\n".join(parts)


def _table(table: Table, rank: int) -> dict[str, Any]:
    return {
        "table_name": table.name,
        "owner": owner_of(table),
        "rank": rank,
        "key": [column.name for column in table.primary_key],
        "columns": {column.name: _column(column) for column in table.columns},
        "deletable": table.name in DELETABLE,
    }


def _column(column: Column[Any]) -> dict[str, Any]:
    return {
        "kind": KINDS[type(column.type)],
        "private": "privacy" in column.info,
        "derived": bool(column.info.get("derived")),
        "needed": not (column.nullable or column.primary_key or column.server_default is not None),
    }


def _registry_row(row: dict[str, Any]) -> str:
    columns = ",\n".join(f" {json.dumps(name)}: {json.dumps(facts)}" for name, facts in row["columns"].items())
    values = ", ".join((
        _text(row["table_name"]), _text(row["owner"]), str(row["rank"]), _text("{" + ",".join(row["key"]) + "}"),
        str(row["deletable"]).lower(),
    ))  # fmt: skip
    return (
        "INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)\n"
        f"VALUES ({values}, '{{\n{columns}\n}}');\n"
    )


def _act_row(row: dict[str, Any]) -> str:
    values = ", ".join(_text(row[name]) for name in ("name", "label", "class", "series", "audit", "target"))
    return f"INSERT INTO sync.acts (name, label, class, series, audit, target)\nVALUES ({values});\n"


def _text(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


if __name__ == "__main__":
    sys.stdout.buffer.write(frozen().encode())
