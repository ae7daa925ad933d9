"""A paid ticket: every row of it there, once, to the cent, and signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from recyclique_desktop.data.models import CashSession, PaymentTransaction, Sale, SaleItem
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.enums import (
    CashSessionStep,
    LegacyPaymentMethod,
    PricingMode,
    SaleKind,
    UserRole,
    WeightSource,
)
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import Payment
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.services.sales import CompleteSale, complete_sale
from tests.services.selling import Till, count, entries, open_till, read

if TYPE_CHECKING:
    from tests.conftest import Shop


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(shop)


def refused(till: Till, command: CompleteSale, actor: Actor | None = None) -> UserError:
    with pytest.raises(UserError) as caught:
        till.write(complete_sale, command, actor)
    assert not read(till.shop, count, "sales"), "a refused ticket leaves nothing behind"
    assert not entries(till.shop, "sale.completed")
    return caught.value


def rows_of(till: Till, sale_id: object) -> tuple[Sale, list[SaleItem], list[PaymentTransaction]]:
    with till.shop.db.reading() as session:
        sale = session.get_one(Sale, sale_id)
        items = list(session.scalars(select(SaleItem).where(SaleItem.sale_id == sale_id).order_by(SaleItem.line_no)))
        found = select(PaymentTransaction).where(PaymentTransaction.sale_id == sale_id).order_by(PaymentTransaction.id)
        return sale, items, list(session.scalars(found))


def test_every_column_of_a_sale_says_what_was_sold(till: Till) -> None:
    plates = till.line("Casserole", price=300, quantity=2, grams=1180)
    lamp = till.line("Lampe", price=450)
    command = replace(till.sale((plates, lamp), ("check", 500), ("cash", 1000)), note="  abîmé  ")
    done = till.write(complete_sale, command)
    sale, items, payments = rows_of(till, done.sale_id)
    now = till.shop.clock.now()
    assert (sale.id, sale.cash_session_id, sale.operator_id) == (
        command.sale_id,
        till.session_id,
        till.shop.volunteer.user_id,
    )
    assert (sale.total_amount, sale.donation, sale.waived_amount) == (1050, 0, 0)
    assert (sale.number, sale.kind, sale.pricing_mode) == ("C01-000001", SaleKind.SALE, PricingMode.ITEMIZED)
    assert {sale.sale_date, sale.created_at, sale.updated_at, sale.recorded_at} == {now}
    assert sale.business_date == date(2026, 9, 17)
    assert (sale.payment_method, sale.note) == (LegacyPaymentMethod.CHECK, "abîmé")
    assert (sale.site_id, sale.workstation_id) == (till.shop.station.site_id, till.shop.station.id)
    assert [(i.line_no, i.category_label, i.quantity, i.unit_price, i.list_price, i.total_price) for i in items] == [
        (1, "Casserole", 2, 300, 300, 600),
        (2, "Lampe", 1, 450, 300, 450),
    ]
    assert [(i.weight, i.weight_source) for i in items] == [(1180, WeightSource.SCALE), (0, WeightSource.NONE)]
    assert [(i.category, i.category_id) for i in items] == [
        (str(line.category_id), line.category_id) for line in (plates, lamp)
    ]
    assert [(p.method_code, p.payment_method, p.amount, p.tendered, p.change) for p in payments] == [
        ("check", LegacyPaymentMethod.CHECK, 500, 500, 0),
        ("cash", LegacyPaymentMethod.CASH, 550, 1000, 450),
    ]
    assert (done.number, done.total, done.donation, done.change) == ("C01-000001", 1050, 0, 450)
    assert [(one.method_code, one.amount) for one in done.payments] == [("check", 500), ("cash", 550)]


def test_a_ticket_is_one_signed_entry_whose_body_adds_up(till: Till) -> None:
    till.sell(("cash", 2000), price=1050, donation=150)
    (payload,) = entries(till.shop, "sale.completed")
    body = payload["doc"]
    assert (body["total"], body["donation"], body["number"], body["session"]) == (
        "10.50", "1.50", "C01-000001", "C01-000001",
    )  # fmt: skip
    assert body["payments"] == [{"method": "cash", "amount": "12.00", "tendered": "20.00", "change": "8.00"}]
    assert body["establishment"]["siret"] == "12345678200002"
    assert body["vat"] == [{"code": "EXO", "rate": "0.00", "ht": "10.50", "vat": "0.00"}]
    with till.shop.db.connection() as connection:
        report = verify(connection, till.shop.trust, full=True)
    assert report.findings == []
    assert report.tickets == 1


def test_rt11_a_double_click_is_one_sale_with_one_answer(till: Till) -> None:
    command = replace(till.sale((till.line(),), ("cash", 500)), note="x")
    first = till.write(complete_sale, command)
    till.shop.clock.advance(timedelta(seconds=1))
    assert till.write(complete_sale, command) == first
    assert read(till.shop, count, "sales") == 1
    assert len(entries(till.shop, "sale.completed")) == 1


@pytest.mark.parametrize("what", ["donation", "price", "payment", "note", "line", "method"])
def test_rt13_another_content_under_a_paid_ticket_is_refused_never_swallowed(till: Till, what: str) -> None:
    command = till.sale((till.line(price=500),), ("cash", 500))
    till.write(complete_sale, command)
    line, payment = command.lines[0], command.payments[0]
    other = {
        "donation": lambda: replace(command, donation=Cents(1)),
        "price": lambda: replace(command, lines=(replace(line, unit_price=Cents(499)),)),
        "payment": lambda: replace(
            command, payments=(replace(command.payments[0], tendered=Cents(600), change=Cents(100)),)
        ),
        "note": lambda: replace(command, note="autre"),
        "line": lambda: replace(command, lines=(line, till.line())),
        "method": lambda: replace(command, payments=(replace(payment, method_code="check"),)),
    }[what]()
    with pytest.raises(UserError) as caught:
        till.write(complete_sale, other)
    assert caught.value.code == "sale.conflict"
    assert read(till.shop, count, "sales") == 1


def test_numbers_follow_each_other_and_a_refused_ticket_takes_none(till: Till) -> None:
    assert till.sell().number == "C01-000001"
    short = till.sale((till.line(price=500),))
    with pytest.raises(UserError):
        till.write(complete_sale, short)
    assert till.sell().number == "C01-000002"


def test_missing_money_is_refused(till: Till) -> None:
    error = refused(till, till.sale((till.line(price=1050),), ("check", 500)))
    assert (error.code, error.params) == ("payment.missing", {"amount": 550})


def test_a_method_that_is_switched_off_takes_no_money(till: Till) -> None:
    command = till.sale((till.line(),), ("cash", 300))
    card = replace(command.payments[0], method_code="card", kind=command.payments[0].kind)
    assert refused(till, replace(command, payments=(card,))).code == "payment.method_unknown"


def test_an_empty_ticket_is_not_a_sale(till: Till) -> None:
    assert refused(till, till.sale(())).code == "ticket.empty"


def test_a_category_that_does_not_exist_is_not_sold(till: Till) -> None:
    stranger = replace(till.line(), category_id=till.shop.station.ids.new())
    assert refused(till, till.sale((stranger,), ("cash", 300))).code == "sale.category_unknown"


def test_a_bad_line_is_refused_by_the_service_too(till: Till) -> None:
    assert refused(till, till.sale((till.line(price=0),))).code == "line.price"


def test_nobody_sells_without_the_permission(till: Till) -> None:
    stranger = Actor(till.shop.volunteer.user_id, "op-x", "X", UserRole.USER)
    assert refused(till, till.sale((till.line(),), ("cash", 300)), stranger).code == "permission.denied"


def test_nothing_is_sold_in_a_session_that_does_not_exist(till: Till) -> None:
    command = replace(till.sale((till.line(),), ("cash", 300)), session_id=till.shop.station.ids.new())
    assert refused(till, command).code == "session.not_found"


def test_nothing_is_sold_in_another_workstations_session(till: Till) -> None:
    elsewhere = replace(till.shop.station, id=till.shop.station.ids.new())
    command = till.sale((till.line(),), ("cash", 300))
    with pytest.raises(UserError) as caught, till.shop.db.writing() as session:
        complete_sale(session, command, till.shop.volunteer, elsewhere)
    assert caught.value.code == "session.elsewhere"


def test_a_gift_ticket_is_a_sale_of_nothing_without_payment(till: Till) -> None:
    gift = replace(till.line(price=0, grams=700), preset_code="DON", list_price=Cents(300))
    done = till.write(complete_sale, till.sale((gift,)))
    sale, items, payments = rows_of(till, done.sale_id)
    assert (sale.total_amount, sale.payment_method, payments) == (0, LegacyPaymentMethod.FREE, [])
    assert (items[0].preset_code, items[0].weight) == ("DON", 700)
    assert items[0].preset_id is not None


def test_an_unknown_button_makes_no_line(till: Till) -> None:
    gone = replace(till.line(price=0), preset_code="INVENTÉ")
    assert refused(till, till.sale((gone,))).code == "sale.preset_unknown"


def test_the_running_ticket_is_gone_with_its_sale_not_before(till: Till) -> None:
    command = till.sale((till.line(),), ("cash", 300))
    till.write(save_draft, SaveDraft(till.session_id, Basket(command.sale_id, command.lines)))
    with pytest.raises(UserError):
        till.write(complete_sale, replace(command, payments=()))
    assert read(till.shop, count, "draft_sales") == 1
    till.write(complete_sale, command)
    assert read(till.shop, count, "draft_sales") == 0


def test_the_session_follows_for_1_4_4_and_the_first_ticket_is_its_second_step(till: Till) -> None:
    till.shop.clock.advance(timedelta(minutes=5))
    first_at = till.shop.clock.now()
    till.sell(("cash", 2000), price=1050, donation=150)
    till.shop.clock.advance(timedelta(minutes=5))
    till.sell(price=200)
    with till.shop.db.reading() as session:
        found = session.get_one(CashSession, till.session_id)
    assert (found.total_sales, found.total_items, found.current_amount) == (1250, 2, 6250)
    assert (found.current_step, found.step_start_time) == (CashSessionStep.SALE, first_at)
    assert found.last_activity == till.shop.clock.now()
    first, second = entries(till.shop, "sale.completed")
    assert next(row["table"] for row in first["rows"]) == "cash_sessions", "the change of step is journaled"
    assert "cash_sessions" not in {row["table"] for row in second["rows"]}, "derived totals are not"


def test_each_ticket_keeps_its_own_cashier(till: Till) -> None:
    command = till.sale((till.line(),), ("cash", 300))
    done = till.write(complete_sale, command, till.shop.admin)
    sale, _, _ = rows_of(till, done.sale_id)
    assert sale.operator_id == till.shop.admin.user_id


def test_a_sale_just_before_midnight_belongs_to_that_day(till: Till) -> None:
    till.shop.clock.jump(datetime(2026, 9, 17, 21, 59, 59, tzinfo=UTC))
    before = till.sell()
    till.shop.clock.advance(timedelta(seconds=2))
    after = till.sell()
    assert rows_of(till, before.sale_id)[0].business_date == date(2026, 9, 17)
    assert rows_of(till, after.sale_id)[0].business_date == date(2026, 9, 18)


def test_rt36_a_clock_set_back_loses_no_sale(till: Till) -> None:
    till.sell()
    till.shop.clock.advance(timedelta(days=-400))
    till.write(confirm_date, ConfirmDate(till.shop.clock.now()))
    assert till.sell().number == "C01-000002"
    with till.shop.db.connection() as connection:
        assert verify(connection, till.shop.trust, full=True).findings == []


def test_names_and_notes_never_enter_the_fiscal_entry(till: Till) -> None:
    check = till.sale((till.line(),), ("check", 300))
    payment = replace(check.payments[0], reference="CHQ-CANARI")
    till.write(complete_sale, replace(check, payments=(payment,), note="note-canari"))
    sql = "SELECT payload FROM journal WHERE class = 'fiscal'"
    with till.shop.db.connection() as connection:
        fiscal = b"".join(raw for (raw,) in connection.exec_driver_sql(sql))
        personal = b"".join(
            raw for (raw,) in connection.exec_driver_sql("SELECT payload FROM journal WHERE class = 'personal'")
        )
    assert b"canari" not in fiscal.lower()
    assert b"milie" not in fiscal
    assert b"CHQ-CANARI" in personal
    assert b"note-canari" in personal


def test_1_4_4_reads_only_words_it_knows(till: Till) -> None:
    till.sell(("cash", 300))
    till.sell(("check", 500))
    with till.shop.db.connection() as connection:
        sales = connection.exec_driver_sql("SELECT payment_method, sale_date, created_at, updated_at FROM sales").all()
        paid = connection.exec_driver_sql("SELECT payment_method FROM payment_transactions").scalars().all()
        weights = connection.exec_driver_sql("SELECT weight, category FROM sale_items").all()
    assert {row[0] for row in sales} == {"CASH", "CHECK"}
    assert all(all(row) for row in sales)
    assert set(paid) == {"CASH", "CHECK"}
    assert all(weight == 0 and len(category) == 36 for weight, category in weights)


def test_a_sale_is_decided_in_few_questions_to_the_file(till: Till) -> None:
    """The service is measured: reads that creep in are seen here first."""
    from sqlalchemy import event  # noqa: PLC0415

    command = till.sale((till.line(), till.line("Lampe")), ("cash", 1000))
    asked: list[str] = []
    with till.shop.db.writing() as session:
        engine = session.get_bind()
        listener: Any = lambda _c, _k, statement, *_: asked.append(statement.split()[0].upper())  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        complete_sale(session, command, till.shop.volunteer, till.shop.station)
        event.remove(engine, "before_cursor_execute", listener)
    assert asked.count("SELECT") == 4
    assert len(asked) == 7, "begin, four reads, the number, the draft that goes"


price = st.integers(1, 5_000)


@pytest.fixture
def one_till(till: Till) -> Iterator[Till]:
    """One file for all the examples of a property: each adds a ticket."""
    yield till
    with till.shop.db.connection() as connection:
        assert verify(connection, till.shop.trust).findings == []
        sums = connection.execute(
            text(
                "SELECT (SELECT sum(total_amount) + sum(donation) FROM sales),"
                " (SELECT sum(amount) FROM payment_transactions), (SELECT sum(total_price) FROM sale_items),"
                " (SELECT sum(total_amount) FROM sales)"
            )
        ).one()
    assert sums[0] == sums[1]
    assert sums[2] == sums[3]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prices=st.lists(st.tuples(price, st.integers(1, 5)), min_size=1, max_size=4),
    donation=st.integers(0, 500),
    cheque=st.integers(0, 8_000),
    above=st.integers(0, 5_000),
)
def test_payments_always_sum_to_goods_plus_donations(
    one_till: Till, prices: list[tuple[int, int]], donation: int, cheque: int, above: int
) -> None:
    lines = tuple(one_till.line(price=unit, quantity=quantity) for unit, quantity in prices)
    due = sum(line.total for line in lines) + donation
    tenders = [("check", cheque)] if cheque else []
    if cheque < due:
        tenders.append(("cash", due - cheque + above))
    done = one_till.write(complete_sale, one_till.sale(lines, *tenders, donation=donation))
    assert sum(one.amount for one in done.payments) == done.total + done.donation
    assert done.donation == max(donation, cheque - done.total)
    assert isinstance(done.payments[0].amount, int)
    assert {type(one) for one in one_till.sale(lines, *tenders).payments} <= {Payment}


def test_the_actor_of_a_sale_is_rebuilt_from_the_file(till: Till) -> None:
    assert till.shop.volunteer.user_id is not None
    assert read(till.shop, actor_of, till.shop.volunteer.user_id) == till.shop.volunteer
