"""What capture and verification need to know of each table, worked out once from the models."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column, Table, inspect

from recyclique_desktop.data.base import Base, Owner, owner_of
from recyclique_desktop.data.journal_form import to_journal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Mapper


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """One captured column: its name in SQL, its attribute in Python, how the journal writes its value."""

    name: str
    attribute: str
    to_journal: Callable[[Any], Any]
    is_private: bool


@dataclass(frozen=True, slots=True)
class TableShape:
    """One table as the journal sees it.

    Attributes:
        columns: Captured columns, primary key and derived ones left out.
        rank: Position with parents before children.
    """

    name: str
    owner: Owner
    rank: int
    key: tuple[ColumnShape, ...]
    columns: tuple[ColumnShape, ...]
    private: frozenset[str]
    public: frozenset[str]

    @property
    def is_synced(self) -> bool:
        """Whether rows of this table travel, hence are journaled."""
        return self.owner in {"device", "centre"}

    def key_of(self, instance: object) -> Any:
        """Return the row's id: one value, or a tuple for a composite key."""
        values = tuple(getattr(instance, column.attribute) for column in self.key)
        return values[0] if len(values) == 1 else values

    def key_to_journal(self, key: Any) -> Any:
        """Return the id as payloads write it: text, or an array for a composite key."""
        if len(self.key) == 1:
            return self.key[0].to_journal(key)
        return [column.to_journal(part) for column, part in zip(self.key, key, strict=True)]


def shape_of(entity: type[object]) -> TableShape:
    """Return the shape of the table behind a mapped class (``entity``)."""
    shape = _known.get(entity)
    if shape is None:
        mapper = cast("Mapper[Any]", inspect(entity))
        shape = _known[entity] = _shape(cast("Table", mapper.local_table), mapper)
    return shape


_known: dict[type[object], TableShape] = {}


@cache
def shapes() -> dict[str, TableShape]:
    """Return the shape of every mapped table, by table name."""
    found = {}
    for mapper in Base.registry.mappers:
        shape = shape_of(mapper.class_)
        found[shape.name] = shape
    return found


@cache
def _ranks() -> dict[str, int]:
    return {table.name: rank for rank, table in enumerate(Base.metadata.sorted_tables)}


def _shape(table: Table, mapper: Mapper[Any]) -> TableShape:
    key, columns = [], []
    for column in table.columns:
        if column.primary_key:
            key.append(_column(column, mapper))
        elif not column.info.get("derived"):
            columns.append(_column(column, mapper))
    return TableShape(
        name=table.name,
        owner=owner_of(table),
        rank=_ranks()[table.name],
        key=tuple(key),
        columns=tuple(columns),
        private=frozenset(column.name for column in columns if column.is_private),
        public=frozenset(column.name for column in columns if not column.is_private),
    )


def _column(column: Column[Any], mapper: Mapper[Any]) -> ColumnShape:
    kind = column.type
    return ColumnShape(
        name=column.name,
        attribute=mapper.get_property_by_column(column).key,
        to_journal=lambda value: to_journal(kind, value),
        is_private="privacy" in column.info,
    )
