"""When a workstation locks itself because nobody touches it, and when a sign-in is over.

Stillness is measured on a clock that nobody can set; the end of a sign-in is a time of day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from recyclique_desktop.domain import settings
from recyclique_desktop.domain.enums import WorkstationKind

if TYPE_CHECKING:
    from datetime import datetime

NOTICE = timedelta(seconds=30)
"""How long before it the lock is announced."""
KEYS = {
    WorkstationKind.TILL: settings.LOCK_TILL,
    WorkstationKind.RECEPTION: settings.LOCK_RECEPTION,
    WorkstationKind.OFFICE: settings.LOCK_OFFICE,
}
"""The setting of each kind of workstation, in minutes."""


class Mood(Enum):
    """Where a workstation stands with the person signed in."""

    AWAKE = "awake"
    NOTICE = "notice"
    LOCKED = "locked"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to show.

    Attributes:
        left: Whole seconds until the lock, while it is announced.
    """

    mood: Mood
    left: int = 0


def standing(still: timedelta, lock_after: timedelta, now: datetime, expires_at: datetime | None) -> Standing:
    """Tell where a workstation stands.

    Args:
        still: How long ago a key, the mouse or the screen was last touched.
        lock_after: How long it may stay untouched.
        now: The time of day.
        expires_at: When the sign-in is over, whatever is touched; nothing for one without an end.
    """
    if expires_at is not None and now >= expires_at:
        return Standing(Mood.OVER)
    left = lock_after - still
    if left <= timedelta(0):
        return Standing(Mood.LOCKED)
    if left <= min(NOTICE, lock_after / 2):
        return Standing(Mood.NOTICE, math.ceil(left.total_seconds()))
    return Standing(Mood.AWAKE)
