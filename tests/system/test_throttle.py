from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from recyclique_desktop.domain.lockout import TRIES, Lockout
from recyclique_desktop.system.throttle import ThrottleStore

if TYPE_CHECKING:
    from pathlib import Path

HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
EMILIE, KARIM = UUID(int=10), UUID(int=11)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def fail(state: Lockout) -> Lockout:
    return state.after_failure(NOW)


def test_a_restart_gives_no_free_tries(tmp_path: Path) -> None:
    for _ in range(TRIES):
        ThrottleStore(tmp_path, HERE).update(EMILIE, fail)
    found = ThrottleStore(tmp_path, HERE).load(EMILIE)
    assert found == Lockout(TRIES, NOW + timedelta(minutes=15), 1)
    assert found.is_locked(NOW)


def test_one_person_locked_does_not_lock_the_others(tmp_path: Path) -> None:
    store = ThrottleStore(tmp_path, HERE)
    store.update(EMILIE, fail)
    assert store.load(KARIM) == Lockout()
    assert ThrottleStore(tmp_path, ELSEWHERE).load(EMILIE) == Lockout()


def test_a_right_code_forgets_the_wrong_ones(tmp_path: Path) -> None:
    store = ThrottleStore(tmp_path, HERE)
    store.update(EMILIE, fail)
    assert store.update(EMILIE, Lockout.after_success) == Lockout()
    assert ThrottleStore(tmp_path, HERE).load(EMILIE) == Lockout()


def test_failures_on_two_threads_are_all_counted(tmp_path: Path) -> None:
    store = ThrottleStore(tmp_path, HERE)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: store.update(EMILIE, fail), range(40)))
    assert store.load(EMILIE).failures == 40


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"v": 1}', "null"])
def test_a_damaged_counter_file_does_not_close_the_shop(tmp_path: Path, damage: str) -> None:
    store = ThrottleStore(tmp_path, HERE)
    store.update(EMILIE, fail)
    next(tmp_path.iterdir()).write_text(damage)
    assert store.load(EMILIE) == Lockout()
    assert store.update(EMILIE, fail).failures == 1
