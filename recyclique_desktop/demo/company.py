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

    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.sync.worker import Worker
    from recyclique_desktop.system.secrets import SecretStore

NAMES = {
    WorkstationKind.TILL: "Caisse", WorkstationKind.RECEPTION: shop.RECEPTION, WorkstationKind.OFFICE: "Bureau",
}  # fmt: skip
"""Names of workstations that come into a shop."""
PATIENCE_S = 60.0
"""How long the end of a story waits for the centre."""
_LOOK_S = 0.25


def open_joined(ground: join.Ground, dsn: str, kind: WorkstationKind) -> OpenWorkstation:
    """Open the demonstration's workstation, known to the centre: made, handed over or let in as need be.

    One that is known already opens whether the centre answers or not.

    Args:
        ground: An empty folder or a demonstration's, with the story's clock.
        dsn: Of an administrator; an empty database is made into a centre.
        kind: What is made in an empty folder.

    Raises:
        UserError: ``central.*``, ``enrol.*``, ``sync.*``, and what opening refuses.
    """
    data = ground.folders.data
    is_new = not configuration.exists(data)
    if not is_new and configuration.load(data).centre is not None:
        return _open(ground)
    if central.check(dsn).kind is CentreKind.EMPTY:
        central.init(dsn)
    if is_new and admission.has_shop(dsn):
        return join.join(ground, join.Newcomer(NAMES[kind]), access(dsn, kind))
    opened = _made(ground, kind) if is_new else _open(ground)
    try:
        return join.found_centre(opened, ground.store, access(dsn, opened.config.kind), ground.random_bytes)
    except BaseException:
        opened.close()
        raise


def _open(ground: join.Ground) -> OpenWorkstation:
    return open_workstation(ground.folders, ground.store, ground.clock, ground.random_bytes)


def _made(ground: join.Ground, kind: WorkstationKind) -> OpenWorkstation:
    return shop.create_shop(ground.folders, ground.store, ground.clock, ground.random_bytes, kind)


def access(dsn: str, kind: WorkstationKind) -> CodeFile:
    """Return what a workstation of the demonstration is handed to come in.

    Raises:
        UserError: ``central.*``.
    """
    made = admission.issue_code(dsn, kind, minutes=10, site=None)
    return CodeFile(
        host=made.host, port=made.port, database=made.database, login=made.login, password=made.password,
        code=made.code, ca=made.ca, kind=kind,
    )  # fmt: skip


@contextmanager
def exchanging(opened: OpenWorkstation, store: SecretStore) -> Iterator[None]:
    """Exchange with the centre while the block runs, and until everything is sent if it ended well."""
    worker = worker_of(opened, store)
    if worker is None:
        yield
        return
    worker.start(hears_time=False)
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
