"""An answer was lost and the act is sent again: the same gives the same answer, another under its id is refused.

What is swallowed silently is money nobody finds again: somebody mends a sum on the screen, and is told that it is done.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from recyclique_desktop.domain.basket import Weighing
from recyclique_desktop.domain.enums import CashMovementKind, WeightSource
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.cash_moves import MoveCash, move_cash
from recyclique_desktop.services.cash_sessions import MethodCount, OpenSession, open_session
from recyclique_desktop.services.reversals import (
    FixPayment,
    PaidBack,
    ReturnLine,
    ReverseSale,
    fix_payment,
    reverse_sale,
)
from recyclique_desktop.services.sales import CompleteSale, complete_sale
from tests.services.selling import Till, as_leader, count, open_till, read, write
from tests.sync.real import close_till

if TYPE_CHECKING:
    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(as_leader(shop))


def refused(till: Till, act: Any, command: object) -> str:
    """Return why an act is refused, and see that nothing of it was written."""
    before = [read(till.shop, count, table) for table in ("sales", "cash_movements", "cash_sessions", "journal")]
    with pytest.raises(UserError) as caught:
        till.write(act, command)
    assert [
        read(till.shop, count, table) for table in ("sales", "cash_movements", "cash_sessions", "journal")
    ] == before
    return caught.value.code


def whole(till: Till) -> CompleteSale:
    """Return two things sold for one price of 4 € for both."""
    lines = (till.line(price=300, quantity=2, grams=400), till.line("Livre", price=200))
    return replace(till.sale(lines, ("cash", 800)), global_total=Cents(400), payments=till.sale(
        (till.line(price=400),), ("cash", 500)
    ).payments)  # fmt: skip


@pytest.mark.parametrize(
    ("waived", "total"), [(False, None), (False, 400), (False, 901), (True, None), (True, 0), (True, 400)]
)
def test_the_very_same_ticket_is_answered_again_and_never_taken_for_another(
    till: Till, waived: bool, total: int | None
) -> None:
    lines = (
        replace(till.line(price=300, quantity=2, grams=401), list_price=None, note=" ébréché\u0301e "),
        replace(till.line("Livre", price=301), list_price=Cents(500)),
    )
    due = 0 if waived else 901 if total is None else total
    paid = till.sale((till.line(price=due),), ("cash", 1000)).payments if due else ()
    command = replace(
        till.sale(lines, ("cash", 901)), payments=paid, waived=waived, note=" sinistre ",
        global_total=None if total is None else Cents(total),
    )  # fmt: skip
    first = till.write(complete_sale, command)
    assert till.write(complete_sale, command) == first
    assert read(till.shop, count, "sales") == 1


@pytest.mark.parametrize("what", ["category", "quantity", "label", "list price", "own price", "scale", "note", "total"])
def test_under_one_price_for_all_another_line_is_not_taken_for_the_one_that_was_sold(till: Till, what: str) -> None:
    command = whole(till)
    first = till.write(complete_sale, command)
    assert till.write(complete_sale, command) == first
    line, book = command.lines
    typed = (Weighing(Grams(400), WeightSource.TYPED),)
    changed: dict[str, tuple[Any, ...]] = {
        "category": (replace(line, category_id=book.category_id), book),
        "quantity": (replace(line, quantity=3), book),
        "label": (replace(line, label="Poêle"), book),
        "list price": (replace(line, list_price=Cents(123)), book),
        "own price": (line, replace(book, list_price=None, unit_price=Cents(201))),
        "scale": (replace(line, weighings=typed), book),
        "note": (replace(line, note="ébréchée"), book),
        "total": command.lines,
    }
    other = replace(command, lines=changed[what], global_total=Cents(500 if what == "total" else 400))
    assert refused(till, complete_sale, other) == "sale.conflict"


def test_a_ticket_weighed_by_hand_is_not_taken_for_the_one_the_scale_weighed(till: Till) -> None:
    command = till.sale((till.line(grams=400),), ("cash", 300))
    till.write(complete_sale, command)
    typed = replace(command.lines[0], weighings=(Weighing(Grams(400), WeightSource.TYPED),))
    assert refused(till, complete_sale, replace(command, lines=(typed,))) == "sale.conflict"


def test_a_refund_for_another_reason_or_in_another_session_is_not_taken_for_the_one_that_is_written(till: Till) -> None:
    done, new = till.sell(price=300), till.shop.station.ids.new
    back = ReverseSale(
        new(), done.sale_id, till.session_id, (ReturnLine(1, 1),), (PaidBack("cash", Cents(300)),), " revenu "
    )
    first = till.write(reverse_sale, back)
    assert till.write(reverse_sale, replace(back, reason="revenu")) == first
    assert refused(till, reverse_sale, replace(back, reason="cassé")) == "reversal.conflict"
    assert refused(till, reverse_sale, replace(back, session_id=new())) == "reversal.conflict"


def test_a_payment_put_right_with_another_cheque_is_not_taken_for_the_first_one(till: Till) -> None:
    done, new = till.sell(price=300), till.shop.station.ids.new
    fix = FixPayment(new(), done.sale_id, till.session_id, "cash", "check", Cents(300), "chèque", "0000123")
    first = till.write(fix_payment, fix)
    assert till.write(fix_payment, fix) == first
    assert refused(till, fix_payment, replace(fix, reference="0000124")) == "reversal.conflict"
    assert refused(till, fix_payment, replace(fix, reason="autre")) == "reversal.conflict"


def test_money_taken_out_for_another_reason_is_another_movement(till: Till) -> None:
    move = MoveCash(till.shop.station.ids.new(), till.session_id, CashMovementKind.OUT, Cents(1000), "timbres")
    first = till.write(move_cash, move)
    assert till.write(move_cash, replace(move, reason="timbres ")) == first
    assert refused(till, move_cash, replace(move, reason="essence")) == "movement.conflict"


def test_a_float_mended_after_a_lost_answer_is_never_said_to_be_the_one_that_opened(shop: Shop) -> None:
    coins = (MethodCount("cash", Cents(5000), 100, Cents(50)),)
    command = OpenSession(shop.station.ids.new(), shop.register_id, Cents(5000), coins)
    opened = write(shop, open_session, command)
    till = Till(shop, opened.session_id, opened.number)
    assert write(shop, open_session, command) == opened
    notes = (MethodCount("cash", Cents(5000), 10, Cents(500)),)
    for other in (
        replace(command, float_amount=Cents(6000), counts=()),
        replace(command, counts=notes),
        replace(command, register_id=shop.station.ids.new()),
    ):
        assert refused(till, open_session, other) == "session.conflict"
    close_till(till)
    assert refused(till, open_session, command) == "session.closed"
