"""The second medium of a workstation: chosen by the shop, caught up after each commit, away from the screen's path.

The stick may be pulled and put back at any moment: what is missing on it follows when it is there again. Nothing of
it is ever replaced by less: where its file and ours have parted, a new file begins beside it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.data import second_medium as medium
from recyclique_desktop.data.second_medium import CopiedEntry, Label, MediumFile
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import GENESIS, Mark
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from sqlalchemy import Connection

    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.config import WorkstationConfig

MOST_ENTRIES, MOST_BYTES = 200, 1 << 20
"""What one record holds, about."""
PATIENCE_S = 10.0
_ONE_AT_A_TIME = threading.Lock()
"""Two who follow the same journal (the window's thread, a page, the closing) must not write into its file at once."""
_SEEN = "SELECT hash FROM journal WHERE stream_id = ? AND seq = ?"
_PLACE = "SELECT rowid FROM journal WHERE stream_id = ? AND seq = ?"
_ENTRIES = (
    "SELECT rowid, stream_id, seq, header, payload, hash, signature FROM journal"
    " WHERE rowid >= ? AND stream_id IN (?, ?) ORDER BY rowid LIMIT ?"
)
_BEYOND = "SELECT count(*) FROM journal WHERE stream_id = ? AND seq > ?"


@dataclass(frozen=True, slots=True)
class Kept:
    """How the second medium stands.

    Attributes:
        file: Where it is written; nothing when the shop has chosen none.
        waiting: Entries that are not on it yet.
        error: Why it could not be written.
    """

    file: Path | None = None
    waiting: int = 0
    error: UserError | None = None


def choice_file(folder: Path, installation_id: UUID) -> Path:
    """Return where the choice of a second medium is written down: beside the keys, so that no restore moves it."""
    return folder / f"medium-{installation_id}.json"


def chosen(folder: Path, installation_id: UUID) -> Path | None:
    """Return the file on the second medium, or nothing when none was chosen."""
    try:
        return Path(json.loads(choice_file(folder, installation_id).read_bytes())["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def begin(workstation: OpenWorkstation, folder: Path) -> Path:
    """Begin to keep the journal in a folder of another medium, or take up the file of ours that is there.

    Returns:
        The file.

    Raises:
        UserError: ``medium.no_sheet`` while the recovery sheet was not made; ``medium.no_folder``, ``medium.*``.
    """
    config = configuration.load(workstation.folders.data)
    if not config.sealed_database_key:
        raise UserError("medium.no_sheet")
    if not folder.is_dir():
        raise UserError("medium.no_folder", folder=str(folder))
    path = folder / file_name(config)
    if not path.exists():
        medium.create(path, _label(config), key_of(workstation))
    take_up(workstation, path)
    return path


def take_up(workstation: OpenWorkstation, path: Path) -> None:
    """Write down which file on which medium follows this workstation from now on."""
    told = json.dumps({"file": str(path.absolute())}).encode("utf-8")
    write_whole(choice_file(workstation.folders.config, workstation.config.installation_id), told)


def forget(workstation: OpenWorkstation) -> None:
    """Stop keeping the journal elsewhere; the file stays where it is."""
    choice_file(workstation.folders.config, workstation.config.installation_id).unlink(missing_ok=True)


def file_name(config: WorkstationConfig, life: int = 1) -> str:
    """Return the name of a workstation's file on a medium; another one after its journal and the file have parted."""
    more = f"-{life}" if life > 1 else ""
    return f"recyclique-{config.code[:3]}-{str(config.installation_id)[:8]}{more}{medium.SUFFIX}"


def base_of(file: Path) -> Path:
    """Return the name of the backup that lies beside a file whose journal does not tell everything."""
    return file.with_suffix(".sauvegarde")


def look(workstation: OpenWorkstation) -> Kept:
    """Say how the second medium stands, without writing on it.

    Raises:
        UserError: ``medium.none`` when none was chosen.
    """
    path = chosen(workstation.folders.config, workstation.config.installation_id)
    if path is None:
        raise UserError("medium.none")
    follower = Follower(workstation)
    try:
        file = medium.open_file(path, key_of(workstation))
    except UserError as error:
        return Kept(path, follower.waiting({}), error)
    return Kept(path, follower.waiting(file.heads))


@dataclass(slots=True)
class Follower:
    """Catches the second medium up, again and again; remembers where it stood so that a turn costs little.

    Attributes:
        workstation: Whose journal it is.
    """

    workstation: OpenWorkstation
    _file: MediumFile | None = field(default=None)

    def catch_up(self) -> Kept:
        """Write what the medium lacks, and say how it stands; never raises for what a medium does."""
        folders = self.workstation.folders
        path = chosen(folders.config, self.workstation.config.installation_id)
        if path is None:
            self._file = None
            return Kept()
        if not _ONE_AT_A_TIME.acquire(timeout=PATIENCE_S):  # a stick that hangs holds up whoever waits for it
            return Kept(path, error=UserError("medium.absent", file=str(path)))
        try:
            self._write(path)
        except UserError as error:
            waiting = self.waiting(self._file.heads if self._file is not None else {})
            self._file = None
            return Kept(path, waiting, error)
        finally:
            _ONE_AT_A_TIME.release()
        file = self._file
        return Kept(file.path if file is not None else path)

    def _write(self, path: Path) -> None:
        config = configuration.load(self.workstation.folders.data)
        file = self._known(path)
        if not self._goes_on(file):
            file = self._begin_beside(path, config)
        elif not _has_sheet(file.label, config):
            file = self._write_anew(file, config)
        self._file = file
        self._add(file, config)

    def _known(self, path: Path) -> MediumFile:
        """Return the file as it is known, or look at it again where it is not what was left."""
        known = self._file
        if known is not None and known.path == path:
            with medium.in_words(path):
                if path.stat().st_size == known.size:
                    return known
        return medium.open_file(path, key_of(self.workstation))

    def _goes_on(self, file: MediumFile) -> bool:
        """Whether our journal holds what the file holds, to its end."""
        with self.workstation.db.reading() as session:
            connection = session.connection()
            return all(
                connection.exec_driver_sql(_SEEN, (stream.bytes, mark.seq)).scalar_one_or_none() == mark.hash
                for stream, mark in file.heads.items()
            )

    def _begin_beside(self, path: Path, config: WorkstationConfig) -> MediumFile:
        life = 2
        while (beside := path.with_name(file_name(config, life))).exists():
            life += 1
        made = medium.create(beside, _label(config), key_of(self.workstation))
        take_up(self.workstation, beside)
        return made

    def _write_anew(self, old: MediumFile, config: WorkstationConfig) -> MediumFile:
        """Write the whole file for a new recovery sheet; the old one goes when the new one has everything."""
        path = old.path
        made = medium.create(path.with_name(f"{path.stem}.nouveau"), _label(config), key_of(self.workstation))
        self._add(made, config)
        with medium.in_words(path):
            made.path.replace(path)
        made.path = path
        return made

    def _add(self, file: MediumFile, config: WorkstationConfig) -> None:
        text = _told(self.workstation, config)
        news = text if file.config_digest != hashlib.sha256(text.encode()).digest() else None
        for entries in self._batches(file.heads):
            file.append(entries, news)
            news = None
        if news is not None:
            file.append((), news)

    def _batches(self, heads: Mapping[UUID, Mark]) -> Iterator[list[CopiedEntry]]:
        config = configuration.load(self.workstation.folders.data)
        streams = (config.stream_id, config.centre_stream_id)
        with self.workstation.db.reading() as session:
            connection = session.connection()
            starts = [_first_beyond(connection, stream, heads) for stream in streams]
            at = min((start for start in starts if start is not None), default=None)
            known = {stream.bytes: heads.get(stream, Mark(0, GENESIS)).seq for stream in streams}
            while at is not None:
                values = (at, *(stream.bytes for stream in streams), MOST_ENTRIES)
                rows = connection.exec_driver_sql(_ENTRIES, values).all()
                yield from _parts([CopiedEntry(_uuid(row[1]), *row[2:]) for row in rows if row[2] > known[row[1]]])
                at = rows[-1][0] + 1 if rows else None

    def waiting(self, heads: Mapping[UUID, Mark]) -> int:
        """Return how many entries a medium with these heads lacks."""
        with self.workstation.db.reading() as session:
            connection = session.connection()
            return sum(
                connection.exec_driver_sql(_BEYOND, (stream.bytes, heads[stream].seq if stream in heads else 0))
                .scalar_one()
                for stream in (self.workstation.config.stream_id, self.workstation.config.centre_stream_id)
            )  # fmt: skip


def is_complete(connection: Connection, streams: tuple[UUID, UUID]) -> bool:
    """Tell whether a file's streams tell all of it, from their first entry on: a journal alone can then rebuild it."""
    return all(_exists(connection, stream) for stream in streams)


def _exists(connection: Connection, stream: UUID) -> bool:
    return connection.exec_driver_sql(_PLACE, (stream.bytes, 1)).one_or_none() is not None


def _first_beyond(connection: Connection, stream: UUID, heads: Mapping[UUID, Mark]) -> int | None:
    mark = heads.get(stream)
    if mark is None:
        sql = "SELECT min(rowid) FROM journal WHERE stream_id = ?"
        found: int | None = connection.exec_driver_sql(sql, (stream.bytes,)).scalar_one()
        return found
    row = connection.exec_driver_sql(_PLACE, (stream.bytes, mark.seq + 1)).one_or_none()
    return None if row is None else row[0]


def _parts(entries: list[CopiedEntry]) -> Iterator[list[CopiedEntry]]:
    """Cut a batch where it grows too large."""
    part: list[CopiedEntry] = []
    size = 0
    for entry in entries:
        part.append(entry)
        size += len(entry.header) + len(entry.payload)
        if size >= MOST_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _told(workstation: OpenWorkstation, config: WorkstationConfig) -> str:
    """Return the configuration with the public half of the signing key, which it does not hold."""
    return f"# {workstation.public_key.hex()}\n{configuration.to_toml(config)}"


def _label(config: WorkstationConfig) -> Label:
    return Label(
        config.installation_id, config.code, config.recovery_public_key, config.sealed_database_key,
        secrets.token_bytes(16),
    )  # fmt: skip


def _has_sheet(label: Label, config: WorkstationConfig) -> bool:
    return (label.recovery_public_key, label.sealed_key) == (config.recovery_public_key, config.sealed_database_key)


def key_of(workstation: OpenWorkstation) -> bytes:
    """Return the database key of an open workstation."""
    key = workstation.db.key
    if key is None:
        raise UserError("medium.no_sheet")
    return key


def _uuid(raw: bytes) -> UUID:
    from uuid import UUID  # noqa: PLC0415  a type everywhere else

    return UUID(bytes=raw)
