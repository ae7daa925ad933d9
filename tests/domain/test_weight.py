"""Weight: grams in, grams out; 960 g is never 960 kg by rounding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.weight import Grams, format_kilos, from_decimal, parse_kilos, to_decimal


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("1,2", 1200),
        ("0.850", 850),
        ("1,180 kg", 1180),
        ("12", 12_000),
        ("0,001", 1),
        ("3,", 3000),
        (".85", 850),
        (",5", 500),
        ("850 g", 850),
        ("12500g", 12_500),
        ("2 KG", 2000),
    ],
)
def test_a_weight_is_read_as_people_type_it(text: str, grams: int) -> None:
    assert parse_kilos(text) == grams


@pytest.mark.parametrize("text", ["", "-1", "1,2345", "abc", "1.2.3", ",", "123456", "1,5 g", "kg", "g"])
def test_what_is_not_a_weight_is_refused_never_guessed(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_kilos(text)
    assert caught.value.code == "weight.invalid"


@given(st.integers(-(10**9), 10**9).map(Grams))
def test_the_journal_gives_back_the_very_weight(grams: Grams) -> None:
    assert from_decimal(to_decimal(grams)) == grams


@given(st.integers(0, 99_999_999).map(Grams))
def test_what_is_shown_in_entry_reads_back_as_the_same_weight(grams: Grams) -> None:
    assert parse_kilos(format_kilos(grams)) == grams


@pytest.mark.parametrize(
    ("grams", "shown"),
    [(166_249, "166,2\u00a0kg"), (166_250, "166,3\u00a0kg"), (-40, "0,0\u00a0kg"), (-50, "\u22120,1\u00a0kg")],
)
def test_totals_are_rounded_to_the_hundred_grams(grams: int, shown: str) -> None:
    assert format_kilos(grams, decimals=1) == shown


@pytest.mark.parametrize("text", ["1", "1.50", "1,500", "1.5000"])
def test_the_journal_reads_nothing_but_its_own_form(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_decimal(text)
