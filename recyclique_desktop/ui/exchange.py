"""The exchange with the centre as screens see it: how it stands, « now », and questions that only the centre answers.

The thread of the exchange tells every change through the bridge; questions run on a thread of their own, so that
neither a round nor a screen waits for them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync.status import ALONE, Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from recyclique_desktop.flows.office import Conflict, Parked, PutBack
    from recyclique_desktop.services.conflicts import Keep
    from recyclique_desktop.ui.bridges import MainThreadBridge

T = TypeVar("T")


class Centre(Protocol):
    """What an office may ask the centre; every call ends by its deadline, or raises ``UserError``."""

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the values that lost and were not settled."""

    def parked(self) -> tuple[Parked, ...]:
        """Return the entries that could not be applied there."""

    def lives(self) -> tuple[PutBack, ...]:
        """Return the lives of the centre since its first: each time that it was put back."""

    def settle(self, conflict_id: UUID, keep: Keep) -> None:
        """Choose whose value stays."""

    def retry(self, stream_id: UUID, seq: int) -> bool:
        """Try a parked entry again; tell whether it could be applied."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a joined workstation has of its centre.

    Attributes:
        stream: The centre's own stream.
        hurry: Asks for a round now.
    """

    centre: Centre
    stream: UUID
    hurry: Callable[[], None]


class Exchange(QObject):
    """How this workstation and its centre stand.

    Signals:
        changed(): ``status`` is another one.

    Args:
        bridge: Brings what other threads tell to the main thread.
        link: Nothing on a workstation alone.
    """

    changed = Signal()

    def __init__(self, bridge: MainThreadBridge, link: Link | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._link: Link | None = None
        self._status = ALONE
        self._pool: ThreadPoolExecutor | None = None
        self.pending = 0
        if link is not None:
            self.connect_to(link)

    def connect_to(self, link: Link) -> None:
        """From now on there is a centre."""
        self._link = link
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="centre")

    @property
    def status(self) -> Status:
        """How it stands now."""
        return self._status

    @property
    def is_joined(self) -> bool:
        """Whether there is a centre at all."""
        return self._link is not None

    @property
    def centre_stream(self) -> UUID | None:
        """The centre's own stream; nothing on a workstation alone."""
        return self._link.stream if self._link is not None else None

    def tell(self, status: Status) -> None:
        """Take what the thread of the exchange says; safe from any thread."""
        self._bridge.post(partial(self._take, status))

    def hurry(self) -> None:
        """Ask for a round now: even a wait after failures ends."""
        if self._link is not None:
            self._link.hurry()

    def ask(
        self, question: Callable[[Centre], T], on_done: Callable[[T], None], on_error: Callable[[UserError], None]
    ) -> None:
        """Ask the centre away from the screen; the answer comes back on the main thread."""
        if self._link is None or self._pool is None:
            on_error(UserError("centre.none"))
            return
        self.pending += 1
        self._pool.submit(self._run, partial(question, self._link.centre), on_done, on_error)

    def stop(self) -> None:
        """Let a running question end, refuse new ones."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _take(self, status: Status) -> None:
        if status != self._status:
            self._status = status
            self.changed.emit()

    def _run(
        self, question: Callable[[], T], on_done: Callable[[T], None], on_error: Callable[[UserError], None]
    ) -> None:
        try:
            answer = question()
        except UserError as error:
            self._bridge.post(partial(self._finish, partial(on_error, error)))
        except BaseException as error:  # noqa: BLE001  a bug of any kind must reach the main thread, not die here
            self._bridge.post(partial(self._finish, partial(_raise, error)))
        else:
            self._bridge.post(partial(self._finish, partial(on_done, answer)))

    def _finish(self, call: Callable[[], None]) -> None:
        self.pending -= 1
        call()


def _raise(error: BaseException) -> None:
    raise error
