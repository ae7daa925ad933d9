"""Notes at the left, coins at the right: one row each, with a box for how many and what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from recyclique_desktop.domain.cash_count import DENOMINATIONS, SMALLEST_NOTE
from recyclique_desktop.domain.money import Cents, format_euros
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.coins import kind_text, piece_text
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.display import fit_role
from recyclique_desktop.ui.widgets.finger import scroll_by_finger
from recyclique_desktop.ui.widgets.value_box import ValueBox

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.ui.caisse.coins import Coins

_LEAST: Final = 56
_MOST: Final = 90
_BOX: Final = QSize(76, 48)
_TALL: Final = 60
"""A box where its row has room for it, as the boxes of a closing."""
_EDGE: Final = 3
_ROOM_FOR_WORTH: Final = 270
_WORTH: Final = 108
_NOTES: Final = sum(1 for one in DENOMINATIONS if one >= SMALLEST_NOTE)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _PieceRow(Frame):
    """« 20 € × [1] 20,00 € ». A narrow row leaves its worth out: the sum stands at the right of the page."""

    def __init__(self, name: str, worth: Cents) -> None:
        super().__init__("card", f"{name}_row")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(_LEAST)
        self.setMaximumHeight(_MOST)
        self.box = ValueBox(name, kind_text(worth), _BOX, 4, role="figure")
        self._times = Text("×", "body", "text2")
        self._worth = Text("", "strong", align=_RIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, _EDGE, 12, _EDGE)
        row.setSpacing(8)
        row.addWidget(Text(piece_text(worth), "strong"))
        row.addStretch(1)
        row.addWidget(self._times)
        row.addWidget(self.box)
        row.addWidget(self._worth)
        self._worth.setFixedWidth(_WORTH)

    def show_piece(self, number: str, worth: Cents, *, active: bool) -> None:
        self.box.show_value(number, active=active, spoken=number or "0")
        self._worth.setText(format_euros(worth))
        self._worth.set_tone("text" if worth else "off")
        fit_role(self._worth, ("strong", "small"), _WORTH)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(_BOX.width() + 110, _LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        is_wide = self.width() >= _ROOM_FOR_WORTH
        self._times.setVisible(is_wide)
        self._worth.setVisible(is_wide)
        self.box.setFixedHeight(_TALL if self.height() >= _TALL + 2 * _EDGE else _BOX.height())


class CoinGrid(QScrollArea):
    """The fifteen notes and coins; it holds no value, the page does.

    Signals:
        picked(int): The box of that place was pressed.

    Args:
        name: ``objectName``; boxes are ``<name>_50000``… by their worth in cents.
    """

    picked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll_by_finger(self)
        self._rows = [_PieceRow(f"{name}_{worth}", worth) for worth in DENOMINATIONS]
        inside = QWidget()
        inside.setAccessibleName(tr("Pièces et billets"))
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.PAGE)
        grid.setVerticalSpacing(8)
        for place, row in enumerate(self._rows):
            is_coin = place >= _NOTES
            grid.addWidget(row, place - _NOTES if is_coin else place, int(is_coin))
            row.box.clicked.connect(lambda _checked=False, at=place: self.picked.emit(at))
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.setWidget(inside)

    def show_coins(self, coins: Coins) -> None:
        """Show what is typed, and where; the active box is brought into sight."""
        for place, row in enumerate(self._rows):
            row.show_piece(coins.pieces[place].text, coins.worth(place), active=place == coins.active)
        self.ensureWidgetVisible(self._rows[coins.active], 0, 8)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(2 * (_BOX.width() + 110) + Space.PAGE, 2 * _LEAST)
