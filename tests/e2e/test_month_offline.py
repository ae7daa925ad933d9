"""What was made without a network arrives through a bad one, once, and both workstations end equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.month_offline import Asked, Story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import CentralDatabase


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.screen
def test_nothing_made_offline_is_lost_or_doubled_on_a_network_that_fails_at_random(
    tmp_path: Path, centre: CentralDatabase
) -> None:
    found = Story(
        tmp_path, centre, Asked(seed=20261122, days=2, sales=50, lines=150, cuts=12, quiet=2), lambda _said: None
    ).run()
    assert found["sales"] - found["by_hand"] == 50
    assert found["lines"] >= 150
    assert sum(found["struck"].values()) >= 3
