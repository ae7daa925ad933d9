"""One weighing being made at reception: category, weight, container, destination (``reception-admin.md`` §1.8).

Pure: a frozen state, and one function per gesture that returns the next state. Keys and taps call the same ones. Digits
always go to the weight and letters always to the categories, whatever was pressed before: there is no wrong focus.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from recyclique_desktop.domain.containers import NONE, Container
from recyclique_desktop.domain.enums import Destination, WeightSource
from recyclique_desktop.domain.reception import MAX_LINE, Weighed
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.ui.widgets.typed import Typed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from recyclique_desktop.data.queries.catalogue import Tile
    from recyclique_desktop.data.queries.reception import LineView
    from recyclique_desktop.domain.plausible import Limits

_NOTHING: Final = Typed(whole=5, decimals=3)
MOST_ASIDE: Final = 20
"""Weighings of one line, at most: more is another line."""
DESTINATIONS: Final = (Destination.MAGASIN, Destination.RECYCLAGE, Destination.DECHETERIE)
_OUT: Final = DESTINATIONS[1:]


class At(StrEnum):
    """What Tab goes to and fro between."""

    CATEGORY = "category"
    WEIGHT = "weight"


class Lack(StrEnum):
    """Why the weighing cannot be added yet."""

    CATEGORY = "category"
    WEIGHT = "weight"
    MOVING = "moving"
    TAKEN = "taken"
    BELOW_ZERO = "below_zero"
    TARE = "tare"
    HEAVY = "heavy"


@dataclass(frozen=True, slots=True)
class Pan:
    """What lies on the scale, as far as a weighing cares.

    Attributes:
        is_there: Whether a scale gives weights; without one, or while it is overloaded, the weight is typed.
        stable: Grams that stand still, or nothing.
        is_taken: They are in the deposit already: the pan has to be emptied first.
    """

    is_there: bool = False
    stable: Grams | None = None
    is_taken: bool = False

    @property
    def gross(self) -> Grams | None:
        """Grams that Enter may take, or nothing."""
        return self.stable if self.stable is not None and self.stable > 0 and not self.is_taken else None

    @property
    def swings(self) -> bool:
        """Whether something on it does not stand still yet."""
        return self.is_there and self.stable is None and not self.is_taken


@dataclass(frozen=True, slots=True)
class Entry:
    """The weighing being made.

    Attributes:
        path: Categories chosen, from the root down.
        level: How many of them stand above the grid shown; 0 is the grid of the roots.
        typed: Weight being typed, in grams, container included; it stands before the scale's.
        container: What the goods are weighed in.
        is_exit: Goods leave the shop.
        was: The line that is being changed, or nothing.
        asked: Whether the unusual weight is being asked about.
        aside: Weighings of the same goods that were made before this one; they count in the same line.
    """

    path: tuple[Tile, ...] = ()
    level: int = 0
    typed: Typed = field(default=_NOTHING)
    container: Container = NONE
    destination: Destination = Destination.MAGASIN
    is_exit: bool = False
    notes: str = ""
    at: At = At.CATEGORY
    was: LineView | None = None
    asked: bool = False
    aside: tuple[Weighed, ...] = ()

    @property
    def leaf(self) -> Tile | None:
        """The category of the weighing, once there is nothing left to choose below it."""
        return self.path[-1] if self.path and not self.path[-1].children else None

    @property
    def category_id(self) -> UUID | None:
        """The category that the line will carry; one that is no longer proposed stays on a line that had it."""
        if self.leaf is not None:
            return self.leaf.id
        return self.was.category_id if self.was is not None and not self.path else None

    @property
    def label(self) -> str:
        """Its name."""
        return self.leaf.label if self.leaf is not None else self.was.label if self.was is not None else ""

    @property
    def begun(self) -> bool:
        """Whether something would be lost if this weighing were forgotten."""
        return bool(self.path or self.typed.text or self.was is not None or self.aside)

    @property
    def destinations(self) -> tuple[Destination, ...]:
        """Where the goods may go; what leaves the shop does not go to the shop."""
        return _OUT if self.is_exit else DESTINATIONS

    def grid(self, roots: tuple[Tile, ...]) -> tuple[Tile, ...]:
        """Return the categories of the grid shown."""
        return self.path[self.level - 1].children if self.level else roots

    def weighed(self, pan: Pan) -> Weighed | None:
        """Return the weight as it stands, all weighings of the line together."""
        now = self.last(pan)
        parts = (*self.aside, *(() if now is None else (now,)))
        if len(parts) <= 1:
            return parts[0] if parts else None
        is_scale = all(one.source is WeightSource.SCALE for one in parts)
        source = WeightSource.SCALE if is_scale else WeightSource.TYPED
        return Weighed(Grams(sum(one.gross for one in parts)), Grams(sum(one.tare for one in parts)), source)

    def last(self, pan: Pan) -> Weighed | None:
        """Return the weighing being made: typed, kept from the line being changed, or the scale's."""
        tare = self.container.tare
        if self.typed.text:
            return Weighed(Grams(self.typed.number), tare, WeightSource.TYPED)
        if self.was is not None and not self.aside:
            return Weighed(self.was.gross, tare, self.was.source)
        return None if pan.gross is None else Weighed(pan.gross, tare, WeightSource.SCALE)

    def lacks(self, pan: Pan) -> Lack | None:
        """Return what is missing, the weight last; nothing when the weighing can be added."""
        if self.category_id is None:
            return Lack.CATEGORY
        weighed = self.weighed(pan)
        now = self.last(pan)
        is_moving = bool(self.aside) and now is None and pan.is_there and pan.stable is None
        if weighed is None or is_moving or (now is not None and now.gross <= 0):
            return self._lacks_weight(pan)
        if now is not None and now.net <= 0:
            return Lack.TARE
        return Lack.HEAVY if weighed.gross > MAX_LINE else None

    def _lacks_weight(self, pan: Pan) -> Lack:
        if self.typed.text or not pan.is_there:
            return Lack.WEIGHT
        if pan.stable is None:
            return Lack.MOVING
        if pan.is_taken:
            return Lack.TAKEN
        return Lack.BELOW_ZERO if pan.stable < 0 else Lack.WEIGHT

    def can_go_on(self, pan: Pan) -> bool:
        """Tell whether the weighing being made may be laid aside, to weigh more of the same goods."""
        now = self.last(pan)
        return now is not None and now.net > 0 and len(self.aside) < MOST_ASIDE

    def asks(self, pan: Pan, limits: Limits) -> bool:
        """Tell whether the weight is so unusual that it is asked about before it is added."""
        weighed = self.weighed(pan)
        return weighed is not None and limits.asks(weighed.net, self.category_id)


