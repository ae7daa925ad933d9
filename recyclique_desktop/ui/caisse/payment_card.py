"""« Que dit le terminal ? »: the one question of a card typed by hand, in the place of the payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.payment_methods import REFUSED_KEY
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import DestructiveButton, GhostButton, PrimaryButton

if TYPE_CHECKING:
    from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry
    from recyclique_desktop.ui.widgets.geometry import Layout


class CardQuestion(QWidget):
    """The terminal took the card, refused it, or was not asked at all.

    Signals:
        accepted(): It took it.
        refused(): It refused it.
        abandoned(): Back to the payment.
    """

    accepted = Signal()
    refused = Signal()
    abandoned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text("", "h1", wrap=True)
        self.yes = PrimaryButton(
            "payment_card_accepted", tr("Accepté"), cap=tr("Entrée"), icon="circle-check", height=Height.PRIMARY_MIDDLE
        )
        no = DestructiveButton(
            "payment_card_refused", tr("Refusé"), icon="circle-x", cap=REFUSED_KEY, height=Height.ACTION_TALL
        )
        back = GhostButton("payment_card_back", tr("Revenir au paiement"), icon="arrow-left", cap=tr("Échap"))
        self._column = QVBoxLayout(self)
        self._column.setSpacing(Space.PAGE)
        self._column.addWidget(self._title)
        told = tr("Tapez le montant sur le terminal, puis dites ce qu’il répond. Refusé, le ticket reste à payer.")
        self._column.addWidget(Text(told, "body", "text2", wrap=True))
        self._column.addSpacing(Space.TARGET_GAP)
        for button in (self.yes, no, back):
            self._column.addWidget(button)
        self._column.addStretch(1)
        self.yes.clicked.connect(self.accepted)
        no.clicked.connect(self.refused)
        back.clicked.connect(self.abandoned)

    def ask(self, entry: PaymentEntry) -> None:
        """Ask about the card being typed."""
        current = entry.current
        if current is not None:
            name = tr(entry.method.label)
            self._title.setText(tr("{name} : {amount:euros}, accepté ?", name=name, amount=current.received))

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._column.setContentsMargins(layout.margin, Space.LARGE, layout.margin, Space.PAGE)
        self.yes.set_cap("" if layout.narrow else tr("Entrée"))
