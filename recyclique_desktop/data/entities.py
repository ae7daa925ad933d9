"""Writes ``docs/entities.md``: every entity, whose it is, what writes and reads it, its columns and relations.

``python -m recyclique_desktop.data.entities > docs/entities.md``. All but ``USES`` (``entity_uses.py``) follows
from the models; a test proves that it names what exists, and that what it leaves out is neither written nor read.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapper, configure_mappers

from recyclique_desktop.data import models
from recyclique_desktop.data.base import Owner, owner_of
from recyclique_desktop.data.entity_uses import USES, Use
from recyclique_desktop.data.models.sides import is_central
from recyclique_desktop.data.types import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, Dialect, Table
    from sqlalchemy.orm import RelationshipProperty

_HERE: Dialect = sqlite.dialect()
_CENTRE: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


_BY_THE_CENTRE = frozenset({
    "CentreEntry", "Conflict", "Device", "EnrolmentCode", "EntryId", "Lease", "LedgerEntry", "Life",
    "ParkedEntry", "PendingChange", "Stream", "Stub",
})  # fmt: skip
"""What the centre's own functions write, in SQL."""

_PLACES: dict[Owner, str] = {
    "device": "a fact that one workstation writes; the centre keeps a copy",
    "centre": "shared; the centre's, and read on every workstation",
    "local": "this workstation's alone; never travels",
    "centre_only": "the centre's alone; never on a workstation",
    "derived": "worked out from journal entries, the same on both sides",
}


def entities() -> list[Mapper[Any]]:
    """Return every mapped entity, by name."""
    configure_mappers()
    return sorted(models.Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)


def document() -> str:
    """Return the whole page."""
    parts = [_INTRODUCTION, _summary(), *(_entity(mapper) for mapper in entities())]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = """# Entities

Generated from the models by `python -m recyclique_desktop.data.entities > docs/entities.md`; do not edit.

Each table has one owner. *Here* is the type in a workstation's file, *Centre* the type in PostgreSQL. *Personal* and
*secret* columns enter only journal payloads that can be erased; *derived* ones are computed on each side and enter
none. A relation is written `name → Entity.back`: both names can be walked.

Writers are those of the workstation where a row is made. A row that comes from elsewhere is written by
`sync.bootstrap.fill` when a workstation joins, and by `sync.pull.Puller` from then on; at the centre, by its functions
(`alembic/central/sql`)."""


def _summary() -> str:
    rows = [
        (name, f"`{table.key}`", owner_of(table), *_uses(name))
        for name, table in ((mapper.class_.__name__, _table(mapper)) for mapper in entities())
    ]
    return _grid(("Entity", "Table", "Owner", "Act", "Writer", "Reader"), rows)


def _entity(mapper: Mapper[Any]) -> str:
    name, table = mapper.class_.__name__, _table(mapper)
    written, writer, reader = _uses(name)
    facts = [
        f"- Table: `{table.key}`{_where(table)}",
        f"- Owner: **{owner_of(table)}**, {_PLACES[owner_of(table)]}",
        f"- Act: {written}",
        f"- Writer: {writer}",
        f"- Reader: {reader}",
        f"- Relations: {_relations(mapper)}",
    ]
    columns = _grid(
        ("Column", "Kind", "Here", "Centre", "Null", "Notes"), [_column(column, table) for column in table.columns]
    )
    return "\n\n".join((f"## {name}", inspect.getdoc(mapper.class_) or "", "\n".join(facts), columns))


def _uses(name: str) -> tuple[str, str, str]:
    use = USES.get(name, Use())
    writers = [f"`{writer}`" for writer in use.writers]
    writers += ["the centre's functions"] if name in _BY_THE_CENTRE else []
    return (
        ", ".join(f"`{act}`" for act in use.acts) or ("none: not journaled as rows" if writers else "none yet"),
        ", ".join(writers) or "no writer yet",
        ", ".join(f"`{reader}`" for reader in use.readers) or "no reader yet",
    )


def _where(table: Table) -> str:
    return ", in a small file beside the key" if "file" in table.info else ""


def _relations(mapper: Mapper[Any]) -> str:
    found = sorted(mapper.relationships, key=lambda relation: relation.key)
    return ", ".join(_relation(relation) for relation in found) or "none"


def _relation(relation: RelationshipProperty[Any]) -> str:
    several = " (several)" if relation.uselist else ""
    return f"`{relation.key} → {relation.mapper.class_.__name__}.{relation.back_populates}`{several}"


def _column(column: Column[Any], table: Table) -> tuple[str, ...]:
    central = column.type.compile(dialect=_CENTRE) if is_central(table) else ""
    here = "" if owner_of(table) == "centre_only" else column.type.compile(dialect=_HERE)
    null = "yes" if column.nullable else "at the centre" if column.info.get("central_null") else ""
    return (f"`{column.name}`", type(column.type).__name__, here, central, null, "; ".join(_notes(column)))


def _notes(column: Column[Any]) -> list[str]:
    notes = ["key"] if column.primary_key else []
    notes += [f"→ `{key.target_fullname}`" for key in column.foreign_keys]
    if isinstance(column.type, Choice):
        notes.append(" · ".join(f"`{member.value}`" for member in column.type.enum))
    notes += [str(column.info["privacy"])] if "privacy" in column.info else []
    notes += ["derived"] if column.info.get("derived") else []
    if column.server_default is not None:
        notes.append(f"default `{_default(column)}`")
    elif "central_default" in column.info and is_central(column.table):
        notes.append(f"default `{column.info['central_default']}` at the centre")
    return notes


def _default(column: Column[Any]) -> str:
    argument = getattr(cast("Any", column.server_default), "arg", "identity")
    return str(argument if isinstance(argument, str) else argument.compile(dialect=_CENTRE))


def _table(mapper: Mapper[Any]) -> Table:
    return cast("Table", mapper.local_table)


def _grid(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("|" + "".join(f" {cell} |" if cell else " |" for cell in line) for line in lines)


if __name__ == "__main__":
    sys.stdout.buffer.write(document().encode())
