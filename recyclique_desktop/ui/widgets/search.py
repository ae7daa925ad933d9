"""A word and where to type it; a list follows each letter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from recyclique_desktop.domain.text import folded
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text


class SearchBox(QWidget):
    """A word and where to type it; the list follows each letter.

    Signals:
        changed(str): What is typed, folded: no case, no accents.
    """

    changed = Signal(str)

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setObjectName(f"{name}_edit")
        self.edit.setAccessibleName(label)
        self.edit.setFixedHeight(Height.SMALL_ACTION)
        self.edit.setMinimumWidth(72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.GRID)
        row.addWidget(IconLabel("search", 24, "text2"))
        row.addWidget(Text(label, "label", "text2"))
        row.addWidget(self.edit, 1)
        self.edit.textChanged.connect(lambda text: self.changed.emit(folded(text)))

    def take(self, letter: str) -> None:
        """Start typing with this letter."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.setText(letter.lower())
