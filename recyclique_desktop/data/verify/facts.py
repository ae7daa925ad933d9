"""Rows against the journal: each captured column of each row is what its entries say, and no row is without one."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.data.base import Base
from recyclique_desktop.data.journal_form import stored_to_journal
from recyclique_desktop.data.shape import ColumnShape, TableShape, shapes
from recyclique_desktop.data.triggers import HORIZON, IMMUTABLE, PURGED
from recyclique_desktop.data.verify.following import BATCH, Following
from recyclique_desktop.data.verify.raw import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from recyclique_desktop.data.verify.raw import RawForm
    from recyclique_desktop.data.verify.report import Report


@dataclass(slots=True)
class RowCheck:
    """Replays the rows of every entry, then compares with the tables.

    Facts that never change are compared and forgotten batch by batch; the few rows that do change are kept.

    Attributes:
        own: The workstation whose facts alone must all be in the journal, once it has joined a centre.
    """

    connection: Connection
    report: Report
    own: UUID | None = None
    kept: dict[str, dict[Any, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    _waiting: dict[str, dict[Any, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    _counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _horizon: str | None = None
    _last: list[tuple[str, Any]] = field(default_factory=list)
    _erased: set[tuple[str, Any]] = field(default_factory=set)
    _is_full: bool = False
    _following: dict[str, Following] = field(default_factory=dict)

    def replay(self, rows: Iterable[dict[str, Any]], where: str) -> None:
        """Take over what one entry says of rows; the personal part of a row may follow its public part."""
        self._last = []
        known_shapes = shapes()
        for row in rows:
            shape = known_shapes.get(str(row.get("table")))
            if shape is None or "id" not in row:
                self.report.add("verify.unreadable", where, f"row of {row.get('table')}")
                continue
            key = _hashable(row["id"])
            self._last.append((shape.name, key))
            self._take(shape, key, row, where)

    def forget_private(self) -> None:
        """The personal part of the entry before was erased: what those rows hold in private columns is unknown."""
        self._erased.update(self._last)

    def session(self, session_id: Any) -> dict[str, Any]:
        """Return a cash session as entries left it; one of a workstation that this one succeeds, as it stands here.

        Raises:
            KeyError: Nobody opened it.
        """
        known = self.kept["cash_sessions"]
        if session_id not in known:
            self._is_inherited(shapes()["cash_sessions"], session_id, known)
        return known[session_id]

    def settle(self) -> None:
        """Compare what waits, once a batch is full; never between the entries of one transaction."""
        if not self._is_full:
            return
        for name, waiting in self._waiting.items():
            if len(waiting) >= BATCH:
                self._compare(shapes()[name], waiting)
                waiting.clear()
        self._is_full = False

    def finish(self) -> None:
        """Compare everything left, then look for rows that no entry speaks of."""
        for name, waiting in self._waiting.items():
            self._compare(shapes()[name], waiting)
            waiting.clear()
        for name, rows in self.kept.items():
            self._compare(shapes()[name], rows)
        for shape in shapes().values():
            if shape.is_synced and self._exists(shape) and (self.own is None or shape.owner == "device"):
                self._strangers(shape)

    def _take(self, shape: TableShape, key: Any, row: dict[str, Any], where: str) -> None:
        place = self._waiting if shape.name in IMMUTABLE else self.kept
        known = place[shape.name]
        values = row.get("set", {})
        if row["op"] == "I":
            before = known.get(key)
            if before is None:
                self._counts[shape.name] += 1
                known[key] = values
                if len(known) >= BATCH:
                    self._is_full = True
            else:
                known[key] = before | values  # what an entry says stays as it is: its document is built from it
        elif row["op"] == "D":
            known.pop(key, None)
            self._counts[shape.name] -= 1
        elif key not in known and not self._is_inherited(shape, key, known):
            self.report.add("verify.row_order", where, f"{shape.name} {row['id']}")
        else:
            known[key] = known[key] | {name: new for name, (_old, new) in values.items()}

    def _is_inherited(self, shape: TableShape, key: Any, known: dict[Any, dict[str, Any]]) -> bool:
        """Whether a row began on a workstation that this one succeeds: what it says now is checked, not its past."""
        if self.own is None:
            return False
        found = read_rows(self.connection, shape, [key]).get(key)
        if found is None or found.get("workstation_id") == str(self.own):
            return False
        known[key] = dict(found)
        return True

    def _compare(self, shape: TableShape, expected: dict[Any, dict[str, Any]]) -> None:
        form, keys = form_of(shape.name), list(expected)
        self.report.rows += len(keys)
        for start in range(0, len(keys), BATCH):
            some = keys[start : start + BATCH]
            stored_keys = form.stored_keys(some)
            found = self._found(form, shape.name, [key for key in stored_keys if key is not None])
            stored, look = form.stored, found.get
            doubtful = [
                key
                for key, raw in zip(some, stored_keys, strict=True)
                if raw is None or (row := look(raw)) is None or row != stored(expected[key], raw)
            ]
            if doubtful:
                rows = read_rows(self.connection, shape, doubtful)
                for key in doubtful:
                    self._compare_row(shape, key, expected[key], rows.get(key))

    def _found(self, form: RawForm, name: str, keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Return the rows of these ids; facts lie in the file about as the journal speaks of them."""
        if name not in IMMUTABLE:
            return form.read(self.connection, keys)
        if name not in self._following:
            self._following[name] = form.follow(self.connection)
        return self._following[name].find(keys)

    def _compare_row(self, shape: TableShape, key: Any, wanted: dict[str, Any], found: dict[str, Any] | None) -> None:
        where = f"{shape.name} {key}"
        if found is None:
            if self._may_be_forgotten(shape, wanted):
                self._counts[shape.name] -= 1
            else:
                self.report.add("verify.row_missing", where)
            return
        unknown = shape.private if (shape.name, key) in self._erased else frozenset()
        for name, value in found.items():
            if value != wanted.get(name) and name not in unknown:
                self.report.add("verify.row_changed", where, f"{shape.name}.{name}")

    def _may_be_forgotten(self, shape: TableShape, wanted: dict[str, Any]) -> bool:
        """Whether a row is old enough to have been forgotten; its entry stays."""
        began = wanted.get(PURGED.get(shape.name, ""))
        if began is None:
            return False
        if self._horizon is None:
            self._horizon = self.connection.exec_driver_sql(HORIZON).scalar_one()
        return bool(began < self._horizon)

    def _strangers(self, shape: TableShape) -> None:
        """Name the rows that no entry speaks of; the journal is read again only when the counts differ."""
        mine, values = ("", ()) if self.own is None else (" WHERE workstation_id = ?", (self.own.bytes,))
        sql = f'SELECT count(*) FROM "{shape.name}"{mine}'  # noqa: S608
        count = self.connection.exec_driver_sql(sql, values).scalar_one()
        if count == self._counts[shape.name]:
            return
        known = self._spoken_of(shape)
        left = _quoted(column.name for column in shape.key)
        for raw in self.connection.exec_driver_sql(f'SELECT {left} FROM "{shape.name}"{mine}', values):  # noqa: S608
            parts = tuple(_read(kind, value) for kind, value in zip(_kinds(shape, shape.key), raw, strict=True))
            key = parts[0] if len(parts) == 1 else parts
            if key not in known:
                self.report.add("verify.row_unknown", f"{shape.name} {key}")

    def _spoken_of(self, shape: TableShape) -> set[Any]:
        found = set()
        for (payload,) in self.connection.exec_driver_sql("SELECT payload FROM journal WHERE length(payload) > 0"):
            for row in _rows_of(payload):
                if row.get("table") == shape.name and "id" in row:
                    found.add(_hashable(row["id"]))
        return found

    def _exists(self, shape: TableShape) -> bool:
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return self.connection.exec_driver_sql(sql, (shape.name,)).one_or_none() is not None


