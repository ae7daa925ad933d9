"""Five wrong codes: a thief is slowed down for a day, an honest person knows how many tries are left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recyclique_desktop.domain.lockout import Lockout

NOON = datetime(2025, 11, 22, 12, tzinfo=UTC)


def failed(times: int, state: Lockout | None = None, at: datetime = NOON) -> Lockout:
    state = state or Lockout()
    for _ in range(times):
        state = state.after_failure(at)
    return state


def test_four_wrong_codes_do_not_lock_and_say_what_is_left() -> None:
    state = Lockout()
    lefts = []
    for _ in range(4):
        state = state.after_failure(NOON)
        lefts.append(state.tries_left)
    assert lefts == [4, 3, 2, 1]
    assert not state.is_locked(NOON)


def test_the_fifth_wrong_code_locks_for_fifteen_minutes() -> None:
    state = failed(5)
    assert state.locked_until == NOON + timedelta(minutes=15)
    assert state.is_locked(NOON + timedelta(minutes=14, seconds=59))
    assert not state.is_locked(NOON + timedelta(minutes=15))
    assert state.tries_left == 1
    assert state.is_shut


@pytest.mark.parametrize(
    ("lock", "minutes"), [(1, 15), (2, 30), (3, 60), (4, 120), (5, 240), (6, 1440), (7, 1440), (30, 1440)]
)
def test_each_lock_is_twice_as_long_up_to_a_day(lock: int, minutes: int) -> None:
    state = failed(4 + lock)
    assert state.locked_until == NOON + timedelta(minutes=minutes)
    assert (state.locks, state.failures) == (lock, 4 + lock)


def test_waiting_does_not_make_the_next_lock_short_again() -> None:
    after = NOON + timedelta(days=30)
    assert failed(1, failed(5), at=after).locked_until == after + timedelta(minutes=30)


def test_nobody_tries_more_than_five_codes_a_day_once_she_was_locked() -> None:
    state, now, tries = failed(5), NOON, []
    while now < NOON + timedelta(days=40):
        assert state.locked_until is not None
        now = state.locked_until
        tries.append(now)
        state = state.after_failure(now)
    for start in tries:
        assert len([at for at in tries if start <= at < start + timedelta(days=1)]) <= 5
    assert len(tries) <= 5 + 40


def test_a_right_code_forgets_everything() -> None:
    assert failed(14).after_success() == Lockout()
