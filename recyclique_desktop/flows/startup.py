"""The start-up list: named checks in order, the same for the window, ``--check`` and ``doctor``.

A check that may fail leaves a warning and the start goes on; any other stops it. Known failures are sentences;
nothing here repairs, deletes or overwrites anything.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data.db import require_safe_library
from recyclique_desktop.data.mend import damaged
from recyclique_desktop.data.queries import till
from recyclique_desktop.data.verify.head import check_head
from recyclique_desktop.domain.clock import Clock, business_date
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import workstation
from recyclique_desktop.flows.workstation import DATABASE_FILE, OpenWorkstation, RandomBytes
from recyclique_desktop.system import config
from recyclique_desktop.system.lock import InstanceLock
from recyclique_desktop.system.messages import mark, use_language, use_zone
from recyclique_desktop.system.secrets import DATABASE, SIGNING, SecretStore, secret_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from recyclique_desktop.data.queries.till import OpenSessionView
    from recyclique_desktop.domain.basket import Basket
    from recyclique_desktop.system.paths import Folders

FIRST_RUN = "first-run.json"
"""What the first run keeps of itself in the data folder until the recovery sheet is put away."""
LITTLE_SPACE = 1_000_000_000
"""Bytes free below which a person is told: a full disk refuses the next sale before money is taken (RT02)."""
_log = logging.getLogger(__name__)


def free_bytes(folder: Path) -> int:
    """Return what the disk of a folder has left."""
    return shutil.disk_usage(folder).free


@dataclass(slots=True)
class Start:
    """A start under way: what the list is handed, and what it has found so far.

    Attributes:
        workstation: Open once the ``database`` check passed.
        draft: Ticket left unpaid when the program stopped.
        session: Cash session that is open here.
        needs_sheet: Whether the recovery sheet was never made or put away (a first run cut short).
        free: Tells how many bytes the disk of a folder has left.
    """

    folders: Folders
    store: SecretStore
    clock: Clock
    random_bytes: RandomBytes
    lock: InstanceLock
    workstation: OpenWorkstation | None = None
    draft: Basket | None = None
    session: OpenSessionView | None = None
    needs_sheet: bool = False
    free: Callable[[Path], int] = free_bytes

    @property
    def opened(self) -> OpenWorkstation:
        """The workstation, for checks that come after it was opened."""
        if self.workstation is None:
            raise RuntimeError("the list was not run in order")
        return self.workstation

    def release(self) -> None:
        """Close what the list opened: the file, then the lock."""
        if self.workstation is not None:
            self.workstation.close()
            self.workstation = None
        self.lock.release()


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list.

    Attributes:
        key: Stable name, for logs and tests.
        label: What it looks at, in French; translate it where it is shown.
        run: Raises ``UserError`` when it finds something.
        can_fail: Whether the start goes on after that, with a warning.
        warning: What the header goes on saying then, in French; nothing for what a page says by itself.
    """

    key: str
    label: str
    run: Callable[[Start], None]
    can_fail: bool = False
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check said; ``error`` is nothing when all is well."""

    check: Check
    error: UserError | None = None

    @property
    def stops(self) -> bool:
        """Whether the start cannot go on."""
        return self.error is not None and not self.check.can_fail


def is_new(folders: Folders) -> bool:
    """Tell whether no workstation was ever installed in these folders, so that the first run begins."""
    return not config.exists(folders.data) and not (folders.data / DATABASE_FILE).exists()


def begin(folders: Folders, store: SecretStore, clock: Clock, random_bytes: RandomBytes) -> Start:
    """Get ready to run the list; nothing is touched yet."""
    return Start(folders, store, clock, random_bytes, InstanceLock(folders.data))


def run(start: Start, checks: tuple[Check, ...] | None = None) -> Iterator[Outcome]:
    """Run the list, yielding each outcome as it comes; the last one tells whether the start stopped.

    The caller calls ``start.release`` in the end, whatever happened.
    """
    for check in CHECKS if checks is None else checks:
        outcome = _outcome(check, start)
        yield outcome
        if outcome.stops:
            return


def _outcome(check: Check, start: Start) -> Outcome:
    try:
        check.run(start)
    except UserError as error:
        _log.warning("start-up check %s: %s", check.key, error.code)
        return Outcome(check, error)
    return Outcome(check)


def _library(_start: Start) -> None:
    require_safe_library()


def _folders(start: Start) -> None:
    start.folders.create()


def _space(start: Start) -> None:
    left = start.free(start.folders.data)
    if left < LITTLE_SPACE:
        raise UserError("storage.little_space", megabytes=left // 1_000_000)


def _lock(start: Start) -> None:
    start.lock.acquire()


def _configuration(start: Start) -> None:
    loaded = config.load(start.folders.data)
    use_language(loaded.language)
    start.needs_sheet = not loaded.recovery_public_key or (start.folders.data / FIRST_RUN).exists()


def _keys(start: Start) -> None:
    installation = config.load(start.folders.data).installation_id
    for what in (DATABASE, SIGNING):
        start.store.get(secret_name(installation, what))


def _database(start: Start) -> None:
    opened = workstation.open_workstation(start.folders, start.store, start.clock, start.random_bytes)
    start.workstation = opened
    use_zone(opened.station.zone)


def _shared(start: Start) -> None:
    with start.opened.db.reading() as session:
        if not damaged(session.connection()):
            return
    from recyclique_desktop.flows.mending import mend_shared  # noqa: PLC0415  rare, and heavy

    if mend_shared(start.opened):
        raise UserError("storage.mended" if start.opened.config.centre is None else "storage.mended_by_centre")


def _journal(start: Start) -> None:
    with start.opened.db.connection() as connection:
        report = check_head(connection, start.opened.trust)
    if not report.is_sound:
        raise UserError("journal.head_broken", where=report.findings[0].where)


def _draft(start: Start) -> None:
    with start.opened.db.reading() as session:
        start.draft = till.open_draft(session, start.opened.station)
    if start.draft is not None and start.draft.lines:
        raise UserError("ticket.left_open", amount=start.draft.total)


def _session(start: Start) -> None:
    station = start.opened.station
    with start.opened.db.reading() as session:
        start.session = till.open_session_of(session, station)
    if start.session is not None and start.session.business_date != business_date(station.clock.now(), station.zone):
        raise UserError("session.of_another_day", day=start.session.business_date)


CHECKS: tuple[Check, ...] = (
    Check("library", mark("Bibliothèque de la base"), _library),
    Check("folders", mark("Dossiers"), _folders),
    Check("space", mark("Place libre"), _space, can_fail=True, warning=mark("Disque presque plein")),
    Check("lock", mark("Un seul programme ouvert"), _lock),
    Check("configuration", mark("Réglages du poste"), _configuration),
    Check("keys", mark("Clés du poste"), _keys),
    Check("database", mark("Base des ventes"), _database),
    Check("shared", mark("Listes du magasin"), _shared, can_fail=True),
    Check("journal", mark("Fin du journal"), _journal, can_fail=True, warning=mark("Journal à vérifier")),
    Check("draft", mark("Ticket en cours"), _draft, can_fail=True),
    Check("session", mark("Caisse ouverte"), _session, can_fail=True),
)
