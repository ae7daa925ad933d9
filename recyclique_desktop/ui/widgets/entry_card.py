"""A card of home: a place to go, what it is for, and its button."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.widgets.base import FlexText, Frame
from recyclique_desktop.ui.widgets.buttons import ActionButton

_HEIGHT = 96
_LEAST = 72
_BUTTON = 88


class EntryCard(Frame):
    """Icon, title, detail, button; 96 high, in a low window less.

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
        self.setMinimumHeight(_LEAST)
        self.setMaximumHeight(_HEIGHT)
        self.button = ActionButton(f"{name}_go", button, margin=12)
        self.button.ensurePolished()
        self.button.setMinimumWidth(max(_BUTTON, self.button.sizeHint().width()))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        self._title = FlexText(title, "h2")
        words.addWidget(self._title)
        words.addWidget(FlexText(detail, "small", "text2"))
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(10)
        self._icon = IconLabel(icon, 28, "text2")
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return False

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().sizeHint().width(), _HEIGHT)

    def set_narrow(self, narrow: bool) -> None:
        """Give the words the icon's room from 1024 to 1279 wide."""
        self._icon.setVisible(not narrow)
        self._title.set_role("strong" if narrow else "h2")
