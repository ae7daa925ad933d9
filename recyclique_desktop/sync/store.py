"""The disk side of a round: our journal, our cursors, and the log of what each round carried."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.domain import journal
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync import push
from recyclique_desktop.sync.batch import Position
from recyclique_desktop.sync.branch import branch_id
from recyclique_desktop.sync.log import Direction, RoundLog
from recyclique_desktop.sync.names import Names, outlets_in
from recyclique_desktop.sync.own_past import OwnPast
from recyclique_desktop.sync.round import Answer, SentEntry, SyncError, Tally
from recyclique_desktop.sync.vocabulary import Cause, Links, Outlet, State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.sync.pull import Puller

_BRANCH = (
    "INSERT INTO journal_branches (stream_id, parent_id, fork, made_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_ACKED = (
    "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, updated_at) VALUES (?, ?, ?, 0, ?)"
    " ON CONFLICT (stream_id) DO UPDATE SET epoch = excluded.epoch, acked = excluded.acked,"
    " updated_at = excluded.updated_at"
)
_LIVES = "SELECT stream_id, epoch FROM sync_cursors WHERE epoch IS NOT NULL"
_SAME = "UPDATE sync_cursors SET epoch = ?, updated_at = ? WHERE stream_id = ?"
_OTHER = "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, head_hash, updated_at) VALUES (?, ?, 0, ?, ?, ?)"
_CURSOR = "SELECT acked, epoch FROM sync_cursors WHERE stream_id = ?"


@dataclass(slots=True)
class DiskStore:
    """The file of this workstation, as a round needs it.

    Attributes:
        stream: The journal of this file.
    """

    db: Database
    station: Station
    stream: UUID
    puller: Puller
    _log: RoundLog = field(init=False)

    def __post_init__(self) -> None:
        self._log = RoundLog(self.station)
        self.puller.on_lot = self._log.pulled

    def begin(self, tally: Tally) -> None:
        """Start the log of a new round."""
        self._log.begin(tally)

    def failed(self, cause: Cause, detail: str) -> None:
        """Write down that a round failed, or what it found."""
        with self._writing() as connection:
            self._log.failed(connection, cause, detail)

    def state(self) -> State:
        """Return what the disk holds."""
        names = self._names()
        outlet = names.outlets[-1]
        with self._reading() as connection:
            acked, epoch = self._cursor(connection, outlet)
            head = push.head(connection, self.stream)
            lives = {row[0]: row[1] for row in connection.exec_driver_sql(_LIVES)}
        pulled = names.pulled()
        life = epoch.bytes if epoch else None
        stale = {stream for stream in pulled if life and lives.get(names.of(stream).bytes, life) != life}
        self.puller.epoch = epoch
        return State(outlet, frozenset({outlet.stream}), head, min(acked, head), pulled, epoch, frozenset(stale))

    def _names(self) -> Names:
        held = self.puller.positions()
        with self._reading() as connection:
            return Names(self.stream, outlets_in(connection, self.stream), held)

    def lineage(self) -> Sequence[Outlet]:
        """Return where our journal went at the centre, where it goes now last."""
        return self._names().outlets

    def hashes_at(self, stream: UUID, seq: int) -> frozenset[bytes]:
        """Return the hashes of what was applied here at a place of a stream."""
        names = self._names()
        kept_as = names.all_of(stream)
        own = [self.stream] if seq <= names.left.get(stream, 0) else []
        with self._reading() as connection:
            found = [push.hash_at(connection, name, seq) for name in (*own, *kept_as)]
        found += [names.held[name].hash for name in kept_as if name in names.held and names.held[name].seq == seq]
        return frozenset(one for one in found if one is not None)

    def align(self, same: Collection[UUID], other: Mapping[UUID, tuple[int, bytes]]) -> None:
        """Write down what is true in the centre's life; what it has otherwise goes by another name here from now on."""
        names, now = self._names(), self._now()
        life = self.puller.epoch.bytes if self.puller.epoch else None
        with self._writing() as connection:
            for stream in same:
                connection.exec_driver_sql(_SAME, (life, now, names.of(stream).bytes))
            for stream, (common, link) in other.items():
                values = (names.next_of(stream).bytes, life, common, link or journal.GENESIS, now)
                connection.exec_driver_sql(_OTHER, values)

    def head(self) -> int:
        """Return the last sequence of our journal."""
        with self._reading() as connection:
            return push.head(connection, self.stream)

    def hash_at(self, seq: int) -> bytes | None:
        """Return the hash of one entry of ours."""
        with self._reading() as connection:
            return push.hash_at(connection, self.stream, seq)

    def entries_from(self, first: int) -> Sequence[SentEntry]:
        """Return entries of ours, as many as one push may carry."""
        with self._reading() as connection:
            return push.entries_from(connection, self.stream, first)

    def save_acked(self, stream: UUID, upto: int, epoch: UUID | None) -> None:
        """Write down how far the centre has us, and what this round carried so far."""
        with self._writing() as connection:
            before = connection.exec_driver_sql(_CURSOR, (stream.bytes,)).one_or_none()
            values = (stream.bytes, epoch.bytes if epoch else None, upto, self._now())
            connection.exec_driver_sql(_ACKED, values)
            moved = upto - (before[0] if before else 0)
            if moved > 0:
                self._log.moved(connection, Direction.PUSH, moved)
        self.puller.epoch = epoch

    def branch(self, parent: UUID, at: int) -> Outlet:
        """Make a branch of our stream at the centre and write it down."""
        first = self.hash_at(at + 1)
        if first is None:
            raise SyncError(Cause.BUG, f"no entry after {at} to branch with")
        outlet = Outlet(branch_id(parent, at, first), parent, at)
        with self._writing() as connection:
            connection.exec_driver_sql(_BRANCH, (outlet.stream.bytes, parent.bytes, at, self._now()))
        return outlet

    def apply(self, entries: Sequence[SentEntry]) -> Answer:
        """Apply pulled entries: our own past first, if this file was put back, then what others did."""
        names = self._names()
        outlet = names.outlets[-1].stream
        mine = [entry for entry in entries if entry.stream == outlet]
        blocked = self._take_back(mine, outlet) if mine else None
        if blocked is not None:
            return Answer(self.state().pulled, 0, blocked)
        kept_as = {stream: names.of(stream) for stream in {entry.stream for entry in entries}}
        others = [_named(one, kept_as[one.stream]) for one in entries if one.stream != outlet]
        if mine:
            return replace(self.puller.apply(others), pulled=self.state().pulled)
        answer = self.puller.apply(others, names.held)
        held = {stream: Position(seq, None) for stream, seq in answer.pulled.items()}
        return replace(answer, pulled=replace(names, held=held).pulled())

    def _take_back(self, entries: Sequence[SentEntry], outlet: UUID) -> Cause | None:
        past = OwnPast(self.db, self.station.clock, self.stream, outlet, self.puller.epoch, self._log.pulled)
        with _as_sync_error():
            return past.take(entries)

    def last_pulled(self) -> Links:
        """Return the hash of the last entry pulled of each stream, where it is here."""
        names = self._names()
        at = {stream: names.held.get(names.of(stream)) for stream in names.pulled()}
        return {stream: one.hash for stream, one in at.items() if one is not None and one.hash is not None}

    def _cursor(self, connection: Connection, outlet: Outlet) -> tuple[int, UUID | None]:
        row = connection.exec_driver_sql(_CURSOR, (outlet.stream.bytes,)).one_or_none()
        if row is None and outlet.parent is not None:
            row = connection.exec_driver_sql(_CURSOR, (self.stream.bytes,)).one_or_none()
            return outlet.fork, UUID(bytes=row[1]) if row and row[1] else None
        if row is None or row[1] is None:  # nothing sent yet: the file was given in some life of the centre
            given = connection.exec_driver_sql(_CURSOR, (self.puller.centre_stream.bytes,)).one_or_none()
            return row[0] if row else 0, UUID(bytes=given[1]) if given and given[1] else None
        return row[0], UUID(bytes=row[1])

    def _now(self) -> str:
        return iso_utc(self.station.clock.now())

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _as_sync_error(), self.db.reading() as session:
            yield session.connection()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _as_sync_error(), self.db.applying() as connection:
            yield connection


def _named(entry: SentEntry, stream: UUID) -> SentEntry:
    return entry if entry.stream == stream else replace(entry, stream=stream)


@contextmanager
def _as_sync_error() -> Iterator[None]:
    try:
        yield
    except UserError as error:
        raise SyncError(Cause.DISK, error.code) from error
