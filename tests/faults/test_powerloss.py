"""A sale said paid is there after the power went, whatever the disk made of its cache (``sync.md`` §6.3)."""

from __future__ import annotations

import pytest

from tests.faults import powerloss_shipped, powerloss_vfs


@pytest.mark.slow
def test_rt01_no_paid_sale_is_lost_to_a_power_cut_and_the_harness_would_see_it() -> None:
    full, normal, lying = powerloss_vfs.run(count=1_200, sales=60, seed=20260922)
    assert full.is_clean
    assert full.images >= 1_199
    assert normal.losing * 2 > normal.images, "the harness does not see what a cheaper setting loses"
    assert lying.losing + lying.broken > 0, "the harness does not see what a lying disk loses"


@pytest.mark.slow
@pytest.mark.skipif(powerloss_shipped.compiler() is None, reason="no C compiler")
def test_rt01_the_shipped_library_loses_no_paid_sale_to_a_power_cut() -> None:
    found = powerloss_shipped.run(count=200, sales=60, seed=20260922)
    assert found.is_clean
    assert found.images >= 199
    assert found.acknowledged > 60
