"""A shop that lives on 1.4.4 is taken over: nothing lost, nothing invented, nothing half done."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from alembic import command
from recyclique_desktop import central
from recyclique_desktop.central import adoption
from recyclique_desktop.central.adoption.tables import FILLED, SHARED_MOMENTS
from recyclique_desktop.central.connection import migrating
from recyclique_desktop.data import migrate
from recyclique_desktop.domain.errors import UserError
from tests.adoption.conftest import TRIAL, WISH, Adopted, Living, public, whole
from tests.central import description, rows
from tests.postgres import CentralDatabase, Databases

pytestmark = pytest.mark.postgres
LABELS: dict[str, set[str | None]] = {
    "sales.payment_method": {"CASH", "CARD", "CHECK", "FREE", None},
    "payment_transactions.payment_method": {"CASH", "CARD", "CHECK", "FREE"},
    "poste_reception.status": {"opened", "closed"},
    "ticket_depot.status": {"opened", "closed"},
}


def by_id(content: rows.Rows, table: str) -> dict[Any, dict[str, Any]]:
    columns = list(rows.TABLES[table]["columns"])
    keys = [name for name in columns if name == "id"] or columns[:2]
    found = (dict(zip(columns, row, strict=True)) for row in content[table])
    return {tuple(row[key] for key in keys): row for row in found}


def changed(before: rows.Rows, after: rows.Rows) -> dict[str, int]:
    """Count the values that differ, by column: gaps that were filled as ``table.column+``."""
    found: dict[str, int] = {}
    for table in rows.in_order():
        old, new = by_id(before, table), by_id(after, table)
        assert old.keys() <= new.keys(), table
        for key, row in old.items():
            for name, value in row.items():
                if new[key][name] != value:
                    place = f"{table}.{name}{'+' if value is None else ''}"
                    found[place] = found.get(place, 0) + 1
    return found


def test_not_one_row_cent_or_gram_of_a_living_shop_is_lost(adopted: Adopted) -> None:
    assert len(adopted.before[1]["sales"]) >= 2_000
    assert len(adopted.before[1]["ligne_depot"]) >= 3_000
    exact = rows.made_exact(adopted.before[1])
    differences = changed(exact, whole(adopted.database)[1])
    fillable = {f"{table}.{name}+" for table, name in FILLED}
    fillable |= {f"{table}.{name}+" for table in rows.TABLES for name in SHARED_MOMENTS}
    assert {place for place in differences if place.endswith("+")} <= fillable
    others = {place: count for place, count in differences.items() if not place.endswith("+")}
    assert set(others) == {
        "audit_logs.description",
        "payment_transactions.payment_method",
        "user_status_history.reason",
    }
    assert (adopted.report.quarantined, adopted.report.kept) == (0, adopted.report.rows)


def test_the_totals_of_the_report_are_those_that_anybody_can_add_up(adopted: Adopted) -> None:
    exact = rows.made_exact(adopted.before[1])
    assert len(adopted.report.totals) == 17
    for total in adopted.report.totals:
        values = [row[total.column] for row in by_id(exact, total.table).values()]
        if f"{total.table}.{total.column}" != "cash_sessions.total_sales":  # gaps are filled from the tickets
            assert total.after == sum(value for value in values if value is not None), total
        assert total.before == total.after + total.quarantined
    by_name = {(one.table, one.column): one.after for one in adopted.report.totals}
    for (table, column), after in by_name.items():
        assert adopted.ask(f"SELECT sum({column}) FROM public.{table}") == [(after,)]


def test_every_value_that_was_rounded_is_listed_with_what_it_was(adopted: Adopted) -> None:
    exact = rows.made_exact(adopted.before[1])
    listed = {
        (table, column, row_id): (original, kept)
        for table, column, row_id, original, kept in adopted.ask(
            "SELECT table_name, column_name, row_id, original, kept FROM quarantine.cells WHERE why = 'rounded'"
        )
    }
    found = 0
    for table in rows.in_order():
        old, new = by_id(adopted.before[1], table), by_id(exact, table)
        for key, row in old.items():
            for name, value in row.items():
                if isinstance(value, float) and isinstance(new[key][name], Decimal) and float(new[key][name]) != value:
                    original, kept = listed[table, name, str(key[0])]
                    assert (float(original), Decimal(kept)) == (value, new[key][name])
                    found += 1
    assert found == len(listed) > 300


def test_a_trial_says_what_the_adoption_does_and_leaves_nothing(adopted: Adopted) -> None:
    assert adopted.after_trial == adopted.before
    assert adopted.trial.dry_run
    assert replace(adopted.report, dump="", dry_run=True) == adopted.trial


def test_adopting_twice_changes_nothing(adopted: Adopted) -> None:
    before = whole(adopted.database), adopted.ask("SELECT epoch, stream_id FROM sync.centre")
    again = adoption.adopt(adopted.database.dsn, WISH)
    assert again.again
    assert again == adopted.report
    assert (whole(adopted.database), adopted.ask("SELECT epoch, stream_id FROM sync.centre")) == before


def test_an_adopted_centre_has_the_schema_of_a_new_one(adopted: Adopted, databases: Databases) -> None:
    with databases.centre().connect() as connection:
        fresh = description.describe(connection)
    assert whole(adopted.database)[0] == fresh
    with migrating(adopted.database.dsn) as connection:
        command.check(migrate.configuration(connection, "central"))
    state = central.check(adopted.database.dsn)
    assert (state.kind, state.error.code, state.missing) == ("current", "central.adopted", ())
    assert adopted.ask("SELECT count(*) FROM sync.pending")[0] == (0,)
    assert adopted.ask("SELECT count(*) FROM sync.centre_entries")[0] == (0,)


@pytest.mark.parametrize("variant", ["create-all", "unversioned"])
def test_each_known_way_of_making_1_4_4_ends_as_the_same_centre(
    living: Living, databases: Databases, variant: str
) -> None:
    database = living.base(variant)
    content = whole(database)[1]
    trial = adoption.adopt(database.dsn, TRIAL)
    report = adoption.adopt(database.dsn, WISH)
    assert trial == replace(report, dump="", dry_run=True)
    assert report.variant == variant
    assert "no-version" in report.normalised
    with databases.centre().connect() as connection:
        assert whole(database)[0] == description.describe(connection)
    lost = {place for place in changed(rows.made_exact(content), whole(database)[1]) if "description" in place}
    assert lost == {"audit_logs.description"}
    mail = [(one.table, one.before, one.kept) for one in report.tables if one.table.startswith("email_")]
    if variant == "create-all":
        assert mail == [("email_events", 1, 1), ("email_logs", 4, 4), ("email_statuses", 2, 2)]
        assert any(note.startswith("type payment_transactions.payment_method") for note in report.normalised)
        with database.connect() as connection:
            connection.execute("INSERT INTO email_statuses (email_address, message_id) VALUES ('c', 'm3')")
    else:
        assert mail == [("email_logs", 4, 4)]


class CutError(Exception):
    """The power went."""


def cut_at(wanted: str) -> Callable[[str], None]:
    def on_step(step: str) -> None:
        if step == wanted:
            raise CutError

    return on_step


STEPS = (
    "hold", "dump", "set-aside", "schema", "learn", "carry categories", "carry sales", "carry sync_logs", "seed",
    "functions", "verify", "report", "commit",
)  # fmt: skip


def test_a_failure_at_any_step_leaves_the_database_as_it_was(base_144: CentralDatabase) -> None:
    before = whole(base_144)
    for step in STEPS:
        with pytest.raises(CutError):
            adoption.adopt(base_144.dsn, TRIAL, cut_at(step))
    assert whole(base_144) == before
    with base_144.connect() as connection:
        assert connection.execute("SELECT to_regnamespace('legacy_144'), to_regnamespace('sync')").fetchone() == (
            None,
            None,
        )
    seen: list[str] = []
    adoption.adopt(base_144.dsn, TRIAL, seen.append)
    assert set(STEPS) <= set(seen)


def test_a_value_that_changes_on_the_way_stops_the_adoption(base_144: CentralDatabase) -> None:
    """The proof looks for itself: a trigger of the server that bends a number is found out."""
    with base_144.connect() as connection:
        connection.execute(
            "CREATE FUNCTION public.bend() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.total_amount := NEW.total_amount + 0.01; RETURN NEW; END $$"
        )
        connection.execute(
            "CREATE FUNCTION public.spoil() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF to_regclass('public.sales') IS NOT NULL AND to_regclass('sync.acts') IS NOT NULL AND NOT EXISTS ("
            " SELECT FROM pg_trigger WHERE tgname = 'bend') THEN CREATE TRIGGER bend BEFORE INSERT ON public.sales"
            " FOR EACH ROW EXECUTE FUNCTION public.bend(); END IF; END $$"
        )
        connection.execute("CREATE EVENT TRIGGER spoil ON ddl_command_end EXECUTE FUNCTION public.spoil()")
        before = whole(base_144)
    with pytest.raises(UserError) as refused:
        adoption.adopt(base_144.dsn, TRIAL)
    assert refused.value.code == "adopt.values_differ"
    assert whole(base_144) == before


@pytest.mark.parametrize("variant", ["migrations", "create-all"])
def test_the_way_back_returns_1_4_4_exactly(living: Living, variant: str) -> None:
    base_144 = living.base(variant)
    before = whole(base_144)
    adoption.adopt(base_144.dsn, WISH)
    adoption.undo(base_144.dsn)
    assert whole(base_144) == before
    assert central.check(base_144.dsn).kind == "legacy"
    assert adoption.adopt(base_144.dsn, TRIAL).quarantined == 0


def test_the_way_back_is_closed_once_the_centre_was_used(base_144: CentralDatabase) -> None:
    adoption.adopt(base_144.dsn, WISH)
    with base_144.connect() as connection:
        connection.execute("UPDATE categories SET name = 'Autre nom' WHERE name = 'Livre'")
    with pytest.raises(UserError) as refused:
        adoption.undo(base_144.dsn)
    assert refused.value.code == "adopt.in_use"
    assert central.check(base_144.dsn).kind == "current"


def test_the_dump_restores_to_identical_rows(adopted: Adopted, living: Living) -> None:
    if not adopted.report.dump:
        pytest.skip("no pg_dump here that can dump this server")
    assert re.fullmatch(r"recyclique-1\.4\.4-recyclique_test_\w+-20260917-070000\.dump", Path(adopted.report.dump).name)
    assert Path(adopted.report.dump).stat().st_mode & 0o777 == 0o600
    empty = living.blank()
    restore = ["pg_restore", "--no-owner", f"--dbname={empty.dsn}", adopted.report.dump]
    subprocess.run(restore, check=True, capture_output=True)
    assert whole(empty) == adopted.before


def test_what_was_set_aside_is_to_the_letter_what_1_4_4_had(adopted: Adopted) -> None:
    with adopted.database.connect() as connection:
        for table in rows.in_order():
            columns = sql.SQL(", ").join(map(sql.Identifier, rows.TABLES[table]["columns"]))
            query = sql.SQL("SELECT {} FROM legacy_144.{}").format(columns, sql.Identifier(table))
            assert sorted(connection.execute(query).fetchall(), key=repr) == adopted.before[1][table], table


def refusal(database: CentralDatabase) -> UserError:
    before = description_of(database)
    with pytest.raises(UserError) as refused:
        adoption.adopt(database.dsn, TRIAL)
    assert description_of(database) == before
    return refused.value


def description_of(database: CentralDatabase) -> description.Description:
    with database.connect() as connection:
        return public(description.describe(connection))


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE alembic_version SET version_num = 'b49_p1_workflow'", "central.legacy_other"),
        ("DROP TABLE payment_transactions", "central.legacy_half"),
        ("DROP TABLE sales, sale_items, payment_transactions CASCADE; UPDATE alembic_version SET version_num = 'x'",
         "central.legacy_other"),
        ("CREATE VIEW takings AS SELECT sum(total_amount) FROM sales", "adopt.entangled"),
        ("CREATE TABLE bons (sale_id uuid REFERENCES sales)", "adopt.entangled"),
        ("CREATE TABLE tares (nom text)", "adopt.name_taken"),
        ("CREATE SCHEMA legacy_144; CREATE TABLE legacy_144.sales (id int)", "adopt.name_taken"),
        ("ALTER TABLE sales DROP COLUMN note", "adopt.column_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_adopted_is_refused_by_name_and_untouched(
    base_144: CentralDatabase, statement: str, code: str
) -> None:
    with base_144.connect() as connection:
        connection.execute(statement.encode())
    assert refusal(base_144).code == code


def test_a_centre_and_an_empty_database_are_nothing_to_adopt(databases: Databases) -> None:
    for database, code in ((databases.centre(), "adopt.ours"), (databases.blank(), "central.empty")):
        with pytest.raises(UserError) as refused:
            adoption.adopt(database.dsn, WISH)
        assert refused.value.code == code


def test_somebody_at_work_in_1_4_4_stops_the_adoption_in_words(base_144: CentralDatabase) -> None:
    with base_144.connect() as other, other.transaction():
        other.execute("UPDATE settings SET value = '15'")
        error = quick_refusal(base_144)
    assert error.code == "adopt.busy"


def quick_refusal(database: CentralDatabase) -> UserError:
    from recyclique_desktop.central.adoption import base  # noqa: PLC0415

    kept = base.LOCK_WAIT
    try:
        base.LOCK_WAIT = "SET LOCAL lock_timeout = '200ms'"
        return refusal(database)
    finally:
        base.LOCK_WAIT = kept


def test_the_web_application_comes_in_by_its_own_login_as_before(base_144: CentralDatabase) -> None:
    name = f"web_{base_144.name[-12:]}"
    role = sql.Identifier(name)
    with base_144.connect() as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'pwd'").format(role))
        for table in rows.TABLES:
            words = sql.SQL("GRANT SELECT, INSERT, UPDATE ON {} TO {}")
            connection.execute(words.format(sql.Identifier(table), role))
        connection.execute(sql.SQL("ALTER TABLE sync_logs OWNER TO {}").format(role))
    adoption.adopt(base_144.dsn, WISH)
    with base_144.connect(name, "pwd") as web:
        rows.insert(web)
        kept = rows.legacy_content(web)
    assert all(len(there) >= 2 for there in kept.values())
    with pytest.raises(psycopg.errors.InsufficientPrivilege), base_144.connect(name, "pwd") as web:
        web.execute("DELETE FROM sales")
    with base_144.connect() as connection:
        owner = connection.execute(
            "SELECT tableowner FROM pg_tables WHERE tablename = 'sync_logs' AND schemaname = 'public'"
        )
        assert owner.fetchone() == (name,)
        connection.execute(sql.SQL("REASSIGN OWNED BY {} TO CURRENT_USER").format(role))
        connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
        connection.execute(sql.SQL("DROP ROLE {}").format(role))


def test_1_4_4_reads_every_row_through_its_own_labels(adopted: Adopted) -> None:
    for place, labels in LABELS.items():
        table, column = place.split(".")
        found = {row[0] for row in adopted.ask(f"SELECT DISTINCT {column} FROM public.{table}")}
        assert found <= labels, place
    never_empty = ("sales.created_at", "sales.updated_at", "sales.sale_date", "sale_items.weight", "users.created_at")
    for place in never_empty:
        table, column = place.split(".")
        assert adopted.ask(f"SELECT count(*) FROM public.{table} WHERE {column} IS NULL") == [(0,)], place


def test_a_server_that_is_not_there_is_said_in_words(base_144: CentralDatabase) -> None:
    with pytest.raises(UserError) as refused:
        adoption.adopt(make_conninfo(base_144.dsn, port=1), WISH)
    assert refused.value.code == "central.unreachable"
