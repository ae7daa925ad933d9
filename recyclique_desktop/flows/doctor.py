"""Examining a workstation without touching it: program, computer, folders, keys, database. Any folder will do."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from recyclique_desktop import __version__
from recyclique_desktop.data import migrate
from recyclique_desktop.data.db import SAFE_SQLITE, Database, is_safe_library, library_version
from recyclique_desktop.data.second_medium import open_file
from recyclique_desktop.data.verify.head import check_head
from recyclique_desktop.domain.clock import from_iso_utc
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import second_medium
from recyclique_desktop.flows.looking import trusted
from recyclique_desktop.flows.startup import LITTLE_SPACE, free_bytes
from recyclique_desktop.flows.workstation import DATABASE_FILE
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.messages import mark, sentence, tr
from recyclique_desktop.system.secrets import DATABASE, SIGNING, secret_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.system.config import WorkstationConfig
    from recyclique_desktop.system.paths import Folders
    from recyclique_desktop.system.secrets import SecretStore

State = Literal["ok", "note", "warning", "fault"]
NO_SPACE = 100_000_000
"""Bytes free below which something is wrong; the shop is warned long before."""
_QT = "from PySide6 import QtCore, QtWidgets; print(QtCore.qVersion())"
_QT_PATIENCE_S = 30
_KINDS = {
    WorkstationKind.TILL: mark("caisse"),
    WorkstationKind.RECEPTION: mark("réception"),
    WorkstationKind.OFFICE: mark("bureau"),
}
_LAST_ENTRY = "SELECT count(*), max(at) FROM journal"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the examination.

    Attributes:
        name: Stable word for scripts.
        label: The same for people.
        state: ``note`` is neither good nor bad (nothing is installed yet); ``fault`` wants somebody.
        value: What was found.
    """

    name: str
    label: str
    state: State
    value: str


@dataclass(frozen=True, slots=True)
class _Patient:
    folders: Folders
    store: SecretStore
    clock: Clock


def examine(folders: Folders, store: SecretStore, clock: Clock) -> tuple[Check, ...]:
    """Look at everything; a finding never stops the next look."""
    patient = _Patient(folders, store, clock)
    return tuple(check for look in _LOOKS for check in look(patient))


def _program(_patient: _Patient) -> Iterator[Check]:
    yield Check("program", tr("Programme"), "ok", f"RecyClique Desktop {__version__}")
    yield Check("system", tr("Système"), "note", platform.platform())
    yield Check("python", tr("Python"), "ok", platform.python_version())


def _library(_patient: _Patient) -> Iterator[Check]:
    is_safe = is_safe_library()
    least = ".".join(map(str, SAFE_SQLITE))
    said = tr("sûr") if is_safe else tr("peut perdre des ventes : il faut au moins {least}", least=least)
    found = f"SQLite {library_version()} (sqlcipher3), {said}"
    yield Check("sqlite", tr("Bibliothèque de la base"), "ok" if is_safe else "fault", found)


def _qt(_patient: _Patient) -> Iterator[Check]:
    """Ask another process: this one must stay without Qt, and a missing system library may end it."""
    if getattr(sys, "frozen", False):
        return
    command = [sys.executable, "-c", _QT]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=_QT_PATIENCE_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Check("qt", tr("Écrans (Qt)"), "fault", str(error))
        return
    if found.returncode == 0:
        yield Check("qt", tr("Écrans (Qt)"), "ok", f"Qt {found.stdout.strip()}")
    else:
        yield Check("qt", tr("Écrans (Qt)"), "fault", (found.stderr.strip().splitlines() or ["?"])[-1])


def _places(patient: _Patient) -> Iterator[Check]:
    folders = patient.folders
    labels = (tr("Dossier de données"), tr("Dossier de réglages"), tr("Journal technique"))
    for name, label, folder in zip(("data", "config", "logs"), labels, _three(folders), strict=True):
        yield Check(f"folder_{name}", label, *_place(folder))


def _three(folders: Folders) -> tuple[Path, Path, Path]:
    return folders.data, folders.config, folders.logs


