"""Category tiles, and the grid that holds them: its columns are fixed, it pages, it never reflows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height, Radius, Space
from recyclique_desktop.ui.widgets.base import BoxButton, FlexText, Text
from recyclique_desktop.ui.widgets.buttons import KeyCap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

PER_PAGE: Final = 16
SOFT_HYPHEN: Final = "\u00ad"
_LONG: Final = 12
_NARROWEST: Final = 120
_PREFIX: Final = re.compile(r"^(électro|photo|multi|micro|auto|para|super|inter)(?=\w{4})", re.IGNORECASE)
_SYLLABLE: Final = re.compile(r"(?<=\w{3})(?<=[aeiouyéèêàâîïôûù])(?=[bcdfgjklmnpqrstvxz][aeiouyéèêàâîïôûù]\w{1,})")


def with_soft_breaks(label: str) -> str:
    """Allow a long word to break where French would: « Électro-ménager »."""
    return re.sub(r"[^ /]+", lambda word: _soften(word[0]), label)


def _soften(word: str) -> str:
    if len(word) < _LONG:
        return word
    broken = _PREFIX.sub(rf"\1{SOFT_HYPHEN}", word)
    return broken if broken != word else _SYLLABLE.sub(SOFT_HYPHEN, word)


@dataclass(frozen=True, slots=True)
class TileSpec:
    """What one tile shows.

    Attributes:
        key: What ``TileGrid.picked`` gives back; the category id.
        label: Name, at most two lines.
        icon: Icon name, or empty.
        cap: Key that picks it.
        price: Short price line, e.g. « 3,00 € », or empty.
        enabled: Whether it can be picked.
        small: Whether the label is written in 16 px, because a name of the same grid is long.
    """

    key: object
    label: str
    icon: str = ""
    cap: str = ""
    price: str = ""
    enabled: bool = True
    small: bool = False


class Tile(BoxButton):
    """Icon and key cap above, a label of two lines below, a price line if told (in the icon's place if there is none).

    Args:
        name: ``objectName``.
        label: Name; long words break softly.
        icon: Icon name, or empty.
        cap: Key that picks it.
        price: Price line, or empty.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        icon: str = "",
        cap: str = "",
        price: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, "tile", radius=Radius.TILE, parent=parent)
        self._spec: TileSpec | None = None
        self._icon = IconLabel(icon or "package", 28, "accent", stroke=1.75)
        self._cap = KeyCap(cap)
        self._label = FlexText(with_soft_breaks(label), "strong", align=Qt.AlignmentFlag.AlignLeft)
        self._label.setContentsMargins(0, Space.HAIR, 0, 0)
        self._price = Text(price, "small", "text2")
        self._head_price = Text("", "small", "text2")
        self.setCheckable(True)
        self._build()
        self._icon.setVisible(bool(icon))  # only now that they have a parent: they would open windows
        self._cap.setVisible(bool(cap))
        self._show_price(price, below=bool(icon))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._head_price)
        head.addStretch(1)
        head.addWidget(self._cap, alignment=Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 10, 9, 9)
        column.setSpacing(0)
        column.addLayout(head)
        column.addStretch(1)
        column.addWidget(self._label)
        column.addWidget(self._price)

    def show_spec(self, spec: TileSpec) -> None:
        """Show another category in the same place."""
        if spec == self._spec:
            return
        self._spec = spec
        self.setAccessibleName(f"{spec.label}, {spec.price}" if spec.price else spec.label)
        self._label.setText(with_soft_breaks(spec.label))
        self._icon.setVisible(bool(spec.icon))
        if spec.icon:
            self._icon.set_icon(spec.icon)
        self._cap.setText(spec.cap)
        self._cap.setVisible(bool(spec.cap))
        self._label.set_role("cap" if spec.small else "strong")
        self._show_price(spec.price, below=bool(spec.icon))
        self.setEnabled(spec.enabled)

    def _show_price(self, price: str, *, below: bool) -> None:
        """Without an icon the price takes its place, and a long name has the rest of the tile."""
        for text, shown in ((self._price, below), (self._head_price, not below)):
            text.setText(price)
            text.setVisible(shown and bool(price))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(Height.TARGET, Height.TARGET)


