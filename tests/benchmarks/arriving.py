"""Entries of another till by the thousand, made from one real sale: as many, as long, as linked as a month brings."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from recyclique_desktop.domain import journal
from recyclique_desktop.domain.clock import iso_offset, iso_utc, next_hlc
from recyclique_desktop.domain.enums import JournalClass, Series
from recyclique_desktop.services.sales import complete_sale
from recyclique_desktop.sync.round import SentEntry
from tests.conftest import Shop
from tests.services.selling import make_line, make_sale, open_till
from tests.sync.real import close_till
from tests.sync.shops import entries_of

GOODS = ("Casserole", "Livre", "Lampe")
LINES = 3
"""Articles of a ticket; with sale and payment, five rows of facts."""
PER_DAY = 100
"""Tickets of a full day at a shop's till."""
SIGNATURE = bytes(64)


@dataclass
class Template:
    """One real ticket of the other till, and where its journal stands."""

    payload: dict[str, Any]
    header: journal.Header
    last: SentEntry
    shop: Shop
    sessions: tuple[UUID, ...]

    @classmethod
    def of(cls, shop: Shop, stream: UUID, tickets: int, goods: Sequence[str] = GOODS) -> Template:
        """Open and close a session for every day that so many tickets take, and sell two tickets for real."""
        days = tuple(_day(shop) for _ in range(tickets // PER_DAY))
        till = open_till(shop)
        lines = tuple(make_line(shop, name, 300) for name in goods)
        till.write(complete_sale, make_sale(shop, till.session_id, lines, ("cash", 900)))
        till.sell()
        last = entries_of(shop, stream)[-2:]
        sale = journal.Header.from_bytes(last[0].header)
        payload = json.loads(last[0].payload)
        payload["rows"] = [row for row in payload["rows"] if row["table"] != "cash_sessions"]
        return cls(payload, sale, last[1], shop, (*days, till.session_id))

    def entries(self, count: int, seed: int = 3) -> Iterator[SentEntry]:
        """Yield so many more tickets, each a real entry but for its signature."""
        chance = random.Random(seed)
        before = journal.Header.from_bytes(self.last.header)
        hash_before, hlc = self.last.hash, before.hlc
        at = self.shop.clock.now()
        for n in range(1, count + 1):
            at += timedelta(seconds=40)
            hlc = next_hlc(at, hlc)
            session_id = str(self.sessions[min((n - 1) // PER_DAY, len(self.sessions) - 1)])
            payload = journal.canonical(self._ticket(chance, n, at, session_id))
            header = journal.Header(
                stream_id=self.last.stream, seq=self.last.seq + n, entry_id=_uuid(chance, at), tx=_uuid(chance, at),
                act="sale.completed", journal_class=JournalClass.FISCAL, actor=self.header.actor,
                at=iso_offset(at, self.shop.station.zone), hlc=hlc, software=self.header.software,
                schema_version=self.header.schema_version, prev_hash=hash_before,
                payload_digest=journal.digest_of(payload), series=Series.TICKET, number=n + 2,
                key_id=self.header.key_id,
            )  # fmt: skip
            raw = header.to_bytes()
            hash_before = journal.digest_of(raw)
            yield SentEntry(self.last.stream, header.seq, raw, payload, hash_before, SIGNATURE)

    def _ticket(self, chance: random.Random, n: int, at: datetime, session_id: str) -> dict[str, Any]:
        payload = copy.deepcopy(self.payload)
        sale_id, written = str(_uuid(chance, at)), iso_utc(at)
        for row in payload["rows"]:
            row["id"] = sale_id if row["table"] == "sales" else str(_uuid(chance, at))
            row["set"]["created_at"] = written
            if row["table"] == "sales":
                row["set"] |= {
                    "number": f"C02-{n + 2:06d}",
                    "sale_date": written,
                    "recorded_at": written,
                    "cash_session_id": session_id,
                }
            else:
                row["set"]["sale_id"] = sale_id
        return payload


def _uuid(chance: random.Random, at: datetime) -> UUID:
    """Return an id as workstations make them: later ones are greater, so that they lie side by side on the disk."""
    return UUID(bytes=int(at.timestamp() * 1000).to_bytes(6, "big") + chance.randbytes(10), version=4)


def _day(shop: Shop) -> UUID:
    """Open and close the till; what it sells comes later."""
    till = open_till(shop)
    close_till(till)
    return till.session_id
