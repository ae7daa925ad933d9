"""The computer's own clock: the only place that asks it."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """Wall time, as this computer has it; it may be wrong (``sync.md`` §4, *clock wrong by years*)."""

    def now(self) -> datetime:
        """Return the present moment: aware, in UTC."""
        return datetime.now(UTC)


def seconds_running() -> float:
    """Return seconds since the computer was started, its sleep included: nobody can set this clock."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def standing_still() -> float:
    """Return no time at all: for hands that no person watches, who may take as long as they need."""
    return 0.0
