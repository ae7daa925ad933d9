"""The tests' shop, made without pytest."""

from __future__ import annotations

import random
from pathlib import Path

from recyclique_desktop.data import migrate
from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.data.verify import Trust
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import FiscalRegime, Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.station import SYSTEM, Station
from recyclique_desktop.services import categories, first_run, people
from tests.conftest import Shop
from tests.known import CENTRE_STREAM, KEY, MORNING, ROWS, SIGNING_KEY, SITE, STREAM, WORKSTATION


def shop_in(folder: Path) -> Shop:
    """Make an encrypted file with an administrator, a volunteer and a price list."""
    clock, chance = SimulatedClock(MORNING), random.Random(20260917)
    station = Station(WORKSTATION, "C01", SITE, clock, UuidFactory(clock, chance.randbytes))
    signer = Ed25519Signer(SIGNING_KEY)
    scribe = Scribe(signer, STREAM, CENTRE_STREAM, "0.1.0", migrate.head())
    db = Database.open(folder / "recyclique.sqlite", KEY, scribe)
    with db.connection() as connection:
        migrate.upgrade(connection)
    new = first_run.FirstRun(
        site_name="La Clique", register_name="Caisse 1", workstation_name="Caisse 1", workstation_code="C01",
        kind=WorkstationKind.TILL, regime=FiscalRegime.EXEMPT_261_7_1, siret=None, admin_name="Aïcha M.",
        admin_pin_hash=None, admin_password_hash="x", public_key=signer.public_key, workstation_id=WORKSTATION,
        site_id=SITE,
    )  # fmt: skip
    with db.writing() as session:
        made = first_run.initialise(session, new, SYSTEM, station)
    with db.reading() as session:
        admin = actor_of(session, made.admin_id)
    with db.writing() as session:
        rows = tuple(categories.CategoryRow(*row) for row in ROWS)
        categories.import_categories(session, categories.ImportCategories(rows), admin, station)
    someone = people.AddPerson(
        user_id=station.ids.new(), first_name="Émilie", last_name="Robert", role=UserRole.USER, pin_hash="x",
        password_hash="x", permissions=(Permission.CAISSE,), username=None,
    )  # fmt: skip
    with db.writing() as session:
        people.add_person(session, someone, admin, station)
    with db.reading() as session:
        volunteer = actor_of(session, someone.user_id)
    trust = Trust(STREAM, CENTRE_STREAM, {signer.key_id: signer.public_key})
    return Shop(db, station, clock, trust, made.register_id, admin, volunteer)
