"""Where a register blocks prices outside its list, no way round the screen sells one that nobody allowed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import CashRegister
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import Approval
from recyclique_desktop.services.prices import AllowPrice, allow_price
from recyclique_desktop.services.sales import complete_sale
from tests.conftest import Shop
from tests.services.selling import Till, entries, open_till


def blocking(shop: Shop, **features: dict[str, object]) -> Till:
    with shop.db.writing() as session:
        policy = {"price_policy": {"mode": "block"}, **features}
        session.get_one(CashRegister, shop.register_id).workflow_options = {"features": policy}
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station, doc={})
    return open_till(shop)


def refused(till: Till, price: int = 50) -> UserError:
    with pytest.raises(UserError) as caught:
        till.sell(price=price)
    return caught.value


def test_a_price_below_the_list_is_refused_and_says_which_right_lends_it(shop: Shop) -> None:
    error = refused(blocking(shop))
    assert (error.code, error.params["permission"]) == ("price.blocked", "caisse.correct")
    assert entries(shop, "sale.completed") == []


def test_a_price_of_the_list_is_sold_unasked(shop: Shop) -> None:
    assert blocking(shop).sell(price=300).total == 300


def test_an_allowed_line_is_sold_at_that_price_and_at_no_other(shop: Shop) -> None:
    till = blocking(shop)
    line = till.line(price=50)
    till.write(allow_price, AllowPrice(till.session_id, line), shop.admin)
    cheaper = till.sale((replace(line, unit_price=Cents(40)),), ("cash", 40))
    with pytest.raises(UserError, match=r"price\.blocked"):
        till.write(complete_sale, cheaper)
    assert till.write(complete_sale, till.sale((line,), ("cash", 50))).total == 50


def test_a_volunteer_cannot_allow_her_own_price(shop: Shop) -> None:
    till = blocking(shop)
    with pytest.raises(UserError, match=r"permission\.denied"):
        till.write(allow_price, AllowPrice(till.session_id, till.line(price=50)))


def test_a_managers_word_at_the_payment_is_enough_too(shop: Shop) -> None:
    till = blocking(shop)
    word = Approval(shop.station.ids.new(), Permission.CAISSE_CORRECT, shop.admin, shop.clock.now())
    command = till.sale((till.line(price=50),), ("cash", 50))
    assert till.write(complete_sale, command, shop.volunteer.approved(word)).total == 50
    (told,) = entries(shop, "sale.completed")
    assert told["approved_by"]["operator"] == shop.admin.operator_code


def test_a_price_agreed_for_the_whole_ticket_is_not_blocked_line_by_line(shop: Shop) -> None:
    till = blocking(shop, no_item_pricing={"enabled": True})
    command = replace(till.sale((till.line(price=300),), ("cash", 300)), global_total=Cents(100))
    payments = till.sale((till.line(price=100),), ("cash", 100)).payments
    assert till.write(complete_sale, replace(command, payments=payments)).total == 100


def test_a_discount_is_no_way_around_a_blocked_price(shop: Shop) -> None:
    till = blocking(shop)
    payments = till.sale((till.line(price=100),), ("cash", 100)).payments
    command = replace(till.sale((till.line(price=300),), ("cash", 300)), global_total=Cents(100), payments=payments)
    with pytest.raises(UserError) as caught:
        till.write(complete_sale, command)
    error = caught.value
    assert (error.code, error.params["amount"], error.params["permission"]) == (
        "price.discount_blocked", 200, "caisse.correct",
    )  # fmt: skip
    word = Approval(shop.station.ids.new(), Permission.CAISSE_CORRECT, shop.admin, shop.clock.now())
    assert till.write(complete_sale, command, shop.volunteer.approved(word)).total == 100


def test_without_that_policy_nothing_is_blocked(shop: Shop) -> None:
    assert open_till(shop).sell(price=50).total == 50
