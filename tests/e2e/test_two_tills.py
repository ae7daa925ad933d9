"""What a shop of two tills and an office would lose if the exchange were not exact: a short story, every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import two_tills
from tests.postgres import CentralDatabase


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_tills_and_an_office_end_equal_after_cuts_and_a_kill(tmp_path: Path, centre: CentralDatabase) -> None:
    ending = two_tills.run(two_tills.Story(tmp_path, centre, seed=20261122, days=1, cuts=4, say=print))
    assert ending.kills == 1
    assert ending.cuts > 0
    assert ending.centre.turns > 1
    assert sum(one.said for one in ending.lines) > 50
    assert all(one.said <= one.own for one in ending.lines)
