"""A till, its sounds, and tickets brought straight to the payment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.models import Sale, SaleItem
from recyclique_desktop.data.queries.till import open_session_of, payment_methods
from recyclique_desktop.devices.sound import HeardSounds
from recyclique_desktop.domain.basket import Basket, Line
from recyclique_desktop.ui.caisse.payment_entry import Checkout
from recyclique_desktop.ui.widgets.base import BoxButton
from tests.conftest import Shop
from tests.services.selling import make_line
from tests.ui.methods import with_methods
from tests.ui.sale_till import SaleTill


class Payer:
    """A till, its sounds, and tickets brought straight to the payment."""

    def __init__(self, market: Shop, folder: Path, debounce_ms: int = 0) -> None:
        self.shop = market
        self.till = SaleTill(market, folder, debounce_ms)
        self.sounds = HeardSounds()
        self.till.context = replace(self.till.context, sounds=self.sounds)
        self.till.main.context = self.till.context  # type: ignore[attr-defined]
        self.till.start()

    def line(self, name: str = "Casserole", price: int = 300, quantity: int = 1, grams: int = 500) -> Line:
        return make_line(self.shop, name, price, quantity, grams)

    def pay(self, *lines: Line, note: str = "", global_price: bool = False) -> Payer:
        """Bring these lines to the payment."""
        with self.shop.db.reading() as session:
            opened = open_session_of(session, self.shop.station)
            methods = payment_methods(session)
        assert opened is not None
        options = replace(opened.options, global_price=global_price)
        basket = Basket(self.shop.station.ids.new(), lines or (self.line(price=1000), self.line("Livre", 800)), note)
        checkout = Checkout(basket, opened.session_id, methods, title="Caisse 1", options=options)
        self.till.arrive("payment", checkout=checkout)
        self.checkout = checkout
        self.till.keys = self.till.taps = 0
        return self

    def again(self, *lines: Line) -> None:
        """Bring the ticket back with other lines."""
        basket = replace(self.checkout.basket, lines=lines)
        self.checkout = replace(self.checkout, basket=basket)
        self.till.arrive("payment", checkout=self.checkout)

    def sales(self) -> list[Sale]:
        with self.shop.db.reading() as session:
            return list(session.scalars(select(Sale).order_by(Sale.recorded_at)))

    def items(self) -> list[SaleItem]:
        with self.shop.db.reading() as session:
            return list(session.scalars(select(SaleItem).order_by(SaleItem.line_no)))

    def payments(self) -> list[tuple[object, ...]]:
        return [payment for sale in self.till.sold() for payment in sale[6]]  # type: ignore[attr-defined]

    def enabled(self, name: str) -> bool:
        return self.till.find(BoxButton, name).isEnabled()

    def act(self) -> str:
        return self.till.find(BoxButton, "payment_foot_primary").accessibleName()


@pytest.fixture
def payer(market: Shop, app: QApplication, tmp_path: Path) -> Iterator[Payer]:
    del app
    with_methods(market, "card")
    made = Payer(market, tmp_path)
    yield made
    made.till.close()
