"""Pulled entries become rows here: whole entries, in short turns at the writer, cursors in the same transactions.

Screens pass first: entries are read and turned into rows before the writer is held, and it is held for some
milliseconds at a time (``sync.md`` §5). An entry that cannot be applied is set aside in sight, never in the way.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync import aside, older
from recyclique_desktop.sync.batch import Batch, Position, Walk
from recyclique_desktop.sync.round import Answer, SyncError
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.sync.writing import CannotApplyError, Prepared, Writing, sought_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.sync.older import Fetch
    from recyclique_desktop.sync.round import SentEntry

TURN_MS, QUIET_TURN_MS = 2, 14
"""How long the writer is held at a time, about, while somebody sells and while nobody does; 20 ms is the most."""
SMALLEST_LOT, LARGEST_LOT = 5, 200
SELLING_S, REST_TURNS = 1.0, 2
"""After a screen wrote, for so long each turn of work is followed by two of rest: two sales in three find the writer
free, and the third waits for little more than a commit."""
_CURSOR = (
    "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, head_hash, updated_at) VALUES (?, ?, 0, ?, ?, ?)"
    " ON CONFLICT (stream_id) DO UPDATE SET pulled = excluded.pulled, head_hash = excluded.head_hash,"
    " epoch = coalesce(excluded.epoch, epoch), updated_at = excluded.updated_at"
)
_CURSORS = "SELECT stream_id, pulled, head_hash FROM sync_cursors WHERE pulled > 0 OR head_hash IS NOT NULL"
_IS_HERE = "SELECT 1 FROM journal WHERE entry_id = ?"
_HEAD = "SELECT seq, hash FROM journal WHERE stream_id = ? ORDER BY seq DESC LIMIT 1"
_REFUSALS = (CannotApplyError, IntegrityError, ValueError, TypeError, KeyError, AttributeError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Changes:
    """What arrived, so that open screens know whether to read again.

    Attributes:
        ids: Row ids by table, as payloads write them.
    """

    ids: Mapping[str, frozenset[str]]

    @property
    def tables(self) -> frozenset[str]:
        """The tables that changed."""
        return frozenset(self.ids)


@dataclass(slots=True)
class Puller:
    """Applies what was pulled, batch after batch.

    Attributes:
        centre_stream: Its bytes are kept by everybody.
        keep_all: Whether this file keeps the bytes of every stream (an office).
        epoch: The centre's life that the cursors belong to.
        fetch: Asks the centre for facts from before the time that this file was given.
        on_changes: Told after each batch, on the calling thread.
        on_lot: Called within each transaction that brought entries, with how many.
    """

    db: Database
    clock: Clock
    centre_stream: UUID
    keep_all: bool
    own_stream: UUID | None = None
    epoch: UUID | None = None
    fetch: Fetch = lambda _table, _ids: []
    on_changes: Callable[[Changes], None] = lambda _changes: None
    on_lot: Callable[[Connection, int], None] = lambda _connection, _count: None
    _present: set[tuple[str, bytes]] = field(default_factory=set)
    _size: int = 20

    def apply(self, entries: Sequence[SentEntry], held: Mapping[UUID, Position] | None = None) -> Answer:
        """Apply entries, dense per stream, in order.

        Args:
            entries: As they were pulled.
            held: Where this file stands, if that was just read.

        Raises:
            SyncError: *disk*: what was applied before stays, the rest comes again.
        """
        try:
            return self._apply(entries, self.positions() if held is None else held)
        except UserError as error:
            raise SyncError(Cause.DISK, error.code) from error

    def positions(self) -> dict[UUID, Position]:
        """Return where this file stands in every stream it follows."""
        with self.db.reading() as session:
            rows = session.connection().exec_driver_sql(_CURSORS).all()
            found = {UUID(bytes=row[0]): Position(row[1], row[2]) for row in rows}
            if self.centre_stream not in found:
                own = session.connection().exec_driver_sql(_HEAD, (self.centre_stream.bytes,)).one_or_none()
                if own is not None:  # a shop that handed its centre stream over goes on from there
                    found[self.centre_stream] = Position(own[0], own[1])
        return found

    def retry(self) -> int:
        """Try the entries set aside again, in their order, and return how many are applied now.

        Raises:
            SyncError: The centre could not be asked for what they need.
            UserError: ``storage.*``.
        """
        with self.db.reading() as session:
            asides = aside.load(session.connection(), self.centre_stream)
        held: set[tuple[str, str]] = set()
        count, done = 0, Batch({}, set())
        for prepared in asides:
            rows = prepared.wanted()
            if rows & held or not self._again(prepared, may_ask=True):
                held |= rows
            else:
                count += 1
                done.take([prepared], {})
        self._tell(done.changed)
        return count

    def _again(self, prepared: Prepared, *, may_ask: bool) -> bool:
        try:
            sought = sought_for(self.db, [prepared])
            with self.db.applying() as connection:
                writing = Writing(connection, self._present, sought=sought)
                writing.write([prepared])
                writing.note([prepared.entry])
                aside.forget(connection, prepared.entry)
        except _REFUSALS as error:
            if may_ask and isinstance(error, CannotApplyError) and self._brought(error):
                return self._again(prepared, may_ask=False)
            with self.db.applying() as connection:
                aside.count_retry(connection, aside.Aside.of(prepared.entry, error))
            return False
        self._present |= writing.found
        return True

    def _brought(self, error: CannotApplyError) -> bool:
        """Ask the centre for the row that was missing."""
        if error.cause != "missing_row":
            return False
        table, _, row_id = error.detail.partition(" ")
        return older.bring(self.db, self.fetch, table, row_id)

    def _apply(self, entries: Sequence[SentEntry], held: Mapping[UUID, Position]) -> Answer:
        with self.db.reading() as session:
            waiting = aside.waiting_rows(session.connection())
        batch = Batch(dict(held), waiting)
        blocked = None
        walk = Walk(batch.positions, self._keeps)
        for lot in walk.lots(self._politely(entries), lambda: self._size):
            blocked = lot.blocked
            if lot.prepared:
                began = time.perf_counter()
                self._write(lot.prepared, batch)
                self._rest(time.perf_counter() - began)
        self._tell(batch.changed)
        if batch.waiting and blocked is None:
            batch.failed = max(0, batch.failed - self.retry())
        return Answer({stream: one.seq for stream, one in batch.positions.items()}, batch.failed, blocked)

    def _politely(self, entries: Sequence[SentEntry]) -> Iterator[SentEntry]:
        """Yield entries to be read, none while a screen writes."""
        for entry in entries:
            self.db.give_way()
            yield entry

    def _keeps(self, stream: UUID, written_as: UUID) -> bool:
        """An office keeps all bytes; everybody those of the centre, and of a branch of one's own journal."""
        return self.keep_all or self.centre_stream in (stream, written_as) or written_as == self.own_stream

    def _rest(self, worked_s: float) -> None:
        """Leave the writer to a screen twice as long as the work took, while somebody sells.

        While nobody does, reading the next lot is rest enough: the writer is free then, and a screen passes first.
        """
        if self.db.quiet_s() < SELLING_S:
            time.sleep(REST_TURNS * worked_s)

    def _tell(self, changed: Mapping[str, set[str]]) -> None:
        if changed:
            self.on_changes(Changes({table: frozenset(ids) for table, ids in changed.items()}))

    def _write(self, lot: list[Prepared], batch: Batch) -> None:
        """Write a lot in one transaction; if it cannot be, its halves, down to the entry that is to blame."""
        try:
            if any(batch.waits(prepared) for prepared in lot):
                raise CannotApplyError("waits", "", "")
            self._in_one_turn(lot, batch)
        except _REFUSALS as error:
            if len(lot) == 1:
                self._set_aside(lot[0], error, batch)
                return
            middle = len(lot) // 2
            self._write(lot[:middle], batch)
            self._write(lot[middle:], batch)

    def _in_one_turn(self, lot: list[Prepared], batch: Batch) -> None:
        sought = sought_for(self.db, lot)
        with self.db.applying() as connection:
            began = time.thread_time()
            writing = Writing(connection, self._present, sought=sought)
            self._anchor(connection, lot, batch)
            new = self._new(connection, lot)
            writing.keep([prepared.entry for prepared in new])
            writing.write(new)
            writing.note([prepared.entry for prepared in new])
            positions = self._save(connection, lot)
            self.on_lot(connection, len(lot))
            self._adapt(len(lot), time.thread_time() - began)
        self._present |= writing.found
        batch.take(lot, positions)

    def _adapt(self, count: int, took_s: float) -> None:
        """Choose the next lot's size by how long this one took to write; its commit costs the same for any size."""
        turn_ms = TURN_MS if self.db.quiet_s() < SELLING_S else QUIET_TURN_MS
        fitting = int(count * turn_ms / max(took_s * 1000, 0.1))
        self._size = max(SMALLEST_LOT, min(LARGEST_LOT, fitting, self._size * 2))

    def _anchor(self, connection: Connection, lot: Iterable[Prepared], batch: Batch) -> None:
        """Let a branch begin where it left its parent: its first entry is not number one."""
        anchored = set(batch.positions)
        for prepared in lot:
            entry = prepared.entry
            if entry.stream not in anchored and entry.seq > 1:
                self._cursor(connection, entry.stream, Position(entry.seq - 1, None))
            anchored.add(entry.stream)

    def _new(self, connection: Connection, lot: Iterable[Prepared]) -> list[Prepared]:
        """Return what is not here yet under the name of another stream.

        Entries that two streams share stand before those that only one of them has: each names the one before it.
        """
        found, begun = [], set()
        for prepared in lot:
            entry = prepared.entry
            if entry.stream not in begun and connection.exec_driver_sql(_IS_HERE, (entry.kept[2],)).one_or_none():
                self._cursor(connection, entry.stream, Position(entry.seq, entry.hash))
            else:
                begun.add(entry.stream)
                found.append(prepared)
        return found

    def _save(self, connection: Connection, lot: Iterable[Prepared]) -> dict[UUID, Position]:
        positions = {one.entry.stream: Position(one.entry.seq, one.entry.hash) for one in lot}
        for stream, position in positions.items():
            self._cursor(connection, stream, position)
        return positions

    def _cursor(self, connection: Connection, stream: UUID, position: Position) -> None:
        epoch = self.epoch.bytes if self.epoch else None
        moment = iso_utc(self.clock.now())
        connection.exec_driver_sql(_CURSOR, (stream.bytes, epoch, position.seq, position.hash, moment))

    def _set_aside(self, prepared: Prepared, error: Exception, batch: Batch) -> None:
        _log.warning("entry %s %s set aside: %r", prepared.entry.stream, prepared.entry.seq, error)
        with self.db.applying() as connection:
            self._anchor(connection, [prepared], batch)
            if self._new(connection, [prepared]):
                Writing(connection, self._present).keep([prepared.entry])
                aside.add(connection, aside.Aside.of(prepared.entry, error), self.clock.now())
            positions = self._save(connection, [prepared])
            self.on_lot(connection, 1)
        batch.positions.update(positions)
        batch.waiting |= prepared.wanted()
        batch.failed += 1
