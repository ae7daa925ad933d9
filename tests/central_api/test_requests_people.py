"""Wishes on people: names and secrets travel apart, and nobody gives herself rights."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from recyclique_desktop.data.models import User, UserGroup
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission, UserRole, UserStatus
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.services.people import AddPerson, ChangePin, add_person, change_pin
from tests.central_api.compared import here, there
from tests.central_api.conftest import unsent
from tests.central_api.machines import Machine, admin
from tests.central_api.wishing import Office, Row, answers, asked, desk, refused, wish
from tests.conftest import Shop
from tests.known import STREAM

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


def person(shop: Shop) -> AddPerson:
    return AddPerson(
        user_id=shop.station.ids.new(), first_name="Zoé", last_name="Lune", role=UserRole.USER, pin_hash="$pin",
        password_hash="$password", permissions=(Permission.CAISSE,), username=None,
    )  # fmt: skip


@pytest.fixture
def joined_office(joined: Shop, till: Machine) -> Shop:
    """The joined shop's machine, made an office: it may ask for people too."""
    admin(till.base, "UPDATE workstations SET kind = 'office' WHERE code = 'C01'")
    with joined.db.connection() as connection:
        connection.exec_driver_sql("UPDATE workstations SET kind = 'office'")
        connection.commit()
    return joined


@pytest.mark.parametrize("size", [500, 1])
def test_a_new_person_arrives_whole_though_her_name_travels_apart(
    joined_office: Shop, till: Machine, size: int
) -> None:
    shop, new = joined_office, person(joined_office)
    with shop.db.writing() as session:
        add_person(session, new, shop.admin, shop.station)
    for batch in unsent(shop, till).batches(size):
        assert till.push(batch)["parked"] == 0
    row = there(till, "users")[str(new.user_id)]
    mine = here(shop.db, "users")[str(new.user_id)]
    assert {name: row[name] for name in mine if name not in {"row_version", "updated_at"}} == {
        name: value for name, value in mine.items() if name not in {"row_version", "updated_at"}
    }
    assert any(str(new.user_id) in link for link in there(till, "user_groups"))
    assert admin(till.base, "SELECT count(*) FROM sync.stubs") == 0
    assert till.call("hello", STREAM, 0, b"", 1, "", "")["conflicts"] == 0


def test_names_and_secrets_never_leave_in_an_open_payload(joined_office: Shop, till: Machine) -> None:
    shop = joined_office
    with shop.db.writing() as session:
        add_person(session, person(shop), shop.admin, shop.station)
    till.push(unsent(shop, till))
    for stream, _seq, header, payload, _hash, _signature in till.pull():
        assert str(stream) == till.centre_stream
        if json.loads(header)["class"] != "personal":
            assert b"Zo\xc3\xa9" not in payload
            assert b"$pin" not in payload


def test_a_refused_secret_is_answered_in_an_erasable_entry(shop: Shop, till: Machine, desk: Office) -> None:
    user = str(shop.admin.user_id)
    desk.ask(wish("users", user, phone_number=["06 00", "06 01"]), personal=True)
    admin(till.base, "UPDATE users SET phone_number = '07 77' WHERE id = %s", user)
    desk.ask(wish("users", user, phone_number=["06 00", "06 02"]), personal=True)
    found = [(answer["header"]["class"], answer.get("refused")) for answer in answers(desk.machine)][-2:]
    assert found == [("operational", None), ("personal", {f"users/{user}/phone_number": "07 77"})]


def test_somebody_changes_her_own_pin_on_a_till(joined: Shop, till: Machine) -> None:
    user = joined.volunteer.user_id
    assert user is not None
    with joined.db.writing() as session:
        change_pin(session, ChangePin(user, "$new"), joined.volunteer, joined.station)
    till.push(unsent(joined, till))
    assert there(till, "users")[str(user)]["hashed_pin"] == "$new"


