"""A dead workstation brought back in a folder: from a backup, from the second medium, or from both.

Everything happens under a provisional name: the file takes its place once it is whole, as at a first run. What stood
in the folder is moved aside, never deleted. Nothing is signed again: entries are written as they are, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recyclique_desktop.data import chain, migrate, second_medium
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import Mark, key_id_of
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows import backup as backups
from recyclique_desktop.flows import keeping
from recyclique_desktop.flows.recover import Ground, database_key, is_signing_key_lost, new_signing_key
from recyclique_desktop.flows.replay import Replay
from recyclique_desktop.flows.second_medium import base_of, take_up
from recyclique_desktop.flows.workstation import (
    DATABASE_FILE,
    PROVISIONAL_FILE,
    OpenWorkstation,
    scribe_of,
    signer_of,
    station_of,
    trust_of,
)
from recyclique_desktop.services.keys import Restored, record_restored
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system import witness
from recyclique_desktop.system.files import write_whole
from recyclique_desktop.system.secrets import DATABASE, secret_name

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.second_medium import MediumFile
    from recyclique_desktop.data.verify import Report
    from recyclique_desktop.flows.backup import Backup
    from recyclique_desktop.system.config import WorkstationConfig

Words = Callable[[], Sequence[str]]
"""Asks for the 24 words; only when the key is not on this computer."""
_PUBLIC_KEY = re.compile(r"# ([0-9a-f]{64})\n")
_SEEN = "SELECT hash FROM journal WHERE stream_id = ? AND seq = ?"
_LETTERS = "bcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Sources:
    """What there is to rebuild from: at least one of them.

    Attributes:
        backup: File of a backup.
        medium: File of a second medium.
        replaces: Whether a workstation that stands in the folder may be moved aside.
    """

    backup: Path | None = None
    medium: Path | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it.

    Attributes:
        config: Of the workstation, as it is now.
        entries: Of our own journal, in all.
        from_medium: Entries that the second medium had beyond the backup.
        is_proven: The witness on this computer confirms that nothing is missing at the end. Where nobody can, the
            workstation goes on under another code, so that no ticket number is given twice.
        missing: Entries that the witness saw and that no copy has.
        damaged: Why the second medium could not be read to its end.
        new_signing_key: Whether the journal goes on under a new key.
        aside: Where what stood in the folder was put.
        report: What verification says of the whole.
    """

    config: WorkstationConfig
    entries: int
    from_medium: int
    is_proven: bool
    missing: int
    damaged: UserError | None
    new_signing_key: bool
    aside: Path | None
    report: Report


@dataclass(frozen=True, slots=True)
class _Work:
    """A rebuilding under way: who the workstation is, its key, and what there is of it."""

    ground: Ground
    sources: Sources
    config: WorkstationConfig
    public_key: bytes
    key: bytes
    backup: Backup | None

    @property
    def path(self) -> Path:
        """Where the file is filled."""
        return self.ground.folders.data / PROVISIONAL_FILE


@dataclass(slots=True)
class _Filled:
    """The file with everything that there is of it."""

    db: Database
    from_medium: int = 0
    damaged: UserError | None = None


@dataclass(frozen=True, slots=True)
class _End:
    """What is known of the journal's end: what there is, and what the witness on this computer saw."""

    head: Mark
    seen: Mark | None
    agrees: bool

    @property
    def is_proven(self) -> bool:
        return self.seen is not None and self.agrees

    @property
    def missing(self) -> int:
        return max(0, self.seen.seq - self.head.seq) if self.seen is not None else 0


def rebuild(ground: Ground, sources: Sources, words: Words) -> Rebuilt:
    """Bring a workstation back.

    Raises:
        UserError: ``workstation.exists``, ``backup.*``, ``medium.*``, ``recovery.*``, ``restore.*``, ``storage.*``:
            what stands in the folder was not touched.
    """
    ground.folders.create()
    data = ground.folders.data
    if (configuration.exists(data) or (data / DATABASE_FILE).exists()) and not sources.replaces:
        raise UserError("workstation.exists", folder=str(data))
    work = _begin(ground, sources, words)
    _refuse_twin(work)
    filled = _fill(work)
    aside = None
    try:
        aside = _move_aside(work)
        return _settle(work, filled, aside)
    except BaseException:
        filled.db.close()
        _forget(work.path)
        if aside is not None:
            _put_back(data, aside)
        raise


