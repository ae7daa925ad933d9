"""The thread ``sync``: a round when something was recorded, when the wait is over, or when a person asks.

Nothing here makes a screen wait: it reads and writes the file in short background turns, and its calls end by a
deadline. A bug is logged whole and the thread goes on: an unsent sale must never wait for a restart.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync.protocol import LONGEST_MS
from recyclique_desktop.sync.status import AWAY, Contact, clock_off
from recyclique_desktop.sync.vocabulary import Cause, Wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.sync.round import Rounds

DEBOUNCE_S = 0.2
FIRST_S = 0.5
"""After the start, so that the window comes first."""
_log = logging.getLogger(__name__)


class SyncLoop:
    """Runs rounds on a thread of its own.

    Args:
        rounds: What is run; used by this thread only.
        clock: For what people are shown; waits are measured by the machine.
        chance: Draws from 0 to 1, so that many workstations do not come all at once.
        interrupt: Ends the network call under way; called by ``stop`` from another thread.
        on_contact: Told after every round, on this thread.
    """

    def __init__(
        self,
        rounds: Rounds,
        clock: Clock,
        chance: Callable[[], float],
        interrupt: Callable[[], None] = lambda: None,
        on_contact: Callable[[Contact], None] = lambda _contact: None,
    ) -> None:
        self._rounds = rounds
        self._clock = clock
        self._chance = chance
        self._interrupt = interrupt
        self._on_contact = on_contact
        self._bell = threading.Condition()
        self._due = time.monotonic() + FIRST_S
        self._woken: float | None = None
        self._urgent = False
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self.contact = Contact()

    def start(self) -> None:
        """Start the thread."""
        self._note(replace(self.contact, is_running=True))
        self._thread.start()

    def wake(self) -> None:
        """Say that something was recorded here; any thread, at any moment, without waiting."""
        with self._bell:
            if self._woken is None:
                self._woken = time.monotonic()
                self._bell.notify()

    def hurry(self) -> None:
        """Say that a person asks: even a back-off ends."""
        with self._bell:
            self._urgent = True
            self._bell.notify()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the round under way and the thread; what was not sent waits for the next start."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
        end = time.monotonic() + timeout_s
        while self._thread.is_alive() and time.monotonic() < end:
            self._interrupt()  # again: the next call of the round may have begun since
            self._thread.join(0.1)
        self._note(replace(self.contact, is_running=False, is_busy=False))

    def _run(self) -> None:
        while (begin := self._next()) is not None:
            self._round(begin)

    def _next(self) -> Callable[[], Wait | None] | None:
        """Wait for the next reason to go, and return how to; nothing when the thread is to end."""
        with self._bell:
            while not self._stopping:
                now = time.monotonic()
                if self._urgent or now >= self._goes_at():
                    urgent, is_due = self._urgent, now >= self._due
                    self._urgent, self._woken = False, None
                    return self._rounds.tick if is_due and not urgent else partial(self._rounds.wake, urgent=urgent)
                self._bell.wait(self._goes_at() - now)
        return None

    def _goes_at(self) -> float:
        return self._due if self._woken is None else min(self._due, self._woken + DEBOUNCE_S)

    def _round(self, begin: Callable[[], Wait | None]) -> None:
        self._note(replace(self.contact, is_busy=True))
        try:
            wait = begin()
        except Exception:  # noqa: BLE001  an unsent sale must not wait for a restart
            _log.critical("the synchronisation met a bug and goes on", exc_info=True)
            wait = Wait(LONGEST_MS // 2, LONGEST_MS, Cause.BUG)
            self._rounds.recover()
        if wait is None:
            self._note(replace(self.contact, is_busy=False))
            return
        self._due = time.monotonic() + (wait.least + self._chance() * (wait.most - wait.least)) / 1000
        self._note(self._after(wait))

    def _after(self, wait: Wait) -> Contact:
        """Return what a round leaves to be known."""
        tally, before, now = self._rounds.tally, self.contact, self._clock.now()
        answered = tally.hello is not None and wait.cause not in AWAY
        hello = tally.hello
        return replace(
            before,
            is_busy=False,
            cause=wait.cause,
            detail=tally.detail,
            last_contact=now if answered else before.last_contact,
            away_since=None if wait.cause not in AWAY else before.away_since or now,
            parked=hello.parked if hello else before.parked,
            conflicts=hello.conflicts if hello else before.conflicts,
            clock_off_s=clock_off(hello.now, now) if hello else before.clock_off_s,
        )

    def _note(self, contact: Contact) -> None:
        self.contact = contact
        try:
            self._on_contact(contact)
        except UserError:
            _log.warning("the status could not be read")
