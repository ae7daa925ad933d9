"""Time: a sale at 23:30 belongs to its own day, and what was written is read back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.clock import (
    PARIS,
    SimulatedClock,
    business_date,
    from_iso_utc,
    iso_offset,
    iso_utc,
    next_hlc,
)

moments = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments)
def test_a_moment_written_is_the_moment_read(at: datetime) -> None:
    assert from_iso_utc(iso_utc(at)) == at


@given(moments, moments)
def test_written_moments_sort_like_the_moments(one: datetime, other: datetime) -> None:
    assert (iso_utc(one) < iso_utc(other)) is (one < other)


def test_a_sale_late_in_the_evening_belongs_to_that_evening() -> None:
    assert business_date(datetime(2025, 7, 1, 21, 30, tzinfo=UTC), PARIS) == date(2025, 7, 1)
    assert business_date(datetime(2025, 7, 1, 22, 30, tzinfo=UTC), PARIS) == date(2025, 7, 2)
    assert business_date(datetime(2025, 12, 1, 22, 30, tzinfo=UTC), PARIS) == date(2025, 12, 1)


def test_the_night_the_clocks_change_has_one_day_of_25_hours() -> None:
    start = datetime(2025, 10, 25, 22, 0, tzinfo=UTC)
    days = {business_date(start + timedelta(hours=hour), PARIS) for hour in range(25)}
    assert days == {date(2025, 10, 26)}
    assert business_date(start + timedelta(hours=25), PARIS) == date(2025, 10, 27)


def test_headers_show_the_shops_own_hour() -> None:
    assert iso_offset(datetime(2025, 11, 22, 10, 42, 5, tzinfo=UTC), PARIS) == "2025-11-22T11:42:05+01:00"


def test_any_offset_becomes_the_same_moment_in_utc() -> None:
    paris_noon = datetime(2025, 11, 22, 12, tzinfo=timezone(timedelta(hours=1)))
    assert iso_utc(paris_noon) == "2025-11-22T11:00:00.000000Z"


def test_the_simulated_clock_moves_only_when_told() -> None:
    clock = SimulatedClock(datetime(2025, 11, 22, 12, tzinfo=PARIS))
    assert clock.now() == clock.now() == datetime(2025, 11, 22, 11, tzinfo=UTC)
    clock.advance(timedelta(minutes=-5))
    assert clock.now() == datetime(2025, 11, 22, 10, 55, tzinfo=UTC)
    clock.jump(datetime(2030, 1, 1, tzinfo=UTC))
    assert clock.now().tzinfo is UTC


@given(st.lists(moments, min_size=2, max_size=10))
def test_entries_keep_their_order_even_when_the_clock_goes_back(times: list[datetime]) -> None:
    last = 0
    for at in times:
        after = next_hlc(at, last)
        assert after > last
        last = after
