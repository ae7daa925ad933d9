"""The running ticket: lines, weighings, totals, and what a line may be (``cash.md`` §2).

Nothing here is stored or shown. The bounds are those that a database of 1.4.4 can hold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from recyclique_desktop.domain.enums import ButtonType, SaleKind, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import MAX_LINE, Grams

MAX_QUANTITY = 9_999
MIN_PRICE = Cents(1)
MAX_PRICE = Cents(999_999)
MAX_TOTAL = Cents(99_999_999)
"""Dearest ticket: 999 999,99 € (``cash.md`` §3.3)."""

_LEAST_CERTAIN = (WeightSource.ESTIMATED, WeightSource.TYPED, WeightSource.SCALE)


@dataclass(frozen=True, slots=True)
class Weighing:
    """One passage on the scale, or one weight typed by hand."""

    grams: Grams
    source: WeightSource


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ticket.

    Attributes:
        label: Name of the category as it stood when the line was made.
        root_label: Name of its root category, for display.
        unit_price: Price of one unit; the weight never multiplies it (``cash.md`` PRI-2).
        list_price: Price that the list advised for one unit, or none.
        weighings: Their sum is the weight of the whole line, not of one unit (``cash.md`` WGT-8).
        preset_code: Code of the preset that made the line; only such a line may cost nothing (PRI-5).
        preset_label: Its name as it stood then, « Don 0 € ».
        button_type: What that preset says becomes of the goods; the family of the ticket follows from it.
        note: Free words on the line.
    """

    line_id: UUID
    category_id: UUID
    label: str
    root_label: str
    quantity: int
    unit_price: Cents
    list_price: Cents | None = None
    weighings: tuple[Weighing, ...] = ()
    preset_code: str | None = None
    button_type: ButtonType | None = None
    note: str = ""
    preset_label: str = ""

    @property
    def total(self) -> Cents:
        return Cents(self.quantity * self.unit_price)

    @property
    def weight(self) -> Grams:
        return Grams(sum(weighing.grams for weighing in self.weighings))

    @property
    def weight_source(self) -> WeightSource:
        """The least certain source among the weighings: a sum is only as good as its weakest part."""
        sources = {weighing.source for weighing in self.weighings}
        return next((source for source in _LEAST_CERTAIN if source in sources), WeightSource.NONE)


@dataclass(frozen=True, slots=True)
class Basket:
    """A ticket before payment. ``sale_id`` is made with the first line and becomes the sale's own id.

    Attributes:
        note: Free words on the ticket.
        label: What a ticket put aside is called by, « la dame au manteau rouge »; empty while it is not.
    """

    sale_id: UUID
    lines: tuple[Line, ...] = ()
    note: str = ""
    label: str = ""

    @property
    def kind(self) -> SaleKind | None:
        """The family that its lines fix, a sale or a disposal; nothing while it has none (T-16)."""
        return family_of(self.lines)

    @property
    def total(self) -> Cents:
        return Cents(sum(line.total for line in self.lines))

    @property
    def weight(self) -> Grams:
        return Grams(sum(line.weight for line in self.lines))

    @property
    def objects(self) -> int:
        """How many objects leave the shop: the sum of the quantities."""
        return sum(line.quantity for line in self.lines)

    def with_line(self, line: Line) -> Basket:
        return replace(self, lines=(*self.lines, line))

    def without(self, line_id: UUID) -> Basket:
        """Return the ticket without that line; a line already gone changes nothing."""
        return replace(self, lines=tuple(line for line in self.lines if line.line_id != line_id))

    def replacing(self, line: Line) -> Basket:
        """Return the ticket with the line of the same id replaced, at its place.

        Raises:
            KeyError: No line has that id.
        """
        if all(kept.line_id != line.line_id for kept in self.lines):
            raise KeyError(line.line_id)
        return replace(self, lines=tuple(line if kept.line_id == line.line_id else kept for kept in self.lines))


