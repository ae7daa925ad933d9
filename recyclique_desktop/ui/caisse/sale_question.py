"""A question of the sale that waits for an answer without stopping anything: a ticket found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.sale_words import count
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import DestructiveButton, PrimaryButton
from recyclique_desktop.ui.words import joined

if TYPE_CHECKING:
    from recyclique_desktop.domain.basket import Basket


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
