"""Our own entries coming home: the file was put back to an older state, and the centre has what it had sent since.

They are appended byte for byte, rows and numbers with them, as long as nothing was recorded here meanwhile: what was
is a branch, and no number is ever given twice knowingly.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from recyclique_desktop.data import chain
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.sync import aside
from recyclique_desktop.sync.batch import prepare_or_hold
from recyclique_desktop.sync.entries import read
from recyclique_desktop.sync.round import SyncError
from recyclique_desktop.sync.tables import UnknownError
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.sync.writing import CannotApplyError, Prepared, Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.sync.round import SentEntry

LOT = 20
"""Entries written in one turn at the writer."""
_COUNTER = (
    "INSERT INTO counters (stream_id, series, last) VALUES (?, ?, ?)"
    " ON CONFLICT (stream_id, series) DO UPDATE SET last = excluded.last"
)
_ACKED = (
    "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, updated_at) VALUES (?, ?, ?, 0, ?)"
    " ON CONFLICT (stream_id) DO UPDATE SET acked = excluded.acked, updated_at = excluded.updated_at"
)
_PAID_DRAFTS = "DELETE FROM draft_sales WHERE sale_id IN (SELECT id FROM sales)"
_REFUSALS = (CannotApplyError, IntegrityError, ValueError, TypeError, KeyError, AttributeError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OwnPast:
    """Takes entries of our own journal back.

    Attributes:
        stream: Our journal in this file.
        outlet: Its name at the centre: its own, or that of a branch.
        epoch: The centre's life.
        on_lot: Called within each transaction that brought entries, with how many.
    """

    db: Database
    clock: Clock
    stream: UUID
    outlet: UUID
    epoch: UUID | None
    on_lot: Callable[[Connection, int], None]

    def take(self, entries: Sequence[SentEntry]) -> Cause | None:
        """Append entries, dense and in order, to our own journal; return why the rest cannot follow, if so.

        Raises:
            UserError: ``storage.*``: what was appended before stays.
        """
        for start in range(0, len(entries), LOT):
            blocked = self._take(entries[start : start + LOT])
            if blocked is not None:
                return blocked
        return None

    def _take(self, lot: Sequence[SentEntry]) -> Cause | None:
        try:
            return self._in_one_turn(lot)
        except SyncError as error:
            _log.error("our own entry came back otherwise: %s", error.detail)
            return error.cause
        except UnknownError:
            return Cause.NEWER
        except _REFUSALS as error:
            if len(lot) > 1:
                middle = len(lot) // 2
                return self._take(lot[:middle]) or self._take(lot[middle:])
            return self._in_one_turn(lot, refused=error)

    def _in_one_turn(self, lot: Sequence[SentEntry], refused: Exception | None = None) -> Cause | None:
        with self.db.applying() as connection:
            head = chain.head(connection, self.stream)
            if not _follows(lot[0], head):
                return Cause.FORK
            prepared = _prepared(lot, head.hash, self.stream)
            writing = Writing(connection, set())
            entries = [one.entry for one in prepared]
            writing.keep(entries)
            if refused is None:
                writing.write(prepared)
                writing.note(entries)
            else:
                aside.add(connection, aside.Aside.of(entries[0], refused), self.clock.now())
            self._count(connection, lot)
            connection.exec_driver_sql(_PAID_DRAFTS)
            self.on_lot(connection, len(lot))
        return None

    def _count(self, connection: Connection, lot: Sequence[SentEntry]) -> None:
        for entry in lot:
            header = journal.Header.from_bytes(entry.header)
            if header.series is not None:
                connection.exec_driver_sql(_COUNTER, (self.stream.bytes, header.series.value, header.number))
        epoch = self.epoch.bytes if self.epoch else None
        values = (self.outlet.bytes, epoch, lot[-1].seq, iso_utc(self.clock.now()))
        connection.exec_driver_sql(_ACKED, values)


def _follows(entry: SentEntry, head: chain.Head) -> bool:
    return entry.seq == head.seq + 1 and journal.Header.from_bytes(entry.header).prev_hash == head.hash


def _prepared(lot: Sequence[SentEntry], before: bytes, stream: UUID) -> list[Prepared]:
    found = []
    for entry in lot:
        one = read(_at(entry, stream), before, lambda _stream, _written_as: True)
        before = entry.hash
        found.append(prepare_or_hold(one))
    return found


def _at(entry: SentEntry, stream: UUID) -> SentEntry:
    return type(entry)(stream, entry.seq, entry.header, entry.payload, entry.hash, entry.signature)
