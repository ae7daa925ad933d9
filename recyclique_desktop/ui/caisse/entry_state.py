"""The line being made, as a frozen state: what is asked, what was said, what may be gone on to (``cash.md`` §2.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.basket import MAX_PRICE, MAX_QUANTITY, MIN_PRICE
from recyclique_desktop.domain.enums import ButtonType, SaleKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.plausible import Limits
from recyclique_desktop.domain.prices import PriceAdvice, PriceMode, advise
from recyclique_desktop.domain.weight import MAX_LINE, NO_WEIGHT, Grams
from recyclique_desktop.ui.widgets.typed import Typed

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.catalogue import Preset, Tile
    from recyclique_desktop.domain.basket import Line, Weighing

_DOUBTFUL: Final = Limits(Grams(50_001))
"""Above 50 kg a weight is asked about once: 960 kg was once typed for 0,960 kg (``cash.md`` WGT-7)."""


class EntryStep(StrEnum):
    """What is asked now; the value is the key of the step bar."""

    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    WEIGHT = "weight"
    QUANTITY = "quantity"
    PRICE = "price"


ORDER: Final = tuple(EntryStep)
_GRIDS: Final = (EntryStep.CATEGORY, EntryStep.SUBCATEGORY)
NOTHING_WEIGHED: Final = Typed(whole=4, decimals=3)
ONE: Final = Typed(whole=4, text="1", proposed=True)
NO_PRICE: Final = Typed(whole=4, decimals=2, proposed=True)


@dataclass(frozen=True, slots=True)
class Ways:
    """What is the same for every line of a ticket.

    Attributes:
        weighs: Whether lines are weighed at this till; without it the weight is only asked for on request.
        one_price: Whether one price is agreed for the whole ticket: a line then needs none, and no quantity.
        presets: The shop's buttons.
        family: What the other lines of the ticket made of it, a sale or a disposal (T-16).
        limits: From which weight on a person is asked.
    """

    weighs: bool = True
    one_price: bool = False
    presets: tuple[Preset, ...] = ()
    family: SaleKind | None = None
    limits: Limits = _DOUBTFUL


@dataclass(frozen=True, slots=True)
class Doubt:
    """A weight that is being asked about, and the step to show once it is answered.

    Attributes:
        grams: What is asked about: the weight typed, or all weighings together.
        is_typed: Whether it was typed: grams may have been meant.
    """

    grams: Grams
    then: EntryStep
    is_typed: bool = True

    @property
    def likely(self) -> Grams | None:
        """What was probably meant: a thousandth, grams having been typed for kilograms; unknown of a sum."""
        return Grams(max(1, self.grams // 1000)) if self.is_typed else None


@dataclass(frozen=True, slots=True)
class Entry:
    """The line being made, whatever step is shown: going back loses nothing.

    Attributes:
        ways: What is the same for every line.
        step: What is asked now.
        path: Categories chosen, from the root down.
        level: How many of them stand above the grid shown; 0 is the grid of the roots.
        weighings: Weighings taken; what is being typed is not among them.
        weight: Weight being typed, in grams.
        quantity: In pieces.
        price: Of one unit, in cents; proposed until somebody types.
        doubt: The weight that is being asked about, if one is.
        kept: Weight of the line that a person was asked about and meant.
        preset: The button that says what becomes of the goods, or at which fixed price they go.
        note: Free words on the line.
        was: The line of the ticket that is being changed, or nothing.
        asks_gift: Whether a price of zero is being asked about (T-10).
    """

    ways: Ways = Ways()
    step: EntryStep = EntryStep.CATEGORY
    path: tuple[Tile, ...] = ()
    level: int = 0
    weighings: tuple[Weighing, ...] = ()
    weight: Typed = field(default=NOTHING_WEIGHED)
    quantity: Typed = field(default=ONE)
    price: Typed = field(default=NO_PRICE)
    doubt: Doubt | None = None
    kept: Grams = NO_WEIGHT
    preset: Preset | None = None
    note: str = ""
    was: Line | None = None
    asks_gift: bool = False

    @property
    def leaf(self) -> Tile | None:
        """The category of the line, once there is nothing left to choose below it."""
        return self.path[-1] if self.path and not self.path[-1].children else None

    @property
    def is_named(self) -> bool:
        """Whether the line has its category: a line taken up keeps one that is no longer in the list."""
        return self.leaf is not None or (self.was is not None and not self.path)

    @property
    def begun(self) -> bool:
        """Whether anything of this line exists yet."""
        return bool(self.path or self.weighings or self.weight.text or self.was is not None)

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
    def wants_weight(self) -> bool:
        """Whether the line must be weighed: a button with a fixed price of its own sells without."""
        return self.ways.weighs and not (self.preset is not None and self.preset.price > 0)

    @property
    def weighed(self) -> bool:
        """Whether the weight is one that a line may have."""
        return (self.total_weight > 0 or not self.wants_weight) and self.total_weight <= MAX_LINE

    @property
    def advice(self) -> PriceAdvice:
        """What the list says of one unit."""
        leaf = self.leaf
        return advise(leaf.price, leaf.max_price) if leaf is not None else PriceAdvice(PriceMode.FREE)

    @property
    def unit_price(self) -> Cents:
        """Price of one unit as it stands."""
        return self.preset.price if self.preset is not None else Cents(self.price.number)

    @property
    def total(self) -> Cents:
        """Price of the line as it stands."""
        return Cents(self.quantity.number * self.unit_price)

    @property
    def active(self) -> Typed:
        """The field that digits go to."""
        return {EntryStep.QUANTITY: self.quantity, EntryStep.PRICE: self.price}.get(self.step, self.weight)

    @property
    def offered(self) -> tuple[Preset, ...]:
        """The buttons of the price step for this category, in their order, each at its place for the whole ticket."""
        above = {tile.id for tile in self.path}
        return tuple(one for one in self.ways.presets if one.category_id is None or one.category_id in above)

    @property
    def gift(self) -> Preset | None:
        """The button by which an object is given away, if the shop has one."""
        gifts = (one for one in self.offered if one.button_type is ButtonType.DONATION and not one.price)
        return next((one for one in gifts if self.allows(one)), None)

    @property
    def is_misplaced(self) -> bool:
        """Whether the line, as it stands, belongs in a ticket of the other family."""
        family = SaleKind.SALE if self.preset is None else self.preset.family
        return self.ways.family is not None and family is not self.ways.family

    @property
    def ends_with_weight(self) -> bool:
        """Whether Enter at the weight makes the line whole: its price is agreed at the end, with all others."""
        return self.ways.one_price and self.is_named and not self.is_misplaced and self.doubt is None

    @property
    def can_confirm(self) -> bool:
        """Whether Enter has something to do at this step."""
        if self.step is EntryStep.WEIGHT:
            return self.weighed and self.doubt is None
        if self.step is EntryStep.QUANTITY:
            return 1 <= self.quantity.number <= MAX_QUANTITY
        if self.step is EntryStep.PRICE:
            return self._has_price and 1 <= self.quantity.number <= MAX_QUANTITY and not self.is_misplaced
        return self.chosen_here is not None

    @property
    def _has_price(self) -> bool:
        if self.preset is not None or self.ways.one_price:
            return True
        if not self.unit_price:
            return self.price.is_typed and self.gift is not None
        return MIN_PRICE <= self.unit_price <= MAX_PRICE

    @property
    def reachable(self) -> tuple[EntryStep, ...]:
        """The steps that can be gone to from here."""
        ready = self.is_named and self.weighed
        open_steps = {
            EntryStep.CATEGORY: True,
            EntryStep.SUBCATEGORY: bool(self.path and self.path[0].children),
            EntryStep.WEIGHT: self.is_named or self.total_weight > 0,
            EntryStep.QUANTITY: ready and not self.ways.one_price,
            EntryStep.PRICE: ready,
        }
        return tuple(step for step in ORDER if open_steps[step] and self.doubt is None)

    def allows(self, preset: Preset) -> bool:
        """Tell whether a button may be used in this ticket: sold and leaving goods never mix."""
        return self.ways.family is None or preset.family is self.ways.family

    def grid(self, roots: tuple[Tile, ...]) -> tuple[Tile, ...]:
        """Return the categories of the grid shown."""
        return self.path[self.level - 1].children if self.level else roots
