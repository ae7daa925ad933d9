"""The rule of five wrong codes (``decisions.md``, *People and secrets*).

Five wrong PINs lock one person on one workstation for 15 minutes, each further five for twice as long, up to
a day. Only a success forgets: waiting does not, so that nobody gets a short lock twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

TRIES = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Lockout:
    """Where one person stands on one workstation.

    Attributes:
        failures: Wrong codes since the last success.
        locked_until: End of the latest lock, past or to come.
        locks: How many times the person was locked since the last success.
    """

    failures: int = 0
    locked_until: datetime | None = None
    locks: int = 0

    @property
    def tries_left(self) -> int:
        """How many wrong codes, the next one included, until the next lock."""
        return TRIES - self.failures % TRIES

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def after_failure(self, now: datetime) -> Lockout:
        """Return the state after one more wrong code at ``now``."""
        failures = self.failures + 1
        if failures % TRIES:
            return Lockout(failures, self.locked_until, self.locks)
        # Past 2**7 the longest lock is reached anyway; the bound keeps the number small for ever.
        length = min(FIRST_LOCK * 2 ** min(self.locks, 7), LONGEST_LOCK)
        return Lockout(failures, now + length, self.locks + 1)

    def after_success(self) -> Lockout:
        """Return the state after a right code, the person's password or a manager's word."""
        return Lockout()
