"""A scale at the end of a serial cable. Which make it is, is data (``dialect``)."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from recyclique_desktop.devices.base import RETRY_S, DeviceState, DeviceThread
from recyclique_desktop.devices.ear import Ear
from recyclique_desktop.devices.ports import PortError, open_port
from recyclique_desktop.devices.scale import OFF, ScaleStatus, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from serial import Serial

    from recyclique_desktop.devices.dialect import Dialect

_ABSENT = ScaleStatus(DeviceState.SEARCHING)
_BROKEN = ScaleStatus(DeviceState.FAILED)
_log = logging.getLogger(__name__)


class SerialScale:
    """Reads one scale on the thread ``dev-scale``; unplugged, it is looked for until it is back.

    Args:
        port: Where it is plugged in.
        profile: How it speaks.
        retry_s: Between two looks for it.
    """

    name = "scale"

    def __init__(self, port: str, profile: Dialect, *, retry_s: float = RETRY_S) -> None:
        self._port = port
        self._dialect = profile
        self._lock = threading.Lock()
        self._on_change: Callable[[ScaleStatus], None] | None = None
        self._status = OFF
        self._thread = DeviceThread(self.name, self._visit, lambda: self._say(_BROKEN), retry_s=retry_s)

    @property
    def status(self) -> ScaleStatus:
        """How it stands now."""
        return self._status

    @property
    def state(self) -> DeviceState:
        """How it stands now."""
        return self._status.state

    def start(self, on_change: Callable[[ScaleStatus], None]) -> None:
        """Begin to look for it."""
        self._on_change = on_change
        self._say(_ABSENT)
        self._thread.start()

    def retry(self) -> None:
        """Open the port again, now."""
        self._thread.hurry()

    def stop(self) -> None:
        """End the thread; nothing is told any more."""
        self._thread.stop()
        with self._lock:
            self._on_change = None
            self._status = OFF

    def _visit(self) -> None:
        """Open the port and hear the scale, until it is gone or the program wants to leave."""
        try:
            port = open_port(self._port, self._dialect.baud, self._dialect.framing)
        except PortError as error:
            is_absent = error.trouble is Trouble.NONE
            self._say(_ABSENT if is_absent else ScaleStatus(DeviceState.FAILED, trouble=error.trouble))
            return
        with port:
            try:
                self._hear(port)
            except OSError:  # pulled out, in mid-frame or not
                self._say(_ABSENT)

    def _hear(self, port: Serial) -> None:
        ear = Ear(self._dialect, time.monotonic())
        while not self._thread.is_leaving:
            says = ear.hear(port.read(port.in_waiting or 1), time.monotonic())
            self._say(ear.status)
            if says:
                port.write(says)

    def _say(self, status: ScaleStatus) -> None:
        with self._lock:
            if self._on_change is None or status == self._status:
                return
            if status.state is not self._status.state or status.trouble is not self._status.trouble:
                _log.info("the scale is %s (%s)", status.state.value, status.trouble.value)
            self._status = status
            self._on_change(status)
