"""Entries that could not be applied here: kept in sight with their bytes, tried again in their order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.data.requests import row_key
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.sync.batch import prepare_or_hold
from recyclique_desktop.sync.entries import read
from recyclique_desktop.sync.round import SentEntry

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from recyclique_desktop.sync.entries import ReadEntry
    from recyclique_desktop.sync.writing import Prepared

_ASIDE = (
    "INSERT INTO unapplied_entries (stream_id, seq, cause, detail, payload, retries, noticed_at)"
    " VALUES (?, ?, ?, ?, ?, 0, ?)"
)
_RETRIED = "UPDATE unapplied_entries SET retries = retries + 1, cause = ?, detail = ? WHERE stream_id = ? AND seq = ?"
_FORGET = "DELETE FROM unapplied_entries WHERE stream_id = ? AND seq = ?"
_PAYLOADS = "SELECT payload FROM unapplied_entries"
_LOAD = (
    "SELECT u.stream_id, u.seq, j.header, u.payload, j.hash, j.signature FROM unapplied_entries u"
    " JOIN journal j ON j.stream_id = u.stream_id AND j.seq = u.seq ORDER BY u.stream_id <> ?, j.hlc, u.seq"
)
_LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True)
class Aside:
    """An entry set aside.

    Attributes:
        cause: Stored word.
        detail: For a technician.
    """

    entry: ReadEntry
    cause: str
    detail: str

    @classmethod
    def of(cls, entry: ReadEntry, error: Exception) -> Aside:
        """Name why an entry could not be applied."""
        cause = getattr(error, "cause", None) or "refused_here"
        detail = getattr(error, "detail", None) or getattr(error, "orig", None) or repr(error)
        return cls(entry, str(cause), str(detail)[:_LONGEST_DETAIL])


def add(connection: Connection, found: Aside, now: datetime) -> None:
    """Note that the rows of an entry, kept in its stream by now, are not written."""
    entry = found.entry
    values = (entry.stream.bytes, entry.seq, found.cause, found.detail, entry.payload_bytes, iso_utc(now))
    connection.exec_driver_sql(_ASIDE, values)


def forget(connection: Connection, entry: ReadEntry) -> None:
    """Note that an entry is applied after all."""
    connection.exec_driver_sql(_FORGET, (entry.stream.bytes, entry.seq))


def count_retry(connection: Connection, found: Aside) -> None:
    """Note that an entry was tried again in vain."""
    values = (found.cause, found.detail, found.entry.stream.bytes, found.entry.seq)
    connection.exec_driver_sql(_RETRIED, values)


def load(connection: Connection, centre_stream: UUID) -> list[Prepared]:
    """Return the entries set aside, the centre's first, then in the order they happened."""
    rows = connection.exec_driver_sql(_LOAD, (centre_stream.bytes,)).all()
    sent = [SentEntry(UUID(bytes=row[0]), row[1], row[2], row[3], row[4], row[5]) for row in rows]
    return [prepare_or_hold(read(entry, None, _keep)) for entry in sent]


def _keep(_stream: UUID, _written_as: UUID) -> bool:
    return True


def waiting_rows(connection: Connection) -> set[tuple[str, str]]:
    """Return every row that an entry set aside wanted to write."""
    found = set()
    for (payload,) in connection.exec_driver_sql(_PAYLOADS):
        for row in json.loads(payload).get("rows", []) if payload else []:
            if "table" in row and "id" in row:
                found.add((row["table"], row_key(row["id"])))
    return found
