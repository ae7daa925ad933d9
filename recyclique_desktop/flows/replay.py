"""Entries of our own streams written into a file again, with all the rows they wrote: how a journal becomes a shop."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from recyclique_desktop.data import chain
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import GENESIS, Mark
from recyclique_desktop.sync.entries import read
from recyclique_desktop.sync.round import SentEntry, SyncError
from recyclique_desktop.sync.tables import UnknownError
from recyclique_desktop.sync.writing import CannotApplyError, Prepared, Writing, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Connection

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.data.second_medium import CopiedEntry

MOST = 200
"""Entries written in one transaction, about."""
_SEEN = "SELECT hash FROM journal WHERE stream_id = ? AND seq = ?"
_COUNTERS = (
    "INSERT INTO counters (stream_id, series, last)"
    " SELECT stream_id, series, max(number) FROM journal WHERE stream_id = ? AND series IS NOT NULL GROUP BY series"
    " ON CONFLICT (stream_id, series) DO UPDATE SET last = max(last, excluded.last)"
)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Replay:
    """Writes entries into a file that nobody else uses.

    Args:
        db: Migrated; empty, or an older state of the same workstation.

    Attributes:
        written: How many entries were not there yet.
    """

    db: Database
    written: int = 0
    _heads: dict[UUID, Mark] = field(default_factory=dict)
    _lot: list[Prepared] = field(default_factory=list)
    _present: set[tuple[str, bytes]] = field(default_factory=set)

    def add(self, entries: Iterable[CopiedEntry]) -> None:
        """Take entries, dense per stream and in the order in which they were written.

        Raises:
            UserError: ``restore.parted`` when the file holds something else at a place; ``restore.entry`` when an entry
                is not what it says or cannot be written; ``storage.*``.
        """
        for entry in entries:
            if self._is_here(entry):
                continue
            prepared = self._prepared(entry)
            if len(self._lot) >= MOST and self._lot[-1].entry.tx != prepared.entry.tx:
                self._write()
            self._lot.append(prepared)
            self._heads[entry.stream] = Mark(entry.seq, entry.hash)

    def finish(self, own: UUID) -> None:
        """Write what is left, and set the counters of our own stream by its numbers."""
        self._write()
        with self.db.applying() as connection:
            connection.exec_driver_sql(_COUNTERS, (own.bytes,))

    def _is_here(self, entry: CopiedEntry) -> bool:
        head = self._head(entry.stream)
        if entry.seq > head.seq:
            return False
        with self.db.reading() as session:
            values = (entry.stream.bytes, entry.seq)
            found = session.connection().exec_driver_sql(_SEEN, values).scalar_one_or_none()
        if found is not None and found != entry.hash:
            raise UserError("restore.parted", seq=entry.seq)
        return True

    def _head(self, stream: UUID) -> Mark:
        known = self._heads.get(stream)
        if known is None:
            with self.db.reading() as session:
                head = chain.head(session.connection(), stream)
            known = self._heads[stream] = Mark(head.seq, head.hash)
        return known

    def _prepared(self, entry: CopiedEntry) -> Prepared:
        head = self._head(entry.stream)
        sent = SentEntry(entry.stream, entry.seq, entry.header, entry.payload, entry.hash, entry.signature)
        if entry.seq != head.seq + 1:
            raise UserError("restore.entry", seq=entry.seq)
        try:
            return prepare(read(sent, head.hash if head.seq else GENESIS, lambda *_: True))
        except (SyncError, UnknownError, ValueError, KeyError, TypeError) as error:
            raise UserError("restore.entry", seq=entry.seq) from error

    def _write(self) -> None:
        lot, self._lot = self._lot, []
        if not lot:
            return
        try:
            with self.db.applying() as connection:
                self._write_in(connection, lot)
        except (CannotApplyError, IntegrityError) as error:
            _log.exception("an entry could not be written again")
            raise UserError("restore.entry", seq=lot[0].entry.seq) from error
        self.written += len(lot)

    def _write_in(self, connection: Connection, lot: list[Prepared]) -> None:
        writing = Writing(connection, self._present)
        writing.keep([prepared.entry for prepared in lot])
        writing.write(lot)
        writing.note([prepared.entry for prepared in lot])
        self._present |= writing.found
