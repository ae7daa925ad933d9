"""The training: a shop of its own in ``training/`` of the data folder, with its own file, journal and keys.

Everything is as at the till (same services, same screens), and nothing of it counts: no stream of it is known to a
centre, and its configuration cannot name one. What it sells with is copied from the shop at each entry; the shop's
file is only read. Starting from zero puts the folder aside, keys and journal whole: it can still be verified.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from recyclique_desktop.data import migrate
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.erasure import erased_people
from recyclique_desktop.data.practice import Practice, copy_shop, forget
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import TRAINING_CODE, UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.flows.workstation import DATABASE_FILE, PROVISIONAL_FILE, open_workstation
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system import recovery
from recyclique_desktop.system.config import WorkstationConfig
from recyclique_desktop.system.lock import InstanceLock
from recyclique_desktop.system.messages import tr
from recyclique_desktop.system.secrets import DATABASE, SIGNING, SecretStore, secret_name

if TYPE_CHECKING:
    from pathlib import Path

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.flows.workstation import OpenWorkstation, RandomBytes
    from recyclique_desktop.system.paths import Folders

FOLDER: Final = "training"
PUT_ASIDE: Final = "training-before"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a training is made and opened with.

    Attributes:
        folders: Of the shop's workstation.
    """

    folders: Folders
    store: SecretStore
    clock: Clock
    random_bytes: RandomBytes

    @property
    def own(self) -> Folders:
        """The folders of the training."""
        return replace(self.folders, data=self.folders.data / FOLDER)


def prepare(ground: Ground, beside: OpenWorkstation) -> None:
    """Make the training ready while the shop's workstation is open.

    Raises:
        UserError: ``training.no_till`` where there is no till, ``instance.running``, ``folder.*``, ``storage.*``.
    """
    _prepare(ground, beside.config, beside.db)


def prepare_alone(ground: Ground) -> None:
    """Make the training ready while the shop's file is closed; it is opened to be read, and closed.

    Raises:
        UserError: ``config.*``, ``secret.*``, ``training.shop_first`` when that file waits for a newer program's
            migration, and as ``prepare``.
    """
    config = configuration.load(ground.folders.data)
    key = ground.store.get(secret_name(config.installation_id, DATABASE))
    path = ground.folders.data / DATABASE_FILE
    if not path.exists():
        raise UserError("storage.not_found", path=str(path))
    db = Database.open(path, key, writes=False)
    try:
        with db.connection() as connection:
            migrate.require_known(connection)
            if migrate.pending(connection):
                raise UserError("training.shop_first")
        _prepare(ground, config, db)
    finally:
        db.close()


def start_again(ground: Ground) -> Path | None:
    """Put the training aside, so that the next entry begins with an empty one; its keys stay where they are.

    Returns:
        The folder where it lies now; nothing when there was none.

    Raises:
        UserError: ``instance.running`` while somebody practises; ``folder.unwritable``.
    """
    data = ground.own.data
    if not configuration.exists(data):
        return None
    with InstanceLock(data):
        pass  # nobody is in it
    before = ground.folders.data / PUT_ASIDE
    which = configuration.load(data).installation_id.hex[-6:]
    target = before / f"{ground.clock.now():%Y%m%d-%H%M%S}-{which}"
    try:
        before.mkdir(mode=0o700, exist_ok=True)
        data.rename(target)
    except OSError as error:
        raise UserError("folder.unwritable", folder=str(before)) from error
    return target


def forget_people(ground: Ground, beside: OpenWorkstation) -> int:
    """Forget in every training of this folder, put aside or not, whom the shop has forgotten.

    Returns:
        How many were still known somewhere.

    Raises:
        UserError: ``instance.running`` while somebody practises; ``storage.*``, ``secret.*``.
    """
    with beside.db.reading() as session:
        people = erased_people(session.connection())
    before = ground.folders.data / PUT_ASIDE
    places = [ground.own.data, *sorted(before.iterdir())] if before.is_dir() else [ground.own.data]
    if not people:
        return 0
    return sum(_forget(ground, place, people) for place in places if configuration.exists(place))


def _forget(ground: Ground, place: Path, people: tuple[UUID, ...]) -> int:
    with InstanceLock(place):
        folders = replace(ground.folders, data=place)
        opened = open_workstation(folders, ground.store, ground.clock, ground.random_bytes)
        try:
            with opened.db.applying() as target:
                return forget(target, people)
        finally:
            opened.close()


def _prepare(ground: Ground, shop: WorkstationConfig, db: Database) -> None:
    if shop.is_training or shop.kind is not WorkstationKind.TILL:
        raise UserError("training.no_till")
    own = ground.own
    own.create()
    with InstanceLock(own.data):
        if not configuration.exists(own.data):
            _make(ground, shop)
        opened = open_workstation(own, ground.store, ground.clock, ground.random_bytes)
        try:
            _refresh(opened, shop, db)
            _follow(opened, shop)
        finally:
            opened.close()


def _make(ground: Ground, shop: WorkstationConfig) -> None:
    """Make keys, file and configuration in this order: a training cut in the making is made anew."""
    ids, chance = UuidFactory(ground.clock, ground.random_bytes), ground.random_bytes
    key, signing = chance(32), chance(32)
    sealed = recovery.seal(bytes.fromhex(shop.recovery_public_key), key, chance) if shop.recovery_public_key else b""
    config = WorkstationConfig(
        installation_id=ids.new(),
        workstation_id=ids.new(),
        site_id=shop.site_id,
        stream_id=UUID(bytes=chance(16), version=4),
        centre_stream_id=UUID(bytes=chance(16), version=4),
        code=TRAINING_CODE,
        kind=WorkstationKind.TILL,
        key_id=Ed25519Signer(signing).key_id,
        recovery_public_key=shop.recovery_public_key,
        sealed_database_key=sealed.hex(),
        zone=shop.zone,
        language=shop.language,
    )
    ground.store.set(secret_name(config.installation_id, DATABASE), key)
    ground.store.set(secret_name(config.installation_id, SIGNING), signing)
    data = ground.own.data
    for name in (PROVISIONAL_FILE, DATABASE_FILE):
        for leftover in data.glob(f"{name}*"):
            leftover.unlink()
    _make_file(data / PROVISIONAL_FILE, key)
    configuration.save(data, config)


def _make_file(path: Path, key: bytes) -> None:
    db = Database.open(path, key)
    try:
        with db.connection() as connection:
            migrate.upgrade(connection)
        db.checkpoint()
    finally:
        db.close()


def _refresh(opened: OpenWorkstation, shop: WorkstationConfig, db: Database) -> None:
    practice = Practice(shop.workstation_id, opened.config.workstation_id, opened.public_key, tr("entraînement"))
    with db.reading() as session, opened.db.applying() as target:
        copy_shop(session.connection(), target, practice)


def _follow(opened: OpenWorkstation, shop: WorkstationConfig) -> None:
    """Take over what a manager chose for the workstation since: its zone, its language."""
    wanted = opened.config.changed(zone=shop.zone, language=shop.language)
    if wanted != opened.config:
        configuration.save(opened.folders.data, wanted)
