"""Whether this computer's clock can be believed: by the centre where it spoke, else by what was recorded last.

Nothing here refuses a record for good: a person who looks at the date decides, and order goes by sequence anyway
(``sync.md`` §4, ``french-practice.md`` §1.4).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

FORWARD: Final = timedelta(hours=36)
"""A shop is shut for a night, even for a day; after longer than this somebody says that it was."""
DAYS_SHUT: Final = timedelta(days=7)
"""Up to here a clock ahead is nearly always a shop that was shut for some days: the question expects a yes."""
BACKWARD: Final = timedelta(minutes=10)
FROM_CENTRE: Final = timedelta(minutes=10)


class Doubt(StrEnum):
    """Why a date is asked about."""

    FORWARD = "forward"
    BACKWARD = "backward"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A date that a person must look at.

    Attributes:
        now: What this computer says.
        seen: What was recorded last, or what the centre says.
    """

    why: Doubt
    now: datetime
    seen: datetime

    @property
    def off(self) -> timedelta:
        """How far this computer is ahead of what was seen."""
        return self.now - self.seen


def since_start() -> float:
    """Return seconds that no clock setting moves, sleep of the machine included."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class CentreTime:
    """What time it is at the centre, from its last word on; any thread.

    Args:
        elapsed: Seconds that no clock setting moves.
    """

    def __init__(self, elapsed: Callable[[], float] = since_start) -> None:
        self._elapsed = elapsed
        self._word: tuple[datetime, float] | None = None

    def tell(self, now: datetime) -> None:
        """The centre just said what time it is."""
        self._word = now, self._elapsed()

    def now(self) -> datetime | None:
        """Return the centre's time; nothing where it has not spoken since the program started."""
        if self._word is None:
            return None
        told, at = self._word
        return told + timedelta(seconds=self._elapsed() - at)


def doubt(now: datetime, last: datetime | None, centre: datetime | None) -> Doubtful | None:
    """Return why ``now`` cannot be believed, or nothing.

    Args:
        now: What this computer says.
        last: When something was recorded last under a date that nobody doubted.
        centre: What time it is at the centre, where that is known: then it alone decides.
    """
    if centre is not None:
        return Doubtful(Doubt.CENTRE, now, centre) if abs(now - centre) > FROM_CENTRE else None
    if last is None:
        return None
    if now - last > FORWARD:
        return Doubtful(Doubt.FORWARD, now, last)
    return Doubtful(Doubt.BACKWARD, now, last) if last - now > BACKWARD else None
