"""What every table shares: where it lives, its keys and moments, constraints that hold on one side only.

``info`` keys beyond those of ``data.base``:
    table ``file``: ``"device"`` for the small file beside the key; without it the table lives in the main file.
    column ``central_null``: may be NULL at the centre, where 1.4.4 leaves it out; never NULL here.
    column ``central_default``: SQL default that the central history gives, so that 1.4.4 can insert.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from recyclique_desktop.data.base import DERIVED, PERSONAL, Owner
from recyclique_desktop.data.types import Int, UtcDateTime, Uuid

LOCAL = {"side": "local"}
CENTRAL = {"side": "central"}
CENTRAL_NULL = {"central_null": True}
NOW = {"central_default": "now()"}
NOW_OR_NULL = {**NOW, **CENTRAL_NULL}
DERIVED_NOW = {**DERIVED, **NOW_OR_NULL}
DERIVED_NULL = {**DERIVED, **CENTRAL_NULL}
PERSONAL_NULL = {**PERSONAL, **CENTRAL_NULL}


def owned(owner: Owner, *items: Any, file: str | None = None, schema: str | None = None) -> tuple[Any, ...]:
    """Return ``__table_args__``: constraints and indexes, then where the table lives. Every table is STRICT."""
    info = {"owner": owner} if file is None else {"owner": owner, "file": file}
    options: dict[str, Any] = {"sqlite_strict": True, "info": info}
    if schema is not None:
        options["schema"] = schema
    return (*items, options)


def local_fk(target: str) -> ForeignKey:
    """A reference that only a workstation checks, at commit: facts arrive in any order at the centre."""
    return ForeignKey(target, deferrable=True, initially="DEFERRED", info=LOCAL)


def local_check(name: str, sql: str) -> CheckConstraint:
    """A rule that only a workstation checks; the centre stores what it is told, and flags it."""
    return CheckConstraint(sql, name=name, info=LOCAL)


def own_check(name: str, sql: str) -> CheckConstraint:
    """A rule for rows that a workstation wrote; rows of 1.4.4, which have no workstation, came before it."""
    return local_check(name, f"workstation_id IS NULL OR ({sql})")


def local_unique(name: str, *columns: str, where: str | None = None) -> Index:
    """A unique index that only a workstation keeps (``sync.md`` §2, *Constraints at the centre*)."""
    condition = None if where is None else text(where)
    return Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition, info=LOCAL)


def number_index(name: str, *, where: str | None = None) -> Index:
    """An index of the numbers people read; no rule.

    What is unique is (stream, series, number), in the journal (``sync.md`` §8.10): two copies of one disk may have
    given a number twice before they knew of each other.
    """
    condition = None if where is None else text(where)
    return Index(name, "workstation_id", "number", sqlite_where=condition, postgresql_where=condition)


def sparse_index(table: str, column: str) -> Index:
    """An index of the few rows that have a value: a sale pays nothing for the reversal it is not."""
    filled = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, sqlite_where=filled, postgresql_where=filled)


def one(back: str, *, by: str | None = None, far: str | None = None) -> Mapped[Any]:
    """The row a foreign key points at. Never loads by itself: ask for it with ``selectinload``.

    Args:
        back: Name of the collection on the other side.
        by: The foreign key column, ``Class.column``, where two lead to the same table.
        far: Key of the other side, for a table that refers to itself.
    """
    return relationship(back_populates=back, lazy="raise", foreign_keys=by, remote_side=far)


def many(back: str, *, by: str | None = None) -> Mapped[Any]:
    """The rows that point here. Never loads by itself, never deletes or blanks them."""
    return relationship(back_populates=back, lazy="raise", foreign_keys=by, viewonly=True)


def linked(back: str, through: str) -> Mapped[Any]:
    """The rows on the far side of a link table, to read only; links are rows with an owner of their own."""
    return relationship(back_populates=back, lazy="raise", secondary=through, viewonly=True)


class Keyed:
    """A row with an id made where it was born."""

    id: Mapped[UUID] = mapped_column(Uuid(), primary_key=True, sort_order=-10)


class Stamped:
    """A row that says when it was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW_OR_NULL, sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW_OR_NULL, sort_order=91)


class Shared:
    """A row whose truth is the centre; only the centre raises ``row_version``."""

    row_version: Mapped[int] = mapped_column(Int(big=True), default=1, server_default=text("1"), sort_order=95)


class Born:
    """A fact: it says when it was recorded."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), info=NOW_OR_NULL, sort_order=90)


class Fact(Keyed, Born):
    """A fact of a table of 1.4.4, whose older rows know neither site nor workstation."""

    site_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("sites.id"), sort_order=80)
    workstation_id: Mapped[UUID | None] = mapped_column(Uuid(), local_fk("workstations.id"), sort_order=81)


class OwnFact(Keyed, Born):
    """A fact of a table of ours: always made by a workstation of a site."""

    site_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("sites.id"), sort_order=80)
    workstation_id: Mapped[UUID] = mapped_column(Uuid(), local_fk("workstations.id"), sort_order=81)
