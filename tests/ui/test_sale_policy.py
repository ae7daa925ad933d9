"""What a price outside the list does, as the register says: nothing, a word, or a manager."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.conftest import Shop
from tests.services.selling import entries
from tests.ui.sale_till import SaleTill, open_with, stall

__all__ = ["stall"]

ADMIN_PIN = "1470"


@pytest.fixture
def till_with(stall: Shop, app: QApplication, tmp_path: Path) -> Iterator[Callable[[str], SaleTill]]:
    """Opens the till of a register with that policy."""
    del app
    made: list[SaleTill] = []

    def open_one(policy: str) -> SaleTill:
        open_with(stall, price_policy={"mode": policy})
        made.append(SaleTill(stall, tmp_path))
        return made[-1].start()

    yield open_one
    for one in made:
        one.close()


def haggle(till: SaleTill, price: str = ",5") -> None:
    """Ask less than the list for a book."""
    till.type(till.letters("Livre") + "1")
    till.key("enter")
    till.type(price)
    till.key("enter")


def prices(till: SaleTill) -> list[int]:
    basket = till.basket()
    return [line.unit_price for line in basket.lines] if basket is not None else []


def test_where_the_list_is_advice_nothing_is_said(till_with: Callable[[str], SaleTill]) -> None:
    till = till_with("ignore")
    haggle(till)
    assert prices(till) == [50]
    assert "sous le prix" not in till.band()


def test_by_default_a_word_is_said_and_the_line_is_sold(till_with: Callable[[str], SaleTill]) -> None:
    till = till_with("warn")
    haggle(till)
    assert prices(till) == [50]
    assert "C’est sous le prix de la liste" in till.band()


def test_where_it_blocks_a_managers_code_adds_the_line_and_is_kept(till_with: Callable[[str], SaleTill]) -> None:
    till = till_with("block")
    haggle(till)
    assert prices(till) == []
    assert "est hors de la liste" in till.said()
    assert "Vendre à un prix hors de la liste" in till.said()  # not « corriger une vente » : nothing is sold yet
    till.type(ADMIN_PIN)
    till.key("enter")
    assert prices(till) == [50]
    (told,) = entries(till.shop, "price.allowed")
    assert told["doc"]["unit_price"] == "0.50"
    assert told["approved_by"]["operator"] == till.shop.admin.operator_code
    till.key("enter", "enter")
    assert [sale[1] for sale in till.sold()] == [50]


def test_where_it_blocks_escape_keeps_the_line_at_its_price_to_be_put_right(
    till_with: Callable[[str], SaleTill],
) -> None:
    till = till_with("block")
    haggle(till)
    till.key("escape")
    assert prices(till) == []
    assert "est hors de la liste" in till.band()
    till.key("escape", "enter")
    assert prices(till) == [100]


def test_where_it_blocks_a_price_of_the_list_and_a_gift_pass_unasked(till_with: Callable[[str], SaleTill]) -> None:
    till = till_with("block")
    till.sell("Livre")
    till.type(till.letters("Livre") + "1")
    till.key("enter")
    till.type("a")
    till.key("enter")
    assert prices(till) == [100, 0]
    assert entries(till.shop, "price.allowed") == []


def test_an_administrator_is_not_asked_and_it_is_kept_all_the_same(till_with: Callable[[str], SaleTill]) -> None:
    till = till_with("block")
    till.arrive("sale", till.shop.admin)
    haggle(till)
    assert prices(till) == [50]
    assert len(entries(till.shop, "price.allowed")) == 1
