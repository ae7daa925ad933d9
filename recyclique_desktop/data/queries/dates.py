"""What the journal of this file says of time: the last act under a date that nobody doubted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import from_iso_utc

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

DATED = (acts.SESSION_OPENED, acts.SALE_COMPLETED, acts.SESSION_CLOSED, acts.DATE_CONFIRMED)
"""Acts that ask before they are written; a sign-in under a wrong date vouches for nothing."""
_NAMES = ", ".join(f"'{act.name}'" for act in DATED)
# The plus keeps SQLite from gathering every sale ever made by its act, then sorting them.
_LAST = f"SELECT at FROM journal WHERE stream_id = ? AND +act IN ({_NAMES}) ORDER BY seq DESC LIMIT 1"  # noqa: S608
_ACCEPTED = "SELECT payload FROM journal WHERE stream_id = ? AND act = ? ORDER BY seq DESC LIMIT 1"


def last_dated(session: Session, stream: UUID) -> datetime | None:
    """Return when something was last recorded in a journal under a date that was believed or confirmed."""
    found = session.connection().exec_driver_sql(_LAST, (stream.bytes,)).scalar_one_or_none()
    return None if found is None else from_iso_utc(found)


def accepted_off(session: Session, stream: UUID) -> timedelta | None:
    """Return how far from the centre's a person said this clock may be, the last time that she was asked."""
    values = (stream.bytes, acts.DATE_CONFIRMED.name)
    found = session.connection().exec_driver_sql(_ACCEPTED, values).scalar_one_or_none()
    seconds = None if found is None else json.loads(found)["doc"].get("off_centre_s")
    return None if seconds is None else timedelta(seconds=seconds)
