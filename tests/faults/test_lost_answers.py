"""An answer that never arrives doubles no ticket; 1,000 of them by ``python -m tests.faults.lost_answers``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import lost_answers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import CentralDatabase


@pytest.mark.postgres
def test_rt10_answers_cut_after_the_centre_had_stored_double_no_ticket(centre: CentralDatabase, tmp_path: Path) -> None:
    told = lost_answers.run(40, tmp_path, centre)
    assert told.lost >= 40
    assert told.is_right, told
