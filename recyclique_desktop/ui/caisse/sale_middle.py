"""The middle zone of the sale: the step bar, the grid or the step, the place of messages, the button to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSpacerItem, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.entry_more import quick
from recyclique_desktop.ui.caisse.entry_state import ORDER, EntryStep
from recyclique_desktop.ui.caisse.gift_question import GiftQuestion
from recyclique_desktop.ui.caisse.sale_keys import SEARCH_KEY
from recyclique_desktop.ui.caisse.sale_question import ResumeOffer
from recyclique_desktop.ui.caisse.sale_scale import Pan
from recyclique_desktop.ui.caisse.sale_search import SaleSearch
from recyclique_desktop.ui.caisse.sale_steps import StepFoot, StepPanel
from recyclique_desktop.ui.theme.icons import category_icon
from recyclique_desktop.ui.theme.tokens import Space
from recyclique_desktop.ui.widgets.letters import letter_of
from recyclique_desktop.ui.widgets.message import MessageBand
from recyclique_desktop.ui.widgets.steps import Step, StepBar, StepState
from recyclique_desktop.ui.widgets.tiles import TileGrid, TileSpec
from recyclique_desktop.ui.widgets.voices import Voices
from recyclique_desktop.ui.widgets.weight_question import WeightQuestion

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.queries.catalogue import Preset, Tile
    from recyclique_desktop.domain.basket import Basket
    from recyclique_desktop.ui.caisse.entry_state import Entry
    from recyclique_desktop.ui.caisse.sale_price import NoteRow
    from recyclique_desktop.ui.caisse.sale_scale import ScaleCard
    from recyclique_desktop.ui.widgets.geometry import Layout

_BOTTOM: Final = 14
_ABOVE_BAND: Final = 6
_TOP: Final = {False: 10, True: 6}
_LEAST: Final = 400
_LONG: Final = 26
"""A name of more characters takes more than two lines of a tile."""
_TALL: Final = 124
"""Height of a sub-category's tile: names like « Petit meuble / chaise en plastique/stratifié » need four lines."""


