"""The calls of the centre's API that a round makes, with answers as frozen values and failures as causes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.sync.round import SentEntry, SyncError
from recyclique_desktop.sync.vocabulary import PROTOCOL, Cause, Cursors, Hello, Links, Outcome, Outlet, Receipt
from recyclique_desktop.wire import WireError, pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recyclique_desktop.wire import Line

HELLO_S = 10.0
CALL_S = 30.0
PULL_ENTRIES = 1_000
PULL_BYTES = 1_000_000
_LONGEST_ENTRY = 270_000 + PULL_ENTRIES * 96
"""Payload and header as the centre takes them, and what it counts beside each entry."""
_BY_DETAIL = {"epoch": Cause.EPOCH}


@dataclass(frozen=True, slots=True)
class CentreCalls:
    """The centre at the end of a line.

    Attributes:
        schema: Of this file; the centre shows it in its list of machines.
    """

    line: Line
    software: str
    schema: str

    def hello(self, stream: UUID, seq: int, digest: bytes | None) -> Hello:
        """Greet the centre."""
        with failures():
            found = self.line.call(
                "hello", stream, seq, digest, PROTOCOL, self.schema, self.software, deadline_s=HELLO_S
            )
        return Hello(
            last_seq=found["last_seq"],
            hash_at=bytes.fromhex(found["hash_at"]) if found["hash_at"] else None,
            epoch=UUID(found["epoch"]),
            centre_stream=UUID(found["centre_stream"]),
            heads={UUID(stream): seq for stream, seq in (found["streams"] or {}).items()},
            min_protocol=found["min_protocol"],
            max_protocol=found["max_protocol"],
            schema=found["schema"],
            now=found["now"],
            fingerprint=found["fingerprint"] or "",
            parked=found["parked"],
            conflicts=found["conflicts"],
            ends={UUID(stream): bytes.fromhex(end) for stream, end in (found.get("ends") or {}).items()},
        )

    def hash_at(self, stream: UUID, seq: int) -> bytes | None:
        """Return the hash of one entry there."""
        with failures():
            found = self.line.call("hash_at", stream, seq, deadline_s=HELLO_S)["hash"]
        return bytes.fromhex(found) if found else None

    def push(self, outlet: Outlet, first: int, entries: Sequence[SentEntry]) -> Receipt:
        """Send entries; a branch says what it left."""
        headers, payloads, hashes, signatures = columns(entries)
        words, heads, bodies = pack(headers, payloads)
        fork = None if outlet.parent is None else outlet.fork
        values = (outlet.stream, first, heads, bodies, hashes, signatures, outlet.parent, fork, words)
        with failures():
            found = self.line.call("push", *values, deadline_s=CALL_S)
        return receipt(found)

    def pull(self, cursors: Cursors, epoch: UUID | None) -> Sequence[SentEntry]:
        """Return what the named streams have beyond their cursors; the centre looks for more while this is applied."""
        wanted = {str(stream): seq for stream, seq in cursors.items()}
        with failures():
            rows = self.line.rows("pull", wanted, epoch, PULL_ENTRIES, PULL_BYTES, deadline_s=CALL_S)
            found = [SentEntry(*row) for row in rows]
            if _is_full(found):
                further = {**wanted, **{str(entry.stream): entry.seq for entry in found}}
                self.line.ahead("pull", further, epoch, PULL_ENTRIES, PULL_BYTES, deadline_s=CALL_S)
        return found

    def went_back(self, epoch: UUID | None, known: Cursors, links: Links) -> UUID:
        """Show what we know of the centre that it does not; return the epoch that holds now."""
        told = {str(stream): seq for stream, seq in known.items()}
        hashes = {str(stream): link.hex() for stream, link in links.items() if stream in known}
        with failures():
            found = self.line.call("went_back", epoch, told, hashes, deadline_s=CALL_S)
        return UUID(found["epoch"])

    def fetch(self, table: str, row_ids: Sequence[Any]) -> list[dict[str, Any]]:
        """Return rows by id, whole, in journal form; at most 500."""
        with failures():
            found: list[dict[str, Any]] = self.line.call("fetch", table, list(row_ids), deadline_s=CALL_S)
        return found


def _is_full(found: Sequence[SentEntry]) -> bool:
    """Whether there may be more: no entry that the centre takes is as long as the room left."""
    return len(found) >= PULL_ENTRIES or sum(entry.size for entry in found) > PULL_BYTES - _LONGEST_ENTRY


def columns(entries: Sequence[SentEntry]) -> tuple[list[bytes], list[bytes], list[bytes], list[bytes | None]]:
    """Return entries as the four arrays that ``push`` and ``import_entries`` take."""
    return (
        [entry.header for entry in entries],
        [entry.payload for entry in entries],
        [entry.hash for entry in entries],
        [entry.signature for entry in entries],
    )


def receipt(found: dict[str, Any]) -> Receipt:
    """Read the answer to a push."""
    return Receipt(
        outcome=Outcome(found["outcome"]),
        last_seq=found["last_seq"],
        stored=found["stored"],
        already=found["already"],
        parked=found["parked"],
        common=found.get("common"),
    )


@contextmanager
def failures() -> Iterator[None]:
    """Turn a failed call into the cause a round knows."""
    try:
        yield
    except WireError as error:
        cause = _BY_DETAIL.get(error.detail, Cause(error.kind.value))
        detail = " ".join(part for part in (error.sqlstate, error.detail, error.message) if part)
        raise SyncError(cause, detail) from error
