"""Exchanging with the centre, for the window and the command line alike: run, look, repair."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from recyclique_desktop import __version__
from recyclique_desktop.data import migrate
from recyclique_desktop.data.queries import sync as queries
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync.names import outlets_in
from recyclique_desktop.sync.status import ALONE, Contact, Status, clock_off, status_of
from recyclique_desktop.sync.worker import Joined, Worker, place_of
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.secrets import CENTRE, SecretStore, secret_name
from recyclique_desktop.wire import Line

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from recyclique_desktop.data.queries.sync import Problem
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.sync.pull import Changes
    from recyclique_desktop.sync.vocabulary import Cause, Outlet


@dataclass(frozen=True, slots=True)
class Round:
    """What one visit to the centre carried.

    Attributes:
        cause: Why it did not go to its end, or what it found; ``sync.<cause>`` is its sentence.
        detail: Of that, for a technician.
        status: How the exchange stands now.
    """

    pushed: int
    pulled: int
    parked: int
    cause: Cause | None
    detail: str
    status: Status

    @property
    def is_good(self) -> bool:
        """Whether it went to its end and nothing waits to be sent."""
        return self.cause is None and not self.status.waiting


def worker_of(
    workstation: OpenWorkstation,
    store: SecretStore,
    on_changes: Callable[[Changes], None] = lambda _changes: None,
    on_status: Callable[[Status], None] = lambda _status: None,
) -> Worker | None:
    """Return the worker of a joined workstation, not started; nothing for one that works alone.

    Args:
        workstation: Open.
        store: Holds the password of its login.
        on_changes: Told what arrived, on the worker's thread.
        on_status: Told how it stands, on the worker's thread.

    Raises:
        UserError: ``secret.*``.
    """
    if workstation.config.centre is None:
        return None
    data = workstation.folders.data
    config = workstation.config.changed(centre_stream_id=configuration.load(data).centre_stream_id)
    joined = Joined(
        workstation.db,
        workstation.station,
        config,
        password_of(workstation, store),
        f"recyclique-desktop {__version__}",
        migrate.head(),
    )
    return Worker(joined, on_changes, on_status, partial(_keep_life, workstation))


def _keep_life(workstation: OpenWorkstation, centre_stream: UUID) -> None:
    """Write down the name of the centre's stream in its new life."""
    data = workstation.folders.data
    configuration.save(data, configuration.load(data).changed(centre_stream_id=centre_stream))


def line_to_centre(workstation: OpenWorkstation, store: SecretStore) -> Line:
    """Return a line of its own to the centre, not open yet; whoever asks hangs up.

    Raises:
        UserError: ``centre.none`` for a workstation that works alone; ``secret.*``.
    """
    if workstation.config.centre is None:
        raise UserError("centre.none")
    password = password_of(workstation, store)
    return Line(place_of(workstation.config.centre), password, f"recyclique {workstation.config.code}")


def password_of(workstation: OpenWorkstation, store: SecretStore) -> str:
    """Return the password of this workstation's login at the centre.

    Raises:
        UserError: ``secret.*``.
    """
    return store.get(secret_name(workstation.config.installation_id, CENTRE)).decode("ascii")


def outlet_of(workstation: OpenWorkstation) -> Outlet:
    """Return where the journal of this workstation goes at the centre."""
    with workstation.db.reading() as session:
        return outlets_in(session.connection(), workstation.config.stream_id)[-1]


def once(workstation: OpenWorkstation, store: SecretStore) -> Round:
    """Go to the centre once: send everything, fetch everything, compare.

    Raises:
        UserError: ``centre.none``, ``secret.*``.
    """
    worker = worker_of(workstation, store)
    if worker is None:
        raise UserError("centre.none")
    try:
        wait = worker.rounds.tick()
        tally = worker.rounds.tally
        found = (tally.pushed, tally.pulled, tally.parked, wait.cause if wait else None, tally.detail)
        hello, now = tally.hello, workstation.station.clock.now()
        contact = Contact(
            is_running=True,
            cause=found[3],
            detail=tally.detail,
            last_contact=now if hello else None,
            parked=hello.parked if hello else 0,
            conflicts=hello.conflicts if hello else 0,
            clock_off_s=clock_off(hello.now, now) if hello else 0,
        )
        return Round(*found, worker.status_with(contact))
    finally:
        worker.line.close()


def status(workstation: OpenWorkstation) -> Status:
    """Return how the exchange stands, as far as the file says: whoever asks runs no rounds."""
    if workstation.config.centre is None:
        return ALONE
    with workstation.db.reading() as session:
        return status_of(queries.standing(session, workstation.config.stream_id), Contact(is_running=True))


def problems(workstation: OpenWorkstation) -> tuple[Problem, ...]:
    """Return the pulled entries that could not be applied here, oldest first."""
    with workstation.db.reading() as session:
        return queries.problems(session)


def retry(workstation: OpenWorkstation, store: SecretStore) -> int:
    """Try the entries set aside again, and return how many are applied now.

    Raises:
        UserError: ``centre.none``, ``secret.*``, ``storage.*``.
    """
    worker = worker_of(workstation, store)
    if worker is None:
        raise UserError("centre.none")
    try:
        return worker.puller.retry()
    finally:
        worker.line.close()
