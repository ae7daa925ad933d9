"""The demonstration in company: it makes itself known to a centre, and exchanges with it while the story goes on."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from recyclique_desktop import central
from recyclique_desktop.central import CentreKind, admission
from recyclique_desktop.demo import shop
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import join
from recyclique_desktop.flows.sync import worker_of
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.sync.vocabulary import NEEDS_A_PERSON
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.code_file import CodeFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.flows.workstation import OpenWorkstation, RandomBytes
    from recyclique_desktop.sync.worker import Worker
    from recyclique_desktop.system.paths import Folders
    from recyclique_desktop.system.secrets import SecretStore

NAME = "Caisse"
PATIENCE_S = 60.0
"""How long the end of a story waits for the centre."""
_LOOK_S = 0.25


def open_joined(
    folders: Folders, store: SecretStore, clock: Clock, random_bytes: RandomBytes, dsn: str
) -> OpenWorkstation:
    """Open the demonstration's workstation, known to the centre: made, handed over or let in as need be.

    One that is known already opens whether the centre answers or not.

    Args:
        folders: Empty, or a demonstration's.
        store: Keeps its keys.
        clock: The story's.
        random_bytes: Chance.
        dsn: Of an administrator; an empty database is made into a centre.

    Raises:
        UserError: ``central.*``, ``enrol.*``, ``sync.*``, and what opening refuses.
    """
    is_new = not configuration.exists(folders.data)
    if not is_new and configuration.load(folders.data).centre is not None:
        return open_workstation(folders, store, clock, random_bytes)
    if central.check(dsn).kind is CentreKind.EMPTY:
        central.init(dsn)
    if is_new and admission.has_shop(dsn):
        ground = join.Ground(folders, store, clock, random_bytes)
        return join.join(ground, join.Newcomer(NAME), _access(dsn))
    opened = (shop.create_shop if is_new else open_workstation)(folders, store, clock, random_bytes)
    try:
        return join.found_centre(opened, store, _access(dsn), random_bytes)
    except BaseException:
        opened.close()
        raise


def _access(dsn: str) -> CodeFile:
    made = admission.issue_code(dsn, WorkstationKind.TILL, minutes=10, site=None)
    return CodeFile(
        host=made.host, port=made.port, database=made.database, login=made.login, password=made.password,
        code=made.code, ca=made.ca, kind=WorkstationKind.TILL,
    )  # fmt: skip


@contextmanager
def exchanging(opened: OpenWorkstation, store: SecretStore) -> Iterator[None]:
    """Exchange with the centre while the block runs, and until everything is sent if it ended well."""
    worker = worker_of(opened, store)
    if worker is None:
        yield
        return
    worker.start()
    try:
        yield
        _send_all(worker)
    finally:
        worker.stop()


def _send_all(worker: Worker) -> None:
    """Wait until nothing is left to send, or waiting is of no use; what is left stays in the journal."""
    until = time.monotonic() + PATIENCE_S
    while worker.status().waiting and time.monotonic() < until:
        if worker.loop.contact.cause in NEEDS_A_PERSON:
            return
        worker.loop.hurry()
        time.sleep(_LOOK_S)
