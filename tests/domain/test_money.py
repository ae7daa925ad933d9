"""Money: what is typed is what is kept, to the cent, and a split never loses one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import (
    Cents,
    allocate,
    format_amount,
    format_euros,
    from_decimal,
    parse_euros,
    to_decimal,
)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("50", 5000),
        ("50,5", 5050),
        ("50.50", 5050),
        ("10000", 1_000_000),
        ("0,01", 1),
        ("0", 0),
        ("12,", 1200),
        (" 1 234,50 € ", 123_450),
        ("1\u00a0234,50\u00a0€", 123_450),
        ("1\u202f234,5", 123_450),
    ],
)
def test_an_amount_is_read_as_people_type_it(text: str, cents: int) -> None:
    assert parse_euros(text) == cents


@pytest.mark.parametrize("text", ["", "-1", "abc", "10000,001", "1,2,3", "1.234,50", ",50", "€", "1e3", "1234567890"])
def test_what_is_not_an_amount_is_refused_never_guessed(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_euros(text)
    assert caught.value.code == "money.invalid"


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0,00"),
        (5, "0,05"),
        (-5, "\u22120,05"),
        (123_456_789, "1\u00a0234\u00a0567,89"),
        (-100_000, "\u22121\u00a0000,00"),
    ],
)
def test_an_amount_is_written_the_french_way(cents: int, text: str) -> None:
    assert format_amount(cents) == text
    assert format_euros(cents) == f"{text}\u00a0€"


@given(st.integers(-(10**12), 10**12).map(Cents))
def test_the_journal_gives_back_the_very_amount(cents: Cents) -> None:
    assert from_decimal(to_decimal(cents)) == cents


def test_zero_is_never_negative_in_the_journal() -> None:
    assert to_decimal(Cents(-0)) == "0.00"


@pytest.mark.parametrize("text", ["1", "1.5", "1.555", "+1.00", "1,00", " 1.00", "1.00\n"])
def test_the_journal_reads_nothing_but_its_own_form(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_decimal(text)


@given(st.integers(0, 10**9).map(Cents))
def test_what_is_shown_reads_back_as_the_same_amount(cents: Cents) -> None:
    assert parse_euros(format_euros(cents)) == cents


@given(st.integers(-(10**8), 10**8).map(Cents), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_a_split_price_sums_to_the_price(total: Cents, weights: list[int]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    assert len(shares) == len(weights)
    whole = sum(weights) or len(weights)
    for share, weight in zip(shares, weights if any(weights) else [1] * len(weights), strict=True):
        assert abs(share * whole - total * weight) < whole, "no share is a whole cent away from its due"
        assert share * total >= 0, "no share is paid by the shop when the total is not"


def test_prix_global_example_8_gives_the_free_line_nothing() -> None:
    assert allocate(Cents(2000), [0, 1500]) == [0, 2000]


def test_nothing_to_share_between_is_a_bug() -> None:
    with pytest.raises(ValueError, match="nothing"):
        allocate(Cents(1), [])
