"""What an office gives a centre that was put back: everything it keeps of others beyond what is left there.

Their own disks may be gone by now. A machine, or a branch, that the centre never heard of gets its place back first.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recyclique_desktop.domain.journal import Header, key_id_of
from recyclique_desktop.sync import push
from recyclique_desktop.sync.branch import branch_id
from recyclique_desktop.sync.centre import CALL_S, failures
from recyclique_desktop.sync.giving import give, hand_over
from recyclique_desktop.sync.round import SentEntry, SyncError
from recyclique_desktop.sync.stored import stored_rows
from recyclique_desktop.sync.tables import form_of
from recyclique_desktop.sync.vocabulary import Cause, Outlet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.sync.batch import Position
    from recyclique_desktop.sync.pull import Puller
    from recyclique_desktop.wire import Line

_FIRST = "SELECT min(seq) FROM journal WHERE stream_id = ?"
_OWNER = (
    "SELECT value ->> '$.set.workstation_id' FROM journal, json_each(CAST(payload AS TEXT), '$.rows')"
    " WHERE stream_id = ? AND class <> 'personal' AND value ->> '$.set.workstation_id' IS NOT NULL ORDER BY seq LIMIT 1"
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refill:
    """Gives back.

    Attributes:
        line: To the centre, as an office.
        heads: How far the centre has each stream.
        centre_stream: Its own one.
    """

    line: Line
    db: Database
    puller: Puller
    heads: Mapping[UUID, int]
    centre_stream: UUID

    def run(self) -> bool:
        """Give all of it; tell whether the centre had forgotten machines.

        Raises:
            SyncError: The centre could not be asked.
        """
        held = self.puller.positions()
        others = {one: at for one, at in held.items() if one not in {self.puller.own_stream, self.centre_stream}}
        for stream, position in others.items():
            if stream in self.heads:
                self._give_rest(stream, position)
        forgotten = [stream for stream, at in others.items() if stream not in self.heads and at.seq]
        roots = [stream for stream in forgotten if self._first(stream) == 1 and self._remember(stream)]
        for stream in forgotten:
            if stream not in roots:
                self._give_branch(stream, list(held))
        return bool(roots)

    def _give_rest(self, stream: UUID, position: Position) -> None:
        head = self.heads[stream]
        after = head if head < position.seq else position.seq - 1
        if after == head or self._differs(stream, position):
            carried = give(self.line, self.db, stream, after)
            _log.info("stream %s: %s entries given back to the centre", stream, carried)

    def _differs(self, stream: UUID, position: Position) -> bool:
        """Whether the centre has another entry where this file stands: its past was replaced."""
        with failures():
            there = self.line.call("hash_at", stream, position.seq, deadline_s=CALL_S)["hash"]
        return position.hash is not None and there is not None and there != position.hash.hex()

    def _remember(self, stream: UUID) -> bool:
        """Give a machine that joined after the backup its place and its stream back, then what it had sent."""
        machine = self._machine(stream)
        if machine is None:
            return False
        with failures():
            self.line.call("remember", {"stream_id": str(stream), **machine}, deadline_s=CALL_S)
        carried = give(self.line, self.db, stream, 0)
        _log.info("stream %s: its machine and %s entries given back to the centre", stream, carried)
        return True

    def _machine(self, stream: UUID) -> dict[str, Any] | None:
        """Return the row of whoever writes a stream: who its facts name, else whose key signed its first entry."""
        with self.db.reading() as session:
            connection = session.connection()
            owner = connection.exec_driver_sql(_OWNER, (stream.bytes,)).scalar_one_or_none()
            rows = dict(stored_rows(connection, form_of("workstations")))
            key_id = Header.from_bytes(push.entries_from(connection, stream, 1)[0].header).key_id
        for machine, row in rows.items():
            if machine == owner or (owner is None and key_id_of(bytes.fromhex(row["public_key"])) == key_id):
                return {"id": machine, "set": {name: value for name, value in row.items() if name != "id"}}
        return None

    def _give_branch(self, stream: UUID, candidates: Sequence[UUID]) -> None:
        """Make a branch again where it left; its name says whether a candidate is what it left."""
        first = self._first(stream)
        entries = self._read(stream, first) if first is not None else ()
        if first is None or not entries:
            return
        fork = first - 1
        parent = next((one for one in candidates if branch_id(one, fork, entries[0].hash) == stream), None)
        if parent is None:
            return
        try:
            carried = hand_over(self.line, Outlet(stream, parent, fork), fork, lambda seq: self._read(stream, seq))
        except SyncError as error:
            if error.cause is not Cause.REFUSED:
                raise
            _log.warning("branch %s finds no place yet: %s", stream, error.detail)  # its own machine will find one
            return
        _log.info("branch %s: %s entries given back to the centre", stream, carried)

    def _first(self, stream: UUID) -> int | None:
        with self.db.reading() as session:
            found: int | None = session.connection().exec_driver_sql(_FIRST, (stream.bytes,)).scalar_one()
        return found

    def _read(self, stream: UUID, first: int) -> Sequence[SentEntry]:
        with self.db.reading() as session:
            return push.entries_from(session.connection(), stream, first)
