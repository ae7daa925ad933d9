"""One price for a whole ticket: its lines always sum to it, and none is ever negative."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recyclique_desktop.domain.basket import Line, Weighing
from recyclique_desktop.domain.enums import WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.global_price import allocate, is_gift, worth
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams


def line(
    price: int = 0, *, listed: int | None = None, grams: int = 0, quantity: int = 1, preset: str | None = None
) -> Line:
    weighings = (Weighing(Grams(grams), WeightSource.TYPED),) if grams else ()
    list_price = None if listed is None else Cents(listed)
    return Line(UUID(int=1), UUID(int=2), "Lot", "Lots", quantity, Cents(price), list_price, weighings, preset)


def test_example_8_gives_the_whole_price_to_the_line_that_has_one() -> None:
    assert allocate(Cents(2000), (line(0, grams=900), line(1500))) == (0, 2000)


@pytest.mark.parametrize(
    ("lines", "shares"),
    [
        ((line(listed=100), line(listed=200)), (333, 667)),
        ((line(grams=1000), line(grams=1000), line(grams=1000)), (334, 333, 333)),
        ((line(), line(), line()), (334, 333, 333)),
        ((line(), line(preset="DON"), line()), (500, 0, 500)),
        ((line(listed=100, quantity=3), line(listed=100)), (750, 250)),
    ],
    ids=["list prices", "weights", "equal", "a gift gets nothing", "quantities"],
)
def test_ten_euros_are_shared_out_by_what_is_known_of_the_lines(
    lines: tuple[Line, ...], shares: tuple[int, ...]
) -> None:
    assert allocate(Cents(1000), lines) == shares


def test_a_ticket_of_gifts_has_no_price_to_share() -> None:
    assert allocate(Cents(0), (line(preset="DON"),)) == (0,)
    with pytest.raises(UserError) as caught:
        allocate(Cents(100), (line(preset="DON"),))
    assert caught.value.code == "global.only_gifts"


def check(total: int, drawn: list[tuple[int, int, int]]) -> None:
    lines = [line(price, grams=grams, quantity=quantity) for price, grams, quantity in drawn]
    shares = allocate(Cents(total), lines)
    assert sum(shares) == total
    assert min(shares) >= 0
    assert shares == allocate(Cents(total), lines)


LINES = st.lists(st.tuples(st.integers(0, 999_999), st.integers(0, 99_999), st.integers(1, 9)), min_size=1, max_size=12)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 99_999_999), LINES)
def test_shares_always_sum_to_the_price_and_are_never_negative(total: int, drawn: list[tuple[int, int, int]]) -> None:
    check(total, drawn)


MIXED = st.lists(
    st.builds(
        line,
        st.one_of(st.just(0), st.integers(1, 9_999)),
        listed=st.none() | st.integers(1, 9_999),
        grams=st.integers(0, 999),
        quantity=st.integers(1, 9),
        preset=st.sampled_from((None, None, "DON")),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 99_999), MIXED)
def test_mixed_lines_sum_to_the_price_gifts_get_nothing_and_at_their_worth_each_gets_its_own(
    total: int, lines: list[Line]
) -> None:
    if all(is_gift(one) for one in lines):
        return
    shares = allocate(Cents(total), lines)
    assert sum(shares) == total
    assert all(share == 0 for share, one in zip(shares, lines, strict=True) if is_gift(one))
    if value := worth(lines):
        typed = any(one.unit_price for one in lines)
        own = tuple(
            0 if is_gift(one) else (one.unit_price if typed else one.list_price or 0) * one.quantity for one in lines
        )
        assert allocate(value, lines) == own
        floors = tuple(total * one // value for one in own)
        assert all(share - floor in (0, 1) for share, floor in zip(shares, floors, strict=True))


def test_ten_thousand_tickets_are_shared_out_to_the_cent() -> None:
    chance = random.Random(20261122)  # any tickets, always the same
    for _ in range(10_000):
        lines = [
            (chance.randint(-500_000, 500_000), chance.randint(-50_000, 50_000), chance.randint(1, 9))
            for _ in range(chance.randint(1, 12))
        ]
        check(chance.randint(1, 99_999_999), [(max(0, price), max(0, grams), count) for price, grams, count in lines])
