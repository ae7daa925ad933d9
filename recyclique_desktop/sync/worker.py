"""The worker of a joined workstation: line, rounds, cross-check and thread, put together; and how it stands."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries.sync import standing
from recyclique_desktop.domain.clock import from_iso_utc
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.sync.centre import CentreCalls
from recyclique_desktop.sync.crosscheck import CrossCheck
from recyclique_desktop.sync.loop import SyncLoop
from recyclique_desktop.sync.pull import Changes, Puller
from recyclique_desktop.sync.reload import Reloading
from recyclique_desktop.sync.round import Rounds
from recyclique_desktop.sync.status import Contact, Status, status_of
from recyclique_desktop.sync.store import DiskStore
from recyclique_desktop.wire import Line, Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.sync.vocabulary import Hello
    from recyclique_desktop.system.config import CentreConfig, WorkstationConfig


@dataclass(frozen=True, slots=True)
class Joined:
    """What the worker needs to know of this workstation.

    Attributes:
        password: Of its login at the centre.
        software: As journal headers write it.
        schema: Of the file.
    """

    db: Database
    station: Station
    config: WorkstationConfig
    password: str
    software: str
    schema: str


class Worker:
    """The exchange of one workstation.

    Args:
        joined: The workstation.
        on_changes: Told what arrived, on the thread of the exchange.
        on_status: Told how it stands after every round, on that thread.
        on_life: Told the name of the centre's stream when the centre was put back, to be kept at once.
    """

    def __init__(
        self,
        joined: Joined,
        on_changes: Callable[[Changes], None] = lambda _changes: None,
        on_status: Callable[[Status], None] = lambda _status: None,
        on_life: Callable[[UUID], None] = lambda _stream: None,
    ) -> None:
        if joined.config.centre is None:
            raise ValueError("a workstation without a centre has no worker")
        self._joined = joined
        self._on_status = on_status
        self.line = Line(place_of(joined.config.centre), joined.password, f"recyclique {joined.config.code}")
        self.calls = CentreCalls(self.line, joined.software, joined.schema)
        self.puller = Puller(
            joined.db,
            joined.station.clock,
            joined.config.centre_stream_id,
            keep_all=joined.config.kind is WorkstationKind.OFFICE,
            own_stream=joined.config.stream_id,
            fetch=self.calls.fetch,
            on_changes=on_changes,
        )
        store = DiskStore(joined.db, joined.station, joined.config.stream_id, self.puller)
        self._check = CrossCheck(joined.db, joined.station.clock, self.calls.fetch, self._is_settled)
        reload = Reloading(self.line, joined.db, self.puller, on_life)
        self.rounds = Rounds(self.calls, store, self._check.run, reload.run)
        self.loop = SyncLoop(
            self.rounds, joined.station.clock, random.SystemRandom().random, self.line.interrupt, self._tell
        )

    def start(self, *, hears_time: bool = True) -> None:
        """Start the thread, and wake it at every commit from now on.

        Args:
            hears_time: Whether the clock here is compared with the centre's; one that a story moves is not.
        """
        if hears_time:
            self.rounds.on_hello = self._hear
        self._joined.db.after_commit = self.loop.wake
        self.loop.start()

    def stop(self) -> None:
        """End the thread and hang up."""
        self._joined.db.after_commit = lambda: None
        self.loop.stop()
        self.line.close()

    def status(self) -> Status:
        """Return how the exchange stands.

        Raises:
            UserError: ``storage.*``.
        """
        return self.status_with(self.loop.contact)

    def _hear(self, hello: Hello) -> None:
        if hello.now:
            self._joined.station.centre_time.tell(from_iso_utc(hello.now))

    def _tell(self, contact: Contact) -> None:
        self._on_status(self.status_with(contact))

    def status_with(self, contact: Contact) -> Status:
        """Return how the exchange stands after a round that went like this.

        Raises:
            UserError: ``storage.*``.
        """
        with self._joined.db.reading() as session:
            found = standing(session, self._joined.config.stream_id)
        return status_of(found, contact, self._check.found)

    def _is_settled(self) -> bool:
        """Whether both sides can be equal: nothing is parked there or set aside here."""
        hello = self.rounds.tally.hello
        with self._joined.db.reading() as session:
            found = standing(session, self._joined.config.stream_id)
        return not found.aside and not found.waiting and (hello is None or not hello.parked)


def place_of(centre: CentreConfig) -> Place:
    """Return where the centre of a configuration is."""
    return Place(centre.host, centre.port, centre.database, centre.role, Path(centre.ca) if centre.ca else None)
