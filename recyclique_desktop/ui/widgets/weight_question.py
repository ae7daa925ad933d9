"""An unlikely weight is asked about without stopping anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.message import BAND, MessageKind
from recyclique_desktop.ui.words import short_kilos

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.domain.weight import Grams

_BESIDE: Final = 60
"""Width of the icon and the margins beside the question."""
CORRECT_KEY: Final = "O"
KEEP_KEY: Final = "G"


class WeightQuestion(Frame):
    """« 960 kg : vouliez-vous 0,960 kg ? », in a place that is kept for it; its two answers below.

    Signals:
        corrected(): The likely weight is meant.
        kept(): It is that heavy indeed.

    Args:
        name: ``objectName``; the answers are ``<name>_correct`` and ``<name>_keep``.
        height: Of the place.
    """

    corrected = Signal()
    kept = Signal()

    def __init__(self, name: str, *, height: int = BAND, parent: QWidget | None = None) -> None:
        super().__init__(MessageKind.LOOK.value, name, parent)
        self.setFixedHeight(height)
        self._words = FlexText("", "strong", "warn")
        self.correct = ActionButton(f"{name}_correct", "", cap=CORRECT_KEY, height=Height.TARGET, role="strong")
        self.keep = ActionButton(f"{name}_keep", "", cap=KEEP_KEY, height=Height.TARGET)
        said = QHBoxLayout()
        said.setSpacing(Space.GRID)
        said.addWidget(IconLabel("triangle-alert", 24, "warn"))
        said.addWidget(self._words, 1)
        answers = QHBoxLayout()
        answers.setSpacing(Space.GRID)
        answers.addWidget(self.correct, 1)
        answers.addWidget(self.keep, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 8, 6)
        column.setSpacing(Space.TINY)
        column.addLayout(said, 1)
        column.addLayout(answers)
        self.correct.clicked.connect(self.corrected)
        self.keep.clicked.connect(self.kept)

    def ask(self, grams: Grams, likely: Grams | None) -> None:
        """Ask about a weight: what was typed, what was probably meant; nothing is known of that for a scale's."""
        typed = short_kilos(grams)
        if likely is None:
            self._put(tr("{typed} : est-ce bien ce poids ?", typed=typed), tr("Peser de nouveau"), typed)
        else:
            meant = tr("{weight:kilos}", weight=likely)
            self._put(tr("{typed} : vouliez-vous {likely} ?", typed=typed, likely=meant), meant, typed)

    def _put(self, question: str, correct: str, typed: str) -> None:
        self._words.setText(question)
        self._fit()
        self.setAccessibleName(self._words.text())
        self.correct.set_label(correct)
        self.keep.set_label(tr("Garder {typed}", typed=typed))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the question on one line: smaller when it must."""
        self._words.set_role("strong")
        if self._words.sizeHint().width() > self.width() - _BESIDE:
            self._words.set_role("cap")
