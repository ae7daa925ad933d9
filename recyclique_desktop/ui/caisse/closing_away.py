"""« Ranger », the last step of closing: what leaves the drawer for the safe or the bank, what stays as float."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.cash_count import PutAway
from recyclique_desktop.domain.enums import CashMovementKind
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.caisse.closing_count import EUROS
from recyclique_desktop.ui.caisse.closing_widgets import SessionColumn
from recyclique_desktop.ui.caisse.drawer_keypad import DrawerKeypad
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.chips import ChipGroup
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.rows import AmountRow, RowCard
from recyclique_desktop.ui.widgets.zones import ThreeZones

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.widgets.geometry import Layout

_PLACES: Final = {CashMovementKind.SAFE: mark("Au coffre"), CashMovementKind.BANK: mark("À la banque")}
_ROW: Final = 56


class AwayView(QWidget):
    """How much leaves the counted drawer; nothing is written before « Fermer la caisse »."""

    def __init__(self) -> None:
        super().__init__()
        self._held, self._float = ZERO, ZERO
        self._busy = False
        self.keypad = DrawerKeypad("away_keypad", tr("Effacer"))
        self.band = MessageBand("away_band", height=88)
        self.side = SessionColumn("away", tr("Laissé"), tr("Fermer la caisse"), cap="F12")
        self._places = ChipGroup("away_place", tr("Où va l’argent retiré ?"))
        self._keep = ActionButton("away_keep_float", "", icon="coins", height=Height.ACTION)
        self._all = ActionButton("away_leave_all", tr("Tout laisser"), height=Height.ACTION)
        self._rows = {
            "counted": AmountRow("away_counted", tr("Espèces comptées"), height=_ROW),
            "taken": AmountRow("away_taken", tr("Retiré du tiroir"), height=_ROW),
            "left": AmountRow("away_left", tr("Laissé dans le tiroir"), height=_ROW),
        }
        zones = ThreeZones(self.keypad, self._build(), self.side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(zones)
        zones.layout_changed.connect(self._on_layout)
        self._connect()

    def _build(self) -> QWidget:
        card = RowCard("away_rows")
        rows: list[QWidget] = []
        for row in self._rows.values():
            held = QWidget()
            inside = QHBoxLayout(held)
            inside.setContentsMargins(Space.TICKET, 0, Space.TICKET, 0)
            inside.addWidget(row)
            rows.append(held)
        card.set_rows(rows)
        quick = QHBoxLayout()
        quick.setSpacing(Space.GRID)
        quick.addWidget(self._keep, 2)
        quick.addWidget(self._all, 1)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(Space.TICKET, 18, Space.TICKET, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(FlexText(tr("Ranger le tiroir"), "h1"))
        advice = tr("Tapez ce qui part au coffre ou à la banque ; le reste est le fond de la prochaine ouverture.")
        column.addWidget(Text(advice, "body", "text2", wrap=True))
        column.addSpacing(Space.TARGET_GAP)
        column.addWidget(card)
        column.addLayout(quick)
        column.addSpacing(Space.TARGET_GAP)
        column.addWidget(self._places)
        column.addStretch(1)
        closing = tr("Après la fermeture, ce comptage ne change plus. Les ventes sont gardées.")
        column.addWidget(Text(closing, "small", "text2", wrap=True))
        column.addWidget(self.band)
        return middle

    def _connect(self) -> None:
        self._places.set_options(tuple((kind, tr(words)) for kind, words in _PLACES.items()))
        self.keypad.changed.connect(self._show)
        self.keypad.acted.connect(self.keypad.clear)
        self._keep.clicked.connect(self._on_keep)
        self._all.clicked.connect(self.keypad.clear)

    def begin(self, held: Cents, float_amount: Cents) -> None:
        """Ask how much of ``held`` leaves; the float of the opening is offered as what stays."""
        self._held, self._float = held, float_amount
        self._places.choose((CashMovementKind.SAFE,))
        self.keypad.ask(tr("Retiré du tiroir"), EUROS)
        self._keep.set_label(tr("Laisser {amount:euros} de fond", amount=float_amount))
        self._keep.setEnabled(0 < float_amount < held)
        self.band.clear()
        self.set_busy(busy=False)

    def set_busy(self, busy: bool) -> None:
        """Nothing can be pressed while the till is being closed."""
        self._busy = busy
        self._show()

    def put_away(self, movement_id: UUID) -> PutAway | None:
        """Return what leaves the drawer, under this id; nothing when all stays."""
        taken = Cents(self.keypad.typed.number)
        if not taken:
            return None
        return PutAway(movement_id, CashMovementKind(str(self._places.chosen[0])), taken)

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key of the page. Enter closes nothing here: it is pressed too easily once more."""
        if event.key() == Qt.Key.Key_F12:
            self.side.foot.primary.animateClick()
            return True
        return is_enter(event) or self.keypad.take_key(event)

    def _show(self) -> None:
        taken = Cents(self.keypad.typed.number)
        left = Cents(self._held - taken)
        for name, amount in (("counted", self._held), ("taken", taken), ("left", left)):
            self._rows[name].set_value(tr("{amount:euros}", amount=amount))
        too_much = left < 0
        self.side.foot.set_status(tr("plus que ce qui est compté") if too_much else tr("fond laissé dans le tiroir"))
        self.side.foot.set_total(left, tone="warn" if too_much else "text")
        self.side.foot.primary.setEnabled(not too_much and not self._busy)
        self.keypad.keypad.set_action(tr("Effacer"), enabled=bool(self.keypad.typed.text))

    def _on_keep(self) -> None:
        taken = Cents(self._held - self._float)
        self.keypad.propose(taken)

    def _on_layout(self, layout: Layout) -> None:
        self.keypad.follow(layout)
        self.side.foot.set_narrow(layout.narrow)
