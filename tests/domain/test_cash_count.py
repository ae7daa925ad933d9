"""Counting the till: nothing expected that is not there, nothing missing that goes unsaid."""

from __future__ import annotations

import pytest

from recyclique_desktop.domain.cash_count import (
    Severity,
    Taken,
    check_float,
    compare,
    expected_amount,
    needs_comment,
    severity,
    to_count,
    total_variance,
)
from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents

CASH = Taken("cash", PaymentKind.CASH, Cents(1200), 1)
CHECK = Taken("check", PaymentKind.CHECK, Cents(1200), 1)
CARD = Taken("card", PaymentKind.CARD, Cents(0), 0)


def test_after_examples_2_and_3_the_drawer_holds_62_euros_and_the_cheques_12() -> None:
    assert expected_amount(CASH, Cents(5000)) == 6200
    assert expected_amount(CHECK, Cents(5000)) == 1200


def test_cash_taken_to_the_safe_is_not_expected_in_the_drawer() -> None:
    assert expected_amount(CASH, Cents(5000), Cents(-1000)) == 5200


def test_cash_is_always_counted_the_rest_only_when_it_took_money() -> None:
    nothing = Taken("cash", PaymentKind.CASH, Cents(0), 0)
    assert to_count({"cash": nothing, "check": CHECK, "card": CARD}) == ("cash", "check")


def test_variance_is_per_method_and_summed() -> None:
    found = compare({"cash": Cents(6200), "check": Cents(1200)}, ("cash",), {"check": Cents(1150), "cash": Cents(6230)})
    assert [(one.method_code, one.variance) for one in found] == [("cash", 30), ("check", -50)]
    assert total_variance(found) == -20


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        ({"cash": Cents(1)}, "count.missing"),
        ({"cash": Cents(-1), "check": Cents(0)}, "count.negative"),
        ({"cash": Cents(1), "check": Cents(0), "shells": Cents(3)}, "count.method_unknown"),
    ],
)
def test_a_count_that_cannot_be_compared_is_refused(counted: dict[str, Cents], code: str) -> None:
    with pytest.raises(UserError) as caught:
        compare({"cash": Cents(1), "check": Cents(0)}, ("cash", "check"), counted)
    assert caught.value.code == code


@pytest.mark.parametrize(("variance", "wanted"), [(0, False), (5, False), (-5, False), (6, True), (-6, True)])
def test_five_cents_need_no_comment_six_do(variance: int, wanted: bool) -> None:
    assert needs_comment(Cents(variance)) is wanted


@pytest.mark.parametrize(
    ("variance", "said"),
    [
        (0, Severity.OK),
        (-5, Severity.MINOR),
        (6, Severity.NOTABLE),
        (-1000, Severity.NOTABLE),
        (1001, Severity.HIGH),
        (-5000, Severity.HIGH),
        (5001, Severity.SEVERE),
    ],
)
def test_severity_follows_the_thresholds_both_ways(variance: int, said: Severity) -> None:
    assert severity(Cents(variance)) is said


@pytest.mark.parametrize("amount", [0, 5000, 1_000_000])
def test_a_float_up_to_ten_thousand_euros_opens_the_till(amount: int) -> None:
    check_float(Cents(amount))


@pytest.mark.parametrize(("amount", "code"), [(-1, "float.negative"), (1_000_001, "float.too_high")])
def test_a_float_out_of_bounds_is_refused(amount: int, code: str) -> None:
    with pytest.raises(UserError) as caught:
        check_float(Cents(amount))
    assert caught.value.code == code
