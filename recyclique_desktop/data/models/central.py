"""The centre's half of the models, as PostgreSQL should hold it: what its history is compared with, nothing more.

A workstation refuses what cannot be true; the centre stores what it is told and flags it (``sync.md`` §2). So the
local rules fall away here, and the unique numbers of facts become plain indexes: still what people search by.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import Column, DefaultClause, ForeignKeyConstraint, Index, MetaData, Table, text

from recyclique_desktop.data.base import NAMING, Base, owner_of
from recyclique_desktop.data.models.sides import holds, is_central

STAMPED = frozenset({
    "admin_settings", "cash_counts", "cash_movements", "cash_registers", "category_reclassifications", "closures",
    "corrections", "import_batches", "legacy_category_mapping_cache", "payment_methods", "prints", "setting_versions",
    "tares", "ticket_depot", "user_sessions", "workstations",
})  # fmt: skip
"""Tables whose moments of making and change are never NULL at the centre: ours, and where 1.4.4 said so too."""


@cache
def central_metadata() -> MetaData:
    """Return the tables, columns, constraints and indexes that the centre should hold; worked out once."""
    target = MetaData(naming_convention=NAMING)
    for table in filter(is_central, Base.metadata.sorted_tables):
        copy = table.to_metadata(target)
        for column in copy.columns:
            _settle_column(column)
        _leave_local_rules(copy)
        for index in table.indexes:
            if not holds(index, "central"):
                _ask_instead(index, copy)
    return target


def _settle_column(column: Column[object]) -> None:
    if column.info.get("central_null") and column.table.name not in STAMPED:
        column.nullable = True
    if "central_default" in column.info:
        column.server_default = DefaultClause(text(column.info["central_default"]))


def _leave_local_rules(table: Table) -> None:
    for constraint in list(table.constraints):
        if not holds(constraint, "central"):
            table.constraints.discard(constraint)
            if isinstance(constraint, ForeignKeyConstraint):
                for element in constraint.elements:
                    element.parent.foreign_keys.discard(element)


def _ask_instead(index: Index, table: Table) -> None:
    """Replace a rule that only workstations keep by an index for the same question; shared tables need none."""
    copied = next(copy for copy in table.indexes if copy.name == index.name)
    table.indexes.discard(copied)
    if owner_of(table) == "device":
        where = index.dialect_options["postgresql"]["where"]
        columns = [table.c[column.name] for column in index.columns]
        Index(str(index.name).replace("uq_", "ix_", 1), *columns, postgresql_where=where)
