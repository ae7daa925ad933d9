"""When a clock is believed: thirty-six hours on, ten minutes back, ten minutes from what the centre says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recyclique_desktop.domain.right_time import CentreTime, Doubt, doubt

SEEN = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
HOURS, MINUTES, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("moved", "why"),
    [
        (36 * HOURS, None),
        (36 * HOURS + SECOND, Doubt.FORWARD),
        (timedelta(days=3650), Doubt.FORWARD),
        (-10 * MINUTES, None),
        (-10 * MINUTES - SECOND, Doubt.BACKWARD),
        (timedelta(days=-3650), Doubt.BACKWARD),
    ],
)
def test_a_shop_that_works_alone_compares_with_what_it_recorded_last(moved: timedelta, why: Doubt | None) -> None:
    found = doubt(SEEN + moved, SEEN, None)
    assert (found.why if found else None) == why
    assert found is None or found.off == moved


@pytest.mark.parametrize(
    ("off", "is_doubted"),
    [(10 * MINUTES, False), (-10 * MINUTES, False), (10 * MINUTES + SECOND, True), (-10 * MINUTES - SECOND, True)],
)
def test_where_the_centre_spoke_it_alone_decides(off: timedelta, *, is_doubted: bool) -> None:
    after_the_holidays = SEEN + timedelta(days=30)
    found = doubt(after_the_holidays + off, SEEN, after_the_holidays)
    assert (found is not None and found.why is Doubt.CENTRE) == is_doubted


def test_a_new_shop_has_nothing_to_compare_with() -> None:
    assert doubt(SEEN, None, None) is None


def test_the_centres_time_goes_on_while_this_clock_jumps() -> None:
    passed = [0.0]
    centre = CentreTime(lambda: passed[0])
    assert centre.now() is None
    centre.tell(SEEN)
    passed[0] = 90.0
    assert centre.now() == SEEN + timedelta(seconds=90)


def test_time_that_nobody_can_set_goes_forward() -> None:
    centre = CentreTime()
    centre.tell(SEEN)
    first = centre.now()
    assert first is not None
    assert SEEN <= first <= SEEN + MINUTES
