"""A page where one arrives after the code: it greets, shows the day, and is never left standing on yesterday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.page import Page
from recyclique_desktop.ui.places import first_place
from recyclique_desktop.ui.widgets.geometry import RIGHT_HOME
from recyclique_desktop.ui.widgets.message import Message
from recyclique_desktop.ui.widgets.zones import ThreeZones
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.widgets.geometry import Layout
    from recyclique_desktop.ui.widgets.home_column import HomeColumn, WorkCard

_MINUTE_MS: Final = 60_000


class Home(Page):
    """``enter(resume=True)`` goes straight on working.

    Args:
        column: Its middle; « Réessayer » in its message reads again.
    """

    def __init__(self, context: AppContext, column: HomeColumn) -> None:
        super().__init__(context)
        self._column = column
        self._resumes = False
        self._read_on: date | None = None
        self.minutes = QTimer(self)
        self.minutes.setInterval(_MINUTE_MS)
        self.minutes.timeout.connect(self._on_minute)
        column.band.acted.connect(self._load)

    def _lay(self, card: WorkCard, side: QWidget) -> None:
        """Lay the column in the middle and ``side`` at the right; ``card`` follows the window's width."""
        zones = ThreeZones(None, self._column, side, right_widths=RIGHT_HOME)
        zones.name_zones(right=tr("Ce qui attend"))
        zones.layout_changed.connect(lambda layout: self._follow(card, layout))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(zones)

    def _follow(self, card: WorkCard, layout: Layout) -> None:
        """Take the window's sizes."""
        card.set_narrow(layout.narrow)
        self._column.band.set_folded(layout.low)

    def enter(self, **arrival: object) -> None:
        self._resumes = bool(arrival.get("resume"))
        self._column.band.clear()
        self.minutes.start()
        self._load()

    def leave(self) -> None:
        self.minutes.stop()

    def _today(self) -> date:
        station = self.context.station
        return business_date(station.clock.now(), station.zone)

    def _load(self) -> None:
        """Read what is shown, of ``_today``."""
        self._read_on = self._today()

    def _on_minute(self) -> None:
        """A program that stays on overnight: the figures of a day leave with it."""
        if self._today() != self._read_on:
            self._load()

    def _on_manage(self) -> None:
        person = self.context.presence.person
        if person is not None and (place := first_place(person.actor)):
            self.context.go(place)

    def _on_refused(self, error: UserError) -> None:
        told = refusal(error)
        self._column.band.say(Message(told.kind, told.title, told.detail, button=tr("Réessayer")))