def choose(entry: Entry, tile: Tile) -> Entry:
    """Take a category of the grid shown."""
    path = (*entry.path[: entry.level], tile)
    if tile.children:
        return replace(entry, path=path, level=entry.level + 1, at=At.CATEGORY, asked=False)
    return replace(entry, path=path, at=At.WEIGHT, asked=False)


def digit(entry: Entry, typed: str) -> Entry:
    """Type a digit of the weight."""
    return _typing(entry, entry.typed.digit(typed))


def comma(entry: Entry) -> Entry:
    """Type the comma."""
    return _typing(entry, entry.typed.comma())


def backspace(entry: Entry) -> Entry:
    """Take the last digit back; with none, the last category."""
    if entry.asked:
        return replace(entry, asked=False)
    return _typing(entry, entry.typed.backspace()) if entry.typed.text else up(entry)


def up(entry: Entry) -> Entry:
    """Go one grid up, undoing the choice made in the grid shown."""
    level = max(0, entry.level - 1) if entry.leaf is None else entry.level
    return replace(entry, path=entry.path[:level], level=level, at=At.CATEGORY, asked=False)


def clear(entry: Entry) -> Entry:
    """Empty the weight; with none, the category; with none, say again that goods come in to the shop (Escape)."""
    if entry.asked:
        return replace(entry, asked=False)
    if entry.typed.text:
        return _typing(entry, entry.typed.cleared())
    if entry.aside:
        return replace(entry, aside=entry.aside[:-1])
    return replace(entry, path=(), level=0, at=At.CATEGORY) if entry.path else fresh(entry)


def go_on(entry: Entry, pan: Pan) -> Entry:
    """Lay the weighing being made aside, and weigh more of the same goods (key +)."""
    now = entry.last(pan)
    if now is None or not entry.can_go_on(pan):
        return entry
    return replace(entry, aside=(*entry.aside, now), typed=_NOTHING, asked=False)


def take(entry: Entry, path: tuple[Tile, ...]) -> Entry:
    """Take a category by its whole way, from a favourite or the search; the grid of the roots stays where it is."""
    if not path:
        return entry
    if path[-1].children:
        return replace(entry, path=path, level=len(path), at=At.CATEGORY, asked=False)
    return replace(entry, path=path, level=0, at=At.WEIGHT, asked=False)


