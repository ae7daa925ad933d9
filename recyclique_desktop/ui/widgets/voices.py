"""The place of messages and questions: a height kept for them, or none until something is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

if TYPE_CHECKING:
    from recyclique_desktop.ui.widgets.message import MessageBand


class Voices(QStackedWidget):
    """A band for messages, and what may stand in its place: a question about a weight, about a gift.

    Signals:
        spoke(): Something is said or asked now, or nothing any more.
        asked(): A question stands there now.

    Args:
        band: Shown while nothing is asked.
        questions: One of them at a time.
    """

    spoke = Signal()
    asked = Signal()

    def __init__(self, band: MessageBand, *questions: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._band = band
        self._reserved = self._asking = band.height()
        self._folded = False
        for voice in (band, *questions):
            self.addWidget(voice)
        self.setFixedHeight(self._reserved)
        self.currentChanged.connect(self._on_current)
        band.told.connect(self._fold)

    @property
    def speaks(self) -> bool:
        """Whether something is said or asked."""
        return self.currentWidget() is not self._band or self._band.message is not None

    def reserve(self, height: int) -> None:
        """Keep another height for messages, as in a low window; a question takes what it needs."""
        self._reserved = height
        self._band.reserve(height)
        self._fold()

    def set_folded(self, folded: bool) -> None:
        """Take room only while something is said or asked."""
        self._folded = folded
        self._fold()

    def _on_current(self) -> None:
        self._fold()
        if self.currentWidget() is not self._band:
            self.asked.emit()

    def _fold(self) -> None:
        asks = self.currentWidget() is not self._band
        kept = self._band.height() if self._folded else self._reserved
        self.setFixedHeight(self._asking if asks else kept)
        self.setVisible(self.speaks or not self._folded)
        self.spoke.emit()
