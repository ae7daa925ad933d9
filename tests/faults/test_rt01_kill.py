"""A sale that was said paid survives the death of the program (``reliability-cases.md`` RT01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import kill, kill_window

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20260922, 20261122])
def test_rt01_no_paid_sale_is_lost_or_doubled_when_the_till_dies_again_and_again(tmp_path: Path, seed: int) -> None:
    tally = kill.run(tmp_path, times=10, seed=seed)
    assert tally.kills == 10
    assert tally.acknowledged > 50


@pytest.mark.slow
@pytest.mark.screen
def test_rt01_rt08_no_ticket_the_screen_called_recorded_is_lost_when_the_window_is_killed(tmp_path: Path) -> None:
    tally = kill_window.run(tmp_path, times=3, seed=20260922)
    assert tally.kills == 3
    assert tally.said > 0
