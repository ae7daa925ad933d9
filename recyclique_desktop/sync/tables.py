"""Each table as pulled rows meet it: journal values in, rows of this file out. Worked out once from the models."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from sqlalchemy import Column, Table, UniqueConstraint

from recyclique_desktop.data.journal_form import as_it_is, journal_reader
from recyclique_desktop.data.models import Base
from recyclique_desktop.data.shape import shapes
from recyclique_desktop.data.types import Bool, Bytes, Day, Int, Json, Money, Real, UtcDateTime, Weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Values: TypeAlias = "Mapping[str, Any]"
"""Column values in journal form."""

STARTS_AS: Mapping[tuple[str, str], str] = {
    ("cash_sessions", "current_amount"): "initial_amount",
    ("cash_sessions", "last_activity"): "opened_at",
}
"""Derived columns that begin as another column of the same row; ``updated_at`` of a fact begins as ``created_at``."""

LONG_AGO = "1970-01-01T00:00:00.000000Z"
"""Stands for a moment that 1.4.4 left out and that no row may lack here."""


class UnknownError(Exception):
    """A payload names a table or a column that this program does not have: it is older than who wrote it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: how its journal form becomes what the file holds, and what it holds when nothing is said.

    Attributes:
        neutral: A value that says nothing, for a stub; none where a text has to be made up.
    """

    name: str
    read: Callable[[Any], Any]
    blank: Any
    neutral: Any
    is_private: bool
    is_derived: bool
    is_needed: bool

    def stored(self, value: Any) -> Any:
        """Return a value of a payload as the file holds it; NULL stays NULL."""
        return None if value is None else self.read(value)

    @property
    def hides(self) -> bool:
        """Whether it may not be empty and comes with the personal part, which may not have been sent here."""
        return self.is_private and self.is_needed


@dataclass(frozen=True, slots=True)
class Form:
    """One table that travels.

    Attributes:
        refers: Column to the table that it names a row of.
        places: Place in a whole row of every column after the key.
        unsaid: Places of columns that are derived, or hold a placeholder, when nobody gives them.
        links: Places of columns that name a row, with its table.
        unique: The sets of columns, other than the key, that no two rows may share.
    """

    name: str
    owner: str
    rank: int
    key: tuple[Field, ...]
    fields: Mapping[str, Field]
    refers: Mapping[str, str]
    unique: tuple[tuple[str, ...], ...]
    insert_sql: str
    where_key: str
    places: Mapping[str, int]
    unsaid: tuple[tuple[int, str], ...]
    links: tuple[tuple[int, str], ...]

    def key_of(self, row_id: Any) -> tuple[Any, ...]:
        """Return an id of a payload as the file holds it."""
        if isinstance(row_id, list):
            return tuple(field.read(part) for field, part in zip(self.key, row_id, strict=True))
        (field,) = self.key
        return (field.read(row_id),)

    def field(self, name: str) -> Field:
        """Return a column.

        Raises:
            UnknownError: This program has no such column.
        """
        found = self.fields.get(name)
        if found is None:
            raise UnknownError(f"{self.name}.{name}")
        return found

    def stored(self, row_id: Any, values: Values) -> tuple[Any, ...]:
        """Return a whole new row, in the order of ``insert_sql``: what is not said is blank, derived or a placeholder.

        Raises:
            UnknownError: A column that this program does not have.
        """
        plan = _plan(self.name, tuple(values))
        given = [*self.key_of(row_id), *values.values(), *plan.rest]
        for place, read in plan.readers:
            if given[place] is not None:
                given[place] = read(given[place])
        for place, blank in plan.never_null:
            if given[place] is None:
                given[place] = blank
        row = plan.ordered(given)
        made_up = {place: name for place, name in self.unsaid if values.get(name) is None}
        return self._made_up(row, values, made_up) if made_up else row

    def named_by(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[str, Any]]:
        """Yield the rows that whole rows, as the file holds them, refer to."""
        for place, target in self.links:
            for one in {row[place] for row in rows}:
                if one is not None:
                    yield target, one

    def _made_up(self, row: tuple[Any, ...], values: Values, columns: Mapping[int, str]) -> tuple[Any, ...]:
        """Return a row with what stands in columns that nobody gave and that are not simply blank."""
        made = {place: self._unsaid(self.fields[name], row, values) for place, name in columns.items()}
        return tuple(made.get(place, value) for place, value in enumerate(row))

    def _unsaid(self, field: Field, row: tuple[Any, ...], values: Values) -> Any:
        if field.hides:
            return placeholder(row[: len(self.key)])
        source = STARTS_AS.get((self.name, field.name), "created_at" if field.name == "updated_at" else "")
        given = values.get(source)
        return field.blank if given is None else field.read(given)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a row that gives certain columns becomes a whole one: thousands of rows give the same ones.

    Attributes:
        rest: What stands in the columns that are not given.
        readers: Places of given values that are written otherwise in a file, with what reads them.
        never_null: Places of given values that stand for something else where they are NULL.
        ordered: Puts key, given values and the rest into the order of ``insert_sql``.
    """

    rest: tuple[Any, ...]
    readers: tuple[tuple[int, Callable[[Any], Any]], ...]
    never_null: tuple[tuple[int, Any], ...]
    ordered: Callable[[list[Any]], tuple[Any, ...]]


