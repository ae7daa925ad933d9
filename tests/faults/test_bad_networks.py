"""Bad networks, briefly; ``python -m tests.faults.lost_answers`` and ``soak`` play them for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import lost_answers, soak

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import CentralDatabase


@pytest.mark.postgres
def test_rt10_answers_cut_after_the_centre_had_stored_double_no_ticket(centre: CentralDatabase, tmp_path: Path) -> None:
    told = lost_answers.run(40, tmp_path, centre)
    assert told.lost >= 40
    assert told.is_right, told


@pytest.mark.postgres
@pytest.mark.slow
def test_rt20_after_each_outage_the_till_sends_again_without_anybody_helping_it(
    centre: CentralDatabase, tmp_path: Path
) -> None:
    told = soak.run(8, tmp_path, centre, seed=3, longest_outage_s=1.5)
    assert told.outages.total() >= 2
    assert told.sold > 5
