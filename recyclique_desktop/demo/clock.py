"""The clocks of a demonstration: one that its story moves, and the machine's own, above which no story stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from recyclique_desktop.system.clock import SystemClock

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class StoryClock(Protocol):
    """A clock that a story moves, or asks to move in vain."""

    def now(self) -> datetime:
        """Return the present moment: aware, in UTC."""

    def advance(self, step: timedelta) -> None:
        """Let this time pass."""

    def jump(self, to: datetime) -> None:
        """Go on until this moment."""


class PresentClock(SystemClock):
    """The machine's clock: what is played happens as fast as it goes, at the hour it is, as a centre sees it."""

    def advance(self, step: timedelta) -> None:
        """Nothing: time passes by itself."""

    def jump(self, to: datetime) -> None:
        """Nothing: nobody waits for the hour."""
