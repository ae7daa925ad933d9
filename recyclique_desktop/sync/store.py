"""The disk side of a round: our journal, our cursors, and the log of what each round carried."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync import push
from recyclique_desktop.sync.branch import branch_id, other_side_id
from recyclique_desktop.sync.log import Direction, RoundLog
from recyclique_desktop.sync.own_past import OwnPast
from recyclique_desktop.sync.round import Answer, SentEntry, SyncError, Tally
from recyclique_desktop.sync.vocabulary import Cause, Outlet, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.sync.pull import Puller

_BRANCHES = "SELECT stream_id, parent_id, fork FROM journal_branches ORDER BY fork, made_at"
_BRANCH = (
    "INSERT INTO journal_branches (stream_id, parent_id, fork, made_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_ACKED = (
    "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, updated_at) VALUES (?, ?, ?, 0, ?)"
    " ON CONFLICT (stream_id) DO UPDATE SET epoch = excluded.epoch, acked = excluded.acked,"
    " updated_at = excluded.updated_at"
)
_LIVES = "SELECT stream_id, epoch FROM sync_cursors WHERE pulled > 0 AND epoch IS NOT NULL"
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
        with self._reading() as connection:
            outlet, left = outlet_in(connection, self.stream)
            acked, epoch = self._cursor(connection, outlet)
            head = push.head(connection, self.stream)
            lives = connection.exec_driver_sql(_LIVES).all()
        stale = frozenset(UUID(bytes=row[0]) for row in lives if epoch is not None and row[1] != epoch.bytes)
        known = {stream: position.seq for stream, position in self.puller.positions().items()}
        for stream, fork in left.items():
            known[stream] = max(fork, known.pop(self._kept_as(stream, fork), 0))
        known.pop(outlet.stream, None)
        self.puller.epoch = epoch
        return State(outlet, frozenset({outlet.stream}), head, min(acked, head), known, epoch, stale)

    def _kept_as(self, stream: UUID, fork: int) -> UUID:
        """Return the name under which this file keeps what a stream that we left has beyond the fork."""
        return other_side_id(stream, fork) if stream == self.stream else stream

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
        with self._reading() as connection:
            outlet, left = outlet_in(connection, self.stream)
        mine = [entry for entry in entries if entry.stream == outlet.stream]
        blocked = self._take_back(mine, outlet.stream) if mine else None
        if blocked is not None:
            return Answer(self.state().pulled, 0, blocked)
        names = {stream: self._kept_as(stream, fork) for stream, fork in left.items()}
        others = [replace(one, stream=names.get(one.stream, one.stream)) for one in entries if one not in mine]
        answer = self.puller.apply(others)
        return replace(answer, pulled=self.state().pulled)

    def _take_back(self, entries: Sequence[SentEntry], outlet: UUID) -> Cause | None:
        past = OwnPast(self.db, self.station.clock, self.stream, outlet, self.puller.epoch, self._log.pulled)
        with _as_sync_error():
            return past.take(entries)

    def anchor(self) -> bytes | None:
        """Return the hash of the last entry pulled of the centre's own stream, if it is here."""
        found = self.puller.positions().get(self.puller.centre_stream)
        return found.hash if found is not None else None

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


def outlet_in(connection: Connection, stream: UUID) -> tuple[Outlet, dict[UUID, int]]:
    """Return where the journal of a file goes by now, and the streams it left on the way, with the forks."""
    outlet, left = Outlet(stream), {}
    for row in connection.exec_driver_sql(_BRANCHES):
        left[outlet.stream] = row[2]
        outlet = Outlet(UUID(bytes=row[0]), UUID(bytes=row[1]), row[2])
    return outlet, left


@contextmanager
def _as_sync_error() -> Iterator[None]:
    try:
        yield
    except UserError as error:
        raise SyncError(Cause.DISK, error.code) from error
