"""The counting step of closing: keypad left, the boxes in the middle, the session right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.closing_widgets import CountList, SessionColumn
from recyclique_desktop.ui.caisse.drawer_keypad import DrawerKeypad
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.base import FlexText, Text
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.zones import ThreeZones

if TYPE_CHECKING:
    from recyclique_desktop.ui.caisse.closing_count import Counting
    from recyclique_desktop.ui.widgets.geometry import Layout


class CountView(QWidget):
    """What is being counted; it holds no value, the page does."""

    def __init__(self) -> None:
        super().__init__()
        self.keypad = DrawerKeypad("closing_keypad", tr("Suivant"), cap=tr("Entrée"))
        self.boxes = CountList("count_list")
        self.band = MessageBand("count_band", height=72)
        self.side = SessionColumn("count", tr("Total"), tr("Comparer"), cap="F12")
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(Space.TICKET, 18, Space.TICKET, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(FlexText(tr("Compter ce qu’il y a vraiment"), "h1"))
        advice = tr("Tapez le total de chaque moyen de paiement. Même s’il n’y a rien : 0.")
        column.addWidget(Text(advice, "body", "text2", wrap=True))
        column.addSpacing(Space.TARGET_GAP)
        column.addWidget(self.boxes)
        column.addStretch(1)
        column.addWidget(self.band)
        zones = ThreeZones(self.keypad, middle, self.side)
        zones.layout_changed.connect(self._on_layout)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(zones)

    def ask(self, counting: Counting) -> None:
        """Type into the active box."""
        box = counting.box
        self.keypad.ask(box.label, box.typed, unit="€" if box.typed.decimals else "")
        self.show_counting(counting)

    def show_counting(self, counting: Counting) -> None:
        """Show what is typed, and whether all is counted."""
        self.boxes.show_counting(counting)
        self.keypad.keypad.set_action(tr("Suivant"), enabled=bool(counting.box.typed.text))
        left = sum(1 for box in counting.boxes if not box.typed.text)
        self.side.foot.set_status(tr("reste à compter : {count}", count=left) if left else tr("tout est compté"))
        self.side.foot.set_total(counting.total, tone="text" if counting.is_complete else "off")
        self.side.foot.primary.setEnabled(counting.is_complete)

    def _on_layout(self, layout: Layout) -> None:
        self.keypad.follow(layout)
        self.side.foot.set_narrow(layout.narrow)
