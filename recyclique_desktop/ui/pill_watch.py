"""The pill of the header: it follows the exchange, and leads to the page that says more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject

from recyclique_desktop.sync.status import Light
from recyclique_desktop.ui.admin.sync_words import pill_of
from recyclique_desktop.ui.places import is_of_administration, page_name
from recyclique_desktop.ui.widgets.geometry import NARROW_BELOW

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.exchange import Exchange
    from recyclique_desktop.ui.main_window import MainWindow

_SYNC: Final = page_name("sync")
_CALM: Final = frozenset({Light.ALONE, Light.UP_TO_DATE, Light.WAITING})


class PillWatch(QObject):
    """Keeps the pill of the header true; a touch on it opens the synchronisation page, and back leads where one was.

    Args:
        warning: What the start found and somebody should look at; it stays for as long as the exchange is calm.
    """

    def __init__(self, window: MainWindow, context: AppContext, exchange: Exchange, warning: str = "") -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        self._exchange = exchange
        self._warning = warning
        window.installEventFilter(self)
        exchange.changed.connect(self._show)
        window.header.sync.connect(self._on_pill)
        self._show()

    def show_warning(self, warning: str) -> None:
        """Say something else that somebody should look at; nothing brings the exchange's own words back."""
        if warning != self._warning:
            self._warning = warning
            self._show()

    def stop(self) -> None:
        """Leave the pill to the next one: another workstation was opened in this window."""
        self._window.removeEventFilter(self)
        self._exchange.changed.disconnect(self._show)
        self._window.header.sync.disconnect(self._on_pill)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A window that becomes narrow, or wide again, has room for other words."""
        if event.type() == QEvent.Type.Resize:
            self._show()
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        status = self._exchange.status
        if self._warning and status.light in _CALM:
            self._window.warn(self._warning)
            return
        short = self._window.width() < NARROW_BELOW
        self._window.header.pill.set_state(*pill_of(status, short=short))

    def _on_pill(self) -> None:
        current = self._window.current
        presence = self._context.presence
        if current is None or presence.person is None or presence.is_locked or current.name == _SYNC:
            return
        came_from = "home" if is_of_administration(current.name) else current.name
        self._context.go(_SYNC, came_from=came_from)
