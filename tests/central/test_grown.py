"""A centre that came to 0005 before that revision had all its functions ends as one that is made fresh today.

``grown/`` holds the files as they were when the first centres ran them: a machine could not come back there, no office
could make a code for it, and a new signing key was never learnt.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alembic import command
from recyclique_desktop import central
from recyclique_desktop.central.connection import migrating
from recyclique_desktop.data import migrate
from tests.central.description import describe
from tests.central_api.machines import Machine, admin, another
from tests.postgres import CentralDatabase

pytestmark = pytest.mark.postgres
GROWN = Path(__file__).parent / "grown"
Make = Callable[[], CentralDatabase]
_RIGHTS = "(SELECT array_agg(a::text ORDER BY a::text) FROM unnest({}) AS a)"
_FUNCTIONS = f"""
SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proowner::regrole::text, {_RIGHTS.format("p.proacl")}
FROM pg_proc p WHERE p.prokind = 'f'
    AND p.pronamespace = ANY (ARRAY['public', 'sync', 'recyclique_api_v1']::regnamespace[])
ORDER BY 1
"""
_TABLES = f"""
SELECT c.oid::regclass::text, c.relowner::regrole::text, {_RIGHTS.format("c.relacl")}
FROM pg_class c WHERE c.relkind IN ('r', 'v', 'S') AND c.relnamespace = ANY (ARRAY['public', 'sync']::regnamespace[])
ORDER BY 1
"""
_ACTS = "SELECT name, label, class, series, audit, target FROM sync.acts ORDER BY name"


def _early_scripts(folder: Path) -> Path:
    """Return the scripts as they were when 0005 was new, and 0009 before deposits could be changed."""
    early = Path(shutil.copytree(migrate.scripts(), folder / "alembic"))
    sql = early / "central" / "sql"
    for name in ("acts", "lives", "versions", "rights"):
        shutil.copy(GROWN / f"0005_{name}.sql", sql)
    registry, known = sql / "0003_registry.sql", (GROWN / "0003_acts.sql").read_text("utf-8")
    registry.write_text(registry.read_text("utf-8").partition("DELETE FROM sync.acts;")[0] + known, "utf-8")
    _cut(early / "central" / "versions" / "0005_hard_cases.py", r'"keys", |"return", ')
    _cut(sql / "0009_reception.sql", r"CREATE OR REPLACE FUNCTION sync\.raise_version.*?\$\$;\n")
    return early


def _cut(file: Path, what: str) -> None:
    text, count = re.subn(what, "", file.read_text("utf-8"), flags=re.DOTALL)
    assert count, what
    file.write_text(text, "utf-8")


def _move(database: CentralDatabase, scripts: Path, to: str) -> None:
    with migrating(database.dsn) as connection, connection.begin():
        connection.exec_driver_sql("SET LOCAL search_path TO public")
        config = migrate.configuration(connection, "central")
        config.set_main_option("script_location", str(scripts))
        config.set_main_option("version_locations", str(scripts / "central" / "versions"))
        command.upgrade(config, to)


def _back(database: CentralDatabase, to: str) -> None:
    with migrating(database.dsn) as connection:
        migrate.downgrade_centre(connection, to)


def _whole(database: CentralDatabase) -> dict[str, Any]:
    with database.connect() as connection:
        found: dict[str, Any] = {"described": describe(connection)}
        for part, query in (("functions", _FUNCTIONS), ("tables", _TABLES), ("acts", _ACTS)):
            found |= {f"{part} {row[0]}": row[1:] for row in connection.execute(query.encode())}
        found["fingerprint"] = connection.execute("SELECT sync.fingerprint()").fetchone()
    return found


@pytest.mark.parametrize("stood_at", ["0005", "0009"])
def test_a_centre_of_before_lets_machines_come_back_as_one_made_today(
    blank: Make, tmp_path: Path, stood_at: str
) -> None:
    grown, fresh = blank(), blank()
    _move(grown, _early_scripts(tmp_path), stood_at)
    before = _whole(grown)
    assert not any("issue_code_for" in name for name in before)
    for database in (grown, fresh):
        _move(database, migrate.scripts(), "head")
    found, wanted = _whole(grown), _whole(fresh)
    assert {name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)} == set()
    assert any("recyclique_api_v1.issue_code_for" in name for name in found)


def test_a_centre_of_before_can_still_be_taken_back(blank: Make, tmp_path: Path) -> None:
    database = blank()
    _move(database, _early_scripts(tmp_path), "0005")
    _back(database, "0003")
    with database.connect() as connection:
        gone = connection.execute("SELECT count(*) FROM pg_proc WHERE proname = 'went_back'").fetchone()
    assert gone == (0,)


def _shape(machine: Machine) -> tuple[int, set[str]]:
    query = "SELECT rolconnlimit, rolconfig FROM pg_roles WHERE rolname = %s"
    with machine.base.connect() as connection:
        row = connection.execute(query, (machine.role,)).fetchone()
    assert row is not None
    return row[0], set(row[1])


def test_a_login_of_before_is_shaped_like_one_made_today(blank: Make) -> None:
    base = blank()
    central.init(base.dsn)
    _back(base, "0013")
    admin(base, "INSERT INTO sites (id, name, is_active) VALUES (gen_random_uuid(), 'Magasin', true)")
    early = another(base, "till")
    before = _shape(early)
    _move(base, migrate.scripts(), "0014")
    late = another(base, "till")
    assert before[0] == 3
    assert _shape(early) == _shape(late)
    assert _shape(late)[0] == 8
    _back(base, "0013")
    again = another(base, "till")
    assert [_shape(one) for one in (early, late, again)] == [before] * 3
    for one in (early, late, again):
        assert one.hello()["last_seq"] == 0
        one.line.close()
