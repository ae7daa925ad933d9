"""After the centre was put back: its shared rows taken anew, and what this file knew otherwise told to it.

Facts are not touched: their owners push them again. Of shared rows the centre's value holds from now on; the one that
stood here is shown to whoever administers, who may give it back (``sync.md`` §4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync.centre import failures
from recyclique_desktop.sync.names import outlets_in
from recyclique_desktop.sync.refill import Refill
from recyclique_desktop.sync.round import Renewed, SyncError
from recyclique_desktop.sync.shared import SharedRows
from recyclique_desktop.sync.stored import Rows, id_of, key_of, stored_rows
from recyclique_desktop.sync.tables import Form, UnknownError, form_of
from recyclique_desktop.sync.vocabulary import MENDED, Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.sync.pull import Puller
    from recyclique_desktop.wire import Line

PAGE = 2_000
MOST_TOLD = 200
_SNAPSHOT_S = 600.0
_CALL_S = 30.0
_NEVER_TOLD = frozenset({"row_version", "created_at", "updated_at"})
_ANSWERED = (
    "DELETE FROM pending_edits WHERE entry_id IN (SELECT j.entry_id FROM journal j"
    " WHERE j.stream_id = ?1 AND j.seq <= (SELECT max(acked) FROM sync_cursors WHERE acked > 0))"
)
_WISHED = "SELECT DISTINCT table_name, row_id FROM pending_edits"
_LIFE = "UPDATE sync_cursors SET epoch = ? WHERE pulled = 0 OR stream_id = ?"
_CURSOR = (
    "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, head_hash, updated_at) VALUES (?, ?, 0, ?, ?, ?)"
    " ON CONFLICT (stream_id) DO UPDATE SET pulled = excluded.pulled, head_hash = excluded.head_hash,"
    " updated_at = excluded.updated_at"
)
_KEPT = "SELECT seq, hash FROM journal WHERE stream_id = ? AND seq <= ? ORDER BY seq DESC LIMIT 1"
"""In a life that this file has known already, what it lacks of the centre's stream is pulled: no hole stays in it."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    epoch: UUID
    stream: UUID
    heads: Mapping[UUID, int]
    tables: Mapping[str, Rows]


