"""The journal of a workstation that cannot send it itself: written to a file there, handed to the centre by an office.

The bytes are those that were signed. The office checks them before anything leaves: each is what it says, follows the
one before, and is signed by the key that the centre knows of that workstation.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from recyclique_desktop.data.models import Workstation
from recyclique_desktop.data.verify.keys import KeyBook, vouched_for
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows.sync import line_to_centre, outlet_of
from recyclique_desktop.services import office_acts
from recyclique_desktop.sync import push
from recyclique_desktop.sync.giving import Given, hand_over
from recyclique_desktop.sync.round import SentEntry, SyncError
from recyclique_desktop.sync.vocabulary import Outlet
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.secrets import SecretStore

FORMAT = 1
MOST_ENTRIES, MOST_BYTES = 500, 1_000_000
_NAME = "recyclique_journal"


@dataclass(frozen=True, slots=True)
class JournalFile:
    """What a file holds.

    Attributes:
        code: Of the workstation, for people.
        outlet: Where its journal goes at the centre.
        entries: From its first one on.
    """

    code: str
    workstation_id: UUID
    outlet: Outlet
    entries: tuple[SentEntry, ...]

    def from_seq(self, first: int) -> Sequence[SentEntry]:
        """Return entries dense from ``first``, as many as one call may carry."""
        found: list[SentEntry] = []
        size = 0
        for entry in self.entries[first - 1 : first - 1 + MOST_ENTRIES]:
            size += entry.size
            if found and size > MOST_BYTES:
                break
            found.append(entry)
        return found


def export(workstation: OpenWorkstation, path: Path) -> int:
    """Write this workstation's own journal to a file, and return how many entries it has.

    The file is not encrypted: it holds what was sold, and names. It goes to the office by hand, and is destroyed there.

    Raises:
        UserError: ``folder.unwritable``, ``storage.*``.
    """
    config = workstation.config
    outlet = outlet_of(workstation)
    with workstation.db.reading() as session:
        entries = list(_all(session.connection(), config.stream_id))
    head = {
        _NAME: FORMAT, "code": config.code, "workstation_id": str(config.workstation_id), "stream": str(outlet.stream),
        "parent": str(outlet.parent) if outlet.parent else None, "fork": outlet.fork,
    }  # fmt: skip
    lines = [json.dumps(head), *(json.dumps(_written(entry), separators=(",", ":")) for entry in entries)]
    write_whole(path, ("\n".join(lines) + "\n").encode("ascii"))
    return len(entries)


def read_file(path: Path) -> JournalFile:
    """Read a file, each entry checked against the one before it.

    Raises:
        UserError: ``handing_in.unreadable`` or ``handing_in.damaged``.
    """
    try:
        lines = path.read_bytes().decode("ascii").splitlines()
        head = json.loads(lines[0])
        if head[_NAME] != FORMAT:
            raise UserError("handing_in.unreadable", file=str(path))
        parent = UUID(head["parent"]) if head["parent"] else None
        outlet = Outlet(UUID(head["stream"]), parent, head["fork"])
        code, workstation_id = str(head["code"]), UUID(head["workstation_id"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UserError("handing_in.unreadable", file=str(path)) from error
    entries = []
    before = journal.GENESIS
    for seq, line in enumerate(lines[1:], start=1):
        try:
            entry = _entry(outlet.stream, json.loads(line))
            _check(entry, seq, before)
        except (ValueError, LookupError, TypeError) as error:
            raise UserError("handing_in.damaged", file=str(path), entry=seq) from error
        before = entry.hash
        entries.append(entry)
    return JournalFile(code, workstation_id, outlet, tuple(entries))


def import_journal(workstation: OpenWorkstation, store: SecretStore, path: Path, actor: Actor) -> Given:
    """Hand the journal of another workstation to the centre, from its file; twice is once.

    Args:
        workstation: An office.
        store: Holds the password of its login.
        path: The file.
        actor: Who decides.

    Raises:
        UserError: ``permission.denied``, ``handing_in.*``, ``centre.none``, ``sync.*``.
    """
    actor.require(office_acts.RIGHT)
    found = read_file(path)
    unproven = _check_signatures(workstation, found, path)
    line = line_to_centre(workstation, store)
    try:
        done = hand_over(line, found.outlet, found.outlet.fork, found.from_seq)
    except SyncError as error:
        code = "handing_in.unknown" if "stream" in error.detail.split() else f"sync.{error.cause.value}"
        raise UserError(code, workstation=found.code) from error
    finally:
        line.close()
    told = office_acts.JournalImported(found.outlet.stream, done.stored, done.already, unproven)
    with workstation.db.writing() as session:
        office_acts.record_import(session, told, actor, workstation.station)
    return replace(done, unproven=unproven)


def _check_signatures(workstation: OpenWorkstation, found: JournalFile, path: Path) -> int:
    """Refuse what keys that are believed did not sign; return how many entries carry a key that nobody vouches for.

    The centre's key of that workstation is believed, and whichever it had before, by its own word; a key that it took
    later than the centre knows cannot be told from a stranger's.
    """
    with workstation.db.reading() as session:
        key = session.scalar(select(Workstation.public_key).where(Workstation.id == found.workstation_id))
    if key is None:
        raise UserError("handing_in.unknown", workstation=found.code)
    book = _book(key, found.entries)
    unproven = 0
    for entry in found.entries:
        key_id = journal.Header.from_bytes(entry.header).key_id
        signer = book.find(key_id, entry.seq)
        if signer is None and not book.knows(key_id):
            unproven += 1
        elif signer is None or not journal.is_signed_by(signer, entry.hash, entry.signature):
            raise UserError("handing_in.damaged", file=str(path), entry=entry.seq)
    return unproven


def _book(key: bytes, entries: Sequence[SentEntry]) -> KeyBook:
    book = KeyBook.of({journal.key_id_of(key): key})
    for entry in reversed(entries):
        if journal.Header.from_bytes(entry.header).act == acts.KEY_CHANGED.name:
            old = vouched_for(book, entry.header, entry.payload, entry.hash, entry.signature)
            if old is not None:
                book.vouch(old, entry.seq - 1)
    return book


def _check(entry: SentEntry, seq: int, before: bytes) -> None:
    header = journal.Header.from_bytes(entry.header)
    is_whole = header.seq == seq and header.prev_hash == before and journal.digest_of(entry.header) == entry.hash
    is_erased = not entry.payload and header.journal_class == "personal"
    if not is_whole or not (is_erased or journal.digest_of(entry.payload) == header.payload_digest):
        raise ValueError(f"entry {seq}")


def _all(connection: Any, stream: UUID) -> Iterator[SentEntry]:
    first = 1
    while entries := push.entries_from(connection, stream, first):
        yield from entries
        first = entries[-1].seq + 1


def _written(entry: SentEntry) -> dict[str, Any]:
    told = {name: base64.b64encode(getattr(entry, name)).decode() for name in ("header", "payload", "hash")}
    return {"seq": entry.seq, **told, "signature": base64.b64encode(entry.signature or b"").decode()}


def _entry(stream: UUID, told: dict[str, Any]) -> SentEntry:
    header, payload, digest, signature = (
        base64.b64decode(told[name], validate=True) for name in ("header", "payload", "hash", "signature")
    )
    return SentEntry(stream, told["seq"], header, payload, digest, signature or None)