class CompactTile(Tile):
    """A low tile: icon and key cap above one line; without an icon the whole name beside the key cap."""

    def _build(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 6, 7, 6)
        self._grid.setSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(0, 1)
        self._icon.set_size(24)
        self._label.set_role("label")
        for unused in (self._price, self._head_price):
            unused.setParent(self)
            unused.hide()
        self._grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(self._cap, 0, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._put_label(below=True)

    def show_spec(self, spec: TileSpec) -> None:
        """Show another category in the same place."""
        super().show_spec(spec)
        self._label.set_role("label")
        self._put_label(below=bool(spec.icon))

    def _put_label(self, *, below: bool) -> None:
        self._grid.removeWidget(self._label)
        if below:
            self._grid.addWidget(self._label, 1, 0, 1, 2)
        else:
            self._grid.addWidget(self._label, 0, 0, 2, 1)

    def _show_price(self, price: str, *, below: bool) -> None:
        """Nothing is sold here."""


class TileGrid(QWidget):
    """Tiles in fixed columns, 16 a page at most; « Suite » (space bar) turns the page and keeps every place.

    Signals:
        picked(object): The ``key`` of the tile pressed.
        page_changed(int): Page shown, from 0.

    Args:
        name: ``objectName``; tiles are called ``<name>_0``…, the page turner ``<name>_more``.
        tile: What each place is made of.
        gap: Between two tiles.
        more_icon: Icon of « Suite », or empty where tiles are too low for it.
    """

    picked = Signal(object)
    page_changed = Signal(int)

    def __init__(
        self,
        name: str,
        *,
        tile: type[Tile] = Tile,
        gap: int = Space.GRID,
        more_icon: str = "arrow-right",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._tile = tile
        self._gap = gap
        self._specs: tuple[TileSpec, ...] = ()
        self._chosen: object = None
        self._tiles: list[Tile] = []
        self._page = 0
        self._columns = 4
        self._tile_height = Height.TILE
        self._more = tile(f"{name}_more", tr("Suite"), icon=more_icon, cap=tr("Espace"), parent=self)
        self._more.show_spec(TileSpec("", tr("Suite"), more_icon, tr("Espace")))
        self._more.hide()
        self._more.clicked.connect(self.turn_page)
        self._tail: Tile | None = None

    def set_tail(self, spec: TileSpec) -> None:
        """Keep the last place, beside « Suite » if there is one, for a tile that is none of the list.

        It stands there as ``<name>_tail``: a list that just fills the page takes lower tiles to leave it a place, or
        a second page where there is no room for them.
        """
        if self._tail is None:
            self._tail = self._tile(f"{self.objectName()}_tail", spec.label, parent=self)
            self._tail.clicked.connect(lambda: self.picked.emit(spec.key))
        self._tail.show_spec(spec)
        self._fill()

    @property
    def page(self) -> int:
        """Page shown, from 0."""
        return self._page

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, -(-len(self._specs) // self._per_page()))

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The tiles of the page shown, in order."""
        return tuple(tile for tile in self._tiles if not tile.isHidden())

    def set_tiles(self, specs: Sequence[TileSpec]) -> None:
        """Show other tiles, from the first page on, none chosen."""
        self._specs = tuple(specs)
        self._chosen = None
        self._page = 0
        self._fill()

    def set_chosen(self, key: object) -> None:
        """Show the tile of ``key`` as chosen; ``None`` for none."""
        self._chosen = key
        self._fill()

    def set_geometry_of(self, columns: int, tile_height: int) -> None:
        """Follow the window; see ``geometry.layout_for``. The same window gives the same places."""
        if (columns, tile_height) != (self._columns, self._tile_height):
            self._columns, self._tile_height = columns, tile_height
            self._fill()

    def turn_page(self) -> None:
        """Show the next page, then the first again."""
        self._page = (self._page + 1) % self.pages
        self._fill()
        self.page_changed.emit(self._page)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        least = min(Height.TILE_NARROW, self._tile_height)
        return QSize(3 * _NARROWEST + 2 * self._gap, 4 * (least + self._gap) - self._gap)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._columns * (154 + self._gap), 4 * (self._tile_height + self._gap))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fill()

    def _room(self, tile_height: int) -> int:
        rows = max(1, (self.height() + self._gap) // (tile_height + self._gap))
        return rows * self._columns

    @property
    def _just_fills(self) -> bool:
        """Whether the list would leave no place on the page for the tile that is none of it."""
        return self._tail is not None and len(self._specs) == min(PER_PAGE, self._room(self._tile_height))

    def _tall(self) -> int:
        """Return how tall a tile is: lower where that alone leaves the last one a place."""
        heights = (self._tile_height, min(self._tile_height, Height.TILE_NARROW))
        fits = (height for height in heights if self._just_fills and self._room(height) > len(self._specs))
        return next(fits, self._tile_height)

    def _capacity(self) -> int:
        return min(PER_PAGE + self._just_fills, self._room(self._tall()))

    def _per_page(self) -> int:
        room, beside = self._capacity(), 0 if self._tail is None else 1
        return room if len(self._specs) + beside <= room else max(1, room - 1 - beside)

    def _fill(self) -> None:
        per_page = self._per_page()
        self._page = min(self._page, self.pages - 1)
        shown = self._specs[self._page * per_page : (self._page + 1) * per_page]
        while len(self._tiles) < len(shown):
            self._add_tile()
        for place, tile in enumerate(self._tiles):
            tile.setVisible(place < len(shown))
            if place < len(shown):
                tile.show_spec(shown[place])
                tile.set_chosen(self._chosen is not None and shown[place].key == self._chosen)
                self._put(tile, place)
        self._more.setVisible(self.pages > 1)
        self._put(self._more, self._capacity() - 1)
        if self._tail is not None:
            last = self._capacity() - (1 if self.pages == 1 else 2)
            self._tail.setVisible(len(shown) <= last)
            self._put(self._tail, last)

    def _add_tile(self) -> None:
        place = len(self._tiles)
        tile = self._tile(f"{self.objectName()}_{place}", "", parent=self)
        tile.clicked.connect(lambda _checked=False, at=place: self._on_tile(at))
        self._tiles.append(tile)

    def _on_tile(self, place: int) -> None:
        index = self._page * self._per_page() + place
        if index < len(self._specs):
            self.picked.emit(self._specs[index].key)

    def _put(self, tile: Tile, place: int) -> None:
        row, column = divmod(place, self._columns)
        tall = self._tall()
        gaps = self._gap * (self._columns - 1)
        left = round(column * ((self.width() - gaps) / self._columns + self._gap))
        right = round((column + 1) * ((self.width() - gaps) / self._columns + self._gap)) - self._gap
        tile.setGeometry(left, row * (tall + self._gap), right - left, tall)
