"""Wishes on shared rows: granted column by column, never lost, always answered; what collides is put to people."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from recyclique_desktop.data.models import Category
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.money import Cents
from tests.central_api.compared import there
from tests.central_api.journals import header_of
from tests.central_api.machines import Machine
from tests.central_api.wishing import Office, answers, asked, category, desk, refused, wish
from tests.conftest import Shop

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


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
