"""The write gate: one writer at a time in this process, the screen before the synchronisation (``sync.md`` §5).

SQLite's own busy wait is not fair: in a stress run it failed one sale in six (``sync-evidence.md`` §6.3).
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class WriteGate:
    """A lock that serves waiting screens before anybody in the background."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._busy = False
        self._screens_waiting = 0
        self._last_screen = time.monotonic() - 3_600

    def quiet_s(self) -> float:
        """Return for how long no screen has asked for the gate: whoever works in the background may hurry then."""
        return time.monotonic() - self._last_screen

    @contextmanager
    def held(self, *, background: bool = False) -> Iterator[None]:
        """Hold the gate; ``background`` callers let every waiting screen pass first."""
        self._enter(background=background)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, *, background: bool) -> None:
        with self._turn:
            if background:
                self._turn.wait_for(lambda: not self._busy and not self._screens_waiting)
            else:
                self._last_screen = time.monotonic()
                self._screens_waiting += 1
                try:
                    self._turn.wait_for(lambda: not self._busy)
                finally:
                    self._screens_waiting -= 1
            self._busy = True

    def _leave(self) -> None:
        with self._turn:
            self._busy = False
            self._turn.notify_all()
