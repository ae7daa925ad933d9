"""A joined workstation asks: what it wants of shared rows travels as a wish, and is shown until the answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category, PendingEdit, User, UserGroup
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.people import ChangePin, change_pin
from tests.conftest import Shop
from tests.known import STREAM
from tests.services.selling import write


@pytest.fixture
def joined(shop: Shop) -> Shop:
    """The shop, as if its shared rows were a centre's."""
    assert shop.db.scribe is not None
    shop.db.scribe = replace(shop.db.scribe, centre_stream_id=None)
    return shop


def last_entries(shop: Shop, count: int) -> list[dict[str, Any]]:
    sql = "SELECT payload FROM journal WHERE stream_id = ? ORDER BY seq DESC LIMIT ?"
    with shop.db.connection() as connection:
        rows = connection.exec_driver_sql(sql, (STREAM.bytes, count)).scalars().all()
    return [json.loads(raw) for raw in reversed(rows)]


def edits(shop: Shop) -> dict[tuple[str, str], tuple[Any, Any]]:
    with shop.db.reading() as session:
        found = session.scalars(select(PendingEdit)).all()
    return {(edit.table_name, edit.column_name): (edit.old, edit.new) for edit in found}


def change_price(shop: Shop, price: int, name: str = "Verre") -> None:
    with shop.db.writing() as session:
        row = session.scalars(select(Category).where(Category.name == name)).one()
        record(session, acts.CATEGORY_CHANGED, shop.admin, shop.station)
        row.price = Cents(price)
        row.updated_at = shop.clock.now()


def stored_price(shop: Shop, name: str = "Verre") -> int | None:
    with shop.db.reading() as session:
        return session.scalars(select(Category.price).where(Category.name == name)).one()


def test_a_price_changed_at_a_till_is_a_wish_shown_at_once(joined: Shop) -> None:
    change_price(joined, 80)
    (payload,) = last_entries(joined, 1)
    (wish,) = payload["requests"]
    assert payload["rows"] == []
    assert (wish["table"], wish["op"], wish["base_version"]) == ("categories", "U", 1)
    assert wish["set"] == {"price": ["0.50", "0.80"]}
    assert edits(joined) == {("categories", "price"): ("0.50", "0.80")}
    assert stored_price(joined) == 80


def test_a_second_wish_says_what_was_shown_but_remembers_what_the_centre_has(joined: Shop) -> None:
    change_price(joined, 80)
    change_price(joined, 90)
    (payload,) = last_entries(joined, 1)
    assert payload["requests"][0]["set"] == {"price": ["0.80", "0.90"]}
    assert edits(joined) == {("categories", "price"): ("0.50", "0.90")}


def test_two_tills_that_change_different_columns_do_not_collide_on_the_date(joined: Shop) -> None:
    with joined.db.reading() as session:
        before = session.scalars(select(Category.updated_at).where(Category.name == "Verre")).one()
    change_price(joined, 80)
    with joined.db.reading() as session:
        after = session.scalars(select(Category.updated_at).where(Category.name == "Verre")).one()
    assert after == before
    assert "updated_at" not in last_entries(joined, 1)[0]["requests"][0]["set"]


def test_a_new_code_travels_where_it_can_be_erased(joined: Shop) -> None:
    assert joined.volunteer.user_id is not None
    write(joined, change_pin, ChangePin(joined.volunteer.user_id, "$argon2id$new"))
    main, personal = last_entries(joined, 2)
    assert "requests" not in main
    assert "argon2" not in json.dumps(main)
    (wish,) = personal["requests"]
    assert wish["set"]["hashed_pin"][1] == "$argon2id$new"
    assert len(personal["salt"]) == 32
    with joined.db.reading() as session:
        user = session.get_one(User, joined.volunteer.user_id)
        edit = session.scalars(select(PendingEdit)).one()
        entry_ids = session.connection().exec_driver_sql("SELECT entry_id FROM journal WHERE class = 'personal'")
        assert edit.entry_id.bytes in set(entry_ids.scalars())
    assert user.hashed_pin == "$argon2id$new"


def test_a_new_category_is_a_wish_that_begins_from_nothing(joined: Shop) -> None:
    with joined.db.writing() as session:
        record(session, acts.CATEGORY_CREATED, joined.admin, joined.station)
        now = joined.clock.now()
        session.add(Category(id=joined.station.ids.new(), name="Vélos", is_active=True, created_at=now, updated_at=now))
    (payload,) = last_entries(joined, 1)
    (wish,) = payload["requests"]
    assert (wish["op"], wish["base_version"]) == ("I", 0)
    assert wish["set"]["name"] == [None, "Vélos"]
    assert edits(joined)["categories", "name"] == (None, "Vélos")


def test_a_team_left_can_be_given_back_if_the_centre_refuses(joined: Shop) -> None:
    with joined.db.writing() as session:
        record(session, acts.USER_GROUPS_CHANGED, joined.admin, joined.station)
        link = session.scalars(select(UserGroup)).one()
        session.delete(link)
    (payload,) = last_entries(joined, 1)
    (wish,) = payload["requests"]
    assert wish == {
        "table": "user_groups", "op": "D", "id": [str(link.user_id), str(link.group_id)], "base_version": 1,
    }  # fmt: skip
    old, new = edits(joined)["user_groups", "*"]
    assert old["row_version"] == 1
    assert new is None


def test_a_fact_and_a_wish_of_one_act_are_one_entry(joined: Shop) -> None:
    before = len(last_entries(joined, 1000))
    with joined.db.writing() as session:
        number = record(session, acts.SETTING_CHANGED, joined.admin, joined.station)
        session.scalars(select(Category).where(Category.name == "CD")).one().price = Cents(120)
    assert number is not None
    assert len(last_entries(joined, 1000)) == before + 1
