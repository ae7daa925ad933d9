"""Facts as they read today: each value as the newest correction left it, else as it was recorded (``sync.md`` §2).

The fact row never changes. Views ``v_<table>`` put the corrections over it, the same on both sides; figures, lists and
exports read them and nothing else. Which correction is the newest follows from its moment, which the service makes
later than every earlier one it knows of the same value. Generated from the models; a migration freezes the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Column, MetaData, Table

from recyclique_desktop.data import models  # noqa: F401  every table must be known
from recyclique_desktop.data.base import Base
from recyclique_desktop.data.types import Bool, Choice, Day, Str, Uuid, Weight

if TYPE_CHECKING:
    from typing import Any

CORRECTABLE: Final[dict[str, tuple[str, ...]]] = {
    "poste_reception": ("business_date",),
    "ticket_depot": ("business_date", "origin_channel", "insee", "notes"),
    "ligne_depot": ("category_id", "poids_kg", "destination", "is_exit", "notes"),
    "sale_items": ("category_id", "category_label", "weight", "preset_id", "preset_code", "notes"),
    "cash_sessions": ("business_date",),
    "sales": (),
}
"""What may be put right, by table. Money never is: it has reversals."""
FOLLOWING: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "sales": {"business_date": ("cash_sessions", "cash_session_id")},
}
"""What has no correction of its own but another row's: the table, the column, whose, and which column leads there.

The sales of a notebook have no day but the notebook's (``decisions.md``), those that arrive later as well.
"""
_SQLITE: Final = {
    Weight: "CAST(replace(json_extract(c.new, '$'), '.', '') AS INTEGER)",
    Uuid: "unhex(replace(json_extract(c.new, '$'), '-', ''))",
    Bool: "json_extract(c.new, '$')",
    Day: "json_extract(c.new, '$')",
    Str: "json_extract(c.new, '$')",
    Choice: "json_extract(c.new, '$')",
}
_POSTGRESQL: Final = {
    Weight: "(c.new #>> '{}')::numeric(10,3)",
    Uuid: "(c.new #>> '{}')::uuid",
    Bool: "(c.new #>> '{}')::boolean",
    Day: "(c.new #>> '{}')::date",
    Str: "c.new #>> '{}'",
    Choice: "(c.new #>> '{}')::destinationenum",
}
_WORDS: Final = "c.reason"
"""Free words may be erased, so a corrected note stands in the one column of a correction that may be erased too."""


def statements(side: str) -> list[str]:
    """Return the ``CREATE VIEW`` statements of ``side``: ``"local"`` or ``"central"``, in a fixed order."""
    return [_view(Base.metadata.tables[name], fields, side) for name, fields in CORRECTABLE.items()]


def _view(table: Table, fields: tuple[str, ...], side: str) -> str:
    led = FOLLOWING.get(table.name, {})
    columns = ",\n    ".join(
        _corrected(table, column, side) if column.name in fields or column.name in led else f"t.{column.name}"
        for column in table.columns
    )
    return f"CREATE VIEW v_{table.name} AS SELECT\n    {columns}\nFROM {table.name} t"


def _corrected(table: Table, column: Column[Any], side: str) -> str:
    readers = _SQLITE if side == "local" else _POSTGRESQL
    new = _WORDS if "privacy" in column.info else readers[type(column.type)]
    of, key = FOLLOWING.get(table.name, {}).get(column.name, (table.name, "id"))
    mine = f"FROM corrections c WHERE c.target_id = t.{key} AND c.field = '{column.name}'"
    mine += f" AND c.target_table = '{of}'"
    newest = f"SELECT {new} {mine} ORDER BY c.at DESC, c.id DESC LIMIT 1"
    return f"CASE WHEN EXISTS (SELECT 1 {mine}) THEN ({newest}) ELSE t.{column.name} END AS {column.name}"


def _readable(name: str) -> Table:
    source = Base.metadata.tables[name]
    columns = [Column(column.name, column.type, primary_key=column.primary_key) for column in source.columns]
    return Table(f"v_{name}", _VIEWS, *columns)


_VIEWS: Final = MetaData()
"""Apart from the models' own metadata: nobody creates or migrates these as tables."""
POSTS: Final = _readable("poste_reception")
TICKETS: Final = _readable("ticket_depot")
LINES: Final = _readable("ligne_depot")
SOLD: Final = _readable("sale_items")
SESSIONS: Final = _readable("cash_sessions")
SALES: Final = _readable("sales")
