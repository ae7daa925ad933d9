"""The 24 words of the recovery sheet give a workstation its keys back.

The sheet holds the database key. A lost signing key is nowhere: a new one is made, and the journal itself says so, in
an entry ``key.changed`` that the new key signs and in which it answers for the old one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data.db import Database
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import Ed25519Signer, Header
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows import keeping
from recyclique_desktop.flows.looking import public_key_of
from recyclique_desktop.flows.workstation import (
    DATABASE_FILE,
    OpenWorkstation,
    RandomBytes,
    bring_up_to_date,
    scribe_of,
    signer_of,
    station_of,
)
from recyclique_desktop.services.keys import ChangeKey, change_key
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system import recovery
from recyclique_desktop.system.secrets import CENTRE, DATABASE, SIGNING, SecretStore, secret_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.system.config import WorkstationConfig
    from recyclique_desktop.system.paths import Folders

_LAST_CHANGE = "SELECT header, payload FROM journal WHERE stream_id = ? AND act = ? ORDER BY seq DESC LIMIT 1"
_LOST = frozenset({"secret.missing", "secret.other_key"})


@dataclass(frozen=True, slots=True)
class Ground:
    """The folders, and what a workstation is opened with."""

    folders: Folders
    store: SecretStore
    clock: Clock
    random_bytes: RandomBytes


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was put back.

    Attributes:
        new_signing_key: The old one was gone: the journal goes on under a new one.
        needs_centre: The login at the centre is gone too: an office gives a new access.
    """

    new_signing_key: bool
    needs_centre: bool


def recover(ground: Ground, words: Sequence[str]) -> Recovered:
    """Give the workstation of a data folder its keys back.

    Raises:
        UserError: ``config.*``, ``recovery.*``, ``storage.*``: no key was changed.
    """
    config = configuration.load(ground.folders.data)
    key = database_key(config.sealed_database_key, words)
    path = ground.folders.data / DATABASE_FILE
    if not path.exists():
        raise UserError("storage.not_found", path=str(path))
    Database.open(path, key, writes=False).close()
    ground.store.set(secret_name(config.installation_id, DATABASE), key)
    is_new = is_signing_key_lost(config, ground.store)
    if is_new:
        db = Database.open(path, key)
        try:
            bring_up_to_date(db, ground.folders, ground.clock)
            new_signing_key(ground, config, db, {})
        finally:
            db.close()
    return Recovered(is_new, config.centre is not None and _is_lost(ground.store, config, CENTRE))


def database_key(sealed: str, words: Sequence[str]) -> bytes:
    """Return the database key that is sealed to the sheet with these words.

    Raises:
        UserError: ``recovery.no_sheet``, ``recovery.words_*``, ``recovery.other_sheet``.
    """
    if not sealed:
        raise UserError("recovery.no_sheet")
    return recovery.unseal(recovery.from_words(words), bytes.fromhex(sealed))


def is_signing_key_lost(config: WorkstationConfig, store: SecretStore) -> bool:
    """Tell whether the key that signs this workstation's journal is gone, or another one lies in its place."""
    try:
        signer_of(config, store)
    except UserError as error:
        if error.code not in _LOST:
            raise
        return True
    return False


def new_signing_key(
    ground: Ground, config: WorkstationConfig, db: Database, restored: dict[str, Any]
) -> WorkstationConfig:
    """Make a signing key, keep it, and let it take the journal over; return the configuration that names it.

    Cut anywhere, it can be done again: the key is kept before the entry is written, and what the entry says decides.

    Args:
        ground: Where the keys are kept.
        config: Naming the key that is lost.
        db: Open, up to date; without a scribe.
        restored: From what the workstation was rebuilt, when it was.
    """
    name = secret_name(config.installation_id, SIGNING)
    known = _begun(ground.store, name, db, config)
    if known is not None:
        changed = config.changed(key_id=known.key_id)
        configuration.save(ground.folders.data, changed)
        return changed
    old, _ = public_key_of(config, ground.folders, ground.store, db)
    private = ground.random_bytes(32)
    signer = Ed25519Signer(private)
    ground.store.set(name, private)
    changed = config.changed(key_id=signer.key_id)
    db.scribe = scribe_of(changed, signer)
    station = station_of(changed, ground.clock, ground.random_bytes)
    command = ChangeKey(old, signer.public_key, changed.centre is None, restored)
    with db.writing() as session:
        change_key(session, command, SYSTEM, station)
    configuration.save(ground.folders.data, changed)
    keeping.write_witness(OpenWorkstation(db, station, ground.folders, changed, signer.public_key))
    return changed


def _begun(store: SecretStore, name: str, db: Database, config: WorkstationConfig) -> Ed25519Signer | None:
    """Return the key of a change that was cut after its entry was written."""
    try:
        signer = Ed25519Signer(store.get(name))
    except UserError:
        return None
    with db.reading() as session:
        values = (config.stream_id.bytes, acts.KEY_CHANGED.name)
        row = session.connection().exec_driver_sql(_LAST_CHANGE, values).one_or_none()
    if row is None or Header.from_bytes(row[0]).key_id != signer.key_id:
        return None
    told = json.loads(row[1])["doc"]
    return signer if told.get("key_id") == signer.key_id else None


def _is_lost(store: SecretStore, config: WorkstationConfig, what: str) -> bool:
    try:
        store.get(secret_name(config.installation_id, what))
    except UserError as error:
        if error.code != "secret.missing":
            raise
        return True
    return False
