"""A payment being typed: the examples of the shop, and what a customer would lose if a sum went astray."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import Method
from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry
from recyclique_desktop.ui.caisse.payment_methods import letters_of, quick_amounts

CASH = Method("cash", "Espèces", PaymentKind.CASH, gives_change=True, in_drawer=True)
CHEQUE = Method("check", "Chèque", PaymentKind.CHECK, gives_change=False, in_drawer=True)
CARD = Method("card", "Carte", PaymentKind.CARD, gives_change=False, in_drawer=False)
METHODS = (CASH, CHEQUE)


def paying(total: int, keys: str = "", method: Method = CASH) -> PaymentEntry:
    return typed(PaymentEntry.begin(Cents(total), METHODS).by(method), keys)


def typed(entry: PaymentEntry, keys: str) -> PaymentEntry:
    for key in keys:
        entry = entry.typing(entry.amount.comma() if key == "," else entry.amount.digit(key))
    return entry


def recorded(entry: PaymentEntry) -> list[tuple[str, int, int, int]]:
    return [(paid.method_code, paid.amount, paid.tendered, paid.change) for paid in entry.draft.payments()]


def test_an_empty_display_means_the_exact_amount() -> None:
    entry = paying(1050)
    assert entry.is_proposing
    assert entry.ready
    assert recorded(entry) == [("cash", 1050, 1050, 0)]


def test_twenty_euros_give_the_change_of_the_shop_s_example_1() -> None:
    assert recorded(paying(1050, "20")) == [("cash", 1050, 2000, 950)]


def test_a_donation_is_taken_from_the_change_as_in_example_2() -> None:
    entry = paying(1050, "20").giving(Cents(150))
    assert recorded(entry) == [("cash", 1200, 2000, 800)]
    assert entry.draft.donation == 150


def test_the_surplus_of_a_cheque_is_a_donation_as_in_example_3() -> None:
    entry = paying(1050, "12", CHEQUE)
    assert (recorded(entry), entry.draft.donation, entry.donation) == ([("check", 1200, 1200, 0)], 150, 0)


def test_a_cheque_too_small_is_not_a_sale_as_in_example_4() -> None:
    entry = paying(1050, "5", CHEQUE)
    assert not entry.ready
    assert entry.problem is not None
    assert entry.problem.params["amount"] == 550


def test_a_cheque_then_cash_as_in_example_5() -> None:
    entry = paying(1050, "5", CHEQUE).referring("1234567")
    assert entry.can_add_another
    entry = typed(entry.adding_another().by(CASH), "10")
    assert recorded(entry) == [("check", 500, 500, 0), ("cash", 550, 1000, 450)]
    assert [paid.reference for paid in entry.draft.payments()] == ["1234567", ""]


def test_the_rest_is_proposed_after_a_first_payment() -> None:
    entry = paying(1850, "10", CHEQUE).adding_another().by(CASH)
    assert (entry.proposal, entry.ready) == (850, True)
    assert quick_amounts(entry.proposal) == (1000, 2000, 5000)


def test_a_payment_that_covers_everything_asks_for_no_other() -> None:
    entry = paying(1050, "20")
    assert not entry.can_add_another
    assert entry.adding_another() == entry


def test_removing_a_payment_brings_its_rest_back() -> None:
    entry = paying(1850, "10", CHEQUE).adding_another()
    assert entry.without(0).proposal == 1850
    assert typed(entry, "5").without(1).is_proposing


def test_all_the_change_goes_to_the_shop_and_can_be_taken_back() -> None:
    entry = paying(1850, "20").giving_all_change()
    assert (entry.donation, entry.draft.change, entry.draft.due, entry.ready) == (150, 0, 2000, True)
    assert not entry.can_give_change
    assert entry.giving(Cents(0)).draft.change == 150


def test_a_quick_amount_gives_way_to_the_first_digit() -> None:
    entry = paying(1800).receiving(Cents(2000))
    assert entry.amount.text == "20,00"
    assert typed(entry, "5").amount.text == "5"
    assert entry.exact().is_proposing


def test_a_lonely_zero_sells_nothing() -> None:
    entry = paying(1050, "0")
    assert (entry.is_proposing, entry.current, entry.ready) == (False, None, False)


def test_a_ticket_changed_meanwhile_keeps_what_was_typed() -> None:
    entry = replace(paying(1800, "20").giving(Cents(50)).noting("abîmé"), goods=Cents(1500))
    assert (entry.draft.change, entry.note, entry.donation) == (450, "abîmé", 50)


def test_another_method_forgets_the_number_of_the_cheque() -> None:
    entry = paying(1000, "", CHEQUE).referring("77")
    assert entry.by(CHEQUE).reference == "77"
    assert entry.by(CASH).reference == ""


@pytest.mark.parametrize(
    ("due", "amounts"),
    [(300, (500, 1000, 2000)), (850, (1000, 2000, 5000)), (1800, (2000, 5000, 10_000)), (2000, (5000, 10_000, 20_000)),
     (2300, (2500, 3000, 5000)), (40_000, (50_000,))],
)  # fmt: skip
def test_quick_amounts_are_what_customers_hand_over(due: int, amounts: tuple[int, ...]) -> None:
    assert quick_amounts(Cents(due)) == amounts


def test_each_method_has_its_key() -> None:
    assert letters_of((CASH, CHEQUE, CARD)) == {"cash": "E", "check": "C", "card": "B"}


@given(
    total=st.integers(1, 99_999_999),
    donation=st.integers(0, 2000),
    keys=st.text(alphabet="0123456789,", max_size=9),
    cheque=st.booleans(),
)
def test_no_typing_breaks_the_till_or_its_sum(total: int, donation: int, keys: str, cheque: bool) -> None:
    entry = paying(total, keys, CHEQUE if cheque else CASH).giving(Cents(donation))
    draft = entry.draft
    if entry.ready:
        assert sum(paid.amount for paid in draft.payments()) == total + draft.donation
    else:
        assert entry.problem is not None
