"""Meeting a centre: a shop that worked alone founds an empty one; a new machine joins one that is in use.

One that the centre does not let in any more comes back as the workstation it was.

Order matters when power fails half-way. The keys and the identity of a newcomer are written down before the centre
hears of them, so that it can ask again; its file is filled under a provisional name, then ``workstation.toml``, and
the file takes its name last, as at a first run. A founding shop becomes a joined one by the writing of
``workstation.toml`` alone, once the centre has its whole stream.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop import __version__
from recyclique_desktop.data import migrate
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.models import Site
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import UuidFactory, numbering_base
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.flows.workstation import (
    DATABASE_FILE,
    PROVISIONAL_FILE,
    OpenWorkstation,
    RandomBytes,
    open_workstation,
    scribe_of,
    signer_of,
)
from recyclique_desktop.sync import bootstrap, enrol
from recyclique_desktop.sync.worker import place_of
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.config import CentreConfig, WorkstationConfig
from recyclique_desktop.system.files import write_whole
from recyclique_desktop.system.secrets import CENTRE, DATABASE, SIGNING, SecretStore, secret_name
from recyclique_desktop.wire import Line, Place

if TYPE_CHECKING:
    from pathlib import Path

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.system.code_file import CodeFile
    from recyclique_desktop.system.paths import Folders

JOINING_FILE = "joining.json"
"""Who a newcomer is, until she is let in and her file is whole."""
AUTHORITY_FILE = "centre-ca.pem"
SOFTWARE = f"recyclique-desktop {__version__}"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A machine about to join.

    Attributes:
        replaces: The workstation whose place it takes, by its id or by its code; its till is closed, and the centre
            has all its entries.
    """

    name: str
    replaces: UUID | str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """The empty folder, and what a workstation is made with."""

    folders: Folders
    store: SecretStore
    clock: Clock
    random_bytes: RandomBytes


@dataclass(frozen=True, slots=True)
class _Identity:
    """What a newcomer keeps between two attempts."""

    installation_id: UUID
    workstation_id: UUID
    stream_id: UUID


def found_centre(
    workstation: OpenWorkstation,
    store: SecretStore,
    code: CodeFile,
    random_bytes: RandomBytes,
    on_progress: Progress = lambda _done, _all: None,
) -> OpenWorkstation:
    """Hand a shop that worked alone over to an empty centre; from then on its shared rows are the centre's.

    Selling may go on meanwhile. A second call after a failure takes up where the first one stopped. ``on_progress``
    is told how many entries the centre has, of how many.

    Returns:
        The same open file, as a joined workstation.

    Raises:
        UserError: ``enrol.joined``, ``enrol.*``, ``sync.*``: the workstation stays alone, with all it sold.
    """
    config, db = workstation.config, workstation.db
    if config.is_training:
        raise UserError("training.no_centre")
    if config.centre is not None:
        raise UserError("enrol.joined")
    signer = signer_of(config, store)
    ca = _keep_authority(workstation.folders, code)
    with db.reading() as session:
        name = workplace(session, workstation.station).workstation_name
    wish = enrol.Wish(
        name, config.stream_id, config.workstation_id, signer.public_key, SOFTWARE, migrate.head(), code=config.code
    )
    secret = _secret(store, config.installation_id, random_bytes)
    answer = enrol.enrol(_door(code, ca), wish, secret)
    if answer.site_id is not None:
        raise UserError("enrol.not_empty")
    joined = config.changed(centre=_centre(code, ca, answer.role))
    line = _line(joined, secret.password)
    try:
        become = partial(_become, workstation, joined, signer)
        enrol.hand_over(line, db, config.centre_stream_id, become, on_progress)
    finally:
        line.close()
    return replace(workstation, config=joined)


def join(
    ground: Ground, newcomer: Newcomer, code: CodeFile, on_progress: Progress = lambda _done, _all: None
) -> OpenWorkstation:
    """Make a workstation of an existing shop in an empty folder: let in by the code, filled from the centre.

    A second call after a failure is the same newcomer, with the same code.

    Raises:
        UserError: ``workstation.exists``, ``enrol.*``, ``sync.*``, ``storage.*``: nothing that looks like a
            workstation is left.
    """
    data = ground.folders.data
    ground.folders.create()
    if configuration.exists(data) or (data / DATABASE_FILE).exists():
        raise UserError("workstation.exists", folder=str(data))
    identity = _identity(data, UuidFactory(ground.clock, ground.random_bytes), ground.random_bytes)
    key, signer = _keys(ground, identity)
    ca = _keep_authority(ground.folders, code)
    secret = _secret(ground.store, identity.installation_id, ground.random_bytes)
    wish = enrol.Wish(
        newcomer.name.strip(), identity.stream_id, identity.workstation_id, signer.public_key, SOFTWARE,
        migrate.head(), replaces=newcomer.replaces,
    )  # fmt: skip
    answer = enrol.enrol(_door(code, ca), wish, secret)
    config = _config(identity, answer, _centre(code, ca, answer.role), signer.key_id)
    zone = _Filling(data / PROVISIONAL_FILE, config, key, secret.password).run(ground.clock, on_progress)
    configuration.save(data, config.changed(zone=zone))
    opened = open_workstation(ground.folders, ground.store, ground.clock, ground.random_bytes)
    (data / JOINING_FILE).unlink(missing_ok=True)
    return opened


