"""The guided first sale: the next gesture is always the one that is told, and nobody is kept in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from recyclique_desktop.demo.place import Place
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.ui.gestures import Hands, hands_at
from recyclique_desktop.ui.guide.band import GuideBand, lead
from recyclique_desktop.ui.guide.steps import LAST, STEPS, step_at
from recyclique_desktop.ui.means import Means
from tests.demo.short import short_shop
from tests.ui import checks

TILL = WorkstationKind.TILL
GESTURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("e2580", ("enter",)), ("", ("enter",)), ("50", ("enter",)), ("f", ()), ("a", ()), ("1,2", ("enter",)),
    ("", ("enter",)), ("", ("enter",)), ("20", ("enter",)),
)  # fmt: skip
"""What each step tells, done to the letter."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_shop(tmp_path_factory.mktemp("demo") / "magasin").root


@pytest.fixture
def means(shop: Path, tmp_path: Path) -> Means:
    place = Place(shutil.copytree(shop, tmp_path / "magasin"))
    return Means(place.folders(TILL), place.store(TILL), SystemClock(), debounce_ms=0)


@pytest.fixture
def hands(app: QApplication, means: Means) -> Iterator[Hands]:
    with hands_at(means) as (program, hands):
        lead(program.window, "Émilie", "2580")
        yield hands


def band_of(hands: Hands) -> GuideBand | None:
    return hands.window.findChild(GuideBand)


def first_sale(hands: Hands) -> None:
    for text, keys in GESTURES:
        hands.type(text)
        hands.key(*keys)
    assert told(hands) == LAST


def told(hands: Hands) -> int:
    """Return the gesture that is told, once the guide has looked."""
    QTest.qWait(200)
    band = band_of(hands)
    return band.number if band is not None else 0


def fits(hands: Hands) -> list[str]:
    return [sentence for size in ((1366, 768), (1024, 768)) for sentence in checks.wrong_with(hands.window, *size)]


@pytest.mark.slow
@pytest.mark.screen
def test_whoever_does_what_is_told_makes_a_first_sale_and_is_then_left_alone(hands: Hands) -> None:
    for number, (text, keys) in enumerate(GESTURES, 1):
        assert told(hands) == number
        assert fits(hands) == []
        hands.type(text)
        hands.key(*keys)
    assert told(hands) == LAST
    assert hands.shows("sale_paid")
    hands.type("u")
    assert told(hands) == LAST
    hands.tap("header_lock")
    assert band_of(hands) is None


@pytest.mark.slow
@pytest.mark.screen
def test_escape_ends_the_guide_and_nothing_else(hands: Hands) -> None:
    hands.type("e2580")
    hands.key("enter")
    before = hands.names()
    hands.key("escape")
    assert band_of(hands) is None
    assert before - hands.names() == {"guide", "guide_leave"}


@pytest.mark.slow
@pytest.mark.screen
def test_a_finger_ends_the_guide_too(hands: Hands) -> None:
    hands.tap("guide_leave")
    assert band_of(hands) is None


def test_nothing_is_told_where_no_sale_is_made() -> None:
    assert step_at("admin_sync", lambda _name: True) == 0


def test_a_line_being_typed_comes_before_the_ticket_that_waits() -> None:
    shown = {"sale_abandon", "sale_sum"}
    assert STEPS[step_at("sale", shown.__contains__) - 1].sign == "sale_sum"


@pytest.mark.slow
@pytest.mark.screen
def test_no_key_moves_under_a_finger_when_the_guide_is_of_no_more_use(hands: Hands) -> None:
    first_sale(hands)
    before = places(hands)
    hands.tap("sale_tile_0")
    QTest.qWait(300)
    assert places(hands) == before
    hands.tap("header_lock")
    assert band_of(hands) is None


def places(hands: Hands) -> list[QRect]:
    keys = [hands.find(QWidget, name) for name in ("sale_keypad_0", "sale_keypad_action", "sale_foot_primary")]
    return [QRect(key.mapTo(hands.window, QPoint()), key.size()) for key in keys]