def test_nobody_changes_the_pin_of_another_from_a_till(shop: Shop, till: Machine, signer: Ed25519Signer) -> None:
    ask = Office(till, signer, shop.volunteer.operator_code)
    before = there(till, "users")[str(shop.admin.user_id)]["hashed_pin"]
    ask.ask(wish("users", str(shop.admin.user_id), hashed_pin=[before, "$stolen"]), personal=True)
    assert there(till, "users")[str(shop.admin.user_id)]["hashed_pin"] == before
    assert refused(answers(till)[-1]) == {"hashed_pin": None}  # nor does the answer give it away


@pytest.mark.parametrize(
    "asked_for",
    [
        wish("users", "OWN", role=["user", "super-admin"]),
        wish("settings", str(uuid4()), "I", 0, key=[None, "x"], value=[None, "y"]),
        wish("user_groups", ["OWN", str(uuid4())], "I", 0),
        wish("workstations", str(uuid4()), "I", 0, kind=[None, "office"]),
    ],
)
def test_a_till_cannot_give_itself_rights(
    shop: Shop, till: Machine, office: Machine, signer: Ed25519Signer, asked_for: Row
) -> None:
    own = str(shop.volunteer.user_id)
    asking = json.loads(json.dumps(asked_for).replace("OWN", own))
    tables = ("users", "settings", "user_groups", "workstations")
    before = {table: there(office, table) for table in tables}
    Office(till, signer, shop.volunteer.operator_code).ask(asking)
    assert {table: there(office, table) for table in tables} == before
    assert answers(till)[-1]["refused"]


def test_not_even_an_office_changes_keys_kinds_and_codes_by_a_wish(till: Machine, desk: Office) -> None:
    row = there(till, "workstations")[str(till.workstation)]
    for column, value in (("public_key", "00" * 32), ("kind", "office"), ("code", "X99"), ("status", "revoked")):
        change: dict[str, Any] = {column: [row[column], value]}
        desk.ask(wish("workstations", row["id"], **change))
    desk.ask(wish("workstations", row["id"], name=[row["name"], "Caisse du fond"]))
    after = there(till, "workstations")[str(till.workstation)]
    assert after["name"] == "Caisse du fond"
    assert all(after[name] == row[name] for name in ("public_key", "kind", "code", "status"))


def test_the_newest_secret_somebody_set_for_herself_holds(
    shop: Shop, till: Machine, desk: Office, newcomer: Any, signer: Ed25519Signer
) -> None:
    user, who = str(shop.volunteer.user_id), shop.volunteer.operator_code
    first, second = Office(till, signer, who), Office(newcomer("till"), signer, who)
    before = there(till, "users")[user]["hashed_pin"]
    first.ask(wish("users", user, hashed_pin=[before, "$newer"]), personal=True, act=acts.PIN_CHANGED, hlc=2 << 40)
    second.ask(wish("users", user, hashed_pin=[before, "$older"]), personal=True, act=acts.PIN_CHANGED, hlc=1 << 40)
    assert there(till, "users")[user]["hashed_pin"] == "$newer"
    second.ask(wish("users", user, hashed_pin=[before, "$newest"]), personal=True, act=acts.PIN_CHANGED, hlc=3 << 40)
    assert there(till, "users")[user]["hashed_pin"] == "$newest"
    assert desk.machine.call("conflicts") == []


def test_a_whole_joined_day_of_changes_ends_equal(joined_office: Shop, till: Machine) -> None:
    shop = joined_office

    def change(session: Session) -> None:
        user = session.get_one(User, shop.volunteer.user_id)
        user.notes, user.status = "Absente en août", UserStatus.ACTIVE
        session.add(
            UserGroup(
                user_id=shop.admin.user_id,
                group_id=UUID(next(iter(there(till, "groups")))),
                created_at=shop.station.clock.now(),
            )
        )

    asked(shop, till, acts.USER_CHANGED, change)
    for table in ("users", "user_groups", "categories", "groups"):
        mine, theirs = here(shop.db, table), there(till, table)
        for rows in (mine, theirs):
            for row in rows.values():
                row.pop("row_version"), row.pop("updated_at", None)
        assert theirs == mine, table
