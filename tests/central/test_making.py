"""Making a centre: once, wholly, only of a database that is nobody else's; and saying in words what one is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from recyclique_desktop import central
from recyclique_desktop.central.connection import migrating
from recyclique_desktop.data import migrate
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import sentence
from tests.central import description, rows
from tests.postgres import CentralDatabase, Databases

pytestmark = pytest.mark.postgres
SCHEMAS = migrate.known("central")
_QUIET = "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"


def run(database: CentralDatabase, *statements: str) -> None:
    with database.connect() as connection:
        for statement in statements:
            connection.execute(statement.encode())


def older(database: CentralDatabase, schema: str) -> None:
    with migrating(database.dsn) as connection:
        migrate.upgrade_centre(connection, schema)


def refusal(act: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as refused:
        act()
    return refused.value


def test_an_empty_database_becomes_a_centre_and_stays_the_same_one(databases: Databases) -> None:
    database = databases.blank()
    assert central.check(database.dsn).kind == "empty"
    first = central.init(database.dsn)
    assert (first.before.kind, first.migrated, first.schema) == ("empty", tuple(SCHEMAS), SCHEMAS[-1])
    state = central.check(database.dsn)
    assert (state.kind, state.schema, state.missing) == ("current", SCHEMAS[-1], ())
    again = central.init(database.dsn)
    assert (again.before.kind, again.migrated) == ("current", ())
    assert (again.epoch, again.stream_id) == (first.epoch, first.stream_id)
    assert central.check(database.dsn) == state


def test_a_new_centre_has_its_own_stream_from_before_its_first_entry(databases: Databases) -> None:
    report = central.init(databases.blank().dsn)
    other = databases.centre()
    with other.connect() as connection:
        found = connection.execute(
            "SELECT s.stream_id, s.epoch, s.last_seq, s.last_hash, s.workstation_id"
            " FROM sync.streams s JOIN sync.centre c ON c.stream_id = s.stream_id AND c.epoch = s.epoch"
        ).fetchall()
    assert len(found) == 1
    stream_id, epoch, *rest = found[0]
    assert rest == [0, bytes(32), None]
    assert len({stream_id, epoch, report.stream_id, report.epoch}) == 4


def test_there_is_one_centre_in_a_database(centre: CentralDatabase) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        run(centre, "INSERT INTO sync.centre SELECT true, gen_random_uuid(), gen_random_uuid(), now()")
    with pytest.raises(psycopg.errors.CheckViolation):
        run(centre, "INSERT INTO sync.centre SELECT false, gen_random_uuid(), gen_random_uuid(), now()")


def test_an_older_centre_is_brought_up_to_date_with_its_rows(databases: Databases) -> None:
    database = databases.blank()
    older(database, "0001")
    with database.connect() as connection:
        rows.insert(connection)
        before = rows.made_exact(rows.legacy_content(connection))
    assert central.check(database.dsn).kind == "older"
    assert central.init(database.dsn).migrated == tuple(SCHEMAS[1:])
    assert central.check(database.dsn).kind == "current"
    with database.connect() as connection:
        assert rows.legacy_content(connection) == before


def test_two_administrators_at_once_make_one_centre(databases: Databases) -> None:
    database = databases.blank()
    reports: list[central.CentreReport] = []
    workers = [threading.Thread(target=lambda: reports.append(central.init(database.dsn))) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len({report.epoch for report in reports}) == 1
    assert len(reports) == 3
    assert central.check(database.dsn).kind == "current"


def untouched(database: CentralDatabase, act: Callable[[], object]) -> UserError:
    with database.connect() as connection:
        before = description.describe(connection)
    error = refusal(act)
    with database.connect() as connection:
        assert description.describe(connection) == before
    return error


def test_a_centre_of_a_newer_program_is_left_alone(centre: CentralDatabase) -> None:
    run(centre, "UPDATE recyclique_alembic_version SET version_num = '9999'")
    state = central.check(centre.dsn)
    assert (state.kind, state.schema) == ("newer", "9999")
    assert untouched(centre, lambda: central.init(centre.dsn)).code == "central.newer"
    assert "9999" in state.sentence


def test_a_database_of_1_4_4_waits_for_its_adoption(databases: Databases) -> None:
    database = databases.blank()
    older(database, "0001")
    run(database, "DROP TABLE recyclique_alembic_version")
    state = central.check(database.dsn)
    assert (state.kind, state.legacy, state.others) == ("legacy", "b52_p1_payments", ())
    assert untouched(database, lambda: central.init(database.dsn)).code == "central.legacy"


def test_1_4_4_is_known_without_its_version_and_with_tables_beside_it(databases: Databases) -> None:
    database = databases.blank()
    older(database, "0001")
    run(database, "DROP TABLE recyclique_alembic_version, alembic_version", "CREATE TABLE recipes (name text)")
    state = central.check(database.dsn)
    assert (state.kind, state.legacy, state.others) == ("legacy", None, ("public.recipes",))


def test_somebody_elses_database_is_left_alone_and_named(databases: Databases) -> None:
    database = databases.blank()
    run(database, "CREATE SCHEMA kitchen", "CREATE TABLE kitchen.recipes (name text)")
    state = central.check(database.dsn)
    assert (state.kind, state.others) == ("foreign", ("kitchen.recipes",))
    assert "kitchen.recipes" in state.sentence
    assert untouched(database, lambda: central.init(database.dsn)).code == "central.foreign"


def test_the_version_table_of_another_program_is_not_1_4_4(databases: Databases) -> None:
    database = databases.blank()
    run(database, "CREATE TABLE alembic_version (version_num text)", "CREATE TABLE users (id int)")
    assert central.check(database.dsn).kind == "foreign"


def test_half_a_database_of_1_4_4_is_called_half(databases: Databases) -> None:
    database = databases.blank()
    older(database, "0001")
    run(database, "DROP TABLE recyclique_alembic_version, sale_items, payment_transactions")
    state = central.check(database.dsn)
    assert (state.kind, state.missing) == ("halfway", ("public.payment_transactions", "public.sale_items"))


@pytest.mark.parametrize(
    ("damage", "missing"),
    [
        ("DROP TABLE closures", "public.closures"),
        ("ALTER TABLE sales DROP COLUMN number CASCADE", "public.sales.number"),
        ("DROP TABLE sync.ledger CASCADE", "sync.ledger"),
        ("DELETE FROM recyclique_alembic_version", "public.recyclique_alembic_version"),
        ("DELETE FROM sync.centre", "sync.centre"),
    ],
)
def test_a_centre_restored_half_way_is_not_taken_for_whole(centre: CentralDatabase, damage: str, missing: str) -> None:
    run(centre, damage)
    state = central.check(centre.dsn)
    assert (state.kind, state.missing) == ("halfway", (missing,))
    assert missing in state.sentence
    assert untouched(centre, lambda: central.init(centre.dsn)).code == "central.halfway"


@pytest.mark.parametrize(
    "alteration",
    [
        "CREATE FUNCTION sync.back_door() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        f"CREATE TRIGGER quiet BEFORE UPDATE ON sales {_QUIET}",
        "ALTER FUNCTION sync.fingerprint() SECURITY DEFINER",
        "GRANT EXECUTE ON FUNCTION sync.fingerprint() TO PUBLIC",
        "GRANT CREATE ON DATABASE {} TO PUBLIC",
    ],
)
def test_a_guard_that_was_changed_is_noticed(centre: CentralDatabase, alteration: str) -> None:
    assert central.check(centre.dsn).kind == "current"
    run(centre, alteration.format(centre.name))
    state = central.check(centre.dsn)
    assert state.kind == "altered"
    assert refusal(lambda: central.init(centre.dsn)).code == "central.altered"


def test_a_trigger_switched_off_is_noticed(databases: Databases) -> None:
    database = databases.blank()
    central.init(database.dsn)
    run(
        database,
        f"CREATE TRIGGER watch BEFORE UPDATE ON tares {_QUIET}",
        "UPDATE sync.centre SET fingerprint = sync.fingerprint()",
    )
    assert central.check(database.dsn).kind == "current"
    run(database, "ALTER TABLE tares DISABLE TRIGGER watch")
    assert central.check(database.dsn).kind == "altered"


def test_looking_at_a_database_changes_nothing(databases: Databases) -> None:
    database = databases.blank()
    central.check(database.dsn)
    assert central.check(database.dsn).kind == "empty"


def test_every_state_has_its_sentence() -> None:
    for kind in central.CentreKind:
        state = central.CentreState(kind, 15, schema="0004", missing=("sync.ledger",), others=("public.x",))
        assert state.sentence.count(".") >= 3, kind
        assert "{" not in state.sentence


def login(database: CentralDatabase, name: str) -> str:
    run(database, f"CREATE ROLE {name} LOGIN PASSWORD 'pwd'")
    return database.dsn_as(name, "pwd")


def test_each_way_of_not_reaching_the_centre_is_told_apart(databases: Databases) -> None:
    database = databases.blank()
    dsn = login(database, f"someone_{database.name[-12:]}")
    wrong = {
        make_conninfo(database.dsn, dbname="nowhere"): "central.no_database",
        make_conninfo(dsn, password="other"): "central.login_refused",
        make_conninfo(dsn, password=""): "central.login_refused",
        make_conninfo(database.dsn, port=1): "central.unreachable",
        make_conninfo(database.dsn, host="nowhere.invalid"): "central.unreachable",
        "host = = here": "central.dsn_wrong",
        "colour=blue": "central.dsn_wrong",
    }
    for bad, code in wrong.items():
        for act in (central.check, central.init):
            error = refusal(lambda: act(bad))  # noqa: B023 (called at once)
            assert error.code == code
            assert "{" not in sentence(error)
    assert refusal(lambda: central.init(dsn)).code == "central.not_allowed"
    assert central.check(database.dsn).kind == "empty"
    with database.server.connect() as connection:
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(f"someone_{database.name[-12:]}")))


def test_a_full_disk_leaves_the_database_as_it_was(databases: Databases) -> None:
    database = databases.blank()
    older(database, "0001")
    run(
        database,
        "CREATE FUNCTION full() RETURNS event_trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'no space left'; END $$",
        "CREATE EVENT TRIGGER full_disk ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION full()",
    )
    assert untouched(database, lambda: central.init(database.dsn)).code == "central.disk_full"
    run(database, "DROP EVENT TRIGGER full_disk")
    assert central.check(database.dsn).kind == "older"


def test_names_are_found_in_public_whatever_the_administrator_set(databases: Databases) -> None:
    database = databases.blank()
    run(database, f"ALTER DATABASE {database.name} SET search_path TO elsewhere, public", "CREATE SCHEMA elsewhere")
    central.init(database.dsn)
    assert central.check(database.dsn).kind == "current"


def test_the_scripts_of_the_centre_ship_with_the_program() -> None:
    scripts = Path(migrate.scripts()) / "central"
    assert [path.stem[:4] for path in sorted((scripts / "versions").glob("[0-9]*.py"))] == SCHEMAS
    assert all(sorted((scripts / "sql").glob(f"{schema}_*")) for schema in SCHEMAS)
