"""What an open workstation has of its centre: the thread that exchanges, the questions, the handing over.

The driver and everything above it are imported on other threads, and never in a shop that works alone.
"""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from recyclique_desktop.data.queries.sync import standing
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import numbering_base
from recyclique_desktop.sync.status import Contact, Light, Status, status_of
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.ui.exchange import Exchange, Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.flows.workstation import OpenWorkstation, RandomBytes
    from recyclique_desktop.sync.pull import Changes
    from recyclique_desktop.sync.worker import Worker
    from recyclique_desktop.system.code_file import CodeFile
    from recyclique_desktop.system.secrets import SecretStore
    from recyclique_desktop.ui.bridges import MainThreadBridge
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.wire import Line

_TOGETHER_MS: Final = 300
"""What arrives within this time is told to a screen once."""
_log = logging.getLogger(__name__)


class HandOver(Protocol):
    """Hands the shop over to an empty centre; both answers come on the main thread."""

    def __call__(
        self,
        access: CodeFile,
        on_progress: Callable[[int, int], None],
        on_done: Callable[[], None],
        on_error: Callable[[UserError], None],
    ) -> None: ...


class CentreLink(QObject):
    """The exchange of one open workstation, from its start to its end; alone, it only knows how to begin one.

    Signals:
        arrived(object): Names of the tables of which rows came from the centre, a frozenset.
        joined(object): The workstation has a centre from now on: the ``OpenWorkstation`` in its new state.

    Args:
        opened: The workstation.
        store: Holds the password of its login at the centre.
        random_bytes: For that password, when it is made.
        context: Runs what is slow, and knows who is there.
        bridge: Brings what other threads tell to the main thread.
    """

    arrived = Signal(object)
    joined = Signal(object)

    def __init__(
        self,
        opened: OpenWorkstation,
        store: SecretStore,
        random_bytes: RandomBytes,
        context: AppContext,
        bridge: MainThreadBridge,
    ) -> None:
        super().__init__()
        self._opened = opened
        self._store = store
        self._random_bytes = random_bytes
        self._tasks = context.tasks
        self._presence = context.presence
        self._bridge = bridge
        self._worker: Worker | None = None
        self._stopping = threading.Event()
        self._tables: frozenset[str] = frozenset()
        self._gathering = QTimer(self)
        self._gathering.setSingleShot(True)
        self._gathering.setInterval(_TOGETHER_MS)
        self._gathering.timeout.connect(self._on_gathered)
        self.exchange = Exchange(bridge)
        if opened.config.centre is not None:
            self._connect()

    @property
    def is_idle(self) -> bool:
        """Whether no question is under way; rounds come and go by themselves."""
        return not self.exchange.pending

    def begin(self) -> None:
        """Start the thread of a joined workstation; nothing happens in a shop that works alone."""
        if self._opened.config.centre is not None and self._worker is None:
            self._tasks.aside(self._made, self._on_made, self._on_not_made)

    def hand_over(
        self,
        access: CodeFile,
        on_progress: Callable[[int, int], None],
        on_done: Callable[[], None],
        on_error: Callable[[UserError], None],
    ) -> None:
        """Give an empty centre all this shop has, or come back to a centre that lets this workstation in no more.

        Selling goes on meanwhile. See ``HandOver``.
        """
        person = self._presence.person
        if person is None or not person.actor.may(Permission.SETTINGS_MANAGE):
            on_error(UserError("permission.denied"))
            return
        enter = self._found if self._opened.config.centre is None else self._come_back
        self._tasks.aside(partial(enter, access, on_progress), partial(self._on_founded, on_done, on_error), on_error)

    def stop(self) -> None:
        """End the thread and what is under way; what was not sent waits for the next start."""
        self._stopping.set()
        self._gathering.stop()
        self.exchange.stop()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    # the thread

    def _connect(self) -> None:
        from recyclique_desktop.flows.office import OfficeDesk  # noqa: PLC0415  rare

        self.exchange.connect_to(Link(OfficeDesk(self._line), self._opened.config.centre_stream_id, self._hurry))
        stream = self._opened.config.stream_id
        self._tasks.read(
            lambda session: status_of(standing(session, stream), Contact(is_running=True)),
            self._on_first_status,
            lambda error: _log.warning("the status could not be read: %s", error.code),
        )

    def _line(self) -> Line:
        from recyclique_desktop.flows import sync  # noqa: PLC0415  heavy: a shop alone never loads it

        return sync.line_to_centre(self._opened, self._store)

    def _hurry(self) -> None:
        if self._worker is not None:
            self._worker.loop.hurry()

    def _made(self) -> Worker | None:
        from recyclique_desktop.flows import sync  # noqa: PLC0415  heavy: a shop alone never loads it

        return sync.worker_of(self._opened, self._store, self._on_changes, self.exchange.tell)

    def _on_made(self, worker: Worker | None) -> None:
        if worker is not None and not self._stopping.is_set():
            self._worker = worker
            worker.start()

    def _on_not_made(self, error: UserError) -> None:
        _log.warning("no exchange with the centre: %s", error.code)
        self.exchange.tell(Status(Light.STOPPED, cause=Cause.AUTH, detail=error.code))

    def _on_first_status(self, status: Status) -> None:
        if self._worker is None:
            self.exchange.tell(status)

    # what arrives

    def _on_changes(self, changes: Changes) -> None:
        """Called on the thread of the exchange."""
        self._bridge.post(partial(self._gather, changes.tables))

    def _gather(self, tables: frozenset[str]) -> None:
        if not self._stopping.is_set():
            self._tables |= tables
            if not self._gathering.isActive():
                self._gathering.start()

    def _on_gathered(self) -> None:
        tables, self._tables = self._tables, frozenset()
        self.arrived.emit(tables)

    # handing over

    def _found(self, access: CodeFile, on_progress: Callable[[int, int], None]) -> OpenWorkstation | None:
        from recyclique_desktop.flows import join  # noqa: PLC0415  heavy: a shop alone never loads it

        def report(done: int, of: int) -> None:
            if self._stopping.is_set():
                raise _StoppedError
            self._bridge.post(partial(on_progress, done, of))

        try:
            return join.found_centre(self._opened, self._store, access, self._random_bytes, report)
        except _StoppedError:
            return None

    def _come_back(self, access: CodeFile, _on_progress: Callable[[int, int], None]) -> OpenWorkstation:
        from recyclique_desktop.flows import join  # noqa: PLC0415  heavy: a shop alone never loads it

        return join.come_back(self._opened, self._store, access, self._random_bytes)

    def _on_founded(
        self, on_done: Callable[[], None], on_error: Callable[[UserError], None], opened: OpenWorkstation | None
    ) -> None:
        if opened is None:
            return
        self._opened = opened
        if self._worker is not None:
            self._worker.stop()  # it holds the login that is no more
            self._worker = None
        self._connect()
        self.begin()
        self.joined.emit(opened)
        if opened.station.code.startswith(numbering_base(opened.config.code)):
            on_done()
        else:
            on_error(UserError("enrol.code_changed", workstation=opened.config.code))


class _StoppedError(Exception):
    """The program closes: the centre keeps what it got, and the next try goes on from there."""
