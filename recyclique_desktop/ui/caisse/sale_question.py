"""Questions of the sale that wait for an answer without stopping anything: an unlikely weight, a ticket found again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.sale_words import count, joined, short_kilos
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton, PrimaryButton
from recyclique_desktop.ui.widgets.message import BAND, MessageKind

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.domain.basket import Basket
    from recyclique_desktop.ui.caisse.entry import Doubt

_BESIDE: Final = 60
"""Width of the icon and the margins beside the question."""
CORRECT_KEY: Final = "O"
KEEP_KEY: Final = "G"


class WeightQuestion(Frame):
    """« 960 kg : vouliez-vous 0,960 kg ? », in the place of the message band; its two answers below.

    Signals:
        corrected(): The likely weight is meant.
        kept(): It is that heavy indeed.
    """

    corrected = Signal()
    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(MessageKind.LOOK.value, "sale_doubt", parent)
        self.setFixedHeight(BAND)
        self._words = FlexText("", "strong", "warn")
        self.correct = ActionButton("sale_doubt_correct", "", cap=CORRECT_KEY, height=Height.TARGET, role="strong")
        self.keep = ActionButton("sale_doubt_keep", "", cap=KEEP_KEY, height=Height.TARGET)
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

    def ask(self, doubt: Doubt) -> None:
        """Ask about a weight: what was typed, what was probably meant."""
        typed, likely = short_kilos(doubt.grams), tr("{weight:kilos}", weight=doubt.likely)
        self._words.setText(tr("{typed} : vouliez-vous {likely} ?", typed=typed, likely=likely))
        self._fit()
        self.setAccessibleName(self._words.text())
        self.correct.set_label(likely)
        self.keep.set_label(tr("Garder {typed}", typed=typed))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the question on one line: smaller when it must."""
        self._words.set_role("strong")
        if self._words.sizeHint().width() > self.width() - _BESIDE:
            self._words.set_role("cap")


class ResumeOffer(QWidget):
    """A ticket was found that was never paid: take it up again, or give it up. Nothing else before that is said.

    Signals:
        resumed(): Go on with it.
        abandoned(): Give it up.
    """

    resumed = Signal()
    abandoned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail = Text("", "body", "text2", wrap=True)
        self.resume = PrimaryButton(
            "sale_resume", tr("Reprendre le ticket"), cap=tr("Entrée"), height=Height.PRIMARY_MIDDLE
        )
        self.abandon = DestructiveButton("sale_resume_abandon", tr("Abandonner ce ticket"), height=Height.ACTION_TALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.HUGE, 0, 0)
        column.setSpacing(Space.PAGE)
        column.addWidget(Text(tr("Reprendre le ticket en cours ?"), "h1", wrap=True))
        column.addWidget(self._detail)
        column.addSpacing(Space.TARGET_GAP)
        column.addWidget(self.resume)
        column.addWidget(self.abandon)
        column.addStretch(1)
        self.resume.clicked.connect(self.resumed)
        self.abandon.clicked.connect(self.abandoned)

    def offer(self, basket: Basket) -> None:
        """Say what was found; its lines are in the ticket column."""
        total = tr("{amount:euros}", amount=basket.total)
        found = joined(count(basket, narrow=False), total)
        self._detail.setText(f"{found}\n{tr('Il n’est pas encore payé, et rien n’est perdu.')}")
