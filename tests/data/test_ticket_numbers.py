"""A ticket is found by what a volunteer types of its number, at once, however many there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert

from recyclique_desktop.data.models import Sale, Workstation
from recyclique_desktop.data.queries.numbers import Given, meant
from recyclique_desktop.data.queries.tickets import MOST_FOUND, recent_tickets
from tests.conftest import Shop
from tests.data.test_grows_with_history import Steps
from tests.history import fill
from tests.known import STREAM
from tests.services.selling import open_till, read

MOST = 5
PER_DAY = 100


def found(shop: Shop, typed: str) -> list[str]:
    return [row.number for row in read(shop, recent_tickets, shop.station, typed)]


def sold_as(shop: Shop, *numbers: str) -> None:
    """Copy the newest ticket under other numbers, each a minute later."""
    opened = open_till(shop)
    opened.sell()
    with shop.db.connection() as connection:
        newest = Sale.__table__.select().order_by(Sale.sale_date.desc()).limit(1)
        row = dict(connection.execute(newest).mappings().one())
        for number in numbers:
            at = row["sale_date"] + timedelta(minutes=1)
            row = {**row, "id": shop.station.ids.new(), "number": number, "sale_date": at, "created_at": at}
            connection.execute(insert(Sale), [row])
        connection.commit()


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("42", ["C01-000242", "C01-000142", "C01-000042"]),
        (" 142 ", ["C01-000142"]),
        ("0042", ["C01-000042"]),
        ("000042", ["C01-000042"]),
        ("C01-42", ["C01-000042"]),
        ("c01-000042", ["C01-000042"]),
        ("C01 42", ["C01-000042"]),
        ("C01-251", []),
        ("C02-42", []),
        ("999", []),
        ("12,50", []),
        ("4²", []),
        ("C01-", [f"C01-{n:06d}" for n in range(250, 245, -1)]),
        ("c0", [f"C01-{n:06d}" for n in range(250, 245, -1)]),
        ("", [f"C01-{n:06d}" for n in range(250, 245, -1)]),
    ],
)
def test_what_a_volunteer_types_finds_the_tickets_she_means(typed: str, numbers: list[str]) -> None:
    assert [number for number, _ in zip(meant(typed, Given("C01", 250)), range(MOST), strict=False)] == numbers


def test_the_page_finds_the_ticket_by_the_end_of_its_number_its_code_or_all_of_it(shop: Shop) -> None:
    fill(shop.db, shop.station, 150, STREAM, per_day=PER_DAY)
    assert found(shop, "42") == ["C01-000142", "C01-000042"]
    for typed in ("000042", "C01-42", "c01-000042"):
        assert found(shop, typed) == ["C01-000042"]
    assert found(shop, "12,50") == []
    assert found(shop, "") == [f"C01-{n:06d}" for n in range(150, 0, -1)]
    assert found(shop, "C01") == found(shop, "")[:MOST_FOUND]


def test_a_ticket_of_the_training_is_found_by_its_number(shop: Shop) -> None:
    fill(shop.db, replace(shop.station, code="E"), 60, STREAM, per_day=PER_DAY)
    for typed in ("42", "E-42", "e-000042"):
        assert found(shop, typed) == ["E-000042"]


def test_tickets_of_each_life_of_a_till_are_found_the_newest_first(shop: Shop) -> None:
    sold_as(shop, "C01b-000001", "C01b-000002")
    assert found(shop, "1") == ["C01b-000001", "C01-000001"]
    assert found(shop, "") == ["C01b-000002", "C01b-000001", "C01-000001"]
    assert found(shop, "C01-1") == ["C01-000001"]


def test_the_newest_tickets_are_listed_after_a_million(shop: Shop) -> None:
    sold_as(shop, "C01-999999", "C01-1000000", "C01-1000001")
    assert found(shop, "")[:3] == ["C01-1000001", "C01-1000000", "C01-999999"]
    assert found(shop, "0001")[0] == "C01-1000001"


def test_a_new_till_in_an_old_shop_does_not_walk_what_the_others_sold(shop: Shop) -> None:
    sold_as(shop)
    steps, typed = Steps(shop.db), ("", "42", "0001", "C01-1", "c01", "12,50")

    def asked() -> dict[str, int]:
        return {text: steps.of(partial(read, shop, recent_tickets, shop.station, text)) for text in typed}

    asked()  # statements are prepared once
    young = asked()
    with shop.db.writing() as session:
        here = session.get_one(Workstation, shop.station.id)
        values = {column.key: getattr(here, column.key) for column in Workstation.__table__.columns}
    other = replace(shop.station, id=shop.station.ids.new(), code="C02")
    with shop.db.connection() as connection:
        connection.execute(insert(Workstation), [{**values, "id": other.id, "code": other.code}])
        connection.commit()
    fill(shop.db, other, 600, other.id, per_day=PER_DAY)
    assert young[""] > 0
    assert {text: took for text, took in asked().items() if took > young[text] + 20} == {}
