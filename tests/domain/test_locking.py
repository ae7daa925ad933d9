"""When a post locks itself: never under a hand that works, always when nobody is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.locking import KEYS, Mood, Standing, standing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("still", "said"),
    [
        (0, Standing(Mood.AWAKE)),
        (269, Standing(Mood.AWAKE)),
        (270, Standing(Mood.NOTICE, 30)),
        (270.5, Standing(Mood.NOTICE, 30)),
        (299, Standing(Mood.NOTICE, 1)),
        (300, Standing(Mood.LOCKED)),
        (9999, Standing(Mood.LOCKED)),
    ],
)
def test_the_lock_is_announced_thirty_seconds_before_and_never_earlier(still: float, said: Standing) -> None:
    assert standing(timedelta(seconds=still), FIVE, NOW, NOW + timedelta(hours=8)) == said


def test_a_sign_in_is_over_at_its_end_whatever_is_touched() -> None:
    assert standing(timedelta(0), FIVE, NOW, NOW) == Standing(Mood.OVER)
    assert standing(timedelta(0), FIVE, NOW, NOW + timedelta(seconds=1)) == Standing(Mood.AWAKE)


def test_a_sign_in_without_an_end_only_locks() -> None:
    assert standing(FIVE, FIVE, NOW, None) == Standing(Mood.LOCKED)


def test_each_kind_of_workstation_has_its_own_patience() -> None:
    assert {kind: key.default for kind, key in KEYS.items()} == {
        WorkstationKind.TILL: 5, WorkstationKind.RECEPTION: 10, WorkstationKind.OFFICE: 5,
    }  # fmt: skip
