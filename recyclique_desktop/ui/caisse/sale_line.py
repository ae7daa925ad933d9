"""The line being made, as the sale screen holds it: gestures in, the next state out, the whole line at last.

Keys and taps end in the same few methods. It shows nothing and writes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from recyclique_desktop.data.queries.catalogue import path_to
from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.domain.containers import NONE
from recyclique_desktop.domain.prices import PriceAdvice, PriceMode
from recyclique_desktop.domain.till_options import PricePolicy
from recyclique_desktop.ui.caisse import entry as machine
from recyclique_desktop.ui.caisse import entry_more as more
from recyclique_desktop.ui.caisse.entry_state import Entry, EntryStep, Ways
from recyclique_desktop.ui.caisse.sale_keys import press_key
from recyclique_desktop.ui.caisse.sale_scale import Pan
from recyclique_desktop.ui.widgets.letters import at_letter

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.data.queries.catalogue import Preset, Tile
    from recyclique_desktop.data.queries.selling import SaleDesk
    from recyclique_desktop.devices.scale import ScaleStatus
    from recyclique_desktop.domain.basket import Basket, Line, Weighing
    from recyclique_desktop.domain.containers import Container
    from recyclique_desktop.domain.ids import IdFactory
    from recyclique_desktop.ui.widgets.bounce import Bounce

_FREE: Final = PriceAdvice(PriceMode.FREE)


class LineBeingMade(QObject):
    """Holds one ``Entry`` and the price list it is made from.

    Signals:
        changed(): Another step, another digit.
        whole(Line, PriceAdvice): The line is complete; the next one begins. A line that was taken up keeps its id.
        blocked(Line, PriceAdvice): The line is complete but for somebody's word on its price: ``let_pass`` adds it.
        weighing_removed(int, Weighing): A weighing was taken away, from that place.
        note_asked(): The person wants to write the note of the line.
        search_asked(): The person wants to find a category by its name; a grid is shown.
        left(): The line that was taken up stays as it was.
        pan_changed(): The scale says something else.

    Args:
        ids: Gives each line its id.
        bounce: Guards *add line*.
    """

    changed = Signal()
    whole = Signal(object, object)
    blocked = Signal(object, object)
    weighing_removed = Signal(int, object)
    note_asked = Signal()
    search_asked = Signal()
    left = Signal()
    pan_changed = Signal()

    def __init__(self, ids: IdFactory, bounce: Bounce, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = ids
        self._bounce = bounce
        self._roots: tuple[Tile, ...] = ()
        self._policy = PricePolicy.WARN
        self._aside: Entry | None = None
        self._basket: Basket | None = None
        self._containers: tuple[Container, ...] = ()
        self.pan = Pan()
        self.entry = Entry()

    @property
    def roots(self) -> tuple[Tile, ...]:
        """The price list in force."""
        return self._roots

    @property
    def quick(self) -> tuple[Preset, ...]:
        """The buttons that stand beside the roots and make a whole line each."""
        return more.quick(self.entry.ways, self._roots)

    def use(self, desk: SaleDesk) -> None:
        """Take another price list; only between two tickets, so that no letter changes under a finger."""
        self._roots = desk.roots
        self._containers = desk.containers
        ways = Ways(presets=desk.presets, limits=desk.limits)
        if desk.session is not None:
            options = desk.session.options
            self._policy = options.price_policy
            ways = replace(ways, weighs=options.weighs, one_price=options.global_price)
        self._aside = None
        self.entry = more.follow(Entry(ways), self._basket)
        self.changed.emit()

    def follow(self, basket: Basket | None) -> None:
        """Hear what the ticket is now: its first line says of which family the others are."""
        self._basket = basket
        self.entry = more.follow(self.entry, basket)
        if self.entry.was is not None and not self._is_there(self.entry.was):
            self.leave()

    def start_over(self) -> None:
        """Forget the line being made: the ticket it was for is gone."""
        self._aside = None
        self._take(machine.fresh(self.entry))

    def edit(self, line: Line) -> None:
        """Take a line of the ticket up again; what was begun waits beside."""
        if self.entry.was is None:
            self._aside = self.entry if self.entry.begun else None
        ways = self.entry.ways
        self._take(more.follow(more.entry_of(line, self._roots, ways), self._basket))

    def leave(self) -> None:
        """Leave the line that was taken up as it was, and go on with what was begun before."""
        self._take(self._next())
        self.left.emit()

    def digit(self, digit: str) -> None:
        """A digit, by key or by tap."""
        self._take(machine.digit(self.entry, digit))

    def comma(self) -> None:
        """The comma."""
        self._take(machine.comma(self.entry))

    def backspace(self) -> None:
        """The last character back."""
        self._take(machine.backspace(self.entry))

    def clear(self) -> None:
        """Escape, or « Effacer »."""
        entry = self.entry
        if entry.was is not None and not (entry.active.is_typed or entry.asks_gift or entry.doubt):
            self.leave()
        else:
            self._take(machine.clear(entry))

    def act(self) -> None:
        """The act under the keypad: take the weight, or empty the field."""
        if self.entry.step in {EntryStep.QUANTITY, EntryStep.PRICE}:
            self.clear()
        else:
            self.add_weighing()

    def add_weighing(self) -> None:
        """Key +: what is typed is one weighing; with nothing typed, what lies on the scale."""
        if self.entry.step in {EntryStep.QUANTITY, EntryStep.PRICE}:
            return
        if self.entry.weight.number:
            self._take(machine.add_weighing(self.entry))
        else:
            self.take_scale()

    def take_scale(self) -> None:
        """« Prendre 1,180 kg », key B: what lies on the scale is one weighing."""
        if self.pan.net and self.entry.doubt is None and self._bounce.is_meant():
            self._change(self._weighed(self.entry.step))

    def hear(self, status: ScaleStatus) -> None:
        """The scale says something else; a weight that was taken counts again once something moved."""
        taken = self.pan.taken
        if status.state is DeviceState.READY and status.stable != taken:
            taken = None
        self._show_pan(replace(self.pan, status=status, taken=taken))

    def next_container(self) -> None:
        """Key →: weigh in the next container, then in none; its weight is taken off what the scale says."""
        every = (NONE, *self._containers)
        place = every.index(self.pan.container) if self.pan.container in every else -1
        self._show_pan(replace(self.pan, container=every[(place + 1) % len(every)]))

    def remove_weighing(self, place: int) -> None:
        """The bin of a weighing."""
        removed = self.entry.weighings[place]
        self._take(machine.remove_weighing(self.entry, place))
        self.weighing_removed.emit(place, removed)

    def restore_weighing(self, place: int, weighing: Weighing) -> None:
        """« Annuler » after that; too late once the line is in the ticket."""
        if self.entry.begun:
            self._take(machine.restore_weighing(self.entry, place, weighing))

    def correct_weight(self) -> None:
        """Grams were typed for kilograms."""
        self._take(machine.correct_weight(self.entry))

    def keep_weight(self) -> None:
        """It is that heavy indeed."""
        self._take(machine.keep_weight(self.entry))

    def pick(self, key: object) -> None:
        """A tile of the grid shown: a category, or a button that makes a whole line."""
        self._choose(next((tile for tile in self._grid if tile.id == key), None))
        self._make(next((one for one in self._quick_here if one.code == key), None))

    def pick_letter(self, letter: str) -> None:
        """The letter of a place in the grid, or of a button of the price step."""
        if self.entry.step is EntryStep.PRICE:
            preset = at_letter(self.entry.offered, letter)
            self.press(preset.code if preset is not None else "")
            return
        grid = self._grid
        self._choose(at_letter(grid, letter))
        self._make(at_letter((*((None,) * len(grid)), *self._quick_here), letter))

    def take(self, category_id: UUID) -> None:
        """What the search found: the whole category in one gesture."""
        self._take(more.take(self.entry, path_to(category_id, self._roots)))

    def press(self, code: object) -> None:
        """A button of the price step."""
        preset = next((one for one in self.entry.offered if one.code == code), None)
        if preset is not None and self.entry.step is EntryStep.PRICE:
            self._take(more.press(self.entry, preset))

    def give(self) -> None:
        """What costs nothing is given away."""
        self._take(more.give(self.entry))
        self._complete()

    def price(self) -> None:
        """It has a price after all."""
        self._take(more.priced(self.entry))

    def note(self, words: str) -> None:
        """Free words on the line."""
        self.entry = more.noted(self.entry, words)  # said to nobody: it is being written

    def go_to(self, step: str) -> None:
        """A step of the bar."""
        self._take(machine.go_to(self.entry, EntryStep(step)))

    def search(self) -> None:
        """Key /, Ctrl+F, or « Chercher »: find the category by what people call the thing."""
        if not self.entry.on_grid:
            self.go_to(EntryStep.CATEGORY.value)
        if self.entry.on_grid:
            self._bounce.forget()
            self.search_asked.emit()

    def ask_quantity(self) -> None:
        """Key * or x, or « Changer »; under one price for all it asks for the price of this line instead."""
        self.go_to((EntryStep.PRICE if self.entry.ways.one_price else EntryStep.QUANTITY).value)

    def confirm(self) -> None:
        """Enter, or the button of the step; at the price the line is whole."""
        entry = self.entry
        if entry.step is EntryStep.PRICE:
            self._complete()
        elif entry.on_grid and entry.weight.text and entry.chosen_here is None:
            self.add_weighing()
        elif entry.step is EntryStep.WEIGHT:
            self._confirm_weight()
        else:
            self._take(machine.confirm(entry))

    def _confirm_weight(self) -> None:
        """What lies on the scale is the weight, where nothing else was weighed: what one sees is what Enter takes."""
        entry = self.entry
        is_scale = not entry.total_weight and bool(self.pan.net)
        weighed = self._weighed(EntryStep.PRICE) if is_scale else machine.confirm(entry)
        if entry.ends_with_weight:
            self._complete(weighed)
        else:
            self._take(weighed)

    def let_pass(self, line: Line) -> None:
        """Add the line whose price somebody allowed; nothing when another one was begun meanwhile."""
        entry = self.entry
        if machine.is_whole(entry) and machine.line_of(entry, line.line_id) == line:
            self._finish(line, _FREE)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Take a key that means something to the line; return whether it did."""
        return press_key(self, event)

    @property
    def _grid(self) -> tuple[Tile, ...]:
        return self.entry.grid(self._roots) if self.entry.on_grid else ()

    @property
    def _quick_here(self) -> tuple[Preset, ...]:
        return self.quick if self.entry.step is EntryStep.CATEGORY else ()

    def _is_there(self, line: Line) -> bool:
        return self._basket is not None and any(kept.line_id == line.line_id for kept in self._basket.lines)

    def _choose(self, tile: Tile | None) -> None:
        if tile is not None:
            self._take(machine.choose(self.entry, tile))

    def _make(self, preset: Preset | None) -> None:
        """A button of the grid: the line is whole at once, unless it has to be weighed."""
        if preset is None:
            return
        made = more.make(self.entry, preset, self._roots)
        if machine.is_whole(made):
            self._complete(made)
        else:
            self._take(made)

    def _complete(self, entry: Entry | None = None) -> None:
        """Add the line as ``entry`` says it, if it is whole; ask what still has to be asked."""
        entry = entry or self.entry
        if not machine.is_whole(entry):
            self._take(more.ask_gift(entry))
            return
        if not self._bounce.is_meant():
            return
        line_id = self._ids.new() if entry.was is None else entry.was.line_id
        line, advice = machine.line_of(entry, line_id), self._advice(entry)
        if self._policy is PricePolicy.BLOCK and advice.warning(line.unit_price) is not None:
            self.entry = entry
            self.changed.emit()
            self.blocked.emit(line, advice)
        else:
            self._finish(line, advice)

    def _finish(self, line: Line, advice: PriceAdvice) -> None:
        self.entry = self._next()
        self.whole.emit(line, advice)

    def _next(self) -> Entry:
        """Return what is made after this line: what waited beside, or nothing yet."""
        aside, self._aside = self._aside, None
        return more.follow(aside if aside is not None else machine.fresh(self.entry), self._basket)

    def _advice(self, entry: Entry) -> PriceAdvice:
        """Return what the list says of the line's price; nothing where it says nothing of it."""
        is_silent = self._policy is PricePolicy.IGNORE or entry.preset is not None
        is_open = entry.ways.one_price and not entry.unit_price
        return _FREE if is_silent or is_open else entry.advice

    def _weighed(self, then: EntryStep) -> Entry:
        """Take the scale's weight; it counts once, until something moves on it."""
        net = self.pan.net
        self._show_pan(replace(self.pan, taken=self.pan.status.stable))
        return machine.weigh(self.entry, net, then)

    def _show_pan(self, pan: Pan) -> None:
        if pan != self.pan:
            self.pan = pan
            self.pan_changed.emit()

    def _take(self, entry: Entry) -> None:
        self._bounce.forget()
        self._change(entry)

    def _change(self, entry: Entry) -> None:
        if entry != self.entry:
            self.entry = entry
            self.changed.emit()
