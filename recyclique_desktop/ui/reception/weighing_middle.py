"""The middle zone of reception: the grid, what goods are weighed in, where they go, net weight and « Ajouter »."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.reception.quick_row import FAVOURITE, QuickRow
from recyclique_desktop.ui.reception.weighing_choices import CARD, ContainerRow, DestinationRow
from recyclique_desktop.ui.reception.weighing_foot import FOOT_HEIGHT, WeighingFoot
from recyclique_desktop.ui.reception.words import short_root
from recyclique_desktop.ui.theme.icons import category_icon
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.display import fit_role
from recyclique_desktop.ui.widgets.letters import letter_of
from recyclique_desktop.ui.widgets.tiles import CompactTile, TileGrid, TileSpec

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from PySide6.QtGui import QResizeEvent

    from recyclique_desktop.data.queries.catalogue import Tile
    from recyclique_desktop.domain.containers import Container
    from recyclique_desktop.ui.reception.entry import Entry, Lack, Pan
    from recyclique_desktop.ui.widgets.geometry import Layout

_GAP: Final = 8
_BETWEEN: Final = 6
_BESIDE: Final = 12
_LEAST_ROWS: Final = 2
_FROM_TILE: Final = 63
"""How much lower a tile of reception is than one of the till: the row of favourites stands above four others."""
_UNDER: Final = 4
_SETTLED: Final = _GAP + 2 * _BETWEEN + 2 * _UNDER + Height.TARGET + FOOT_HEIGHT
"""What no window takes anything from: the gaps, the row of Répéter and Chercher, the foot."""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Heights of the rows, in logical pixels.

    Attributes:
        rows: Of tiles.
        favourites: Of one favourite; 0 where they are left to their keys.
    """

    rows: int
    tile: int
    favourites: int
    strip: int = Height.STRIP
    card: int = CARD
    heading: int = 26
    margin: int = 13

    @property
    def total(self) -> int:
        favourites = self.favourites + _GAP if self.favourites else 0
        rows = self.rows * (self.tile + _GAP) - _GAP
        return _SETTLED + favourites + rows + self.strip + self.card + 2 * (self.heading + self.margin)

    def lowered(self, share: float) -> _Sizes:
        """Take this share, from 0 to 1, of what each row can spare."""
        return replace(
            self,
            favourites=self.favourites and self.favourites - ceil(share * 8),
            strip=self.strip - ceil(share * 6),
            card=self.card - ceil(share * 12),
            heading=self.heading - ceil(share * 4),
            margin=self.margin - ceil(share * 5),
        )


_WIDE: Final = _Sizes(rows=4, tile=55, favourites=FAVOURITE)
_NARROW: Final = _Sizes(rows=5, tile=56, favourites=0)


def _sizes_for(room: int, layout: Layout) -> _Sizes:
    """Take from every row a little of what a low window lacks; in a lower one the favourites go, then rows of tiles."""
    wanted = _NARROW if layout.narrow else _WIDE
    wanted = replace(wanted, tile=max(wanted.tile, layout.tile - _FROM_TILE))
    if wanted.lowered(1).total > room:
        wanted = replace(wanted, favourites=0)
    while wanted.lowered(1).total > room and wanted.rows > _LEAST_ROWS:
        wanted = replace(wanted, rows=wanted.rows - 1)
    spared = wanted.total - wanted.lowered(1).total
    return wanted.lowered(min(1, max(0, wanted.total - room) / spared))


class _Heading(QWidget):
    """A question, and beside it the key that answers it."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = Text(words, "h2")
        self._hint = Text("", "small", "text2")
        self._offered = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_BESIDE)
        row.addWidget(self._words)
        row.addWidget(self._hint)
        row.addStretch(1)

    def set_hint(self, hint: str) -> None:
        self._offered = hint
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the words whole: smaller when they must be; the hint is shown only where there is room for it."""
        fit_role(self._words, ("h2", "strong", "cap"), self.width())
        self._hint.setText(self._offered)
        room = self.width() - self._words.sizeHint().width() - _BESIDE
        self._hint.setVisible(self._hint.sizeHint().width() <= room)


