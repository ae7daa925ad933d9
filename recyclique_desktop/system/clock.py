"""The computer's own clock: the only place that asks it."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Wall time, as this computer has it; it may be wrong (``sync.md`` §4, *clock wrong by years*)."""

    def now(self) -> datetime:
        """Return the present moment: aware, in UTC."""
        return datetime.now(UTC)
