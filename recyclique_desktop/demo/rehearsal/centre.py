"""A centre in memory that takes and gives real bytes, and applies them as far as figures go."""

from __future__ import annotations

import json
import random
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.data import migrate
from recyclique_desktop.demo.rehearsal.furniture import SOFTWARE
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.enums import JournalClass
from recyclique_desktop.domain.money import from_decimal, to_decimal
from recyclique_desktop.sync.round import SentEntry
from recyclique_desktop.sync.simulate.accounts import Act
from recyclique_desktop.sync.simulate.memory.centre import MemoryCentre
from recyclique_desktop.sync.simulate.scene import Chain

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, Any]


def read(entry: SentEntry) -> Act:
    """Say what a journal entry says, as far as the promises ask."""
    header = journal.Header.from_bytes(entry.header)
    payload = json.loads(entry.payload) if entry.payload else {}
    rows: list[Row] = payload.get("rows", [])
    if header.act == acts.SESSION_OPENED.name and header.journal_class is not JournalClass.PERSONAL:
        opened = next(row for row in rows if row["table"] == "cash_sessions")
        return Act("open", key=opened["id"], hlc=header.hlc, cents=from_decimal(opened["set"]["initial_amount"]))
    if header.act == acts.SALE_COMPLETED.name and header.journal_class is not JournalClass.PERSONAL:
        return _sale(header, rows)
    for wish in payload.get("requests", []):
        base, value = (from_decimal(one) for one in wish["set"]["price"])
        return Act("wish", header.entry_id.bytes, wish["id"], header.hlc, value, base=base)
    return Act("other", header.entry_id.bytes, hlc=header.hlc)


def _sale(header: journal.Header, rows: list[Row]) -> Act:
    sale = next(row for row in rows if row["table"] == "sales")
    paid = tuple(from_decimal(row["set"]["amount"]) for row in rows if row["table"] == "payment_transactions")
    owed = from_decimal(sale["set"]["total_amount"]) + from_decimal(sale["set"].get("donation", "0.00"))
    return Act("sale", UUID(sale["id"]).bytes, sale["set"]["cash_session_id"], header.hlc, owed, paid)


def links(before: bytes, entry: SentEntry) -> bool:
    """Tell whether an entry follows one with this hash, and its bytes are those that were hashed."""
    header = journal.Header.from_bytes(entry.header)
    is_whole = (
        header.payload_digest == journal.digest_of(entry.payload) and journal.digest_of(entry.header) == entry.hash
    )
    return is_whole and header.prev_hash == (before or journal.GENESIS)


@dataclass
class BytesCentre(MemoryCentre):
    """A centre of real bytes, whose shared values are the prices of categories.

    Attributes:
        tables: Shared rows in journal form, by table and id, for workstations that take them anew.
    """

    tables: dict[str, dict[str, Row]] = field(default_factory=dict)
    chance: random.Random = field(default_factory=random.Random)
    read_already: dict[bytes, Act] = field(default_factory=dict)

    def change(self, chance: random.Random) -> None:
        """Change a price."""
        self._write(chance.choice(sorted(self.accounts.shared)), chance.randint(1, 400) * 5)

    def backup(self) -> MemoryCentre:
        """Return a backup, shared rows included."""
        kept = super().backup()
        assert isinstance(kept, BytesCentre)
        kept.tables = {name: {key: dict(row) for key, row in rows.items()} for name, rows in self.tables.items()}
        return kept

    def put_back(self, kept: MemoryCentre) -> None:
        """Restore a backup."""
        super().put_back(kept)
        old = kept.backup()
        assert isinstance(old, BytesCentre)
        self.tables = old.tables

    def read(self, entry: SentEntry) -> Act:
        """Say what an entry says, once for each."""
        if entry.hash not in self.read_already:
            self.read_already[entry.hash] = read(entry)
        return self.read_already[entry.hash]

    def _read(self, entry: SentEntry) -> Act:
        return self.read(entry)

    def _links(self, before: bytes, entry: SentEntry) -> bool:
        return links(before, entry)

    def _write(self, key: str, cents: int, answers: bytes | None = None) -> None:
        row = self.tables["categories"][key]
        old, version = row["price"], row["row_version"]
        new = str(to_decimal(cents))
        row |= {"price": new, "row_version": version + 1}
        changed = {"price": [old, new]} if new != old else {}
        rows = [{"table": "categories", "op": "U", "id": key, "set": changed | {"row_version": [version, version + 1]}}]
        payload: Row = {"v": 1, "rows": rows}
        if answers is not None:
            payload["answers"] = str(UUID(bytes=answers))
        chain = self.chains.setdefault(self.stream, Chain())
        chain.entries.append(self._sealed(chain, journal.canonical(payload)))
        self.accounts.shared[key] = cents

    def _sealed(self, chain: Chain, payload: bytes) -> SentEntry:
        before, hlc = chain.hash_at(chain.last) or journal.GENESIS, 1
        if chain.entries:
            hlc = journal.Header.from_bytes(chain.entries[-1].header).hlc + 1
        header = journal.Header(
            stream_id=self.stream, seq=chain.last + 1, entry_id=self._id(), tx=self._id(), act=acts.CENTRE_CHANGED.name,
            journal_class=JournalClass.OPERATIONAL, actor="centre", at="2026-09-17T09:00:00+02:00", hlc=hlc,
            software=SOFTWARE, schema_version=migrate.head(), prev_hash=before,
            payload_digest=journal.digest_of(payload),
        )  # fmt: skip
        sealed = journal.seal(header, payload, None)
        return SentEntry(self.stream, header.seq, sealed.header, payload, sealed.hash, None)

    def _id(self) -> UUID:
        return UUID(bytes=self.chance.randbytes(16), version=4)


@dataclass(frozen=True, slots=True)
class ReloadLine:
    """The few calls of the centre that taking shared rows anew makes, answered from memory."""

    centre: BytesCentre

    @contextmanager
    def snapshot(self, _deadline_s: float = 0.0) -> Iterator[None]:
        """Nothing else happens meanwhile."""
        yield

    def call(self, function: str, *_values: Any, deadline_s: float = 0.0) -> dict[str, Any]:
        """Answer ``bootstrap_begin`` and ``bring_back``."""
        del deadline_s
        if function == "bring_back":
            return {"to_settle": 0}
        stream = str(self.centre.stream)
        return {
            "epoch": str(self.centre.epoch),
            "centre_stream": stream,
            "streams": {str(name): chain.last for name, chain in self.centre.chains.items()},
            "tables": [{"name": name} for name in self.centre.tables],
        }

    def rows(self, _function: str, table: str, after: str | None, limit: int, *, deadline_s: float = 0.0) -> list[Any]:
        """Answer ``bootstrap_page``."""
        del deadline_s
        found = sorted(self.centre.tables[table].items())
        return [(key, dict(row)) for key, row in found if after is None or key > after][:limit]
