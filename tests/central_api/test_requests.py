"""Wishes on shared rows: granted column by column, never lost, always answered; what collides is put to people."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category, User, UserGroup
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.acts import Act
from recyclique_desktop.domain.enums import JournalClass, Permission, UserRole, UserStatus
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.people import AddPerson, ChangePin, add_person, change_pin
from tests.central_api.compared import here, there
from tests.central_api.conftest import unsent
from tests.central_api.journals import Journal, Writer, header_of
from tests.central_api.machines import Machine, admin
from tests.conftest import Shop
from tests.known import STREAM

pytestmark = pytest.mark.postgres
Row = dict[str, Any]


def category(machine: Machine, name: str = "Casserole") -> Row:
    return next(row for row in there(machine, "categories").values() if row["name"] == name)


def asked(shop: Shop, till: Machine, act: Act, change: Callable[[Session], None]) -> Journal:
    """Change shared rows on the joined till, and push the wish."""
    with shop.db.writing() as session:
        record(session, act, shop.volunteer, shop.station)
        change(session)
    journal = unsent(shop, till)
    receipt = till.push(journal)
    assert (receipt["outcome"], receipt["parked"]) == ("ok", 0), admin(till.base, "SELECT detail FROM sync.parked")
    return journal


def answers(machine: Machine) -> list[Row]:
    """Payloads of the centre's entries that answer a wish, oldest first, with their headers."""
    found = []
    for stream, _seq, header, payload, _hash, _signature in machine.pull():
        body = json.loads(payload or b"{}")
        if str(stream) == machine.centre_stream and "answers" in body:
            found.append(body | {"header": json.loads(header)})
    return found


class Office:
    """Asks as an office, by hand: ``office.ask({...})``."""

    def __init__(self, machine: Machine, signer: Ed25519Signer, actor: str) -> None:
        self.machine = machine
        self.writer = Writer(machine.stream, signer)
        self.actor = actor

    def ask(self, *wishes: Row, personal: bool = False, act: Act = acts.USER_CHANGED, **more: Any) -> Row:
        body: Row = {"v": 1, "rows": [], "requests": list(wishes)}
        if personal:
            body |= {"salt": "00" * 16}
            more |= {"journal_class": JournalClass.PERSONAL}
        journal = self.writer.journal([body], act=act, **{"actor": self.actor, **more})
        receipt = self.machine.push(journal)
        assert receipt["outcome"] == "ok", receipt
        return header_of(journal.entries[0]) | {"parked": receipt["parked"]}


@pytest.fixture
def desk(shop: Shop, office: Machine, signer: Ed25519Signer) -> Office:
    return Office(office, signer, shop.admin.operator_code)


def wish(table: str, row_id: Any, op: Any = "U", base: Any = 1, /, **columns: Any) -> Row:
    body = {"table": table, "op": op, "id": row_id, "base_version": base}
    return body if op == "D" else body | {"set": columns}


def refused(answer: Row) -> Row:
    return {path.rsplit("/", 1)[1]: value for path, value in answer.get("refused", {}).items()}


def test_a_price_changed_on_a_till_is_everybodys(joined: Shop, till: Machine, office: Machine) -> None:
    before = category(office)

    def change(session: Session) -> None:
        session.get_one(Category, UUID(before["id"])).price = Cents(450)

    journal = asked(joined, till, acts.CATEGORY_CHANGED, change)
    after = category(office)
    assert (after["price"], after["row_version"]) == ("4.50", before["row_version"] + 1)
    assert after["updated_at"] > before["updated_at"]
    (answer,) = answers(office)
    assert answer["answers"] == header_of(journal.last)["entry_id"]
    assert "refused" not in answer
    assert answer["header"]["actor"] == joined.volunteer.operator_code
    (row,) = answer["rows"]
    assert row["set"]["price"] == ["3.00", "4.50"]
    assert row["set"]["row_version"] == [1, 2]


