"""What the functions know of tables, columns and acts is what the models say; what they write is what Python writes."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Table, create_engine, select
from sqlalchemy.pool import NullPool

from recyclique_desktop.central.connection import migrating
from recyclique_desktop.data import migrate
from recyclique_desktop.data.journal_form import to_journal
from recyclique_desktop.data.models import Base
from recyclique_desktop.data.models.sides import is_central
from recyclique_desktop.data.shape import shapes
from recyclique_desktop.domain import journal
from tests.central_api.compared import SYNCED, there
from tests.central_api.machines import PAST_THE_GUARD, Machine, admin
from tests.data.filled import fill
from tests.postgres import CentralDatabase

pytestmark = pytest.mark.postgres
TABLES = {name: Base.metadata.tables[name] for name in SYNCED}
DEVICE = tuple(name for name in SYNCED if shapes()[name].owner == "device")


def column(base: CentralDatabase, query: str) -> set[Any]:
    with base.connect() as connection:
        return {row[0] if len(row) == 1 else row for row in connection.execute(query.encode())}


def test_references_are_those_of_the_models(centre: CentralDatabase) -> None:
    wanted = {
        (name, found.name, key.column.table.name)
        for name, table in TABLES.items()
        for found in table.columns
        for key in found.foreign_keys
    }
    assert column(centre, "SELECT table_name, column_name, target FROM sync.refers") == wanted


def test_every_column_has_its_mark(centre: CentralDatabase) -> None:
    query = "SELECT table_name, name, is_key, private, derived FROM sync.table_columns"
    wanted = {
        (name, found.name, found.primary_key, "privacy" in found.info, bool(found.info.get("derived")))
        for name, table in TABLES.items()
        for found in table.columns
    }
    assert column(centre, query) == wanted


def test_every_derived_column_that_may_not_be_empty_is_derived(centre: CentralDatabase) -> None:
    known = column(centre, "SELECT table_name, column_name FROM sync.derivations")
    wanted = {
        (name, found.name)
        for name in DEVICE
        for found in TABLES[name].columns
        if found.info.get("derived") and not found.info.get("central_null") and not found.nullable
    }
    assert {one for one in wanted if one not in known and ("*", one[1]) not in known} == set()


def test_every_fact_has_its_two_functions(centre: CentralDatabase) -> None:
    found = column(centre, "SELECT proname FROM pg_proc WHERE pronamespace = 'sync'::regnamespace")
    assert {f"{verb}_{name}" for name in DEVICE for verb in ("insert", "change")} <= found


def test_generating_again_changes_nothing(centre: CentralDatabase) -> None:
    before = admin(centre, "SELECT sync.fingerprint()")
    admin(centre, "SELECT sync.generate()")
    assert admin(centre, "SELECT sync.fingerprint()") == before


def test_the_schemas_known_to_the_centre_are_those_of_this_program(centre: CentralDatabase) -> None:
    """An entry of an unknown schema is read twice: a release that forgets its own number slows every push down."""
    assert admin(centre, "SELECT sync.known_schemas()") == migrate.known()


def test_a_stub_of_every_shared_table_can_be_read_by_the_models(till: Machine) -> None:
    shared = [shapes()[name] for name in SYNCED if shapes()[name].owner == "centre"]
    keyed = [shape.name for shape in shared if [key.name for key in shape.key] == ["id"]]
    made = {name: uuid.uuid4() for name in keyed if not name.startswith("email_")}
    for name, row_id in made.items():
        admin(till.base, "SELECT sync.ensure(%s, %s)", name, row_id)
        admin(till.base, "SELECT sync.ensure(%s, %s)", name, row_id)  # twice is once
    with migrating(till.base.dsn) as connection:
        for name, row_id in made.items():
            row = connection.execute(select(TABLES[name]).where(TABLES[name].c.id == row_id)).one()
            active = [value for key, value in row._mapping.items() if key in {"active", "is_active", "is_visible"}]
            assert not any(active), name


def test_every_row_of_every_table_is_written_as_the_workstation_would(till: Machine, office: Machine) -> None:
    """Two rows of each table, each column filled, are read back in journal form."""
    ours = [table for table in Base.metadata.sorted_tables if table.name in TABLES and is_central(table)]
    with migrating(till.base.dsn) as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        made = fill(connection, ours)
    admin(till.base, "UPDATE cash_sessions SET site_id = %s", office.hello()["site_id"])
    for table in ours:
        if shapes()[table.name].owner == "device":
            admin(till.base, f"{PAST_THE_GUARD} UPDATE {table.name} SET site_id = '{office.hello()['site_id']}'")
        rows = there(office, table.name)
        for wanted in made[table.name]:
            row_id, expected = _in_journal_form(table, wanted)
            found = rows[row_id]
            found.pop("site_id", None), expected.pop("site_id", None)
            assert found == expected, table.name


def _in_journal_form(table: Table, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    written = {name: to_journal(table.c[name].type, value) for name, value in row.items() if value is not None}
    key = [written[found.name] for found in table.primary_key.columns]
    return (str(key[0]) if len(key) == 1 else json.dumps(key, separators=(",", ":"))), written


_TEXT = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
_KEY = some.text(some.characters(min_codepoint=1, max_codepoint=127), max_size=6)
_VALUE = some.recursive(
    some.none() | some.booleans() | some.integers() | _TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(_KEY, inner, max_size=5),
    max_leaves=20,
)


def test_canonical_json_is_the_same_bytes_on_both_sides(centre: CentralDatabase) -> None:
    with centre.connect() as connection:

        @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(_VALUE)
        def compare(value: Any) -> None:
            raw = journal.canonical(value)
            query = "SELECT convert_to(sync.canonical(convert_from(%s, 'UTF8')::jsonb), 'UTF8')"
            row = connection.execute(query, (raw,)).fetchone()
            assert row is not None
            assert bytes(row[0]) == raw

        compare()


def test_names_under_an_entry_are_the_same_on_both_sides(till: Machine) -> None:
    row_id, entry = uuid.uuid4(), uuid.uuid4()
    header = {
        "entry_id": str(entry),
        "at": "2026-09-17T09:00:00+02:00",
        "act": "centre.changed",
        "class": "operational",
    }
    payload = {"rows": [{"table": "sites", "op": "U", "id": str(row_id), "set": {}}]}
    admin(till.base, "SELECT sync.audit(ARRAY[%s::jsonb], ARRAY[%s::jsonb])", json.dumps(header), json.dumps(payload))
    assert admin(till.base, "SELECT count(*) FROM audit_logs WHERE id = %s", uuid.uuid3(entry, "0")) == 1


def test_ids_made_at_the_centre_are_times(centre: CentralDatabase) -> None:
    engine = create_engine("postgresql+psycopg://", creator=centre.connect, poolclass=NullPool)
    with engine.connect() as connection:
        made = [connection.exec_driver_sql("SELECT sync.uuid7()").scalar_one() for _ in range(50)]
        now = connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp()) * 1000").scalar_one()
    assert {one.version for one in made} == {7}
    assert len(set(made)) == 50
    assert all(abs((one.int >> 80) - float(now)) < 60_000 for one in made)
