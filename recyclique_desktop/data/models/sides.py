"""Which tables, constraints and indexes live on which side: one metadata, read three ways (``sync.md`` §8.13)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.sql.schema import SchemaItem

from recyclique_desktop.data.base import Base, owner_of
from recyclique_desktop.data.types import Choice

_DIALECTS = {"local": "sqlite", "central": "postgresql"}


def local_tables() -> list[Table]:
    """Return the tables of a workstation's main file, parents before children."""
    return [table for table in Base.metadata.sorted_tables if is_local(table)]


def device_tables() -> list[Table]:
    """Return the tables of the small file that lies beside the key."""
    return [table for table in Base.metadata.sorted_tables if "file" in table.info]


def is_local(table: Table) -> bool:
    """Tell whether a workstation's main file holds this table."""
    return owner_of(table) != "centre_only" and "file" not in table.info


def is_central(table: Table) -> bool:
    """Tell whether the centre holds this table; ``sync_logs`` is the one local table it keeps rows of its own in."""
    return owner_of(table) != "local" or table.name == "sync_logs"


def belongs(item: SchemaItem, side: str) -> bool:
    """Tell whether a table, or a part of one, exists on ``side``: the main file, or the centre."""
    if isinstance(item, Table):
        return is_local(item) if side == "local" else is_central(item)
    return holds(item, side)


def holds(item: SchemaItem, side: str) -> bool:
    """Tell whether a constraint or index exists on ``side``: ``"local"`` or ``"central"``."""
    return bool(item.info.get("side", side) == side)


def settle(metadata: MetaData) -> None:
    """Add the check of every closed list, and keep each one-sided constraint and index to its side's DDL."""
    for table in metadata.tables.values():
        _limit_choices(table)
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                constraint.info.update(constraint.elements[0].info)
            if "side" in constraint.info:
                constraint.ddl_if(dialect=_DIALECTS[constraint.info["side"]])
        for index in table.indexes:
            if "side" in index.info:
                index.ddl_if(dialect=_DIALECTS[index.info["side"]])


def _limit_choices(table: Table) -> None:
    for column in table.columns:
        if isinstance(column.type, Choice):
            known = ", ".join(f"'{member.value}'" for member in column.type.enum)
            rule = f'"{column.name}" IN ({known})'
            table.append_constraint(CheckConstraint(rule, name=f"{column.name}_known", info={"side": "local"}))
