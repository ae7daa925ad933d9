"""After the sale: nothing is changed, everything can be put right, and the drawer still adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from recyclique_desktop.data.models import PaymentTransaction, Sale, SaleItem
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import CashMovementKind, Permission, SaleKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.reversal import SoldLine
from recyclique_desktop.domain.station import Approval
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.cash_moves import MoveCash, move_cash
from recyclique_desktop.services.cash_sessions import CloseSession, MethodCount, SessionClosed, close_session
from recyclique_desktop.services.reversals import (
    FixPayment,
    PaidBack,
    ReturnLine,
    Reversed,
    ReverseSale,
    fix_payment,
    reverse_sale,
)
from recyclique_desktop.services.sales import CompleteSale, SaleCompleted, complete_sale
from tests.services.selling import Till, as_leader, open_till

if TYPE_CHECKING:
    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(as_leader(shop))


def findings(shop: Shop) -> list[object]:
    with shop.db.connection() as connection:
        return list(verify(connection, shop.trust, full=True).findings)


def reversal(till: Till, done: SaleCompleted, *lines: tuple[int, int], back: int, donation: int = 0) -> ReverseSale:
    return ReverseSale(
        till.shop.station.ids.new(), done.sale_id, till.session_id,
        tuple(ReturnLine(no, count) for no, count in lines),
        (PaidBack("cash", Cents(back)),) if back else (), "revenu", Cents(donation),
    )  # fmt: skip


def refused(till: Till, act: object, command: object) -> str:
    with pytest.raises(UserError) as caught:
        till.write(act, command)  # type: ignore[arg-type]
    return caught.value.code


def sold(till: Till) -> SaleCompleted:
    lines = (till.line(price=300, quantity=2, grams=500), till.line("Livre", price=450, grams=1001))
    done: SaleCompleted = till.write(complete_sale, till.sale(lines, ("cash", 2000), donation=150))
    return done


def test_a_void_undoes_the_whole_ticket_and_leaves_it_as_it_was(till: Till) -> None:
    done = sold(till)
    undone: Reversed = till.write(reverse_sale, reversal(till, done, (1, 2), (2, 1), back=1200, donation=150))
    assert (undone.total, undone.donation) == (-1050, -150)
    with till.shop.db.reading() as session:
        figures = session_figures(session, till.session_id)
        first = session.get_one(Sale, done.sale_id)
        second = session.get_one(Sale, undone.sale_id)
        assert (first.total_amount, first.kind) == (1050, SaleKind.SALE)
        assert (second.kind, second.corrects_id) == (SaleKind.REVERSAL, done.sale_id)
        assert second.number != first.number
    assert (figures.sales_total, figures.donations, figures.weight_out, figures.objects) == (0, 0, 0, 0)
    assert (figures.tickets, figures.reversals) == (1, 1)
    assert figures.absolute_total == 2100
    assert findings(till.shop) == []


def test_some_objects_come_back_and_never_more_than_were_sold(till: Till) -> None:
    done = sold(till)
    till.write(reverse_sale, reversal(till, done, (1, 1), back=300))
    assert refused(till, reverse_sale, reversal(till, done, (1, 2), back=600)) == "reversal.quantity"
    till.write(reverse_sale, reversal(till, done, (1, 1), back=300))
    assert refused(till, reverse_sale, reversal(till, done, (1, 1), back=300)) == "reversal.quantity"
    with till.shop.db.reading() as session:
        items = session.scalars(select(SaleItem).where(SaleItem.quantity < 0)).all()
        assert [(one.quantity, one.total_price, one.weight) for one in items] == [(-1, -300, -250), (-1, -300, -250)]
        assert session_figures(session, till.session_id).weight_out == 1001


@settings(max_examples=300)
@given(st.integers(0, 10_000), st.integers(0, 99_999), st.lists(st.integers(1, 4), min_size=1, max_size=9))
def test_giving_a_line_back_piece_by_piece_ends_at_exactly_the_line(total: int, grams: int, pieces: list[int]) -> None:
    line = SoldLine(1, "Lot", sum(pieces), Cents(total), Grams(grams))
    money = weight = returned = 0
    for piece in pieces:
        share = SoldLine(1, "Lot", line.quantity, line.total, line.weight, returned).share(piece)
        assert share.total >= 0
        assert share.weight >= 0
        money, weight, returned = money + share.total, weight + share.weight, returned + piece
    assert (money, weight) == (total, grams)


def test_a_double_click_refunds_once_and_another_refund_of_that_id_is_refused(till: Till) -> None:
    done = sold(till)
    command = reversal(till, done, (2, 1), back=450)
    first = till.write(reverse_sale, command)
    assert till.write(reverse_sale, command) == first
    with till.shop.db.reading() as session:
        assert len(session.scalars(select(Sale).where(Sale.kind == SaleKind.REVERSAL)).all()) == 1
    other = ReverseSale(
        command.reversal_id,
        done.sale_id,
        till.session_id,
        (ReturnLine(1, 1),),
        (PaidBack("cash", Cents(300)),),
        "autre",
    )
    assert refused(till, reverse_sale, other) == "reversal.conflict"
    for changed in (
        {"lines": (ReturnLine(2, 1), ReturnLine(1, 1))},
        {"paid_back": (PaidBack("check", Cents(450)),)},
        {"paid_back": (PaidBack("cash", Cents(200)), PaidBack("cash", Cents(250)))},
        {"donation": Cents(100), "paid_back": (PaidBack("cash", Cents(450)),)},
    ):
        assert refused(till, reverse_sale, replace(command, **changed)) == "reversal.conflict", changed


def test_another_fix_under_the_id_of_one_that_is_written_is_refused(till: Till) -> None:
    done = sold(till)
    fix = FixPayment(till.shop.station.ids.new(), done.sale_id, till.session_id, "cash", "check", Cents(200), "chèque")
    first = till.write(fix_payment, fix)
    assert till.write(fix_payment, fix) == first
    assert refused(till, fix_payment, replace(fix, amount=Cents(300))) == "reversal.conflict"
    assert refused(till, fix_payment, replace(fix, really="card")) == "reversal.conflict"


def test_what_is_given_back_is_what_the_lines_are_worth_and_what_the_drawer_holds(shop: Shop) -> None:
    till = open_till(as_leader(shop), 100)
    line = till.line(price=900)
    done: SaleCompleted = till.write(complete_sale, till.sale((line,), ("check", 900)))
    assert refused(till, reverse_sale, reversal(till, done, (1, 1), back=800)) == "reversal.paid_back"
    assert refused(till, reverse_sale, reversal(till, done, (1, 1), back=900)) == "reversal.drawer_short"
    assert refused(till, reverse_sale, reversal(till, done, back=0)) == "reversal.nothing"
    assert refused(till, reverse_sale, reversal(till, done, (1, 1), back=900, donation=1)) == "reversal.donation"
    back = ReverseSale(
        shop.station.ids.new(),
        done.sale_id,
        till.session_id,
        (ReturnLine(1, 1),),
        (PaidBack("check", Cents(900)),),
        " ",
    )
    assert refused(till, reverse_sale, back) == "reversal.reason_needed"


def test_a_reversal_is_not_itself_reversed(till: Till) -> None:
    done = sold(till)
    undone: Reversed = till.write(reverse_sale, reversal(till, done, (2, 1), back=450))
    again = ReverseSale(till.shop.station.ids.new(), undone.sale_id, till.session_id, (ReturnLine(2, 1),), (), "encore")
    assert refused(till, reverse_sale, again) == "reversal.not_found"


def test_a_wrong_way_to_pay_is_put_right_by_a_pair_of_total_zero(till: Till) -> None:
    done = sold(till)
    fix = FixPayment(
        till.shop.station.ids.new(), done.sale_id, till.session_id, "cash", "check", Cents(1200), "c’était un chèque"
    )
    fixed: Reversed = till.write(fix_payment, fix)
    assert (fixed.total, fixed.donation) == (0, 0)
    assert till.write(fix_payment, fix) == fixed
    with till.shop.db.reading() as session:
        expected = {one.method_code: one.expected for one in session_figures(session, till.session_id).expected}
        amounts = session.scalars(
            select(PaymentTransaction.amount)
            .where(PaymentTransaction.sale_id == fixed.sale_id)
            .order_by(PaymentTransaction.amount)
        ).all()
    assert (expected["cash"], expected["check"]) == (5000, 1200)
    assert amounts == [-1200, 1200]
    again = FixPayment(till.shop.station.ids.new(), done.sale_id, till.session_id, "cash", "check", Cents(1), "encore")
    assert refused(till, fix_payment, again) == "reversal.not_paid_so"
    assert findings(till.shop) == []


def test_a_ticket_does_not_pass_the_ceiling_on_cash_by_being_put_right(till: Till) -> None:
    till.shop.clock.advance(timedelta(seconds=1))
    done = till.sell(("check", 150_000), price=150_000)
    ids = till.shop.station.ids
    whole = FixPayment(ids.new(), done.sale_id, till.session_id, "check", "cash", Cents(150_000), "des billets")
    assert refused(till, fix_payment, whole) == "payment.cash_ceiling"
    most = FixPayment(ids.new(), done.sale_id, till.session_id, "check", "cash", Cents(100_000), "des billets")
    till.write(fix_payment, most)
    more = FixPayment(ids.new(), done.sale_id, till.session_id, "check", "cash", Cents(1), "encore")
    assert refused(till, fix_payment, more) == "payment.cash_ceiling"


def test_what_is_put_right_keeps_to_the_rules_of_references_and_of_a_non_residents_cash(till: Till) -> None:
    till.shop.clock.advance(timedelta(seconds=1))
    lines = (till.line(price=900_000), till.line(price=200_000))
    done: SaleCompleted = till.write(complete_sale, till.sale(lines, ("check", 1_100_000)))
    ids, session_id = till.shop.station.ids, till.session_id

    def fix(really: str, amount: int, reference: str) -> FixPayment:
        return FixPayment(ids.new(), done.sale_id, session_id, "check", really, Cents(amount), "vu", reference)

    assert refused(till, fix_payment, fix("card", 100, "x" * 65)) == "payment.reference_long"
    assert refused(till, fix_payment, fix("card", 100, "4970 1012 3456 7890")) == "payment.card_number"
    assert refused(till, fix_payment, fix("cash", 1_000_001, "non_resident")) == "payment.cash_far_too_much"
    till.write(fix_payment, fix("cash", 1_000_000, "non_resident"))


def test_goods_given_away_give_no_money_back(till: Till) -> None:
    lines = (till.line(price=300, quantity=2), till.line(price=450))
    given = CompleteSale(till.shop.station.ids.new(), till.session_id, lines, (), note="sinistre", waived=True)
    done: SaleCompleted = till.write(complete_sale, given)
    assert refused(till, reverse_sale, reversal(till, done, (1, 1), back=300)) == "reversal.paid_back"
    for chosen in ((1, 1), (1, 1), (2, 1)):
        till.write(reverse_sale, reversal(till, done, chosen, back=0))
    with till.shop.db.reading() as session:
        figures = session_figures(session, till.session_id)
        waived = session.scalars(select(Sale.waived_amount).order_by(Sale.waived_amount)).all()
    assert (figures.sales_total, figures.objects, figures.expected_total) == (0, 0, 5000)
    assert waived == [-450, -300, -300, 1050]
    assert findings(till.shop) == []


def test_a_cheque_of_yesterday_undone_today_leaves_nothing_to_count_and_no_variance(shop: Shop) -> None:
    first = open_till(as_leader(shop), 5000)
    done = first.sell(("check", 900), price=900)
    counts = (MethodCount("cash", Cents(5000)), MethodCount("check", Cents(900), 1))
    first.write(close_session, CloseSession(first.session_id, counts))
    till = open_till(as_leader(shop), 5000)
    back = ReverseSale(
        shop.station.ids.new(),
        done.sale_id,
        till.session_id,
        (ReturnLine(1, 1),),
        (PaidBack("check", Cents(900)),),
        "x",
    )
    till.write(reverse_sale, back)
    closing = CloseSession(till.session_id, (MethodCount("cash", Cents(5000)),))
    closed: SessionClosed = till.write(close_session, closing)
    assert (closed.expected, closed.counted, closed.variance) == (4100, 4100, 0)
    assert findings(shop) == []


def test_a_lent_refund_whose_answer_was_lost_is_answered_again_not_refused(shop: Shop) -> None:
    till = open_till(shop)
    done = sold(till)
    manager = shop.admin
    assert manager.user_id is not None
    word = Approval(shop.station.ids.new(), Permission.CAISSE_REFUND, manager, shop.clock.now())
    command = reversal(till, done, (1, 1), back=300)
    first = till.write(reverse_sale, command, shop.volunteer.approved(word))
    assert till.write(reverse_sale, command, shop.volunteer.approved(word)) == first


def test_movements_and_disposals_after_the_last_sale_accuse_nobody(till: Till) -> None:
    till.sell(price=300)
    till.shop.clock.advance(timedelta(minutes=5))
    moved = MoveCash(till.shop.station.ids.new(), till.session_id, CashMovementKind.IN, Cents(100), "monnaie")
    till.write(move_cash, moved)
    till.shop.clock.advance(timedelta(minutes=5))
    gone = replace(till.line(price=0, grams=500), preset_code="RECYCLAGE")
    till.write(complete_sale, till.sale((gone,)))
    assert findings(till.shop) == []


def test_the_worked_z_of_french_practice_gives_46_50_and_a_variance_of_20_cents(shop: Shop) -> None:
    """``french-practice.md`` §3.2; the card is a method of the shop like any other once it is switched on."""
    till = open_till(as_leader(shop), 5000)
    first = till.sell(("cash", 200), price=150, donation=50)
    till.sell(("check", 1200), price=1200)
    till.sell(("cash", 500), ("check", 1500), price=2000)
    back = ReverseSale(
        shop.station.ids.new(), first.sale_id, till.session_id, (), (PaidBack("cash", Cents(50)),), "rendu", Cents(50)
    )
    till.write(reverse_sale, back)
    till.write(
        move_cash, MoveCash(shop.station.ids.new(), till.session_id, CashMovementKind.BANK, Cents(1000), "banque")
    )
    closing = CloseSession(
        till.session_id, (MethodCount("cash", Cents(4630)), MethodCount("check", Cents(2700), 2)), comment="pièces"
    )
    closed: SessionClosed = till.write(close_session, closing)
    with shop.db.reading() as session:
        figures = session_figures(session, till.session_id)
    cash = next(one for one in figures.expected if one.method_code == "cash")
    assert (cash.expected, closed.variance) == (4650, -20)
    assert figures.donations == 0
    assert findings(shop) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_sequence_of_sales_refunds_and_movements_keeps_the_drawer_and_the_payments_right(
    till: Till, data: st.DataObject
) -> None:
    shop = till.shop
    with shop.db.reading() as session:
        cash: int = next(
            one.expected for one in session_figures(session, till.session_id).expected if one.method_code == "cash"
        )
    done: list[SaleCompleted] = []
    for step in data.draw(st.lists(st.sampled_from(("sell", "refund", "in", "out")), max_size=8)):
        if step == "sell" or (step == "refund" and not done):
            price, gift = data.draw(st.integers(1, 900)), data.draw(st.integers(0, 200))
            done.append(till.sell(("cash", price + gift), price=price, donation=gift))
            cash += price + gift
        elif step == "refund":
            sale = done.pop()
            till.write(reverse_sale, reversal(till, sale, (1, 1), back=sale.total))
            cash -= sale.total
        else:
            amount = data.draw(st.integers(1, 500))
            way = CashMovementKind.IN if step == "in" or amount > cash else CashMovementKind.OUT
            till.write(move_cash, MoveCash(shop.station.ids.new(), till.session_id, way, Cents(amount), "monnaie"))
            cash += amount if way is CashMovementKind.IN else -amount
    with shop.db.reading() as session:
        figures = session_figures(session, till.session_id)
    assert figures.expected_total == cash
    assert figures.takings == sum(one.taken for one in figures.expected)
