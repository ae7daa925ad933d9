"""A card of home: a place to go, what it is for, and its button."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.widgets.base import FlexText, Frame
from recyclique_desktop.ui.widgets.buttons import ActionButton

_HEIGHT = 96
_BUTTON = 88


class EntryCard(Frame):
    """Icon, title, detail, button; 96 high.

    Args:
        name: ``objectName``; the button is ``<name>_go``.
        title: The place: « Réception ».
        detail: What one does there: « Peser un dépôt ».
        button: Verb: « Peser ».
    """

    def __init__(
        self, name: str, title: str, detail: str, *, icon: str, button: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("card", name, parent)
        self.setFixedHeight(_HEIGHT)
        self.button = ActionButton(f"{name}_go", button)
        self.button.setMinimumWidth(_BUTTON)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(FlexText(title, "h2"))
        words.addWidget(FlexText(detail, "small", "text2"))
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 14, 0)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, 28, "text2"))
        row.addLayout(words, 1)
        row.addWidget(self.button)
