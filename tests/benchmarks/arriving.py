"""Entries of another till by the thousand, made from one real sale: as many, as long, as linked as a month brings."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from recyclique_desktop.domain import journal
from recyclique_desktop.domain.clock import iso_offset, iso_utc, next_hlc
from recyclique_desktop.domain.enums import JournalClass, Series
from recyclique_desktop.sync.round import SentEntry
from tests.services.selling import make_line, make_sale, open_till
from tests.sync.shops import Machine, entries_of

LINES = 3
"""Articles of a ticket; with sale and payment, five rows of facts."""
SIGNATURE = bytes(64)


@dataclass
class Template:
    """One real ticket of the other till, and where its journal stands."""

    payload: dict[str, Any]
    header: journal.Header
    last: SentEntry
    machine: Machine

    @classmethod
    def of(cls, machine: Machine) -> Template:
        """Sell one ticket for real."""
        till = open_till(machine.shop)
        lines = tuple(make_line(machine.shop, name, 300) for name in ("Casserole", "Livre", "Lampe"))
        from recyclique_desktop.services.sales import complete_sale  # noqa: PLC0415

        till.write(complete_sale, make_sale(machine.shop, till.session_id, lines, ("cash", 900)))
        till.sell()
        last = entries_of(machine.shop, machine.stream)[-2:]
        sale = journal.Header.from_bytes(last[0].header)
        payload = json.loads(last[0].payload)
        payload["rows"] = [row for row in payload["rows"] if row["table"] != "cash_sessions"]
        return cls(payload, sale, last[1], machine)

    def entries(self, count: int, seed: int = 3) -> Iterator[SentEntry]:
        """Yield so many more tickets, each a real entry but for its signature."""
        chance = random.Random(seed)
        before = journal.Header.from_bytes(self.last.header)
        hash_before, hlc = self.last.hash, before.hlc
        at = self.machine.shop.clock.now()
        for n in range(1, count + 1):
            at += timedelta(seconds=40)
            hlc = next_hlc(at, hlc)
            payload = journal.canonical(self._ticket(chance, n, iso_utc(at)))
            header = journal.Header(
                stream_id=self.last.stream, seq=self.last.seq + n, entry_id=_uuid(chance), tx=_uuid(chance),
                act="sale.completed", journal_class=JournalClass.FISCAL, actor=self.header.actor,
                at=iso_offset(at, self.machine.shop.station.zone), hlc=hlc, software=self.header.software,
                schema_version=self.header.schema_version, prev_hash=hash_before,
                payload_digest=journal.digest_of(payload), series=Series.TICKET, number=n + 2,
                key_id=self.header.key_id,
            )  # fmt: skip
            raw = header.to_bytes()
            hash_before = journal.digest_of(raw)
            yield SentEntry(self.last.stream, header.seq, raw, payload, hash_before, SIGNATURE)

    def _ticket(self, chance: random.Random, n: int, at: str) -> dict[str, Any]:
        payload = copy.deepcopy(self.payload)
        sale_id = str(_uuid(chance))
        for row in payload["rows"]:
            row["id"] = sale_id if row["table"] == "sales" else str(_uuid(chance))
            row["set"]["created_at"] = at
            if row["table"] == "sales":
                row["set"] |= {"number": f"C02-{n + 2:06d}", "sale_date": at, "recorded_at": at}
            else:
                row["set"]["sale_id"] = sale_id
        return payload


def _uuid(chance: random.Random) -> UUID:
    return UUID(bytes=chance.randbytes(16), version=4)
