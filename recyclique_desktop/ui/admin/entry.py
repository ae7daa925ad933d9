"""The way in: the pages of administration, and the pill of the header that opens one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from recyclique_desktop.ui.admin.categories_page import CategoriesPage
from recyclique_desktop.ui.admin.people_page import PeoplePage
from recyclique_desktop.ui.admin.presets_page import PresetsPage
from recyclique_desktop.ui.admin.problems_page import ProblemsPage
from recyclique_desktop.ui.admin.rounds_page import RoundsPage
from recyclique_desktop.ui.admin.settings_page import SettingsPage
from recyclique_desktop.ui.admin.sync_page import SyncPage
from recyclique_desktop.ui.admin.sync_words import pill_of
from recyclique_desktop.ui.widgets.geometry import NARROW_BELOW

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.exchange import Exchange
    from recyclique_desktop.ui.main_window import MainWindow
    from recyclique_desktop.ui.page import Page


def admin_pages(context: AppContext, exchange: Exchange) -> tuple[Page, ...]:
    """Make every page of administration."""
    return (
        CategoriesPage(context),
        PresetsPage(context),
        PeoplePage(context),
        SettingsPage(context),
        SyncPage(context, exchange),
        ProblemsPage(context, exchange),
        RoundsPage(context),
    )


class PillWatch(QObject):
    """Keeps the pill of the header true; a touch on it opens the synchronisation page, and back leads where one was."""

    def __init__(self, window: MainWindow, context: AppContext, exchange: Exchange) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._exchange = exchange
        window.installEventFilter(self)
        exchange.changed.connect(self._show)
        window.header.sync.connect(self._on_pill)
        self._show()

    def stop(self) -> None:
        """Leave the pill to the next one: another workstation was opened in this window."""
        self._window.removeEventFilter(self)
        self._exchange.changed.disconnect(self._show)
        self._window.header.sync.disconnect(self._on_pill)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A window that becomes narrow, or wide again, has room for other words."""
        if event.type() == QEvent.Type.Resize:
            self._show()
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        short = self._window.width() < NARROW_BELOW
        self._window.header.pill.set_state(*pill_of(self._exchange.status, short=short))

    def _on_pill(self) -> None:
        current = self._window.current
        if current is None or self._context.presence.person is None or current.name == SyncPage.name:
            return
        came_from = "home" if current.name.startswith("admin_") else current.name
        self._context.go(SyncPage.name, came_from=came_from)