def come_back(
    workstation: OpenWorkstation, store: SecretStore, code: CodeFile, random_bytes: RandomBytes
) -> OpenWorkstation:
    """Get a joined workstation a new login at its centre: the old one is lost, or a restored centre never heard of it.

    Its file, its journal and its numbers go on. A second call after a failure may use the same code.

    Returns:
        The same open file, under the login it has from now on.

    Raises:
        UserError: ``centre.none``, ``enrol.*``, ``sync.*``: nothing was changed here.
    """
    config = configuration.load(workstation.folders.data)  # the centre's stream may have another name by now
    if config.centre is None:
        raise UserError("centre.none")
    signer = signer_of(config, store)
    ca = _keep_authority(workstation.folders, code)
    with workstation.db.reading() as session:
        name = workplace(session, workstation.station).workstation_name
    wish = enrol.Wish(
        name, config.stream_id, config.workstation_id, signer.public_key, SOFTWARE, migrate.head(),
        code=numbering_base(config.code),
    )  # fmt: skip
    secret = _secret(store, config.installation_id, random_bytes)
    answer = enrol.enrol(_door(code, ca), wish, secret)
    if answer.code is None:
        raise UserError("enrol.empty")
    if answer.site_id != config.site_id:
        raise UserError("enrol.other_shop")
    kept = config.code if numbering_base(config.code) == answer.code else answer.code
    returned = config.changed(centre=_centre(code, ca, answer.role), code=kept)
    configuration.save(workstation.folders.data, returned)
    return replace(workstation, config=returned)


def _config(identity: _Identity, answer: enrol.Enrolled, centre: CentreConfig, key_id: str) -> WorkstationConfig:
    if answer.site_id is None or answer.code is None:
        raise UserError("enrol.empty")
    return WorkstationConfig(
        installation_id=identity.installation_id,
        workstation_id=answer.workstation_id,
        site_id=answer.site_id,
        stream_id=identity.stream_id,
        centre_stream_id=answer.centre_stream,
        code=answer.code,
        kind=answer.kind,
        key_id=key_id,
        centre=centre,
    )


def _become(workstation: OpenWorkstation, joined: WorkstationConfig, signer: Ed25519Signer) -> None:
    """Make the file a joined one; called with the writer held."""
    configuration.save(workstation.folders.data, joined)
    workstation.db.scribe = scribe_of(joined, signer)


def _identity(data: Path, ids: UuidFactory, random_bytes: RandomBytes) -> _Identity:
    """Return who this newcomer is: as written down by an earlier attempt, else new."""
    path = data / JOINING_FILE
    try:
        kept = json.loads(path.read_bytes())
        return _Identity(*(UUID(kept[name]) for name in _Identity.__slots__))
    except (OSError, ValueError, KeyError, TypeError):
        made = _Identity(ids.new(), ids.new(), UUID(bytes=random_bytes(16), version=4))
    fields = {name: str(getattr(made, name)) for name in _Identity.__slots__}
    write_whole(path, json.dumps(fields).encode("ascii"))
    return made


def _keys(ground: Ground, identity: _Identity) -> tuple[bytes, Ed25519Signer]:
    found = []
    for what in (DATABASE, SIGNING):
        name = secret_name(identity.installation_id, what)
        found.append(_kept(ground.store, name) or _keep(ground.store, name, ground.random_bytes(32)))
    return found[0], Ed25519Signer(found[1])


def _secret(store: SecretStore, installation_id: UUID, random_bytes: RandomBytes) -> enrol.Secret:
    """Return the password of the login, kept before the centre hears of it: a lost answer must not lock us out."""
    name = secret_name(installation_id, CENTRE)
    password = _kept(store, name) or _keep(store, name, random_bytes(32).hex().encode("ascii"))
    return enrol.Secret(password.decode("ascii"), random_bytes(16))


def _kept(store: SecretStore, name: str) -> bytes | None:
    try:
        return store.get(name)
    except UserError as error:
        if error.code != "secret.missing":
            raise
        return None


def _keep(store: SecretStore, name: str, value: bytes) -> bytes:
    store.set(name, value)
    return value


def _keep_authority(folders: Folders, code: CodeFile) -> Path | None:
    if not code.ca:
        return None
    path = folders.data / AUTHORITY_FILE
    write_whole(path, code.ca.encode("ascii"))
    return path


def _door(code: CodeFile, ca: Path | None) -> enrol.Door:
    return enrol.Door(Place(code.host, code.port, code.database, code.login, ca), code.password, code.code)


def _centre(code: CodeFile, ca: Path | None, role: str) -> CentreConfig:
    return CentreConfig(host=code.host, port=code.port, database=code.database, ca=str(ca) if ca else "", role=role)


def _line(config: WorkstationConfig, password: str) -> Line:
    if config.centre is None:
        raise ValueError("no centre in this configuration")
    return Line(place_of(config.centre), password, f"recyclique {config.code}")


@dataclass(frozen=True, slots=True)
class _Filling:
    """A newcomer's file being filled."""

    path: Path
    config: WorkstationConfig
    key: bytes
    password: str

    def run(self, clock: Clock, on_progress: Progress) -> str:
        """Fill the file from the centre, and return the time zone of the shop."""
        for leftover in self.path.parent.glob(f"{self.path.name}*"):
            leftover.unlink()
        db = Database.open(self.path, self.key)
        line = _line(self.config, self.password)
        try:
            with db.connection() as connection:
                migrate.upgrade(connection)
            bootstrap.fill(line, db, clock.now(), on_progress)
            zone = self._zone(db)
            db.checkpoint()
        finally:
            line.close()
            db.close()
        return zone

    def _zone(self, db: Database) -> str:
        with db.reading() as session:
            found = session.get(Site, self.config.site_id)
        if found is None:
            raise UserError("enrol.row_missing", table="sites")
        return found.time_zone
