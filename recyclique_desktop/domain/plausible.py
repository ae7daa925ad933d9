"""Which weights are so heavy that a person is asked: a limit of the shop, and others for categories (R-05)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.reception import MAX_LINE, UNUSUAL, is_unusual
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from collections.abc import Mapping


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


@dataclass(frozen=True, slots=True)
class ByCategory:
    """Limits of categories, as a setting: ``{"<category id>": grams}``."""

    def read(self, stored: str) -> dict[UUID, Grams]:
        """Return stored limits.

        Raises:
            ValueError: They cannot be read.
        """
        read = json.loads(stored)
        if not isinstance(read, dict) or not all(_is_limit(grams) for grams in read.values()):
            raise ValueError(stored)
        return {UUID(one): Grams(grams) for one, grams in read.items()}

    def write(self, value: Mapping[UUID, Grams]) -> str:
        """Return limits as the table keeps them.

        Raises:
            UserError: ``reception.limit_range``: it would ask always, or never could.
        """
        if not all(_is_limit(grams) for grams in value.values()):
            raise UserError("reception.limit_range", high=MAX_LINE)
        return json.dumps({str(one): grams for one, grams in value.items()}, sort_keys=True)


def _is_limit(grams: object) -> bool:
    return isinstance(grams, int) and not isinstance(grams, bool) and 0 < grams <= MAX_LINE
