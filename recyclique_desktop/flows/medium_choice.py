"""Choosing the second medium, and reading it again from its first record to its last."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data import second_medium as medium
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.journal import GENESIS, Header, Mark, digest_of
from recyclique_desktop.flows import backup, second_medium
from recyclique_desktop.flows.second_medium import Follower, Kept, base_of, is_complete
from recyclique_desktop.system import config as configuration

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from recyclique_desktop.data.second_medium import CopiedEntry
    from recyclique_desktop.flows.workstation import OpenWorkstation


@dataclass(frozen=True, slots=True)
class Chosen:
    """A second medium that was chosen and caught up.

    Attributes:
        same_disk: It is on the very disk that it should protect from.
    """

    file: Path
    kept: Kept
    same_disk: bool


def choose(workstation: OpenWorkstation, folder: Path) -> Chosen:
    """Keep the journal in a folder of another medium from now on, and write all of it there.

    Beside the journal of a workstation that was filled from its centre goes a backup: its journal alone does not tell
    what it was given.

    Raises:
        UserError: ``medium.*``, ``backup.*``.
    """
    path = second_medium.begin(workstation, folder)
    config = configuration.load(workstation.folders.data)
    with workstation.db.reading() as session:
        complete = is_complete(session.connection(), (config.stream_id, config.centre_stream_id))
    if not complete:
        backup.write_to(workstation, base_of(path))
    kept = Follower(workstation).catch_up()
    return Chosen(kept.file or path, kept, _on_same_disk(workstation, folder))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a second medium holds.

    Attributes:
        records: Whole ones.
        waiting: Entries of this workstation that it lacks.
    """

    file: Path
    records: int
    entries: int
    waiting: int


def check(workstation: OpenWorkstation) -> Checked:
    """Read the whole second medium again: every record opens, every entry follows the one before it.

    Raises:
        UserError: ``medium.none`` when none was chosen; ``medium.damaged`` where an entry is not what it says;
            ``medium.*``.
    """
    path = second_medium.chosen(workstation.folders.config, workstation.config.installation_id)
    if path is None:
        raise UserError("medium.none")
    file = medium.open_file(path, second_medium.key_of(workstation))
    ends: dict[UUID, Mark] = {}
    entries = 0
    for number, record in enumerate(file.read(), start=1):
        for entry in record.entries:
            _follow(entry, ends, path, number)
            entries += 1
    return Checked(path, file.records, entries, Follower(workstation).waiting(file.heads))


def _follow(entry: CopiedEntry, ends: dict[UUID, Mark], path: Path, number: int) -> None:
    try:
        header = Header.from_bytes(entry.header)
    except ValueError as error:
        raise UserError("medium.damaged", file=str(path), record=number) from error
    before = ends.get(entry.stream) or Mark(entry.seq - 1, GENESIS if entry.seq == 1 else header.prev_hash)
    is_whole = digest_of(entry.header) == entry.hash and entry.seq == before.seq + 1
    says = digest_of(entry.payload) == header.payload_digest or not entry.payload
    if not is_whole or not says or header.prev_hash != before.hash:
        raise UserError("medium.damaged", file=str(path), record=number)
    ends[entry.stream] = Mark(entry.seq, entry.hash)


def _on_same_disk(workstation: OpenWorkstation, folder: Path) -> bool:
    with suppress(OSError):
        return folder.stat().st_dev == workstation.folders.data.stat().st_dev
    return False
