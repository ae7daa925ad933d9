"""Identifiers: never twice, in order of birth, and the same again from the same seed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import RFC_4122, UUID

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.ids import UuidFactory, human_number, numbering_code

NOON = datetime(2025, 11, 22, 12, tzinfo=UTC)


def test_ids_made_in_the_same_millisecond_differ_and_rise() -> None:
    ids = UuidFactory(SimulatedClock(NOON), Random(7).randbytes)
    made = [ids.new() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}


def test_a_clock_set_back_never_makes_an_id_twice() -> None:
    clock = SimulatedClock(NOON)
    ids = UuidFactory(clock, bytes)
    before = [ids.new() for _ in range(3)]
    clock.advance(timedelta(days=-2))
    after = [ids.new() for _ in range(3)]
    assert sorted({*before, *after}) == before + after


def test_the_last_random_value_carries_over_to_a_valid_id() -> None:
    ids = UuidFactory(SimulatedClock(NOON), lambda size: b"\xff" * size)
    first, second = ids.new(), ids.new()
    assert second > first
    assert (second.version, second.variant) == (7, RFC_4122)


def test_an_id_says_when_the_row_was_born() -> None:
    one = UuidFactory(SimulatedClock(NOON), Random(7).randbytes).new()
    assert one.int >> 80 == int(NOON.timestamp() * 1000)


def test_the_same_seed_plays_the_same_day_again() -> None:
    def ids() -> list[UUID]:
        factory = UuidFactory(SimulatedClock(NOON), Random(7).randbytes)
        return [factory.new() for _ in range(10)]

    assert ids() == ids()


def test_ticket_numbers_read_like_those_on_paper() -> None:
    assert human_number("C01", 127) == "C01-000127"
    assert human_number("C01b", 1_000_000) == "C01b-1000000"


def test_a_branch_prints_its_code_with_a_letter_so_that_no_number_stands_on_two_papers() -> None:
    assert [numbering_code("C01", n) for n in range(3)] == ["C01", "C01b", "C01c"]
    assert numbering_code("C01b", 1) == "C01c"
