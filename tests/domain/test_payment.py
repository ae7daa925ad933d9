"""Payment rules: the worked examples of the specification, then what must hold for every payment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.enums import PaymentKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import Method, Payment, PaymentDraft, Tender, check_payments

CASH = Method("cash", "Espèces", PaymentKind.CASH, gives_change=True, in_drawer=True)
CHECK = Method("check", "Chèque", PaymentKind.CHECK, gives_change=False, in_drawer=True)
CARD = Method("card", "Carte", PaymentKind.CARD, gives_change=False, in_drawer=False)
TRANSFER = Method("transfer", "Virement", PaymentKind.TRANSFER, gives_change=False, in_drawer=False)
NUMBERED = Method("voucher", "Bon", PaymentKind.OTHER, gives_change=False, in_drawer=True, needs_reference=True)
METHODS = (CASH, CHECK, CARD, TRANSFER, NUMBERED)
TOTAL = Cents(1050)


def draft(*tenders: tuple[str, int], donation: int = 0, total: int = TOTAL) -> PaymentDraft:
    made = PaymentDraft(Cents(total), METHODS).with_donation(Cents(donation))
    for code, received in tenders:
        made = made.with_tender(Tender(code, Cents(received)))
    return made


def refused(made: PaymentDraft) -> UserError:
    assert not made.ready
    with pytest.raises(UserError) as caught:
        made.check()
    assert made.problem is not None
    assert made.problem.code == caught.value.code
    return caught.value


def paid(made: PaymentDraft) -> list[tuple[str, int, int, int]]:
    made.check()
    assert made.ready
    assert made.remaining == 0
    return [(p.method_code, p.amount, p.tendered, p.change) for p in made.payments()]


def test_example_1_cash_20_gives_950_back_and_keeps_1050() -> None:
    made = draft(("cash", 2000))
    assert paid(made) == [("cash", 1050, 2000, 950)]
    assert (made.donation, made.change) == (0, 950)


def test_example_2_a_donation_out_of_cash_is_kept_with_the_cash_payment() -> None:
    made = draft(("cash", 2000), donation=150)
    assert paid(made) == [("cash", 1200, 2000, 800)]
    assert (made.due, made.donation) == (1200, 150)


def test_example_3_what_a_cheque_brings_above_the_price_is_a_donation() -> None:
    made = draft(("check", 1200))
    assert paid(made) == [("check", 1200, 1200, 0)]
    assert (made.donation, made.change) == (150, 0)


def test_example_4_a_cheque_below_the_price_cannot_be_validated() -> None:
    made = draft(("check", 500))
    error = refused(made)
    assert error.code == "payment.missing"
    assert error.params == {"amount": 550}
    assert made.remaining == 550


def test_example_5_cheque_then_cash_keeps_what_each_brought() -> None:
    made = draft(("check", 500), ("cash", 1000))
    assert paid(made) == [("check", 500, 500, 0), ("cash", 550, 1000, 450)]


def test_example_7_a_gift_ticket_needs_no_payment() -> None:
    assert paid(draft(total=0)) == []


def test_cash_then_cheque_is_the_same_money_as_cheque_then_cash() -> None:
    assert paid(draft(("cash", 1000), ("check", 500))) == [("cash", 550, 1000, 450), ("check", 500, 500, 0)]


def test_cash_that_a_large_cheque_makes_useless_is_refused_not_swallowed() -> None:
    error = refused(draft(("cash", 1000), ("check", 1200)))
    assert (error.code, error.params) == ("payment.not_needed", {"method": "Espèces"})


def test_taking_back_a_generous_cheque_takes_back_its_donation() -> None:
    made = draft(("check", 1200), donation=50)
    assert made.donation == 150
    assert made.without(0).donation == 50


def test_a_card_never_gives_change_nor_a_silent_donation() -> None:
    error = refused(draft(("card", 2000)))
    assert (error.code, error.params) == ("payment.no_change_on", {"method": "Carte", "amount": 950})


def test_a_card_surplus_becomes_a_donation_once_it_is_said() -> None:
    made = draft(("card", 2000)).all_change_as_donation()
    assert paid(made) == [("card", 2000, 2000, 0)]
    assert made.donation == 950


def test_a_cheque_beside_a_card_that_covers_all_is_a_donation() -> None:
    assert draft(("card", 1050), ("check", 500)).donation == 500


def test_a_card_above_the_price_is_not_hidden_behind_a_small_cheque() -> None:
    assert refused(draft(("card", 2000), ("check", 500))).code == "payment.no_change_on"


def test_leaving_the_change_makes_it_a_donation_and_gives_nothing_back() -> None:
    made = draft(("cash", 2000)).all_change_as_donation()
    assert paid(made) == [("cash", 2000, 2000, 0)]
    assert (made.donation, made.change) == (950, 0)


def test_leaving_the_change_adds_to_a_donation_already_made() -> None:
    assert draft(("cash", 2000), donation=100).all_change_as_donation().donation == 950


def test_two_notes_are_two_payments_and_one_change() -> None:
    assert paid(draft(("cash", 500), ("cash", 1000))) == [("cash", 500, 500, 0), ("cash", 550, 1000, 450)]


def test_a_second_note_that_pays_nothing_is_refused() -> None:
    assert refused(draft(("cash", 2000), ("cash", 500))).code == "payment.not_needed"


@pytest.mark.parametrize(
    ("tender", "code"),
    [
        (Tender("cash", Cents(0)), "payment.amount_needed"),
        (Tender("cash", Cents(-100)), "payment.amount_needed"),
        (Tender("cash", Cents(100_000_000)), "payment.too_high"),
        (Tender("shells", Cents(100)), "payment.method_unknown"),
    ],
)
def test_a_tender_that_makes_no_sense_does_not_enter(tender: Tender, code: str) -> None:
    with pytest.raises(UserError) as caught:
        PaymentDraft(TOTAL, METHODS).with_tender(tender)
    assert caught.value.code == code


@pytest.mark.parametrize("donation", [-1, 100_000_000])
def test_a_donation_out_of_bounds_does_not_enter(donation: int) -> None:
    with pytest.raises(UserError) as caught:
        PaymentDraft(TOTAL, METHODS).with_donation(Cents(donation))
    assert caught.value.code == "payment.donation_invalid"


def test_a_method_that_wants_a_reference_refuses_to_go_without() -> None:
    base = PaymentDraft(TOTAL, METHODS)
    assert refused(base.with_tender(Tender("voucher", TOTAL, "  "))).code == "payment.reference_needed"
    assert base.with_tender(Tender("voucher", TOTAL, "B-12")).ready


def recorded(amount: int, tendered: int, change: int, method: Method = CASH) -> Payment:
    return Payment(method.code, method.kind, Cents(amount), Cents(tendered), Cents(change))


@pytest.mark.parametrize(
    ("payments", "code"),
    [
        ([], "payment.missing"),
        ([recorded(1000, 1000, 0)], "payment.missing"),
        ([recorded(1100, 1100, 0)], "payment.too_much"),
        ([recorded(1100, 1100, 0, CARD)], "payment.no_change_on"),
        ([recorded(1050, 1100, 50, CARD)], "payment.no_change_on"),
        ([recorded(1050, 1050, 0), recorded(0, 500, 500)], "payment.not_needed"),
        ([recorded(0, 0, 0), recorded(1050, 1050, 0)], "payment.amount_needed"),
        ([recorded(1050, 200_000_000, 199_998_950)], "payment.too_high"),
    ],
)
def test_payments_that_do_not_pay_the_ticket_exactly_are_refused(payments: list[Payment], code: str) -> None:
    with pytest.raises(UserError) as caught:
        check_payments(TOTAL, Cents(0), payments, METHODS)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "payment",
    [
        recorded(1050, 2000, 900),
        recorded(1050, 1000, -50),
        Payment("cash", PaymentKind.CARD, TOTAL, TOTAL, Cents(0)),
    ],
)
def test_a_payment_that_contradicts_itself_is_a_bug_not_a_sentence(payment: Payment) -> None:
    with pytest.raises(ValueError, match="Payment"):
        check_payments(TOTAL, Cents(0), [payment], METHODS)


def test_a_negative_donation_cannot_hide_missing_money() -> None:
    with pytest.raises(UserError) as caught:
        check_payments(TOTAL, Cents(-50), [recorded(1000, 1000, 0)], METHODS)
    assert caught.value.code == "payment.donation_invalid"


amounts = st.integers(min_value=1, max_value=30_000).map(Cents)
tenders = st.lists(st.builds(Tender, st.sampled_from(["cash", "check", "card", "transfer"]), amounts), max_size=5)


@given(st.integers(0, 30_000).map(Cents), st.integers(0, 3_000).map(Cents), tenders, st.booleans())
def test_every_accepted_payment_keeps_goods_plus_donation_to_the_cent(
    total: Cents, donation: Cents, given_tenders: list[Tender], leave: bool
) -> None:
    made = PaymentDraft(total, METHODS).with_donation(donation)
    for tender in given_tenders:
        made = made.with_tender(tender)
    if leave:
        made = made.all_change_as_donation()
    received = sum(tender.received for tender in given_tenders)
    assert made.due == total + made.donation
    assert received - made.change == made.covered, "money in minus money out is what the payments say"
    assert made.donation >= donation
    if made.ready:
        payments = made.payments()
        assert sum(p.amount for p in payments) == total + made.donation
        assert all(p.tendered - p.change == p.amount > 0 for p in payments)
        assert all(p.change == 0 for p in payments if p.method_code != "cash")
        assert made.remaining == 0
    elif made.remaining:
        assert made.problem is not None


@given(st.integers(1, 30_000).map(Cents), tenders)
def test_a_note_large_enough_always_finishes_the_ticket(total: Cents, given_tenders: list[Tender]) -> None:
    made = PaymentDraft(total, METHODS)
    for tender in given_tenders:
        made = made.with_tender(tender)
    if made.remaining:
        assert made.with_tender(Tender("cash", made.remaining)).ready


@given(st.integers(0, 30_000).map(Cents), st.integers(0, 3_000).map(Cents), tenders)
def test_building_a_draft_from_its_own_parts_changes_nothing(
    total: Cents, donation: Cents, given_tenders: list[Tender]
) -> None:
    made = PaymentDraft(total, METHODS, tuple(given_tenders), donation)
    again = PaymentDraft(total, METHODS, made.tenders, made.donation)
    assert again.donation == made.donation
    assert again.payments() == made.payments()