def _place(folder: Path) -> tuple[State, str]:
    there = _existing(folder)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return "fault", tr("{folder} : impossible d’y écrire", folder=str(folder))
    if there != folder:
        return "note", tr("{folder} : n’existe pas encore", folder=str(folder))
    return "ok", str(folder)


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _disk(patient: _Patient) -> Iterator[Check]:
    there = _existing(patient.folders.data)
    free = free_bytes(there)
    state: State = "fault" if free < NO_SPACE else "warning" if free < LITTLE_SPACE else "ok"
    yield Check("disk", tr("Place libre"), state, tr("{n:number} Mo", n=free // 1_000_000))


def _clock(patient: _Patient) -> Iterator[Check]:
    yield Check("clock", tr("Horloge"), "ok", tr("{at:datetime}", at=patient.clock.now()))


def _workstation(patient: _Patient) -> Iterator[Check]:
    """Look at what is installed, from its configuration to its rows."""
    label = tr("Poste")
    if not configuration.exists(patient.folders.data):
        yield Check("workstation", label, "note", tr("aucun poste n’est installé ici"))
        return
    try:
        config = configuration.load(patient.folders.data)
    except UserError as error:
        yield Check("workstation", label, "fault", sentence(error))
        return
    yield Check("workstation", label, "ok", f"{config.code} ({tr(_KINDS[config.kind])})")
    yield _sheet(config)
    yield from _keys(patient, config)
    yield from _database(patient, config)


def _sheet(config: WorkstationConfig) -> Check:
    if config.recovery_public_key:
        return Check("recovery_sheet", tr("Feuille de secours"), "ok", tr("faite"))
    return Check("recovery_sheet", tr("Feuille de secours"), "warning", tr("pas encore faite"))


def _keys(patient: _Patient, config: WorkstationConfig) -> Iterator[Check]:
    for what, label in ((DATABASE, tr("Clé des données")), (SIGNING, tr("Clé de signature"))):
        try:
            patient.store.get(secret_name(config.installation_id, what))
        except UserError as error:
            yield Check(f"key_{what}", label, "fault", sentence(error))
        else:
            yield Check(f"key_{what}", label, "ok", patient.store.where)


def _database(patient: _Patient, config: WorkstationConfig) -> Iterator[Check]:
    label = tr("Base des ventes")
    path = patient.folders.data / DATABASE_FILE
    if not path.exists():
        yield Check("database", label, "fault", sentence("storage.not_found", path=str(path)))
        return
    try:
        key = patient.store.get(secret_name(config.installation_id, DATABASE))
        db = Database.open(path, key, writes=False)
    except UserError as error:
        yield Check("database", label, "fault", sentence(error))
        return
    try:
        yield Check("database", label, "ok", tr("s’ouvre, {n:number} ko", n=path.stat().st_size // 1_000))
        yield from _inside(patient, config, db)
        yield _medium(patient, config, key)
    finally:
        db.close()


def _inside(patient: _Patient, config: WorkstationConfig, db: Database) -> Iterator[Check]:
    try:
        trust = trusted(config, patient.folders, patient.store, db)
        with db.reading() as session:
            schema = migrate.current(session.connection())
            count, last = session.connection().exec_driver_sql(_LAST_ENTRY).one()
            head = check_head(session.connection(), trust)
    except UserError as error:
        yield Check("journal", tr("Journal"), "fault", sentence(error))
        return
    yield Check("schema", tr("Schéma"), *_schema(schema))
    yield _journal(patient, count, last)
    if not head.is_sound:
        told = f"{head.findings[0].where} : {sentence(head.findings[0].code)}"
        yield Check("journal_end", tr("Fin du journal"), "fault", told)


def _medium(patient: _Patient, config: WorkstationConfig, key: bytes) -> Check:
    """A second medium that is away is no fault: it is complete again some moments after its return."""
    label = tr("Second support")
    file = second_medium.chosen(patient.folders.config, config.installation_id)
    if file is None:
        return Check("second_medium", label, "note", tr("aucun n’est choisi"))
    try:
        open_file(file, key)
    except UserError as error:
        return Check("second_medium", label, "warning", sentence(error))
    return Check("second_medium", label, "ok", str(file))


def _schema(schema: str | None) -> tuple[State, str]:
    head = migrate.head()
    if schema == head:
        return "ok", head
    if schema is not None and migrate.is_newer(schema):
        return "fault", sentence("database.newer", found=schema, known=head)
    return "warning", tr("{schema}, sera mis à jour vers {head} au démarrage", schema=schema or "?", head=head)


def _journal(patient: _Patient, count: int, last: str | None) -> Check:
    """A clock behind the last entry would date sales before those already made."""
    label = tr("Journal")
    if last is None:
        return Check("journal", label, "warning", tr("vide"))
    at = from_iso_utc(last)
    said = tr("{n:number} entrées, la dernière le {at:datetime}", n=count, at=at)
    if at > patient.clock.now():
        return Check("journal", label, "warning", tr("{said} : l’horloge de l’ordinateur retarde", said=said))
    return Check("journal", label, "ok", said)


_LOOKS: tuple[Callable[[_Patient], Iterator[Check]], ...] = (
    _program,
    _library,
    _qt,
    _places,
    _disk,
    _clock,
    _workstation,
)
