"""Work away from the screen: one thread for the database, one for long reading, a small pool for hashing secrets.

A screen passes a function and gets its result back on the main thread. A refusal (``UserError``) goes to
``on_error``; anything else is a bug and is raised on the main thread, where it is logged whole and shown once.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.ui.bridges import MainThreadBridge

T = TypeVar("T")
OnDone = Callable[[T], None]
OnError = Callable[[UserError], None]


class Tasks:
    """The threads of an open workstation.

    Args:
        db: Written and read on the ``db`` thread only.
        bridge: Brings results back to the main thread.
    """

    def __init__(self, db: Database, bridge: MainThreadBridge) -> None:
        self._db = db
        self._bridge = bridge
        self._database_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="db")
        self._report_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="report")
        self._secrets_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="secrets")
        self.pending = 0
        self._is_stopped = False

    @property
    def db(self) -> Database:
        """The file, for acts that must step out of a transaction (signing in); call them through ``aside``."""
        return self._db

    def write(self, op: Callable[[Session], T], on_done: OnDone[T], on_error: OnError) -> None:
        """Run ``op`` in one write transaction; ``on_done`` is called once it is on disk."""
        self._submit(self._database_thread, partial(self._in_writing, op), on_done, on_error)

    def read(self, op: Callable[[Session], T], on_done: OnDone[T], on_error: OnError) -> None:
        """Run ``op`` in one read snapshot (at most some 50 ms; longer ones belong to reports)."""
        self._submit(self._database_thread, partial(self._in_reading, op), on_done, on_error)

    def report(self, op: Callable[[Session], T], on_done: OnDone[T], on_error: OnError) -> None:
        """Run ``op`` in one read snapshot, however long it takes: nothing else waits for it but other reports."""
        self._submit(self._report_thread, partial(self._in_reading, op), on_done, on_error)

    def export(self, op: Callable[[], T], on_done: OnDone[T], on_error: OnError) -> None:
        """Write a file of rows, beside everything else; ``op`` opens its own sessions."""
        self._submit(self._report_thread, op, on_done, on_error)

    def aside(self, op: Callable[[], T], on_done: OnDone[T], on_error: OnError) -> None:
        """Run slow work that is not the database's own (hashing a secret) in the small pool."""
        self._submit(self._secrets_pool, op, on_done, on_error)

    def stop(self) -> None:
        """Let running work end, refuse new work."""
        self._secrets_pool.shutdown(wait=True, cancel_futures=True)
        self._report_thread.shutdown(wait=True, cancel_futures=True)
        self._database_thread.shutdown(wait=True, cancel_futures=False)
        self._is_stopped = True

    def _in_writing(self, op: Callable[[Session], T]) -> T:
        with self._db.writing() as session:
            return op(session)

    def _in_reading(self, op: Callable[[Session], T]) -> T:
        with self._db.reading() as session:
            return op(session)

    def _submit(self, where: ThreadPoolExecutor, op: Callable[[], T], on_done: OnDone[T], on_error: OnError) -> None:
        if self._is_stopped:
            return  # a page that is going away with its workstation still asks
        self.pending += 1
        where.submit(self._run, op, on_done, on_error)

    def _run(self, op: Callable[[], T], on_done: OnDone[T], on_error: OnError) -> None:
        try:
            result = op()
        except UserError as error:
            self._bridge.post(partial(self._finish, partial(on_error, error)))
        except BaseException as error:  # noqa: BLE001  a bug of any kind must reach the main thread, not die here
            self._bridge.post(partial(self._finish, partial(_raise, error)))
        else:
            self._bridge.post(partial(self._finish, partial(on_done, result)))

    def _finish(self, call: Callable[[], None]) -> None:
        self.pending -= 1
        if not self._is_stopped:  # else the page that asked is gone with its workstation
            call()


def _raise(error: BaseException) -> None:
    raise error
