"""What a register is set up to do differently: its ``workflow_options`` (``cash.md`` §2.13).

1.4.4 knows ``features.no_item_pricing.enabled``; the others are ours, and what it does not know it leaves alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class PricePolicy(StrEnum):
    """What a price outside the list does."""

    IGNORE = "ignore"
    WARN = "warn"
    BLOCK = "block"
    """Only somebody with the right, or her word, may ask it."""


@dataclass(frozen=True, slots=True)
class TillOptions:
    """The options of a register as a session took them over.

    Attributes:
        weighs: Whether each line is weighed.
        global_price: Whether one price is agreed for the whole ticket (« prix global »).
        price_policy: What a price outside the list does.
    """

    weighs: bool = True
    global_price: bool = False
    price_policy: PricePolicy = PricePolicy.WARN


def read_options(stored: Mapping[str, Any] | None) -> TillOptions:
    """Return the options that a register or a session holds; what cannot be read is as if it were not there."""
    features = _mapping((stored or {}).get("features"))
    policy = _mapping(features.get("price_policy")).get("mode")
    return TillOptions(
        weighs=_flag(features, "weighing", default=True),
        global_price=_flag(features, "no_item_pricing", default=False),
        price_policy=PricePolicy(policy)
        if isinstance(policy, str) and policy in set(PricePolicy)
        else PricePolicy.WARN,
    )


def _flag(features: Mapping[str, Any], name: str, *, default: bool) -> bool:
    return _mapping(features.get(name)).get("enabled", default) is True


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
