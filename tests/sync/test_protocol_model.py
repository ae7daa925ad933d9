"""The exchange under every fault the seeds can think of: nothing missing, nothing twice, nothing stuck."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.mutants import MUTANTS, Mutant
from tests.sync.schedules import ODDS, simulate

SCHEDULES = 400


def test_no_schedule_loses_a_sale_doubles_one_or_gets_stuck() -> None:
    broken = {seed: found for seed in range(SCHEDULES) if (found := simulate(seed)) is not None}
    assert broken == {}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(sorted(ODDS)), max_size=25), st.integers(1_000_000, 9_999_999))
def test_no_order_of_faults_loses_a_sale(faults: list[str], seed: int) -> None:
    assert simulate(seed, faults=faults) is None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_wrong_core_is_found_out(mutant: Mutant) -> None:
    step = mutant.step()
    found = next((seed for seed in range(mutant.within) if simulate(seed, step) is not None), None)
    assert found is not None, f"{mutant.within} schedules did not find: {mutant.name}"


def test_the_mutants_are_many() -> None:
    assert len(MUTANTS) >= 15
