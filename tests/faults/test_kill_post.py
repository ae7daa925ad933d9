"""A weighing that was said recorded survives the death of the program in mid-ticket (issue: each committed at once)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import kill_post

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_no_weighing_is_lost_or_doubled_when_the_post_dies_in_mid_ticket(tmp_path: Path) -> None:
    tally = kill_post.run(tmp_path, times=5, seed=20260922)
    assert tally.kills >= 3
    assert tally.mid_ticket >= 1
    assert tally.said > 0