def repeat(entry: Entry, line: LineView, roots: tuple[Tile, ...], containers: tuple[Container, ...]) -> Entry:
    """Say again what the last line said, its weight apart (key *)."""
    taken = take(entry, path_to(line.category_id, roots))
    known = next((one for one in containers if one.tare == line.tare), entry.container if line.tare else NONE)
    return replace(taken, container=known, destination=line.destination, is_exit=line.is_exit)


def fresh(entry: Entry) -> Entry:
    """Begin the next weighing; the container stays, since caddie follows caddie."""
    return Entry(container=entry.container if entry.was is None else NONE)


def change_side(entry: Entry) -> Entry:
    """Go from the categories to the weight, or back (Tab)."""
    return replace(entry, at=At.CATEGORY if entry.at is At.WEIGHT else At.WEIGHT)


def toggle_exit(entry: Entry) -> Entry:
    """Say that goods leave the shop, or that they come in after all (key =)."""
    goes_out = not entry.is_exit
    return replace(entry, is_exit=goes_out, destination=_OUT[0] if goes_out else DESTINATIONS[0], asked=False)


def send_to(entry: Entry, destination: Destination) -> Entry:
    """Say where the goods go; the shop is no place for what leaves it."""
    return replace(entry, destination=destination) if destination in entry.destinations else entry


def next_destination(entry: Entry) -> Entry:
    """Go on to the next place (key ↓)."""
    places = entry.destinations
    return replace(entry, destination=places[(places.index(entry.destination) + 1) % len(places)])


def put_in(entry: Entry, container: Container) -> Entry:
    """Say what the goods are weighed in."""
    return replace(entry, container=container, asked=False)


def next_container(entry: Entry, containers: tuple[Container, ...]) -> Entry:
    """Go on to the next container, then to none (key →)."""
    every = (NONE, *containers)
    place = every.index(entry.container) if entry.container in every else -1
    return put_in(entry, every[(place + 1) % len(every)])


def noted(entry: Entry, words: str) -> Entry:
    """Say something in free words."""
    return replace(entry, notes=words)


def ask(entry: Entry) -> Entry:
    """Ask about an unusual weight."""
    return replace(entry, asked=True)


def correct(entry: Entry) -> Entry:
    """Answer: grams were typed for kilograms; a weight that was not typed is weighed again."""
    likely = likely_of(entry)
    typed = _NOTHING if likely is None else _typed(likely)
    return replace(entry, typed=typed, asked=False)


def likely_of(entry: Entry) -> Grams | None:
    """Return what was probably meant by an unusual weight; nothing is known of a scale's."""
    return Grams(max(1, entry.typed.number // 1000)) if entry.typed.text else None


def changing(line: LineView, roots: tuple[Tile, ...], containers: tuple[Container, ...]) -> Entry:
    """Take a line up again, as it is."""
    path = path_to(line.category_id, roots)
    known = next((one for one in containers if one.tare == line.tare), Container("", line.tare))
    return Entry(
        path=path,
        level=max(0, len(path) - 1),
        container=known,
        destination=line.destination,
        is_exit=line.is_exit,
        notes=line.notes,
        at=At.WEIGHT,
        was=line,
    )


def again(line: LineView, roots: tuple[Tile, ...], containers: tuple[Container, ...]) -> Entry:
    """Put a line that could not be written back where it was made, as a new weighing."""
    return replace(changing(line, roots, containers), was=None, typed=_typed(line.gross))


def anew(entry: Entry) -> Entry:
    """Make a new weighing of a line that was taken up, as it says now."""
    gross = None if entry.was is None or entry.typed.text else entry.was.gross
    return replace(entry, was=None, typed=entry.typed if gross is None else _typed(gross))


def untyped(entry: Entry) -> Entry:
    """Let the scale's weight hold again."""
    return replace(entry, typed=_NOTHING)


def _typed(grams: Grams) -> Typed:
    kilos, rest = divmod(grams, 1000)
    return replace(_NOTHING, text=f"{kilos},{rest:03d}")


def _typing(entry: Entry, typed: Typed) -> Entry:
    return replace(entry, typed=typed, at=At.WEIGHT, asked=False)


def favourite_tiles(ids: Sequence[UUID], roots: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """Return the favourites that are proposed, in their order."""
    paths = (path_to(one, roots) for one in ids)
    return tuple(path[-1] for path in paths if path)


def path_to(category_id: UUID, tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """Return a category with those above it, the root first; nothing when it is not proposed."""
    for tile in tiles:
        if tile.id == category_id:
            return (tile,)
        if below := path_to(category_id, tile.children):
            return (tile, *below)
    return ()
