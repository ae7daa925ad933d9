"""Where the centre is, and how a connection to it must be protected."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_STRICT = "verify-full"


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a centre and the login that this machine has there.

    Attributes:
        host: Name, address, or the folder of a Unix socket.
        ca: Certificate of the authority that signed the centre's, or nothing: then the system's are trusted.
    """

    host: str
    port: int
    database: str
    role: str
    ca: Path | None = None

    @property
    def is_socket(self) -> bool:
        """Whether the centre is on this machine, behind a Unix socket."""
        return self.host.startswith("/")

    @property
    def is_near(self) -> bool:
        """Whether what is said never leaves this machine."""
        if self.is_socket or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def sslmode(self) -> str:
        """What is asked of TLS: everything, unless nobody could listen."""
        if self.is_socket:
            return "disable"
        return "prefer" if self.is_near and self.ca is None else _STRICT

    def parts(self, address: str | None = None) -> dict[str, Any]:
        """Return the driver's connection parameters.

        Args:
            address: The address that ``host`` was found at; the certificate is checked against ``host`` all the same.
        """
        found: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": self.role,
            "sslmode": self.sslmode,
            "gssencmode": "disable",
            "client_encoding": "UTF8",
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
        }
        if self.sslmode == _STRICT:
            found["sslrootcert"] = str(self.ca) if self.ca else "system"
        if address is not None:
            found["hostaddr"] = address
        return found
