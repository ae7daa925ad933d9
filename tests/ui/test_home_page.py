"""Home: how the till stands today, what waits, and one obvious next act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.models import AuditLog
from recyclique_desktop.domain.enums import UserRole
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.ui.home import Home
from recyclique_desktop.ui.page import Page
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.rows import Figure
from tests.conftest import Shop
from tests.services.selling import open_till
from tests.ui import checks
from tests.ui.driver import Driven, at_work
from tests.ui.looks import Look, every_low_look
from tests.ui.till_days import leave_a_ticket


@pytest.fixture
def hands(app: QApplication, shop: Shop, tmp_path: Path) -> Iterator[Driven]:
    made = at_work(shop, tmp_path)
    yield made
    made.close()


def test_a_closed_till_is_opened_by_one_key(hands: Driven) -> None:
    hands.arrive("home")
    assert "Fermée" in hands.said()
    assert not hands.find(PrimaryButton, "close_till").isEnabled()
    hands.key("enter")
    assert hands.page.name == "opening"


def test_a_closed_till_is_opened_by_one_tap(hands: Driven) -> None:
    hands.arrive("home")
    hands.tap("sell")
    assert hands.page.name == "opening"


def test_the_figures_are_those_of_today(hands: Driven, shop: Shop) -> None:
    open_till(shop).sell(price=100, donation=50)
    hands.arrive("home")
    shown = {name: hands.find(Figure, f"figure_{name}").value for name in ("takings", "tickets", "donations")}
    assert shown == {"takings": "1,50\u00a0€", "tickets": "1", "donations": "0,50\u00a0€"}
    assert "dernier à" in hands.said()


def test_yesterdays_sales_are_not_todays_figures(hands: Driven, shop: Shop) -> None:
    open_till(shop).sell()
    shop.clock.advance(timedelta(days=1))
    hands.arrive("home")
    assert hands.find(Figure, "figure_tickets").value == "0"


def test_a_till_that_stays_on_overnight_does_not_show_yesterdays_figures(hands: Driven, shop: Shop) -> None:
    open_till(shop).sell()
    hands.arrive("home")
    assert isinstance(hands.page, Home)
    hands.page.minutes.timeout.emit()
    hands.settle()
    assert hands.find(Figure, "figure_tickets").value == "1"
    shop.clock.advance(timedelta(days=1))
    hands.page.minutes.timeout.emit()
    hands.settle()
    assert hands.find(Figure, "figure_tickets").value == "0"
    assert "n’a pas été fermée jeudi 17" in hands.said().replace("\u00a0", " ")


def test_going_on_selling_is_one_key_and_is_noted(hands: Driven, shop: Shop) -> None:
    open_till(shop)
    hands.arrive("home")
    hands.key("enter")
    assert hands.page.name == "sale"
    with shop.db.reading() as session:
        assert "session_resumed" in {row.action_type for row in session.scalars(select(AuditLog))}


def test_a_second_cashier_goes_straight_on_with_the_sale_she_takes_over(hands: Driven, shop: Shop) -> None:
    open_till(shop)
    hands.arrive("home", resume=True)
    assert hands.page.name == "sale"


def test_a_ticket_left_open_waits_with_its_total(hands: Driven, shop: Shop) -> None:
    leave_a_ticket(open_till(shop))
    hands.arrive("home")
    assert "3,00\u00a0€" in hands.said()
    hands.tap("resume_draft")
    assert hands.page.name == "sale"


def test_a_till_left_open_since_yesterday_is_closed_before_anything_else(hands: Driven, shop: Shop) -> None:
    open_till(shop)
    shop.clock.advance(timedelta(days=1))
    hands.arrive("home")
    assert "n’a pas été fermée jeudi 17" in hands.said().replace("\u00a0", " ")
    hands.key("enter")
    assert hands.page.name == "closing"


def test_who_may_not_sell_is_told_so_before_she_tries(hands: Driven, shop: Shop) -> None:
    visitor = replace(shop.volunteer, permissions=frozenset(), role=UserRole.USER)
    assert isinstance(visitor, Actor)
    hands.arrive("home", visitor)
    assert not hands.find(PrimaryButton, "sell").isEnabled()
    assert "ne permet pas" in hands.said()


def test_changing_person_is_the_same_as_the_padlock(hands: Driven) -> None:
    asked: list[bool] = []
    hands.main.locked.connect(lambda: asked.append(True))
    hands.arrive("home")
    hands.tap("change_person")
    hands.tap("header_lock")
    assert asked == [True, True]


def office(shop: Shop) -> None:
    """Make this workstation one without a till."""
    with shop.db.applying() as connection:
        connection.exec_driver_sql("UPDATE workstations SET kind = 'office'")


class Elsewhere(Page):
    """Stands in for a page of administration."""

    name = "admin_categories"


class OwnCode(Page):
    """Stands in for the page of one's own code."""

    name = "own_code"


def test_only_who_manages_something_sees_administration(hands: Driven, shop: Shop) -> None:
    hands.main.add(Elsewhere(hands.context))
    hands.arrive("home")
    assert not hands.shows("manage")
    hands.arrive("home", shop.admin)
    hands.tap("manage")
    assert hands.page.name == "admin_categories"


def test_everybody_changes_her_own_code_from_here(hands: Driven) -> None:
    hands.main.add(OwnCode(hands.context))
    hands.arrive("home")
    hands.tap("own_code")
    assert hands.page.name == "own_code"


def test_an_office_has_no_till_and_one_key_leads_to_administration(hands: Driven, shop: Shop) -> None:
    office(shop)
    hands.main.add(Elsewhere(hands.context))
    hands.arrive("home", shop.admin)
    assert not hands.shows("sell")
    hands.key("enter")
    assert hands.page.name == "admin_categories"


def test_who_manages_nothing_is_told_so_on_an_office(hands: Driven, shop: Shop) -> None:
    office(shop)
    hands.arrive("home")
    assert not hands.find(PrimaryButton, "office_manage").isEnabled()
    assert "Demandez à un responsable" in hands.said()


@every_low_look
def test_every_word_and_target_fits(app: QApplication, shop: Shop, tmp_path: Path, look: Look) -> None:
    with look.worn(app):
        hands = at_work(shop, tmp_path)
        try:
            hands.arrive("home", shop.admin)
            assert checks.wrong_with(hands.main, *look.size) == []
            leave_a_ticket(open_till(shop))
            shop.clock.advance(timedelta(days=1))
            hands.arrive("home")
            assert checks.wrong_with(hands.main, *look.size) == []
        finally:
            hands.close()
