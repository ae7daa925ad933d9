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
    """A lock that serves waiting screens before anybody in the background.

    Attributes:
        _screens: How many wait for it, or hold it.
    """

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._busy = False
        self._screens = 0
        self._last_screen = time.monotonic() - 3_600

    def quiet_s(self) -> float:
        """Return for how long no screen has asked for the gate: whoever works in the background may hurry then."""
        return time.monotonic() - self._last_screen

    @property
    def is_wanted(self) -> bool:
        """Whether a screen holds the gate or asks for it."""
        return self._screens > 0

    def give_way(self) -> None:
        """Wait until no screen holds the gate or asks for it: whoever computes meanwhile would slow it down."""
        if self._screens:
            with self._turn:
                self._turn.wait_for(lambda: not self._screens)

    @contextmanager
    def held(self, *, background: bool = False) -> Iterator[None]:
        """Hold the gate; ``background`` callers let every waiting screen pass first."""
        self._enter(background=background)
        try:
            yield
        finally:
            self._leave(background=background)

    def _enter(self, *, background: bool) -> None:
        with self._turn:
            if background:
                self._turn.wait_for(lambda: not self._busy and not self._screens)
            else:
                self._last_screen = time.monotonic()
                self._screens += 1
                try:
                    self._turn.wait_for(lambda: not self._busy)
                except BaseException:
                    self._screens -= 1
                    raise
            self._busy = True

    def _leave(self, *, background: bool) -> None:
        with self._turn:
            self._busy = False
            self._screens -= not background
            self._turn.notify_all()
