"""Fixtures shared by every room: a real encrypted file, a shop in it, a clock that only moves when told."""

from __future__ import annotations

import gc
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import settings

from recyclique_desktop.data import migrate
from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.verify import Trust
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import FiscalRegime, Permission, UserRole, WorkstationKind
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.station import SYSTEM, Actor, Station
from recyclique_desktop.system.passwords import CHEAP, hash_secret
from tests.known import CENTRE_STREAM, KEY, MORNING, PIN, ROWS, SIGNING_KEY, SITE, STREAM, WORKSTATION
from tests.postgres import central_template, centre, databases, fastest, postgres

os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
"""No test touches the keyring of who runs it; nor does one find another test's, which ``keyring`` would offer it."""

__all__ = ["central_template", "centre", "databases", "postgres"]

settings.register_profile("patient", deadline=None)  # a loaded machine is no counterexample
settings.load_profile("patient")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # a machine without a display would end the program
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", fastest())  # a shop's file waits for its disk at every commit


_MANY = 100_000


def pytest_sessionstart() -> None:
    """Collect garbage between tests alone: as in the program, no other thread may throw a widget away."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow ones, in whatever order chance gave them: none ends alone when the others are done."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Set the libraries and the tests themselves aside: to walk half a million objects again took half a second."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Collect once there is much, when the last test has put its things away; set aside what is still in use."""
    if gc.get_count()[0] > _MANY:
        gc.collect()
        gc.freeze()


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop ready to sell: an administrator, a volunteer and some categories with prices."""

    db: Database
    station: Station
    clock: SimulatedClock
    trust: Trust
    register_id: UUID
    admin: Actor
    volunteer: Actor


@pytest.fixture
def clock() -> SimulatedClock:
    """A clock that stands at nine in the morning."""
    return SimulatedClock(MORNING)


@pytest.fixture
def random_bytes() -> Callable[[int], bytes]:
    """Chance that is the same in every run."""
    return random.Random(20260917).randbytes


@pytest.fixture
def station(clock: SimulatedClock, random_bytes: Callable[[int], bytes]) -> Station:
    """The till C01."""
    return Station(id=WORKSTATION, code="C01", site_id=SITE, clock=clock, ids=UuidFactory(clock, random_bytes))


@pytest.fixture
def scribe(random_bytes: Callable[[int], bytes]) -> Scribe:
    """Writes the journal with a key known to the tests."""
    return Scribe(
        Ed25519Signer(SIGNING_KEY), STREAM, CENTRE_STREAM, "0.1.0", migrate.head(), salt=lambda: random_bytes(16)
    )


@pytest.fixture
def trust() -> Trust:
    """What verification believes of the tests' file."""
    signer = Ed25519Signer(SIGNING_KEY)
    return Trust(STREAM, CENTRE_STREAM, {signer.key_id: signer.public_key})


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file without rows, made once."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    db = Database.open(path, KEY)
    with db.connection() as connection:
        migrate.upgrade(connection)
    db.checkpoint()
    db.close()
    return path


@dataclass(frozen=True, slots=True)
class ShopFile:
    """The file of a shop ready to sell, made once; each test gets a copy."""

    path: Path
    register_id: UUID
    admin: Actor
    volunteer: Actor


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory, empty_file: Path) -> ShopFile:
    """A shop with an administrator, a volunteer (PIN ``2580``) and seven sub-categories, made once."""
    clock, chance = SimulatedClock(MORNING), random.Random(20260916).randbytes
    station = Station(id=WORKSTATION, code="C01", site_id=SITE, clock=clock, ids=UuidFactory(clock, chance))
    path = tmp_path_factory.mktemp("template") / "shop.sqlite"
    shutil.copyfile(empty_file, path)
    signer = Ed25519Signer(SIGNING_KEY)
    db = Database.open(
        path, KEY, Scribe(signer, STREAM, CENTRE_STREAM, "0.1.0", migrate.head(), salt=lambda: chance(16))
    )
    made = _furnish(db, station, path)
    db.checkpoint()
    db.close()
    return made


def _furnish(db: Database, station: Station, path: Path) -> ShopFile:
    from recyclique_desktop.data.queries.people import actor_of  # noqa: PLC0415
    from recyclique_desktop.services import categories, first_run, people  # noqa: PLC0415

    secret = hash_secret("Motdepasse-1", CHEAP)
    new = first_run.FirstRun(
        site_name="La Clique", register_name="Caisse 1", workstation_name="Caisse 1", workstation_code="C01",
        kind=WorkstationKind.TILL, regime=FiscalRegime.EXEMPT_261_7_1, siret="12345678200002", admin_name="Aïcha M.",
        admin_pin_hash=hash_secret("1470", CHEAP), admin_password_hash=secret,
        public_key=Ed25519Signer(SIGNING_KEY).public_key, workstation_id=WORKSTATION, site_id=SITE,
    )  # fmt: skip
    with db.writing() as session:
        made = first_run.initialise(session, new, SYSTEM, station)
    with db.reading() as session:
        admin = actor_of(session, made.admin_id)
    with db.writing() as session:
        rows = tuple(categories.CategoryRow(*row) for row in ROWS)
        categories.import_categories(session, categories.ImportCategories(rows), admin, station)
    volunteer_id = station.ids.new()
    someone = people.AddPerson(
        user_id=volunteer_id, first_name="Émilie", last_name="Robert", role=UserRole.USER,
        pin_hash=hash_secret(PIN, CHEAP), password_hash=secret, permissions=(Permission.CAISSE,), username=None,
    )  # fmt: skip
    with db.writing() as session:
        people.add_person(session, someone, admin, station)
    with db.reading() as session:
        volunteer = actor_of(session, volunteer_id)
    return ShopFile(path, made.register_id, admin, volunteer)


@pytest.fixture
def db(request: pytest.FixtureRequest, tmp_path: Path, empty_file: Path, scribe: Scribe) -> Iterator[Database]:
    """An encrypted, migrated file: without rows, or the shop's where the test asks for a shop."""
    template: Path = request.getfixturevalue("shop_file").path if "shop" in request.fixturenames else empty_file
    path = tmp_path / "recyclique.sqlite"
    shutil.copyfile(template, path)
    database = Database.open(path, KEY, scribe)
    yield database
    database.close()


@pytest.fixture
def shop(db: Database, shop_file: ShopFile, station: Station, clock: SimulatedClock, trust: Trust) -> Shop:
    """A shop with an administrator, a volunteer (PIN ``2580``) and seven sub-categories."""
    return Shop(db, station, clock, trust, shop_file.register_id, shop_file.admin, shop_file.volunteer)