def _begin(ground: Ground, sources: Sources, words: Words) -> _Work:
    """Read who the workstation is, and get its key: from this computer, else from the sheet."""
    found = _backup_of(sources)
    if found is not None:
        backups.check(found)
        key = _key(ground, found.config.installation_id, found.config.sealed_database_key, words)
        work = _Work(ground, sources, found.config, found.public_key, key, found)
    elif sources.medium is not None:
        label = second_medium.read_label(sources.medium)
        key = _key(ground, label.installation_id, label.sealed_key, words)
        config, public = _said_last(second_medium.open_file(sources.medium, key))
        work = _Work(ground, sources, config, public, key, None)
    else:
        raise UserError("restore.nothing")
    medium = sources.medium
    if medium is not None and second_medium.read_label(medium).installation_id != work.config.installation_id:
        raise UserError("restore.other_workstation", file=str(medium))
    return work


def _refuse_twin(work: _Work) -> None:
    """Two folders of one computer must not be the same workstation: they share keys, witness and second medium.

    Raises:
        UserError: ``restore.stands_elsewhere``.
    """
    installation, data = work.config.installation_id, work.ground.folders.data
    said = witness.load(work.ground.folders.config, installation).data
    if said and not _stands_in(data, installation) and _stands_in(Path(said), installation):
        raise UserError("restore.stands_elsewhere", folder=said)


def _stands_in(data: Path, installation: UUID) -> bool:
    try:
        return configuration.load(data).installation_id == installation
    except UserError:
        return False


def _backup_of(sources: Sources) -> Backup | None:
    if sources.backup is not None:
        return backups.read(sources.backup)
    if sources.medium is not None and base_of(sources.medium).exists():
        return backups.read(base_of(sources.medium))
    return None


def _key(ground: Ground, installation_id: UUID, sealed: str, words: Words) -> bytes:
    try:
        return ground.store.get(secret_name(installation_id, DATABASE))
    except UserError as error:
        if error.code not in {"secret.missing", "secret.unreadable"}:
            raise
    return database_key(sealed, words())


def _said_last(file: MediumFile) -> tuple[WorkstationConfig, bytes]:
    """Return the newest configuration on a medium, and the public key written above it."""
    text = ""
    try:
        for record in file.read():
            text = record.config or text
    except UserError as error:
        if error.code != "medium.damaged":
            raise
    found = _PUBLIC_KEY.match(text)
    if found is None:
        raise UserError("medium.damaged", file=str(file.path), record=1)
    return configuration.from_toml(text), bytes.fromhex(found[1])


def _fill(work: _Work) -> _Filled:
    """Make the file: the backup as it was, then what the second medium has beyond it."""
    _forget(work.path)
    if work.backup is not None:
        backups.unpack(work.backup, work.path)
    db = Database.open(work.path, work.key)
    try:
        with db.connection() as connection:
            migrate.upgrade(connection)
        filled = _Filled(db)
        if work.sources.medium is not None:
            _follow(work, filled, work.sources.medium)
    except BaseException:
        db.close()
        _forget(work.path)
        raise
    return filled


def _follow(work: _Work, filled: _Filled, medium: Path) -> None:
    replay = Replay(filled.db)
    try:
        for record in second_medium.open_file(medium, work.key).read():
            replay.add(record.entries)
    except UserError as error:
        if error.code != "medium.damaged":
            raise
        filled.damaged = error
    replay.finish(work.config.stream_id)
    filled.from_medium = replay.written