@dataclass(slots=True)
class Reloading:
    """Takes the shared rows of a centre anew.

    Attributes:
        line: To the centre, as this workstation.
        on_life: Told the name of the centre's stream in its new life, before anything is written: asked again after a
            power cut, it must be told the same.
    """

    line: Line
    db: Database
    puller: Puller
    on_life: Callable[[UUID], None] = lambda _stream: None
    _told: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> Renewed:
        """Reload, tell, and set the cursors.

        Raises:
            SyncError: The centre could not be asked, or this disk refused: all of it is done again.
        """
        try:
            self._forget_answered()
            with failures():
                there = self._snapshot()
            if self.puller.keep_all:
                with failures():
                    forgotten = Refill(self.line, self.db, self.puller, there.heads, there.stream).run()
                    there = self._snapshot() if forgotten else there
            here = self._here(there)
            to_settle = 0 if self.puller.epoch == MENDED else self._tell(there, here)
            self.on_life(there.stream)
            self._write(there, here)
        except UserError as error:
            raise SyncError(Cause.DISK, error.code) from error
        except UnknownError as error:
            raise SyncError(Cause.NEWER, str(error)) from error
        self.puller.centre_stream, self.puller.epoch = there.stream, there.epoch
        return Renewed(there.epoch, to_settle)

    def _forget_answered(self) -> None:
        """End the wishes that the centre has: what it made of them is in the rows that come now."""
        own = self.puller.own_stream
        with self.db.applying() as connection:
            connection.exec_driver_sql(_ANSWERED, (own.bytes if own else b"",))

    def _snapshot(self) -> _Snapshot:
        with self.line.snapshot(_SNAPSHOT_S):
            begun = self.line.call("bootstrap_begin", deadline_s=_CALL_S)
            forms = [form_of(table["name"]) for table in begun["tables"]]
            tables = {form.name: dict(self._pages(form)) for form in forms if form.owner == "centre"}
        heads = {UUID(stream): seq for stream, seq in begun["streams"].items()}
        stream = UUID(begun["centre_stream"])
        return _Snapshot(UUID(begun["epoch"]), stream, heads, tables)

    def _pages(self, form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
        after = None
        while True:
            page = self.line.rows("bootstrap_page", form.name, after, PAGE, deadline_s=_CALL_S)
            for _id, row in page:
                yield key_of(form, row), row
            if len(page) < PAGE:
                return
            after = page[-1][0]

    def _here(self, there: _Snapshot) -> dict[str, Rows]:
        with self.db.reading() as session:
            connection = session.connection()
            return {name: dict(stored_rows(connection, form_of(name))) for name in there.tables}

    def _tell(self, there: _Snapshot, here: Mapping[str, Rows]) -> int:
        """Tell the centre what stood here otherwise; return how many values somebody must choose of."""
        with self.db.reading() as session:
            wished = {(row[0], row[1]) for row in session.connection().exec_driver_sql(_WISHED)}
        lost = [
            told
            for name, rows in here.items()
            for key, row in rows.items()
            if (name, key) not in wished and (told := _lost(form_of(name), row, there.tables[name].get(key)))
        ]
        count = 0
        for start in range(0, len(lost), MOST_TOLD):
            part = lost[start : start + MOST_TOLD]
            with failures():
                count += self.line.call("bring_back", there.epoch, part, deadline_s=_CALL_S)["to_settle"]
        return count

    def _write(self, there: _Snapshot, here: Mapping[str, Rows]) -> None:
        for form in sorted(map(form_of, there.tables), key=lambda one: one.rank):
            changed = [row for key, row in there.tables[form.name].items() if here[form.name].get(key) != row]
            gone = [row for key, row in here[form.name].items() if key not in there.tables[form.name]]
            if changed or (gone and is_link(form)):
                self._write_table(form, changed, gone if is_link(form) else [])
        with self.db.applying() as connection:
            now = iso_utc(self.puller.clock.now())
            head = there.heads.get(there.stream, 0)
            kept = connection.exec_driver_sql(_KEPT, (there.stream.bytes, head)).one_or_none()
            seq, link = kept or (head, None)
            connection.exec_driver_sql(_CURSOR, (there.stream.bytes, there.epoch.bytes, seq, link, now))
            own = self.puller.own_stream
            outlet = outlets_in(connection, own)[-1].stream.bytes if own else b""
            connection.exec_driver_sql(_LIFE, (there.epoch.bytes, outlet))

    def _write_table(self, form: Form, changed: list[dict[str, Any]], gone: list[dict[str, Any]]) -> None:
        try:
            with self.db.applying() as connection:
                shared = SharedRows(connection)
                for row in gone:
                    shared.remove(form, id_of(form, row))
                for row in changed:
                    values = {name: value for name, value in row.items() if name in form.fields}
                    shared.insert(form, id_of(form, row), values)
        except IntegrityError as error:
            raise SyncError(Cause.BUG, f"{form.name}: {error.orig}") from error


def is_link(form: Form) -> bool:
    """Whether rows of a table only join two others: the one kind of shared row that goes away."""
    return len(form.key) > 1


def _lost(form: Form, here: Mapping[str, Any], there: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what the centre is told of a row that stood here; nothing where it says the same."""
    keys = {one.name for one in form.key}
    values = {name: value for name, value in here.items() if name not in keys}
    if there is not None:
        open_names = {name for name in values if not form.fields[name].is_private} - _NEVER_TOLD
        values = {name: values[name] for name in open_names if there.get(name) != values[name]}
    if there is not None and not values:
        return None
    return {"table": form.name, "id": id_of(form, here), "set": values}
