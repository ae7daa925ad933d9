"""The search of the till: letters narrow the tiles, Enter takes the first (``domain/lookup.py``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.domain.lookup import Known, look_up
from recyclique_desktop.flows.lookup import families
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.word_edit import WordEdit
from recyclique_desktop.ui.theme.icons import category_icon
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.tiles import TileGrid, TileSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recyclique_desktop.data.queries.catalogue import Tile
    from recyclique_desktop.ui.widgets.geometry import Layout

_ROWS: Final = 3
_LONGEST: Final = 60
_LONG: Final = 26
"""A name of more characters takes more than two lines of a tile."""
_TALL: Final = 124
"""Height of a tile: a whole name and its price."""


class SaleSearch(QWidget):
    """A field, and the tiles of what answers it, the likeliest first and marked: Enter takes that one.

    Signals:
        chosen(object): Id of a category.
        left(): Back to the grid, nothing chosen.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = WordEdit("sale_search_edit", tr("Que cherchez-vous ?"), most=_LONGEST, height=Height.FIELD)
        self.grid = TileGrid("sale_found")
        self._leave = ActionButton("sale_search_leave", tr("Fermer"), cap=tr("Échap"), height=Height.FIELD)
        self._said = Text("", "small", "text2")
        self._roots: tuple[Tile, ...] = ()
        self._known: tuple[Known, ...] = ()
        self._tiles: dict[object, tuple[Tile, Tile]] = {}
        self._found: tuple[object, ...] = ()
        self._most = 4 * _ROWS
        self._build()
        self.edit.textEdited.connect(self._on_typed)
        self.edit.done.connect(self._take_first)
        self.edit.left.connect(self.left)
        self._leave.clicked.connect(self.left)
        self.grid.picked.connect(self.chosen)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.GRID)
        row.addWidget(self.edit, 1)
        row.addWidget(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        column.addLayout(row)
        column.addWidget(self._said)
        column.addWidget(self.grid, 1)

    def open(self, roots: tuple[Tile, ...]) -> None:
        """Begin to search this price list."""
        if roots != self._roots:
            self._roots = roots
            self._tiles = {tile.id: (root, tile) for root, tile, _above in _walk(roots)}
            self._known = tuple(
                Known(tile.id, tile.label, above, tile.official_name) for _, tile, above in _walk(roots)
            )
        self.edit.clear()
        self._on_typed("")
        self.edit.setFocus()

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window; there is never a second page: one more letter says more."""
        self._most = _ROWS * layout.columns
        self.grid.set_geometry_of(layout.columns, _TALL)

    def _on_typed(self, text: str) -> None:
        found = [one.known.id for one in look_up(text, self._known, families(), most=self._most)]
        self._found = tuple(found)
        self.grid.set_tiles([_spec(*self._tiles[one]) for one in found])
        self.grid.set_chosen(found[0] if found else None)
        self._said.setText(_said(text, found=bool(found)))

    def _take_first(self) -> None:
        if self._found:
            self.chosen.emit(self._found[0])


def _walk(roots: tuple[Tile, ...]) -> Iterator[tuple[Tile, Tile, tuple[str, ...]]]:
    """Go through the whole list: each category with its root and the names above it, parents before children."""
    for root in roots:
        yield root, root, ()
        yield from _below(root, root, (root.label,))


def _below(root: Tile, tile: Tile, above: tuple[str, ...]) -> Iterator[tuple[Tile, Tile, tuple[str, ...]]]:
    for child in tile.children:
        yield root, child, above
        yield from _below(root, child, (*above, child.label))


def _spec(root: Tile, tile: Tile) -> TileSpec:
    price = tr("{price:euros}", price=tile.price) if tile.price else ""
    icon = category_icon(root.label) if tile.children else ""
    return TileSpec(tile.id, tile.label, icon, "", price, small=len(tile.label) > _LONG)


def _said(text: str, *, found: bool) -> str:
    if not text.strip():
        return tr("Tapez le nom de l’objet, comme on le dit.")
    return tr("Entrée prend le premier.") if found else tr("Rien ne ressemble à cela.")
