"""What follows each commit, off the screen's path: the witness of the journal's end, and the second medium.

Both may fail without refusing anything: a sale is safe in the file. Their failure is a state that people see.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recyclique_desktop.data import chain
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import Mark
from recyclique_desktop.flows.second_medium import Follower, Kept
from recyclique_desktop.system import witness as witnesses
from recyclique_desktop.system.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from recyclique_desktop.flows.workstation import OpenWorkstation

DEBOUNCE_S = 0.2
AGAIN_S = 5.0
"""How often a medium that is away is looked for."""
_SEEN = "SELECT hash FROM journal WHERE stream_id = ? AND seq = ?"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How witness and second medium stand.

    Attributes:
        contradicted: The journal no longer holds what the witness saw: somebody must look (``verify``).
        witness_error: Why the witness could not be written.
    """

    contradicted: bool = False
    witness_error: UserError | None = None
    medium: Kept = field(default_factory=Kept)

    @property
    def is_well(self) -> bool:
        """Whether everything followed."""
        return not self.contradicted and self.witness_error is None and self.medium.error is None


def keep(workstation: OpenWorkstation, follower: Follower | None = None) -> Keeping:
    """Bring witness and second medium up to the last commit.

    Raises:
        UserError: ``storage.*`` when the file itself cannot be read.
    """
    contradicted, refused = False, None
    try:
        contradicted = not write_witness(workstation)
    except UserError as error:
        if error.code.startswith("storage."):
            raise
        refused = error
    return Keeping(contradicted, refused, (follower or Follower(workstation)).catch_up())


def write_witness(workstation: OpenWorkstation) -> bool:
    """Write down how far the journal reaches; return whether it still holds what was seen before.

    A witness that the journal contradicts stays as it is: it is the evidence.

    Raises:
        UserError: ``folder.unwritable``, ``storage.*``.
    """
    config, folder = workstation.config, workstation.folders.config
    before = witnesses.load(folder, config.installation_id)
    streams = watched(workstation)
    with workstation.db.reading() as session:
        connection = session.connection()
        agrees = all(_holds(connection, stream, mark) for stream, mark in before.streams.items() if stream in streams)
        marks = {stream: mark for stream in streams if (mark := _end(connection, stream)) is not None}
    after = _seen(workstation, before, marks if agrees else before.streams)
    if after != before:
        witnesses.save(folder, config.installation_id, after)
    return agrees


def set_witness(workstation: OpenWorkstation) -> None:
    """Write down the journal's end whatever was seen before: somebody with the recovery sheet answers for it.

    Raises:
        UserError: ``folder.unwritable``, ``storage.*``.
    """
    with workstation.db.reading() as session:
        ends = [(stream, _end(session.connection(), stream)) for stream in watched(workstation)]
    config = workstation.config
    before = witnesses.load(workstation.folders.config, config.installation_id)
    marks = {stream: mark for stream, mark in ends if mark is not None}
    witnesses.save(workstation.folders.config, config.installation_id, _seen(workstation, before, marks))


def _seen(workstation: OpenWorkstation, before: Witness, streams: Mapping[UUID, Mark]) -> Witness:
    keys = {**before.keys, workstation.config.key_id: workstation.public_key}
    return Witness(streams, keys, str(workstation.folders.data.absolute()))


def watched(workstation: OpenWorkstation) -> tuple[UUID, ...]:
    """Return the streams that only this workstation writes: the centre's too, as long as it works alone."""
    config = workstation.config
    return (config.stream_id, config.centre_stream_id) if config.keeps_centre_stream else (config.stream_id,)


def _holds(connection: Connection, stream: UUID, mark: Mark) -> bool:
    return bool(connection.exec_driver_sql(_SEEN, (stream.bytes, mark.seq)).scalar_one_or_none() == mark.hash)


def _end(connection: Connection, stream: UUID) -> Mark | None:
    head = chain.head(connection, stream)
    return Mark(head.seq, head.hash) if head.seq else None


class Keeper:
    """Keeps witness and second medium up while the window is open, on a thread of its own.

    Not the thread of the exchange: a stick that hangs must not hold up what goes to the centre.

    Args:
        workstation: Open; it outlives this.
        on_change: Told how both stand whenever that changed, on this thread.
        again_s: How often a medium that is away is looked for.
    """

    def __init__(
        self,
        workstation: OpenWorkstation,
        on_change: Callable[[Keeping], None] = lambda _state: None,
        again_s: float = AGAIN_S,
    ) -> None:
        self._workstation = workstation
        self._follower = Follower(workstation)
        self._on_change = on_change
        self._again_s = again_s
        self._bell = threading.Condition()
        self._asked = True
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="copies", daemon=True)
        self.state = Keeping()

    def start(self) -> None:
        """Begin to follow."""
        self._workstation.db.followers.append(self.wake)
        self._thread.start()

    def wake(self) -> None:
        """Say that something was recorded; any thread, at any moment, without waiting."""
        with self._bell:
            self._asked = True
            self._bell.notify()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the thread; a medium that hangs is not waited for longer than this."""
        if self.wake in self._workstation.db.followers:
            self._workstation.db.followers.remove(self.wake)
        with self._bell:
            self._stopping = True
            self._bell.notify()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while self._due():
            try:
                self._tell(keep(self._workstation, self._follower))
            except UserError as error:
                _log.warning("witness and second medium wait: %s", error.code)
            except Exception:  # noqa: BLE001  a copy must never end the program
                _log.critical("witness and second medium met a bug and go on", exc_info=True)

    def _due(self) -> bool:
        """Wait for a commit, or for a medium that was away; return whether to go on."""
        with self._bell:
            self._bell.wait_for(lambda: self._asked or self._stopping, self._patience())
            if not self._stopping and self._asked:
                self._bell.wait_for(lambda: self._stopping, DEBOUNCE_S)
            self._asked = False
            return not self._stopping

    def _patience(self) -> float | None:
        return None if self.state.is_well else self._again_s

    def _tell(self, state: Keeping) -> None:
        if state != self.state:
            for error in (state.witness_error, state.medium.error):
                if error is not None:
                    _log.warning("kept elsewhere: %s", error.code)
            self.state = state
            self._on_change(state)
