"""What a machine's login can do besides calling: nothing. What the functions could be made to do: nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest

from tests.central_api.machines import Machine, admin
from tests.postgres import CentralDatabase

pytestmark = pytest.mark.postgres
OPEN = {
    "hello", "push", "pull", "hash_at", "bootstrap_begin", "bootstrap_page", "fetch", "digest", "watermark",
    "issue_code", "enrol_access", "devices", "revoke", "parked", "retry", "conflicts", "settle", "lease", "purge",
    "log_run",
    "import_entries", "went_back", "lives", "bring_back", "succeed", "issue_code_for",
    "remember",
    "adopt_past", "push_past",
}  # fmt: skip
_FUNCTIONS = """
SELECT n.nspname, p.proname, p.prosecdef, pg_get_userbyid(p.proowner), coalesce(p.proconfig, '{}'), p.proacl::text[]
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('sync', 'recyclique_api_v1')
"""
_ROLES = ("recyclique_api", "recyclique_shared", "recyclique_admin", "recyclique_device", "recyclique_enrol")


@pytest.fixture
def psql(till: Machine) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A bare connection with a machine's login: what a thief of the till would type into."""
    with till.base.connect(till.role, till.password) as connection:
        yield connection


def rows(base: CentralDatabase, query: LiteralString) -> list[tuple[Any, ...]]:
    with base.connect() as connection:
        return connection.execute(query).fetchall()


def test_no_table_view_or_sequence_answers(till: Machine, psql: psycopg.Connection[Any]) -> None:
    found = rows(
        till.base,
        """
        SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('public', 'sync') AND c.relkind IN ('r', 'v', 'm', 'S', 'p')""",
    )
    assert len(found) > 60
    for schema, name in found:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            psql.execute(psycopg.sql.SQL("SELECT * FROM {}").format(psycopg.sql.Identifier(schema, name)))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMPORARY TABLE x (a int)",
        "CREATE TABLE public.x (a int)",
        "CREATE TABLE recyclique_api_v1.x (a int)",
        "CREATE SCHEMA x",
        "CREATE FUNCTION public.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE VIEW pg_temp.x AS SELECT 1",
        "INSERT INTO public.sales DEFAULT VALUES",
        "COPY public.sales FROM STDIN",
        "COPY (SELECT 1) TO '/tmp/x'",
        "SELECT pg_read_file('/etc/passwd')",
        "SET ROLE recyclique_api",
        "SET ROLE recyclique_admin",
        "SET SESSION AUTHORIZATION postgres",
        "SET session_replication_role = replica",
        "ALTER ROLE recyclique_enrol PASSWORD 'x'",
        "GRANT recyclique_admin TO CURRENT_USER",
        "CREATE ROLE x",
        "SELECT sync.caller()",
        "SELECT sync.apply('{}', '{}', '{}')",
        "SELECT sync.shut_out(gen_random_uuid())",
        "SELECT sync.enrol_password()",
        "SELECT sync.make_code(NULL, 'office', 60, NULL)",
        "SELECT recyclique_api_v1.enrol('x', '{}', '', '')",
        "SELECT nextval('sync.wrong_codes')",
        "SELECT rolpassword FROM pg_authid",
        "BEGIN; LOCK TABLE public.sales",
        "VACUUM public.sales",
        "DO $$ BEGIN PERFORM sync.uuid7(); END $$",
    ],
)
def test_a_stolen_login_can_do_nothing_beside_the_functions(
    psql: psycopg.Connection[Any], statement: LiteralString
) -> None:
    with pytest.raises(psycopg.Error) as refused:
        psql.execute(statement)
    assert refused.value.sqlstate in {"42501", "42704"}, refused.value  # not allowed


def test_a_machine_may_execute_what_machines_need_and_nothing_more(till: Machine) -> None:
    found = rows(
        till.base,
        f"""
        SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('sync', 'recyclique_api_v1', 'public')
        AND has_function_privilege('{till.role}', p.oid, 'EXECUTE')
    """,
    )
    assert {name for (name,) in found} == OPEN


