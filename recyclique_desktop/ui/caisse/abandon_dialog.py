"""« Abandonner le ticket ? » with its reason: one press of four, or the safe button. The journal keeps the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import mark, tr, trn
from recyclique_desktop.ui.keys import digit_of
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import BoxButton, Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton

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
_WIDTH: Final = 560
_COLUMNS: Final = 2


class AbandonDialog(QDialog):
    """Asks why a ticket is given up; the safe button is focused, Escape is the safe one.

    Signals:
        chosen(str): It is given up, for this reason.
        kept(): It is not.

    Args:
        name: ``objectName``; the buttons are ``<name>_<reason>`` and ``<name>_keep``.
        basket: What is given up.
    """

    chosen = Signal(str)
    kept = Signal()

    def __init__(self, name: str, basket: Basket, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        question = tr("Abandonner le ticket de {amount:euros} ?", amount=basket.total)
        self.setObjectName(name)
        self.setAccessibleName(question)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._buttons: dict[str, BoxButton] = {
            reason: DestructiveButton(f"{name}_{reason}", tr(words), cap=str(place), height=Height.ACTION_TALL)
            for place, (reason, words) in enumerate(REASONS.items(), start=1)
        }
        self._keep = ActionButton(f"{name}_keep", tr("Garder le ticket"), height=Height.ACTION_TALL, role="strong")
        self._build(question, _detail(basket))
        for reason, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, why=reason: self._choose(why))
        self._keep.clicked.connect(self.reject)
        self.rejected.connect(self.kept)
        self.finished.connect(self._give_back)

    def ask(self) -> None:
        """Open it over its window with the safe button focused; the answer comes by signal."""
        self._fit()
        self.open()
        self.activateWindow()
        self._keep.focused_by_keyboard = True  # the ring shows although the focus comes with the window
        self._keep.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        digit = digit_of(event)
        if digit and 1 <= int(digit) <= len(REASONS):
            self._choose(tuple(REASONS)[int(digit) - 1])
            return
        super().keyPressEvent(event)

    def _build(self, question: str, detail: str) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(12)
        column.addWidget(Text(question, "h1", wrap=True))
        column.addWidget(Text(detail, "body", "text2", wrap=True))
        column.addWidget(Text(tr("Pourquoi l’abandonner ?"), "strong", wrap=True))
        grid = QGridLayout()
        grid.setSpacing(Space.GRID)
        for place, button in enumerate(self._buttons.values()):
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        column.addLayout(grid)
        column.addSpacing(Space.SMALL)
        column.addWidget(self._keep)

    def _fit(self) -> None:
        """Take the height the sentences need and stand in the middle of the window."""
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(_WIDTH))
        above = self.parentWidget()
        if above is not None:
            middle = above.window().geometry().center()
            self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)

    def _give_back(self) -> None:
        """Give the keys back to the window that asked, even where no window manager does."""
        asker = self.parentWidget()
        if asker is not None:
            asker.window().activateWindow()

    def _choose(self, reason: str) -> None:
        self.accept()
        self.chosen.emit(reason)


def _detail(basket: Basket) -> str:
    return trn(
        "Sa ligne disparaît ; rien n’est vendu. Le journal garde la trace de l’abandon.",
        "Ses {n} lignes disparaissent ; rien n’est vendu. Le journal garde la trace de l’abandon.",
        len(basket.lines),
    )
