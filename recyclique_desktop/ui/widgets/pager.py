"""The foot of a list: exactly what it shows of what, and the way to the rest."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton


class Pager(QWidget):
    """Says « 1 à 6 sur 14 » and turns the pages; the buttons keep their places, and leave together on a single page.

    Signals:
        turned(int): 1 for the next page, -1 for the former one.

    Args:
        name: ``objectName``; the buttons are ``<name>_back`` and ``<name>_on``.
    """

    turned = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFixedHeight(Height.SMALL_ACTION)
        self._said = FlexText("", "small", "text2")
        self._back = ActionButton(f"{name}_back", tr("Précédent"), icon="chevron-left", height=Height.SMALL_ACTION)
        self._on = ActionButton(f"{name}_on", tr("Suivant"), icon="chevron-right", height=Height.SMALL_ACTION)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.GRID)
        row.addWidget(self._said, 1)
        row.addWidget(self._back)
        row.addWidget(self._on)
        self._back.clicked.connect(lambda: self.turned.emit(-1))
        self._on.clicked.connect(lambda: self.turned.emit(1))

    @property
    def text(self) -> str:
        """What is said."""
        return self._said.text()

    def show_page(self, said: str, page: int, pages: int) -> None:
        """Say what is shown; ``page`` counts from 0."""
        self._said.setText(said)
        for button in (self._back, self._on):
            button.setVisible(pages > 1)
        self._back.setEnabled(page > 0)
        self._on.setEnabled(page < pages - 1)
