"""Pulling beside writers that commit out of order: what a shared row's reader would lose, and ours does not."""

from __future__ import annotations

import pytest

from tests.benchmarks import bench_cursor
from tests.postgres import CentralDatabase

SECONDS = 5.0


@pytest.mark.postgres
@pytest.mark.slow
def test_nothing_committed_is_missed_beside_eight_writers_where_the_usual_cursors_miss(centre: CentralDatabase) -> None:
    result = bench_cursor.run(centre, SECONDS)
    ours, by_number, by_moment, _ = result.readings
    assert (result.missed(ours), result.ghosts(ours), ours.twice) == (0, 0, 0)
    assert len(ours.got) > 500
    assert result.missed(by_number) > 0, "the load proves nothing"
    assert result.missed(by_moment) > 0, "the load proves nothing"
