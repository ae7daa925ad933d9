"""Closing the till: what should be there, what is, and a closure that adds up for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashCount, CashMovement, CashSession, Closure, Setting, Site
from recyclique_desktop.data.queries.figures import session_figures
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.enums import (
    CashMovementKind,
    CashSessionStatus,
    CashSessionStep,
    ClosureKind,
    CountMoment,
    FiscalRegime,
    UserRole,
)
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.services.cash_sessions import CloseSession, MethodCount, SessionClosed, close_session
from recyclique_desktop.services.drafts import (
    AbandonDraft,
    RemoveLine,
    SaveDraft,
    abandon_draft,
    remove_line,
    save_draft,
)
from recyclique_desktop.services.sales import complete_sale
from tests.services.selling import Till, entries, open_till, read, write

if TYPE_CHECKING:
    from tests.conftest import Shop


CLEAN = {"variance": "0.00"}
UNKNOWN = "count.method_unknown"


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(shop)


def counted(till: Till, cash: int, check: int | None = None, *, comment: str = "", reason: str = "") -> CloseSession:
    counts = [MethodCount("cash", Cents(cash))]
    if check is not None:
        counts.append(MethodCount("check", Cents(check), quantity=1))
    return CloseSession(till.session_id, tuple(counts), comment=comment, reason=reason)


def close(till: Till, command: CloseSession) -> SessionClosed:
    done: SessionClosed = till.write(close_session, command)
    return done


def refused(till: Till, command: CloseSession) -> UserError:
    with pytest.raises(UserError) as caught:
        close(till, command)
    with till.shop.db.reading() as session:
        assert session.get_one(CashSession, till.session_id).status is CashSessionStatus.OPEN
        assert session.scalars(select(Closure)).all() == []
    return caught.value


def closure_of(till: Till, done: SessionClosed) -> Closure:
    with till.shop.db.reading() as session:
        return session.get_one(Closure, done.closure_id)


def sound(till: Till) -> bool:
    with till.shop.db.connection() as connection:
        return verify(connection, till.shop.trust, full=True).findings == []


def test_after_examples_2_3_and_7_nothing_is_missing_that_was_never_there(till: Till) -> None:
    """1.4.4 asked the cashier to explain -10,50 € that did not exist (``cash.md`` §3.11)."""
    till.sell(("cash", 2000), price=1050, donation=150)
    till.sell(("check", 1200), price=1050)
    gift = replace(till.line(price=0), preset_code="DON")
    till.write(complete_sale, till.sale((gift,)))
    figures = read(till.shop, session_figures, till.session_id)
    assert [(one.method_code, one.expected, one.count) for one in figures.expected] == [
        ("cash", 6200, 1),
        ("check", 1200, 1),
    ]
    done = close(till, counted(till, 6200, 1200))
    assert (done.expected, done.counted, done.variance) == (7400, 7400, 0)
    assert sound(till)


def test_a_closed_session_keeps_what_was_expected_and_what_was_found(till: Till) -> None:
    till.sell(("cash", 2000), price=1050)
    till.shop.clock.advance(timedelta(hours=8))
    done = close(till, counted(till, 5850, reason="Erreur de rendu", comment="ticket 1"))
    with till.shop.db.reading() as session:
        found = session.get_one(CashSession, till.session_id)
        counts = session.scalars(select(CashCount).where(CashCount.moment == CountMoment.CLOSE)).all()
    assert (found.status, found.closed_at) == (CashSessionStatus.CLOSED, till.shop.clock.now())
    assert (found.current_step, found.step_start_time) == (CashSessionStep.EXIT, till.shop.clock.now())
    assert (found.closing_amount, found.actual_amount, found.variance) == (6050, 5850, -200)
    assert (found.variance_comment, found.is_empty) == ("Erreur de rendu — ticket 1", False)
    assert [(c.method_code, c.amount, c.quantity) for c in counts] == [("cash", 5850, None)]
    assert (done.number, done.variance) == ("C01-000001", -200)
    assert sound(till)


def test_the_closure_tells_the_whole_session(till: Till) -> None:
    till.sell(("check", 500), ("cash", 1000), price=1050, grams=1180)
    till.sell(price=200)
    done = close(till, counted(till, 5750, 500))
    closure = closure_of(till, done)
    assert (closure.kind, closure.number, closure.period) == (ClosureKind.SESSION, "C01-000001", "C01-000001")
    assert (closure.first_number, closure.last_number) == ("C01-000001", "C01-000002")
    assert (closure.expected, closure.counted, closure.variance) == (6250, 6250, 0)
    totals = dict(closure.totals)
    last_hash = totals.pop("last_ticket_hash")
    assert totals == {
        "tickets": 2,
        "reversals": 0,
        "objects": 2,
        "sales": "12.50",
        "donations": "0.00",
        "weight": "1.180",
        "movements": "0.00",
        "vat": [{"code": "EXO", "rate": "0.00", "ht": "12.50", "vat": "0.00"}],
        "methods": [
            {**CLEAN, "method": "cash", "payments": 2, "taken": "7.50", "expected": "57.50", "counted": "57.50"},
            {**CLEAN, "method": "check", "payments": 1, "taken": "5.00", "expected": "5.00", "counted": "5.00"},
        ],
    }
    with till.shop.db.connection() as connection:
        sql = "SELECT hash FROM journal WHERE series = 'T' ORDER BY number DESC LIMIT 1"
        assert connection.exec_driver_sql(sql).scalar_one().hex() == last_hash
    (payload,) = entries(till.shop, "session.closed")
    assert payload["doc"]["totals"]["last_ticket_hash"] == last_hash
    assert payload["doc"]["counts"][1] == {"method": "check", "amount": "5.00", "quantity": 1}


def test_perpetual_totals_never_start_again(till: Till) -> None:
    till.sell(price=1050, donation=150)
    first = closure_of(till, close(till, counted(till, 6200)))
    second_till = open_till(till.shop, 0)
    second_till.sell(price=250)
    second = closure_of(second_till, close(second_till, counted(second_till, 250)))
    third_till = open_till(till.shop, 0)
    third = closure_of(third_till, close(third_till, CloseSession(third_till.session_id, ())))
    perpetual = [(c.perpetual_algebraic, c.perpetual_absolute, c.perpetual_donations) for c in (first, second, third)]
    assert perpetual == [(1050, 1050, 150), (1300, 1300, 150), (1300, 1300, 150)]
    assert [c.number for c in (first, second, third)] == ["C01-000001", "C01-000002", "C01-000003"]
    assert sound(till)


def test_an_empty_session_is_closed_without_a_count_kept_and_flagged(till: Till) -> None:
    done = close(till, CloseSession(till.session_id, ()))
    with till.shop.db.reading() as session:
        found = session.get_one(CashSession, till.session_id)
    assert (found.status, found.is_empty) == (CashSessionStatus.CLOSED, True)
    assert (done.expected, done.counted, done.variance) == (5000, 5000, 0)
    closure = closure_of(till, done)
    assert (closure.first_number, closure.totals["tickets"]) == (None, 0)
    assert sound(till)


def test_an_empty_session_that_was_counted_keeps_its_variance(till: Till) -> None:
    assert refused(till, counted(till, 4000)).code == "session.comment_needed"
    done = close(till, counted(till, 4000, comment="billet retiré par le bureau"))
    assert done.variance == -1000


def test_a_session_with_one_gift_is_not_empty(till: Till) -> None:
    gift = replace(till.line(price=0), preset_code="DON")
    till.write(complete_sale, till.sale((gift,)))
    assert refused(till, CloseSession(till.session_id, ())).code == "count.missing"
    close(till, counted(till, 5000))
    with till.shop.db.reading() as session:
        assert not session.get_one(CashSession, till.session_id).is_empty


@pytest.mark.parametrize("found", [5295, 5305, 5300])
def test_five_cents_need_no_word(till: Till, found: int) -> None:
    till.sell()
    assert close(till, counted(till, found)).variance == found - 5300


@pytest.mark.parametrize("found", [5294, 5306])
def test_six_cents_need_a_word_and_either_kind_will_do(till: Till, found: int) -> None:
    till.sell()
    error = refused(till, counted(till, found, comment="   "))
    assert (error.code, error.params) == ("session.comment_needed", {"variance": found - 5300})
    assert close(till, counted(till, found, reason="Je ne sais pas")).variance == found - 5300


def test_cash_missing_and_a_cheque_too_many_do_not_cancel_out_unsaid(till: Till) -> None:
    till.sell(("check", 300))
    error = refused(till, counted(till, 4700, 600))
    assert (error.code, error.params) == ("session.comment_needed", {"variance": -300})


def test_the_shops_own_tolerance_is_the_one_that_holds(till: Till) -> None:
    with till.shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, till.shop.admin, till.shop.station)
        query = select(Setting).where(Setting.key == "cash.variance_tolerance")
        session.scalars(query).one().value = "1.00"
    till.sell()
    assert close(till, counted(till, 5200)).variance == -100


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ((), "count.missing"),
        ((MethodCount("cash", Cents(5000)),), "count.missing"),
        ((MethodCount("cash", Cents(-1)), MethodCount("check", Cents(300))), "count.negative"),
        ((MethodCount("cash", Cents(1)), MethodCount("check", Cents(1)), MethodCount("or", Cents(1))), UNKNOWN),
    ],
)
def test_what_took_money_must_be_counted_and_nothing_else(
    till: Till, counts: tuple[MethodCount, ...], code: str
) -> None:
    till.sell(("check", 300))
    assert refused(till, CloseSession(till.session_id, counts)).code == code


def test_rt32_the_till_does_not_close_on_a_running_ticket(till: Till) -> None:
    basket = Basket(till.shop.station.ids.new(), (till.line(),))
    till.write(save_draft, SaveDraft(till.session_id, basket))
    error = refused(till, counted(till, 5000))
    assert (error.code, error.params) == ("session.draft_open", {"amount": 300, "lines": 1})
    till.write(abandon_draft, AbandonDraft(till.session_id, basket.sale_id, "mistake"))
    close(till, counted(till, 5000))


def test_a_ticket_whose_lines_were_all_removed_does_not_hold_the_till_open(till: Till) -> None:
    line = till.line()
    basket = Basket(till.shop.station.ids.new(), (line,))
    till.write(save_draft, SaveDraft(till.session_id, basket))
    till.write(remove_line, RemoveLine(till.session_id, basket, line.line_id))
    close(till, counted(till, 5000))


def test_rt33_a_till_closes_once(till: Till) -> None:
    close(till, counted(till, 5000))
    with pytest.raises(UserError) as caught:
        close(till, counted(till, 5000))
    assert caught.value.code == "session.closed"


def test_rt31_a_closed_till_sells_nothing_more(till: Till) -> None:
    command = till.sale((till.line(),), ("cash", 300))
    close(till, counted(till, 5000))
    with pytest.raises(UserError) as caught:
        till.write(complete_sale, command)
    assert caught.value.code == "session.closed"


def test_only_a_person_who_may_closes_the_till(till: Till) -> None:
    stranger = Actor(till.shop.volunteer.user_id, "op-x", "X", UserRole.USER)
    with pytest.raises(UserError) as caught:
        till.write(close_session, counted(till, 5000), stranger)
    assert caught.value.code == "permission.denied"


def test_an_unknown_session_is_not_closed(till: Till) -> None:
    unknown = replace(counted(till, 5000), session_id=till.shop.station.ids.new())
    with pytest.raises(UserError) as caught:
        close(till, unknown)
    assert caught.value.code == "session.not_found"


def test_whoever_is_there_in_the_evening_may_close_what_another_opened(till: Till) -> None:
    till.write(close_session, counted(till, 5000), till.shop.admin)
    with till.shop.db.reading() as session:
        assert session.get_one(CashSession, till.session_id).operator_id == till.shop.volunteer.user_id


def test_money_taken_to_the_bank_is_not_missing(till: Till) -> None:
    till.sell(price=2000)
    with till.shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, till.shop.volunteer, till.shop.station)
        session.add(
            CashMovement(
                id=till.shop.station.ids.new(), site_id=till.shop.station.site_id,
                workstation_id=till.shop.station.id, created_at=till.shop.clock.now(), session_id=till.session_id,
                kind=CashMovementKind.BANK, amount=Cents(-1000),
            )
        )  # fmt: skip
    assert close(till, counted(till, 6000)).expected == 6000


def test_two_counts_of_one_method_are_added_up(till: Till) -> None:
    till.sell(price=1000)
    counts = (MethodCount("cash", Cents(5000)), MethodCount("cash", Cents(1000)))
    assert close(till, CloseSession(till.session_id, counts)).counted == 6000


def test_words_about_a_variance_stay_out_of_the_fiscal_entry(till: Till) -> None:
    till.sell()
    close(till, counted(till, 4000, comment="canari a pris 13 euros"))
    (payload,) = entries(till.shop, "session.closed")
    assert "canari" not in str(payload)


def test_a_taxable_shop_closes_with_its_tax(shop: Shop) -> None:
    with shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station)
        session.get_one(Site, shop.station.site_id).fiscal_regime = FiscalRegime.TAXABLE
    till = open_till(shop, 0)
    till.sell(price=1050)
    till.sell(price=1)
    closure = closure_of(till, close(till, counted(till, 1051)))
    assert closure.totals["vat"] == [{"code": "TVA_20", "rate": "20.00", "ht": "8.76", "vat": "1.75"}]
    assert sound(till)


def test_another_workstations_closures_do_not_count_here(till: Till) -> None:
    till.sell(price=1000)
    close(till, counted(till, 6000))
    elsewhere = replace(till.shop.station, id=till.shop.station.ids.new(), code="C02")
    from recyclique_desktop.services.closing import _perpetual  # noqa: PLC0415

    assert read(till.shop, _perpetual, elsewhere) == (0, 0, 0)
    assert read(till.shop, _perpetual, till.shop.station) == (1000, 1000, 0)


def test_closing_an_unopened_till_writes_nothing(shop: Shop) -> None:
    with pytest.raises(UserError):
        write(shop, close_session, CloseSession(shop.station.ids.new(), ()))
    assert entries(shop, "session.closed") == []
