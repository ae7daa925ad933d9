"""Photographs every state of the sale screen, to be looked at beside the design's pictures 04 to 06.

``PICTURES=DIR python -m pytest tests/e2e/sale_states.py -p no:randomly``: empty, filled, long names, an error, offline,
payment, tickets put aside, one price for all, the training; each light, dark, with words 40 % longer, and magnified
twice (683×384); more states in the light, and at 1024×768. Nothing is asserted here: the tests of looks do that; a
person looks at these. Without ``PICTURES`` they go to the test's own folder.
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

from recyclique_desktop.sync.status import ALONE, Light, Status
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.ui.admin.sync_words import pill_of
from recyclique_desktop.ui.away_watch import word_of
from recyclique_desktop.ui.training_frame import TrainingFrame
from recyclique_desktop.ui.training_pill import TrainingPill
from recyclique_desktop.ui.widgets.message import MessageBand, MessageKind
from tests.conftest import Shop
from tests.ui import checks
from tests.ui.conftest import app
from tests.ui.looks import SINGLE, Look
from tests.ui.sale_till import SaleTill, disk_full, open_with, stall
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


_LOOKS = (
    Look("light-1366", checks.DESIGN), Look("dark-1366", checks.DESIGN, dark=True),
    Look("long-1366", checks.DESIGN, long_words=True), SINGLE,
)  # fmt: skip
in_each_look = pytest.mark.parametrize("look", _LOOKS, ids=lambda look: str(look.name))


def empty(till: SaleTill) -> None:
    """Nothing is on the ticket yet."""
    till.arrive("sale")


def offline(till: SaleTill) -> None:
    """The centre is away."""
    four_lines(till)
    now = till.shop.clock.now()
    status = Status(Light.OFFLINE, waiting=7, cause=Cause.ABSENT, away_since=now)
    till.main.header.pill.set_state(*pill_of(status, short=till.main.width() < checks.DESIGN[0]))
    till.page.tell_away(word_of(status), anew=True)


def refused(till: SaleTill) -> None:
    """A line could not be written: the disk is full."""
    four_lines(till)
    with disk_full(till.shop):
        for _ in range(40):
            till.sell("Plat")
            told = till.find(MessageBand, "sale_band").message
            if told is not None and told.kind is MessageKind.FAILED:
                return


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


NAMED: tuple[Callable[[SaleTill], None], ...] = (empty, four_lines, long_names, refused, offline, two_payments)
MORE: tuple[Callable[[SaleTill], None], ...] = (
    line_selected, many_below, many_weighings, price, doubt, exact, failed
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
        _keep(till, folder / f"{look}-{state.__name__}.png")
        till.main.header.pill.set_state(*pill_of(ALONE))
        put_away(till)


def _keep(till: SaleTill, file: Path, page: str = "") -> None:
    """Photograph the screen, which shows that page."""
    assert page in {"", till.page.name}, f"{file.stem} shows {till.page.name}"
    till.photograph(file)
    assert file.stat().st_size > 0


@in_each_look
def test_every_state(app: QApplication, stall: Shop, tmp_path: Path, folder: Path, look: Look) -> None:
    open_with(stall)
    with look.worn(app), _at(stall, tmp_path, look.size) as till:
        _take(till, folder, look.name, *NAMED, *(() if look.dark else MORE))
        paid(till)
        _keep(till, folder / f"{look.name}-paid.png", "sale")
        parked(till)
        _keep(till, folder / f"{look.name}-parked.png", "sale")


def test_narrow(app: QApplication, stall: Shop, tmp_path: Path, folder: Path) -> None:
    del app
    open_with(stall)
    with _at(stall, tmp_path, checks.NARROW) as till:
        _take(till, folder, "light-1024", *NAMED, *MORE)


@in_each_look
def test_training(app: QApplication, stall: Shop, tmp_path: Path, folder: Path, look: Look) -> None:
    """Its violet is the same by day and by night."""
    open_with(stall)
    with look.worn(app), _at(stall, tmp_path, look.size) as till:
        frame = TrainingFrame(till.main)
        for state in (four_lines, price, exact):
            state(till)
            TrainingPill(till.main, till.context).show_warning("")
            _keep(till, folder / f"{look.name}-training_{state.__name__}.png", "payment" if state is exact else "sale")
            put_away(till)
        frame.take_off()


@in_each_look
def test_one_price_for_all(app: QApplication, stall: Shop, tmp_path: Path, folder: Path, look: Look) -> None:
    open_with(stall, no_item_pricing={"enabled": True})
    with look.worn(app), _at(stall, tmp_path, look.size) as till:
        for name in ("Casserole", "Livre", "Lampe"):
            till.type(till.letters(name) + "1")
            till.key("enter")
        _keep(till, folder / f"{look.name}-one_price_ticket.png", "sale")
        till.key("enter")
        _keep(till, folder / f"{look.name}-one_price.png", "payment")


def test_the_ticket_in_front(app: QApplication, stall: Shop, tmp_path: Path, folder: Path) -> None:
    del app
    open_with(stall)
    with _at(stall, tmp_path, checks.SINGLE) as till:
        ticket_in_front(till)
        _keep(till, folder / "light-683-ticket.png", "sale")
