"""Opening and resuming the till: never twice, never on a wrong float, always under the shop's own identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import CashCount, CashRegister, CashSession, Site
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import CashSessionStatus, CashSessionStep, CountMoment, SessionType, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.services.cash_sessions import OpenSession, ResumeSession, open_session, resume_session
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
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
