"""A failure at any statement leaves all of an act, or nothing of it (``sync.md`` §6: fault points)."""

from __future__ import annotations

import pytest

from tests.faults import points


@pytest.mark.slow
def test_rt01_no_statement_at_which_a_till_fails_leaves_half_a_sale() -> None:
    struck = points.run(count=400, seed=20260922)
    assert struck.total() == 400
    assert {name.split(", ")[0] for name in struck} >= {"sale", "wish", "exchange", "closing"}
