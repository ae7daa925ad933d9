"""The row above the grid of reception: as before, the favourites, and « where does this go? »."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.tiles import CompactTile, TileSpec

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.queries.catalogue import Tile

HEIGHT: Final = 58
KEYS: Final = ("F5", "F6", "F7")
"""Of the favourites: letters are the grid's, digits the weight's."""
_GAP: Final = 8
_SIDE: Final = 126
_SHARE: Final = 2


class QuickRow(QWidget):
    """Répéter · three favourites · Chercher. Places never change; what there is nothing for stays empty.

    Signals:
        repeated(): The same as the last line.
        picked(object): Id of a favourite.
        searched(): « Chercher » was pressed.
    """

    repeated = Signal()
    picked = Signal(object)
    searched = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.again = ActionButton("weigh_repeat", tr("Répéter"), cap="*", height=HEIGHT, role="body", margin=8)
        self.search = ActionButton("weigh_search", tr("Chercher"), cap="?", height=HEIGHT, role="body", margin=8)
        self._tiles = [CompactTile(f"weigh_favourite_{place}", "") for place in range(len(KEYS))]
        self._shown: tuple[Tile, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for side in (self.again, self.search):
            side.setMinimumWidth(_SIDE)
        row.addWidget(self.again)
        for tile in self._tiles:
            self._keep_place(tile)
            row.addWidget(tile, _SHARE)
        row.addWidget(self.search)
        self._connect()

    def _keep_place(self, tile: CompactTile) -> None:
        tile.setFixedHeight(HEIGHT)
        policy = tile.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        tile.setSizePolicy(policy)
        tile.hide()

    def _connect(self) -> None:
        self.again.clicked.connect(self.repeated)
        self.search.clicked.connect(self.searched)
        for place, tile in enumerate(self._tiles):
            tile.clicked.connect(lambda _checked=False, at=place: self.pick(at))

    def pick(self, place: int) -> None:
        """Take a favourite, by tap or by key."""
        if place < len(self._shown):
            self.picked.emit(self._shown[place].id)

    def show_favourites(self, tiles: tuple[Tile, ...]) -> None:
        """Show these, in this order."""
        self._shown = tiles[: len(self._tiles)]
        for place, view in enumerate(self._tiles):
            view.setVisible(place < len(self._shown))
            if place < len(self._shown):
                one = self._shown[place]
                view.show_spec(TileSpec(one.id, one.label, "", KEYS[place]))

    def show_chosen(self, category_id: UUID | None, *, can_repeat: bool) -> None:
        """Show which favourite is chosen, and whether there is a line to repeat."""
        for view, one in zip(self._tiles, self._shown, strict=False):
            view.set_chosen(one.id == category_id)
        self.again.setEnabled(can_repeat)

    def set_narrow(self, narrow: bool) -> None:
        """Keep one favourite from 1024 to 1279 wide, and drop the keys of the sides."""
        self.again.set_cap("" if narrow else "*")
        self.search.set_cap("" if narrow else "?")
        for side in (self.again, self.search):
            side.setMinimumWidth(100 if narrow else _SIDE)
        for place, tile in enumerate(self._tiles):
            policy = tile.sizePolicy()
            policy.setRetainSizeWhenHidden(not narrow or place == 0)
            tile.setSizePolicy(policy)
            tile.setVisible(place < len(self._shown) and (not narrow or place == 0))
