"""The rule of five wrong codes (``decisions.md``, *People and secrets*).

Five wrong codes lock one person on one workstation for 15 minutes. From then on each wrong one locks again, twice as
long each time: 30 minutes, one, two and four hours, then a day. So nobody ever tries more than five codes in 24 hours
once she was locked, whatever she restarts or puts back. Only a success forgets: waiting does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

TRIES = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
SHORT_LOCKS = 5
"""15 minutes to 4 hours; a sixth of 8 hours would leave a sixth try within a day."""


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
        return max(1, TRIES - self.failures)

    @property
    def is_shut(self) -> bool:
        """Whether the latest wrong code locked her."""
        return self.failures >= TRIES

    @property
    def is_worth_a_line(self) -> bool:
        """Whether history writes the latest failure: the first and each fifth; the others are in its count."""
        return self.failures == 1 or (self.failures > 0 and self.failures % TRIES == 0)

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def after_failure(self, now: datetime) -> Lockout:
        """Return the state after one more wrong code at ``now``."""
        failures = self.failures + 1
        if failures < TRIES:
            return Lockout(failures, self.locked_until, self.locks)
        length = FIRST_LOCK * 2**self.locks if self.locks < SHORT_LOCKS else LONGEST_LOCK
        return Lockout(failures, now + length, self.locks + 1)

    def after_success(self) -> Lockout:
        """Return the state after a right code, the person's password or a manager's word."""
        return Lockout()
