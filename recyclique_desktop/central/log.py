"""The centre's own SyncLog, read by who administers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.central.connection import administering

if TYPE_CHECKING:
    from datetime import datetime

_ROWS = """
SELECT l.created_at, coalesce(w.code, ''), l.status, l.pushed, l.parked, l.bytes, coalesce(l.cause, '')
FROM public.sync_logs l LEFT JOIN public.workstations w ON w.id = l.device_id
WHERE l.sync_type = 'push' ORDER BY l.created_at, l.id
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A batch that the centre took in.

    Attributes:
        code: Of the workstation that brought it.
        entries: How many were new.
        parked: How many of them could not be applied yet.
        size: Bytes, as they came.
    """

    at: datetime
    code: str
    status: str
    entries: int
    parked: int
    size: int
    cause: str


def taken(dsn: str) -> tuple[Taken, ...]:
    """Return every batch that brought something, oldest first.

    Raises:
        UserError: What ``administering`` raises.
    """
    with administering(dsn) as connection:
        return tuple(Taken(*row) for row in connection.execute(_ROWS))
