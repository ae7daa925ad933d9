"""Ends a call whose peer stays silent: shuts the socket down, which is the one thing that always wakes the driver.

A peer that still acknowledges packets defeats keep-alives, ``tcp_user_timeout`` and the server's own time limit alike.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

GRACE_S = 0.05
"""How long after the deadline the socket goes: the server's answer may be on its way."""


class Watchdog:
    """Watches one call, from ``with`` to its end.

    Args:
        connected: A socket of our own on the same connection, so that closing the other one cannot hit a stranger.
        deadline_s: How long the call may take.

    Attributes:
        bit: Whether the socket was shut down.
    """

    def __init__(self, connected: socket.socket, deadline_s: float) -> None:
        self._socket = connected
        self._timer = threading.Timer(deadline_s + GRACE_S, self._bite)
        self._timer.daemon = True
        self._timer.name = "wire-watchdog"
        self._lock = threading.Lock()
        self._over = False
        self.bit = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._over = True
        self._timer.cancel()

    def _bite(self) -> None:
        with self._lock:
            if not self._over:
                self.bit = True
                shut(self._socket)


def shut(connected: socket.socket) -> None:
    """End what anybody waits for on this connection; harmless where it ended already."""
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
