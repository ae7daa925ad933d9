"""A backup: one file with everything of a workstation but its keys, checked after it was written.

A zip without compression (what is in it is encrypted): ``manifest.json`` in clear, without a name or an amount;
``workstation.toml``; the database, under its own key; the certificate of the centre's authority. It is copied in one
moment of the file, while selling goes on.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop import __version__
from recyclique_desktop.data import chain, migrate
from recyclique_desktop.data.db import Database
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import Mark
from recyclique_desktop.flows.workstation import DATABASE_FILE, OpenWorkstation
from recyclique_desktop.services.traces import BackupMade, record_backup
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.config import FILE_NAME as CONFIG_FILE
from recyclique_desktop.system.config import WorkstationConfig

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from recyclique_desktop.domain.station import Actor

SUFFIX = ".sauvegarde"
FORMAT = 1
MANIFEST = "manifest.json"
AUTHORITY = "centre-ca.pem"
_KIND = "recyclique-backup"
_BEGINS = b"PK\x03\x04"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written and read again.

    Attributes:
        heads: How far each stream is in it.
    """

    path: Path
    size: int
    heads: Mapping[UUID, Mark]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as its manifest tells it.

    Attributes:
        config: Of the workstation, as it was.
        public_key: Of its signing key.
        schema: Of the database.
    """

    path: Path
    config: WorkstationConfig
    made_at: str
    schema: str
    public_key: bytes
    heads: Mapping[UUID, Mark]


def write_backup(workstation: OpenWorkstation, folder: Path) -> Made:
    """Write a backup into a folder, named after the workstation and the moment, and check it.

    Raises:
        UserError: ``backup.no_folder``, ``backup.folder_unwritable``, ``backup.not_good``, ``storage.*``.
    """
    if not folder.is_dir():
        raise UserError("backup.no_folder", folder=str(folder))
    now = workstation.station.clock.now()
    path = folder / f"recyclique-{workstation.config.code}-{now:%Y%m%d-%H%M%S}{SUFFIX}"
    return write_to(workstation, path)


def back_up(workstation: OpenWorkstation, folder: Path, actor: Actor) -> Made:
    """Write a backup for somebody.

    The journal says so first, that the backup may hold its last entry: one put back at once then lacks nothing, and
    goes on under its own code. When it fails after all, the journal says that too.

    Raises:
        UserError: ``permission.denied``, and as ``write_backup``.
    """
    if not folder.is_dir():
        raise UserError("backup.no_folder", folder=str(folder))
    note(workstation, actor)
    try:
        return write_backup(workstation, folder)
    except UserError:
        note(workstation, actor, failed=True)
        raise


def note(workstation: OpenWorkstation, actor: Actor, *, failed: bool = False) -> None:
    """Keep in the journal that a backup is made, or that it failed after all.

    Raises:
        UserError: ``permission.denied``.
    """
    with workstation.db.writing() as session:
        record_backup(session, BackupMade(failed), actor, workstation.station)


def write_to(workstation: OpenWorkstation, path: Path) -> Made:
    """Write a backup under a name; one that stands there is replaced once the new one is good."""
    part, copy = path.with_name(f".{path.name}.part"), path.with_name(f".{path.name}.base")
    try:
        _copy_database(workstation, copy)
        heads = _heads_of(workstation, copy)
        _pack(workstation, copy, part, heads)
        check(read(part))
        part.replace(path)
    except OSError as error:
        raise UserError("backup.folder_unwritable", folder=str(path.parent)) from error
    finally:
        for left in path.parent.glob(f".{path.name}.*"):
            left.unlink(missing_ok=True)
    return Made(path, path.stat().st_size, heads)


def read(path: Path) -> Backup:
    """Read what a backup says of itself.

    Raises:
        UserError: ``backup.missing``, ``backup.not_ours``, ``backup.damaged``, ``backup.newer``.
    """
    with _opened(path) as archive:
        told = _manifest(archive, path)
        try:
            config = configuration.from_toml(archive.read(CONFIG_FILE).decode("utf-8"))
            heads = {UUID(stream): Mark(seq, bytes.fromhex(digest)) for stream, (seq, digest) in told["heads"].items()}
            return Backup(
                path, config, str(told["made_at"]), str(told["schema"]), bytes.fromhex(told["public_key"]), heads
            )
        except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
            raise UserError("backup.damaged", file=str(path)) from error


def check(backup: Backup) -> None:
    """Read every byte of a backup again and hold it against its manifest.

    Raises:
        UserError: ``backup.damaged``, ``backup.newer`` when this program cannot open such a file.
    """
    if migrate.is_newer(backup.schema):
        raise UserError("backup.newer", file=str(backup.path))
    with _opened(backup.path) as archive:
        for name, told in _manifest(archive, backup.path)["files"].items():
            if name not in archive.namelist() or _digest(archive, name, backup.path) != told["sha256"]:
                raise UserError("backup.damaged", file=str(backup.path))


def unpack(backup: Backup, target: Path) -> None:
    """Write the database of a backup to a new file, as it was, and make sure that it is.

    Raises:
        UserError: ``backup.damaged``, ``folder.unwritable``.
    """
    digest = hashlib.sha256()
    with _opened(backup.path) as archive:
        wanted = _manifest(archive, backup.path)["files"][DATABASE_FILE]["sha256"]
        try:
            with archive.open(DATABASE_FILE) as source, target.open("wb") as out:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
        except zipfile.BadZipFile as error:
            raise UserError("backup.damaged", file=str(backup.path)) from error
        except OSError as error:
            raise UserError("folder.unwritable", folder=str(target.parent)) from error
    if digest.hexdigest() != wanted:
        raise UserError("backup.damaged", file=str(backup.path))


def authority(backup: Backup) -> bytes | None:
    """Return the certificate that the centre of this workstation is recognised by, if it was kept."""
    with _opened(backup.path) as archive:
        return archive.read(AUTHORITY) if AUTHORITY in archive.namelist() else None


def _copy_database(workstation: OpenWorkstation, copy: Path) -> None:
    """Copy through a connection of its own: the till's must not wait for a large file."""
    db = Database.open(workstation.db.path, workstation.db.key, writes=False)
    try:
        db.copy_to(copy)
    finally:
        db.close()


