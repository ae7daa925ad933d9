"""A folder for each test of the command line, and a shop made by ``init`` once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.place import Place

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
