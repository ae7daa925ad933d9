"""Migrations: an old file keeps every row, a newer one is left alone, a failed step leaves nothing half done."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table

from alembic import command
from recyclique_desktop.data import corrected, migrate, models, triggers
from recyclique_desktop.data.db import Database
from recyclique_desktop.domain.errors import UserError
from tests.data.filled import fill
from tests.known import KEY

SCHEMAS = migrate.known()
BOOKKEEPING = "recyclique_alembic_version"


@pytest.fixture
def blank(tmp_path: Path) -> Iterator[Connection]:
    """The writer connection of a file that holds nothing yet."""
    database = Database.open(tmp_path / "blank.sqlite", KEY)
    with database.connection() as connection:
        yield connection
    database.close()


def there(connection: Connection) -> list[Table]:
    """Return the tables of the models that the file has by now: a later schema adds some."""
    names = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    connection.rollback()
    return [table for table in models.local_tables() if table.name in names]


def content(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for table in there(connection):
        rows = connection.exec_driver_sql(f"SELECT * FROM {table.name}").all()
        found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    connection.rollback()
    return found


def schema(connection: Connection) -> dict[str, frozenset[str]]:
    """Return each object's definition as a set of lines: where a constraint stands means nothing."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    connection.rollback()
    found = {}
    for name, sql in rows:
        if BOOKKEEPING not in name and not name.startswith("sqlite_"):
            lines = re.sub(r"\)\s*STRICT", "\n) STRICT", sql).splitlines()
            found[name] = frozenset(" ".join(line.split()).rstrip(",") for line in lines if line.strip())
    return found


def created_from_models(connection: Connection) -> dict[str, frozenset[str]]:
    models.Base.metadata.create_all(connection, tables=models.local_tables())
    for statement in (*triggers.statements(), *corrected.statements("local")):
        connection.exec_driver_sql(statement)
    connection.commit()
    return schema(connection)


def test_a_new_file_is_brought_to_the_newest_schema_and_stays_there(blank: Connection) -> None:
    assert migrate.current(blank) is None
    assert migrate.pending(blank)
    migrate.upgrade(blank)
    assert migrate.current(blank) == migrate.head()
    assert not migrate.pending(blank)
    migrate.upgrade(blank)
    assert not blank.in_transaction()


def test_a_migrated_file_is_what_the_models_describe(blank: Connection, tmp_path: Path) -> None:
    migrate.upgrade(blank)
    fresh = Database.open(tmp_path / "fresh.sqlite", KEY)
    with fresh.connection() as connection:
        wanted = created_from_models(connection)
    fresh.close()
    found = schema(blank)
    assert found.keys() == wanted.keys()
    assert {name: sorted(found[name] ^ wanted[name]) for name in wanted if found[name] != wanted[name]} == {}


def test_no_change_of_a_model_is_without_its_migration(blank: Connection) -> None:
    migrate.upgrade(blank)
    command.check(migrate.configuration(blank))


def test_a_change_of_a_model_would_be_noticed(blank: Connection) -> None:
    migrate.upgrade(blank)
    blank.exec_driver_sql("DROP INDEX ix_sales_sale_date")
    blank.exec_driver_sql("ALTER TABLE sites DROP COLUMN legal_name")
    blank.commit()
    with pytest.raises(Exception, match=r"(?s)legal_name.*ix_sales_sale_date|ix_sales_sale_date.*legal_name"):
        command.check(migrate.configuration(blank))


def test_every_table_refuses_values_of_another_kind_and_names_its_rules(blank: Connection) -> None:
    migrate.upgrade(blank)
    for name, lines in schema(blank).items():
        if any(line.startswith("CREATE TABLE") for line in lines):
            assert ") STRICT" in lines, name
            unnamed = [line for line in lines if re.match(r"(CHECK|UNIQUE|PRIMARY|FOREIGN)", line)]
            assert unnamed == [], name


