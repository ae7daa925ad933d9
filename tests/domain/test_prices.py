"""Price advice: warns, never blocks."""

from __future__ import annotations

import pytest

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.prices import PriceMode, PriceWarning, advise, check_list_prices


@pytest.mark.parametrize(
    ("price", "max_price", "mode", "suggestion"),
    [
        (None, None, PriceMode.FREE, None),
        (Cents(0), None, PriceMode.FREE, None),
        (Cents(0), Cents(0), PriceMode.FREE, None),
        (Cents(500), None, PriceMode.SUGGESTED, 500),
        (Cents(500), Cents(0), PriceMode.SUGGESTED, 500),
        (Cents(500), Cents(1000), PriceMode.RANGE, 500),
        (None, Cents(1000), PriceMode.RANGE, None),
    ],
)
def test_the_two_prices_of_a_category_say_how_it_is_sold(
    price: Cents | None, max_price: Cents | None, mode: PriceMode, suggestion: int | None
) -> None:
    advice = advise(price, max_price)
    assert (advice.mode, advice.suggestion) == (mode, suggestion)


@pytest.mark.parametrize(
    ("unit_price", "said"),
    [
        (499, PriceWarning.BELOW),
        (500, None),
        (1000, None),
        (1001, PriceWarning.ABOVE),
    ],
)
def test_a_price_outside_the_range_is_pointed_out(unit_price: int, said: PriceWarning | None) -> None:
    assert advise(Cents(500), Cents(1000)).warning(Cents(unit_price)) is said


def test_a_free_price_is_never_pointed_out() -> None:
    assert advise(None, None).warning(Cents(1)) is None


def test_below_a_single_advised_price_is_pointed_out_above_is_not() -> None:
    advice = advise(Cents(500), None)
    assert advice.warning(Cents(499)) is PriceWarning.BELOW
    assert advice.warning(Cents(100_000)) is None


@pytest.mark.parametrize(
    ("price", "max_price", "code"),
    [
        (Cents(500), Cents(499), "category.max_below_min"),
        (Cents(-1), None, "category.price_out_of_range"),
        (None, Cents(10_000_000), "category.price_out_of_range"),
    ],
)
def test_a_price_list_that_contradicts_itself_is_refused(
    price: Cents | None, max_price: Cents | None, code: str
) -> None:
    with pytest.raises(UserError) as caught:
        check_list_prices(price, max_price)
    assert caught.value.code == code


def test_equal_prices_and_missing_prices_are_fine() -> None:
    check_list_prices(Cents(500), Cents(500))
    check_list_prices(None, Cents(500))
    check_list_prices(Cents(0), None)
