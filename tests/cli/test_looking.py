"""Commands that only look change nothing: not even a file that an older program left behind."""

from __future__ import annotations

import pytest

from recyclique_desktop.data import migrate
from recyclique_desktop.data.db import Database
from tests.cli.conftest import NewShop
from tests.faults.place import Place

LOOKING = (("verify",), ("report", "session", "last"), ("sync", "status"), ("sync", "problems"), ("compare",))


def schema_of(place: Place) -> str:
    with place.raw() as file:
        found: str = file.execute("SELECT version_num FROM recyclique_alembic_version").fetchone()[0]
    return found


@pytest.fixture
def older(new_shop: NewShop) -> NewShop:
    db = Database.open(new_shop.place.file, new_shop.place.key())
    with db.connection() as connection:
        migrate.downgrade(connection, "0001")
    db.checkpoint()
    db.close()
    return new_shop


@pytest.mark.parametrize("command", LOOKING, ids=" ".join)
def test_looking_at_an_older_file_says_so_and_leaves_it_alone(older: NewShop, command: tuple[str, ...]) -> None:
    before = older.place.file.read_bytes()
    done = older.place.run(*command, "--json")
    assert (done.code, done.json["error"]) == (1, "database.older"), done.out
    assert "Elles n’ont pas été touchées." in done.json["message"]
    assert older.place.file.read_bytes() == before


def test_a_command_that_writes_brings_the_file_up_to_date_first(older: NewShop) -> None:
    done = older.place.run("sync", "--once", "--json")
    assert done.json["error"] == "centre.none", done.out
    assert schema_of(older.place) == migrate.head()
    assert older.place.run("verify", "--json").code == 0
