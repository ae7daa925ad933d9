"""The real window at a weighing post with the shop's real categories, for every test of reception's screens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid5

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.models import LigneDepot, TicketDepot
from recyclique_desktop.data.queries.catalogue import Tile, reception_catalogue
from recyclique_desktop.data.queries.reception import TicketView, open_posts, ticket_view
from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.flows.import_categories import import_file
from recyclique_desktop.services.reception import OpenPost, open_post
from recyclique_desktop.system.throttle import ThrottleStore
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.context import AppContext, Presence
from recyclique_desktop.ui.scale_link import ScaleLink
from recyclique_desktop.ui.tasks import Tasks
from recyclique_desktop.ui.widgets.column_note import ColumnNote
from recyclique_desktop.ui.widgets.display import Display
from recyclique_desktop.ui.widgets.letters import letter_of
from tests.conftest import Shop
from tests.services.selling import write
from tests.ui.driver import _NAMED, Driven, Hands, LazyWindow
from tests.ui.sale_till import _SPACE, PRICE_LIST


class ReceptionPost(Driven):
    """Hands at the weighing page; categories are called by the name of the lowest one."""

    def __init__(self, shop: Shop, folder: Path, *, scale: SimulatedScale | None = None, debounce_ms: int = 0) -> None:
        self._hurries = False
        window = LazyWindow(shop.clock)
        self.bridge = MainThreadBridge()
        self.tasks = Tasks(shop.db, self.bridge)
        Hands.__init__(self, window, lambda: self.tasks.pending == 0)
        self.shop = shop
        self.main = window
        self.presence = Presence()
        self.scale = scale
        self.link = ScaleLink(scale) if scale is not None else None
        throttle = ThrottleStore(folder, uuid5(_SPACE, "throttle"))
        self.context = AppContext(
            self.tasks, shop.station, self.presence, throttle, window.go, debounce_ms, animate=False, scale=self.link
        )
        window.context = self.context
        window.follow(self.presence)
        window.show()
        window.activateWindow()
        self.weigher = weigher(shop)
        if self.link is not None:
            self.link.start()
        with shop.db.reading() as session:
            self.roots = reception_catalogue(session)

    def key(self, *names: str) -> None:
        """Press keys by name, as fast as they come; nothing here waits for a button to rise."""
        for name in names:
            self.keys += 1
            QTest.keyClick(self._focused(), _NAMED[name])
        self.settle()

    @contextmanager
    def in_one_go(self) -> Iterator[None]:
        """Let keys follow each other without waiting for the screen; wait at the end."""
        self._hurries = True
        try:
            yield
        finally:
            self._hurries = False
            self.settle()

    def settle(self) -> None:
        """Wait for the screen, unless the hands are in a hurry."""
        if not self._hurries:
            super().settle()

    def begin(self) -> ReceptionPost:
        """Show the weighing page, with nothing counted yet."""
        self.arrive("weighing", self.weigher)
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

    def places(self, name: str) -> tuple[int, int | None]:
        """Return where a category stands: its root, and its place below it if it has one."""
        for root, tile in enumerate(self.roots):
            if tile.label == name and not tile.children:
                return root, None
            for child, below in enumerate(tile.children):
                if below.label == name:
                    return root, child
        raise LookupError(name)

    def letters(self, name: str) -> str:
        """Return the letters of a category."""
        root, child = self.places(name)
        return (letter_of(root) + ("" if child is None else letter_of(child))).lower()

    def tap_category(self, name: str) -> None:
        """Tap the tiles of a category."""
        root, child = self.places(name)
        self.tap(f"weigh_tile_{root}")
        if child is not None:
            self.tap(f"weigh_below_{child}")

    def weigh(self, name: str, weight: str) -> None:
        """Add a line by keys."""
        self.type(self.letters(name) + weight)
        self.key("enter")

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key that has no short name."""
        self.keys += 1
        QTest.keyClick(self._focused(), key, modifiers)
        self.settle()

    @property
    def display(self) -> str:
        """What the display reads."""
        return self.find(Display, "weigh_display").value

    @property
    def note(self) -> str:
        """What is said in the deposit's column, or nothing."""
        if not self.shows("deposit_note"):
            return ""
        message = self.find(ColumnNote, "deposit_note").message
        return f"{message.title} {message.detail}".strip() if message is not None else ""

    def lines(self) -> list[tuple[str, int, int, str, bool, str]]:
        """Return every line of the file: category, net, tare, destination, exit, source."""
        names = {tile.id: tile.label for tile in _flat(self.roots)}
        with self.shop.db.reading() as session:
            rows = session.scalars(
                select(LigneDepot)
                .join(TicketDepot, TicketDepot.id == LigneDepot.ticket_id)
                .order_by(TicketDepot.number, LigneDepot.line_no)
            ).all()
            return [
                (
                    names[row.category_id],
                    row.poids_kg,
                    row.tare or 0,
                    row.destination.value,
                    row.is_exit,
                    row.weight_source.value,
                )
                for row in rows
            ]

    def ticket(self) -> TicketView | None:
        """Return the open deposit as it is on disk."""
        with self.shop.db.reading() as session:
            post = next(iter(open_posts(session, self.shop.station)), None)
            return None if post is None or post.open_ticket is None else ticket_view(session, post.open_ticket)


def weigher(shop: Shop) -> Actor:
    """Return the volunteer as one who may weigh too."""
    return replace(shop.volunteer, permissions=shop.volunteer.permissions | {Permission.RECEPTION})


def _flat(tiles: tuple[Tile, ...]) -> list[Tile]:
    return [one for tile in tiles for one in (tile, *_flat(tile.children))]


@pytest.fixture
def depot(shop: Shop) -> Shop:
    """The shop with its real categories."""
    import_file(shop.db, PRICE_LIST, shop.admin, shop.station)
    return shop


@pytest.fixture
def opened(depot: Shop) -> Shop:
    """The same, reception open."""
    write(depot, open_post, OpenPost(depot.station.ids.new()), weigher(depot))
    return depot


@pytest.fixture
def post(opened: Shop, app: QApplication, tmp_path: Path) -> Iterator[ReceptionPost]:
    """The weighing page, without a scale."""
    del app
    driven = ReceptionPost(opened, tmp_path)
    yield driven.begin()
    driven.close()


@pytest.fixture
def weighing(opened: Shop, app: QApplication, tmp_path: Path) -> Iterator[ReceptionPost]:
    """The weighing page with a simulated scale."""
    del app
    driven = ReceptionPost(opened, tmp_path, scale=SimulatedScale())
    yield driven.begin()
    driven.close()
