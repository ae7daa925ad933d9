"""Chips in rows under a label: one of a few, or any of a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ChipButton

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence


class ChipGroup(QWidget):
    """Choices under a label.

    Signals:
        changed(): The person chose otherwise.

    Args:
        name: ``objectName``; chips are ``<name>_0``… in order.
        label: What is chosen; empty where what stands above says it.
        several: Whether any number may be chosen, or exactly one.
        columns: Chips side by side.
    """

    changed = Signal()

    def __init__(
        self, name: str, label: str, *, several: bool = False, columns: int = 2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._several = several
        self._columns = columns
        self._chips: dict[Hashable, ChipButton] = {}
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.TARGET_GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if label:
            column.addWidget(Text(label, "strong"))
        column.addLayout(self._grid)

    @property
    def chosen(self) -> tuple[Hashable, ...]:
        """Keys of what is chosen, in order."""
        return tuple(key for key, chip in self._chips.items() if chip.chosen)

    def set_options(self, options: Sequence[tuple[Hashable, str]]) -> None:
        """Offer these, by key and words; nothing is chosen."""
        for chip in self._chips.values():
            self._grid.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {key: self._chip(place, key, words) for place, (key, words) in enumerate(options)}
        for place, chip in enumerate(self._chips.values()):
            self._grid.addWidget(chip, place // self._columns, place % self._columns)
            self._grid.setColumnStretch(place % self._columns, 1)

    def choose(self, keys: Iterable[Hashable]) -> None:
        """Show these as chosen, and no other."""
        wanted = set(keys)
        for key, chip in self._chips.items():
            self._mark(chip, key in wanted)

    def allow(self, keys: Iterable[Hashable]) -> None:
        """Let only these be pressed."""
        allowed = set(keys)
        for key, chip in self._chips.items():
            chip.setEnabled(key in allowed)

    def _chip(self, place: int, key: Hashable, words: str) -> ChipButton:
        chip = ChipButton(
            f"{self.objectName()}_{place}",
            words,
            icon="circle" if self._several else "",
            height=Height.SMALL_ACTION,
            role="body",
        )
        chip.clicked.connect(lambda _checked=False, picked=key: self._on_chip(picked))
        return chip

    def _on_chip(self, key: Hashable) -> None:
        chip = self._chips[key]
        if self._several:
            self._mark(chip, not chip.chosen)
        else:
            self.choose((key,))
        self.changed.emit()

    def _mark(self, chip: ChipButton, chosen: bool) -> None:
        """Where several may be chosen, an icon says which are."""
        chip.set_chosen(chosen)
        if self._several:
            chip.set_icon("circle-check" if chosen else "circle")
