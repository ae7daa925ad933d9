"""Shared rows of a joined workstation: what the centre said last of a column stands here, unless a wish covers it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.requests import GONE, row_key
from recyclique_desktop.data.shape import TableShape, shapes
from recyclique_desktop.data.verify.facts import read_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from recyclique_desktop.data.verify.chains import Read
    from recyclique_desktop.data.verify.report import Report

_WISHES = "SELECT table_name, row_id, column_name, new FROM pending_edits"


@dataclass(slots=True)
class SharedRowCheck:
    """Replays what was pulled of the centre's stream; rows from before this file joined are the centre's to prove."""

    connection: Connection
    report: Report
    _said: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    _ids: dict[tuple[str, str], Any] = field(default_factory=dict)
    _born: set[tuple[str, str]] = field(default_factory=set)

    def replay(self, read: Read) -> None:
        """Take over what one entry of the centre says."""
        if read.payload is None:
            return
        for row in read.payload.get("rows", []):
            shape = shapes().get(str(row.get("table")))
            if shape is not None and shape.owner == "centre" and "id" in row:
                self._take(shape.name, row)

    def finish(self) -> None:
        """Compare every column the centre spoke of with the file."""
        for raw in self.connection.exec_driver_sql(_WISHES):
            self._wish(raw[0], raw[1], raw[2], None if raw[3] is None else json.loads(raw[3]))
        for name, rows in self._said.items():
            shape = shapes()[name]
            keys = [self._ids[name, key] for key in rows]
            found = read_rows(self.connection, shape, keys)
            for key, wanted in rows.items():
                self._compare(shape, key, wanted, found.get(self._ids[name, key]))

    def _take(self, table: str, row: dict[str, Any]) -> None:
        key = row_key(row["id"])
        self._ids[table, key] = tuple(row["id"]) if isinstance(row["id"], list) else row["id"]
        if row["op"] == "I":
            self._born.add((table, key))
        if row["op"] == "D":
            self._said[table].pop(key, None)
            return
        said = self._said[table].setdefault(key, {})
        for name, value in row.get("set", {}).items():
            said[name] = value[1] if row["op"] == "U" else value

    def _wish(self, table: str, key: str, column: str, value: Any) -> None:
        said = self._said.get(table, {})
        if column == GONE:
            said.pop(key, None)
        elif key in said:
            said[key][column] = value

    def _compare(self, shape: TableShape, key: str, wanted: dict[str, Any], found: dict[str, Any] | None) -> None:
        where = f"{shape.name} {key}"
        self.report.rows += 1
        if found is None:
            if (shape.name, key) in self._born:  # of a row from before, only changes may have come
                self.report.add("verify.row_missing", where)
            return
        for name, value in wanted.items():
            if name in found and found[name] != value:
                self.report.add("verify.row_changed", where, f"{shape.name}.{name}")