def family_of(lines: tuple[Line, ...]) -> SaleKind | None:
    """Return whether lines are sold or leave the shop: the first one says it; nothing where there is none."""
    if not lines:
        return None
    return SaleKind.DISPOSAL if lines[0].button_type is ButtonType.RECYCLING else SaleKind.SALE


def check_line(line: Line, *, priced: bool = True) -> None:
    """Refuse a line that may not enter a ticket.

    Args:
        line: The line.
        priced: Whether it must have a price of its own; under one price for the whole ticket it need not.

    Raises:
        UserError: ``line.quantity``, ``line.price``, ``line.weight`` or ``line.weighing``.
    """
    if not 1 <= line.quantity <= MAX_QUANTITY:
        raise UserError("line.quantity", label=line.label, quantity=line.quantity)
    lowest = 0 if line.preset_code or not priced else MIN_PRICE
    if not lowest <= line.unit_price <= MAX_PRICE:
        raise UserError("line.price", label=line.label, amount=line.unit_price)
    if any(weighing.grams <= 0 for weighing in line.weighings):
        raise UserError("line.weighing", label=line.label)
    if line.weight > MAX_LINE:
        raise UserError("line.weight", label=line.label, weight=line.weight)


def check_lines(lines: tuple[Line, ...], *, priced: bool = True) -> None:
    """Refuse a set of lines that cannot become a sale.

    Raises:
        UserError: ``ticket.empty``, ``ticket.too_dear``, or what ``check_line`` says.
        ValueError: Two lines carry the same id (a bug of the caller).
    """
    if not lines:
        raise UserError("ticket.empty")
    if len({line.line_id for line in lines}) != len(lines):
        raise ValueError("two lines with one id")
    for line in lines:
        check_line(line, priced=priced)
    total = Cents(sum(line.total for line in lines))
    if total > MAX_TOTAL:
        raise UserError("ticket.too_dear", amount=total)


def to_json(basket: Basket) -> dict[str, Any]:
    """Write a ticket as a draft row keeps it: whole cents, whole grams, ids as text."""
    return {
        "v": 1,
        "sale_id": str(basket.sale_id),
        "lines": [_line_to_json(line) for line in basket.lines],
        "note": basket.note,
        "label": basket.label,
    }


def from_json(stored: dict[str, Any]) -> Basket:
    """Read back what ``to_json`` wrote, also before tickets had words."""
    lines = tuple(_line_from_json(line) for line in stored["lines"])
    return Basket(UUID(stored["sale_id"]), lines, stored.get("note", ""), stored.get("label", ""))


def readable(stored: dict[str, Any]) -> Basket | None:
    """Read what ``to_json`` wrote, or nothing where it cannot be read: one bad draft must not keep a till shut."""
    try:
        return from_json(stored)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _line_to_json(line: Line) -> dict[str, Any]:
    return {
        "line_id": str(line.line_id),
        "category_id": str(line.category_id),
        "label": line.label,
        "root_label": line.root_label,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "list_price": line.list_price,
        "weighings": [[weighing.grams, weighing.source.value] for weighing in line.weighings],
        "preset_code": line.preset_code,
        "button_type": line.button_type.value if line.button_type else None,
        "note": line.note,
        "preset_label": line.preset_label,
    }


def _line_from_json(stored: dict[str, Any]) -> Line:
    return Line(
        line_id=UUID(stored["line_id"]),
        category_id=UUID(stored["category_id"]),
        label=stored["label"],
        root_label=stored["root_label"],
        quantity=stored["quantity"],
        unit_price=Cents(stored["unit_price"]),
        list_price=None if stored["list_price"] is None else Cents(stored["list_price"]),
        weighings=tuple(Weighing(Grams(grams), WeightSource(source)) for grams, source in stored["weighings"]),
        preset_code=stored["preset_code"],
        button_type=ButtonType(stored["button_type"]) if stored.get("button_type") else None,
        note=stored.get("note", ""),
        preset_label=stored.get("preset_label", ""),
    )
