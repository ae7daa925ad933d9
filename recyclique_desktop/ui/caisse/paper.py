"""A text of forty-two columns shown as paper: a ticket, the reading of a till, a closure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from recyclique_desktop.ui.caisse.closing_steps import scrolling
from recyclique_desktop.ui.widgets.base import Text, empty

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.widgets.table import Table

_STEP = 240


class Paper(QWidget):
    """Lines of one width, scrolled by finger, by wheel, or by Page up and Page down.

    Args:
        name: ``objectName``; the area that scrolls is ``<name>_area``.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._text = ""
        inside = QWidget()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addLayout(self._lines)
        row.addStretch(1)
        self._area = scrolling(inside, f"{name}_area")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show another text from its beginning."""
        self._text = text
        empty(self._lines)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        for written in text.rstrip("\n").split("\n") if text else ():
            line = Text(written, "small")
            line.setFont(fixed)
            self._lines.addWidget(line)
        self._lines.addStretch(1)
        self._area.verticalScrollBar().setValue(0)

    def take_key(self, event: QKeyEvent) -> bool:
        """Scroll by Page up and Page down; return whether the key was one of them."""
        steps = {Qt.Key.Key_PageDown: _STEP, Qt.Key.Key_PageUp: -_STEP}
        if event.key() not in steps or not self._text:
            return False
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + steps[Qt.Key(event.key())])
        return True


def seen_through(table: Table, name: str, least: int) -> QScrollArea:
    """Let all rows of a table be reached where the window shows only some: by wheel, bar or Tab.

    No gesture: a finger on a row chooses it at once.
    """
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidget(table)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumHeight(least)
    return area