def test_two_people_change_two_things_of_one_category(joined: Shop, till: Machine, desk: Office) -> None:
    row = category(till)
    desk.ask(wish("categories", row["id"], official_name=[None, "Ustensiles"]))

    def change(session: Session) -> None:
        session.get_one(Category, UUID(row["id"])).price = Cents(450)

    asked(joined, till, acts.CATEGORY_CHANGED, change)
    after = category(till)
    assert (after["price"], after["official_name"], after["row_version"]) == ("4.50", "Ustensiles", 3)
    assert desk.machine.call("conflicts") == []


def test_two_people_change_the_same_thing_and_both_can_see_it(joined: Shop, till: Machine, desk: Office) -> None:
    row = category(till)
    desk.ask(wish("categories", row["id"], price=["3.00", "5.00"]))

    def change(session: Session) -> None:
        found = session.get_one(Category, UUID(row["id"]))
        found.price, found.official_name = Cents(450), "Ustensiles"

    journal = asked(joined, till, acts.CATEGORY_CHANGED, change)
    after = category(till)
    assert (after["price"], after["official_name"]) == ("5.00", "Ustensiles")
    answer = answers(desk.machine)[-1]
    assert answer["answers"] == header_of(journal.last)["entry_id"]
    assert refused(answer) == {"price": "5.00"}
    (conflict,) = desk.machine.call("conflicts")
    found = (conflict["table"], conflict["row"], conflict["column"], conflict["centre"], conflict["workstation"])
    assert found == ("categories", row["id"], "price", "5.00", "4.50")
    assert conflict["code"] == "C01"
    assert till.hello()["conflicts"] == 1


@pytest.mark.parametrize(("keep", "price"), [("centre", "5.00"), ("workstation", "4.50")])
def test_a_conflict_is_settled_by_a_choice(till: Machine, desk: Office, keep: str, price: str) -> None:
    row = category(till)
    desk.ask(wish("categories", row["id"], price=["3.00", "5.00"]))
    desk.ask(wish("categories", row["id"], price=["3.00", "4.50"]))
    (conflict,) = desk.machine.call("conflicts")
    desk.machine.call("settle", UUID(conflict["id"]), keep)
    assert category(till)["price"] == price
    assert desk.machine.call("conflicts") == []
    with pytest.raises(Exception, match="settled already"):
        desk.machine.call("settle", UUID(conflict["id"]), keep)


def test_the_same_wish_twice_changes_nothing_the_second_time(till: Machine, desk: Office) -> None:
    row = category(till)
    for _ in range(2):
        desk.ask(wish("categories", row["id"], price=["3.00", "5.00"]))
    assert category(till)["row_version"] == 2
    assert desk.machine.call("conflicts") == []
    assert [answer["rows"] != [] for answer in answers(till)] == [True, False]  # both are answered


def test_a_wish_that_changes_nothing_is_answered_too(till: Machine, desk: Office) -> None:
    entry = desk.ask(wish("categories", category(till)["id"], price=["9.99", "3.00"]))
    (answer,) = answers(till)
    assert (answer["answers"], answer["rows"], refused(answer)) == (entry["entry_id"], [], {})


def test_a_name_that_is_taken_gets_a_number_and_a_question(joined: Shop, till: Machine, desk: Office) -> None:
    parent = UUID(category(till)["parent_id"])
    here_id = joined.station.ids.new()
    desk.ask(
        wish(
            "categories",
            str(uuid4()),
            "I",
            0,
            name=[None, "Poêle"],
            parent_id=[None, str(parent)],
            is_active=[None, True],
        )
    )

    def add(session: Session) -> None:
        now = joined.station.clock.now()
        session.add(
            Category(id=here_id, name="Poêle", parent_id=parent, is_active=True, created_at=now, updated_at=now)
        )

    asked(joined, till, acts.CATEGORY_CREATED, add)
    mine = there(till, "categories")[str(here_id)]
    assert mine["name"] == "Poêle (2)"
    assert refused(answers(till)[-1]) == {"name": "Poêle (2)"}
    (conflict,) = desk.machine.call("conflicts")
    assert (conflict["column"], conflict["centre"], conflict["workstation"]) == ("name", "Poêle (2)", "Poêle")
    desk.ask(wish("categories", str(uuid4()), "I", 0, name=[None, "Poêle"], parent_id=[None, str(parent)]))
    assert "Poêle (3)" in {row["name"] for row in there(till, "categories").values()}
    with pytest.raises(Exception, match="still taken"):
        desk.machine.call("settle", UUID(conflict["id"]), "workstation")


