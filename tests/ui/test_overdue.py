"""A till forgotten open is said at the sale, with the way to close it; selling goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from tests.conftest import Shop
from tests.services.selling import Till, open_till
from tests.ui.driver import Driven, at_work


@pytest.fixture
def hands(app: QApplication, shop: Shop, tmp_path: Path) -> Iterator[Driven]:
    made = at_work(shop, tmp_path)
    yield made
    made.close()


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(shop)


def later(till: Till, hours: int) -> None:
    till.shop.clock.advance(timedelta(hours=hours))
    till.write(confirm_date, ConfirmDate(till.shop.clock.now()))


def test_a_till_open_since_yesterday_is_said_and_one_tap_goes_to_its_closing(hands: Driven, till: Till) -> None:
    later(till, 22)
    hands.arrive("sale", session_id=None)
    assert "La caisse est ouverte depuis jeudi 17 septembre" in hands.said().replace("\u00a0", " ")
    hands.tap("sale_band_button")
    assert hands.page.name == "closing"


def test_a_till_of_yesterday_goes_on_selling(hands: Driven, till: Till) -> None:
    later(till, 22)
    hands.arrive("sale", session_id=None)
    hands.type("a")
    assert "La caisse est ouverte depuis" not in hands.said()


def test_a_till_of_this_morning_is_not_nagged_about(hands: Driven, till: Till) -> None:
    later(till, 8)
    hands.arrive("sale", session_id=None)
    assert "La caisse est ouverte depuis" not in hands.said()
