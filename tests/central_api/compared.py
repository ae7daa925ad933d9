"""The rows of a workstation's file and those of the centre, in journal form, side by side."""

from __future__ import annotations

import json
from typing import Any

from recyclique_desktop.data.db import Database
from recyclique_desktop.data.journal_form import stored_to_journal
from recyclique_desktop.data.models import Base
from recyclique_desktop.data.shape import shapes
from tests.central_api.machines import Machine

Rows = dict[str, dict[str, Any]]
"""By id, composite ones as JSON: what is not NULL of a row."""
SYNCED = tuple(sorted(name for name, shape in shapes().items() if shape.is_synced))


def here(db: Database, table: str) -> Rows:
    """Return the rows of a table of the file."""
    model = Base.metadata.tables[table]
    with db.connection() as connection:
        found = connection.exec_driver_sql(f"SELECT {', '.join(c.name for c in model.columns)} FROM {table}").all()
    rows = {}
    for raw in found:
        row = {c.name: stored_to_journal(c.type, value) for c, value in zip(model.columns, raw, strict=True)}
        rows[_key(table, row)] = {name: value for name, value in row.items() if value is not None}
    return rows


def there(machine: Machine, table: str, page: int = 200) -> Rows:
    """Return the rows of a table that the centre gives to a machine."""
    rows: Rows = {}
    last = None
    while found := machine.line.rows("bootstrap_page", table, last, page):
        rows |= dict(found)
        last = found[-1][0]
    return rows


def _key(table: str, row: dict[str, Any]) -> str:
    key = [row[column.name] for column in shapes()[table].key]
    return str(key[0]) if len(key) == 1 else json.dumps(key, separators=(",", ":"))