def test_a_name_taken_by_a_change_stays_as_it_was(till: Machine, desk: Office) -> None:
    pan, glass = category(till), category(till, "Verre")
    assert pan["parent_id"] == glass["parent_id"]
    desk.ask(wish("categories", glass["id"], name=["Verre", "Casserole"], price=["0.50", "0.60"]))
    assert category(till, "Verre")["price"] == "0.60"
    assert refused(answers(till)[-1]) == {"name": "Verre"}


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


def test_shared_rows_are_archived_never_deleted_and_links_come_and_go(shop: Shop, till: Machine, desk: Office) -> None:
    row = category(till)
    desk.ask(wish("categories", row["id"], "D"))
    assert category(till)["id"] == row["id"]
    assert answers(till)[-1]["refused"] == {f"categories/{row['id']}": None}
    group = next(iter(there(till, "groups")))
    link = [str(shop.admin.user_id), group]
    desk.ask(wish("user_groups", link, "I", 0))
    assert json.dumps(link, separators=(",", ":")) in there(till, "user_groups")
    desk.ask(wish("user_groups", link, "D"))
    assert json.dumps(link, separators=(",", ":")) not in there(till, "user_groups")
    gone = answers(till)[-1]["rows"]
    assert gone == [{"table": "user_groups", "op": "D", "id": link}]


def test_a_child_that_comes_before_its_parent_waits_under_a_stub(till: Machine, desk: Office) -> None:
    parent, child = str(uuid4()), str(uuid4())
    desk.ask(wish("categories", child, "I", 0, name=[None, "Assiette"], parent_id=[None, parent]))
    assert there(till, "categories")[parent]["is_active"] is False
    desk.ask(
        wish("categories", parent, "I", 0, name=[None, "Vaisselle"], is_active=[None, True], is_visible=[None, True])
    )
    row = there(till, "categories")[parent]
    assert (row["name"], row["is_active"], row["is_visible"]) == ("Vaisselle", True, True)
    assert desk.machine.call("conflicts") == []


def test_a_wish_that_cannot_be_read_is_looked_at_and_holds_nothing_up(till: Machine, desk: Office) -> None:
    row = category(till)
    entry = desk.ask(wish("categories", row["id"], price=["3.00", "a lot"]))
    assert entry["parked"] == 1
    assert desk.ask(wish("categories", row["id"], price=["3.00", "4.00"]))["parked"] == 0
    assert category(till)["price"] == "4.00"


def test_wishes_of_several_entries_in_one_batch_are_answered_one_by_one(till: Machine, desk: Office) -> None:
    pan, glass = category(till), category(till, "Verre")
    bodies = [
        {"v": 1, "rows": [], "requests": [wish("categories", pan["id"], price=["3.00", "4.00"])]},
        {"v": 1, "rows": [], "requests": [wish("categories", glass["id"], price=["0.50", "0.60"])]},
        {"v": 1, "rows": [], "requests": [wish("categories", pan["id"], price=["4.00", "5.00"])]},
    ]
    journal = desk.writer.journal(bodies, act=acts.CATEGORY_CHANGED)
    desk.machine.push(journal)
    found = answers(till)
    assert [answer["answers"] for answer in found] == [header_of(entry)["entry_id"] for entry in journal.entries]
    assert [answer["rows"][0]["set"]["price"] for answer in found] == [
        ["3.00", "4.00"],
        ["0.50", "0.60"],
        ["4.00", "5.00"],
    ]
    assert len({answer["header"]["tx"] for answer in found}) == 1


def test_a_resent_wish_is_not_granted_twice(till: Machine, desk: Office) -> None:
    row = category(till)
    body = {"v": 1, "rows": [], "requests": [wish("categories", row["id"], price=["3.00", "4.00"])]}
    journal = desk.writer.journal([body], act=acts.CATEGORY_CHANGED)
    desk.machine.push(journal)
    assert desk.machine.push(journal)["already"] == 1
    assert (category(till)["row_version"], len(answers(till))) == (2, 1)


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
