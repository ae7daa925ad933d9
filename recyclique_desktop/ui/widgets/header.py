"""The header of every screen: where one is, at the left; who works and how the data stand, at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import GhostButton, IconButton
from recyclique_desktop.ui.widgets.display import BaselineRow
from recyclique_desktop.ui.widgets.people import Avatar
from recyclique_desktop.ui.widgets.pill import Pill, PillState

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_MARGIN: Final = 16
_SINGLE_MARGIN: Final = 10
"""Where one zone is shown at a time; the padlock's own air makes it the margin of what is below."""


class Header(Frame):
    """Brand or way back, title and its detail on one baseline; pill, person, padlock, clock.

    Signals:
        back(): « Revenir » or « Annuler » was pressed.
        lock(): The padlock was pressed: change person.
        sync(): The pill was pressed.

    Args:
        name: ``objectName``; the buttons are ``<name>_back``, ``<name>_lock``, ``<name>_pill``.
        title: « Caisse 1 ».
        detail: « La Clique · session 42 »; left out from 1024 to 1279.
    """

    back = Signal()
    lock = Signal()
    sync = Signal()

    def __init__(self, name: str, title: str = "RecyClique", detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__("surface", name, parent)
        self.setFixedHeight(Height.HEADER)
        self._rule = Frame("rule", parent=self)
        self._brand = IconLabel("recycle", 28, "accent")
        self._back = GhostButton(f"{name}_back", tr("Revenir"), icon="arrow-left")
        self._back.hide()
        self._words = BaselineRow(spacing=12)
        self._title = Text(title, "h2")
        self._detail = Text(detail, "small", "text2")
        self.pill = Pill(f"{name}_pill", PillState.ALONE, tr("Poste seul"))
        self._who = QWidget()
        self._avatar = Avatar()
        self._person = Text("", "body")
        self._lock = IconButton(f"{name}_lock", "lock", tr("Changer de personne"))
        self._clock = Text("", "strong", "text2")
        self._clock.setContentsMargins(12, 0, 0, 0)
        self._row = QHBoxLayout(self)
        self._build()
        self.set_person("", "")
        self._back.clicked.connect(self.back)
        self._lock.clicked.connect(self.lock)
        self.pill.clicked.connect(self.sync)

    def _build(self) -> None:
        who = QHBoxLayout(self._who)
        who.setContentsMargins(16, 0, 0, 0)
        who.setSpacing(12)
        for widget in (self._avatar, self._person, self._lock):
            who.addWidget(widget)
        self._words.add(self._title, self._detail)
        row = self._row
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(0)
        row.addWidget(self._brand)
        row.addWidget(self._back)
        row.addSpacing(12)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self.pill)
        row.addWidget(self._who)
        row.addWidget(self._clock)

    def set_title(self, title: str, detail: str = "") -> None:
        """Say where one is."""
        self._title.setText(title)
        self._detail.setText(detail)
        self._settle()

    def set_back(self, label: str) -> None:
        """Show a way back with these words instead of the brand; ``""`` brings the brand back."""
        self._back.setVisible(bool(label))
        self._brand.setVisible(not label)
        if label:
            self._back.set_label(label)

    def set_person(self, initials: str, person: str) -> None:
        """Show who works here; empty when nobody is signed in."""
        self._avatar.set_initials(initials)
        self._person.setText(person)
        self._who.setVisible(bool(person))

    def _settle(self) -> None:
        """Give the new words their room at once: the page under them may be drawn before Qt lays the header out."""
        for part in (self._words, self):
            layout = part.layout()
            if layout is not None:
                layout.activate()

    def set_clock(self, text: str) -> None:
        """Show the time of day."""
        self._clock.setText(text)

    def set_narrow(self, narrow: bool) -> None:
        """Drop the detail from 1024 to 1279 wide."""
        self._detail.setVisible(not narrow)

    def set_single(self, single: bool) -> None:
        """Where one zone is shown at a time: lower, with the person's disc alone, and without the time.

        Its buttons are then as low as a finger allows, so that what is pressed below stands clear of them.
        """
        self.setFixedHeight(Height.HEADER_SINGLE if single else Height.HEADER)
        self._back.setFixedHeight(Height.TARGET if single else Height.SMALL_ACTION)
        self._lock.setFixedHeight(Height.TARGET if single else Height.ICON_BUTTON)
        self.pill.set_low(low=single)
        self._person.setVisible(not single)
        self._clock.setVisible(not single)
        margin = _SINGLE_MARGIN if single else _MARGIN
        self._row.setContentsMargins(margin, 0, margin, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._rule.setGeometry(0, self.height() - 1, self.width(), 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().minimumSizeHint().width(), self.height())
