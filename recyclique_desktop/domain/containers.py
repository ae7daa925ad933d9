"""What goods are weighed in at reception: a name, and the weight to take off."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.text import folded, nfc
from recyclique_desktop.domain.weight import NO_WEIGHT, Grams

MOST: Final = 12
"""Containers a shop may have; reception shows the first three, and the rest behind « Autres »."""
SHOWN: Final = 3
MAX_NAME: Final = 24
MAX_TARE: Final = Grams(999_999)


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


@dataclass(frozen=True, slots=True)
class TareList:
    """The shop's containers, as a setting: ``[["Caddie", 1500], …]``, tares in grams."""

    def read(self, stored: str) -> tuple[Container, ...]:
        """Return a stored list.

        Raises:
            ValueError: It cannot be read.
        """
        read = json.loads(stored)
        if not isinstance(read, list):
            raise ValueError(stored)  # noqa: TRY004  as every kind of setting says it
        return tuple(_container(one) for one in read)[:MOST]

    def write(self, value: tuple[Container, ...]) -> str:
        """Return a list as the table keeps it.

        Raises:
            UserError: What ``check_containers`` refuses.
        """
        kept = check_containers(value)
        return json.dumps([[one.name, one.tare] for one in kept], ensure_ascii=False)


def check_containers(containers: tuple[Container, ...]) -> tuple[Container, ...]:
    """Return a tare list as it is kept.

    Raises:
        UserError: ``reception.container_name`` (missing, too long or twice), ``reception.container_tare`` or
            ``reception.containers_many``.
    """
    kept = tuple(Container(" ".join(nfc(one.name).split()), one.tare) for one in containers)
    if len(kept) > MOST:
        raise UserError("reception.containers_many", most=MOST)
    seen: set[str] = set()
    for one in kept:
        if not one.name or len(one.name) > MAX_NAME or folded(one.name) in seen:
            raise UserError("reception.container_name", name=one.name, most=MAX_NAME)
        if not 0 < one.tare <= MAX_TARE:
            raise UserError("reception.container_tare", name=one.name, high=MAX_TARE)
        seen.add(folded(one.name))
    return kept


def _container(stored: object) -> Container:
    """Read one.

    Raises:
        ValueError: It is not a name and a whole number of grams above zero.
    """
    match stored:
        case [str(name), int(tare)] if name.strip() and not isinstance(tare, bool) and tare > 0:
            return Container(name.strip(), Grams(tare))
    raise ValueError(stored)
