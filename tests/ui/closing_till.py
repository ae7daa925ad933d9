"""A till with cash and a cheque in it, counted and closed by keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.models import CashCount, Closure
from recyclique_desktop.domain.enums import CountMoment, Permission
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.ui.caisse.closing_page import ClosingPage, ClosingStep
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
    """50,00 € of float, 3,00 € in cash, a cheque of 8,00 €."""
    made = open_till(shop)
    made.sell()
    made.sell(("check", 800), price=800)
    return made


def may_accept(shop: Shop) -> Actor:
    """The volunteer, who may also close over a large variance."""
    return replace(shop.volunteer, permissions=shop.volunteer.permissions | {Permission.CAISSE_VARIANCE})


def step(hands: Driven) -> ClosingStep:
    page = hands.page
    assert isinstance(page, ClosingPage)
    return page.step


def closure(shop: Shop) -> Closure | None:
    with shop.db.reading() as session:
        return session.scalar(select(Closure))


def counts(shop: Shop) -> list[tuple[str, int, int | None]]:
    with shop.db.reading() as session:
        rows = session.scalars(
            select(CashCount).where(CashCount.moment == CountMoment.CLOSE).order_by(CashCount.method_code)
        )
        return [(row.method_code, row.amount, row.quantity) for row in rows]


def count_by_keys(hands: Driven, cash: str, cheques: str = "1", cheque: str = "8") -> None:
    hands.arrive("closing")
    for typed in (cash, cheques, cheque):
        hands.type(typed)
        hands.key("enter")


def confirm_by_keys(hands: Driven) -> None:
    hands.key("enter", "f12")
