"""Our own entries on their way out: read from the journal as they are stored, never changed, never re-signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.sync.round import SentEntry

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

MOST_ENTRIES = 500
MOST_BYTES = 1_000_000
_READ = (
    "SELECT seq, header, payload, hash, signature FROM journal WHERE stream_id = ? AND seq >= ? ORDER BY seq LIMIT ?"
)
_HEAD = "SELECT seq FROM journal WHERE stream_id = ? ORDER BY seq DESC LIMIT 1"
_HASH = "SELECT hash FROM journal WHERE stream_id = ? AND seq = ?"


def entries_from(connection: Connection, stream: UUID, first: int) -> list[SentEntry]:
    """Return entries from ``first`` on: at most 500, at most a megabyte, but always one where there is one."""
    found: list[SentEntry] = []
    size = 0
    for row in connection.exec_driver_sql(_READ, (stream.bytes, first, MOST_ENTRIES)):
        entry = SentEntry(stream, row[0], row[1], row[2], row[3], row[4])
        size += entry.size
        if found and size > MOST_BYTES:
            break
        found.append(entry)
    return found


def head(connection: Connection, stream: UUID) -> int:
    """Return the last sequence of a stream here; 0 before its first entry."""
    found: int | None = connection.exec_driver_sql(_HEAD, (stream.bytes,)).scalar_one_or_none()
    return found or 0


def hash_at(connection: Connection, stream: UUID, seq: int) -> bytes | None:
    """Return the hash of one entry of a stream here."""
    found: bytes | None = connection.exec_driver_sql(_HASH, (stream.bytes, seq)).scalar_one_or_none()
    return found