class WeighingMiddle(QWidget):
    """Shows an ``Entry``; what is pressed in it goes out as signals of its parts.

    Signals:
        tile_picked(object): Id of a category.
    """

    tile_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.roots = TileGrid("weigh_tile", tile=CompactTile, gap=_GAP)
        self.below = TileGrid("weigh_below", tile=CompactTile, gap=_GAP)
        self.quick = QuickRow()
        self.containers = ContainerRow()
        self.destinations = DestinationRow()
        self.foot = WeighingFoot()
        self._way = _Heading(tr("Contenant et sens"))
        self._where = _Heading(tr("Où va l’objet ?"))
        self._layout: Layout | None = None
        self._can_repeat = False
        self._tiles: dict[TileGrid, tuple[Tile, ...]] = {}
        self._stack = QStackedWidget()
        self._column = QVBoxLayout(self)
        self._build()
        for grid in (self.roots, self.below):
            grid.picked.connect(self.tile_picked)

    def _build(self) -> None:
        self._stack.addWidget(self.roots)
        self._stack.addWidget(self.below)
        self._column.setSpacing(0)
        self._column.addWidget(self.quick)
        self._column.addSpacing(_GAP)
        self._column.addWidget(self._stack)
        self._column.addSpacing(_BETWEEN)
        for heading, row, below in (
            (self._way, self.containers, _BETWEEN),
            (self._where, self.destinations, 0),
        ):
            self._column.addWidget(heading)
            self._column.addSpacing(_UNDER)
            self._column.addWidget(row)
            self._column.addSpacing(below)
        self._column.addStretch(1)
        self._column.addWidget(self.foot)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no more than the smallest window gives; the grid pages."""
        return QSize(0, 400)

    def use(self, containers: tuple[Container, ...], favourites: tuple[Tile, ...]) -> None:
        """Offer these containers and favourites."""
        self.containers.set_containers(containers)
        self.quick.show_favourites(favourites)

    def let_repeat(self, can_repeat: bool) -> None:
        """Say whether there is a line to repeat."""
        self._can_repeat = can_repeat

    def show_entry(self, entry: Entry, roots: tuple[Tile, ...], pan: Pan, lack: Lack | None, *, refused: str) -> None:
        """Show the weighing as it stands."""
        self.quick.set_title(_title(entry))
        grid = self.below if entry.level else self.roots
        self._show_grid(grid, entry.grid(roots), _chosen(entry))
        self.quick.show_chosen(entry.category_id, can_repeat=self._can_repeat and entry.was is None)
        self.containers.show_entry(entry)
        self.destinations.show_entry(entry)
        self.foot.show_entry(entry, pan, lack, refused=refused)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._layout = layout
        self.quick.set_narrow(layout.narrow)
        self.destinations.set_narrow(layout.narrow)
        self.foot.set_narrow(layout.narrow)
        self._way.set_hint("" if layout.narrow else tr("touche → pour changer"))
        self._where.set_hint("" if layout.narrow else tr("touche ↓ pour changer"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Share the height there is among the rows."""
        layout = self._layout
        if layout is None:
            return
        sizes = _NARROW if layout.single else _sizes_for(self.height(), layout)  # where it scrolls nothing is lacking
        self._column.setContentsMargins(layout.margin, sizes.margin - 1, layout.margin, sizes.margin + 1)
        self._stack.setFixedHeight(sizes.rows * (sizes.tile + _GAP) - _GAP)
        self.roots.set_geometry_of(layout.columns, sizes.tile)
        self.below.set_geometry_of(max(2, layout.columns - 1), sizes.tile)
        self.quick.show_row(sizes.favourites)
        self.containers.set_height(sizes.strip)
        self.destinations.set_height(sizes.card)
        for heading in (self._way, self._where):
            heading.setFixedHeight(sizes.heading)

    def turn_page(self) -> None:
        """Show the next page of the grid, if there is one (space bar)."""
        shown = self._stack.currentWidget()
        if isinstance(shown, TileGrid):
            shown.turn_page()

    def _show_grid(self, grid: TileGrid, tiles: tuple[Tile, ...], chosen: UUID | None) -> None:
        if tiles != self._tiles.get(grid):
            self._tiles[grid] = tiles
            grid.set_tiles(_root_specs(tiles) if grid is self.roots else _leaf_specs(tiles))
        grid.set_chosen(chosen)
        self._stack.setCurrentWidget(grid)


def _title(entry: Entry) -> str:
    if entry.was is not None:
        return tr("Modifier la pesée : {name}", name=entry.label)
    return entry.path[entry.level - 1].label if entry.level else tr("Que pesez-vous ?")


def _chosen(entry: Entry) -> UUID | None:
    return entry.path[entry.level].id if len(entry.path) > entry.level else None


def _root_specs(tiles: Sequence[Tile]) -> list[TileSpec]:
    """Call roots by their first words, unless two would then be called the same."""
    short = [short_root(tile.label) for tile in tiles]
    return [
        TileSpec(
            tile.id,
            word if short.count(word) == 1 else tile.label,
            category_icon(tile.label),
            letter_of(place),
        )
        for place, (tile, word) in enumerate(zip(tiles, short, strict=True))
    ]


def _leaf_specs(tiles: Sequence[Tile]) -> list[TileSpec]:
    return [TileSpec(tile.id, tile.label, "", letter_of(place)) for place, tile in enumerate(tiles)]
