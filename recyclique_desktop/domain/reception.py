"""Reception on paper: where a weighing counts, what it may be, and totals that never mix in with out.

The rules are those of ``reception-admin.md`` §1.4 and §1.6. Nothing here is stored or shown.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from recyclique_desktop.domain.enums import Destination, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import nfc
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

MAX_LINE = Grams(99_999_999)
"""Heaviest weighing that 1.4.4 can store: 99 999,999 kg (``reception-admin.md`` 1.4.2)."""
UNUSUAL = Grams(200_000)
"""From here on a person is asked whether it is right: 960 was once typed for 0.960."""
MAX_ORIGIN = 32
FIRST_YEAR = 2000
"""No notebook is older: a year before it was typed wrong."""
_INSEE = re.compile(r"\d[\dAB]\d{3}")


class Flow(StrEnum):
    """Where the kilos of a line count; every line counts in exactly one."""

    SHOP_IN = "shop_in"
    RECYCLING_DIRECT = "recycling_direct"
    TIP_DIRECT = "tip_direct"
    SHOP_OUT = "shop_out"


_CAME_IN = {
    Destination.MAGASIN: Flow.SHOP_IN,
    Destination.RECYCLAGE: Flow.RECYCLING_DIRECT,
    Destination.DECHETERIE: Flow.TIP_DIRECT,
}


def flow_of(destination: Destination, *, is_exit: bool) -> Flow:
    """Return where a line counts. An exit is one whatever its destination: rows of 1.4.4 may say « shop »."""
    return Flow.SHOP_OUT if is_exit else _CAME_IN[destination]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the scale showed, or what was typed.

    Attributes:
        gross: With the container, in grams.
        tare: Of the container alone; 0 without one.
    """

    gross: Grams
    tare: Grams
    source: WeightSource

    @property
    def net(self) -> Grams:
        """Weight of the goods: what is counted."""
        return Grams(self.gross - self.tare)


@dataclass(frozen=True, slots=True)
class Totals:
    """Grams by flow, and how many lines they are made of. In and out are never added together."""

    shop_in: Grams = NO_WEIGHT
    recycling_direct: Grams = NO_WEIGHT
    tip_direct: Grams = NO_WEIGHT
    shop_out: Grams = NO_WEIGHT
    lines: int = 0

    @property
    def received(self) -> Grams:
        """Everything that came in, wherever it went."""
        return Grams(self.shop_in + self.recycling_direct + self.tip_direct)

    def plus(self, other: Totals) -> Totals:
        """Return both together, flow by flow."""
        return Totals(
            Grams(self.shop_in + other.shop_in),
            Grams(self.recycling_direct + other.recycling_direct),
            Grams(self.tip_direct + other.tip_direct),
            Grams(self.shop_out + other.shop_out),
            self.lines + other.lines,
        )

    def without(self, other: Totals) -> Totals:
        """Return what is left when a part of it is taken off."""
        return Totals(
            Grams(self.shop_in - other.shop_in),
            Grams(self.recycling_direct - other.recycling_direct),
            Grams(self.tip_direct - other.tip_direct),
            Grams(self.shop_out - other.shop_out),
            self.lines - other.lines,
        )

    @staticmethod
    def of(weighings: Iterable[tuple[Flow, Grams]]) -> Totals:
        """Add up the net weights of lines."""
        summed: Counter[Flow] = Counter()
        lines = 0
        for flow, grams in weighings:
            summed[flow] += grams
            lines += 1
        return Totals(**{flow.value: Grams(summed[flow]) for flow in Flow}, lines=lines)


def check_line(net: Grams, tare: Grams, destination: Destination, *, is_exit: bool) -> None:
    """Refuse a line that cannot be true.

    Raises:
        UserError: ``reception.tare_negative``, ``reception.tare_heavy`` (a container as heavy as the whole),
            ``reception.weight_zero``, ``reception.weight_heavy`` (the whole above 99 999,999 kg) or
            ``reception.exit_to_shop``.
    """
    gross = Grams(net + tare)
    if tare < 0:
        raise UserError("reception.tare_negative", tare=tare)
    if net <= 0 and tare > 0:
        raise UserError("reception.tare_heavy", tare=tare, gross=gross)
    if net <= 0:
        raise UserError("reception.weight_zero", weight=net)
    if gross > MAX_LINE:
        raise UserError("reception.weight_heavy", weight=gross)
    if is_exit and destination is Destination.MAGASIN:
        raise UserError("reception.exit_to_shop")


def check_correction(net: Grams, destination: Destination, *, is_exit: bool) -> None:
    """Refuse a correction that cannot be true; zero is one: the line should not be there.

    Raises:
        UserError: ``reception.weight_zero`` (below zero), ``reception.weight_heavy`` or ``reception.exit_to_shop``.
    """
    check_line(net or Grams(1), NO_WEIGHT, destination, is_exit=is_exit)


def is_unusual(net: Grams, limit: Grams = UNUSUAL) -> bool:
    """Tell whether a weight is so heavy that a slip is likelier than the truth; ``limit`` is the shop's."""
    return net >= limit


def check_notebook_day(day: date, today: date) -> None:
    """Refuse a day that no notebook can have.

    Raises:
        UserError: ``reception.day_future`` or ``reception.day_old`` (before 2000: a year typed wrong).
    """
    if day > today:
        raise UserError("reception.day_future", day=day)
    if day.year < FIRST_YEAR:
        raise UserError("reception.day_old", day=day)


def check_origin(origin_channel: str, insee: str) -> tuple[str | None, str | None]:
    """Return where goods come from as it is stored: a channel and the INSEE code of a commune, either unknown.

    Raises:
        UserError: ``reception.origin_long`` or ``reception.insee``.
    """
    channel, commune = nfc(origin_channel.strip()), insee.strip().upper()
    if len(channel) > MAX_ORIGIN:
        raise UserError("reception.origin_long", origin=channel, most=MAX_ORIGIN)
    if commune and _INSEE.fullmatch(commune) is None:
        raise UserError("reception.insee", insee=commune)
    return channel or None, commune or None
