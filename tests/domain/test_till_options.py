"""A register's options are read as they stand; nonsense never changes how a till sells."""

from __future__ import annotations

import pytest

from recyclique_desktop.domain.till_options import PricePolicy, TillOptions, read_options


@pytest.mark.parametrize(
    ("stored", "options"),
    [
        (None, TillOptions()),
        ({}, TillOptions()),
        ({"features": {}}, TillOptions()),
        ({"features": []}, TillOptions()),
        ({"features": {"weighing": {"enabled": False}}}, TillOptions(weighs=False)),
        ({"features": {"weighing": {"enabled": True}}}, TillOptions()),
        ({"features": {"no_item_pricing": {"enabled": True, "label": "x"}}}, TillOptions(global_price=True)),
        ({"features": {"no_item_pricing": {"enabled": "no"}}}, TillOptions()),
        ({"features": {"price_policy": {"mode": "block"}}}, TillOptions(price_policy=PricePolicy.BLOCK)),
        ({"features": {"price_policy": {"mode": "other"}}}, TillOptions()),
        ({"features": {"price_policy": {"mode": ["block"]}}}, TillOptions()),
    ],
)
def test_a_register_sells_as_its_options_say(stored: dict[str, object] | None, options: TillOptions) -> None:
    assert read_options(stored) == options
