"""Time: handed in, aware, UTC, microseconds. Days are the site's own days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Whoever knows the time."""

    def now(self) -> datetime:
        """Return the present moment: aware, in UTC."""


class SimulatedClock:
    """A clock that only moves when told to (demonstration days, simulations, tests)."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the simulated moment."""
        return self._now

    def advance(self, step: timedelta) -> None:
        """Move forward by ``step`` (or back, to simulate a wrong clock)."""
        self._now += step

    def jump(self, to: datetime) -> None:
        """Set the simulated moment."""
        self._now = to.astimezone(UTC)


def business_date(at: datetime, zone: ZoneInfo) -> date:
    """Return the shop's day, local midnight to midnight (``decisions.md``, *Sessions, days, numbers*)."""
    return at.astimezone(zone).date()


_ISO_UTC_LENGTH = len("YYYY-MM-DDTHH:MM:SS.ffffffZ")


def iso_utc(at: datetime) -> str:
    """Write a moment as rows and journal do: ``YYYY-MM-DDTHH:MM:SS.ffffffZ``."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def from_iso_utc(text: str) -> datetime:
    """Read back what ``iso_utc`` wrote."""
    at = datetime.fromisoformat(text)
    if len(text) != _ISO_UTC_LENGTH or not text.endswith("Z"):
        raise ValueError(text)
    return at


def iso_offset(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment as journal headers do: local seconds with offset (``sync.md`` §8.2)."""
    return at.astimezone(zone).isoformat(timespec="seconds")


def next_hlc(now: datetime, last: int) -> int:
    """Return the next hybrid logical time: milliseconds times 2**16 plus a counter, always above ``last``."""
    milliseconds = int(now.timestamp() * 1000)
    return max(milliseconds << 16, last + 1)