def _settle(work: _Work, filled: _Filled, aside: Path | None) -> Rebuilt:
    """Give the file its keys, say in it what was done, check it, and let it take its place."""
    ground, db = work.ground, filled.db
    end = _end_of(work, db)
    config = _configured(work, is_proven=end.is_proven)
    ground.store.set(secret_name(config.installation_id, DATABASE), work.key)
    configuration.save(ground.folders.data, config)
    told = _told(work, filled, end)
    is_new = is_signing_key_lost(config, ground.store)
    if is_new:
        config = new_signing_key(ground, config, db, told)
    signer = signer_of(config, ground.store)
    station = station_of(config, ground.clock, ground.random_bytes)
    db.scribe = scribe_of(config, signer)
    if not is_new and config.centre is None:
        with db.writing() as session:
            record_restored(session, Restored(told), SYSTEM, station)
    opened = OpenWorkstation(db, station, ground.folders, config, signer.public_key)
    keeping.set_witness(opened)
    if work.sources.medium is not None:
        take_up(opened, work.sources.medium)
    report = _verified(opened)
    entries = _head(db, config.stream_id).seq
    db.checkpoint()
    db.close()
    work.path.replace(ground.folders.data / DATABASE_FILE)
    return Rebuilt(
        config, entries, filled.from_medium, end.is_proven, end.missing, filled.damaged, is_new, aside, report
    )


def _end_of(work: _Work, db: Database) -> _End:
    config = work.config
    seen = witness.load(work.ground.folders.config, config.installation_id).streams.get(config.stream_id)
    head = _head(db, config.stream_id)
    if seen is None:
        return _End(head, None, agrees=False)
    with db.reading() as session:
        values = (config.stream_id.bytes, seen.seq)
        found = session.connection().exec_driver_sql(_SEEN, values).scalar_one_or_none()
    return _End(head, seen, agrees=found == seen.hash)


def _head(db: Database, stream: UUID) -> Mark:
    with db.reading() as session:
        head = chain.head(session.connection(), stream)
    return Mark(head.seq, head.hash)


def _configured(work: _Work, *, is_proven: bool) -> WorkstationConfig:
    """Return the configuration for this folder: another code where numbers may have been given that nobody knows of."""
    config = work.config
    if not is_proven:
        config = config.changed(code=next_code(config.code))
    ca = backups.authority(work.backup) if work.backup is not None else None
    if ca is not None and config.centre is not None:
        path = work.ground.folders.data / backups.AUTHORITY
        write_whole(path, ca)
        config = config.changed(centre=config.centre.changed(ca=str(path)))
    return config


def next_code(code: str) -> str:
    """Return the code under which a workstation goes on when its last numbers may be unknown: C01b after C01."""
    base, letter = code[:3], code[3:]
    return base + (_LETTERS[min(_LETTERS.index(letter) + 1, len(_LETTERS) - 1)] if letter else _LETTERS[0])


def _told(work: _Work, filled: _Filled, end: _End) -> dict[str, Any]:
    """Return what the journal will say of its own coming back."""
    told: dict[str, Any] = {"head": end.head.seq, "head_hash": end.head.hash.hex(), "from_medium": filled.from_medium}
    if work.backup is not None:
        told["backup_of"] = work.backup.made_at
    if end.seen is not None and not end.agrees:
        told |= {"seen": end.seen.seq, "seen_hash": end.seen.hash.hex()}
    return told


def _verified(opened: OpenWorkstation) -> Report:
    config = opened.config
    trust = trust_of(config, {key_id_of(opened.public_key): opened.public_key}, {})
    with opened.db.reading() as session:
        return verify(session.connection(), trust, full=True)


def _move_aside(work: _Work) -> Path | None:
    """Move what stands in the folder into a folder of its own; nothing is deleted."""
    data = work.ground.folders.data
    standing = [path for path in data.iterdir() if _is_of_workstation(path.name)]
    if not standing:
        return None
    aside = data / f"avant-restauration-{work.ground.clock.now():%Y%m%dT%H%M%S}"
    aside.mkdir()
    for path in standing:
        path.replace(aside / path.name)
    return aside


def _is_of_workstation(name: str) -> bool:
    return name in {configuration.FILE_NAME, backups.AUTHORITY} or name.startswith(DATABASE_FILE)


def _put_back(data: Path, aside: Path) -> None:
    for path in aside.iterdir():
        path.replace(data / path.name)
    aside.rmdir()


def _forget(path: Path) -> None:
    for leftover in path.parent.glob(f"{path.name}*"):
        leftover.unlink()
