"""The centre's history: 1.4.4's schema to the letter, then ours; rows live through it, and 1.4.4 goes on working."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from psycopg.errors import CheckViolation
from psycopg.types.json import Jsonb
from sqlalchemy import text

from alembic import command
from recyclique_desktop.central.connection import migrating
from recyclique_desktop.data import migrate
from recyclique_desktop.data.models import Base
from recyclique_desktop.data.models.central import central_metadata
from recyclique_desktop.data.models.sides import is_central
from tests.central import description, rows
from tests.data.filled import fill
from tests.postgres import CentralDatabase

pytestmark = pytest.mark.postgres
SCHEMAS = migrate.known("central")
WHOLE = "0003"
"""First schema with every table; triggers that judge who writes come after it."""
Make = Callable[[], CentralDatabase]


def moved(database: CentralDatabase, to: str, *, down: bool = False) -> CentralDatabase:
    with migrating(database.dsn) as connection:
        (migrate.downgrade_centre if down else migrate.upgrade_centre)(connection, to)
    return database


def described(database: CentralDatabase) -> description.Description:
    with database.connect() as connection:
        return description.describe(connection)


def differences(found: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (found.get(name), wanted.get(name))
        for name in sorted(found.keys() | wanted.keys())
        if found.get(name) != wanted.get(name)
    }


def test_the_first_schema_is_the_one_that_shops_have_today(blank: Make) -> None:
    found = described(moved(blank(), "0001"))
    assert found["enums"] == rows.BASE["enums"]
    assert differences(found["tables"], rows.BASE["tables"]) == {}
    assert found["moving"] == []


def test_the_description_of_1_4_4_is_that_of_its_schema_file(blank: Make) -> None:
    if not description.SCHEMA_FILE.is_file():
        pytest.skip("the schema file does not lie beside this checkout; its description stands for it")
    database = blank()
    with database.connect() as connection:
        description.load(connection, description.SCHEMA_FILE)
        assert description.describe(connection) == rows.BASE


def test_the_migrations_of_1_4_4_find_nothing_to_do(at_head: CentralDatabase) -> None:
    with at_head.connect() as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("b52_p1_payments",)]


def test_no_change_of_a_model_is_without_its_migration(at_head: CentralDatabase) -> None:
    with migrating(at_head.dsn) as connection:
        command.check(migrate.configuration(connection, "central"))


def test_a_change_of_a_model_would_be_noticed(blank: Make) -> None:
    database = moved(blank(), "head")
    with database.connect() as connection:
        connection.execute("DROP INDEX ix_sales_sale_date")
        connection.execute("ALTER TABLE sites DROP COLUMN legal_name")
        connection.execute("DROP VIEW v_sales")
        connection.execute("ALTER TABLE sales ALTER COLUMN total_amount TYPE numeric(10,2)")
        connection.execute("ALTER TABLE sales ALTER COLUMN kind SET DEFAULT 'gift'")
        connection.execute("ALTER TABLE sync.ledger ALTER COLUMN act DROP NOT NULL")
    with migrating(database.dsn) as connection, pytest.raises(Exception, match="New upgrade operations") as found:
        command.check(migrate.configuration(connection, "central"))
    for trace in (
        "legal_name",
        "ix_sales_sale_date",
        "total_amount",
        "'modify_default', None, 'sales', 'kind'",
        "'act'",
    ):
        assert trace in str(found.value)


def unnamed(found: description.Description) -> dict[str, Any]:
    """Return a description without the names of constraints: 1.4.4 has names of its own."""
    tables = {}
    for name, table in found["tables"].items():
        if name != "alembic_version":
            tables[name] = table | {"constraints": sorted(table["constraints"].values())}
    return tables


def test_the_centre_holds_what_the_models_describe_and_nothing_else(blank: Make, head: description.Description) -> None:
    fresh = blank()
    with fresh.connect() as administrator:
        administrator.execute("CREATE SCHEMA sync")
        for name, labels in rows.BASE["enums"].items():
            administrator.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(repr(label) for label in labels)})".encode())
    with migrating(fresh.dsn) as connection, connection.begin():
        central_metadata().create_all(connection)
    assert differences(unnamed(head), unnamed(described(fresh))) == {}
    assert head["enums"] == rows.BASE["enums"]


def test_money_and_weight_are_exact_at_the_centre(head: description.Description) -> None:
    inexact = []
    for name, table in head["tables"].items():
        inexact += [f"{name}.{column}" for column, kind in table["columns"].items() if kind.startswith("double")]
    assert sorted(inexact) == [
        "deposits.ai_confidence", "deposits.confidence_score", "legacy_category_mapping_cache.confidence",
    ]  # fmt: skip


def test_every_reference_and_every_date_is_found_fast(head: description.Description) -> None:
    slow = []
    for name, table in head["tables"].items():
        rules = [*table["indexes"].values(), *table["constraints"].values()]
        led = {match[1] for rule in rules if (match := re.search(r"(?:ON [\w.]+|KEY|UNIQUE[A-Z ]*) \((\w+)", rule))}
        keys = [match[1] for rule in rules if (match := re.match(r"FOREIGN KEY \((\w+)\)", rule))]
        days = [column for column, kind in table["columns"].items() if kind == "date" and column != "period_end"]
        slow += [f"{name}.{column}" for column in keys + days if column not in led]
    assert slow == []


KEPT = {
    "ligne_depot": [
        "CHECK (((workstation_id IS NULL) OR ((NOT is_exit) OR (destination <> 'MAGASIN'::destinationenum))))",
    ],
}
"""Rules of one row that the centre keeps too: they never depend on what arrived before."""


def test_facts_arrive_in_any_order(head: description.Description) -> None:
    facts = {table.name for table in Base.metadata.sorted_tables if table.info["owner"] in {"device", "derived"}}
    for name, table in head["tables"].items():
        if name in facts:
            rules = list(table["constraints"].values())
            assert sorted(rules) == [*KEPT.get(name, []), "PRIMARY KEY (id)"], name
            unique = [key for key, rule in table["indexes"].items() if rule.startswith("CREATE UNIQUE")]
            assert unique in ([], ["ix_user_sessions_refresh_token_hash"]), name


def test_rows_of_1_4_4_survive_the_way_up_and_down(blank: Make) -> None:
    database = moved(blank(), "0001")
    with database.connect() as connection:
        rows.insert(connection)
        before = rows.legacy_content(connection)
    assert all(len(kept) == 2 for kept in before.values())
    exact = rows.made_exact(before)
    for step in SCHEMAS[1:]:
        moved(database, step)
        with database.connect() as connection:
            assert differences(rows.legacy_content(connection), exact) == {}
    moved(database, "0001", down=True)
    with database.connect() as connection:
        assert differences(rows.legacy_content(connection), rows.as_floats(exact)) == {}
    assert described(database) == rows.BASE


def test_a_row_of_1_4_4_does_not_pretend_to_be_recorded_today(blank: Make) -> None:
    database = moved(blank(), "0001")
    with database.connect() as connection:
        rows.insert(connection)
    moved(database, "head")
    with database.connect() as connection:
        for table in ("cash_sessions", "sale_items", "poste_reception", "ligne_depot"):
            query = f"SELECT count(*), count(created_at), count(workstation_id) FROM {table}"
            assert connection.execute(query.encode()).fetchall() == [(2, 0, 0)], table


OURS = [table for table in Base.metadata.sorted_tables if is_central(table) and table.schema is None]


def content(database: CentralDatabase) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    with database.connect() as connection:
        for table in OURS:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            kept = connection.execute(f"SELECT {columns} FROM {table.name}".encode()).fetchall()
            found[table.name] = sorted(kept, key=repr)
    return found


def test_rows_of_every_table_survive_each_later_step_up_and_down(blank: Make) -> None:
    database = moved(blank(), WHOLE)
    with migrating(database.dsn) as connection:
        fill(connection, OURS)
    before = content(database)
    assert {len(kept) for kept in before.values()} == {2}
    later = [schema for schema in SCHEMAS if schema > WHOLE]
    for step in later:
        moved(database, step)
        assert differences(content(database), before) == {}
    for step in reversed([WHOLE, *later][:-1]):
        moved(database, step, down=True)
        assert differences(content(database), before) == {}


def test_all_the_way_down_leaves_nothing_and_up_again_works(blank: Make) -> None:
    database = moved(moved(blank(), "head"), "base", down=True)
    assert described(database) == {"enums": {}, "tables": {}, "moving": []}
    moved(database, "head")
    with migrating(database.dsn) as connection:
        assert (
            connection.execute(text("SELECT version_num FROM recyclique_alembic_version")).scalar_one() == SCHEMAS[-1]
        )


def test_a_company_that_steps_back_takes_nothing_from_another_on_the_same_server(
    blank: Make, centre: CentralDatabase
) -> None:
    rights = "SELECT datacl FROM pg_database WHERE datname = %s"
    leaving = moved(blank(), "head")
    with centre.connect() as connection:
        before = connection.execute(rights, (centre.name,)).fetchall()
        moved(leaving, WHOLE, down=True)
        assert connection.execute(rights, (centre.name,)).fetchall() == before
    with leaving.connect() as connection:
        left = connection.execute(
            "SELECT d.classid::regclass, d.objid, r.rolname FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
            " WHERE d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND r.rolname LIKE 'recyclique%'"
        ).fetchall()
    assert left == []


def test_a_step_that_fails_changes_nothing(blank: Make) -> None:
    database = moved(blank(), "0001")
    with database.connect() as connection:
        connection.execute("CREATE TABLE tares (label text)")
    before = described(database)
    with pytest.raises(Exception, match='"tares" already exists'):
        moved(database, "head")
    assert described(database) == before


def test_1_4_4_goes_on_writing_at_a_centre(centre: CentralDatabase) -> None:
    with centre.connect() as connection:
        rows.insert(connection)
        kept = rows.legacy_content(connection)
        assert {len(there) for table, there in kept.items() if table != "audit_logs"} == {2}


def test_figures_at_the_centre_follow_corrections_as_on_every_workstation(centre: CentralDatabase) -> None:
    """The same view on both sides: what reads 960 kg at a workstation never reads 0.960 kg at the centre."""
    line, ticket, other = (f"018f0000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
    values = {
        "poids_kg": ("960.000", "0.960"), "destination": ("MAGASIN", "RECYCLAGE"), "is_exit": (False, True),
        "category_id": (ticket, other),
    }  # fmt: skip
    with centre.connect() as connection:
        connection.execute(
            "INSERT INTO ligne_depot (id, ticket_id, category_id, poids_kg, destination, notes)"
            " VALUES (%s, %s, %s, 960, 'MAGASIN', 'avant')",
            (line, ticket, ticket),
        )
        for place, (field, (old, new)) in enumerate(values.items()):
            for turn, value in enumerate((old, new)):
                connection.execute(
                    "INSERT INTO corrections (id, target_table, target_id, field, old, new, reason, actor_id, at,"
                    " site_id, workstation_id) VALUES (gen_random_uuid(), 'ligne_depot', %s, %s, %s, %s, 'relu', %s,"
                    " %s::timestamptz + make_interval(secs => %s), %s, %s)",
                    (line, field, Jsonb(old), Jsonb(value), other, "2026-09-17 09:00+02", turn + place, other, other),
                )
        connection.execute(
            "INSERT INTO corrections (id, target_table, target_id, field, reason, actor_id, at, site_id,"
            " workstation_id) VALUES (gen_random_uuid(), 'ligne_depot', %s, 'notes', 'après', %s, now(), %s, %s)",
            (line, other, other, other),
        )
        found = connection.execute(
            "SELECT poids_kg::text, destination::text, is_exit, category_id::text, notes FROM v_ligne_depot"
            " WHERE id = %s",
            (line,),
        ).fetchone()
    assert found == ("0.960", "RECYCLAGE", True, other, "après")


def test_the_centre_parks_an_exit_to_the_shop_whoever_writes_it(centre: CentralDatabase) -> None:
    row = "018f0000-0000-7000-8000-000000000009"
    query = (
        "INSERT INTO ligne_depot (id, ticket_id, category_id, poids_kg, destination, is_exit, workstation_id)"
        " VALUES (%s, %s, %s, 1, 'MAGASIN', true, %s)"
    )
    with centre.connect() as connection:
        with pytest.raises(CheckViolation, match="exit_leaves_shop"):
            connection.execute(query, (row, row, row, row))
        connection.execute(query, (row, row, row, None))
