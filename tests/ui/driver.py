"""The real window on the tests' shop, and hands that say what they see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from recyclique_desktop.system.throttle import ThrottleStore
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.caisse.closing_page import ClosingPage
from recyclique_desktop.ui.caisse.home_page import HomePage
from recyclique_desktop.ui.caisse.notebook_page import NotebookPage
from recyclique_desktop.ui.caisse.opening_page import OpeningPage
from recyclique_desktop.ui.caisse.payment_page import PaymentPage
from recyclique_desktop.ui.caisse.sale_page import SalePage
from recyclique_desktop.ui.caisse.session_page import SessionPage
from recyclique_desktop.ui.context import AppContext, Person, Presence
from recyclique_desktop.ui.gestures import NAMED as _NAMED
from recyclique_desktop.ui.gestures import Hands as Gestures
from recyclique_desktop.ui.login.sign_in_page import SignInPage
from recyclique_desktop.ui.main_window import MainWindow
from recyclique_desktop.ui.reception.home_page import ReceptionHomePage
from recyclique_desktop.ui.reception.weighing_page import WeighingPage
from recyclique_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from pathlib import Path

    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.ui.page import Page, Screen
    from tests.conftest import Shop


__all__ = ["_NAMED", "Driven", "Hands", "at_work"]


class Hands(Gestures):
    """Hands of a tester: they read the screen too."""

    def said(self) -> str:
        """Every word on the screen, dialogs included."""
        tops = [self.window, *(top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog))]
        return " | ".join(
            label.text() for top in tops for label in top.findChildren(QLabel) if label.isVisible() and label.text()
        )

    def tab_to(self, name: str) -> None:
        """Press Tab until the focus is there."""
        for _ in range(60):
            focused = QApplication.focusWidget()
            if focused is not None and focused.objectName() == name:
                return
            self.key("tab")
        raise AssertionError(f"Tab never reaches {name}")


_PAGES: dict[str, type[Page]] = {
    page.name: page
    for page in (
        SignInPage, HomePage, OpeningPage, NotebookPage, SalePage, PaymentPage, ClosingPage, ReceptionHomePage,
        WeighingPage, SessionPage,
    )
}  # fmt: skip


class LazyWindow(MainWindow):
    """The window of a test, which sees one page or two: each is made when it is first shown."""

    context: AppContext

    def go(self, name: str, **arrival: object) -> None:
        if name not in self._screens and name in _PAGES:
            self.add(_PAGES[name](self.context))
        super().go(name, **arrival)


class Driven(Hands):
    """The real window on a shop, with its pages."""

    def __init__(self, shop: Shop, throttle: ThrottleStore) -> None:
        self.shop = shop
        window = LazyWindow(shop.clock)
        self.main: MainWindow = window
        super().__init__(self.main, lambda: self.tasks.pending == 0)
        self.bridge = MainThreadBridge()
        self.tasks = Tasks(shop.db, self.bridge)
        self.presence = Presence()
        self.context = AppContext(self.tasks, shop.station, self.presence, throttle, self.main.go, 0, animate=False)
        window.context = self.context
        self.main.follow(self.presence)
        self.main.show()
        self.main.activateWindow()

    @property
    def page(self) -> Screen:
        """The page shown."""
        assert self.main.current is not None
        return self.main.current

    def arrive(self, name: str, actor: Actor | None = None, **arrival: object) -> None:
        """Show a page, signed in as the volunteer unless told."""
        self.presence.enter(Person(actor or self.shop.volunteer, self.shop.station.ids.new()))
        self.main.go(name, **arrival)
        self.settle()

    def close(self) -> None:
        """Stop the threads and put the window away."""
        self.settle()
        self.tasks.stop()
        self.main.close()
        self.main.deleteLater()
        QTest.qWait(1)


def at_work(shop: Shop, folder: Path) -> Driven:
    """Open the window on a shop; its counters of wrong codes lie in ``folder``."""
    return Driven(shop, ThrottleStore(folder, shop.station.id))
