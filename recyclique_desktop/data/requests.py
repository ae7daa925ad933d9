"""Wishes on shared rows: what a joined workstation writes instead of changing them for everybody (``sync.md`` §2).

The new value is shown here at once; ``pending_edits`` keeps the centre's beside it until the answer arrives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data import chain
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from recyclique_desktop.data.shape import TableShape

CENTRE_SETS = frozenset({"row_version", "updated_at"})
"""Columns of a shared row that only the centre sets: two wishes on different columns must not collide on them."""
GONE = "*"
"""Column name of the edit that keeps a whole row somebody here wants removed."""

_EDIT = (
    "INSERT INTO pending_edits (table_name, row_id, column_name, base_version, old, new, entry_id, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (table_name, row_id, column_name) DO UPDATE SET"
    " base_version = excluded.base_version, new = excluded.new, entry_id = excluded.entry_id,"
    " created_at = excluded.created_at"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """One row that somebody here wants otherwise.

    Attributes:
        op: ``I``, ``U`` or ``D``.
        row_id: As payloads write it: text, or a list for a composite key.
        base_version: The centre's version that was shown; 0 for a new row.
        columns: ``{column: [old, new]}`` in journal form; a row to be removed has its old values.
    """

    shape: TableShape
    op: str
    row_id: Any
    base_version: int
    columns: dict[str, list[Any]]

    def part(self, names: frozenset[str]) -> Wish:
        """Return the wish on these columns alone."""
        return replace(self, columns={name: pair for name, pair in self.columns.items() if name in names})

    def to_payload(self) -> dict[str, Any]:
        """Return the wish as ``payload.requests`` writes it."""
        body = {"table": self.shape.name, "op": self.op, "id": self.row_id, "base_version": self.base_version}
        return body if self.op == "D" else {**body, "set": self.columns}


def row_key(row_id: Any) -> str:
    """Return a row's id as one text: a composite one is its JSON array."""
    return row_id if isinstance(row_id, str) else journal.canonical(row_id).decode()


def ask(connection: Connection, lot: chain.Lot, wishes: Sequence[Wish], salt: Callable[[], bytes]) -> None:
    """Append the one entry of a joined workstation: its facts are rows, shared rows are wishes for the centre.

    Wishes on private columns go into the personal entry; a row to be removed is named without any value.

    Raises:
        UserError: As ``chain.append``; ``journal.too_many_rows`` for more than 500 wishes.
    """
    if len(wishes) > journal.MAX_ROWS:
        raise UserError("journal.too_many_rows", rows=len(wishes), most=journal.MAX_ROWS)
    closed = [wish.part(wish.shape.private) for wish in wishes if wish.op != "D"]
    closed = [wish for wish in closed if wish.columns]
    seen = [wish if wish.op == "D" else wish.part(wish.shape.public) for wish in wishes]
    seen = [wish for wish in seen if wish.columns or wish.op != "U"]
    main, personal = chain.append(connection, _with_wishes(lot, seen, closed, salt))
    _note(connection, seen, main, lot.at)
    if personal is not None:
        _note(connection, closed, personal, lot.at)


def _with_wishes(
    lot: chain.Lot, wishes: Sequence[Wish], closed: Sequence[Wish], salt: Callable[[], bytes]
) -> chain.Lot:
    payload, personal = lot.payload, lot.personal
    if wishes:
        payload = {**payload, "requests": [wish.to_payload() for wish in wishes]}
    if closed:
        empty = {"v": journal.VERSION, "salt": salt().hex(), "rows": []}
        personal = {**(personal or empty), "requests": [wish.to_payload() for wish in closed]}
    return replace(lot, payload=payload, personal=personal)


def _note(connection: Connection, wishes: Sequence[Wish], entry_id: UUID, at: datetime) -> None:
    """Remember what these wishes show; an earlier wish on the same column keeps the centre's value it began from."""
    rows = [row for wish in wishes for row in _edits(wish, entry_id, at)]
    if rows:
        connection.exec_driver_sql(_EDIT, rows)


def _edits(wish: Wish, entry_id: UUID, at: datetime) -> list[tuple[Any, ...]]:
    columns = wish.columns
    if wish.op == "D":
        columns = {GONE: [{name: old for name, (old, _new) in wish.columns.items()}, None]}
    place = (wish.shape.name, row_key(wish.row_id))
    return [
        (*place, name, wish.base_version, _text(old), _text(new), entry_id.bytes, iso_utc(at))
        for name, (old, new) in columns.items()
    ]


def _text(value: Any) -> str | None:
    return None if value is None else journal.canonical(value).decode()
