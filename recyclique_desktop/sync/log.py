"""SyncLog: one row per round and direction that moved something or failed (``sync.md`` §5).

The row is written in the transaction that makes the movement durable, always with its end: a kill leaves no open row
and no untold movement. Equal failures in a row are one row with a count. An idle round writes nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.sync.round import Tally

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.sync.vocabulary import Cause

_INSERT = (
    "INSERT INTO sync_logs (id, sync_type, status, message, error_details, records_count, created_at, device_id,"
    " started_at, finished_at, pushed, pulled, parked, bytes, cause, repeats)"
    " VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
)
_MORE = (
    "UPDATE sync_logs SET records_count = records_count + ?, finished_at = ?, pushed = pushed + ?,"
    " pulled = pulled + ?, parked = ?, bytes = ? WHERE id = ?"
)
_LAST = "SELECT id, status, cause FROM sync_logs ORDER BY created_at DESC, id DESC LIMIT 1"
_AGAIN = "UPDATE sync_logs SET repeats = repeats + 1, finished_at = ?, error_details = ? WHERE id = ?"


class Direction(StrEnum):
    """What a row of the log is about; stored in ``sync_type``."""

    PUSH = "push"
    PULL = "pull"
    ROUND = "round"


class Ending(StrEnum):
    """How it went; stored in ``status``."""

    SUCCESS = "success"
    ERROR = "error"


class RoundLog:
    """The log of the round under way."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._started = ""
        self._tally = Tally()
        self._rows: dict[Direction, UUID] = {}

    def begin(self, tally: Tally) -> None:
        """Start a round; nothing is written before it moves something."""
        self._started = self._now()
        self._tally = tally
        self._rows = {direction: self._station.ids.new() for direction in (Direction.PUSH, Direction.PULL)}

    def pulled(self, connection: Connection, count: int) -> None:
        """Note entries applied, in their own transaction."""
        self.moved(connection, Direction.PULL, count)

    def moved(self, connection: Connection, direction: Direction, count: int) -> None:
        """Note entries that went, or came, in the transaction that says so."""
        if not self._rows:
            self.begin(self._tally)
        row = self._rows[direction].bytes
        pushed, pulled = (count, 0) if direction is Direction.PUSH else (0, count)
        tally = self._tally
        parked = tally.parked if direction is Direction.PUSH else tally.failed
        size = tally.bytes_pushed if direction is Direction.PUSH else tally.bytes_pulled
        now = self._now()
        done = connection.exec_driver_sql(_MORE, (count, now, pushed, pulled, parked, size, row))
        if done.rowcount == 0:
            values = (row, direction.value, Ending.SUCCESS.value, None, count, now, self._station.id.bytes)
            connection.exec_driver_sql(_INSERT, (*values, self._started, now, pushed, pulled, parked, size, None))

    def failed(self, connection: Connection, cause: Cause, detail: str) -> None:
        """Note a failed round; the same failure again is one more of the last row."""
        now = self._now()
        last = connection.exec_driver_sql(_LAST).one_or_none()
        if last is not None and (last[1], last[2]) == (Ending.ERROR.value, cause.value):
            connection.exec_driver_sql(_AGAIN, (now, detail or None, last[0]))
            return
        row = self._station.ids.new()
        values = (row.bytes, Direction.ROUND.value, Ending.ERROR.value, detail or None, 0, now, self._station.id.bytes)
        connection.exec_driver_sql(_INSERT, (*values, self._started or now, now, 0, 0, 0, 0, cause.value))

    def _now(self) -> str:
        return iso_utc(self._station.clock.now())
