"""The exchange under every fault the seeds can think of: nothing missing, nothing twice, nothing stuck."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recyclique_desktop.sync.simulate.schedule import FAULTS, play
from tests.sync.mutants import MUTANTS, Mutant

SCHEDULES = 300
"""Those of the tests; ``packaging/test`` spends two minutes on thousands of others."""
HUNTED = {
    207: "a branch whose parent is shorter at a centre that was put back",
    754: "other entries in the place of those pulled from a lost life",
    1083: "sales of which nothing is left but rows on a till that had pulled them",
    1337: "a wish that another copy of the disk sent again",
    4948: "a centre put back that grew as long again before anybody came",
}
"""Schedules that once broke a promise, and what was in them."""


def test_no_schedule_loses_a_sale_doubles_one_or_gets_stuck() -> None:
    broken = {seed: found for seed in range(SCHEDULES) if (found := play(seed).broken) is not None}
    assert broken == {}


@pytest.mark.parametrize("seed", HUNTED, ids=HUNTED.get)
def test_a_schedule_that_once_lost_or_blocked_something_does_so_no_more(seed: int) -> None:
    assert play(seed).broken is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(sorted(FAULTS)), max_size=25), st.integers(1_000_000, 9_999_999))
def test_no_order_of_faults_loses_a_sale(faults: list[str], seed: int) -> None:
    assert play(seed, faults=faults).broken is None


def test_the_same_seed_plays_the_same_schedule() -> None:
    for seed in range(5):
        assert play(seed) == play(seed)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_wrong_core_is_found_out(mutant: Mutant) -> None:
    assert mutant.found_out() is not None, f"{mutant.within} schedules did not find: {mutant.name}"


def test_the_mutants_are_many() -> None:
    assert len(MUTANTS) >= 15