def test_functions_with_borrowed_rights_cannot_be_led_astray(till: Machine) -> None:
    for schema, name, definer, owner, config, acl in rows(till.base, _FUNCTIONS):
        if definer:
            assert owner in {"recyclique_api", "recyclique_shared", "recyclique_admin"}, name
            assert "search_path=pg_catalog, pg_temp" in config, name
        assert acl is not None, name  # without a list, everybody may execute it
        assert not any(entry.startswith("=") for entry in acl), name
        if schema == "recyclique_api_v1":
            assert definer, name


def test_the_roles_that_own_functions_are_nobody(till: Machine) -> None:
    found = rows(
        till.base,
        """
        SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication FROM pg_roles
        WHERE rolname LIKE 'recyclique%'""",
    )
    wanted = {
        name: (name == "recyclique_enrol", False, name == "recyclique_admin", False, False, False) for name in _ROLES
    }
    assert {row[0]: row[1:] for row in found} == wanted


def test_a_machines_login_is_narrow(till: Machine) -> None:
    query = "SELECT rolconnlimit, rolinherit, rolsuper, rolcreaterole, rolconfig FROM pg_roles WHERE rolname = %s"
    with till.base.connect() as connection:
        row = connection.execute(query, (till.role,)).fetchone()
    assert row is not None
    assert row[:4] == (8, True, False, False)
    assert set(row[4]) == {
        "statement_timeout=60s", "idle_in_transaction_session_timeout=60s", "client_connection_check_interval=2s",
        "tcp_keepalives_idle=30s", "tcp_keepalives_interval=10s", "tcp_keepalives_count=3", "tcp_user_timeout=60s",
        "idle_session_timeout=10min",
    }  # fmt: skip


def test_a_temporary_table_of_an_administrator_does_not_shadow_ours(till: Machine) -> None:
    """A function that read a caller's relation would run the caller's code with its own rights."""
    with till.base.connect() as connection:
        connection.execute("CREATE TEMPORARY TABLE devices AS SELECT * FROM sync.devices WITH NO DATA")
        connection.execute("CREATE TEMPORARY TABLE sales (id int)")
        connection.execute("CREATE FUNCTION pg_temp.now() RETURNS text LANGUAGE sql AS $$SELECT 'shadow'$$")
        with pytest.raises(psycopg.Error, match="not a machine of this centre"):
            connection.execute("SELECT recyclique_api_v1.bootstrap_begin()")


def test_what_an_administrator_calls_as_himself_names_no_machine(till: Machine) -> None:
    for call in ("hello(gen_random_uuid(), 0, '', 1, '', '')", "devices()", "watermark()"):
        with pytest.raises(psycopg.Error, match="not a machine of this centre"):
            admin(till.base, f"SELECT recyclique_api_v1.{call}")


def test_set_role_to_the_group_names_the_same_machine(till: Machine, psql: psycopg.Connection[Any]) -> None:
    psql.execute("SET ROLE recyclique_device")
    row = psql.execute("SELECT recyclique_api_v1.hello(%s, 0, '', 1, '', '')", (till.stream,)).fetchone()
    assert row is not None
    assert row[0]["last_seq"] == 0


@pytest.mark.parametrize(
    "setting",
    ["DateStyle = 'SQL, DMY'", "TimeZone = 'Asia/Tokyo'", "extra_float_digits = -5", "bytea_output = escape",
     "IntervalStyle = sql_standard", "search_path = public", "standard_conforming_strings = off",
     "default_transaction_isolation = serializable"],
)  # fmt: skip
def test_settings_of_the_session_change_no_byte_of_an_answer(
    till: Machine, psql: psycopg.Connection[Any], setting: str
) -> None:
    calls = (
        "SELECT id, row::text FROM recyclique_api_v1.bootstrap_page('users', NULL, 10)",
        "SELECT row::text FROM recyclique_api_v1.bootstrap_page('setting_versions', NULL, 10)",
        "SELECT recyclique_api_v1.digest('workstations')::text",
        "SELECT recyclique_api_v1.digest('setting_versions')::text",
    )
    before = [psql.execute(call.encode()).fetchall() for call in calls]
    psql.execute(f"SET {setting}".encode())
    assert [psql.execute(call.encode()).fetchall() for call in calls] == before
