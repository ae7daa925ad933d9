"""The shop that every rehearsal begins with, made once: its file is copied for each schedule."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.data import migrate
from recyclique_desktop.data.capture import Scribe, record
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.models import Workstation
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import FiscalRegime, Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import SYSTEM, Actor, Station
from recyclique_desktop.services import categories, first_run, people
from recyclique_desktop.sync.round import SentEntry
from recyclique_desktop.system.passwords import CHEAP, hash_secret

if TYPE_CHECKING:
    from pathlib import Path

MORNING = datetime(2026, 9, 17, 7, 0, tzinfo=UTC)
FOUNDER, CENTRE = UUID(int=0xF), UUID(int=0xC)
"""Streams of whoever founded the shop, and of its centre in its first life."""
FOUNDING_MACHINE = UUID(int=0xAF)
SITE = UUID(int=0x5)
MACHINES = tuple(UUID(int=0xA0 + number) for number in range(3))
SOFTWARE = "recyclique-desktop rehearsal"
_ROWS = (
    ("Vaisselle", "Casserole", 300), ("Vaisselle", "Verre", 50), ("Livres", "Livre", 100), ("Jouets", "Puzzle", 200),
)  # fmt: skip
_ENTRIES = "SELECT seq, header, payload, hash, signature FROM journal WHERE stream_id = ? ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Furnished:
    """A shop ready to sell, before any till has sold.

    Attributes:
        path: The file, in plain SQLite.
        streams: What the centre has from the beginning.
    """

    path: Path
    register_id: UUID
    admin: Actor
    volunteer: Actor
    streams: dict[UUID, list[SentEntry]]


def signer_of(machine: UUID) -> Ed25519Signer:
    """Return the key of a machine: copies of its disk have it too."""
    return Ed25519Signer(machine.bytes * 2)


def entries_of(db: Database, stream: UUID) -> list[SentEntry]:
    """Return a stream as a file holds it."""
    with db.reading() as session:
        rows = session.connection().exec_driver_sql(_ENTRIES, (stream.bytes,)).all()
    return [SentEntry(stream, *row) for row in rows]


def furnished(folder: Path, *, with_tills: bool = True) -> Furnished:
    """Make the shop in an empty folder, with the rows of its tills unless a real centre is to make them."""
    path, clock, chance = folder / "shop.sqlite", SimulatedClock(MORNING), random.Random(1)  # noqa: S311  not secret
    founder = FOUNDING_MACHINE
    station = Station(id=founder, code="C00", site_id=SITE, clock=clock, ids=UuidFactory(clock, chance.randbytes))
    scribe = Scribe(signer_of(founder), FOUNDER, CENTRE, SOFTWARE, migrate.head(), salt=lambda: chance.randbytes(16))
    db = Database.open(path, None, scribe)
    with db.connection() as connection:
        migrate.upgrade(connection)
    try:
        return _furnish(db, station, with_tills=with_tills)
    finally:
        db.checkpoint()
        db.close()


def _furnish(db: Database, station: Station, *, with_tills: bool) -> Furnished:
    secret = hash_secret("Motdepasse-1", CHEAP)
    new = first_run.FirstRun(
        site_name="La Clique", register_name="Caisse", workstation_name="Bureau", workstation_code=station.code,
        kind=WorkstationKind.OFFICE, regime=FiscalRegime.EXEMPT_261_7_1, siret=None, admin_name="Aïcha M.",
        admin_pin_hash=None, admin_password_hash=secret, public_key=signer_of(station.id).public_key,
        workstation_id=station.id, site_id=SITE,
    )  # fmt: skip
    volunteer_id = station.ids.new()
    someone = people.AddPerson(
        user_id=volunteer_id, first_name="Émilie", last_name="Robert", role=UserRole.USER, pin_hash=None,
        password_hash=secret, permissions=(Permission.CAISSE,), username=None,
    )  # fmt: skip
    with db.writing() as session:
        made = first_run.initialise(session, new, SYSTEM, station)
    with db.reading() as session:
        admin = actor_of(session, made.admin_id)
    with db.writing() as session:
        rows = tuple(categories.CategoryRow(root, name, Cents(price), None) for root, name, price in _ROWS)
        categories.import_categories(session, categories.ImportCategories(rows), admin, station)
    with db.writing() as session:
        people.add_person(session, someone, admin, station)
    if with_tills:
        with db.writing() as session:
            record(session, acts.SETTING_CHANGED, SYSTEM, station)
            session.add_all(_machine(station, number) for number in range(len(MACHINES)))
    with db.reading() as session:
        volunteer = actor_of(session, volunteer_id)
    streams = {stream: entries_of(db, stream) for stream in (FOUNDER, CENTRE)}
    return Furnished(db.path, made.register_id, admin, volunteer, streams)


def _machine(station: Station, number: int) -> Workstation:
    now, machine = station.clock.now(), MACHINES[number]
    return Workstation(
        id=machine, code=f"C{number + 1:02d}", kind=WorkstationKind.TILL, name=f"Caisse {number + 1}", site_id=SITE,
        public_key=signer_of(machine).public_key, created_at=now, updated_at=now,
    )  # fmt: skip
