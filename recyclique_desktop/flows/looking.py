"""Opening a workstation to look at it only: nothing is written, migrated or renamed, and no signing key is needed."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from recyclique_desktop.data import migrate
from recyclique_desktop.data.db import Database
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import Ed25519Signer, key_id_of
from recyclique_desktop.flows.workstation import (
    DATABASE_FILE,
    PROVISIONAL_FILE,
    KeySource,
    OpenWorkstation,
    RandomBytes,
    station_of,
    trust_of,
)
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system import witness
from recyclique_desktop.system.secrets import DATABASE, SIGNING, SecretStore, secret_name

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from recyclique_desktop.data.verify import Trust
    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.system.config import WorkstationConfig
    from recyclique_desktop.system.paths import Folders

_PUBLIC = "SELECT public_key FROM workstations WHERE id = ?"
_CHANGES = "SELECT payload FROM journal WHERE stream_id = ? AND act = ?"
_log = logging.getLogger(__name__)


def open_to_look(folders: Folders, store: SecretStore, clock: Clock, random_bytes: RandomBytes) -> OpenWorkstation:
    """Open the workstation of a data folder without the right to write; another program may go on selling.

    Raises:
        UserError: ``config.*``, ``secret.*`` of the database key, ``storage.*``, ``database.newer``,
            ``database.older`` when the file waits for an update that only a start makes.
    """
    config = configuration.load(folders.data)
    key = store.get(secret_name(config.installation_id, DATABASE))
    db = Database.open(_file(folders.data), key, writes=False)
    try:
        _require_current(db)
        public, source = public_key_of(config, folders, store, db)
    except BaseException:
        db.close()
        raise
    return OpenWorkstation(db, station_of(config, clock, random_bytes), folders, config, public, source)


def _require_current(db: Database) -> None:
    with db.connection() as connection:
        migrate.require_known(connection)
        if migrate.pending(connection):
            raise UserError("database.older", found=migrate.current(connection) or "?", known=migrate.head())


def public_key_of(
    config: WorkstationConfig, folders: Folders, store: SecretStore, db: Database
) -> tuple[bytes, KeySource]:
    """Return the public half of the signing key, and where it was found: in the key store, else beside it, else here.

    Only the first two lie outside the data folder.
    """
    try:
        signer = Ed25519Signer(store.get(secret_name(config.installation_id, SIGNING)))
    except UserError as error:
        _log.info("no signing key here: %s", error.code)
    else:
        if signer.key_id == config.key_id:
            return signer.public_key, KeySource.STORE
    seen = witness.load(folders.config, config.installation_id).keys.get(config.key_id)
    if seen is not None and key_id_of(seen) == config.key_id:
        return seen, KeySource.WITNESS
    with db.reading() as session:
        written = _written(session.connection(), config)
    return next((key for key in written if key_id_of(key) == config.key_id), b""), KeySource.FILE


def _written(connection: Connection, config: WorkstationConfig) -> list[bytes]:
    """Return the public keys that the file itself tells: of its workstation, and of each change of key."""
    row = connection.exec_driver_sql(_PUBLIC, (config.workstation_id.bytes,)).scalar_one_or_none()
    changes = connection.exec_driver_sql(_CHANGES, (config.stream_id.bytes, acts.KEY_CHANGED.name)).scalars()
    told = [json.loads(payload).get("doc", {}).get("public_key", "") for payload in changes]
    return [bytes(row or b""), *(bytes.fromhex(key) for key in told)]


def trusted(config: WorkstationConfig, folders: Folders, store: SecretStore, db: Database) -> Trust:
    """Return what a look at the end of the journal may believe."""
    public, _ = public_key_of(config, folders, store, db)
    return trust_of(config, {key_id_of(public): public}, witness.load(folders.config, config.installation_id).streams)


def _file(data: Path) -> Path:
    """Return the database; the provisional one where a first run was cut just before it took its name."""
    path, provisional = data / DATABASE_FILE, data / PROVISIONAL_FILE
    found = provisional if provisional.exists() and not path.exists() else path
    if not found.exists():
        raise UserError("storage.not_found", path=str(path))
    if found.stat().st_size == 0:
        raise UserError("storage.corrupt", path=str(path))
    return found
