"""One line being made: category, sub-category, weight, quantity on request, price (``cash.md`` §2.2).

Pure: a frozen state, and one function per gesture that returns the next state. Keys and taps call the same ones, so
that the same gestures give the same line. It adds nothing to a ticket and shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.basket import MAX_PRICE, MAX_QUANTITY, MIN_PRICE, Line, Weighing
from recyclique_desktop.domain.enums import WeightSource
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.prices import PriceAdvice, PriceMode, advise
from recyclique_desktop.domain.weight import MAX_LINE, Grams
from recyclique_desktop.ui.widgets.typed import Typed

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.queries.catalogue import Tile

DOUBTFUL: Final = Grams(50_000)
"""Above this a typed weight is asked about once: 960 kg was once typed for 0,960 kg (``cash.md`` WGT-7)."""


class EntryStep(StrEnum):
    """What is asked now; the value is the key of the step bar."""

    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    WEIGHT = "weight"
    QUANTITY = "quantity"
    PRICE = "price"


ORDER: Final = tuple(EntryStep)
_GRIDS: Final = (EntryStep.CATEGORY, EntryStep.SUBCATEGORY)
_NO_WEIGHT: Final = Typed(whole=4, decimals=3)
_ONE: Final = Typed(whole=4, text="1", proposed=True)
_NO_PRICE: Final = Typed(whole=4, decimals=2, proposed=True)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A typed weight that is being asked about, and the step to show once it is answered."""

    grams: Grams
    then: EntryStep

    @property
    def likely(self) -> Grams:
        """What was probably meant: a thousandth, grams having been typed for kilograms."""
        return Grams(max(1, self.grams // 1000))


@dataclass(frozen=True, slots=True)
class Entry:
    """The line being made, whatever step is shown: going back loses nothing.

    Attributes:
        weighs: Whether lines are weighed at this till; without it the weight is only asked for on request.
        step: What is asked now.
        path: Categories chosen, from the root down.
        level: How many of them stand above the grid shown; 0 is the grid of the roots.
        weighings: Weighings taken; what is being typed is not among them.
        weight: Weight being typed, in grams.
        quantity: In pieces.
        price: Of one unit, in cents; proposed until somebody types.
        doubt: The typed weight that is being asked about, if one is.
    """

    weighs: bool = True
    step: EntryStep = EntryStep.CATEGORY
    path: tuple[Tile, ...] = ()
    level: int = 0
    weighings: tuple[Weighing, ...] = ()
    weight: Typed = field(default=_NO_WEIGHT)
    quantity: Typed = field(default=_ONE)
    price: Typed = field(default=_NO_PRICE)
    doubt: Doubt | None = None

    @property
    def leaf(self) -> Tile | None:
        """The category of the line, once there is nothing left to choose below it."""
        return self.path[-1] if self.path and not self.path[-1].children else None

    @property
    def begun(self) -> bool:
        """Whether anything of this line exists yet."""
        return bool(self.path or self.weighings or self.weight.text)

    @property
    def on_grid(self) -> bool:
        """Whether a grid of categories is shown."""
        return self.step in _GRIDS

    @property
    def chosen_here(self) -> Tile | None:
        """The category already chosen in the grid shown, after going back to it."""
        return self.path[self.level] if self.on_grid and len(self.path) > self.level else None

    @property
    def total_weight(self) -> Grams:
        """The weighings and what is being typed."""
        return Grams(sum(taken.grams for taken in self.weighings) + self.weight.number)

    @property
    def weighed(self) -> bool:
        """Whether the weight is one that a line may have."""
        return (self.total_weight > 0 or not self.weighs) and self.total_weight <= MAX_LINE

    @property
    def advice(self) -> PriceAdvice:
        """What the list says of one unit."""
        leaf = self.leaf
        return advise(leaf.price, leaf.max_price) if leaf is not None else PriceAdvice(PriceMode.FREE)

    @property
    def unit_price(self) -> Cents:
        """Price of one unit as it stands."""
        return Cents(self.price.number)

    @property
    def total(self) -> Cents:
        """Price of the line as it stands."""
        return Cents(self.quantity.number * self.price.number)

    @property
    def active(self) -> Typed:
        """The field that digits go to."""
        return {EntryStep.QUANTITY: self.quantity, EntryStep.PRICE: self.price}.get(self.step, self.weight)

    @property
    def can_confirm(self) -> bool:
        """Whether Enter has something to do at this step."""
        if self.step is EntryStep.WEIGHT:
            return self.weighed and self.doubt is None
        if self.step is EntryStep.QUANTITY:
            return 1 <= self.quantity.number <= MAX_QUANTITY
        if self.step is EntryStep.PRICE:
            return MIN_PRICE <= self.unit_price <= MAX_PRICE and 1 <= self.quantity.number <= MAX_QUANTITY
        return self.chosen_here is not None

    @property
    def reachable(self) -> tuple[EntryStep, ...]:
        """The steps that can be gone to from here."""
        weighed = self.weighed
        open_steps = {
            EntryStep.CATEGORY: True,
            EntryStep.SUBCATEGORY: bool(self.path and self.path[0].children),
            EntryStep.WEIGHT: self.leaf is not None or self.total_weight > 0,
            EntryStep.QUANTITY: self.leaf is not None and weighed,
            EntryStep.PRICE: self.leaf is not None and weighed,
        }
        return tuple(step for step in ORDER if open_steps[step] and self.doubt is None)

    def grid(self, roots: tuple[Tile, ...]) -> tuple[Tile, ...]:
        """Return the categories of the grid shown."""
        return self.path[self.level - 1].children if self.level else roots


def choose(entry: Entry, tile: Tile) -> Entry:
    """Take a category of the grid shown; the one already chosen keeps what was chosen below it."""
    same = entry.level < len(entry.path) and entry.path[entry.level].id == tile.id
    path = entry.path if same else (*entry.path[: entry.level], tile)
    if tile.children:
        return replace(entry, path=path, level=entry.level + 1, step=EntryStep.SUBCATEGORY)
    return _after_category(replace(entry, path=path))


def digit(entry: Entry, typed: str) -> Entry:
    """Type a digit into the field of the step; at the grids that is the weight, weighed first."""
    if entry.step is EntryStep.QUANTITY and typed == "0" and (entry.quantity.proposed or not entry.quantity.text):
        return entry
    return _typing(entry, entry.active.digit(typed))


def comma(entry: Entry) -> Entry:
    """Type the comma."""
    return _typing(entry, entry.active.comma())


def backspace(entry: Entry) -> Entry:
    """Take the last character back; an empty quantity is one again."""
    shorter = entry.active.backspace()
    return _typing(entry, _ONE if entry.step is EntryStep.QUANTITY and not shorter.text else shorter)


def clear(entry: Entry) -> Entry:
    """Empty what is being typed; with nothing typed, go back one step (Escape)."""
    if not entry.active.is_typed:
        return back(entry)
    if entry.step is EntryStep.QUANTITY:
        return _typing(entry, _ONE)
    return _advised(entry) if entry.step is EntryStep.PRICE else _typing(entry, entry.active.cleared())


def back(entry: Entry) -> Entry:
    """Go to the step before, undoing the last choice; at the grid of the roots the whole line is given up."""
    if entry.step is EntryStep.QUANTITY:
        return replace(entry, quantity=_ONE, step=_after_weight(entry))
    if entry.step is EntryStep.PRICE and (entry.weighs or entry.total_weight):
        return replace(entry, step=EntryStep.WEIGHT)
    if not entry.on_grid:
        return _to_grid(entry, _deepest(entry))
    if entry.level:
        kept = entry.path if entry.chosen_here is not None else entry.path[:-1]
        return _to_grid(replace(entry, path=kept), entry.level - 1)
    return Entry(weighs=entry.weighs)


def go_to(entry: Entry, step: EntryStep) -> Entry:
    """Show another step; one that cannot be reached yet changes nothing."""
    if step not in entry.reachable:
        return entry
    if step is EntryStep.CATEGORY:
        return _to_grid(entry, 0)
    if step is EntryStep.SUBCATEGORY:
        return _to_grid(entry, _deepest(entry))
    return replace(entry, step=step) if step is EntryStep.WEIGHT else _with_weight(entry, step)


def add_weighing(entry: Entry) -> Entry:
    """Take what is typed as one weighing and stay (key +); an unlikely weight is asked about first."""
    return _with_weight(entry, entry.step)


def remove_weighing(entry: Entry, place: int) -> Entry:
    """Take a weighing away; 0 is the first."""
    return replace(entry, weighings=entry.weighings[:place] + entry.weighings[place + 1 :])


def restore_weighing(entry: Entry, place: int, weighing: Weighing) -> Entry:
    """Put a weighing back where it was."""
    return replace(entry, weighings=(*entry.weighings[:place], weighing, *entry.weighings[place:]))


def confirm(entry: Entry) -> Entry:
    """Validate the step (Enter). At the price the line is whole: ask ``line_of`` instead."""
    if not entry.can_confirm:
        return entry
    if entry.on_grid:
        return choose(entry, entry.path[entry.level])
    if entry.step is EntryStep.WEIGHT:
        return _with_weight(entry, EntryStep.PRICE)
    return replace(entry, step=_after_weight(entry)) if entry.step is EntryStep.QUANTITY else entry


def correct_weight(entry: Entry) -> Entry:
    """Answer the doubt: grams were typed for kilograms."""
    if entry.doubt is None:
        return entry
    return _taken(replace(entry, weight=_NO_WEIGHT.proposing(entry.doubt.likely)), entry.doubt.then)


def keep_weight(entry: Entry) -> Entry:
    """Answer the doubt: it is that heavy indeed."""
    return entry if entry.doubt is None else _taken(entry, entry.doubt.then)


def line_of(entry: Entry, line_id: UUID) -> Line:
    """Return the whole line.

    Raises:
        ValueError: It is not whole yet: ``leaf`` or ``can_confirm`` says so.
    """
    leaf = entry.leaf
    if leaf is None or entry.step is not EntryStep.PRICE or not entry.can_confirm:
        raise ValueError(entry)
    return Line(
        line_id=line_id,
        category_id=leaf.id,
        label=leaf.label,
        root_label=entry.path[0].label,
        quantity=entry.quantity.number,
        unit_price=entry.unit_price,
        list_price=entry.advice.suggestion,
        weighings=entry.weighings,
    )


def _typing(entry: Entry, typed: Typed) -> Entry:
    if entry.step is EntryStep.QUANTITY:
        return replace(entry, quantity=typed)
    if entry.step is EntryStep.PRICE:
        return replace(entry, price=typed)
    return replace(entry, weight=typed, doubt=None)


def _to_grid(entry: Entry, level: int) -> Entry:
    step = EntryStep.SUBCATEGORY if level else EntryStep.CATEGORY
    return replace(entry, step=step, level=level, doubt=None)


def _deepest(entry: Entry) -> int:
    """Return the level of the grid where the category of the line is, or will be, chosen."""
    return len(entry.path) - (1 if entry.leaf is not None else 0)


def _after_category(entry: Entry) -> Entry:
    """Go on from a leaf: to the weight unless it was weighed first or is not asked for, then to the price."""
    if not entry.price.is_typed:
        entry = _advised(entry)
    if entry.weighs and not entry.total_weight:
        return replace(entry, step=EntryStep.WEIGHT)
    return _with_weight(entry, EntryStep.PRICE)


def _advised(entry: Entry) -> Entry:
    return replace(entry, price=_NO_PRICE.proposing(entry.advice.suggestion))


def _after_weight(entry: Entry) -> EntryStep:
    return EntryStep.PRICE if entry.total_weight or not entry.weighs else EntryStep.WEIGHT


def _with_weight(entry: Entry, then: EntryStep) -> Entry:
    """Take what is typed as a weighing, then show ``then``; a typed weight above ``DOUBTFUL`` is asked about."""
    typed = Grams(entry.weight.number)
    if typed <= DOUBTFUL:
        return _taken(entry, then)
    shown = entry.step if then is entry.step else EntryStep.WEIGHT
    return replace(entry, doubt=Doubt(typed, then), step=shown)


def _taken(entry: Entry, then: EntryStep) -> Entry:
    grams = Grams(entry.weight.number)
    taken = (*entry.weighings, Weighing(grams, WeightSource.TYPED)) if grams else entry.weighings
    entry = replace(entry, weighings=taken, weight=_NO_WEIGHT, step=then, doubt=None)
    return _to_grid(entry, _deepest(entry)) if then is EntryStep.PRICE and entry.leaf is None else entry