class SaleMiddle(QWidget):
    """Shows an ``Entry``; what is pressed in it goes out as signals.

    Signals:
        step_picked(str): Key of a step of the bar.
        tile_picked(object): Id of a category, or code of a button that makes a whole line.
        weighing_removal_asked(int): Place of a weighing.
        quantity_asked(): « Changer » beside the quantity.
        preset_picked(object): Code of a button of the price step.
        confirmed(): The button of the step.
        search_asked(): « Chercher ».
    """

    step_picked = Signal(str)
    tile_picked = Signal(object)
    weighing_removal_asked = Signal(int)
    quantity_asked = Signal()
    preset_picked = Signal(object)
    confirmed = Signal()
    search_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = StepBar("sale_step", _steps())
        self.roots = TileGrid("sale_tile")
        self.below = TileGrid("sale_below")
        self.search = SaleSearch()
        self.offer = ResumeOffer()
        self.band = MessageBand("sale_band")
        self.question = WeightQuestion("sale_doubt")
        self.gift = GiftQuestion("sale_gift")
        self.foot = StepFoot()
        self._panel = StepPanel()
        self._specs: dict[TileGrid, list[TileSpec]] = {}
        self._chosen: dict[TileGrid, UUID | None] = {}
        self._is_searching = False
        self._pan = Pan()
        self._entry: Entry | None = None
        self._gap = QSpacerItem(0, Space.SMALL)
        self._stack = QStackedWidget()
        self._voices = Voices(self.band, self.question, self.gift)
        self._above_band = QSpacerItem(0, _ABOVE_BAND)
        self._single = False
        self._layout: Layout | None = None
        self._long_names = False
        self._column = QVBoxLayout(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        for page in (self.roots, self.below, self.search, self._panel, self.offer):
            self._stack.addWidget(page)
        self._column.setSpacing(0)
        self._column.addWidget(self.bar)
        self._column.addSpacerItem(self._gap)
        self._column.addWidget(self._stack, 1)
        self._column.addSpacerItem(self._above_band)
        self._column.addWidget(self._voices)
        self._column.addWidget(self.foot)
        self._set_margin(Space.PAGE, narrow=False)

    def _connect(self) -> None:
        self.bar.picked.connect(self.step_picked)
        self.roots.set_tail(TileSpec(SEARCH_KEY, tr("Chercher"), "search", SEARCH_KEY))
        self.roots.picked.connect(self._on_root)
        self.below.picked.connect(self.tile_picked)
        self._panel.weighing_removal_asked.connect(self.weighing_removal_asked)
        self._panel.quantity_asked.connect(self.quantity_asked)
        self._panel.preset_picked.connect(self.preset_picked)
        self.foot.confirmed.connect(self.confirmed)
        self._voices.spoke.connect(self._make_room)

    @property
    def note(self) -> NoteRow:
        """Where the note of the line is written."""
        return self._panel.note

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no more than the smallest window gives; the grid and the lists page and scroll."""
        return QSize(0, 0 if self._single and isinstance(self._stack.currentWidget(), TileGrid) else _LEAST)

    def show_entry(self, entry: Entry, roots: tuple[Tile, ...]) -> None:
        """Show the step of ``entry``, and the question about its weight if there is one."""
        self.bar.set_states(_states(entry), reachable=[step.value for step in entry.reachable])
        self.bar.leave_out([EntryStep.QUANTITY.value] if entry.ways.one_price else [])
        self.foot.setVisible(not entry.on_grid)
        self._entry = entry
        self._is_searching = self._is_searching and entry.on_grid
        if entry.on_grid:
            self._show_grid(self.below if entry.level else self.roots, entry, roots)
        else:
            self._panel.show_entry(entry)
            self.foot.show_entry(entry, self._pan)
            self._stack.setCurrentWidget(self._panel)
        self._show_voice(entry)
        self._make_room()

    def _show_voice(self, entry: Entry) -> None:
        if entry.doubt is not None:
            self.question.ask(entry.doubt.grams, entry.doubt.likely)
            self._voices.setCurrentWidget(self.question)
        elif entry.asks_gift and entry.gift is not None:
            self.gift.ask_gift(entry.gift)
            self._voices.setCurrentWidget(self.gift)
        else:
            self._voices.setCurrentWidget(self.band)

    def show_offer(self, basket: Basket) -> None:
        """Ask about a ticket that was found; nothing else can be done meanwhile."""
        self.offer.offer(basket)
        self.bar.hide()
        self.foot.hide()
        self._stack.setCurrentWidget(self.offer)
        self._voices.setCurrentWidget(self.band)

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._voices.reserve(layout.band)
        if layout.single != self._single:
            self._fold(layout.single)
        self._set_margin(layout.margin, narrow=layout.narrow)
        self.bar.set_narrow(layout.narrow)
        self.bar.set_low(low=layout.single)
        self.foot.follow(layout)
        self._panel.follow(layout)
        self.roots.set_geometry_of(layout.columns, layout.tile)
        self._layout = layout
        self._size_below()
        self.search.follow(layout)

    @property
    def scale(self) -> ScaleCard:
        """What takes the scale's weight."""
        return self._panel.scale

    def show_pan(self, pan: Pan) -> None:
        """Show what lies on the scale."""
        self._pan = pan
        self.scale.show_pan(pan)
        if self._entry is not None and self._stack.currentWidget() is self._panel:
            self.foot.show_entry(self._entry, pan)

    @property
    def is_searching(self) -> bool:
        """Whether the search stands in place of the grid: Enter is its own."""
        return self._is_searching

    def show_search(self, *, shown: bool) -> None:
        """Show the search in place of the grid, or the grid again."""
        self._is_searching = shown

    def _fold(self, single: bool) -> None:
        """Where one zone is shown at a time, what is said stands for a while in the place of the steps."""
        self._single = single
        self._column.removeWidget(self._voices)
        self._column.insertWidget(0 if single else self._column.count() - 1, self._voices)
        self._above_band.changeSize(0, 0 if single else _ABOVE_BAND)
        self._make_room()

    def _make_room(self) -> None:
        is_asked = self._stack.currentWidget() is self.offer
        self.bar.setVisible(not is_asked and not (self._single and self._voices.speaks))
        self.updateGeometry()

    def _size_below(self) -> None:
        """Give long names the height they need; where room is scarce, the width."""
        layout = self._layout
        if layout is not None and layout.single:
            self.below.set_geometry_of(layout.columns - self._long_names, layout.tile)
        elif layout is not None:
            self.below.set_geometry_of(layout.columns, _TALL)

    def turn_page(self) -> None:
        """Show the next page of the grid shown, if one is (space bar)."""
        shown = self._stack.currentWidget()
        if isinstance(shown, TileGrid | StepPanel):
            shown.turn_page()

    def _show_grid(self, grid: TileGrid, entry: Entry, roots: tuple[Tile, ...]) -> None:
        tiles = entry.grid(roots)
        small = any(len(tile.label) > _LONG for tile in tiles if not tile.children)
        specs = [_spec(tile, place, small=small) for place, tile in enumerate(tiles)]
        if grid is self.below:
            self._long_names = small
            self._size_below()
        if not entry.level:
            presets = enumerate(quick(entry.ways, roots), start=len(tiles))
            specs += [_preset_spec(one, place, allowed=entry.allows(one)) for place, one in presets]
        if specs != self._specs.get(grid):
            self._specs[grid] = specs
            self._chosen[grid] = None
            grid.set_tiles(specs)
        key = entry.chosen_here.id if entry.chosen_here is not None else None
        if key != self._chosen.get(grid):
            self._chosen[grid] = key
            grid.set_chosen(key)
        self._stack.setCurrentWidget(self.search if self._is_searching else grid)

    def _on_root(self, key: object) -> None:
        if key == SEARCH_KEY:
            self.search_asked.emit()
        else:
            self.tile_picked.emit(key)

    def _set_margin(self, margin: int, *, narrow: bool) -> None:
        if self._single:
            self._gap.changeSize(0, Space.TARGET_GAP)
            self._column.setContentsMargins(margin, Space.TINY, margin, Space.HAIR)
            return
        self._gap.changeSize(0, Space.GRID if narrow else Space.SMALL)
        self._column.setContentsMargins(margin, _TOP[narrow], margin, min(_BOTTOM, margin))


def _steps() -> tuple[Step, ...]:
    return (
        Step(EntryStep.CATEGORY.value, tr("Catégorie"), weight=11),
        Step(EntryStep.SUBCATEGORY.value, tr("Sous-catégorie"), tr("Sous-cat."), weight=13, short_weight=10),
        Step(EntryStep.WEIGHT.value, tr("Poids"), weight=8),
        Step(EntryStep.QUANTITY.value, tr("Quantité"), tr("Qté"), weight=8),
        Step(EntryStep.PRICE.value, tr("Prix"), weight=8),
    )


def _states(entry: Entry) -> dict[str, StepState]:
    """Say which steps are behind: answered ones; the quantity only once somebody typed it."""
    done = {
        EntryStep.CATEGORY: bool(entry.path),
        EntryStep.SUBCATEGORY: entry.leaf is not None and len(entry.path) > 1,
        EntryStep.WEIGHT: bool(entry.weighings),
        EntryStep.QUANTITY: entry.quantity.is_typed,
        EntryStep.PRICE: entry.price.is_typed,
    }
    states = {step.value: StepState.DONE for step in ORDER if done[step]}
    return {**states, entry.step.value: StepState.ACTIVE}


def _spec(tile: Tile, place: int, *, small: bool) -> TileSpec:
    letter = letter_of(place)
    if tile.children:
        return TileSpec(tile.id, tile.short_label, category_icon(tile.label), letter, small=small)
    price = tr("{price:euros}", price=tile.price) if tile.price else ""
    return TileSpec(tile.id, tile.label, "", letter, price, small=small)


def _preset_spec(preset: Preset, place: int, *, allowed: bool) -> TileSpec:
    """Return the tile of a button that makes a whole line; in a ticket of the other family it says why it rests."""
    price = tr("{price:euros}", price=preset.price) if preset.price else ""
    said = price if allowed else tr("autre ticket")
    return TileSpec(preset.code, preset.label, "tag", letter_of(place), said, enabled=allowed)
