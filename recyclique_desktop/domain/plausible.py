"""Which weights are so heavy that a person is asked: a limit of the shop, and others for categories (R-05)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import MAX_LINE, UNUSUAL, is_unusual
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY: Final = "reception.unusual_weight_g"
"""Key of the ``settings`` table: a whole number of grams."""
CATEGORIES_KEY: Final = "reception.unusual_by_category"
"""``{"<category id>": grams}``."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From which weight on a weighing is asked about.

    Attributes:
        general: For categories that have none of their own, in grams.
    """

    general: Grams = UNUSUAL
    by_category: Mapping[UUID, Grams] = field(default_factory=dict)

    def of(self, category_id: UUID | None) -> Grams:
        """Return the limit of a category."""
        return self.by_category.get(category_id, self.general) if category_id is not None else self.general

    def asks(self, net: Grams, category_id: UUID | None) -> bool:
        """Tell whether a weight is asked about."""
        return is_unusual(net, self.of(category_id))


def read_limits(general: str | None, by_category: str | None) -> Limits:
    """Return the shop's limits; what is missing or unreadable is as the program has it."""
    known = Grams(int(general)) if general is not None and general.isascii() and general.isdecimal() else UNUSUAL
    return Limits(known if 0 < known <= MAX_LINE else UNUSUAL, _read_categories(by_category))


def write_categories(by_category: Mapping[UUID, Grams]) -> str:
    """Return limits of categories as the table keeps them."""
    return json.dumps({str(one): grams for one, grams in by_category.items()}, sort_keys=True)


def check_limit(limit: Grams) -> None:
    """Refuse a limit that would ask always, or never could.

    Raises:
        UserError: ``reception.limit_range``.
    """
    if not 0 < limit <= MAX_LINE:
        raise UserError("reception.limit_range", high=MAX_LINE)


def _read_categories(stored: str | None) -> dict[UUID, Grams]:
    try:
        read = json.loads(stored or "{}")
        return {UUID(one): Grams(grams) for one, grams in read.items() if isinstance(grams, int) and grams > 0}
    except (AttributeError, TypeError, ValueError):
        return {}
