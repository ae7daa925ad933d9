"""Making a connection within a deadline, name look-up and handshake included."""

from __future__ import annotations

import queue
import socket
import threading
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import make_conninfo

from recyclique_desktop.wire.failures import Kind, WireError, of_connection

if TYPE_CHECKING:
    from recyclique_desktop.wire.place import Place

_PATIENCE_S = 60
"""After this long even an attempt that nobody waits for any more gives up."""


class Attempt:
    """One attempt, on a thread of its own: nothing on this machine can be trusted to return in time.

    An attempt that is given up goes on by itself; whatever it still gets is closed at once.
    """

    def __init__(self, place: Place, password: str, name: str) -> None:
        self._place = place
        self._password = password
        self._name = name
        self._made: queue.SimpleQueue[psycopg.Connection[tuple[Any, ...]] | WireError] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._given_up = False
        self._answered = place.is_socket

    def wait(self, deadline_s: float) -> psycopg.Connection[tuple[Any, ...]]:
        """Return the connection, or give up.

        Raises:
            WireError: ``absent`` when nothing is at that address, ``slow`` when it does not finish its greeting,
                or what the greeting ended with.
        """
        threading.Thread(target=self._run, name="wire-connect", daemon=True).start()
        try:
            made = self._made.get(timeout=deadline_s)
        except queue.Empty:
            made = self._give_up()
        if isinstance(made, WireError):
            raise made
        return made

    def abandon(self) -> None:
        """Let whoever waits go, from another thread."""
        with self._lock:
            if not self._given_up:
                self._given_up = True
                self._made.put(WireError(Kind.ABSENT, message="interrupted"))

    def _give_up(self) -> psycopg.Connection[tuple[Any, ...]] | WireError:
        with self._lock:
            self._given_up = True
            if not self._made.empty():
                return self._made.get()
        return WireError(Kind.SLOW if self._answered else Kind.ABSENT, message="no connection in time")

    def _run(self) -> None:
        made = self._connect()
        with self._lock:
            if not self._given_up:
                self._made.put(made)
                return
        if not isinstance(made, WireError):
            made.close()

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]] | WireError:
        try:
            address = None if self._place.is_socket else self._knock()
            return psycopg.connect(
                make_conninfo(
                    password=self._password,
                    application_name=self._name,
                    connect_timeout=_PATIENCE_S,
                    **self._place.parts(address),
                ),
                autocommit=True,
            )
        except OSError as error:
            return WireError(Kind.ABSENT, message=str(error))
        except psycopg.Error as error:
            return of_connection(error)

    def _knock(self) -> str:
        """Return the address where something listens, so that what follows can only be a greeting."""
        with socket.create_connection((self._place.host, self._place.port), timeout=_PATIENCE_S) as door:
            self._answered = True
            return str(door.getpeername()[0])
