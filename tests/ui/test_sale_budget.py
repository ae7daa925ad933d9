"""Keys and taps of a sale on the real price list, counted: what a volunteer would lose is time, on every ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.conftest import Shop
from tests.ui.sale_till import SaleTill, market, stall, till, without_weighing

__all__ = ["market", "stall", "till"]

ARTICLES = ("Livre", "Casserole", "T-shirt")


@pytest.fixture
def unweighed(stall: Shop, app: QApplication, tmp_path: Path) -> Iterator[SaleTill]:
    """A till where lines are not weighed."""
    del app
    without_weighing(stall)
    driven = SaleTill(stall, tmp_path)
    yield driven.start()
    driven.close()


def pay_twenty(till: SaleTill) -> None:
    till.key("enter")
    till.type("20")
    till.key("enter")


def told(what: str, count: int, most: int) -> None:
    print(f"{what}: {count} (at most {most})")
    assert count <= most


def test_three_articles_at_the_list_price_take_fourteen_keys(unweighed: SaleTill) -> None:
    for name in ARTICLES:
        unweighed.type(unweighed.letters(name))
        unweighed.key("enter")
    pay_twenty(unweighed)
    assert [sale[1] for sale in unweighed.sold()] == [100 + 300 + 200]
    told("keys, suggested price", unweighed.keys, 14)


def test_three_typed_prices_take_nineteen_keys(unweighed: SaleTill) -> None:
    for name, price in zip(ARTICLES, ("12", ",5", ",9"), strict=True):
        unweighed.type(unweighed.letters(name) + price)
        unweighed.key("enter")
    pay_twenty(unweighed)
    assert [sale[1] for sale in unweighed.sold()] == [1200 + 50 + 90]
    told("keys, typed price", unweighed.keys, 19)


def test_three_typed_weights_take_twenty_five_keys_at_the_list_price(till: SaleTill) -> None:
    for name in ARTICLES:
        till.type(till.letters(name) + "1,2")
        till.key("enter", "enter")
    pay_twenty(till)
    assert [sale[1] for sale in till.sold()] == [600]
    told("keys, typed weight, suggested price", till.keys, 25)


def test_three_typed_weights_and_prices_take_thirty_one_keys(till: SaleTill) -> None:
    for name, price in zip(ARTICLES, ("12", ",5", ",9"), strict=True):
        till.type(till.letters(name) + "1,2")
        till.key("enter")
        till.type(price)
        till.key("enter")
    pay_twenty(till)
    assert [sale[1] for sale in till.sold()] == [1340]
    told("keys, typed weight and price", till.keys, 31)


def test_weighing_first_saves_three_keys(till: SaleTill) -> None:
    for name in ARTICLES:
        till.type("1,2" + till.letters(name))
        till.key("enter")
    pay_twenty(till)
    assert [item[5] for item in till.sold()[0][5]] == [1200, 1200, 1200]  # type: ignore[attr-defined]
    told("keys, weighed first, suggested price", till.keys, 22)


def test_exact_cash_takes_two_keys_after_the_last_line(till: SaleTill) -> None:
    till.sell("Livre")
    before = till.keys
    till.key("enter", "enter")
    assert [sale[1] for sale in till.sold()] == [100]
    told("keys, exact cash", till.keys - before, 2)


def test_three_articles_by_touch_take_fourteen_taps(unweighed: SaleTill) -> None:
    for name in ARTICLES:
        unweighed.tap_article(name)
        unweighed.tap("sale_confirm")
    unweighed.tap("sale_foot_primary")
    unweighed.tap("payment_amount_1")
    unweighed.tap("payment_foot_primary")
    assert [(sale[1], sale[6]) for sale in unweighed.sold()] == [(600, (("cash", 600, 2000, 1400, None),))]
    told("taps", unweighed.taps, 14)


@pytest.mark.parametrize("undo", [lambda till: till.key("delete"), lambda till: till.control_z()], ids=["delete", "^z"])
def test_the_last_line_goes_with_one_key(till: SaleTill, undo: Callable[[SaleTill], None]) -> None:
    till.sell("Livre")
    till.sell("CD")
    before = till.keys
    undo(till)
    basket = till.basket()
    assert basket is not None
    assert [line.label for line in basket.lines] == ["Livre"]
    told("keys, undo", till.keys - before, 1)
