"""Opening and resuming the till: never twice, never on a wrong float, always under the shop's own identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import CashCount, CashRegister, CashSession, Closure, Sale, Site
from recyclique_desktop.data.queries.figures import day_figures
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import (
    CashSessionStatus,
    CashSessionStep,
    CountMoment,
    Permission,
    SessionType,
    UserRole,
)
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.services.cash_sessions import (
    OpenNotebook,
    OpenSession,
    ResumeSession,
    open_notebook,
    open_session,
    resume_session,
)
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.session_reading import ReadSession, read_session
from tests.services.selling import count, entries, open_till, read, write

if TYPE_CHECKING:
    from tests.conftest import Shop


def command(shop: Shop, float_amount: int = 5000) -> OpenSession:
    return OpenSession(shop.station.ids.new(), shop.register_id, Cents(float_amount))


def refused(shop: Shop, wanted: OpenSession, actor: Actor | None = None) -> UserError:
    with pytest.raises(UserError) as caught:
        write(shop, open_session, wanted, actor)
    return caught.value


def test_an_open_till_says_who_where_when_and_with_what(shop: Shop) -> None:
    till = open_till(shop)
    with shop.db.reading() as session:
        found = session.get_one(CashSession, till.session_id)
        counts = session.scalars(select(CashCount)).all()
    now = shop.clock.now()
    assert (found.number, found.status, found.session_type) == ("C01-000001", CashSessionStatus.OPEN, SessionType.REAL)
    assert (found.operator_id, found.register_id) == (shop.volunteer.user_id, shop.register_id)
    assert (found.site_id, found.workstation_id) == (shop.station.site_id, shop.station.id)
    assert (found.initial_amount, found.current_amount, found.total_sales, found.total_items) == (5000, 5000, 0, 0)
    assert {found.opened_at, found.last_activity, found.step_start_time, found.created_at} == {now}
    assert (found.current_step, found.business_date, found.is_empty) == (
        CashSessionStep.ENTRY,
        date(2026, 9, 17),
        False,
    )
    assert [(c.moment, c.method_code, c.amount, c.denomination) for c in counts] == [
        (CountMoment.OPEN, "cash", 5000, None)
    ]


def test_the_opening_is_a_signed_fiscal_entry(shop: Shop) -> None:
    open_till(shop)
    (payload,) = entries(shop, "session.opened")
    assert (payload["doc"]["float"], payload["doc"]["session"]) == ("50.00", "C01-000001")
    assert payload["doc"]["establishment"]["name"] == "La Clique"
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_what_the_shop_was_at_opening_stays_on_its_tickets(shop: Shop) -> None:
    till = open_till(shop)
    with shop.db.reading() as session:
        frozen = session.get_one(CashSession, till.session_id).establishment
    assert frozen == {
        "name": "La Clique",
        "siret": "12345678200002",
        "regime": "exempt_261_7_1",
        "country": "France",
        "register": "Caisse 1",
        "workstation": "C01",
    }


def test_register_options_are_copied_not_followed(shop: Shop) -> None:
    options = {"features": {"no_item_pricing": {"enabled": True}}}
    change(shop, "workflow_options", value=options)
    till = open_till(shop)
    change(shop, "workflow_options", value={})
    with shop.db.reading() as session:
        assert session.get_one(CashSession, till.session_id).workflow_options == options


def change(shop: Shop, column: str, *, value: object) -> None:
    from recyclique_desktop.data.capture import record  # noqa: PLC0415

    with shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station)
        setattr(session.get_one(CashRegister, shop.register_id), column, value)


@pytest.mark.parametrize("amount", [0, 5000, 5050, 1_000_000])
def test_a_float_from_nothing_to_ten_thousand_euros_opens(shop: Shop, amount: int) -> None:
    till = open_till(shop, amount)
    with shop.db.reading() as session:
        assert session.get_one(CashSession, till.session_id).initial_amount == amount


@pytest.mark.parametrize(("amount", "code"), [(-1, "float.negative"), (1_000_001, "float.too_high")])
def test_a_float_out_of_bounds_opens_nothing(shop: Shop, amount: int, code: str) -> None:
    assert refused(shop, command(shop, amount)).code == code
    assert read(shop, count, "cash_sessions") == 0


def test_rt31_a_double_click_opens_once(shop: Shop) -> None:
    wanted = command(shop)
    first = write(shop, open_session, wanted)
    assert write(shop, open_session, wanted) == first
    assert read(shop, count, "cash_sessions") == 1
    assert len(entries(shop, "session.opened")) == 1


def test_a_register_that_is_open_cannot_be_opened_by_somebody_else(shop: Shop) -> None:
    open_till(shop)
    error = refused(shop, command(shop), shop.admin)
    assert (error.code, error.params) == ("session.already_open", {"number": "C01-000001"})


def test_rt31_nobody_opens_two_tills_at_once(shop: Shop) -> None:
    from recyclique_desktop.data.capture import record  # noqa: PLC0415

    open_till(shop)
    now, second = shop.clock.now(), shop.station.ids.new()
    with shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station)
        session.add(
            CashRegister(id=second, name="Caisse 2", site_id=shop.station.site_id, created_at=now, updated_at=now)
        )
    other = replace(command(shop), register_id=second)
    assert refused(shop, other).code == "session.already_open"
    assert write(shop, open_session, other, shop.admin).number == "C01-000002"


def test_session_numbers_follow_each_other_without_a_gap(shop: Shop) -> None:
    for number in ("C01-000001", "C01-000002", "C01-000003"):
        till = open_till(shop, 0)
        assert till.number == number
        write(shop, close_session, CloseSession(till.session_id, ()))


def test_a_closed_till_opens_again_the_same_day(shop: Shop) -> None:
    till = open_till(shop)
    write(shop, close_session, CloseSession(till.session_id, (MethodCount("cash", Cents(5000)),)))
    assert open_till(shop).number == "C01-000002"


def test_an_inactive_or_unknown_register_stays_shut(shop: Shop) -> None:
    assert refused(shop, replace(command(shop), register_id=shop.station.ids.new())).code == "register.not_found"
    change(shop, "is_active", value=False)
    assert refused(shop, command(shop)).code == "register.inactive"


def test_without_a_vat_position_the_till_says_so_before_the_first_ticket(shop: Shop) -> None:
    from recyclique_desktop.data.capture import record  # noqa: PLC0415

    with shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station)
        session.get_one(Site, shop.station.site_id).fiscal_regime = None
    assert refused(shop, command(shop)).code == "site.regime_missing"


def test_only_a_person_who_may_opens_the_till(shop: Shop) -> None:
    stranger = Actor(shop.volunteer.user_id, "op-x", "X", UserRole.USER)
    assert refused(shop, command(shop), stranger).code == "permission.denied"
    assert refused(shop, command(shop), SYSTEM).code == "signin.needed"


def test_going_on_after_a_pause_is_noted_and_changes_nothing(shop: Shop) -> None:
    till = open_till(shop)
    shop.clock.advance(timedelta(hours=1))
    write(shop, resume_session, ResumeSession(till.session_id), shop.admin)
    (payload,) = entries(shop, "session.resumed")
    assert payload["doc"] == {"session": "C01-000001"}
    assert payload["rows"] == []
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust).findings == []


def test_a_closed_or_unknown_session_is_not_resumed(shop: Shop) -> None:
    till = open_till(shop)
    write(shop, close_session, CloseSession(till.session_id, ()))
    for session_id, code in ((till.session_id, "session.closed"), (shop.station.ids.new(), "session.not_found")):
        with pytest.raises(UserError) as caught:
            write(shop, resume_session, ResumeSession(session_id))
        assert caught.value.code == code


def clerk(shop: Shop) -> Actor:
    return replace(shop.volunteer, permissions=frozenset({Permission.CAISSE, Permission.CAISSE_DEFERRED}))


def notebook(shop: Shop, day: date) -> OpenNotebook:
    return OpenNotebook(shop.station.ids.new(), shop.register_id, Cents(5000), day)


@pytest.mark.parametrize("day", [date(2010, 1, 1), date(2026, 9, 17)])
def test_a_paper_notebook_is_typed_in_under_its_own_day_and_blocks_no_till(shop: Shop, day: date) -> None:
    till = open_till(shop)
    opened = write(shop, open_notebook, notebook(shop, day), clerk(shop))
    typed = replace(till, session_id=opened.session_id, number=opened.number)
    done = typed.sell(price=300)
    till.sell(price=200)
    with shop.db.reading() as session:
        found = session.get_one(CashSession, opened.session_id)
        assert (found.session_type, found.business_date) == (SessionType.DEFERRED, day)
        sale = session.get_one(Sale, done.sale_id)
        assert (sale.business_date, sale.recorded_at) == (day, shop.clock.now())
        assert day_figures(session, shop.station.id, day).sales_total == (500 if day.year == 2026 else 300)
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_a_notebook_of_tomorrow_or_of_a_day_already_open_is_refused(shop: Shop) -> None:
    def refusal(day: date, actor: Actor) -> str:
        with pytest.raises(UserError) as caught:
            write(shop, open_notebook, notebook(shop, day), actor)
        return caught.value.code

    assert refusal(date(2026, 9, 18), clerk(shop)) == "deferred.future"
    assert refusal(date(2026, 9, 1), shop.volunteer) == "permission.denied"
    write(shop, open_notebook, notebook(shop, date(2026, 9, 1)), clerk(shop))
    assert refusal(date(2026, 9, 1), clerk(shop)) == "session.already_open"
    write(shop, open_notebook, notebook(shop, date(2026, 9, 2)), clerk(shop))


def test_a_float_counted_in_coins_and_notes_must_be_worth_what_is_said(shop: Shop) -> None:
    coins = (MethodCount("cash", Cents(4000), 2, Cents(2000)), MethodCount("cash", Cents(1000), 10, Cents(100)))
    assert refused(shop, replace(command(shop, 4900), counts=coins)).code == "count.float_differs"
    wrong = (MethodCount("cash", Cents(5000), 3, Cents(2000)),)
    assert refused(shop, replace(command(shop), counts=wrong)).code == "count.denomination"
    write(shop, open_session, replace(command(shop), counts=coins))
    with shop.db.reading() as session:
        counts = session.scalars(select(CashCount).order_by(CashCount.amount)).all()
    assert [(one.denomination, one.quantity, one.amount) for one in counts] == [(100, 10, 1000), (2000, 2, 4000)]


def test_a_till_is_read_without_closing_it_and_that_is_written_down(shop: Shop) -> None:
    till = open_till(shop)
    till.sell(price=300)
    till.write(read_session, ReadSession(till.session_id))
    (seen,) = entries(shop, "session.read")
    assert (seen["rows"], seen["doc"]["sales"], seen["doc"]["expected"]) == ([], "3.00", "53.00")
    with shop.db.reading() as session:
        assert session.get_one(CashSession, till.session_id).status is CashSessionStatus.OPEN
        assert session.scalars(select(Closure)).all() == []
