"""A bar for work that takes more than a second, with its words above; it never loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from recyclique_desktop.ui.theme.active import active_theme
from recyclique_desktop.ui.widgets.base import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

_BAR: Final = 12
_GAP: Final = 10


class ProgressLine(QWidget):
    """What is being done, and how much of it is.

    Args:
        name: ``objectName``.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words = Text("", "body", wrap=True, parent=self)
        self._share = 0.0

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self._share

    def show_progress(self, words: str, done: int, of: int) -> None:
        """Say what is being done; ``of`` is 0 while nobody knows how much there is."""
        self._words.setText(words)
        self._share = min(done / of, 1.0) if of > 0 else 0.0
        self.setAccessibleName(words)
        self.updateGeometry()
        self._place()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        self._words.ensurePolished()
        wanted = max(self._words.heightForWidth(max(self.width(), 200)), self._words.fontMetrics().height())
        return QSize(400, wanted + _GAP + _BAR)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(0, self.height() - _BAR, self.width(), _BAR)
        painter.setBrush(QColor(theme.sunken))
        painter.drawRoundedRect(whole, _BAR / 2, _BAR / 2)
        if self._share > 0:
            painter.setBrush(QColor(theme.accent))
            done = QRectF(whole.left(), whole.top(), max(_BAR, whole.width() * self._share), _BAR)
            painter.drawRoundedRect(done, _BAR / 2, _BAR / 2)
        painter.end()

    def _place(self) -> None:
        self._words.setGeometry(0, 0, self.width(), max(0, self.height() - _BAR - _GAP))
