"""Rows as the file holds them, against what the journal says: equal at first sight, or looked at the long way.

Almost every row is right. What the journal says is turned into what the file must hold, value by value, and compared
in one go; only what differs, or could not be turned, is read back in journal form and named by its column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from operator import getitem
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.base import Base
from recyclique_desktop.data.journal_form import as_it_is, journal_reader, stored_to_journal
from recyclique_desktop.data.shape import shapes
from recyclique_desktop.data.types import Bool, Json, Uuid
from recyclique_desktop.data.verify.following import Following

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy import Connection

_KNOWN = 8_192
"""Values remembered of each type: prices, sessions and people come again and again."""
_FORM = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_is_uuid = re.compile(_FORM).fullmatch
_are_uuids = re.compile(f"(?:{_FORM}\n)*{_FORM}").fullmatch
_NOT_IN_FORM = (ValueError, TypeError, KeyError, AttributeError)


class Turned(dict[Any, Any]):
    """What the file holds for each value of the journal, worked out once; looked up without a call.

    Args:
        turn: Raises for a value that is not in its one written form.
    """

    def __init__(self, turn: Callable[[Any], Any]) -> None:
        super().__init__()
        self._turn = turn

    def __missing__(self, value: Any) -> Any:
        stored = None if value is None else self._turn(value)
        if len(self) >= _KNOWN:
            self.clear()
        self[value] = stored
        return stored


class _AsItIs(dict[Any, Any]):
    """Values that are written alike in the journal and in the file."""

    def __missing__(self, value: Any) -> Any:
        return value


class _Each(dict[Any, Any]):
    """Values that cannot be remembered (JSON), turned one by one."""

    def __getitem__(self, value: Any) -> Any:
        return None if value is None else self.turn(value)

    def __init__(self, turn: Callable[[Any], Any]) -> None:
        super().__init__()
        self.turn = turn


@dataclass(frozen=True, slots=True)
class RawForm:
    """How one table is read, and how what the journal says of a row becomes what the file holds.

    Attributes:
        table: Its name.
        columns: In SQL: ``plain``, then ``turned``, then the id.
        left: The id's columns, in SQL.
        key: What turns each part of an id.
        plain: Captured columns written alike in the journal and in the file.
        turned: The others.
        ways: What turns the values of each of ``turned``.
    """

    table: str
    columns: str
    left: tuple[str, ...]
    key: tuple[Mapping[Any, Any], ...]
    plain: tuple[str, ...]
    turned: tuple[str, ...]
    ways: tuple[Mapping[Any, Any], ...]

    def stored_key(self, key: Any) -> tuple[Any, ...] | None:
        """Return the id as the file holds it, or nothing where it is not in the one written form."""
        try:
            if len(self.key) == 1:
                return (self.key[0][key],)
            return tuple([turned[part] for turned, part in zip(self.key, key, strict=True)])
        except _NOT_IN_FORM:
            return None

    def stored(self, said: Mapping[str, Any], key: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        """Return what the file must hold, id last, or nothing where the journal is not in its form."""
        get = said.get
        try:
            return (*map(get, self.plain), *map(getitem, self.ways, map(get, self.turned)), *key)
        except _NOT_IN_FORM:
            return None

    def stored_keys(self, keys: list[Any]) -> list[tuple[Any, ...] | None]:
        """Return each id as the file holds it; where all are UUIDs, which is nearly always, all of them at once."""
        if len(self.key) == 1 and self.key[0] is _ways.get(Uuid):
            try:
                return _uuids(keys)
            except _NOT_IN_FORM:
                pass
        return [self.stored_key(key) for key in keys]

    def follow(self, connection: Connection) -> Following:
        """Return what reads on in the table."""
        return Following(connection, self.columns, self.table, self.left, slice(-len(self.left), None))

    def read(self, connection: Connection, keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Return rows by id, both as the file holds them. At most ``BATCH`` of them."""
        return self.follow(connection).look_up(keys)


@cache
def form_of(name: str) -> RawForm:
    """Return how the rows of a table are compared."""
    shape = shapes()[name]
    kinds = Base.metadata.tables[name].columns
    key = [column.name for column in shape.key]
    ways = {column.name: _way(kinds[column.name].type) for column in shape.columns}
    plain = tuple(column for column, way in ways.items() if way is _SAME)
    turned = tuple(column for column, way in ways.items() if way is not _SAME)
    return RawForm(
        table=name,
        columns=_quoted([*plain, *turned, *key]),
        left=tuple(f'"{part}"' for part in key),
        key=tuple(_way(kinds[part].type) for part in key),
        plain=plain,
        turned=turned,
        ways=tuple(ways[column] for column in turned),
    )


def _way(kind: Any) -> Mapping[Any, Any]:
    """Return what turns a value of the journal into what the file holds; one memory for all columns of a type."""
    back = journal_reader(kind)
    if back is as_it_is:
        return _SAME
    if isinstance(kind, Json):
        return _Each(back)
    if type(kind) not in _ways:
        _ways[type(kind)] = _Each(_bit) if isinstance(kind, Bool) else Turned(_exact(kind))
    return _ways[type(kind)]


_SAME = _AsItIs()
_ways: dict[type, Mapping[Any, Any]] = {}


def _exact(kind: Any) -> Callable[[Any], Any]:
    """Return what turns a value, and refuses one that would not be written like this again."""
    if isinstance(kind, Uuid):
        return _uuid
    back = journal_reader(kind)

    def turn(value: Any) -> Any:
        stored = back(value)
        if stored_to_journal(kind, stored) != value:
            raise ValueError(value)
        return stored

    return turn


def _uuid(text: str) -> bytes:
    if _is_uuid(text) is None:
        raise ValueError(text)
    return bytes.fromhex(text.replace("-", ""))


def _uuids(texts: list[str]) -> list[tuple[Any, ...] | None]:
    """Return ``(_uuid(text),)`` of each.

    Raises:
        ValueError: One is not in its form.
    """
    joined = "\n".join(texts)
    raw = bytes.fromhex(joined.replace("-", "")) if _are_uuids(joined) else b""
    if len(raw) != 16 * len(texts):
        raise ValueError(texts)
    return [(raw[start : start + 16],) for start in range(0, len(raw), 16)]


def _bit(value: Any) -> int:
    if value is not True and value is not False:
        raise ValueError(value)
    return int(value)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
