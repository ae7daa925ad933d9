"""A paper notebook: its own day, never twice the same, sold in and closed beside the till of today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.models import CashSession, Sale
from recyclique_desktop.domain.enums import CashSessionStatus, SessionType
from recyclique_desktop.ui.caisse.typed_day import TypedDay
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from tests.conftest import Shop
from tests.services.selling import Till, open_till
from tests.ui import checks
from tests.ui.driver import Driven, at_work
from tests.ui.looks import Look, every_look

TODAY = date(2026, 9, 17)


@pytest.fixture
def hands(app: QApplication, shop: Shop, tmp_path: Path) -> Iterator[Driven]:
    made = at_work(shop, tmp_path)
    yield made
    made.close()


def arrive(hands: Driven) -> None:
    """Come from home, as somebody who may type notebooks in."""
    hands.arrive("opening", hands.shop.admin, notebook=True)
    assert hands.page.name == "notebook"


def notebooks(shop: Shop) -> list[tuple[date | None, int, CashSessionStatus]]:
    with shop.db.reading() as session:
        rows = session.scalars(
            select(CashSession).where(CashSession.session_type == SessionType.DEFERRED).order_by(CashSession.opened_at)
        )
        return [(row.business_date, row.initial_amount, row.status) for row in rows]


def only(shop: Shop) -> Till:
    with shop.db.reading() as session:
        found = session.scalars(select(CashSession).where(CashSession.session_type == SessionType.DEFERRED)).one()
    return Till(shop, found.id, found.number or "")


OPEN, CLOSED = CashSessionStatus.OPEN, CashSessionStatus.CLOSED


def test_a_notebook_of_2010_is_begun_by_keys_alone_and_sold_in(hands: Driven, shop: Shop) -> None:
    arrive(hands)
    hands.type("01012010")
    hands.key("enter")
    hands.type("35,5")
    hands.key("enter")
    assert (notebooks(shop), hands.page.name) == ([(date(2010, 1, 1), 3550, OPEN)], "sale")


def test_yesterdays_notebook_is_two_taps_away(hands: Driven, shop: Shop) -> None:
    arrive(hands)
    hands.tap("notebook_yesterday")
    hands.tap("notebook_foot_primary")
    assert (notebooks(shop), hands.keys) == ([(date(2026, 9, 16), 0, OPEN)], 0)


def test_todays_notebook_is_accepted_and_tomorrows_refused(hands: Driven, shop: Shop) -> None:
    arrive(hands)
    hands.type("18092026")
    assert "n’est pas encore passé" in hands.said()
    hands.key("f12")
    assert notebooks(shop) == []
    hands.key("backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
    hands.type("17092026")
    hands.key("f12")
    assert notebooks(shop) == [(TODAY, 0, OPEN)]


@pytest.mark.parametrize("typed", ["31022026", "00132026", "99"])
def test_a_day_that_does_not_exist_begins_nothing(hands: Driven, shop: Shop, typed: str) -> None:
    arrive(hands)
    hands.type(typed)
    assert not hands.find(PrimaryButton, "notebook_foot_primary").isEnabled()
    hands.key("f12", "enter")
    assert (notebooks(shop), hands.page.name) == ([], "notebook")


def test_a_notebook_that_was_begun_is_gone_on_with_and_not_begun_twice(hands: Driven, shop: Shop) -> None:
    arrive(hands)
    hands.tap("notebook_yesterday")
    hands.key("f12")
    only(shop).sell(price=700)
    arrive(hands)
    assert "Cahiers commencés" in hands.said()
    hands.type("16092026")
    assert "Ce cahier est commencé" in hands.said()
    hands.key("enter")
    assert (len(notebooks(shop)), hands.page.name) == (1, "sale")


def test_a_notebook_is_gone_on_with_from_the_list(hands: Driven, shop: Shop) -> None:
    arrive(hands)
    hands.tap("notebook_yesterday")
    hands.key("f12")
    arrive(hands)
    hands.tap("notebook_0_go_on")
    assert (len(notebooks(shop)), hands.page.name) == (1, "sale")


def test_a_notebook_closes_by_itself_and_the_till_of_today_stays_open(hands: Driven, shop: Shop) -> None:
    till = open_till(shop)
    arrive(hands)
    hands.tap("notebook_yesterday")
    hands.key("f12")
    only(shop).sell(price=700)
    arrive(hands)
    hands.tap("notebook_0_close")
    assert "cahier du" in hands.said()
    hands.type("7")
    hands.key("enter", "enter", "f12")
    assert "Le cahier est fermé" in hands.said()
    hands.key("enter")
    assert (hands.page.name, notebooks(shop)[0][2]) == ("notebook", CLOSED)
    with shop.db.reading() as session:
        assert session.get_one(CashSession, till.session_id).status is OPEN
        assert session.scalars(select(Sale.business_date)).all() == [date(2026, 9, 16)]


def test_a_volunteer_asks_a_manager(hands: Driven, shop: Shop) -> None:
    hands.arrive("notebook")
    hands.tap("notebook_yesterday")
    hands.key("f12")
    assert notebooks(shop) == []
    assert "responsable" in hands.said()


def test_a_double_press_begins_one_notebook(hands: Driven, shop: Shop) -> None:
    arrive(hands)
    hands.tap("notebook_yesterday")
    button = hands.find(PrimaryButton, "notebook_foot_primary")
    button.click()
    button.click()
    hands.settle()
    assert len(notebooks(shop)) == 1


def test_going_back_begins_nothing(hands: Driven, shop: Shop) -> None:
    arrive(hands)
    hands.type("16092026")
    hands.key("escape")
    assert (notebooks(shop), hands.page.name) == ([], "home")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1709", TODAY), ("1809", date(2025, 9, 18)), ("010126", date(2026, 1, 1)), ("01012010", date(2010, 1, 1)),
        ("3002", None), ("170", None), ("", None),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_the_last_one_that_was(typed: str, day: date | None) -> None:
    shown = TypedDay()
    for digit in typed:
        shown = shown.digit(digit)
    assert shown.day(TODAY) == day


def test_slashes_come_and_go_by_themselves() -> None:
    shown = TypedDay()
    for digit in "161120269":
        shown = shown.digit(digit)
    assert shown.text == "16/11/2026"
    assert shown.backspace().backspace().backspace().backspace().backspace().text == "16/1"
    assert (shown.cleared().text, shown.comma().text, shown.number) == ("", "16/11/2026", 16_112_026)


@every_look
def test_every_word_and_target_fits(app: QApplication, shop: Shop, tmp_path: Path, look: Look) -> None:
    with look.worn(app):
        hands = at_work(shop, tmp_path)
        try:
            arrive(hands)
            assert checks.wrong_with(hands.main, *look.size) == []
            hands.tap("notebook_yesterday")
            hands.type("9999,99")
            assert checks.wrong_with(hands.main, *look.size) == []
            hands.key("f12")
            arrive(hands)
            hands.type("19092026")
            assert checks.wrong_with(hands.main, *look.size) == []
        finally:
            hands.close()
