"""A folder for each test of the command line, and a shop made by ``init`` once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.place import Place
from tests.postgres import CentralDatabase, Databases, Server

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class NewShop:
    """What ``recyclique init`` left, and what it said once."""

    place: Place
    password: str
    words: tuple[str, ...]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty place."""
    return Place(tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> NewShop:
    """A shop made once; tests get copies."""
    place = Place(tmp_path_factory.mktemp("init"))
    done = place.run(
        "init",
        "--site",
        "La Ressourcerie",
        "--register",
        "Caisse 1",
        "--admin",
        "Zoé Martin",
        "--pin",
        "2580",
        "--json",
    )
    assert done.code == 0, done.out
    return NewShop(place, done.json["one_time_password"], tuple(done.json["recovery_words"]))


@pytest.fixture
def new_shop(made: NewShop, tmp_path: Path) -> NewShop:
    """A copy of a new shop."""
    return NewShop(made.place.copy_to(tmp_path / "copy"), made.password, made.words)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Two days of the demonstration, played once; only for tests that read."""
    place = Place(tmp_path_factory.mktemp("demo"))
    done = place.run("demo-day", "--days", "2", "--seed", "7", "--ack", str(place.root / "acks.txt"), "--json")
    assert done.code == 0, done.out
    (place.root / "said.json").write_text(done.out, "utf-8")
    return place


@dataclass(frozen=True, slots=True)
class JoinedShop:
    """A till that sold a day, and an office, both at one centre; tests leave it whole."""

    base: CentralDatabase
    till: Place
    office: Place


@pytest.fixture(scope="session")
def joined_shop(
    postgres: Server, central_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[JoinedShop]:
    """A shop in company, made once by the commands themselves."""
    databases, root = Databases(postgres, central_template), tmp_path_factory.mktemp("joined")
    shop = JoinedShop(databases.centre(), Place(root / "till"), Place(root / "office"))
    played = shop.till.run("demo-day", "--seed", "9", "--central", shop.base.dsn, "--json")
    assert played.code == 0, played.out
    given = shop.office.run(
        "devices", "code", "--kind", "office", "--dsn", shop.base.dsn, "--file", str(root / "code.json")
    )
    assert given.code == 0, given.err
    joined = shop.office.run("enrol", "--code-file", str(root / "code.json"))
    assert joined.code == 0, joined.err
    yield shop
    databases.close()