def _heads_of(workstation: OpenWorkstation, copy: Path) -> dict[UUID, Mark]:
    """Open the copy with its key, and return how far it goes."""
    config = workstation.config
    db = Database.open(copy, workstation.db.key, writes=False)
    try:
        with db.reading() as session:
            found = {
                stream: chain.head(session.connection(), stream)
                for stream in (config.stream_id, config.centre_stream_id)
            }
    finally:
        db.close()
    return {stream: Mark(head.seq, head.hash) for stream, head in found.items() if head.seq}


def _pack(workstation: OpenWorkstation, copy: Path, part: Path, heads: Mapping[UUID, Mark]) -> None:
    config = configuration.load(workstation.folders.data)
    files: dict[str, bytes | Path] = {CONFIG_FILE: configuration.to_toml(config).encode("utf-8"), DATABASE_FILE: copy}
    ca = workstation.folders.data / AUTHORITY
    if ca.exists():
        files[AUTHORITY] = ca.read_bytes()
    told = {
        "kind": _KIND, "format": FORMAT, "software": __version__, "code": config.code,
        "installation_id": str(config.installation_id), "made_at": iso_utc(workstation.station.clock.now()),
        "schema": migrate.head(), "public_key": workstation.public_key.hex(),
        "heads": {str(stream): [mark.seq, mark.hash.hex()] for stream, mark in heads.items()},
        "files": {name: {"sha256": _sha256(content)} for name, content in files.items()},
    }  # fmt: skip
    with part.open("wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(MANIFEST, json.dumps(told, indent=1, sort_keys=True))
            for name, content in files.items():
                with archive.open(name, "w", force_zip64=True) as member:
                    _copy(content, member)
        out.flush()
        os.fsync(out.fileno())


def _copy(content: bytes | Path, member: IO[bytes]) -> None:
    if isinstance(content, bytes):
        member.write(content)
        return
    with content.open("rb") as source:
        shutil.copyfileobj(source, member, _BLOCK)


def _sha256(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        with path.open("rb") as file:
            begins = file.read(len(_BEGINS))
        return zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise UserError("backup.missing", file=str(path)) from error
    except OSError as error:
        raise UserError("backup.unreadable", file=str(path)) from error
    except zipfile.BadZipFile as error:
        raise UserError("backup.damaged" if begins == _BEGINS else "backup.not_ours", file=str(path)) from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(archive.read(MANIFEST))
        kind, version = told["kind"], told["format"]
    except (KeyError, TypeError) as error:
        raise UserError("backup.not_ours", file=str(path)) from error
    except (ValueError, zipfile.BadZipFile) as error:
        raise UserError("backup.damaged", file=str(path)) from error
    if kind != _KIND:
        raise UserError("backup.not_ours", file=str(path))
    if version != FORMAT:
        raise UserError("backup.newer", file=str(path))
    return told


def _digest(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    try:
        with archive.open(name) as member:
            return hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type]
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise UserError("backup.damaged", file=str(path)) from error
