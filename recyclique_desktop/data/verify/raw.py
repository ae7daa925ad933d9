"""Rows as the file holds them, against what the journal says: equal at first sight, or looked at the long way.

Almost every row is right. What the journal says is turned into what the file must hold, value by value, and compared
in one go; only what differs, or could not be turned, is read back in journal form and named by its column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.base import Base
from recyclique_desktop.data.journal_form import as_it_is, journal_reader, stored_to_journal
from recyclique_desktop.data.shape import TableShape, shapes
from recyclique_desktop.data.types import Json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

BATCH = 500
_KNOWN = 4_096
"""Values remembered of each type: prices, sessions and people come again and again."""


@dataclass(frozen=True, slots=True)
class RawForm:
    """How one table is read, and how what the journal says of a row becomes what the file holds.

    Attributes:
        key: What turns each part of an id; nothing for a part that is written alike.
        columns: Name of each captured column, and what turns its values.
    """

    shape: TableShape
    select: str
    key: tuple[Callable[[Any], Any], ...]
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def stored_key(self, key: Any) -> tuple[Any, ...] | None:
        """Return the id as the file holds it, or nothing where it is not in the one written form."""
        parts = key if isinstance(key, tuple) else (key,)
        try:
            return tuple([turn(part) for turn, part in zip(self.key, parts, strict=True)])
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def stored(self, said: dict[str, Any]) -> tuple[Any, ...] | None:
        """Return the captured columns that the file must hold, or nothing where the journal is not in its form."""
        get = said.get
        try:
            return tuple(
                [value if (value := get(name)) is None or turn is None else turn(value) for name, turn in self.columns]
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def read(self, connection: Connection, keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Return rows by id, both as the file holds them. At most ``BATCH`` of them."""
        width = len(self.key)
        mark = "?" if width == 1 else f"({', '.join('?' * width)})"
        marks = ", ".join([mark] * len(keys))
        sql = f"{self.select} IN ({marks})" if width == 1 else f"{self.select} IN (VALUES {marks})"
        raw: Any = connection.connection.driver_connection
        rows = raw.execute(sql, [part for key in keys for part in key]).fetchall()
        return {row[:width]: row[width:] for row in rows}


@cache
def form_of(name: str) -> RawForm:
    """Return how the rows of a table are compared."""
    shape = shapes()[name]
    kinds = Base.metadata.tables[name].columns
    key = [column.name for column in shape.key]
    columns = [column.name for column in shape.columns]
    left = _quoted(key) if len(key) == 1 else f"({_quoted(key)})"
    return RawForm(
        shape=shape,
        select=f'SELECT {_quoted([*key, *columns])} FROM "{name}" WHERE {left}',  # noqa: S608
        key=tuple(_turn(kinds[part].type) or as_it_is for part in key),
        columns=tuple((column, _turn(kinds[column].type)) for column in columns),
    )


def _turn(kind: Any) -> Callable[[Any], Any] | None:
    """Return what turns a value of the journal into what the file holds, and refuses all that is not in its form."""
    back = journal_reader(kind)
    if back is as_it_is:
        return None
    return back if isinstance(kind, Json) else _exact(kind)


def _exact(kind: Any) -> Callable[[Any], Any]:
    """One memory for all columns of a type: what comes out is read back, and must be what came in."""
    known = _turns.get(type(kind))
    if known is not None:
        return known
    back = journal_reader(kind)

    @lru_cache(maxsize=_KNOWN, typed=True)
    def turned(value: Any) -> Any:
        stored = back(value)
        if stored_to_journal(kind, stored) != value:
            raise ValueError(value)
        return stored

    _turns[type(kind)] = turned
    return turned


_turns: dict[type, Callable[[Any], Any]] = {}


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
