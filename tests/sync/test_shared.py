"""Shared rows: the centre's truth arrives, one's own wish stays shown until it is answered, nothing is lost between."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category, UserGroup
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.people import ChangePin, change_pin
from tests.services.selling import write
from tests.sync.fake_centre import FakeCentre
from tests.sync.shops import Machine

MOMENT = "2026-09-17T07:00:00.000000Z"
NEW = UUID("0ddddddd-0000-4000-8000-000000000001")


def wish_price(machine: Machine, price: int, name: str = "Verre") -> UUID:
    """Ask for a price; return the id of the entry that carries the wish."""
    with machine.db.writing() as session:
        record(session, acts.CATEGORY_CHANGED, machine.shop.admin, machine.shop.station)
        session.scalars(select(Category).where(Category.name == name)).one().price = Cents(price)
    return last_entry(machine)


def last_entry(machine: Machine, kind: str = "operational") -> UUID:
    sql = "SELECT entry_id FROM journal WHERE stream_id = ? AND class = ? ORDER BY seq DESC LIMIT 1"
    return UUID(bytes=machine.one(sql, machine.stream.bytes, kind))


def category(machine: Machine, name: str = "Verre") -> str:
    return str(UUID(bytes=machine.one("SELECT id FROM categories WHERE name = ?", name)))


def priced(row_id: str, old: str | None, new: str | None) -> dict[str, Any]:
    return {"table": "categories", "op": "U", "id": row_id, "set": {"price": [old, new], "row_version": [1, 2]}}


def price(machine: Machine, row_id: str) -> Any:
    return machine.one("SELECT price FROM categories WHERE id = ?", UUID(row_id).bytes)


def wishes(machine: Machine) -> list[tuple[Any, ...]]:
    return machine.rows("SELECT column_name, old, new FROM pending_edits ORDER BY column_name")


def new_category(name: str, parent: str | None = None) -> dict[str, Any]:
    values = {"name": name, "is_active": True, "created_at": MOMENT, "updated_at": MOMENT, "row_version": 1,
              "display_order": 9, "display_order_entry": 9, "is_visible": True}  # fmt: skip
    return {"table": "categories", "op": "I", "id": str(NEW), "set": values | ({"parent_id": parent} if parent else {})}


def test_a_price_changed_at_the_centre_is_the_price_here(till: Machine, fake: FakeCentre) -> None:
    row = category(till)
    fake.change(priced(row, "0.50", "0.70"))
    assert till.sync().cause is None
    assert price(till, row) == 70
    assert till.one("SELECT row_version FROM categories WHERE id = ?", UUID(row).bytes) == 2


def test_rt19_a_price_somebody_asked_for_here_stays_shown_while_the_centre_changes_it(
    till: Machine, fake: FakeCentre
) -> None:
    row = category(till)
    wish_price(till, 80)
    fake.change(priced(row, "0.50", "0.70"))
    till.sync()
    assert price(till, row) == 80
    assert wishes(till) == [("price", '"0.70"', '"0.80"')]


def test_a_wish_that_the_centre_had_already_is_fulfilled(till: Machine, fake: FakeCentre) -> None:
    row = category(till)
    wish_price(till, 80)
    fake.change(priced(row, "0.50", "0.80"))
    till.sync()
    assert price(till, row) == 80
    assert wishes(till) == []


def test_a_granted_wish_is_no_longer_one(till: Machine, fake: FakeCentre) -> None:
    row = category(till)
    entry = wish_price(till, 80)
    fake.change(priced(row, "0.50", "0.80"), answers=entry, act=acts.CENTRE_ANSWERED)
    till.sync()
    assert price(till, row) == 80
    assert wishes(till) == []


def test_a_refused_wish_shows_what_the_centre_has(till: Machine, fake: FakeCentre) -> None:
    row = category(till)
    entry = wish_price(till, 80)
    fake.change(priced(row, "0.50", "0.70"))
    fake.change(answers=entry, refused={f"categories/{row}/price": "0.70"}, act=acts.CENTRE_ANSWERED)
    till.sync()
    assert price(till, row) == 70
    assert wishes(till) == []


def test_the_answer_to_a_first_wish_leaves_a_second_one_shown(till: Machine, fake: FakeCentre) -> None:
    row = category(till)
    first = wish_price(till, 80)
    second = wish_price(till, 90)
    fake.change(priced(row, "0.50", "0.80"), answers=first, act=acts.CENTRE_ANSWERED)
    till.sync()
    assert price(till, row) == 90
    assert wishes(till) == [("price", '"0.80"', '"0.90"')]
    fake.change(priced(row, "0.80", "0.90"), answers=second, act=acts.CENTRE_ANSWERED)
    till.sync()
    assert (price(till, row), wishes(till)) == (90, [])


def test_a_new_code_granted_where_its_bytes_may_not_be_read_still_opens(till: Machine, fake: FakeCentre) -> None:
    assert till.shop.volunteer.user_id is not None
    user = till.shop.volunteer.user_id
    write(till.shop, change_pin, ChangePin(user, "$argon2id$new"))
    pointer = {"table": "users", "op": "U", "id": str(user), "set": {"row_version": [1, 2]}}
    secret = {"table": "users", "op": "U", "id": str(user), "set": {"hashed_pin": ["x", "$argon2id$new"]}}
    entry = last_entry(till, "personal")
    fake.change(pointer, private=[secret], answers=entry, act=acts.CENTRE_ANSWERED, withheld=True)
    assert till.sync().cause is None
    assert till.one("SELECT hashed_pin FROM users WHERE id = ?", user.bytes) == "$argon2id$new"
    assert wishes(till) == []


def test_a_refused_code_gives_the_old_one_back(till: Machine, fake: FakeCentre) -> None:
    assert till.shop.volunteer.user_id is not None
    user = till.shop.volunteer.user_id
    before = till.one("SELECT hashed_pin FROM users WHERE id = ?", user.bytes)
    write(till.shop, change_pin, ChangePin(user, "$argon2id$new"))
    fake.change(answers=last_entry(till, "personal"), refused={}, act=acts.CENTRE_ANSWERED)
    till.sync()
    assert till.one("SELECT hashed_pin FROM users WHERE id = ?", user.bytes) == before


def make_category(machine: Machine, name: str) -> str:
    with machine.db.writing() as session:
        record(session, acts.CATEGORY_CREATED, machine.shop.admin, machine.shop.station)
        now = machine.shop.clock.now()
        row = Category(id=machine.shop.station.ids.new(), name=name, is_active=True, created_at=now, updated_at=now)
        session.add(row)
        return str(row.id)


def test_a_name_taken_meanwhile_gives_way_here_too(till: Machine, fake: FakeCentre) -> None:
    mine = make_category(till, "Vélos")
    entry = last_entry(till)
    fake.change(new_category("Vélos"))
    assert till.sync().cause is None
    names = dict(till.rows("SELECT id, name FROM categories WHERE name LIKE 'Vélos%'"))
    assert names == {NEW.bytes: "Vélos", UUID(mine).bytes: "Vélos (2)"}
    answered = {**new_category("Vélos (2)"), "id": mine}
    fake.change(answered, answers=entry, refused={f"categories/{mine}/name": "Vélos (2)"}, act=acts.CENTRE_ANSWERED)
    assert till.sync().cause is None
    assert till.rows("SELECT cause FROM unapplied_entries") == []
    assert dict(till.rows("SELECT id, name FROM categories WHERE name LIKE 'Vélos%'")) == names
    assert wishes(till) == []


def test_a_new_row_that_the_centre_did_not_want_is_put_away(till: Machine, fake: FakeCentre) -> None:
    mine = make_category(till, "Vélos")
    fake.change(answers=last_entry(till), refused={f"categories/{mine}/name": None}, act=acts.CENTRE_ANSWERED)
    assert till.sync().cause is None
    assert till.rows("SELECT is_active, is_visible FROM categories WHERE name = 'Vélos'") == [(0, 0)]


def test_two_categories_that_swap_their_names_at_once_do_not_stop_the_rest(till: Machine, fake: FakeCentre) -> None:
    book, disc = category(till, "Livre"), category(till, "CD")
    fake.change(
        {"table": "categories", "op": "U", "id": book, "set": {"name": ["Livre", "CD"]}},
        {"table": "categories", "op": "U", "id": disc, "set": {"name": ["CD", "Livre"]}},
    )
    assert till.sync().cause is None
    assert till.rows("SELECT cause FROM unapplied_entries") == []
    assert (category(till, "CD"), category(till, "Livre")) == (book, disc)


def test_two_offices_that_cross_their_prices_stop_nobody(till: Machine, fake: FakeCentre) -> None:
    """Each changed one of two columns that a rule here binds together: the centre merged both."""
    row = category(till, "CD")
    fake.change({"table": "categories", "op": "U", "id": row, "set": {"max_price": ["3.00", "0.20"]}})
    assert till.sync().cause is None
    assert till.rows("SELECT cause FROM unapplied_entries") == []
    assert till.rows("SELECT price, max_price FROM categories WHERE id = ?", UUID(row).bytes) == [(100, 20)]
    fake.change({"table": "categories", "op": "U", "id": row, "set": {"price": ["1.00", "0.10"]}})
    till.sync()
    assert price(till, row) == 10
    till.db.copy_to(till.db.path.with_suffix(".copy"))


def test_a_team_left_here_is_joined_again_if_the_centre_refuses(till: Machine, fake: FakeCentre) -> None:
    before = till.rows("SELECT user_id, group_id, row_version FROM user_groups")
    with till.db.writing() as session:
        record(session, acts.USER_GROUPS_CHANGED, till.shop.admin, till.shop.station)
        session.delete(session.scalars(select(UserGroup)).one())
    assert till.rows("SELECT user_id FROM user_groups") == []
    fake.change(answers=last_entry(till), refused={"user_groups/x": None}, act=acts.CENTRE_ANSWERED)
    assert till.sync().cause is None
    assert till.rows("SELECT user_id, group_id, row_version FROM user_groups") == before


def test_a_team_left_at_the_centre_is_left_here(till: Machine, fake: FakeCentre) -> None:
    ((user, group),) = till.rows("SELECT user_id, group_id FROM user_groups")
    link = [str(UUID(bytes=user)), str(UUID(bytes=group))]
    fake.change({"table": "user_groups", "op": "D", "id": link})
    till.sync()
    assert till.rows("SELECT user_id FROM user_groups") == []


PERSON = {"role": "user", "status": "active", "is_active": True, "operator_code": "op-x", "created_at": MOMENT,
          "updated_at": MOMENT, "row_version": 1}  # fmt: skip
SECRETS = {"username": "lea", "first_name": "Léa", "hashed_password": "$argon2id$p", "hashed_pin": "$argon2id$q"}


def test_a_new_colleague_may_sign_in_here(till: Machine, fake: FakeCentre) -> None:
    person = {"table": "users", "op": "I", "id": str(NEW), "set": PERSON}
    fake.change(person, private=[{**person, "set": SECRETS}])
    assert till.sync().cause is None
    found = till.rows("SELECT username, first_name, hashed_pin FROM users WHERE id = ?", NEW.bytes)
    assert found == [("lea", "Léa", "$argon2id$q")]


def test_somebody_of_another_site_is_known_without_her_name(till: Machine, fake: FakeCentre) -> None:
    person = {"table": "users", "op": "I", "id": str(NEW), "set": PERSON}
    fake.change(person, private=[{**person, "set": SECRETS}], withheld=True)
    assert till.sync().cause is None
    username, first = till.rows("SELECT username, first_name FROM users WHERE id = ?", NEW.bytes)[0]
    assert "lea" not in username
    assert first is None


def test_the_second_till_hears_of_a_wish_only_when_it_is_granted(
    till: Machine, other: Machine, fake: FakeCentre
) -> None:
    row = category(till)
    entry = wish_price(till, 80)
    till.sync()
    other.sync()
    assert price(other, row) == 50
    fake.change(priced(row, "0.50", "0.80"), answers=entry, act=acts.CENTRE_ANSWERED)
    other.sync()
    assert price(other, row) == 80