@lru_cache(maxsize=512)
def _plan(table: str, names: tuple[str, ...]) -> _Plan:
    """Return how rows that give these columns become whole ones.

    Raises:
        UnknownError: A column that this program does not have.
    """
    form = form_of(table)
    unknown = set(names) - form.fields.keys()
    if unknown:
        raise UnknownError(f"{table}.{min(unknown)}")
    others = [name for name in form.fields if name not in names]
    at = {name: place for place, name in enumerate((*names, *others), len(form.key))}
    given = [form.fields[name] for name in names]
    return _Plan(
        rest=tuple(form.fields[name].blank for name in others),
        readers=tuple((at[one.name], one.read) for one in given if one.read is not as_it_is),
        never_null=tuple((at[one.name], one.blank) for one in given if one.blank is not None),
        ordered=itemgetter(*range(len(form.key)), *(at[name] for name in form.fields)),
    )


def placeholder(key: tuple[Any, ...]) -> str:
    """Return what stands in a personal column that may not be empty while its value is not here; unique to the row."""
    first = key[0]
    return f"desktop:{UUID(bytes=first) if isinstance(first, bytes) else first}"


def form_of(table: str) -> Form:
    """Return the form of a table.

    Raises:
        UnknownError: It does not travel, or this program does not have it.
    """
    found = forms().get(table)
    if found is None:
        raise UnknownError(table)
    return found


@cache
def forms() -> dict[str, Form]:
    """Return every table that travels, by name."""
    return {shape.name: _form(Base.metadata.tables[shape.name]) for shape in shapes().values() if shape.is_synced}


def _form(table: Table) -> Form:
    shape = shapes()[table.name]
    fields = {column.name: _field(column) for column in table.columns if not column.primary_key}
    names = [column.name for column in table.primary_key] + list(fields)
    refers = {column.name: key.column.table.name for column in table.columns for key in column.foreign_keys}
    marks = ", ".join("?" * len(names))
    quoted = ", ".join(f'"{name}"' for name in names)
    return Form(
        name=table.name,
        owner=shape.owner,
        rank=shape.rank,
        key=tuple(_field(column) for column in table.primary_key),
        fields=fields,
        refers=refers,
        unique=tuple(_unique(table)),
        insert_sql=f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})',  # noqa: S608  names of our own models
        where_key=" AND ".join(f'"{column.name}" = ?' for column in table.primary_key),
        places={name: place for place, name in enumerate(names) if name in fields},
        unsaid=tuple(
            (place, name) for place, name in enumerate(names) if name in fields and _is_unsaid(table.name, fields[name])
        ),
        links=tuple((place, refers[name]) for place, name in enumerate(names) if name in refers),
    )


def _is_unsaid(table: str, field: Field) -> bool:
    starts = (table, field.name) in STARTS_AS or field.name == "updated_at"
    return field.hides or (field.is_derived and starts)


_NEUTRAL: dict[type, Any] = {
    Money: 0,
    Weight: 0,
    Int: 0,
    Bool: 0,
    Real: 0.0,
    Json: "{}",
    Bytes: b"",
    UtcDateTime: LONG_AGO,
    Day: LONG_AGO[:10],
}


def _field(column: Column[Any]) -> Field:
    blank = _blank(column)
    return Field(
        name=column.name,
        read=journal_reader(column.type),
        blank=blank,
        neutral=_NEUTRAL.get(type(column.type)),
        is_private="privacy" in column.info,
        is_derived=bool(column.info.get("derived")),
        is_needed=not column.nullable and blank is None,
    )


def _blank(column: Column[Any]) -> Any:
    """Return what the file holds where nothing is said: nothing, or the default of a column that came later."""
    if column.nullable:
        return None
    default: Any = column.default
    if default is not None and default.is_scalar:
        return _plain(default.arg)
    if isinstance(column.type, Json) and column.server_default is not None:
        return "{}"
    return LONG_AGO if isinstance(column.type, UtcDateTime) and column.info.get("central_null") else None


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, str) else value


def _unique(table: Table) -> list[tuple[str, ...]]:
    found = [
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    found += [tuple(column.name for column in index.columns) for index in table.indexes if index.unique]
    return sorted(found)
