"""A barcode read where money is counted, a day typed, a code asked or goods weighed: nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.ui.login.sign_in_page import SignInPage
from recyclique_desktop.ui.wedge import HELD_MS
from recyclique_desktop.ui.widgets.display import Display
from recyclique_desktop.ui.widgets.people import PinDots
from tests.conftest import Shop
from tests.services.selling import open_till
from tests.ui.driver import Driven, at_work
from tests.ui.reception_post import ReceptionPost, depot, opened, post
from tests.ui.test_barcode_reader import EAN, Reader

__all__ = ["depot", "opened", "post"]

CODES = (EAN, "20112026")


@pytest.fixture
def hands(app: QApplication, shop: Shop, tmp_path: Path) -> Iterator[Driven]:
    del app
    made = at_work(shop, tmp_path)
    yield made
    made.close()


def reader_at(hands: Driven) -> Reader:
    hands.main.watch_readers()
    QTest.qWait(1)
    return Reader(hands)


def shown(hands: Driven, name: str) -> str:
    return hands.find(Display, name).value


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("page", ["opening", "notebook", "closing"])
def test_a_code_read_where_one_counts_types_nothing(hands: Driven, shop: Shop, page: str, code: str) -> None:
    if page == "closing":
        open_till(shop).sell()
    hands.arrive(page)
    keyboard = reader_at(hands)
    keyboard.strike("1", gap_ms=500)
    before = shown(hands, f"{page}_keypad_display")
    keyboard.read(code)
    assert (hands.page.name, shown(hands, f"{page}_keypad_display")) == (page, before)
    if page != "opening":  # where notes and coins fill the page there is no place to say it
        assert "Code-barres lu : rien n’a été tapé." in hands.said()


@pytest.mark.parametrize("why", ["", "swap"])
def test_a_code_read_where_a_code_is_asked_types_none_and_tries_none(hands: Driven, shop: Shop, why: str) -> None:
    hands.main.go("sign_in", why=why)
    hands.settle()
    assert isinstance(hands.page, SignInPage)
    keyboard = reader_at(hands)
    keyboard.read(EAN)
    QTest.qWait(HELD_MS + 20)
    hands.settle()
    assert hands.find(PinDots, "pin_dots").filled == 0
    assert "Code faux" not in hands.said()
    assert shop.volunteer.user_id is not None
    assert hands.context.throttle.load(shop.volunteer.user_id).failures == 0


def test_a_code_read_at_the_weighing_post_types_no_weight(post: ReceptionPost) -> None:
    keyboard = reader_at(post)
    keyboard.strike("2", gap_ms=500)
    before = post.said()
    keyboard.read(EAN)
    assert post.lines() == []
    assert post.said().replace("Code-barres lu : rien n’a été tapé.", "").strip(" |·") == before.strip(" |·")
