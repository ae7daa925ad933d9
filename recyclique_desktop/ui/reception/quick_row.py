"""What stands above the grid of reception: the question, « as before », « where does this go? », and the favourites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.tiles import CompactTile, TileSpec

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.data.queries.catalogue import Tile

KEYS: Final = ("F5", "F6", "F7", "F8")
"""Of the favourites: letters are the grid's, digits the weight's."""
FAVOURITE: Final = 58
_GAP: Final = 8


class QuickRow(QWidget):
    """Two rows: the question with Répéter and Chercher, then the favourites, which a narrow window has no room for.

    Places never change; what there is nothing for stays empty.

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
        height = Height.TARGET
        self.again = ActionButton("weigh_repeat", tr("Répéter"), cap="*", height=height, role="body", margin=12)
        self.search = ActionButton("weigh_search", tr("Chercher"), cap="?", height=height, role="body", margin=12)
        self._title = FlexText("", "h2")
        self._tiles = [CompactTile(f"weigh_favourite_{place}", "") for place in range(len(KEYS))]
        self._row = QWidget()
        self._shown: tuple[Tile, ...] = ()
        self._build()
        self._connect()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(_GAP)
        head.addWidget(self._title, 1)
        head.addWidget(self.again)
        head.addWidget(self.search)
        tiles = QHBoxLayout(self._row)
        tiles.setContentsMargins(0, 0, 0, 0)
        tiles.setSpacing(_GAP)
        for tile in self._tiles:
            tile.setFixedHeight(FAVOURITE)
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            policy.setRetainSizeWhenHidden(True)
            tile.setSizePolicy(policy)
            tile.hide()
            tiles.addWidget(tile, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addLayout(head)
        column.addWidget(self._row)

    def _connect(self) -> None:
        self.again.clicked.connect(self.repeated)
        self.search.clicked.connect(self.searched)
        for place, tile in enumerate(self._tiles):
            tile.clicked.connect(lambda _checked=False, at=place: self.pick(at))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def set_title(self, words: str) -> None:
        """Say the question, or what was chosen."""
        self._title.setText(words)
        self._fit()

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
                view.show_spec(TileSpec(one.id, one.short_label, "", KEYS[place]))
                view.setAccessibleName(one.label)

    def show_chosen(self, category_id: UUID | None, *, can_repeat: bool) -> None:
        """Show which favourite is chosen, and whether there is a line to repeat."""
        for view, one in zip(self._tiles, self._shown, strict=False):
            view.set_chosen(one.id == category_id)
        self.again.setEnabled(can_repeat)

    def set_narrow(self, narrow: bool) -> None:
        """Drop the key caps from 1024 to 1279 wide."""
        self.again.set_cap("" if narrow else "*")
        self.search.set_cap("" if narrow else "?")
        self._fit()

    def show_row(self, height: int) -> None:
        """Show the favourites so high; with 0 they are left to their keys."""
        self._row.setVisible(height > 0)
        for tile in self._tiles if height else ():
            tile.setFixedHeight(height)

    def _fit(self) -> None:
        """Keep every word of the question: on two lines where one is too short."""
        room = self.width() - self.again.sizeHint().width() - self.search.sizeHint().width() - 2 * _GAP
        for role in ("h2", "strong", "cap"):
            self._title.set_role(role)
            if self._title.fontMetrics().horizontalAdvance(self._title.text()) <= room:
                return
