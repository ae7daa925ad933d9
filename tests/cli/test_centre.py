"""``recyclique central``: an administrator makes a centre, and knows what a database is before anything is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from psycopg.conninfo import make_conninfo

from recyclique_desktop.data import migrate
from tests.faults.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import CentralDatabase, Databases

pytestmark = pytest.mark.postgres


@pytest.fixture
def here(tmp_path: Path) -> Place:
    """A machine without any workstation: an administrator needs none."""
    return Place(tmp_path)


def test_an_empty_database_becomes_a_centre_once(here: Place, databases: Databases) -> None:
    base = databases.blank()
    first = here.run("central", "init", "--dsn", base.dsn, "--json")
    assert first.code == 0, first.out
    assert (first.json["before"], first.json["schema"]) == ("empty", migrate.head("central"))
    again = here.run("central", "init", "--dsn", base.dsn, "--json").json
    assert (again["before"], again["migrated"]) == ("current", [])
    assert (again["epoch"], again["stream_id"]) == (first.json["epoch"], first.json["stream_id"])
    assert not here.is_installed


def test_a_manager_reads_what_to_do_after_making_a_centre(here: Place, databases: Databases) -> None:
    dsn = databases.blank().dsn
    assert "recyclique devices code" in here.run("central", "init", "--dsn", dsn).out
    assert "Rien n’a été changé" in here.run("central", "init", "--dsn", dsn).out


def test_only_a_whole_centre_of_this_version_passes_the_check(
    here: Place, databases: Databases, centre: CentralDatabase
) -> None:
    well = here.run("central", "check", "--dsn", centre.dsn, "--json")
    assert (well.code, well.json["ok"], well.json["kind"]) == (0, True, "current")
    empty = here.run("central", "check", "--dsn", databases.blank().dsn, "--json")
    assert (empty.code, empty.json["ok"], empty.json["kind"]) == (1, False, "empty")


def test_a_function_changed_behind_the_shops_back_is_a_breach(here: Place, centre: CentralDatabase) -> None:
    with centre.connect() as connection:
        connection.execute("CREATE OR REPLACE FUNCTION sync.raise_version() RETURNS trigger LANGUAGE plpgsql AS"
                           " $$ BEGIN RETURN NEW; END $$")  # fmt: skip
    done = here.run("central", "check", "--dsn", centre.dsn, "--json")
    assert (done.code, done.json["kind"]) == (3, "altered")


def test_what_a_centre_lacks_is_named(here: Place, centre: CentralDatabase) -> None:
    with centre.connect() as connection:
        connection.execute("ALTER TABLE public.sales DROP COLUMN note CASCADE")
    done = here.run("central", "check", "--dsn", centre.dsn)
    assert done.code == 3
    assert "public.sales.note" in done.out


def test_somebody_elses_database_is_left_as_it_is(here: Place, databases: Databases) -> None:
    base = databases.blank()
    with base.connect() as connection:
        connection.execute("CREATE TABLE recettes (id int)")
    done = here.run("central", "init", "--dsn", base.dsn, "--json")
    assert (done.code, done.json["error"]) == (1, "central.foreign")
    with base.connect() as connection:
        assert connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'sync'").fetchone() == (0,)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"port": 1}, "central.unreachable"),
        ({"dbname": "absente"}, "central.no_database"),
        ({"user": "personne", "password": "x"}, "central.login_refused"),
    ],
)
def test_a_wrong_way_to_the_centre_is_said_in_words(
    here: Place, centre: CentralDatabase, wrong: dict[str, str | int], code: str
) -> None:
    for what in ("init", "check"):
        done = here.run("central", what, "--dsn", make_conninfo(centre.dsn, **wrong), "--json")
        assert (done.code, done.json["error"]) == (1, code)


def test_an_address_that_is_none_is_said_in_words(here: Place) -> None:
    done = here.run("central", "check", "--dsn", "chez nous")
    assert done.code == 1
    assert "mal écrite" in done.err
