"""Making plans: from a seed to a day that a volunteer would believe.

Measures come from the notebooks of a real shop (``cash.md`` §0.5): weights of 0.02–50 kg around 1.1, prices around
3 €, nine customers in ten with cash, quantity nearly always one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from recyclique_desktop.demo.plan import (
    CASH,
    CHEQUE,
    Abandoned,
    Article,
    DayPlan,
    Gesture,
    Goods,
    Handed,
    Paid,
    Shift,
    Ticket,
    UndoLast,
)
from recyclique_desktop.domain.cash_count import needs_comment
from recyclique_desktop.domain.money import ZERO, Cents
from recyclique_desktop.domain.prices import PriceMode, advise
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENS, CLOSES = time(9, 0), time(17, 30)
CLOSED_WEEKDAYS = (0, 6)
"""Monday and Sunday."""
FEWEST, MOST, USUAL = 20, 70, 38
"""Tickets of a day."""
LIGHTEST, HEAVIEST = 20, 50_000
_FLOATS = (5_000, 5_000, 5_000, 5_000, 5_000)
_NOTES = (500, 1_000, 2_000, 5_000)
_BUSY = (3, 6, 7, 4, 2, 5, 8, 7, 4)
"""How many customers come in each hour from nine on, in proportion."""


@dataclass(frozen=True, slots=True)
class _Root:
    """How a root category sells: in proportion, and the weight of its middle article in grams."""

    share: int
    grams: int
    may_be_many: bool = False


_ROOTS = {
    "Textiles – Linge – Chaussures": _Root(30, 700),
    "Livres & Médias": _Root(22, 800, may_be_many=True),
    "Vaisselle & Cuisine / Maison": _Root(20, 1_100, may_be_many=True),
    "Jouets": _Root(10, 1_000),
    "Luminaires & Décoration": _Root(8, 1_400),
    "Bricolage & Outils": _Root(5, 1_200, may_be_many=True),
    "Ameublement & Literie": _Root(4, 12_000),
    "Électroménager": _Root(3, 3_500),
    "Puériculture & Bébé": _Root(3, 6_000),
    "Sports & Loisirs": _Root(3, 1_000),
    "Électronique / IT / Audio-vidéo": _Root(2, 3_500),
    "Jardin & Extérieur": _Root(2, 4_500),
    "Matériaux & Bâtiment": _Root(2, 6_000),
    "Mobilité douce": _Root(1, 13_000),
}
_ANY_ROOT = _Root(3, 1_100)

_EXPLAINED = (
    "Erreur de rendu de monnaie en fin de matinée.",
    "Rouleau de pièces mal compté à l’ouverture.",
    "Une pièce tombée derrière le tiroir, non retrouvée.",
    "Recompté deux fois, différence non expliquée.",
    "Client revenu chercher sa monnaie après la fermeture du ticket.",
)
_LEFT = ("no_money", "customer_left", "mistake")


def day_plan(seed: int, number: int, day: date, goods: Sequence[Goods], team: int) -> DayPlan:
    """Return the plan of one day.

    Args:
        seed: Same seed, number and goods: same gestures, whatever the date.
        number: Which day of the story this is, from 0.
        day: Its date.
        goods: What the till offers.
        team: How many volunteers take turns.
    """
    chance = Random(f"{seed}/{number}")  # noqa: S311  a story, not a secret
    error = _drawer_error(chance)
    return DayPlan(
        day=day,
        opens=OPENS,
        closes=CLOSES,
        float_amount=Cents(chance.choice(_FLOATS)),
        shifts=_shifts(chance, team),
        tickets=tuple(_ticket(chance, at, goods) for at in _arrivals(chance)),
        drawer_error=error,
        comment=chance.choice(_EXPLAINED) if needs_comment(error) else "",
    )


def next_open_day(after: date) -> date:
    """Return the first day after ``after`` on which the shop opens."""
    day = after + timedelta(days=1)
    while day.weekday() in CLOSED_WEEKDAYS:
        day += timedelta(days=1)
    return day


def open_days_before(today: date, days: int) -> date:
    """Return the day from which ``days`` openings end just before ``today``."""
    day, found = today, 0
    while found < days:
        day -= timedelta(days=1)
        found += day.weekday() not in CLOSED_WEEKDAYS
    return day


def _shifts(chance: Random, team: int) -> tuple[Shift, ...]:
    hours = (OPENS, time(12, 30)) if chance.random() < 0.6 else (OPENS, time(12, 0), time(14, 45))
    order = chance.sample(range(team), min(team, len(hours)))
    return tuple(Shift(at, order[position % len(order)]) for position, at in enumerate(hours))


def _arrivals(chance: Random) -> list[time]:
    """Return when customers come: no two within half a minute, none in the last ten minutes."""
    count = round(chance.triangular(FEWEST, MOST, USUAL))
    first, last = 9 * 3600 + 300, 17 * 3600 + 1200
    slots: set[int] = set()
    while len(slots) < count:
        hour = chance.choices(range(9, 18), _BUSY)[0]
        second = hour * 3600 + chance.randrange(120) * 30
        if first <= second <= last:
            slots.add(second)
    return [time(second // 3600, second % 3600 // 60, second % 60) for second in sorted(slots)]


def _ticket(chance: Random, at: time, goods: Sequence[Goods]) -> Ticket:
    count = chance.choices(range(1, 7), (38, 26, 16, 10, 6, 4))[0]
    gestures: list[Gesture] = []
    for _ in range(count):
        if chance.random() < 0.03:
            gestures += [_article(chance, goods), UndoLast()]
        gestures.append(_article(chance, goods))
    if chance.random() < 0.02:
        return Ticket(at, tuple(gestures), Abandoned(chance.choice(_LEFT)))
    total = Cents(sum(article.total for article in Ticket(at, tuple(gestures), Paid(())).articles))
    return Ticket(at, tuple(gestures), _paid(chance, total))


def _article(chance: Random, goods: Sequence[Goods]) -> Article:
    chosen = chance.choices(goods, [_sells(one) for one in goods])[0]
    root = _ROOTS.get(chosen.path[0], _ANY_ROOT)
    quantity = chance.randint(2, 6) if root.may_be_many and chance.random() < 0.2 else 1
    price = _price(chance, chosen)
    suggested = advise(chosen.price, chosen.max_price).suggestion
    grams = _grams(chance, root.grams * (1 + (quantity - 1) // 2))
    return Article(chosen.path, grams, quantity, price, is_suggested=price == suggested)


def _sells(goods: Goods) -> float:
    """Return how often this sells: by root, the cheap far more often than the dear."""
    share: float = _ROOTS.get(goods.path[0], _ANY_ROOT).share
    return share / math.pow(100 + (goods.price or 100), 0.7)


def _grams(chance: Random, middle: int) -> Grams:
    weighed = round(chance.lognormvariate(0.1, 0.95) * middle, -1)
    return Grams(int(min(max(weighed, LIGHTEST), HEAVIEST)))


def _price(chance: Random, goods: Goods) -> Cents:
    advice = advise(goods.price, goods.max_price)
    lowest = advice.lowest or Cents(100)
    if advice.mode is PriceMode.RANGE and advice.highest is not None:
        percent = chance.choice((0, 0, 0, 25, 25, 50, 50, 75, 100))
        return _rounded(lowest + (advice.highest - lowest) * percent // 100)
    return _rounded(lowest * chance.choice((100, 100, 100, 100, 100, 100, 100, 80, 150)) // 100)


def _rounded(cents: int) -> Cents:
    """Round as people do: to 50 cents from two euros on, to 10 below."""
    step = 50 if cents >= 200 else 10
    return Cents(max(step, (cents + step // 2) // step * step))


def _paid(chance: Random, total: Cents) -> Paid:
    if total >= 500 and chance.random() < 0.26:
        return _by_cheque(chance, total)
    donation = Cents(chance.choice((50, 100, 200))) if chance.random() < 0.03 else ZERO
    handed = _cash(chance, Cents(total + donation))
    change = handed - total - donation
    return Paid((Handed(CASH, handed),), donation, leaves_change=0 < change <= 200 and chance.random() < 0.1)


def _by_cheque(chance: Random, total: Cents) -> Paid:
    reference = f"{chance.randrange(10**7):07d}"
    if chance.random() < 0.05 and total > 1_000:
        part = Cents(total // 1_000 * 500)
        rest = _cash(chance, Cents(total - part))
        return Paid((Handed(CHEQUE, part, reference), Handed(CASH, rest)))
    is_generous = chance.random() < 0.08
    amount = Cents(-(-total // 500) * 500) if is_generous else total
    return Paid((Handed(CHEQUE, amount, reference),))


def _cash(chance: Random, due: Cents) -> Cents:
    """Return coins to the cent, or the next whole euro, or notes."""
    if chance.random() < 0.4:
        return due
    if due < 400 and chance.random() < 0.5:
        return Cents(-(-due // 100) * 100)
    note = chance.choice([note for note in _NOTES if note < 4 * due] or [500])
    return Cents(-(-due // note) * note)


def _drawer_error(chance: Random) -> Cents:
    if chance.random() < 0.65:
        return ZERO
    return Cents(chance.choice((-500, -200, -100, -50, -20, -10, -5, 5, 10, 50, 100, 200)))
