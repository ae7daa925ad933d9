"""Making plans of reception: from a seed to a day that a volunteer would believe.

Measures come from the notebook of a real shop: about forty weighings a day, of 0.03 to 20 kg around 2 kg, nineteen in
twenty for the shop, hardly a note (``french-practice.md`` §7.2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from random import Random
from typing import TYPE_CHECKING

from recyclique_desktop.demo.deposit_plan import Gesture, MendLast, ReceptionPlan, TakeOffLast, Visit, Weighing
from recyclique_desktop.demo.plan import Shift
from recyclique_desktop.domain.enums import Destination, WeightSource
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from recyclique_desktop.demo.plan import Goods

OPENS, CLOSES = time(8, 45), time(17, 15)
"""The post opens a little before the till."""
FEWEST, MOST, USUAL = 7, 18, 12
"""Visitors of a day."""
LIGHTEST, HEAVIEST = 30, 60_000
BOX = Grams(1_200)
"""Tare of the box that small things are carried in."""
_LAST_VISITOR, _CARRY_OUT = time(16, 30), time(16, 45)
_SLOT_S = 120


@dataclass(frozen=True, slots=True)
class _Root:
    """How a root category is brought: in proportion, and the weight of its middle arrival in grams."""

    share: int
    grams: int
    in_a_box: bool = False


_ROOTS = {
    "Textiles – Linge – Chaussures": _Root(28, 2_800),
    "Vaisselle & Cuisine / Maison": _Root(23, 2_500, in_a_box=True),
    "Luminaires & Décoration": _Root(24, 1_250),
    "Livres & Médias": _Root(15, 1_500, in_a_box=True),
    "Jouets": _Root(11, 2_300, in_a_box=True),
    "Puériculture & Bébé": _Root(12, 3_500),
    "Électronique / IT / Audio-vidéo": _Root(9, 1_200),
    "Électroménager": _Root(8, 1_750),
    "Ameublement & Literie": _Root(7, 6_500),
    "Bricolage & Outils": _Root(4, 3_000, in_a_box=True),
    "Sports & Loisirs": _Root(3, 3_200),
    "Jardin & Extérieur": _Root(3, 4_000),
    "Matériaux & Bâtiment": _Root(2, 6_000),
    "Mobilité douce": _Root(2, 7_000),
}
_ANY_ROOT = _Root(3, 2_000)
_ORIGINS = (("apport volontaire", "11069"), ("apport volontaire", "11076"), ("apport volontaire", ""), ("collecte", ""))
_NOTES = ("à trier", "carton humide", "sans prise", "lot incomplet")


def reception_plan(seed: int, number: int, day: date, goods: Sequence[Goods], team: int) -> ReceptionPlan:
    """Return the plan of one day at reception.

    Args:
        seed: Same seed, number and goods: same gestures, whatever the date.
        number: Which day of the story this is, from 0.
        day: Its date.
        goods: What can be brought.
        team: How many volunteers take turns.
    """
    chance = Random(f"reception/{seed}/{number}")  # noqa: S311  a story, not a secret
    visits = tuple(_visit(chance, at, goods) for at in _arrivals(chance))
    return ReceptionPlan(day, OPENS, CLOSES, _shifts(chance, team), visits + _carried_out(chance, goods))


def _shifts(chance: Random, team: int) -> tuple[Shift, ...]:
    hours = (OPENS, time(13, 0))
    order = chance.sample(range(team), min(team, len(hours)))
    return tuple(Shift(at, order[place % len(order)]) for place, at in enumerate(hours))


def _arrivals(chance: Random) -> list[time]:
    """Return when visitors come: no two within two minutes."""
    first = (OPENS.hour * 3600 + OPENS.minute * 60) // _SLOT_S + 1
    last = (_LAST_VISITOR.hour * 3600 + _LAST_VISITOR.minute * 60) // _SLOT_S
    slots = sorted(chance.sample(range(first, last), round(chance.triangular(FEWEST, MOST, USUAL))))
    seconds = [slot * _SLOT_S + chance.randrange(60) for slot in slots]
    return [time(second // 3600, second % 3600 // 60, second % 60) for second in seconds]


def _visit(chance: Random, at: time, goods: Sequence[Goods]) -> Visit:
    count = chance.choices(range(1, 9), (22, 24, 18, 13, 9, 6, 5, 3))[0]
    gestures: list[Gesture] = []
    for _ in range(count):
        if chance.random() < 0.02:
            gestures += [_weighing(chance, goods), TakeOffLast()]
        weighing = _weighing(chance, goods)
        gestures.append(weighing)
        if weighing.source is WeightSource.TYPED and chance.random() < 0.05:
            gestures[-1:] = _typed_wrong(weighing)
    channel, insee = chance.choices(_ORIGINS, (60, 15, 15, 10))[0]
    return Visit(at, tuple(gestures), channel, insee)


def _typed_wrong(weighing: Weighing) -> tuple[Gesture, Gesture]:
    """Type ten times as much, and mend it."""
    return replace(weighing, gross=Grams(weighing.gross * 10)), MendLast(weighing.gross)


def _carried_out(chance: Random, goods: Sequence[Goods]) -> tuple[Visit, ...]:
    """On two days of five, what did not sell leaves the shop."""
    if chance.random() >= 0.4:
        return ()
    out = (Destination.RECYCLAGE, Destination.DECHETERIE)
    lines = [
        Weighing(
            _chosen(chance, goods).path, _grams(chance, 6_000), WeightSource.SCALE, chance.choice(out), is_exit=True
        )
        for _ in range(chance.randint(1, 3))
    ]
    return (Visit(_CARRY_OUT, tuple(lines)),)


def _weighing(chance: Random, goods: Sequence[Goods]) -> Weighing:
    chosen = _chosen(chance, goods)
    root = _ROOTS.get(chosen.path[0], _ANY_ROOT)
    source = WeightSource.TYPED if chance.random() < 0.2 else WeightSource.SCALE
    tare = BOX if root.in_a_box and source is WeightSource.SCALE and chance.random() < 0.4 else NO_WEIGHT
    return Weighing(
        path=chosen.path,
        gross=Grams(_grams(chance, root.grams) + tare),
        source=source,
        destination=chance.choices(tuple(Destination), (93, 5, 2))[0],
        tare=tare,
        note=chance.choice(_NOTES) if chance.random() < 0.015 else "",
    )


def _chosen(chance: Random, goods: Sequence[Goods]) -> Goods:
    """Choose a root by its share, then anything below it."""
    by_root: dict[str, list[Goods]] = {}
    for one in goods:
        by_root.setdefault(one.path[0], []).append(one)
    shares = [_ROOTS.get(root, _ANY_ROOT).share for root in by_root]
    return chance.choice(chance.choices(list(by_root.values()), shares)[0])


def _grams(chance: Random, middle: int) -> Grams:
    weighed = round(chance.lognormvariate(0, 0.75) * middle, -1)
    return Grams(int(min(max(weighed, LIGHTEST), HEAVIEST)))
