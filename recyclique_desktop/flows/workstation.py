"""A workstation in its data folder: made once, opened at each start.

Order matters when power fails half-way: keys first (written and read back), then the database under a provisional
name, then ``workstation.toml``, and the database takes its name last. An interrupted first run leaves nothing that
looks like a workstation, or one that the next start completes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from recyclique_desktop import __version__
from recyclique_desktop.data import backup, migrate
from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.queries.sync import branches
from recyclique_desktop.data.verify import Trust
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import UuidFactory, numbering_code
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.station import SYSTEM, Station
from recyclique_desktop.flows import keeping
from recyclique_desktop.services import first_run, groups
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system import witness
from recyclique_desktop.system.config import WorkstationConfig
from recyclique_desktop.system.passwords import STANDARD, Costs, check_password, check_pin, hash_secret
from recyclique_desktop.system.secrets import DATABASE, SIGNING, SecretStore, secret_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind
    from recyclique_desktop.domain.journal import Mark
    from recyclique_desktop.system.paths import Folders

DATABASE_FILE = "recyclique.sqlite"
PROVISIONAL_FILE = "first-run.sqlite"
"""Name of the file while it is being made; the next start completes a run that was cut just before the end."""
_COPIES = "copies"
_log = logging.getLogger(__name__)
RandomBytes = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class NewWorkstation:
    """What a person says at first run."""

    site_name: str
    register_name: str
    workstation_name: str
    workstation_code: str
    kind: WorkstationKind
    regime: FiscalRegime
    admin_name: str
    admin_password: str
    admin_pin: str | None = None
    siret: str | None = None
    zone: str = "Europe/Paris"


class KeySource(StrEnum):
    """Where the public half of the signing key was found; what lies in the data folder proves nothing."""

    STORE = "store"
    WITNESS = "witness"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class OpenWorkstation:
    """A workstation ready to work; ``close`` it when done."""

    db: Database
    station: Station
    folders: Folders
    config: WorkstationConfig
    public_key: bytes
    key_source: KeySource = KeySource.STORE

    @property
    def trust(self) -> Trust:
        """What verification may believe: the key from the key store, and the witness; nothing from the file."""
        seen = witness.load(self.folders.config, self.config.installation_id)
        return trust_of(self.config, {self.config.key_id: self.public_key}, seen.streams)

    def close(self) -> None:
        """Let witness and second medium follow, fold the write-ahead log, and let go of the file.

        What cannot be done now waits for the next start.
        """
        try:
            keeping.keep(self)
            self.db.checkpoint()
        except UserError as error:
            _log.warning("closed without following or folding: %s", error.code)
        finally:
            self.db.close()


@dataclass(frozen=True, slots=True)
class _Made:
    """Identities and keys of a workstation being made."""

    config: WorkstationConfig
    database_key: bytes
    signing_key: bytes


def create(
    folders: Folders,
    new: NewWorkstation,
    store: SecretStore,
    clock: Clock,
    random_bytes: RandomBytes,
    *,
    costs: Costs = STANDARD,
) -> OpenWorkstation:
    """Make a stand-alone workstation: keys, encrypted database, shop, register, administrator.

    Raises:
        UserError: ``workstation.exists`` when the folder is in use; what the folder, the key store, the PIN or the
            password refuse. Nothing of an earlier workstation is touched.
    """
    folders.create()
    if configuration.exists(folders.data) or (folders.data / DATABASE_FILE).exists():
        raise UserError("workstation.exists", folder=str(folders.data))
    check_password(new.admin_password)
    if new.admin_pin is not None:
        check_pin(new.admin_pin)
    made = _make_identity(new, UuidFactory(clock, random_bytes), random_bytes)
    _keep_keys(store, made)
    _fill(folders.data / PROVISIONAL_FILE, _command(new, made, costs), made, clock, random_bytes)
    configuration.save(folders.data, made.config)
    return open_workstation(folders, store, clock, random_bytes)


def open_workstation(folders: Folders, store: SecretStore, clock: Clock, random_bytes: RandomBytes) -> OpenWorkstation:
    """Open the workstation of a data folder, migrating its file after a verified copy when the program is newer.

    Raises:
        UserError: ``config.*``, ``secret.*``, ``storage.*``, ``database.newer``: nothing was changed.
    """
    config = configuration.load(folders.data)
    path = _settled(folders.data)
    key = store.get(secret_name(config.installation_id, DATABASE))
    signer = signer_of(config, store)
    db = Database.open(path, key)
    try:
        bring_up_to_date(db, folders, clock)
    except BaseException:
        db.close()
        raise
    db.scribe = scribe_of(config, signer)
    with db.reading() as session:
        printed = config.changed(code=numbering_code(config.code, branches(session)))
        lacks_permissions = groups.lacks_permissions(session)
    station = station_of(printed, clock, random_bytes)
    if lacks_permissions and not config.is_training:
        with db.writing() as session:
            groups.complete_permissions(session, SYSTEM, station)
    return OpenWorkstation(db, station, folders, config, signer.public_key)


def _make_identity(new: NewWorkstation, ids: UuidFactory, random_bytes: RandomBytes) -> _Made:
    signing_key = random_bytes(32)
    config = WorkstationConfig(
        installation_id=ids.new(),
        workstation_id=ids.new(),
        site_id=ids.new(),
        stream_id=UUID(bytes=random_bytes(16), version=4),
        centre_stream_id=UUID(bytes=random_bytes(16), version=4),
        code=new.workstation_code,
        kind=new.kind,
        key_id=Ed25519Signer(signing_key).key_id,
        zone=new.zone,
    )
    return _Made(config, random_bytes(32), signing_key)


def _keep_keys(store: SecretStore, made: _Made) -> None:
    store.set(secret_name(made.config.installation_id, DATABASE), made.database_key)
    store.set(secret_name(made.config.installation_id, SIGNING), made.signing_key)


def _fill(path: Path, command: first_run.FirstRun, made: _Made, clock: Clock, random_bytes: RandomBytes) -> None:
    for leftover in path.parent.glob(f"{PROVISIONAL_FILE}*"):
        leftover.unlink()
    db = Database.open(path, made.database_key, scribe_of(made.config, Ed25519Signer(made.signing_key)))
    try:
        with db.connection() as connection:
            migrate.upgrade(connection)
        with db.writing() as session:
            first_run.initialise(session, command, SYSTEM, station_of(made.config, clock, random_bytes))
        db.checkpoint()
    finally:
        db.close()


def _command(new: NewWorkstation, made: _Made, costs: Costs) -> first_run.FirstRun:
    return first_run.FirstRun(
        site_name=new.site_name,
        register_name=new.register_name,
        workstation_name=new.workstation_name,
        workstation_code=new.workstation_code,
        kind=new.kind,
        regime=new.regime,
        siret=new.siret,
        admin_name=new.admin_name,
        admin_pin_hash=hash_secret(new.admin_pin, costs) if new.admin_pin else None,
        admin_password_hash=hash_secret(new.admin_password, costs),
        public_key=Ed25519Signer(made.signing_key).public_key,
        workstation_id=made.config.workstation_id,
        site_id=made.config.site_id,
    )


def _settled(data: Path) -> Path:
    """Return the database, giving it its name when a first run was cut just before that."""
    path, provisional = data / DATABASE_FILE, data / PROVISIONAL_FILE
    if not path.exists():
        if not provisional.exists():
            raise UserError("storage.not_found", path=str(path))
        provisional.replace(path)
    if path.stat().st_size == 0:
        # Opening it would make a blank shop in the place of the lost one.
        raise UserError("storage.corrupt", path=str(path))
    return path


def signer_of(config: WorkstationConfig, store: SecretStore) -> Ed25519Signer:
    """Return the key that signs this workstation's journal.

    Raises:
        UserError: ``secret.missing``, ``secret.other_key``.
    """
    signer = Ed25519Signer(store.get(secret_name(config.installation_id, SIGNING)))
    if signer.key_id != config.key_id:
        raise UserError("secret.other_key", found=signer.key_id, wanted=config.key_id)
    return signer


def bring_up_to_date(db: Database, folders: Folders, clock: Clock) -> None:
    """Migrate the file, after a verified copy, when the program is newer.

    Raises:
        UserError: ``database.newer``, ``database.foreign``, ``storage.*``.
    """
    with db.connection() as connection:
        migrate.require_known(connection)
        is_pending, schema = migrate.pending(connection), migrate.current(connection)
    if not is_pending:
        return
    backup.copy_before_migration(db, folders.data / _COPIES, clock.now(), schema or "vide")
    with db.connection() as connection:
        migrate.upgrade(connection)


def trust_of(config: WorkstationConfig, keys: Mapping[str, bytes], seen: Mapping[UUID, Mark]) -> Trust:
    """Return what verification may believe of a workstation with this configuration.

    Args:
        config: Of the workstation.
        keys: Public keys by key id, from outside the data folder.
        seen: The witness.
    """
    joined_as = None if config.keeps_centre_stream else config.workstation_id
    own = {config.stream_id} if joined_as else {config.stream_id, config.centre_stream_id}
    watched = {stream: mark for stream, mark in seen.items() if stream in own}
    return Trust(config.stream_id, config.centre_stream_id, keys, joined_as, watched)


def scribe_of(config: WorkstationConfig, signer: Ed25519Signer) -> Scribe:
    """Return what writes the journal of a workstation.

    Joined, it asks the centre instead of keeping its stream; in the training, it asks nobody.
    """
    centre_stream = config.centre_stream_id if config.keeps_centre_stream else None
    return Scribe(signer, config.stream_id, centre_stream, __version__, migrate.head())


def station_of(config: WorkstationConfig, clock: Clock, random_bytes: RandomBytes) -> Station:
    """Return the workstation as services know it."""
    return Station(
        id=config.workstation_id,
        code=config.code,
        site_id=config.site_id,
        clock=clock,
        ids=UuidFactory(clock, random_bytes),
        zone=ZoneInfo(config.zone),
    )
