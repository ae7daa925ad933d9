"""Categories before they are carried over: circles opened, parents that are gone, one name once below a parent."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from recyclique_desktop.central.adoption.tables import ARCHIVE, QUARANTINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    import psycopg

_ROWS = f"SELECT id, parent_id, name FROM {ARCHIVE}.categories ORDER BY created_at NULLS LAST, id"  # noqa: S608
_NOTE = (
    f"INSERT INTO {QUARANTINE}.cells (table_name, column_name, row_id, why, original, kept)"  # noqa: S608
    " VALUES ('categories', %s, %s, %s, %s, %s)"
)
Row = tuple["UUID", "UUID | None", str]
Note = tuple[str, str, str, str, str | None]


def order_categories(connection: psycopg.Connection[Any]) -> None:
    """Write down which category becomes a root, and which takes another name."""
    notes = list(judge(connection.execute(_ROWS).fetchall()))
    with connection.cursor() as cursor:
        cursor.executemany(_NOTE, notes)


def judge(rows: Iterable[Row]) -> Iterator[Note]:
    """Yield column, row, reason, original and new value of each category that cannot stay as it is."""
    listed = list(rows)
    parents = {category_id: parent for category_id, parent, _ in listed}
    for category_id, parent in list(parents.items()):
        if parent is not None and parent not in parents:
            yield ("parent_id", str(category_id), "dangling", str(parent), None)
            parents[category_id] = None
        elif _returns(category_id, parents):
            yield ("parent_id", str(category_id), "circle", str(parent), None)
            parents[category_id] = None
    taken: dict[UUID | None, set[str]] = defaultdict(set)
    for category_id, _, name in listed:
        place = taken[parents[category_id]]
        if name in place:
            yield ("name", str(category_id), "twin", name, f"{name} (doublon {str(category_id)[-12:]})")
        place.add(name)


def _returns(start: UUID, parents: dict[UUID, UUID | None]) -> bool:
    """Tell whether going up from a category leads back to it."""
    seen: set[UUID] = set()
    at = parents[start]
    while at is not None and at not in seen:
        if at == start:
            return True
        seen.add(at)
        at = parents.get(at)
    return False
