"""« Abandonner le ticket ? » with its reason: one press of four, or the safe button. The journal keeps the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from recyclique_desktop.system.messages import mark, tr, trn
from recyclique_desktop.ui.keys import digit_of
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import BoxButton, Text
from recyclique_desktop.ui.widgets.buttons import DestructiveButton
from recyclique_desktop.ui.widgets.dialog import AskedDialog

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.basket import Basket

REASONS: Final = {
    "customer_left": mark("Le client est parti"),
    "no_money": mark("Pas assez d’argent"),
    "mistake": mark("Erreur de saisie"),
    "test": mark("Essai"),
}
"""``services.drafts.ABANDON_REASONS`` in words; keys 1 to 4."""
_COLUMNS: Final = 2


class AbandonDialog(AskedDialog):
    """Asks why a ticket is given up; the safe button is focused, Escape is the safe one.

    Signals:
        chosen(str): It is given up, for this reason.
        kept(): It is not.

    Args:
        name: ``objectName``; the buttons are ``<name>_<reason>`` and ``<name>_keep``.
        basket: What is given up.
    """

    chosen = Signal(str)

    def __init__(self, name: str, basket: Basket, parent: QWidget | None = None) -> None:
        question = tr("Abandonner le ticket de {amount:euros} ?", amount=basket.total)
        super().__init__(name, question, _detail(basket), tr("Garder le ticket"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._buttons: dict[str, BoxButton] = {
            reason: DestructiveButton(f"{name}_{reason}", tr(words), cap=str(place), height=Height.ACTION_TALL)
            for place, (reason, words) in enumerate(REASONS.items(), start=1)
        }
        self._build()
        for reason, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, why=reason: self._choose(why))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        digit = digit_of(event)
        if digit and 1 <= int(digit) <= len(REASONS):
            self._choose(tuple(REASONS)[int(digit) - 1])
            return
        super().keyPressEvent(event)

    def _build(self) -> None:
        self.column.addWidget(Text(tr("Pourquoi l’abandonner ?"), "strong", wrap=True))
        grid = QGridLayout()
        grid.setSpacing(Space.GRID)
        for place, button in enumerate(self._buttons.values()):
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        self.column.addLayout(grid)
        self.column.addSpacing(Space.SMALL)
        self.column.addWidget(self.keep_button)

    def _choose(self, reason: str) -> None:
        self.accept()
        self.chosen.emit(reason)


def _detail(basket: Basket) -> str:
    return trn(
        "Sa ligne disparaît ; rien n’est vendu. Le journal garde la trace de l’abandon.",
        "Ses {n} lignes disparaissent ; rien n’est vendu. Le journal garde la trace de l’abandon.",
        len(basket.lines),
    )
