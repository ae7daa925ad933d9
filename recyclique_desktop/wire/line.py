"""One connection to the centre, opened when needed, whose every call returns by its deadline."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from types import NoneType
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.adapt import PyFormat
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

from recyclique_desktop.wire.ahead import Ahead
from recyclique_desktop.wire.failures import Kind, WireError, of_call
from recyclique_desktop.wire.reaching import Attempt
from recyclique_desktop.wire.watchdog import Watchdog, shut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recyclique_desktop.wire.place import Place

API = "recyclique_api_v1"
CALL_S = 30.0
"""How long a call may take unless it says otherwise."""
STALE_S = 300.0
"""After so long unused a connection is made anew: the centre ends those of ten minutes, and a router may sooner."""
_AGAIN_S = 0.02


class Line:
    """A line to the centre, for one thread; only ``interrupt`` may be called from another one.

    Args:
        place: Where the centre is.
        password: Of this machine's login there.
        name: What the server's list of connections shows.
    """

    def __init__(self, place: Place, password: str, name: str = "recyclique") -> None:
        self._place = place
        self._password = password
        self._name = name
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._socket: socket.socket | None = None
        self._attempt: Attempt | None = None
        self._ahead: Ahead | None = None
        self._used_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether a connection stands, as far as is known here."""
        return self._connection is not None and not self._connection.closed

    def open(self, deadline_s: float = CALL_S) -> None:
        """Connect, unless that is done already.

        Raises:
            WireError: ``absent``, ``slow``, ``auth``, ``revoked``, ``tls``, ``busy`` or ``refused``.
        """
        if self.is_open and not self._is_stale():
            return
        self._hang_up()
        self._attempt = Attempt(self._place, self._password, self._name)
        try:
            connection = self._attempt.wait(deadline_s)
        finally:
            self._attempt = None
        family = socket.AF_UNIX if self._place.is_socket else socket.AF_INET
        self._socket = socket.fromfd(connection.fileno(), family, socket.SOCK_STREAM)
        self._connection = connection
        self._used_at = time.monotonic()

    def _is_stale(self) -> bool:
        """Whether nothing was asked for so long that nobody may be there any more; never within a snapshot."""
        connection = self._connection
        is_free = connection is not None and connection.info.transaction_status is TransactionStatus.IDLE
        return is_free and time.monotonic() - self._used_at > STALE_S

    def call(self, function: str, *values: Any, deadline_s: float = CALL_S) -> Any:
        """Call a function of the API and return the one value that it answers.

        Args:
            function: Its bare name.
            values: Its arguments in order; dictionaries travel as JSON, lists of bytes as arrays.
            deadline_s: How long it may take, connecting included.

        Raises:
            WireError: Any kind. After ``absent`` and ``slow`` nobody knows whether it was carried out.
        """
        rows = self.rows(function, *values, deadline_s=deadline_s)
        return rows[0][0] if rows else None

    def rows(self, function: str, *values: Any, deadline_s: float = CALL_S) -> list[tuple[Any, ...]]:
        """Call a function of the API and return every row that it answers.

        Raises:
            WireError: As ``call``.
        """
        end = time.monotonic() + deadline_s
        before, self._ahead = self._ahead, None
        if before is not None and before.answers((function, *values)):
            return before.answer()
        if before is not None:
            self._forget(before, deadline_s)
        return self._rows(function, values, end)

    def ahead(self, function: str, *values: Any, deadline_s: float = CALL_S) -> None:
        """Ask now what ``rows`` will be asked next with the very same arguments; any other call forgets the answer.

        Only for what may be asked in vain: the centre may answer, and nobody listen.
        """
        before, end = self._ahead, time.monotonic() + deadline_s
        if before is not None:
            self._forget(before, deadline_s)
        self._ahead = Ahead((function, *values), lambda: self._rows(function, values, end))

    def _forget(self, before: Ahead, within_s: float) -> None:
        """Let a call asked in vain end; one that takes too long is cut off, with its connection."""
        if not before.is_over(within_s):
            self.interrupt()
            while not before.is_over(_AGAIN_S):
                self.interrupt()  # again: it was still on its way to the socket

    def _rows(self, function: str, values: tuple[Any, ...], end: float) -> list[tuple[Any, ...]]:
        self.open(max(end - time.monotonic(), 0.0))
        query = sql.SQL("SELECT * FROM {}({})").format(
            sql.Identifier(API, function), sql.SQL(", ").join(_mark(value) for value in values)
        )
        return self._run(query, [_ready(value) for value in values], end)

    @contextmanager
    def snapshot(self, deadline_s: float = CALL_S) -> Iterator[None]:
        """Let every call inside see one and the same state of the centre, and change nothing.

        Raises:
            WireError: As ``call``.
        """
        end = time.monotonic() + deadline_s
        before, self._ahead = self._ahead, None
        if before is not None:
            self._forget(before, deadline_s)
        self.open(deadline_s)
        self._run(_BEGIN, [], end)
        try:
            yield
        except BaseException:
            self.close()
            raise
        self._run(_COMMIT, [], time.monotonic() + CALL_S)

    def interrupt(self) -> None:
        """End the call that another thread waits for, if there is one; the line can be used again after."""
        waiting, attempt = self._socket, self._attempt
        if waiting is not None:
            shut(waiting)
        if attempt is not None:
            attempt.abandon()

    def close(self) -> None:
        """Hang up."""
        before, self._ahead = self._ahead, None
        if before is not None:
            self._forget(before, 0.0)
        self._hang_up()

    def _hang_up(self) -> None:
        connection, ours = self._connection, self._socket
        self._connection = self._socket = None
        if ours is not None:
            ours.close()
        if connection is not None:
            connection.close()

    def _run(self, query: sql.Composed, values: list[Any], end: float) -> list[tuple[Any, ...]]:
        connection, ours = self._connection, self._socket
        if connection is None or ours is None:
            raise WireError(Kind.ABSENT, message="the line was closed")
        with Watchdog(ours, max(end - time.monotonic(), 0.0)) as watchdog:
            try:
                cursor = connection.execute(query, values, binary=True)
                self._used_at = time.monotonic()
                return cursor.fetchall() if cursor.description else []
            except psycopg.Error as error:
                raise self._failed(error, bitten=watchdog.bit) from error

    def _failed(self, error: psycopg.Error, *, bitten: bool) -> WireError:
        """Name the failure; a connection that broke is closed, one that only refused stays."""
        failure = WireError(Kind.SLOW, message="no answer in time") if bitten else of_call(error)
        if bitten or not self.is_open or failure.kind in {Kind.ABSENT, Kind.REVOKED}:
            self._hang_up()
        return failure


_BINARY = sql.Placeholder(format=PyFormat.BINARY)
_BEGIN = sql.Composed([sql.SQL("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")])
_COMMIT = sql.Composed([sql.SQL("COMMIT")])


def _ready(value: Any) -> Any:
    is_json = isinstance(value, dict) or (isinstance(value, list) and not _is_array(value))
    return Jsonb(value) if is_json else value


def _mark(value: Any) -> sql.Composable:
    """Return the placeholder of an argument. Arrays of bytes travel as they are: as text they are twice as long."""
    return sql.SQL("{}::bytea[]").format(_BINARY) if _is_array(value) else sql.Placeholder()


def _is_array(value: Any) -> bool:
    """Whether this is a list of bytes, some of them perhaps missing; any other list is JSON."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, bytes | NoneType) for one in value)
