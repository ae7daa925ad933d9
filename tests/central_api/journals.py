"""The entries of a workstation's file, as a push sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from recyclique_desktop.data.db import Database
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.journal import Entry

_ENTRIES = "SELECT header, payload, hash, signature FROM journal WHERE stream_id = ? AND seq > ? ORDER BY seq"
_STREAMS = "SELECT DISTINCT stream_id FROM journal WHERE stream_id <> ?"


@dataclass(frozen=True, slots=True)
class Journal:
    """A stretch of a stream.

    Attributes:
        after: Sequence before its first entry.
    """

    stream: UUID
    entries: tuple[Entry, ...]
    after: int = 0

    @property
    def last(self) -> Entry:
        return self.entries[-1]

    @property
    def size(self) -> int:
        """What travels of it, framing aside."""
        return sum(len(e.header) + len(e.payload) + len(e.hash) + len(e.signature or b"") for e in self.entries)

    @property
    def sales(self) -> int:
        return sum(header_of(e)["act"] == acts.SALE_COMPLETED.name and "series" in header_of(e) for e in self.entries)

    @property
    def lines(self) -> int:
        """How many lines its tickets have."""
        rows = (row for entry in self.entries for row in payload_of(entry).get("rows", ()))
        return sum(row["table"] == "sale_items" and row["op"] == "I" for row in rows)

    def first(self, count: int) -> Journal:
        return replace(self, entries=self.entries[:count])

    def part(self, first: int, last: int) -> Journal:
        """The entries of these sequences, both included."""
        return Journal(self.stream, self.entries[first - 1 - self.after : last - self.after], first - 1)

    def batches(self, size: int) -> Iterator[Journal]:
        for place in range(0, len(self.entries), size):
            yield Journal(self.stream, self.entries[place : place + size], self.after + place)

    def arrays(self) -> tuple[list[bytes], list[bytes], list[bytes], list[bytes | None]]:
        """Headers, payloads, hashes and signatures."""
        return (
            [entry.header for entry in self.entries],
            [entry.payload for entry in self.entries],
            [entry.hash for entry in self.entries],
            [entry.signature for entry in self.entries],
        )

    def __len__(self) -> int:
        return len(self.entries)


def header_of(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(entry.header)
    return found


def payload_of(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(entry.payload) if entry.payload else {}
    return found


def journal_of(db: Database, stream: UUID, after: int = 0) -> Journal:
    """Return what a file holds of a stream past ``after``."""
    with db.connection() as connection:
        rows = connection.exec_driver_sql(_ENTRIES, (stream.bytes, after)).all()
    return Journal(stream, tuple(Entry(*row) for row in rows), after)


def journals(db: Database, own: UUID) -> tuple[Journal, Journal]:
    """Return the workstation's own journal, and the centre stream that it kept while it was alone."""
    with db.connection() as connection:
        shared = connection.exec_driver_sql(_STREAMS, (own.bytes,)).scalar_one()
    return journal_of(db, own), journal_of(db, UUID(bytes=shared))


class Writer:
    """Writes entries by hand that follow one another, for what no service of this version would write."""

    def __init__(self, stream: UUID, signer: journal.Signer, after: int = 0, digest: bytes = journal.GENESIS) -> None:
        self.stream = stream
        self.signer = signer
        self.after = after
        self.digest = digest

    def write(self, payload: dict[str, Any], **fields: Any) -> Entry:
        """Return the next entry; ``fields`` are those of ``journal.Header`` that matter to the test."""
        return self.raw(journal.canonical(payload), **fields)

    def raw(self, raw: bytes, act: acts.Act = acts.WORKSTATION_STARTED, **fields: Any) -> Entry:
        """Return the next entry with a payload of these bytes, be they what they may."""
        ids = {"entry_id": uuid4(), "tx": uuid4(), "act": act.name, "journal_class": act.journal_class}
        known = {**_PLAIN, **ids, **fields}
        header = journal.Header(
            stream_id=self.stream, seq=self.after + 1, prev_hash=self.digest, payload_digest=journal.digest_of(raw),
            key_id=self.signer.key_id, **known,
        )  # fmt: skip
        entry = journal.seal(header, raw, self.signer)
        self.after += 1
        self.digest = entry.hash
        return entry

    def journal(self, payloads: Sequence[dict[str, Any]], **fields: Any) -> Journal:
        """Return entries of these payloads."""
        after = self.after
        entries = tuple(self.write(one, **fields) for one in payloads)
        return Journal(self.stream, entries, after)


_PLAIN: dict[str, Any] = {
    "actor": "system",
    "at": "2026-09-17T09:00:00+02:00",
    "hlc": 1 << 40,
    "software": "0.1.0",
    "schema_version": "0002",
}
