"""What every device is: a name, a state a person can read, a thread of its own that survives unplugging.

A device never raises towards the screen: whatever happens on the cable becomes a state.
"""

from __future__ import annotations

import logging
import threading
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

RETRY_S = 1.0
"""Between two looks for a device that is not there."""
_log = logging.getLogger(__name__)


class DeviceState(StrEnum):
    """How a device stands.

    OFF: not started. SEARCHING: not plugged in, or not heard yet; looked for again and again. READY: at work.
    SILENT: plugged in, and says nothing that can be understood. FAILED: somebody must change something first.
    """

    OFF = "off"
    SEARCHING = "searching"
    READY = "ready"
    SILENT = "silent"
    FAILED = "failed"


class Device(Protocol):
    """Anything at the end of a cable. Each kind adds ``start(on_change)``, told on the device's own thread."""

    @property
    def name(self) -> str:
        """What its thread is called after ``dev-``."""

    @property
    def state(self) -> DeviceState:
        """How it stands now. Safe from any thread."""

    def retry(self) -> None:
        """Look for it at once, closing it first if it is open. Safe from any thread, returns at once."""

    def stop(self) -> None:
        """End its thread and give the port back. A second call does nothing; it may be started again."""


class DeviceThread:
    """The thread ``dev-<name>``: one visit of the device after another, with a pause between two.

    A visit opens the port, works until the device is gone or ``is_leaving``, and closes the port. A bug in one is
    logged whole and told by ``on_bug``; the next visit comes all the same.

    Args:
        name: Of the device.
        visit: One visit; it must look at ``is_leaving`` at least ten times a second.
        on_bug: Called on the thread after a visit that raised.
        retry_s: Pause between two visits.
    """

    def __init__(
        self, name: str, visit: Callable[[], None], on_bug: Callable[[], None], *, retry_s: float = RETRY_S
    ) -> None:
        self._name = name
        self._visit = visit
        self._on_bug = on_bug
        self._retry_s = retry_s
        self._bell = threading.Condition()
        self._stopping = False
        self._again = False
        self._thread: threading.Thread | None = None

    @property
    def is_leaving(self) -> bool:
        """Whether the visit under way is to end: the device is being stopped, or looked for again."""
        return self._stopping or self._again

    def start(self) -> None:
        """Begin; a thread that runs already goes on."""
        with self._bell:
            self._stopping = False
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=f"dev-{self._name}", daemon=True)
                self._thread.start()

    def hurry(self) -> None:
        """End the visit under way or the pause, and visit again."""
        with self._bell:
            self._again = True
            self._bell.notify()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the visit under way, then the thread."""
        with self._bell:
            self._stopping = True
            self._bell.notify()
            thread = self._thread
        if thread is not None:
            thread.join(timeout_s)

    def _run(self) -> None:
        while self._goes_on():
            try:
                self._visit()
            except Exception:  # noqa: BLE001  the next visit may go better; a person can type meanwhile
                _log.critical("the device %s met a bug and goes on", self._name, exc_info=True)
                self._on_bug()
            with self._bell:
                if not self.is_leaving:
                    self._bell.wait(self._retry_s)

    def _goes_on(self) -> bool:
        """Tell whether there is another visit; after the last one, a new thread may be started."""
        with self._bell:
            self._again = False
            if self._stopping:
                self._thread = None
            return not self._stopping
