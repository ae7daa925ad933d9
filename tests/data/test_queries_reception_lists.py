"""Lists of deposits: every filter of the specification finds what it should, and nothing is summed twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from recyclique_desktop.data.queries.reception_lists import (
    DepositFilter,
    DepositPage,
    deposits,
    every_deposit,
    every_weighing,
    volunteers,
)
from recyclique_desktop.domain.enums import Destination, ReceptionStatus
from recyclique_desktop.domain.reception import Flow
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.corrections import CorrectNotebookDay, correct_notebook_day
from recyclique_desktop.services.notebooks import OpenNotebook, open_notebook
from tests.services.selling import read, write
from tests.services.weighing import Post, category, open_reception

if TYPE_CHECKING:
    from tests.conftest import Shop

TODAY, NOTEBOOK = date(2026, 9, 17), date(2026, 9, 3)
RECYCLING, TIP = Destination.RECYCLAGE, Destination.DECHETERIE


@pytest.fixture
def morning(shop: Shop) -> dict[str, Any]:
    """Four deposits: two of Émilie (one still open), one of a notebook by Aïcha, one empty."""
    post = open_reception(shop)
    first = post.begin("apport volontaire", "11069")
    post.weigh(first, "3.000")
    post.weigh(first, "2.000", RECYCLING, is_exit=True, name="Livre")
    post.finish(first)
    shop.clock.advance(timedelta(minutes=10))
    empty = post.begin()
    post.finish(empty)
    running = post.begin()
    post.weigh(running, "40.000", TIP)
    opened = write(shop, open_notebook, OpenNotebook(shop.station.ids.new(), NOTEBOOK), shop.admin)
    notebook = Post(shop, opened.poste_id, shop.admin)
    third = notebook.begin()
    notebook.weigh(third, "7.500", RECYCLING, name="Livre")
    notebook.finish(third)
    return {"first": first, "empty": empty, "running": running, "third": third, "poste_id": opened.poste_id}


def numbers(shop: Shop, **wanted: Any) -> list[str]:
    page: DepositPage = read(shop, deposits, DepositFilter(**wanted))
    assert page.count == len(page.rows)
    return [row.short for row in page.rows]


def test_deposits_come_newest_day_first_and_empty_ones_only_when_asked(shop: Shop, morning: dict[str, Any]) -> None:
    assert numbers(shop) == ["0003", "0001", "0004"]
    assert numbers(shop, include_empty=True) == ["0003", "0002", "0001", "0004"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"first": TODAY, "last": TODAY}, ["0003", "0001"]),
        ({"last": NOTEBOOK}, ["0004"]),
        ({"first": NOTEBOOK}, ["0003", "0001", "0004"]),
        ({"status": ReceptionStatus.OPENED}, ["0003"]),
        ({"status": ReceptionStatus.CLOSED}, ["0001", "0004"]),
        ({"is_deferred": True}, ["0004"]),
        ({"is_deferred": False}, ["0003", "0001"]),
        ({"search": "aicha"}, ["0004"]),
        ({"search": "EMILIE"}, ["0003", "0001"]),
        ({"search": "c01-000001"}, ["0001"]),
        ({"search": "100%"}, []),
        ({"weight_min": Grams(7_500)}, ["0003", "0004"]),
        ({"weight_max": Grams(5_000)}, ["0001"]),
        ({"lines_min": 2}, ["0001"]),
        ({"lines_max": 1}, ["0003", "0004"]),
        ({"destinations": frozenset({TIP})}, ["0003"]),
        ({"destinations": frozenset({TIP, RECYCLING})}, ["0003", "0001", "0004"]),
    ],
)
def test_each_filter_finds_what_it_says(
    shop: Shop, morning: dict[str, Any], wanted: dict[str, Any], found: list[str]
) -> None:
    assert numbers(shop, **wanted) == found


def test_a_category_and_a_person_find_their_deposits(shop: Shop, morning: dict[str, Any]) -> None:
    assert numbers(shop, categories=frozenset({category(shop, "Livre")})) == ["0001", "0004"]
    people = {one.name: one.user_id for one in read(shop, volunteers)}
    assert list(people) == ["Aïcha M.", "Émilie R."]
    assert numbers(shop, volunteer_id=people["Aïcha M."]) == ["0004"]


def test_sums_are_of_the_whole_list_not_of_the_page_and_never_mix_in_with_out(
    shop: Shop, morning: dict[str, Any]
) -> None:
    with shop.db.reading() as session:
        page = deposits(session, DepositFilter(), limit=1, offset=1)
    assert [row.short for row in page.rows] == ["0001"]
    assert page.count == 3
    sums = page.totals
    assert sums is not None
    assert (sums.shop_in, sums.recycling_direct, sums.tip_direct, sums.shop_out) == (3000, 7500, 40_000, 2000)
    assert sums.lines == 4


def test_a_row_says_where_when_and_how_it_was_typed(shop: Shop, morning: dict[str, Any]) -> None:
    with shop.db.reading() as session:
        rows = {row.short: row for row in every_deposit(session, DepositFilter())}
    notebook = rows["0004"]
    assert (notebook.day, notebook.is_deferred, notebook.entered_at) == (NOTEBOOK, True, shop.clock.now())
    assert (notebook.site_name, notebook.workstation_code) == ("La Clique", "C01")
    assert (rows["0001"].origin_channel, rows["0001"].insee) == ("apport volontaire", "11069")


def test_every_weighing_carries_its_kind_and_its_deposit(shop: Shop, morning: dict[str, Any]) -> None:
    with shop.db.reading() as session:
        found = list(every_weighing(session, DepositFilter()))
    told = [(one.deposit.short, one.line_no, one.flow, one.net, one.label) for one in found]
    assert told == [
        ("0004", 1, Flow.RECYCLING_DIRECT, 7500, "Livre"),
        ("0001", 1, Flow.SHOP_IN, 3000, "Casserole"),
        ("0001", 2, Flow.SHOP_OUT, 2000, "Livre"),
        ("0003", 1, Flow.TIP_DIRECT, 40_000, "Casserole"),
    ]
    assert {one.author_name for one in found} == {"Aïcha M.", "Émilie R."}


def test_a_notebook_put_right_is_found_on_its_right_day(shop: Shop, morning: dict[str, Any]) -> None:
    right = NOTEBOOK + timedelta(days=1)
    write(shop, correct_notebook_day, CorrectNotebookDay(morning["poste_id"], right, "jour mal lu"), shop.admin)
    assert numbers(shop, first=NOTEBOOK, last=NOTEBOOK) == []
    assert numbers(shop, first=right, last=right) == ["0004"]
    assert replace(DepositFilter(), first=right).first == right


@pytest.mark.parametrize(
    ("right", "order"), [(TODAY, ["0004", "0003", "0001"]), (NOTEBOOK - timedelta(days=3), ["0003", "0001", "0004"])]
)
def test_turning_pages_shows_each_deposit_once_on_the_day_it_was_put_right_to(
    shop: Shop, morning: dict[str, Any], right: date, order: list[str]
) -> None:
    write(shop, correct_notebook_day, CorrectNotebookDay(morning["poste_id"], right, "jour mal lu"), shop.admin)
    with shop.db.reading() as session:
        pages = [deposits(session, DepositFilter(), limit=1, offset=place) for place in range(4)]
    assert [[row.short for row in page.rows] for page in pages] == [[one] for one in order] + [[]]


def test_a_list_too_long_to_be_summed_says_so_until_days_are_chosen(shop: Shop, morning: dict[str, Any]) -> None:
    with shop.db.reading() as session:
        whole = deposits(session, DepositFilter(), most=2)
        chosen = deposits(session, DepositFilter(first=NOTEBOOK), most=2)
    assert (len(whole.rows), whole.count, whole.totals) == (3, 3, None)
    assert chosen.totals is not None
    assert chosen.totals.lines == 4
