"""What may be said of a line besides category, weight and price: a button, a note; and lines taken up again.

Pure, as ``entry``: one function per gesture that returns the next state.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from recyclique_desktop.data.queries.catalogue import Preset, path_to
from recyclique_desktop.domain.basket import family_of
from recyclique_desktop.ui.caisse.entry import asks_price, named, proposed, with_weight
from recyclique_desktop.ui.caisse.entry_state import Entry, EntryStep, Ways

if TYPE_CHECKING:
    from recyclique_desktop.data.queries.catalogue import Tile
    from recyclique_desktop.domain.basket import Basket, Line


def quick(ways: Ways, roots: tuple[Tile, ...]) -> tuple[Preset, ...]:
    """Return the buttons that make a whole line from the grid: those of one category that can be sold."""
    own = ((one, path_to(one.category_id, roots)) for one in ways.presets if one.category_id is not None)
    return tuple(one for one, path in own if path and not path[-1].children)


def press(entry: Entry, preset: Preset) -> Entry:
    """Press a button of the price step; pressed again it is let go. One of the other family changes nothing."""
    if preset not in entry.offered or not entry.allows(preset):
        return entry
    if entry.preset == preset:
        return proposed(entry)
    return replace(entry, preset=preset, asks_gift=False)


def make(entry: Entry, preset: Preset, roots: tuple[Tile, ...]) -> Entry:
    """Press a button of the grid: category and price in one gesture; what is free is weighed where lines are."""
    path = path_to(preset.category_id, roots) if preset.category_id is not None else ()
    if not path or not entry.allows(preset):
        return entry
    made = replace(entry, path=path, level=0, preset=preset)
    if made.wants_weight and not made.total_weight:
        return replace(made, step=EntryStep.WEIGHT)
    return with_weight(made, EntryStep.PRICE)


def take(entry: Entry, path: tuple[Tile, ...]) -> Entry:
    """Take a category by its whole way, from the search."""
    if not path:
        return entry
    if path[-1].children:
        return replace(entry, path=path, level=len(path), step=EntryStep.SUBCATEGORY)
    return named(replace(entry, path=path))


def ask_gift(entry: Entry) -> Entry:
    """Ask whether what costs nothing is given away."""
    return replace(entry, asks_gift=True) if asks_price(entry) and entry.can_confirm else entry


def give(entry: Entry) -> Entry:
    """Answer: it is given away."""
    return entry if entry.gift is None else replace(entry, preset=entry.gift, asks_gift=False)


def priced(entry: Entry) -> Entry:
    """Answer: it has a price after all."""
    return proposed(replace(entry, asks_gift=False))


def noted(entry: Entry, words: str) -> Entry:
    """Say something in free words."""
    return replace(entry, note=words)


def follow(entry: Entry, basket: Basket | None) -> Entry:
    """Take the family of the ticket's other lines."""
    lines = basket.lines if basket is not None else ()
    was = entry.was
    others = tuple(line for line in lines if was is None or line.line_id != was.line_id)
    return replace(entry, ways=replace(entry.ways, family=family_of(others)))


def entry_of(line: Line, roots: tuple[Tile, ...], ways: Ways | None = None) -> Entry:
    """Take a line of the ticket up again, as it is, at its price; every step can be gone back to."""
    ways = ways or Ways()
    path = path_to(line.category_id, roots)
    preset = next((one for one in ways.presets if one.code == line.preset_code), None)
    entry = Entry(
        ways,
        step=EntryStep.PRICE,
        path=path,
        level=max(0, len(path) - 1),
        weighings=line.weighings,
        kept=line.weight,
        note=line.note,
        was=line,
    )
    if preset is None and line.preset_code is not None and line.button_type is not None:
        preset = Preset(line.preset_code, line.preset_label, line.button_type, line.unit_price)
    entry = replace(entry, quantity=entry.quantity.proposing(line.quantity), preset=preset)
    if preset is not None:
        return replace(proposed(entry), preset=preset)
    entry = replace(entry, price=entry.price.proposing(line.unit_price or None))
    is_leaf = not path or not path[-1].children
    return entry if is_leaf else replace(entry, level=len(path), step=EntryStep.SUBCATEGORY)
