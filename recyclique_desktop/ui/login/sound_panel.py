"""How loud this workstation is: muted, soft, middle or loud, heard at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text, choose
from recyclique_desktop.ui.widgets.buttons import ChipButton
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from recyclique_desktop.domain.errors import UserError

VOLUMES: Final = ((0, mark("Muet")), (30, mark("Doux")), (60, mark("Moyen")), (100, mark("Fort")))


class SoundPanel(QWidget):
    """Four chips, and what they stand for.

    Signals:
        wished(int): A volume, 0 to 100.
    """

    wished = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips = {
            volume: ChipButton(f"own_sound_{volume}", tr(word), height=Height.ACTION_TALL) for volume, word in VOLUMES
        }
        self._band = MessageBand("own_sound_band")
        row = QHBoxLayout()
        row.setSpacing(Space.GRID)
        for volume, chip in self._chips.items():
            chip.clicked.connect(lambda _checked=False, volume=volume: self.wished.emit(volume))
            row.addWidget(chip, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.ADMIN, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addWidget(Text(tr("Sons de ce poste"), "h1"))
        told = tr("Ligne ajoutée, vente payée, refus : trois sons courts, pour toutes les personnes de ce poste.")
        column.addWidget(Text(told, "body", "text2", wrap=True))
        column.addLayout(row)
        column.addWidget(Text(tr("Tout ce qu’un son dit se voit aussi à l’écran."), "small", "text2", wrap=True))
        column.addWidget(self._band)
        column.addStretch(1)

    def show_volume(self, volume: int) -> None:
        """Show which one holds: the nearest."""
        nearest = min(self._chips, key=lambda one: abs(one - volume))
        choose(self._chips.values(), self._chips[nearest])
        self._band.clear()

    def refuse(self, error: UserError) -> None:
        """Say that it could not be kept."""
        self._band.say(refusal(error))
