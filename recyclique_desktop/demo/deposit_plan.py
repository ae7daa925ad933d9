"""What people do on one believable day at reception: gestures, not rows, as ``demo.plan`` does for the till."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from recyclique_desktop.domain.reception import Totals, Weighed, flow_of
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams, format_kilos

if TYPE_CHECKING:
    from datetime import date, time

    from recyclique_desktop.demo.plan import Shift
    from recyclique_desktop.domain.enums import Destination, WeightSource


@dataclass(frozen=True, slots=True)
class Weighing:
    """One thing put on the scale.

    Attributes:
        path: Tiles to press, root first.
        gross: What the scale shows; the container weighs ``tare`` of it.
        is_exit: It leaves the shop instead of coming in.
    """

    path: tuple[str, ...]
    gross: Grams
    source: WeightSource
    destination: Destination
    is_exit: bool = False
    tare: Grams = NO_WEIGHT
    note: str = ""

    @property
    def weighed(self) -> Weighed:
        """As the service is told."""
        return Weighed(self.gross, self.tare, self.source)

    @property
    def weight_typed(self) -> str:
        """What is typed, in kilograms: ``"1,25"``."""
        return format_kilos(self.gross).split("\u00a0kg", maxsplit=1)[0].replace("\u00a0", "").rstrip("0").rstrip(",")


@dataclass(frozen=True, slots=True)
class MendLast:
    """The last line is given another weight: one that was typed wrong."""

    gross: Grams


@dataclass(frozen=True, slots=True)
class TakeOffLast:
    """The last line is taken off again."""


Gesture: TypeAlias = Weighing | MendLast | TakeOffLast


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visitor brings, or what the team carries out.

    Attributes:
        at: Local time at which the ticket begins.
        gestures: Lines weighed, mended and taken off, in order.
    """

    at: time
    gestures: tuple[Gesture, ...]
    origin_channel: str = ""
    insee: str = ""

    @property
    def totals(self) -> Totals:
        """Grams by flow of the lines that are left in the end."""
        left: list[tuple[Weighing, Grams]] = []
        for gesture in self.gestures:
            if isinstance(gesture, Weighing):
                left.append((gesture, gesture.weighed.net))
            elif isinstance(gesture, MendLast):
                weighing, _ = left.pop()
                left.append((weighing, Grams(gesture.gross - weighing.tare)))
            else:
                left.pop()
        return Totals.of((flow_of(one.destination, is_exit=one.is_exit), net) for one, net in left)


@dataclass(frozen=True, slots=True)
class ReceptionPlan:
    """A day at one weighing post.

    Attributes:
        shifts: The first opens the post; each later one takes it over.
    """

    day: date
    opens: time
    closes: time
    shifts: tuple[Shift, ...]
    visits: tuple[Visit, ...]

    def volunteer_at(self, at: time) -> int:
        """Return who holds the post at ``at``."""
        return [shift.volunteer for shift in self.shifts if shift.at <= at][-1]
