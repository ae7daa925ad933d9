"""Photographs every state of the sale screen, to be looked at beside the design's pictures 04 to 06.

``PICTURES=DIR python -m pytest tests/e2e/sale_states.py -p no:randomly``: light at 1366×768, then filled in the dark,
with words 40 % longer, at 1024×768, in the training, and magnified twice (683×384). Nothing is asserted here: the
tests of looks do that; a person looks at these. Without ``PICTURES`` they go to the test's own folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.ui import theme
from recyclique_desktop.ui.training_frame import TrainingFrame
from recyclique_desktop.ui.widgets.message import Message, MessageKind
from recyclique_desktop.ui.widgets.pill import PillState
from tests.conftest import Shop
from tests.ui import checks
from tests.ui.conftest import app
from tests.ui.sale_till import SaleTill, open_with, stall
from tests.ui.test_sale_looks import (
    doubt,
    exact,
    failed,
    four_lines,
    line_selected,
    long_names,
    many_below,
    many_weighings,
    price,
    put_away,
    two_payments,
)  # fmt: skip

__all__ = ["app", "stall"]


def empty(till: SaleTill) -> None:
    """Nothing is on the ticket yet."""
    till.arrive("sale")


def offline(till: SaleTill) -> None:
    """The centre is away."""
    four_lines(till)
    till.main.header.pill.set_state(PillState.OFFLINE, "hors ligne")
    kept = "Continuez à vendre : 7 tickets sont gardés ici et partiront tout seuls."
    word = Message(MessageKind.CARD, "Le réseau est coupé.", kept, "Voir", closable=True)
    till.page.tell_away(word, anew=True)


def parked(till: SaleTill) -> None:
    """Three tickets were put aside; this is their list."""
    for name in ("Casserole", "Livre", "Lampe"):
        till.sell(name)
        QTest.keyClick(till.main, Qt.Key.Key_F8)
        till.settle()
    QTest.keyClick(till.main, Qt.Key.Key_F7)
    till.settle()


def paid(till: SaleTill) -> None:
    """The change of the last ticket stands there."""
    exact(till)
    till.type("20")
    till.key("enter")


def ticket_in_front(till: SaleTill) -> None:
    """The ticket as a page, where one zone is shown at a time."""
    four_lines(till)
    till.tap("zones_bar_right")


STATES: tuple[Callable[[SaleTill], None], ...] = (
    empty, four_lines, line_selected, long_names, many_below, many_weighings, price, doubt, offline, exact,
    two_payments, failed,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go."""
    chosen = Path(os.environ.get("PICTURES", tmp_path))
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@contextmanager
def _at(shop: Shop, tmp_path: Path, size: tuple[int, int]) -> Iterator[SaleTill]:
    till = SaleTill(shop, tmp_path).start()
    till.main.resize(*size)
    try:
        yield till
    finally:
        till.close()


def _take(till: SaleTill, folder: Path, look: str, *states: Callable[[SaleTill], None]) -> None:
    for state in states:
        state(till)
        till.photograph(folder / f"{look}-{state.__name__}.png")
        assert (folder / f"{look}-{state.__name__}.png").stat().st_size > 0
        put_away(till)


def test_light(app: QApplication, stall: Shop, tmp_path: Path, folder: Path) -> None:
    del app
    open_with(stall)
    with _at(stall, tmp_path, checks.DESIGN) as till:
        _take(till, folder, "light-1366", *STATES)
        paid(till)
        till.photograph(folder / "light-1366-paid.png")


@pytest.mark.parametrize("size", [checks.NARROW, checks.SINGLE], ids=["1024", "683"])
def test_smaller(app: QApplication, stall: Shop, tmp_path: Path, folder: Path, size: tuple[int, int]) -> None:
    del app
    open_with(stall)
    with _at(stall, tmp_path, size) as till:
        _take(till, folder, f"light-{size[0]}", *STATES)
        paid(till)
        till.photograph(folder / f"light-{size[0]}-paid.png")


def test_dark(app: QApplication, stall: Shop, tmp_path: Path, folder: Path) -> None:
    theme.apply(app, theme.DARK)
    open_with(stall)
    with _at(stall, tmp_path, checks.DESIGN) as till:
        _take(till, folder, "dark-1366", *STATES[::2])


def test_long_words(app: QApplication, stall: Shop, tmp_path: Path, folder: Path) -> None:
    del app
    open_with(stall)
    with checks.stretched(), _at(stall, tmp_path, checks.DESIGN) as till:
        _take(till, folder, "long-1366", *STATES)


def test_training(app: QApplication, stall: Shop, tmp_path: Path, folder: Path) -> None:
    del app
    open_with(stall)
    with _at(stall, tmp_path, checks.DESIGN) as till:
        frame = TrainingFrame(till.main)
        _take(till, folder, "training-1366", empty, four_lines, price, exact)
        frame.take_off()


def test_one_price_for_all(app: QApplication, stall: Shop, tmp_path: Path, folder: Path) -> None:
    del app
    open_with(stall, no_item_pricing={"enabled": True})
    with _at(stall, tmp_path, checks.DESIGN) as till:
        for name in ("Casserole", "Livre", "Lampe"):
            till.type(till.letters(name) + "1")
            till.key("enter")
        till.photograph(folder / "light-1366-one_price_ticket.png")
        till.key("enter")
        till.photograph(folder / "light-1366-one_price_payment.png")


def test_put_aside(app: QApplication, stall: Shop, tmp_path: Path, folder: Path) -> None:
    del app
    open_with(stall)
    with _at(stall, tmp_path, checks.DESIGN) as till:
        parked(till)
        till.photograph(folder / "light-1366-parked.png")


def test_the_ticket_in_front(app: QApplication, stall: Shop, tmp_path: Path, folder: Path) -> None:
    del app
    open_with(stall)
    with _at(stall, tmp_path, checks.SINGLE) as till:
        ticket_in_front(till)
        till.photograph(folder / "light-683-ticket.png")
