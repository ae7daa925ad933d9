"""What a till is told of people is a list, tried on the wire; a forgotten person is forgotten at the centre."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column

from recyclique_desktop.data.base import Base
from recyclique_desktop.wire import WireError
from tests.central_api.compared import there
from tests.central_api.machines import Machine, admin
from tests.known import SITE

pytestmark = pytest.mark.postgres
Newcomer = Callable[..., Machine]
ALLOWED = {"first_name", "hashed_password", "hashed_pin", "last_name", "username"}
"""All that leaves the centre of a person for a till: to let her in, and to say her name."""


def personal(table: str) -> set[str]:
    columns: list[Column[Any]] = list(Base.metadata.tables[table].columns)
    return {column.name for column in columns if "privacy" in column.info}


def add_person(till: Machine, site: UUID | None = SITE, name: str = "canari") -> UUID:
    """Let the web application make a person with every personal column filled."""
    user_id = uuid4()
    values = {column: f"{column}-{name}" for column in personal("users")}
    names = ", ".join(values)
    admin(
        till.base,
        f"INSERT INTO users (id, role, status, is_active, site_id, operator_code, {names})"
        f" VALUES (%s, 'user', 'active', true, %s, %s, {', '.join(['%s'] * len(values))})",
        user_id,
        site,
        f"op-{str(user_id)[:8]}",
        *values.values(),
    )
    return user_id


def wire(machine: Machine) -> bytes:
    """Return every byte that a machine can get: pulls, pages of every table, rows by id."""
    found = [b"".join(bytes(row[3] or b"") for row in machine.pull())]
    for table in Base.metadata.tables:
        try:
            rows = there(machine, table)
        except WireError:
            continue
        found.append(json.dumps(list(rows.values()), ensure_ascii=False, default=str).encode())
    return b"\n".join(found)


def test_g04_a_till_gets_the_columns_of_the_list_and_no_other(till: Machine, newcomer: Newcomer) -> None:
    add_person(till)
    for kind in ("till", "reception"):
        told = wire(newcomer(kind))
        seen = {column for column in personal("users") if f"{column}-canari".encode() in told}
        assert seen == ALLOWED, kind
    office = wire(newcomer("office"))
    assert {column for column in personal("users") if f"{column}-canari".encode() in office} == personal("users")


def test_a_change_of_address_never_reaches_a_till_and_a_change_of_name_does(till: Machine, newcomer: Newcomer) -> None:
    user_id = add_person(till)
    other = newcomer("till")
    admin(
        till.base,
        "UPDATE users SET address = 'rue-nouvelle', notes = 'dos-fragile', last_name = 'Nouveau-nom' WHERE id = %s",
        user_id,
    )
    told = b"".join(bytes(row[3] or b"") for row in other.pull())
    assert b"Nouveau-nom" in told
    assert b"rue-nouvelle" not in told
    assert b"dos-fragile" not in told


def test_people_of_other_shops_leave_nothing_personal_at_a_till(till: Machine, newcomer: Newcomer) -> None:
    elsewhere = uuid4()
    admin(till.base, "INSERT INTO sites (id, name, is_active) VALUES (%s, 'Ailleurs', true)", elsewhere)
    user_id = add_person(till, elsewhere, "lointain")
    other = newcomer("till")
    assert b"lointain" not in wire(other)
    assert str(user_id) not in there(other, "users")
    assert other.call("fetch", "users", [str(user_id)]) == []


@pytest.mark.parametrize("table", ["admin_settings", "registration_requests", "user_status_history", "deposits"])
def test_a_till_does_not_get_what_is_the_offices(till: Machine, newcomer: Newcomer, table: str) -> None:
    other = newcomer("till")
    with pytest.raises(WireError) as refused:
        other.line.rows("bootstrap_page", table, None, 10)
    assert refused.value.sqlstate == "RQ403"


def test_every_shared_table_that_a_till_gets_is_either_without_personal_columns_or_on_the_list(
    till: Machine, newcomer: Newcomer
) -> None:
    other = newcomer("till")
    tables = {one["name"] for one in other.call("bootstrap_begin")["tables"]}
    shared = {name for name in tables if Base.metadata.tables[name].info["owner"] == "centre"}
    assert {name for name in shared if personal(name)} == {"users"}


def everything(machine: Machine) -> str:
    """Return all text that the centre holds, archives of 1.4.4 included."""
    tables = admin(
        machine.base,
        "SELECT array_agg(format('%%I.%%I', schemaname, tablename)) FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    found = [admin(machine.base, f"SELECT string_agg(t::text, ' ') FROM {name} AS t") for name in tables]
    payloads = "SELECT string_agg(convert_from(payload, 'UTF8'), ' ') FROM"
    found += [admin(machine.base, f"{payloads} {name}") for name in ("sync.ledger", "sync.centre_entries")]
    return "\n".join(text for text in found if text)


def test_a_forgotten_person_is_forgotten_by_the_centre_and_others_are_not(till: Machine, newcomer: Newcomer) -> None:
    office = newcomer("office")
    gone, stays = add_person(till, name="canari"), add_person(till, name="reste")
    admin(till.base, "UPDATE users SET last_name = 'canari-bis' WHERE id = %s", gone)
    admin(
        till.base,
        "INSERT INTO login_history (id, user_id, username, success, created_at)"
        " VALUES (gen_random_uuid(), %s, 'username-canari', false, now())",
        gone,
    )
    admin(
        till.base,
        "INSERT INTO audit_logs (id, timestamp, actor_username, action_type, description)"
        " VALUES (gen_random_uuid(), now(), 'admin', 'user_updated', 'Utilisateur username-canari modifié')",
    )
    assert "canari" in everything(till)
    admin(
        till.base,
        "INSERT INTO user_status_history (id, user_id, changed_by_admin_id, new_status, change_date, kind, row_version)"
        " VALUES (gen_random_uuid(), %s, %s, false, now(), 'erasure', 1)",
        gone,
        stays,
    )
    held = everything(till)
    assert "canari" not in held
    assert "username-reste" in held
    rows = there(office, "users")
    assert rows[str(gone)]["username"] == f"op-{str(gone)[:8]}"
    assert rows[str(gone)].get("first_name") is None
    assert rows[str(stays)]["first_name"] == "first_name-reste"


def test_a_namesakes_request_to_join_stays_at_the_centre_and_her_own_goes(till: Machine) -> None:
    gone = add_person(till, name="canari")
    given = {"autre@exemple.fr": "namesake", "EMAIL-canari": "own address", None: "only names"}
    for email, phone in given.items():
        admin(
            till.base,
            "INSERT INTO registration_requests (id, telegram_id, first_name, last_name, email, phone, status)"
            " VALUES (gen_random_uuid(), '', 'first_name-canari', 'last_name-canari', %s, %s, 'PENDING')",
            email,
            phone,
        )
    admin(
        till.base,
        "INSERT INTO user_status_history (id, user_id, changed_by_admin_id, new_status, change_date, kind, row_version)"
        " VALUES (gen_random_uuid(), %s, %s, false, now(), 'erasure', 1)",
        gone,
        add_person(till, name="reste"),
    )
    assert admin(till.base, "SELECT array_agg(phone) FROM registration_requests WHERE phone <> ''") == ["namesake"]


def test_old_sign_ins_go_at_an_offices_word_and_recent_ones_never(till: Machine, newcomer: Newcomer) -> None:
    office = newcomer("office")
    for age in ("400 days", "10 days"):
        admin(
            till.base,
            "INSERT INTO login_history (id, username, success, created_at)"
            f" VALUES (gen_random_uuid(), 'x', false, now() - interval '{age}')",
        )
    day = admin(till.base, "SELECT now() - interval '365 days'")
    assert office.call("purge", day)["sign_ins"] == 1
    left = admin(till.base, "SELECT count(*) FROM login_history WHERE username = 'x'")
    assert left == 1
    recent = admin(till.base, "SELECT now() - interval '30 days'")
    with pytest.raises(WireError):
        office.call("purge", recent)
    with pytest.raises(WireError):
        till.call("purge", day)
