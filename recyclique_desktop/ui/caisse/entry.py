"""One line being made: category, sub-category, weight, quantity on request, price (``cash.md`` §2.2).

Pure: a frozen state, and one function per gesture that returns the next state. Keys and taps call the same ones, so
that the same gestures give the same line. It adds nothing to a ticket and shows nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from recyclique_desktop.domain.basket import Line, Weighing
from recyclique_desktop.domain.enums import WeightSource
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.ui.caisse.entry_state import NO_PRICE, NOTHING_WEIGHED, ONE, Doubt, Entry, EntryStep

if TYPE_CHECKING:
    from uuid import UUID

    from recyclique_desktop.data.queries.catalogue import Tile
    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.ui.widgets.typed import Typed


def fresh(entry: Entry) -> Entry:
    """Begin the next line of the same ticket."""
    return Entry(entry.ways)


def choose(entry: Entry, tile: Tile) -> Entry:
    """Take a category of the grid shown; the one already chosen keeps what was chosen below it."""
    same = entry.level < len(entry.path) and entry.path[entry.level].id == tile.id
    path = entry.path if same else (*entry.path[: entry.level], tile)
    if tile.children:
        return replace(entry, path=path, level=entry.level + 1, step=EntryStep.SUBCATEGORY)
    return named(replace(entry, path=path))


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
    return _typing(entry, ONE if entry.step is EntryStep.QUANTITY and not shorter.text else shorter)


def clear(entry: Entry) -> Entry:
    """Empty what is being typed; with nothing typed, go back one step (Escape)."""
    if entry.asks_gift:
        return replace(entry, asks_gift=False)
    if not entry.active.is_typed:
        return back(entry)
    if entry.step is EntryStep.QUANTITY:
        return _typing(entry, ONE)
    return proposed(entry) if entry.step is EntryStep.PRICE else _typing(entry, entry.active.cleared())


def back(entry: Entry) -> Entry:
    """Go to the step before, undoing the last choice; at the grid of the roots the whole line is given up."""
    if entry.step is EntryStep.QUANTITY:
        return replace(entry, quantity=ONE, step=_after_weight(entry))
    if entry.step is EntryStep.PRICE and (entry.ways.weighs or entry.total_weight):
        return replace(entry, step=EntryStep.WEIGHT, asks_gift=False)
    if not entry.on_grid:
        return _to_grid(entry, _deepest(entry))
    if entry.level:
        kept = entry.path if entry.chosen_here is not None else entry.path[:-1]
        return _to_grid(replace(entry, path=kept), entry.level - 1)
    return fresh(entry)


def go_to(entry: Entry, step: EntryStep) -> Entry:
    """Show another step; one that cannot be reached yet changes nothing."""
    if step not in entry.reachable:
        return entry
    if step is EntryStep.CATEGORY:
        return _to_grid(entry, 0)
    if step is EntryStep.SUBCATEGORY:
        return _to_grid(entry, _deepest(entry))
    entry = replace(entry, asks_gift=False)
    return replace(entry, step=step) if step is EntryStep.WEIGHT else with_weight(entry, step)


def add_weighing(entry: Entry) -> Entry:
    """Take what is typed as one weighing and stay (key +); an unlikely weight is asked about first."""
    return with_weight(entry, entry.step)


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
        return with_weight(entry, EntryStep.PRICE)
    return replace(entry, step=_after_weight(entry)) if entry.step is EntryStep.QUANTITY else entry


def correct_weight(entry: Entry) -> Entry:
    """Answer the doubt: grams were typed for kilograms."""
    doubt = entry.doubt
    if doubt is None:
        return entry
    if doubt.likely is None:
        return replace(entry, weight=NOTHING_WEIGHED, step=EntryStep.WEIGHT, doubt=None)
    return with_weight(replace(entry, weight=NOTHING_WEIGHED.proposing(doubt.likely), doubt=None), doubt.then)


def keep_weight(entry: Entry) -> Entry:
    """Answer the doubt: it is that heavy indeed."""
    return entry if entry.doubt is None else _taken(replace(entry, kept=entry.total_weight), entry.doubt.then)


def weigh(entry: Entry, grams: Grams, then: EntryStep) -> Entry:
    """Take what lies on the scale as one weighing, then show ``then``."""
    taken = (*entry.weighings, Weighing(grams, WeightSource.SCALE))
    return with_weight(replace(entry, weighings=taken), then)


def line_of(entry: Entry, line_id: UUID) -> Line:
    """Return the whole line.

    Raises:
        ValueError: It is not whole yet: ``leaf`` or ``can_confirm`` says so.
    """
    preset = entry.preset
    if not is_whole(entry):
        raise ValueError(entry)
    category_id, label, root_label, list_price = _named(entry)
    return Line(
        line_id=line_id,
        category_id=category_id,
        label=label,
        root_label=root_label,
        quantity=entry.quantity.number,
        unit_price=entry.unit_price,
        list_price=list_price if preset is None or not preset.price else preset.price,
        weighings=entry.weighings,
        preset_code=None if preset is None else preset.code,
        button_type=None if preset is None else preset.button_type,
        note=entry.note.strip(),
        preset_label="" if preset is None else preset.label,
    )


def is_whole(entry: Entry) -> bool:
    """Tell whether the line can enter the ticket now; a price of zero is asked about first."""
    return entry.step is EntryStep.PRICE and entry.is_named and entry.can_confirm and not asks_price(entry)


def asks_price(entry: Entry) -> bool:
    """Tell whether Enter asks if the object is given away: nothing else may cost nothing (PRI-5, T-10)."""
    return entry.step is EntryStep.PRICE and entry.preset is None and not entry.ways.one_price and not entry.unit_price


def _named(entry: Entry) -> tuple[UUID, str, str, Cents | None]:
    leaf, was = entry.leaf, entry.was
    if leaf is not None:
        return leaf.id, leaf.label, entry.path[0].label, entry.advice.suggestion
    if was is None:
        raise ValueError(entry)
    return was.category_id, was.label, was.root_label, was.list_price


def _typing(entry: Entry, typed: Typed) -> Entry:
    if entry.step is EntryStep.QUANTITY:
        return replace(entry, quantity=typed)
    if entry.step is EntryStep.PRICE:
        return replace(entry, price=typed, preset=None, asks_gift=False)
    return replace(entry, weight=typed, doubt=None)


def _to_grid(entry: Entry, level: int) -> Entry:
    step = EntryStep.SUBCATEGORY if level else EntryStep.CATEGORY
    return replace(entry, step=step, level=level, doubt=None, asks_gift=False)


def _deepest(entry: Entry) -> int:
    """Return the level of the grid where the category of the line is, or will be, chosen."""
    return len(entry.path) - (1 if entry.leaf is not None else 0)


def named(entry: Entry) -> Entry:
    """Go on from a leaf: to the weight unless it was weighed first or is not asked for, then to the price."""
    is_offered = entry.preset is not None and entry.preset in entry.offered
    if not is_offered and not entry.price.is_typed:
        entry = proposed(entry)
    if entry.wants_weight and not entry.total_weight:
        return replace(entry, step=EntryStep.WEIGHT)
    return with_weight(entry, EntryStep.PRICE)


def _keeps_price(entry: Entry) -> bool:
    """Whether a line taken up had a price of its own: another category does not change it."""
    was = entry.was
    return was is not None and was.preset_code is None and was.unit_price != was.list_price


def proposed(entry: Entry) -> Entry:
    """Propose what the list advises, or what the line taken up was sold at; nothing under one price for all."""
    advised = None if entry.ways.one_price else entry.advice.suggestion
    if entry.was is not None and _keeps_price(entry):
        advised = entry.was.unit_price or None
    return replace(entry, price=NO_PRICE.proposing(advised), preset=None)


def _after_weight(entry: Entry) -> EntryStep:
    return EntryStep.PRICE if entry.total_weight or not entry.wants_weight else EntryStep.WEIGHT


def with_weight(entry: Entry, then: EntryStep) -> Entry:
    """Take what is typed as a weighing, then show ``then``; an unlikely weight is asked about once."""
    doubt = _doubt(entry, then)
    if doubt is None:
        return _taken(entry, then)
    return replace(entry, doubt=doubt, step=entry.step if then is entry.step else EntryStep.WEIGHT)


def _doubt(entry: Entry, then: EntryStep) -> Doubt | None:
    typed, total = Grams(entry.weight.number), entry.total_weight
    leaf_id = entry.leaf.id if entry.leaf is not None else None
    if total == entry.kept or not entry.ways.limits.asks(total, leaf_id):
        return None
    is_typed = entry.ways.limits.asks(typed, leaf_id)
    return Doubt(typed if is_typed else total, then, is_typed)


def _taken(entry: Entry, then: EntryStep) -> Entry:
    grams = Grams(entry.weight.number)
    taken = (*entry.weighings, Weighing(grams, WeightSource.TYPED)) if grams else entry.weighings
    entry = replace(entry, weighings=taken, weight=NOTHING_WEIGHED, step=then, doubt=None)
    return _to_grid(entry, _deepest(entry)) if then is EntryStep.PRICE and not entry.is_named else entry
