"""What the pages of arrival are made of: a column that greets, and the card of a workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.display import BaselineRow
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.pill import Badge, PillState
from recyclique_desktop.ui.widgets.rows import Card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.ui.widgets.buttons import PrimaryButton
    from recyclique_desktop.ui.widgets.rows import Figure

BUTTONS: Final = 88
_CARD: Final = 344
_MARGINS: Final = (32, 14, 24, Space.PAGE)
_GAP: Final = 16


class HomeColumn(QWidget):
    """« Bonjour Émilie » and the day, cards below, the message at the foot.

    Args:
        band: ``objectName`` of the message band.
        cards: Below each other; those that are hidden take no room.
    """

    def __init__(self, band: str, *cards: QWidget) -> None:
        super().__init__()
        self.band = MessageBand(band)
        self._greeting = Text("", "h1")
        self._day = Text("", "body", "text2")
        greeting = BaselineRow(spacing=_GAP)
        greeting.add(self._greeting, self._day)
        greeting.add_stretch()
        greeting.setFixedHeight(42)
        self._entries: tuple[QWidget, ...] = ()
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*_MARGINS)
        self._column.setSpacing(0)
        self._column.addWidget(greeting)
        self._column.addSpacing(_GAP)
        for card in cards:
            self._column.addWidget(card)
        self._column.addStretch(1)
        self._column.addWidget(self.band)

    def add_entries(self, *entries: QWidget) -> None:
        """Lay other places to go under the cards, two beside each other, in this order."""
        if not self._entries:
            above_stretch = self._column.count() - 2
            self._column.insertSpacing(above_stretch, _GAP)
            self._column.insertLayout(above_stretch + 1, self._grid)
        for entry in entries:
            entry.setParent(self)  # shown without one it would be a window, and take the keys from the program's
        self._entries += entries
        self.settle_entries()

    def settle_entries(self) -> None:
        """Let those that show stand together: a row with nothing to show takes no room."""
        for entry in self._entries:
            self._grid.removeWidget(entry)
        shown = [entry for entry in self._entries if not _is_put_away(entry)]
        for place, entry in enumerate(shown):
            self._grid.addWidget(entry, place // 2, place % 2)

    def greet(self, name: str, day: str) -> None:
        """Say good morning by the first name, and which day it is."""
        self._greeting.setText(tr("Bonjour {name}", name=name.split(" ", maxsplit=1)[0]))
        self._day.setText(day)


class WorkCard(Card):
    """One workplace: its name, its state, the figures of the day, the act to go on and the one to close.

    Args:
        name: ``objectName`` of the card.
        icon: Of the workplace.
        state: ``objectName`` of the badge that says whether it is open.
        height: What it takes where there is room; in a low window it keeps at least what it holds.
    """

    def __init__(self, name: str, icon: str, state: str, *, height: int = _CARD) -> None:
        super().__init__(name)
        self.setMaximumHeight(height)
        self._name = Text("", "h1")
        self._badge = Badge(state, PillState.ALONE, "")
        self._detail = FlexText("", "small", "text2")
        self.column.setSpacing(0)
        self.column.addLayout(self._head(icon))

    def lay(self, figures: Sequence[Figure], gap: int, go_on: PrimaryButton, close: PrimaryButton) -> None:
        """Lay the figures beside each other, and the two acts below; nothing can be done before it was read."""
        for button in (go_on, close):
            button.setEnabled(False)
        self.column.addSpacing(22)
        self.column.addLayout(_beside(gap, [(figure, 1) for figure in figures]))
        self.column.addSpacing(Space.GRID)
        self.column.addStretch(1)
        self.column.addLayout(_beside(Space.SMALL, [(go_on, 3), (close, 1)]))

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return False  # its height is the design's, or what the window leaves: never what its words would take

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def _head(self, icon: str) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(IconLabel(icon, 28))
        head.addWidget(self._name)
        head.addSpacing(4)
        head.addWidget(self._badge)
        head.addStretch(1)
        head.addWidget(self._detail)
        return head

    def set_narrow(self, narrow: bool) -> None:
        """Drop who opened it from 1024 to 1279 wide."""
        self._detail.setVisible(not narrow)

    def show_closed(self, detail: str) -> None:
        """Say that it is closed."""
        self._badge.show_state(PillState.ALONE, tr("Fermée"), icon="lock")
        self._detail.setText(detail)

    def show_open(self, since: str, detail: str, *, is_old: bool) -> None:
        """Say since when it is open.

        Args:
            since: In words.
            detail: Who opened it.
            is_old: Whether it is open since another day, which somebody should look at.
        """
        self._badge.show_state(PillState.LOOK if is_old else PillState.UP_TO_DATE, since)
        self._detail.setText(detail)


def _is_put_away(entry: QWidget) -> bool:
    """Tell whether somebody hid it, and not only that nobody has shown it yet."""
    return entry.isHidden() and entry.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def _beside(gap: int, parts: Sequence[tuple[QWidget, int]]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(gap)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row
