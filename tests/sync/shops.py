"""Workstations of one shop beside a centre in memory: real files, real services, the product's own rounds."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.verify import Trust
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.station import Station
from recyclique_desktop.sync.pull import Changes, Puller
from recyclique_desktop.sync.round import Centre, Rounds, SentEntry
from recyclique_desktop.sync.store import DiskStore
from recyclique_desktop.sync.vocabulary import Tick, Wait
from tests.conftest import Shop
from tests.known import CENTRE_STREAM, KEY, STREAM
from tests.sync.fake_centre import FakeCentre

OTHER_STREAM = UUID("0bbbbbbb-0000-4000-8000-000000000001")
OTHER_WORKSTATION = UUID("0bbbbbbb-0000-4000-8000-000000000003")
_OTHER_KEY = bytes(range(64, 96))
_ENTRIES = "SELECT seq, header, payload, hash, signature FROM journal WHERE stream_id = ? ORDER BY seq"


@dataclass
class Machine:
    """One workstation that has joined the centre."""

    shop: Shop
    stream: UUID
    centre: Centre
    keep_all: bool = False
    told: list[Changes] = field(default_factory=list)
    rounds: Rounds = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    @property
    def db(self) -> Database:
        return self.shop.db

    def restart(self) -> None:
        """Start the worker anew, as after a kill."""
        puller = Puller(
            self.shop.db, self.shop.clock, CENTRE_STREAM, keep_all=self.keep_all, on_changes=self.told.append
        )
        self.store = DiskStore(self.shop.db, self.shop.station, self.stream, puller)
        self.rounds = Rounds(self.centre, self.store)

    def sync(self) -> Wait:
        """Go once to the centre."""
        wait = self.rounds.run(Tick(self.store.head()))
        assert wait is not None
        return wait

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.shop.db.connection() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql, values)]

    def one(self, sql: str, *values: Any) -> Any:
        ((found,),) = self.rows(sql, *values)
        return found


def entries_of(shop: Shop, stream: UUID) -> list[SentEntry]:
    """Return a stream as a file holds it."""
    with shop.db.connection() as connection:
        rows = connection.exec_driver_sql(_ENTRIES, (stream.bytes,)).all()
    return [SentEntry(stream, *row) for row in rows]


def joined(shop: Shop, centre: FakeCentre) -> Machine:
    """Hand the shop's centre stream over, and let its till ask from now on."""
    centre.streams[CENTRE_STREAM] = entries_of(shop, CENTRE_STREAM)
    assert shop.db.scribe is not None
    shop.db.scribe = replace(shop.db.scribe, centre_stream_id=None)
    _start_from(shop.db, centre.streams[CENTRE_STREAM][-1], centre)
    return Machine(shop, STREAM, centre)


def _start_from(db: Database, last: SentEntry, centre: FakeCentre) -> None:
    """Say that this file has a stream up to that entry."""
    sql = (
        "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, head_hash, updated_at) VALUES (?, ?, 0, ?, ?, '')"
        " ON CONFLICT (stream_id) DO UPDATE SET acked = 0, pulled = excluded.pulled, head_hash = excluded.head_hash"
    )
    with db.connection() as connection, connection.begin():
        connection.exec_driver_sql(sql, (last.stream.bytes, centre.epoch.bytes, last.seq, last.hash))


def second(machine: Machine, folder: Path, centre: FakeCentre, *, keep_all: bool = False) -> Machine:
    """Add another till: the shop's shared rows, a journal of its own."""
    shop = machine.shop
    now = shop.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    signer = Ed25519Signer(_OTHER_KEY)
    centre.change({
        "table": "workstations", "op": "I", "id": str(OTHER_WORKSTATION), "set": {
            "code": "C02", "kind": "till", "name": "Caisse 2", "site_id": str(shop.station.site_id),
            "public_key": signer.public_key.hex(), "status": "active", "created_at": now, "updated_at": now,
            "row_version": 1,
        },
    })  # fmt: skip
    machine.sync()
    path = folder / "second.sqlite"
    shop.db.copy_to(path)
    station = replace(
        shop.station, id=OTHER_WORKSTATION, code="C02", ids=UuidFactory(shop.clock, random.Random(11).randbytes)
    )
    scribe = Scribe(signer, OTHER_STREAM, None, "0.1.0", "0003", salt=lambda: bytes(16))
    trust = Trust(OTHER_STREAM, CENTRE_STREAM, {signer.key_id: signer.public_key})
    db = Database.open(path, KEY, scribe)
    _start_from(db, entries_of(shop, machine.stream)[-1], centre)
    other = replace(shop, db=db, station=station, trust=trust)
    return Machine(other, OTHER_STREAM, centre, keep_all=keep_all)


def station_of(machine: Machine) -> Station:
    return machine.shop.station
