"""``recyclique demo-day``: days through the real services, whose totals can be trusted."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import NewShop
    from tests.faults.place import Place

SAMPLE = ("days", "tickets", "objects", "sales", "donations", "weight_out_kg", "variance")


def test_what_is_told_is_what_is_recorded(played: Place) -> None:
    said = json.loads((played.root / "said.json").read_text("utf-8"))
    with played.raw() as file:
        tickets, sales, donations = file.execute(
            "SELECT count(*), sum(total_amount), sum(donation) FROM sales"
        ).fetchone()
        (paid,) = file.execute("SELECT sum(amount) FROM payment_transactions").fetchone()
        (grams,) = file.execute("SELECT sum(weight) FROM sale_items").fetchone()
    assert (said["days"], said["tickets"]) == (2, tickets)
    assert Decimal(said["sales"]) * 100 == sales
    assert Decimal(said["donations"]) * 100 == donations
    assert Decimal(said["payments"]) * 100 == paid == sales + donations
    assert Decimal(said["weight_out_kg"]) * 1000 == grams
    assert sum(Decimal(day["sales"]) for day in said["sessions"]) == Decimal(said["sales"])


def test_the_days_verify_to_the_last_signature(played: Place) -> None:
    done = played.run("verify", "--full", "--json")
    assert (done.code, done.json["ok"]) == (0, True)
    assert done.json["tickets"] == json.loads((played.root / "said.json").read_text("utf-8"))["tickets"]


def test_each_sale_is_acknowledged_once_with_its_number_and_total(played: Place) -> None:
    lines = [line.split(" ") for line in (played.root / "acks.txt").read_text("ascii").splitlines()]
    with played.raw() as file:
        rows = file.execute("SELECT hex(id), number, total_amount FROM sales ORDER BY number").fetchall()
    said = [(sale_id.replace("-", "").upper(), number, int(Decimal(total) * 100)) for sale_id, number, total in lines]
    assert said == rows


def test_the_same_seed_tells_the_same_story_in_another_folder(place: Place, played: Place) -> None:
    told = place.run("demo-day", "--days", "2", "--seed", "7", "--json").json
    before = json.loads((played.root / "said.json").read_text("utf-8"))
    assert {name: told[name] for name in SAMPLE} == {name: before[name] for name in SAMPLE}


def test_another_run_goes_on_with_the_following_days_and_numbers(place: Place) -> None:
    first = place.run("demo-day", "--seed", "3", "--json").json
    then = place.run("demo-day", "--days", "2", "--seed", "3", "--json").json
    days = [day["day"] for day in (*first["sessions"], *then["sessions"])]
    assert days == sorted(set(days))
    assert [day["number"] for day in then["sessions"]] == ["C01-000002", "C01-000003"]
    assert place.run("verify", "--full").code == 0


def test_a_real_shop_never_gets_invented_sales(played: Place, tmp_path: Path) -> None:
    shop = played.copy_to(tmp_path / "copy")
    with shop.raw() as file:
        file.execute(
            "UPDATE users SET first_name = 'Line', last_name = 'Vraie', username = hex(id) WHERE hashed_pin NOTNULL"
        )
    done = shop.run("demo-day", "--json")
    assert (done.code, done.json["error"]) == (1, "demo.real_shop")


def test_a_shop_that_never_sold_may_be_tried_out(new_shop: NewShop) -> None:
    done = new_shop.place.run("demo-day", "--json")
    assert done.code == 0, done.out
    assert done.json["tickets"] > 0
    assert new_shop.place.run("verify", "--full").code == 0


@pytest.mark.parametrize("wrong", [("--days", "0"), ("--days", "x"), ("--seed", "-1"), ("--days",)])
def test_a_number_that_is_none_plays_nothing(place: Place, wrong: tuple[str, ...]) -> None:
    done = place.run("demo-day", *wrong)
    assert done.code == 2
    assert not place.is_installed


def test_an_acknowledgement_that_cannot_be_written_plays_nothing(place: Place) -> None:
    done = place.run("demo-day", "--ack", str(place.root / "absent" / "acks.txt"), "--json")
    assert (done.code, done.json["error"]) == (1, "folder.unwritable")
    assert not place.is_installed
