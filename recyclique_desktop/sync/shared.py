"""Shared rows as the centre has them, beside what somebody here wishes of them (``sync.md`` §8.7).

Per column: no wish → the centre's value is taken; a wish equal to it → the wish is fulfilled; else the centre's value
is remembered under the wish, and the wish stays shown. The centre's answer ends the wish.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.requests import GONE, row_key
from recyclique_desktop.domain import journal
from recyclique_desktop.sync.tables import Form, Values, form_of
from recyclique_desktop.sync.taken import write_past

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

_ALL = "SELECT table_name, row_id, column_name, base_version, old, new, entry_id FROM pending_edits"
_DROP = "DELETE FROM pending_edits WHERE table_name = ? AND row_id = ? AND column_name = ?"
_REMEMBER = "UPDATE pending_edits SET old = ? WHERE table_name = ? AND row_id = ? AND column_name = ?"
_KNOW = "UPDATE pending_edits SET base_version = 1 WHERE table_name = ? AND row_id = ? AND base_version = 0"
_FLAGS = ("active", "is_active", "is_visible")


@dataclass(slots=True)
class Edit:
    """A wish on one column that the centre has not answered."""

    table: str
    row_id: str
    column: str
    base_version: int
    old: Any
    new: Any
    entry_id: bytes


@dataclass(slots=True)
class SharedRows:
    """Writes shared rows within one transaction.

    Attributes:
        connection: Holds the writer, beside capture.
    """

    connection: Connection
    _edits: dict[tuple[str, str], dict[str, Edit]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for raw in self.connection.exec_driver_sql(_ALL):
            edit = Edit(raw[0], raw[1], raw[2], raw[3], _value(raw[4]), _value(raw[5]), raw[6])
            self._edits.setdefault((edit.table, edit.row_id), {})[edit.column] = edit

    def insert(self, form: Form, row_id: Any, values: Values) -> None:
        """Take a new row of the centre; where one stands already (a stub, a wish), its open columns become these."""
        if not self._exists(form, row_id):
            self._write_new(form, row_id, values)
            return
        whole = {
            one.name: values.get(one.name) for one in form.fields.values() if not (one.is_private or one.is_derived)
        }
        self._know(form, row_id)
        self.update(form, row_id, {**whole, **values})

    def update(self, form: Form, row_id: Any, values: Values) -> None:
        """Take new values of the centre; a row that was never sent here stays unknown."""
        shown = self._beside_wishes(form, row_id, values)
        if shown:
            self._write(form, row_id, shown)

    def remove(self, form: Form, row_id: Any) -> None:
        """Take away a link that the centre took away, with whatever was wished of it."""
        self._run(f'DELETE FROM "{form.name}" WHERE {form.where_key}', form.key_of(row_id))  # noqa: S608
        for edit in self._edits.pop((form.name, row_key(row_id)), {}).values():
            self._drop(edit)

    def wishes_of(self, entry_id: UUID) -> list[Edit]:
        """End the wishes of an entry of ours that the centre has answered, and return them."""
        found = [edit for edits in self._edits.values() for edit in edits.values() if edit.entry_id == entry_id.bytes]
        for edit in found:
            del self._edits[edit.table, edit.row_id][edit.column]
            self._drop(edit)
        return found

    def settle(self, wishes: list[Edit], rows: list[dict[str, Any]], refused: Values) -> None:
        """Show the centre's value wherever its answer did not bring another.

        Args:
            wishes: Ended by the answer.
            rows: What the answer wrote, applied already.
            refused: ``{"table/id/column": the centre's value}``.
        """
        told = {(row["table"], row_key(row["id"])): row for row in rows}
        for edit in wishes:
            row = told.get((edit.table, edit.row_id))
            if edit.column == GONE:
                self._give_back(edit, row)
            elif row is None and edit.base_version == 0:
                self._put_away(edit)
            elif row is None or not self._is_told(edit, row):
                self._show_again(edit, refused)

    def _is_told(self, edit: Edit, row: dict[str, Any]) -> bool:
        """Whether a row of the answer speaks of this column; of a private one it only says that it was granted."""
        return edit.column in row.get("set", {}) or form_of(edit.table).field(edit.column).is_private

    def _show_again(self, edit: Edit, refused: Values) -> None:
        form = form_of(edit.table)
        value = refused.get(f"{edit.table}/{edit.row_id}/{edit.column}", edit.old)
        if value is not None or not form.field(edit.column).is_needed:
            self._write(form, _row_id(edit.row_id), {edit.column: value})

    def _give_back(self, edit: Edit, row: dict[str, Any] | None) -> None:
        if row is None or row["op"] != "D":
            form = form_of(edit.table)
            if not self._exists(form, _row_id(edit.row_id)):
                self._write_new(form, _row_id(edit.row_id), edit.old)

    def _put_away(self, edit: Edit) -> None:
        """Hide a row that was made here and that the centre did not want: facts may name it already."""
        form = form_of(edit.table)
        flags = [name for name in _FLAGS if name in form.fields]
        if flags:
            self._write(form, _row_id(edit.row_id), dict.fromkeys(flags, False))
        else:
            self._run(f'DELETE FROM "{form.name}" WHERE {form.where_key}', form.key_of(_row_id(edit.row_id)))  # noqa: S608

    def _beside_wishes(self, form: Form, row_id: Any, values: Values) -> dict[str, Any]:
        """Return what is to be shown of the centre's values, and note the rest under the wishes."""
        edits = self._edits.get((form.name, row_key(row_id)), {})
        gone = edits.get(GONE)
        if gone is not None:
            gone.old = {**gone.old, **values}
            self._remember(gone)
            return {}
        shown = {}
        for name, value in values.items():
            edit = edits.get(name)
            if edit is None:
                shown[name] = value
            elif edit.new == value:
                del edits[name]
                self._drop(edit)
            else:
                edit.old = value
                self._remember(edit)
        return shown

    def _know(self, form: Form, row_id: Any) -> None:
        """Remember that the centre has a row that somebody here wished to make too: its answer will not repeat it."""
        place = (form.name, row_key(row_id))
        unknown = [edit for edit in self._edits.get(place, {}).values() if edit.base_version == 0]
        for edit in unknown:
            edit.base_version = 1
        if unknown:
            self._run(_KNOW, place)

    def _drop(self, edit: Edit) -> None:
        self._run(_DROP, (edit.table, edit.row_id, edit.column))

    def _remember(self, edit: Edit) -> None:
        self._run(_REMEMBER, (_text(edit.old), edit.table, edit.row_id, edit.column))

    def _exists(self, form: Form, row_id: Any) -> bool:
        sql = f'SELECT 1 FROM "{form.name}" WHERE {form.where_key}'  # noqa: S608
        return self.connection.exec_driver_sql(sql, form.key_of(row_id)).one_or_none() is not None

    def _write_new(self, form: Form, row_id: Any, values: Values) -> None:
        row = form.stored(row_id, values)
        names = [one.name for one in (*form.key, *form.fields.values())]
        taken = dict(zip(names, row, strict=True))
        key = form.key_of(row_id)
        write_past(self.connection, form, key, taken, lambda: self._run(form.insert_sql, row))

    def _write(self, form: Form, row_id: Any, values: Values) -> None:
        stored = {name: form.field(name).stored(value) for name, value in values.items()}
        columns = ", ".join(f'"{name}" = ?' for name in stored)
        sql = f'UPDATE "{form.name}" SET {columns} WHERE {form.where_key}'  # noqa: S608
        key = form.key_of(row_id)
        write_past(self.connection, form, key, stored, lambda: self._run(sql, (*stored.values(), *key)))

    def _run(self, sql: str, values: tuple[Any, ...]) -> None:
        self.connection.exec_driver_sql(sql, values)


def _value(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _text(value: Any) -> str | None:
    return None if value is None else journal.canonical(value).decode()


def _row_id(text: str) -> Any:
    return json.loads(text) if text.startswith("[") else text
