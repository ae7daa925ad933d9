"""The real window at an open till with the shop's real price list, for every test of a sale."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashRegister, PaymentTransaction, Sale, SaleItem
from recyclique_desktop.data.queries.catalogue import catalogue
from recyclique_desktop.data.queries.till import open_draft, open_session_of
from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.flows.import_categories import import_file
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.system.paths import resource
from recyclique_desktop.system.throttle import ThrottleStore
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.context import AppContext, Presence
from recyclique_desktop.ui.scale_link import ScaleLink
from recyclique_desktop.ui.tasks import Tasks
from recyclique_desktop.ui.widgets.display import Display
from recyclique_desktop.ui.widgets.letters import letter_of
from recyclique_desktop.ui.widgets.message import MessageBand
from tests.conftest import Shop
from tests.services.selling import make_line, open_till, write
from tests.ui.driver import _NAMED, Driven, Hands, LazyWindow

PRICE_LIST = resource("demo/categories.csv")
_SPACE = UUID("0aaaaaaa-0000-4000-8000-0000000000ff")


class SaleTill(Driven):
    """Hands at the sale page; articles are called by the name of their sub-category."""

    def __init__(self, shop: Shop, folder: Path, debounce_ms: int = 0, *, scale: SimulatedScale | None = None) -> None:
        window = LazyWindow(shop.clock)
        self.bridge = MainThreadBridge()
        self.tasks = Tasks(shop.db, self.bridge)
        Hands.__init__(self, window, lambda: self.tasks.pending == 0)
        self.shop = shop
        self.main = window
        self.presence = Presence()
        throttle = ThrottleStore(folder, uuid5(_SPACE, "throttle"))
        self.scale = scale
        self.link = ScaleLink(scale) if scale is not None else None
        self.context = AppContext(
            self.tasks, shop.station, self.presence, throttle, window.go, debounce_ms, animate=False, scale=self.link
        )
        if self.link is not None:
            self.link.start()
        window.context = self.context
        window.follow(self.presence)
        window.show()
        window.activateWindow()
        with shop.db.reading() as session:
            self.roots = catalogue(session)

    def key(self, *names: str) -> None:
        """Press keys by name; nothing of a sale waits for a button to rise."""
        for name in names:
            self.keys += 1
            QTest.keyClick(self._focused(), _NAMED[name])
            self.settle()

    def start(self) -> SaleTill:
        """Show the sale page, with nothing counted yet."""
        self.arrive("sale")
        self.keys = self.taps = 0
        return self

    def close(self) -> None:
        """Stop the scale, then everything else."""
        if self.link is not None:
            self.link.stop()
        super().close()

    def put(self, grams: int, *, stable: bool = True) -> None:
        """Put goods on the scale, and let the screen hear of it."""
        assert self.scale is not None
        self.scale.put(Grams(grams), stable=stable)
        QTest.qWait(1)

    def leave_draft(self, *articles: tuple[str, int, int, int]) -> None:
        """Leave a ticket on disk: name, quantity, unit price and grams of each line."""
        lines = tuple(make_line(self.shop, name, price, pieces, grams) for name, pieces, price, grams in articles)
        with self.shop.db.reading() as session:
            opened = open_session_of(session, self.shop.station)
        assert opened is not None
        basket = Basket(self.shop.station.ids.new(), lines)
        write(self.shop, save_draft, SaveDraft(opened.session_id, basket))

    def letters(self, name: str) -> str:
        """Return the two letters of an article."""
        root, child = self._places(name)
        return (letter_of(root) + letter_of(child)).lower()

    def tap_article(self, name: str) -> None:
        """Tap the two tiles of an article."""
        root, child = self._places(name)
        self.tap(f"sale_tile_{root}")
        self.tap(f"sale_below_{child}")

    def tap_digits(self, text: str, keypad: str = "sale") -> None:
        """Tap a number on the keypad."""
        for character in text:
            self.tap(f"{keypad}_keypad_{'comma' if character == ',' else character}")

    def sell(self, name: str = "Livre", weight: str = "1") -> None:
        """Put an article at its price of the list into the ticket, by keys."""
        self.type(self.letters(name) + weight)
        self.key("enter", "enter")

    def control_z(self) -> None:
        """Press Ctrl+Z."""
        self.keys += 1
        QTest.keyClick(self.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def display(self, page: str = "sale") -> str:
        """Return what the display of a page reads."""
        return self.find(Display, f"{page}_display").value

    def band(self, page: str = "sale") -> str:
        """Return what the message band says, or nothing."""
        message = self.find(MessageBand, f"{page}_band").message
        return f"{message.title} {message.detail}".strip() if message is not None else ""

    def basket(self) -> Basket | None:
        """Return the running ticket as it is on disk."""
        with self.shop.db.reading() as session:
            return open_draft(session, self.shop.station)

    def sold(self) -> list[tuple[object, ...]]:
        """Return every sale as its rows tell it, without ids and times."""
        with self.shop.db.reading() as session:
            sales = list(session.scalars(select(Sale).order_by(Sale.number)))
            items = list(session.scalars(select(SaleItem).order_by(SaleItem.line_no)))
            paid = list(session.scalars(select(PaymentTransaction).order_by(PaymentTransaction.id)))
        return [
            (
                sale.number, sale.total_amount, sale.donation, sale.note, sale.payment_method,
                tuple(
                    (one.category_id, one.quantity, one.unit_price, one.list_price, one.total_price, one.weight,
                     one.weight_source)
                    for one in items if one.sale_id == sale.id
                ),
                tuple(
                    (one.method_code, one.amount, one.tendered, one.change, one.reference)
                    for one in paid if one.sale_id == sale.id
                ),
            )
            for sale in sales
        ]  # fmt: skip

    def _places(self, name: str) -> tuple[int, int]:
        return next(
            (root, child)
            for root, tile in enumerate(self.roots)
            for child, below in enumerate(tile.children)
            if below.label == name
        )


def open_with(shop: Shop, **features: dict[str, object]) -> None:
    """Set the options of the register, then open its till: a session keeps those it was opened with."""
    with shop.db.writing() as session:
        session.get_one(CashRegister, shop.register_id).workflow_options = {"features": features}
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station, doc={"features": sorted(features)})
    open_till(shop)


def without_weighing(shop: Shop) -> None:
    """Open the till of a register that does not weigh."""
    open_with(shop, weighing={"enabled": False})


@contextmanager
def disk_full(shop: Shop) -> Iterator[None]:
    """Leave no page to write on."""
    with shop.db.connection() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    try:
        yield
    finally:
        with shop.db.connection() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1073741823")


@pytest.fixture
def stall(shop: Shop) -> Shop:
    """The shop with its real price list, its till still closed."""
    import_file(shop.db, PRICE_LIST, shop.admin, shop.station)
    return shop


@pytest.fixture
def market(shop: Shop) -> Shop:
    """The shop with its real price list and an open till."""
    import_file(shop.db, PRICE_LIST, shop.admin, shop.station)
    open_till(shop)
    return shop


@pytest.fixture
def till(market: Shop, app: QApplication, tmp_path: Path) -> Iterator[SaleTill]:
    """The sale page of that shop."""
    del app
    driven = SaleTill(market, tmp_path)
    yield driven.start()
    driven.close()
