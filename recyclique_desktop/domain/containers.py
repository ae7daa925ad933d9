"""What goods are weighed in at reception: a name, and the weight to take off."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from recyclique_desktop.domain.weight import NO_WEIGHT, Grams

_MOST: Final = 3
"""Containers that reception shows, beside « none »."""


@dataclass(frozen=True, slots=True)
class Container:
    """A container of the shop; its tare is in grams."""

    name: str
    tare: Grams


NONE: Final = Container("", NO_WEIGHT)
DEFAULTS: Final = (
    Container("Caddie", Grams(1_500)),
    Container("Bac", Grams(1_000)),
    Container("Palette", Grams(20_000)),
)
KEY: Final = "reception.containers"
"""Key of the ``settings`` table; ``[["Caddie", 1500], …]``, tares in grams."""


def read_containers(stored: str | None) -> tuple[Container, ...]:
    """Return the shop's containers; the defaults while the table does not say, or says something unreadable."""
    try:
        read = tuple(_container(one) for one in json.loads(stored or ""))
    except (TypeError, ValueError):
        return DEFAULTS
    return read[:_MOST]


def write_containers(containers: tuple[Container, ...]) -> str:
    """Return containers as the table keeps them."""
    return json.dumps([[one.name, one.tare] for one in containers], ensure_ascii=False)


def _container(stored: object) -> Container:
    """Read one.

    Raises:
        ValueError: It is not a name and a whole number of grams above zero.
    """
    match stored:
        case [str(name), int(tare)] if name.strip() and not isinstance(tare, bool) and tare > 0:
            return Container(name.strip(), Grams(tare))
    raise ValueError(stored)
