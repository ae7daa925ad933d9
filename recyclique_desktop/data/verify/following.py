"""Rows of one table, read in the order in which they were written: nearly that in which the journal speaks of them.

Looking each id up costs several times what reading on costs. What does not lie near is looked up after all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

BATCH = 64
"""Few enough that what one batch holds stays in the processor's cache: more were dearer, not cheaper."""
_MOST_AHEAD = 16 * BATCH
"""Rows read that nobody asked for yet; beyond them the table does not lie in the order of the journal."""

_Raw = tuple[Any, ...]


@dataclass(slots=True)
class Following:
    """Reads on in a table while its ids are asked for, about in order.

    Args:
        connection: In one read snapshot, or holding the writer: nothing else writes meanwhile.
        columns: Of the SELECT, in SQL.
        table: Its name.
        key: Its id's columns, in SQL.
        place: Where a row read holds its id.
    """

    connection: Connection
    columns: str
    table: str
    key: tuple[str, ...]
    place: slice
    _ahead: dict[_Raw, _Raw] = field(default_factory=dict)
    _cursor: Any = None
    _is_near: bool = True

    def find(self, keys: list[_Raw]) -> dict[_Raw, _Raw]:
        """Return the rows that are there, by id. At most ``BATCH`` of them."""
        ahead, found = self._ahead, {}
        missing = [key for key in keys if key not in ahead]
        while missing and self._is_near:
            self._read_on(len(missing))
            missing = [key for key in missing if key not in ahead]
        for key in keys:
            row = ahead.pop(key, None)
            if row is not None:
                found[key] = row
        if missing:
            found.update(self.look_up(missing))
        return found

    def _read_on(self, many: int) -> None:
        raw: Any = self.connection.connection.driver_connection
        if self._cursor is None:
            self._cursor = raw.execute(f'SELECT {self.columns} FROM "{self.table}" ORDER BY rowid')  # noqa: S608
        rows, place = self._cursor.fetchmany(many), self.place
        self._ahead.update({row[place]: row for row in rows})
        if len(rows) < many or len(self._ahead) > _MOST_AHEAD:
            self._is_near = False
            self._cursor.close()

    def look_up(self, keys: list[_Raw]) -> dict[_Raw, _Raw]:
        """Return rows by id, wherever they lie. At most ``BATCH`` of them."""
        raw: Any = self.connection.connection.driver_connection
        sql = f'SELECT {self.columns} FROM "{self.table}" WHERE'  # noqa: S608
        if len(self.key) == 1:
            sql = f"{sql} {self.key[0]} IN ({','.join('?' * len(keys))})"
        else:
            marks = f"({', '.join('?' * len(self.key))})"
            sql = f"{sql} ({', '.join(self.key)}) IN (VALUES {', '.join([marks] * len(keys))})"
        rows = raw.execute(sql, [part for key in keys for part in key])
        return {row[self.place]: row for row in rows}