def test_rows_of_every_table_survive_each_step_up_and_down(blank: Connection) -> None:
    migrate.upgrade(blank, SCHEMAS[0])
    fill(blank, there(blank))
    before = content(blank)
    assert all(len(rows) == 2 for rows in before.values())
    for step in SCHEMAS[1:]:
        migrate.upgrade(blank, step)
        assert {name: rows for name, rows in content(blank).items() if name in before} == before
    for step in reversed(SCHEMAS[:-1]):
        migrate.downgrade(blank, step)
        assert migrate.current(blank) == step
        assert {name: rows for name, rows in content(blank).items() if name in before} == before


def test_all_the_way_down_leaves_nothing_and_up_again_works(blank: Connection) -> None:
    migrate.upgrade(blank)
    fill(blank)
    migrate.downgrade(blank)
    assert schema(blank) == {}
    assert migrate.current(blank) is None
    migrate.upgrade(blank)
    assert content(blank) == {table.name: [] for table in models.local_tables()}


def test_a_file_of_a_newer_program_is_refused_and_untouched(blank: Connection) -> None:
    migrate.upgrade(blank)
    blank.exec_driver_sql(f"UPDATE {BOOKKEEPING} SET version_num = '9999'")
    blank.commit()
    before = schema(blank)
    with pytest.raises(UserError) as refusal:
        migrate.upgrade(blank)
    assert (refusal.value.code, refusal.value.params) == ("database.newer", {"found": "9999", "known": SCHEMAS[-1]})
    assert schema(blank) == before
    assert migrate.current(blank) == "9999"


def test_a_file_of_another_program_is_refused_and_untouched(blank: Connection) -> None:
    blank.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    blank.commit()
    with pytest.raises(UserError, match=r"database\.foreign"):
        migrate.upgrade(blank)
    assert schema(blank).keys() == {"recipes"}


def test_a_migration_that_fails_half_way_changes_nothing(blank: Connection) -> None:
    migrate.upgrade(blank, SCHEMAS[0])
    fill(blank, there(blank))
    blank.exec_driver_sql("CREATE TRIGGER sales_no_delete BEFORE DELETE ON sales BEGIN SELECT 1; END")
    blank.commit()
    before, rows = schema(blank), content(blank)
    with pytest.raises(Exception, match="sales_no_delete already exists"):
        migrate.upgrade(blank)
    assert schema(blank) == before
    assert content(blank) == rows
    assert migrate.current(blank) == SCHEMAS[0]


def test_a_migration_that_would_orphan_a_row_is_taken_back(blank: Connection) -> None:
    migrate.upgrade(blank, SCHEMAS[0])
    fill(blank, there(blank))
    blank.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
    blank.exec_driver_sql("DELETE FROM sales")
    blank.commit()
    with pytest.raises(RuntimeError, match="breaks references"):
        migrate.upgrade(blank)
    assert migrate.current(blank) == SCHEMAS[0]
    assert blank.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_one_line_of_schemas_named_after_their_numbers(blank: Connection) -> None:
    found = ScriptDirectory.from_config(migrate.configuration(blank))
    assert [script.revision for script in reversed(list(found.walk_revisions()))] == SCHEMAS
    assert found.get_heads() == [migrate.head()]
    assert not any(migrate.is_newer(known) for known in SCHEMAS)
    assert migrate.is_newer("9999")


def test_an_installed_program_migrates_from_a_folder_with_any_name(tmp_path: Path) -> None:
    home = tmp_path / "été à 100 %"
    package = home / "recyclique_desktop"
    source = Path(migrate.__file__).parents[1]
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("__pycache__", "ui", "_shipped"))
    shutil.copytree(migrate.scripts(), package / "_shipped" / "alembic", ignore=shutil.ignore_patterns("__pycache__"))
    program = (
        "from pathlib import Path\n"
        "from recyclique_desktop.data import migrate\n"
        "from recyclique_desktop.data.db import Database\n"
        "db = Database.open(Path('new.sqlite'), bytes(32))\n"
        "with db.connection() as connection:\n"
        "    migrate.upgrade(connection)\n"
        "    print(migrate.scripts(), migrate.current(connection))\n"
    )
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program], cwd=home, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.stdout == f"{package / '_shipped' / 'alembic'} {migrate.head()}\n"
