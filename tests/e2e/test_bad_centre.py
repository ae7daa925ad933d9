"""What a shop would lose, or not understand, when its centre is not well: every situation, in every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import bad_centre
from tests.postgres import CentralDatabase


@pytest.mark.postgres
@pytest.mark.slow
def test_nothing_is_lost_and_everything_is_said_whatever_is_wrong_at_the_centre(
    tmp_path: Path, centre: CentralDatabase
) -> None:
    rows = bad_centre.run(tmp_path, centre, with_slow=False)
    meant = {one.name for one in bad_centre.SITUATIONS if not one.is_slow and one.needs(centre)}
    assert {row.situation for row in rows} == meant
    print(bad_centre.table(rows))
