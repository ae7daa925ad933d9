"""The only door to the serial library: a port opened, or why it could not be."""

from __future__ import annotations

import errno
import logging
from typing import TYPE_CHECKING, Final

from recyclique_desktop.devices.scale import Trouble

if TYPE_CHECKING:
    from serial import Serial

    from recyclique_desktop.devices.dialect import Framing

READ_S: Final = 0.1
"""A read waits at most so long: this is how soon a thread sees that it is to end."""
_WRITE_S: Final = 0.5
_REFUSALS: Final = {
    errno.EACCES: Trouble.DENIED, errno.EPERM: Trouble.DENIED, errno.EAGAIN: Trouble.BUSY, errno.EBUSY: Trouble.BUSY,
}  # fmt: skip
_log = logging.getLogger(__name__)


class PortError(Exception):
    """A port that cannot be opened.

    Args:
        trouble: ``NONE`` when it is simply not there.
    """

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def open_port(port: str, baud: int, framing: Framing) -> Serial:
    """Open a port for this program alone: ``/dev/ttyUSB0``, ``/dev/serial/by-id/…``, ``COM3``, ``socket://…``.

    Raises:
        PortError: It is not there, or refused.
    """
    import serial  # noqa: PLC0415  most workstations have no scale

    try:
        return serial.serial_for_url(
            port, baudrate=baud, bytesize=framing.bits, parity=framing.parity, stopbits=framing.stops,
            timeout=READ_S, write_timeout=_WRITE_S, exclusive=True,
        )  # fmt: skip
    except OSError as error:
        raise PortError(_REFUSALS.get(error.errno or 0, Trouble.NONE)) from error
    except Exception as error:
        # ValueError, or the error type of the system's terminals: this port cannot travel so
        _log.warning("the port refuses %s baud and %s", baud, framing, exc_info=True)
        raise PortError(Trouble.SETTINGS) from error
