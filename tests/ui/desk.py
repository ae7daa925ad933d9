"""A window of administration on a real shop: keys and taps by the names of widgets, and waiting for the work behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget

from recyclique_desktop.domain.lockout import Lockout
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.admin.problems_page import ProblemsPage
from recyclique_desktop.ui.admin.sync_page import SyncPage
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.context import AppContext, Person, Presence
from recyclique_desktop.ui.exchange import Exchange, Link
from recyclique_desktop.ui.main_window import MainWindow
from recyclique_desktop.ui.page import HeaderText, Page
from recyclique_desktop.ui.pill_watch import PillWatch
from recyclique_desktop.ui.tasks import Tasks
from tests.ui.checks import (
    DESIGN,
    NARROW,
    crowded,
    cut_texts,
    nameless,
    rival_primaries,
    small_targets,
    small_texts,
    stretched,
    wrong_with,
)

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.domain.station import Actor
    from tests.conftest import Shop

_Kind = TypeVar("_Kind", bound=QWidget)
KEYS = {
    "enter": Qt.Key.Key_Return, "escape": Qt.Key.Key_Escape, "tab": Qt.Key.Key_Tab, "down": Qt.Key.Key_Down,
    "up": Qt.Key.Key_Up, "insert": Qt.Key.Key_Insert, "page_down": Qt.Key.Key_PageDown, "space": Qt.Key.Key_Space,
    "left": Qt.Key.Key_Left, "right": Qt.Key.Key_Right, "page_up": Qt.Key.Key_PageUp, "backspace": Qt.Key.Key_Backspace,
}  # fmt: skip


class Home(Page):
    """Stands in for the home page: where « Accueil » leads."""

    name = "home"

    def header(self) -> HeaderText:
        return HeaderText("RecyClique")


class MemoryVault:
    """Counters of wrong codes, kept nowhere."""

    def __init__(self) -> None:
        self._states: dict[UUID, Lockout] = {}

    def load(self, user_id: UUID) -> Lockout:
        return self._states.get(user_id, Lockout())

    def update(self, user_id: UUID, change: Callable[[Lockout], Lockout]) -> Lockout:
        self._states[user_id] = change(self.load(user_id))
        return self._states[user_id]


ABOUT_THE_CENTRE = (SyncPage, ProblemsPage)


@contextmanager
def at(shop: Shop, *pages: Callable[..., Page], link: Link | None = None) -> Iterator[Desk]:
    """Sit down at a desk with these pages; ``link`` is its way to a centre."""
    desk = Desk(shop, pages, link)
    try:
        yield desk
    finally:
        desk.close()


LOOKS = ("light", "dark", "longer words")


@contextmanager
def look(app: QApplication, name: str) -> Iterator[None]:
    """Put on one of the looks every page must hold in; pages are built inside."""
    if name == "dark":
        theme.apply(app, theme.DARK)
    try:
        with stretched() if name == "longer words" else nullcontext():
            yield
    finally:
        if name == "dark":
            theme.apply(app, theme.LIGHT)


class Desk:
    """The window, its pages, and two hands.

    Attributes:
        lows: Windows lower than the design's, which the page holds too.
    """

    lows: tuple[tuple[int, int], ...] = ()
    _finger: QPointingDevice | None = None

    def __init__(self, shop: Shop, pages: tuple[Callable[..., Page], ...], link: Link | None = None) -> None:
        self.shop = shop
        self.window = MainWindow(shop.clock)
        self.bridge = MainThreadBridge()
        self.tasks = Tasks(shop.db, self.bridge)
        self.presence = Presence()
        self.context = AppContext(
            self.tasks, shop.station, self.presence, MemoryVault(), self.window.go, 0, animate=False  # type: ignore[arg-type]
        )  # fmt: skip
        self.exchange = Exchange(self.bridge, link)
        self.window.add(Home(self.context), *(self._make(page) for page in pages))
        self.window.follow(self.presence)
        self.pill = PillWatch(self.window, self.context, self.exchange)
        self.window.show()
        self.window.activateWindow()

    def _make(self, page: Any) -> Page:
        made: Page = page(self.context, self.exchange) if page in ABOUT_THE_CENTRE else page(self.context)
        return made

    def arrive(self, name: str, actor: Actor | None = None, **arrival: object) -> None:
        """Show a page, signed in as the administrator unless told."""
        self.presence.enter(Person(actor or self.shop.admin, self.shop.station.ids.new()))
        self.window.go(name, **arrival)
        self.settle()

    @property
    def page(self) -> str:
        """Name of the page shown."""
        assert self.window.current is not None
        return self.window.current.name

    def settle(self) -> None:
        """Wait until no work is under way."""
        waited = 0
        QTest.qWait(1)
        while self.tasks.pending or self.exchange.pending or self._is_pressed():
            QTest.qWait(5)
            waited += 5
            assert waited < 10_000, "the work behind the screen never ended"
        QTest.qWait(1)
        if QApplication.activeModalWidget() is None and not self.window.isActiveWindow():
            self.window.activateWindow()  # without a window manager nothing gives it back after a dialog
            QTest.qWait(1)

    @staticmethod
    def _is_pressed() -> bool:
        """Tell whether a button that a key pressed shows it still: it acts a tenth of a second later."""
        top = QApplication.activeWindow()
        return top is not None and any(button.isDown() for button in top.findChildren(QAbstractButton))

    def key(self, *names: str) -> None:
        """Press keys by name, wherever the focus is."""
        for name in names:
            QTest.keyClick(self._focused(), KEYS[name])
            QTest.qWait(1)
            self.settle()

    def strike(self, text: str) -> None:
        """Type characters where the focus is."""
        for character in text:
            focused = self._focused()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
                QApplication.sendEvent(focused, event)
        self.settle()

    def tab_to(self, name: str) -> None:
        """Press Tab until a widget of that name has the focus."""
        for _ in range(60):
            focused = QApplication.focusWidget()
            if focused is not None and focused.objectName() == name:
                return
            self.key("tab")
        raise AssertionError(f"Tab never reaches {name}")

    def tap(self, name: str) -> None:
        """Touch a widget with a finger."""
        target = self.find(QWidget, name)
        assert target.isEnabled(), f"{name} cannot be pressed"
        if Desk._finger is None:
            Desk._finger = QTest.createTouchDevice()
        window = target.window()
        handle, at = window.windowHandle(), target.mapTo(window, target.rect().center())
        assert handle is not None
        QTest.touchEvent(handle, Desk._finger).press(0, at).commit()
        QTest.touchEvent(handle, Desk._finger).release(0, at).commit()
        self.settle()

    def write_in(self, name: str, text: str) -> None:
        """Touch a field, empty it and type."""
        self.tap(name)
        QTest.keySequence(self.find(QWidget, name), "Ctrl+A")
        self.key("backspace")
        self.strike(text)

    def find(self, kind: type[_Kind], name: str) -> _Kind:
        """Return the visible widget of that name, in the dialog when one is open."""
        top = QApplication.activeModalWidget() or self.window
        found = [one for one in top.findChildren(kind, name) if one.isVisible()]
        assert found, f"no {name} on the screen"
        return found[0]

    def row(self, words: str) -> str:
        """Return the name of the row that says these words."""
        top = QApplication.activeModalWidget() or self.window
        names = [
            one.objectName()
            for one in top.findChildren(QWidget)
            if one.isVisible() and "_list_" in one.objectName() and words in one.accessibleName()
        ]
        assert names, f"no row says {words}: {self.said()}"
        return names[0]

    def said(self) -> str:
        """Every word on the screen, dialogs included."""
        tops = [self.window, *(top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog))]
        return " | ".join(
            label.text() for top in tops for label in top.findChildren(QLabel) if label.isVisible() and label.text()
        )

    def close(self) -> None:
        """Stop the threads and put the window away."""
        self.settle()
        self.tasks.stop()
        self.exchange.stop()
        self.window.close()
        self.window.deleteLater()
        QTest.qWait(1)

    def faults(self) -> list[str]:
        """Return all that is wrong with the page, wide and narrow, and with the dialog over it if one is open."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            checks = (cut_texts, small_targets, nameless, crowded, rival_primaries, small_texts)
            return [sentence for check in checks for sentence in check(dialog)]
        sizes = (NARROW, *self.lows, DESIGN)
        return [f"{size}: {sentence}" for size in sizes for sentence in wrong_with(self.window, *size)]

    def _focused(self) -> QWidget:
        top = QApplication.activeModalWidget() or self.window
        focused = QApplication.focusWidget()
        return focused if focused is not None and (focused is top or top.isAncestorOf(focused)) else top
