from __future__ import annotations

from datetime import UTC, datetime, timedelta

from recyclique_desktop.system.clock import SystemClock


def test_moments_carry_their_zone_so_that_days_are_cut_right() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
