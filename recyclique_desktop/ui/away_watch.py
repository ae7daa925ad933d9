"""Tells screens how the exchange stands: the sale once when the centre went away (picture 04d), home what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from recyclique_desktop.sync.status import Light
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.sync_words import away_words
from recyclique_desktop.ui.widgets.message import Message, MessageKind

if TYPE_CHECKING:
    from datetime import datetime

    from recyclique_desktop.sync.status import Status
    from recyclique_desktop.ui.exchange import Exchange
    from recyclique_desktop.ui.main_window import MainWindow


class AwayWatch(QObject):
    """Once per absence, on the screen that sells: the pill goes on saying it everywhere."""

    def __init__(self, window: MainWindow, exchange: Exchange) -> None:
        super().__init__(window)
        self._window = window
        self._exchange = exchange
        self._told: datetime | None = None
        exchange.changed.connect(self._show)
        window.shown.connect(self._show)

    def stop(self) -> None:
        """Fall silent: another workstation was opened in this window."""
        self._exchange.changed.disconnect(self._show)
        self._window.shown.disconnect(self._show)
        self.deleteLater()

    def _show(self) -> None:
        screen, status = self._window.current, self._exchange.status
        if screen is None:
            return
        screen.hear(status)
        if status.light is not Light.OFFLINE:
            self._told = None
            screen.tell_away(None, anew=False)
        elif screen.tell_away(word_of(status), anew=self._told != status.away_since):
            self._told = status.away_since


def word_of(status: Status) -> Message:
    """Return what the sale says of an absence: what happened, what is safe, what to do."""
    safe = tr("Continuez à vendre, tout est gardé ici.")
    return Message(MessageKind.CARD, away_words(status), safe, button=tr("Voir"), closable=True)
