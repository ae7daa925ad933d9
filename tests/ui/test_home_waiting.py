"""Home: what waits for somebody is said with one button, and each person sees the ways she may go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.cash_sessions import OpenNotebook, open_notebook
from recyclique_desktop.services.drafts import ParkDraft, park_draft
from recyclique_desktop.ui.widgets.rows import Figure
from tests.conftest import Shop
from tests.services.selling import Till, as_leader, open_till, write
from tests.services.weighing import open_reception
from tests.ui.driver import Driven, at_work


@pytest.fixture
def hands(app: QApplication, shop: Shop, tmp_path: Path) -> Iterator[Driven]:
    made = at_work(shop, tmp_path)
    yield made
    made.close()


def seen(hands: Driven, name: str) -> bool:
    return any(one.isVisible() for one in hands.main.findChildren(QPushButton, name))


def park(till: Till) -> None:
    basket = Basket(till.shop.station.ids.new(), (till.line(),))
    till.write(park_draft, ParkDraft(till.session_id, basket, "la dame au manteau"))


def test_tickets_put_aside_wait_on_the_home_page_and_are_found_by_one_tap(hands: Driven, shop: Shop) -> None:
    till = open_till(shop)
    park(till)
    park(till)
    hands.arrive("home")
    assert "2 tickets mis de côté" in hands.said()
    hands.tap("see_parked")
    assert hands.page.name == "sale"


def test_a_notebook_begun_is_said_to_who_may_finish_it(hands: Driven, shop: Shop) -> None:
    command = OpenNotebook(shop.station.ids.new(), shop.register_id, Cents(0), date(2026, 9, 12))
    write(shop, open_notebook, command, shop.admin)
    hands.arrive("home")
    assert "Cahier du 12 septembre" not in hands.said().replace("\xa0", " ")
    hands.arrive("home", shop.admin)
    assert "Cahier du 12 septembre" in hands.said().replace("\xa0", " ")
    hands.tap("finish_notebook")
    assert hands.page.name == "sale"


def test_a_volunteer_sees_the_figures_of_the_day_and_the_ways_she_may_go(hands: Driven, shop: Shop) -> None:
    open_till(shop).sell(("cash", 500), price=450, donation=50, grams=1500)
    hands.arrive("home")
    assert hands.find(Figure, "figure_weight").value == "1,5\xa0kg"
    assert seen(hands, "tickets_go")
    assert seen(hands, "sessions")
    assert not seen(hands, "notebook_go")
    assert not seen(hands, "training_go")
    hands.tap("sessions")
    assert hands.page.name == "sessions"


def test_a_leader_goes_to_the_notebook_from_home(hands: Driven, shop: Shop) -> None:
    hands.arrive("home", as_leader(shop).volunteer)
    assert seen(hands, "training_go")
    hands.tap("notebook_go")
    assert hands.page.name == "notebook"


def test_what_was_weighed_today_is_beside_what_left(hands: Driven, shop: Shop) -> None:
    post = open_reception(shop)
    ticket = post.begin()
    post.weigh(ticket, "12.500")
    post.finish(ticket)
    hands.arrive("home")
    assert "rentré 12,5\xa0kg" in hands.said()


def test_a_till_open_for_more_than_sixteen_hours_is_said_and_blocks_nothing(hands: Driven, shop: Shop) -> None:
    shop.clock.jump(shop.clock.now().replace(hour=4))
    open_till(shop)
    shop.clock.advance(timedelta(hours=17))
    hands.arrive("home", replace(shop.volunteer))
    assert "plus de 16 heures" in hands.said()
    hands.key("enter")
    assert hands.page.name == "sale"