def read_rows(connection: Connection, shape: TableShape, keys: list[Any]) -> dict[Any, dict[str, Any]]:
    """Return rows of the file in journal form, by id; a value that no program of ours writes is shown as it is."""
    readers = _readers(shape)
    names = [column.name for column in (*shape.key, *shape.columns)]
    width = len(shape.key)
    left = ", ".join(f'"{column.name}"' for column in shape.key)
    found: dict[Any, dict[str, Any]] = {}
    for start in range(0, len(keys), BATCH):
        wanted = [_stored_key(key) for key in keys[start : start + BATCH]]
        marks = ", ".join(f"({', '.join('?' * width)})" for _ in wanted)
        sql = f'SELECT {_quoted(names)} FROM "{shape.name}" WHERE ({left}) IN (VALUES {marks})'  # noqa: S608
        for raw in connection.exec_driver_sql(sql, tuple(part for key in wanted for part in key)):
            values = [read(value) for read, value in zip(readers, raw, strict=True)]
            key = values[0] if width == 1 else tuple(values[:width])
            found[key] = dict(zip(names[width:], values[width:], strict=True))
    return found


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _hashable(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key


def _stored_key(key: Any) -> tuple[bytes | str, ...]:
    parts = key if isinstance(key, tuple) else (key,)
    return tuple(_stored_part(part) for part in parts)


def _stored_part(part: str) -> bytes | str:
    try:
        return UUID(part).bytes
    except ValueError:
        return part


def _rows_of(payload: bytes) -> list[dict[str, Any]]:
    try:
        body = json.loads(payload)
    except ValueError:
        return []
    rows = body.get("rows", []) if isinstance(body, dict) else []
    return [row for row in rows if isinstance(row, dict)]


def _kinds(shape: TableShape, columns: Iterable[ColumnShape]) -> list[Any]:
    table = Base.metadata.tables[shape.name]
    return [table.columns[column.name].type for column in columns]


def _readers(shape: TableShape) -> list[Callable[[Any], Any]]:
    return [partial(_read, kind) for kind in _kinds(shape, (*shape.key, *shape.columns))]


def _read(kind: Any, value: Any) -> Any:
    try:
        return stored_to_journal(kind, value)
    except (ValueError, TypeError):
        return f"? {value!r}"
