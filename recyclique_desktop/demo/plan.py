"""What people do on one believable day at the till: gestures, not rows.

The same plan is played through the services (``demo.day``) and through the screens, so it speaks of what a person
chooses, types and hands over. No clock, no database, no chance but the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from recyclique_desktop.domain.money import ZERO, Cents, format_amount
from recyclique_desktop.domain.weight import Grams, format_kilos

if TYPE_CHECKING:
    from datetime import date, time

CASH = "cash"
CHEQUE = "check"


@dataclass(frozen=True, slots=True)
class Goods:
    """Something the till offers: where its tile is, and what the list advises for one.

    Attributes:
        path: Labels to press, root first; one label when the root has no sub-category.
    """

    path: tuple[str, ...]
    price: Cents | None
    max_price: Cents | None


@dataclass(frozen=True, slots=True)
class Article:
    """One line being typed.

    Attributes:
        path: Tiles to press, root first.
        grams: Weight of the whole line.
        unit_price: Price of one.
        is_suggested: The price stands in the field already; nothing is typed there.
    """

    path: tuple[str, ...]
    grams: Grams
    quantity: int
    unit_price: Cents
    is_suggested: bool

    @property
    def total(self) -> Cents:
        """Price of the line."""
        return Cents(self.quantity * self.unit_price)

    @property
    def weight_typed(self) -> str:
        """What is typed in the weight field, in kilograms: ``"1,25"``."""
        return format_kilos(self.grams).split("\u00a0kg", maxsplit=1)[0].rstrip("0").rstrip(",")

    @property
    def price_typed(self) -> str:
        """What is typed in the price field: ``"3,50"``; nothing when the suggestion is taken."""
        return "" if self.is_suggested else format_amount(self.unit_price)


@dataclass(frozen=True, slots=True)
class UndoLast:
    """The last line is taken off again."""


Gesture: TypeAlias = Article | UndoLast


@dataclass(frozen=True, slots=True)
class Handed:
    """What the customer hands over at once."""

    method_code: str
    amount: Cents
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """The ticket is paid.

    Attributes:
        handed: In the order of the gestures.
        donation: Asked for and typed, besides what a cheque brings above its due.
        leaves_change: The customer leaves the whole change to the shop.
    """

    handed: tuple[Handed, ...]
    donation: Cents = ZERO
    leaves_change: bool = False


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The customer goes away without buying; ``reason`` is one of the screen's list."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """One customer.

    Attributes:
        at: Local time at which the ticket begins.
        gestures: Lines typed and taken off, in order.
    """

    at: time
    gestures: tuple[Gesture, ...]
    outcome: Paid | Abandoned

    @property
    def articles(self) -> tuple[Article, ...]:
        """The lines that are left in the end."""
        left: list[Article] = []
        for gesture in self.gestures:
            if isinstance(gesture, Article):
                left.append(gesture)
            else:
                left.pop()
        return tuple(left)

    @property
    def total(self) -> Cents:
        """Price of the goods."""
        return Cents(sum(article.total for article in self.articles))


@dataclass(frozen=True, slots=True)
class Shift:
    """From ``at`` on, this volunteer (position in the team) holds the till."""

    at: time
    volunteer: int


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day at one till.

    Attributes:
        float_amount: Counted in the drawer at opening.
        shifts: The first opens the till; each later one is a hand-over without closing.
        drawer_error: What will be too much (or missing) in the drawer at closing.
        comment: What the volunteer writes about it; empty when nothing needs saying.
    """

    day: date
    opens: time
    closes: time
    float_amount: Cents
    shifts: tuple[Shift, ...]
    tickets: tuple[Ticket, ...]
    drawer_error: Cents
    comment: str

    def volunteer_at(self, at: time) -> int:
        """Return who holds the till at ``at``."""
        return [shift.volunteer for shift in self.shifts if shift.at <= at][-1]
