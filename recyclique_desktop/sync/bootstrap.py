"""A new file filled from the centre: every row this workstation may see, as of one moment, then cursors from there.

One snapshot of the centre from the first page to the last. If the line breaks, it begins again: pages of two moments
must not be mixed.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync.enrol import JOINING, in_words
from recyclique_desktop.sync.stubs import stub_values
from recyclique_desktop.sync.tables import Form, UnknownError, form_of, forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.wire import Line

PAGE = 2_000
LONGEST_S = 3_600.0
_FETCH = 500
_MOST_LOOKS = 8
_CURSOR = "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, updated_at) VALUES (?, ?, 0, ?, ?)"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a new file holds.

    Attributes:
        rows: By table.
        heads: Where each stream stood at that moment.
    """

    epoch: UUID
    centre_stream: UUID
    rows: dict[str, int]
    heads: dict[UUID, int]


def fill(
    line: Line, db: Database, now: datetime, on_progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Filled:
    """Fill an empty, migrated file.

    Args:
        line: To the centre, as this workstation.
        db: Nobody else may use it yet.
        now: Written beside the cursors.
        on_progress: Told rows done and rows in all.

    Raises:
        UserError: ``sync.*``, ``enrol.centre_newer``, ``storage.*``: throw the file away and begin again.
    """
    with in_words(JOINING), line.snapshot(LONGEST_S), db.connection() as connection:
        begun = line.call("bootstrap_begin")
        total = sum(table["rows"] for table in begun["tables"])
        with _without_references(connection):
            rows = _tables(line, connection, [table["name"] for table in begun["tables"]], total, on_progress)
            _mend(line, connection)
            heads = {UUID(stream): seq for stream, seq in begun["streams"].items()}
            epoch = UUID(begun["epoch"])
            _set_cursors(connection, heads, epoch, now)
    return Filled(epoch, UUID(begun["centre_stream"]), rows, heads)


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """References are looked at once everything is here."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def _tables(
    line: Line, connection: Connection, names: Iterable[str], total: int, on_progress: Callable[[int, int], None]
) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        form = _known(name)
        counts[name] = 0
        for page in _pages(line, name):
            with connection.begin():
                _insert(connection, form, page)
            counts[name] += len(page)
            on_progress(sum(counts.values()), total)
    return counts


def _known(name: str) -> Form:
    try:
        return form_of(name)
    except UnknownError as error:
        raise UserError("enrol.centre_newer") from error


def _pages(line: Line, name: str) -> Iterator[list[dict[str, Any]]]:
    after = None
    while True:
        found = line.rows("bootstrap_page", name, after, PAGE)
        if found:
            yield [row for _id, row in found]
        if len(found) < PAGE:
            return
        after = found[-1][0]


def _insert(connection: Connection, form: Form, rows: Iterable[dict[str, Any]]) -> None:
    keys = [one.name for one in form.key]
    stored = []
    for row in rows:
        values = {name: value for name, value in row.items() if name not in keys}
        row_id = row[keys[0]] if len(keys) == 1 else [row[name] for name in keys]
        try:
            stored.append(form.stored(row_id, values))
        except UnknownError as error:
            raise UserError("enrol.centre_newer") from error
    if stored:
        connection.exec_driver_sql(form.insert_sql, stored)


def _mend(line: Line, connection: Connection) -> None:
    """Ask for older rows that newer ones name; a shared row that nobody described becomes a stub."""
    for _ in range(_MOST_LOOKS):
        missing = _missing(connection)
        if not missing:
            return
        for name, ids in missing.items():
            form = form_of(name)
            with connection.begin():
                if form.owner == "centre":
                    _stubs(connection, form, ids)
                else:
                    _older(line, connection, form, ids)


def _missing(connection: Connection) -> dict[str, list[bytes]]:
    found: dict[str, set[bytes]] = defaultdict(set)
    for form in forms().values():
        for column, target in form.refers.items():
            sql = (
                f'SELECT DISTINCT "{column}" FROM "{form.name}" WHERE "{column}" IS NOT NULL'  # noqa: S608
                f' AND "{column}" NOT IN (SELECT id FROM "{target}")'
            )
            found[target].update(row[0] for row in connection.exec_driver_sql(sql))
    connection.rollback()
    return {name: sorted(ids) for name, ids in found.items() if ids}


def _stubs(connection: Connection, form: Form, ids: Iterable[bytes]) -> None:
    for row_id in ids:
        values = stub_values(form, row_id)
        columns = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        sql = f'INSERT INTO "{form.name}" ({columns}) VALUES ({marks})'  # noqa: S608
        connection.exec_driver_sql(sql, tuple(values.values()))


def _older(line: Line, connection: Connection, form: Form, ids: list[bytes]) -> None:
    """Fetch facts from before the time that this workstation is given.

    Raises:
        UserError: ``enrol.row_missing``: the centre does not have them either.
    """
    for start in range(0, len(ids), _FETCH):
        wanted = [str(UUID(bytes=row_id)) for row_id in ids[start : start + _FETCH]]
        rows = line.call("fetch", form.name, wanted)
        if len(rows) < len(wanted):
            raise UserError("enrol.row_missing", table=form.name)
        _insert(connection, form, rows)


def _set_cursors(connection: Connection, heads: dict[UUID, int], epoch: UUID, now: datetime) -> None:
    rows = [(stream.bytes, epoch.bytes, seq, iso_utc(now)) for stream, seq in heads.items() if seq]
    with connection.begin():
        if rows:
            connection.exec_driver_sql(_CURSOR, rows)
