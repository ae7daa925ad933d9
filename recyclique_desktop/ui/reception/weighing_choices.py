"""The rows under the grid of reception: what goods are weighed in, whether they leave the shop, and where they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.containers import NONE, SHOWN, Container
from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.reception.entry import DESTINATIONS
from recyclique_desktop.ui.reception.words import place, what_happens
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Radius, Space
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText
from recyclique_desktop.ui.widgets.buttons import ChipButton

if TYPE_CHECKING:
    from recyclique_desktop.ui.reception.entry import Entry

_ICONS: Final = {
    Destination.MAGASIN: "store",
    Destination.RECYCLAGE: "recycle",
    Destination.DECHETERIE: "trash-2",
}
CARD: Final = 76
_GAP: Final = 8
_EXIT_SHARE: Final = 3
"""The exit is as wide as three containers and their gaps."""


class ContainerRow(QWidget):
    """Sans, the shop's containers, and « Sortie de boutique ».

    Signals:
        picked(Container): A container, or none.
        exit_toggled(): Goods leave the shop, or come in after all.
        others_asked(): One of the containers that have no chip of their own is wanted.
    """

    picked = Signal(object)
    exit_toggled = Signal()
    others_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height: int = Height.STRIP
        self._others: ChipButton | None = None
        self._containers: tuple[Container, ...] = ()
        self._all: tuple[Container, ...] = ()
        self._chips: list[ChipButton] = []
        self.exit = ChipButton(
            "weigh_exit", tr("Sortie de boutique"), icon="arrow-up-from-line", cap="=", height=Height.STRIP, role="body"
        )
        self.exit.clicked.connect(self.exit_toggled)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._row.addWidget(self.exit, _EXIT_SHARE)
        self.set_containers(())

    def set_containers(self, containers: tuple[Container, ...]) -> None:
        """Offer these, beside none; the same ones keep their chips."""
        if self._chips and containers == self._all:
            return
        self._containers = containers if len(containers) <= SHOWN else containers[: SHOWN - 1]
        for chip in self._chips if self._others is None else [*self._chips, self._others]:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(at, one) for at, one in enumerate((NONE, *self._containers))]
        self._others = self._other_chip() if len(containers) > SHOWN else None
        for at, chip in enumerate(self._chips if self._others is None else [*self._chips, self._others]):
            self._row.insertWidget(at, chip, 1)
        self._all = containers
        self.set_height(self._height)

    def set_height(self, height: int) -> None:
        """Be lower in a low window."""
        self._height = height
        for chip in (*self._chips, self.exit, *(() if self._others is None else (self._others,))):
            chip.setFixedHeight(height)

    def show_entry(self, entry: Entry) -> None:
        """Show what is chosen."""
        for chip, container in zip(self._chips, (NONE, *self._containers), strict=True):
            chip.set_chosen(container == entry.container)
        if self._others is not None:
            is_other = entry.container not in {NONE, *self._containers}
            self._others.set_label(entry.container.name if is_other and entry.container.name else tr("Autres…"))
            self._others.set_chosen(is_other)
        self.exit.set_chosen(entry.is_exit)

    def _other_chip(self) -> ChipButton:
        chip = ChipButton("weigh_container_others", tr("Autres…"), height=Height.STRIP, role="body")
        chip.clicked.connect(self.others_asked)
        return chip

    def _chip(self, at: int, container: Container) -> ChipButton:
        words = container.name or tr("Sans")
        chip = ChipButton(f"weigh_container_{at}", words, height=Height.STRIP, role="body")
        chip.clicked.connect(lambda _checked=False, one=container: self.picked.emit(one))
        return chip


class DestinationRow(QWidget):
    """Magasin, Recyclage, Déchèterie: exactly one is chosen.

    Signals:
        picked(Destination): The one pressed.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = {one: _DestinationCard(one) for one in DESTINATIONS}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.GRID)
        for destination, card in self._cards.items():
            row.addWidget(card, 1)
            card.clicked.connect(lambda _checked=False, one=destination: self.picked.emit(one))

    def show_entry(self, entry: Entry) -> None:
        """Show what is chosen, and what each choice means now."""
        for destination, card in self._cards.items():
            card.set_chosen(destination is entry.destination)
            card.setEnabled(destination in entry.destinations)
            card.explain(what_happens(destination, is_exit=entry.is_exit))

    def set_height(self, height: int) -> None:
        """Be lower in a low window."""
        for card in self._cards.values():
            card.setFixedHeight(height)

    def set_narrow(self, narrow: bool) -> None:
        """Drop the icons from 1024 to 1279 wide."""
        for card in self._cards.values():
            card.set_narrow(narrow)


class _DestinationCard(BoxButton):
    def __init__(self, destination: Destination) -> None:
        self._name = place(destination)
        super().__init__(f"weigh_to_{destination.value.lower()}", self._name, "tile", height=CARD, radius=Radius.TILE)
        self.setCheckable(True)
        self._icon = IconLabel(_ICONS[destination], 28, "accent", stroke=1.75)
        self._meaning = FlexText("", "small", "text2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        self._title = FlexText(self._name, "strong")
        words.addWidget(self._title)
        words.addWidget(self._meaning)
        words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 0, 8, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self._icon)
        self._row.addLayout(words, 1)

    def explain(self, meaning: str) -> None:
        self._meaning.setText(meaning)
        self.setAccessibleName(f"{self._name}, {meaning}")

    def set_narrow(self, narrow: bool) -> None:
        self._icon.setVisible(not narrow)
        self._title.set_role("cap" if narrow else "strong")
        margin = 8 if narrow else 14
        self._row.setContentsMargins(margin, 0, 8, 0)
