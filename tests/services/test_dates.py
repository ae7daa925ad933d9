"""A clock that jumped: nothing is written under its date before a person confirmed it, and nothing is lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.right_time import CentreTime
from recyclique_desktop.services.closing import CloseSession, close_session
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.services.sales import complete_sale
from recyclique_desktop.services.starts import note_start
from tests.conftest import Shop
from tests.services.selling import Till, entries, open_till, write

DAYS = timedelta(days=1)


@pytest.fixture
def till(shop: Shop) -> Till:
    return open_till(shop)


def confirm(shop: Shop) -> bool:
    written: bool = write(shop, confirm_date, ConfirmDate(shop.clock.now()))
    return written


@pytest.mark.parametrize(
    ("jump", "code"),
    [(2 * DAYS, "date.forward"), (3650 * DAYS, "date.forward"), (-1 * DAYS, "date.backward")],
)
def test_rt36_a_sale_after_a_jump_waits_until_a_person_confirmed_the_date(
    till: Till, jump: timedelta, code: str
) -> None:
    till.sell(price=100)
    till.shop.clock.advance(jump)
    command = till.sale((till.line(price=200),), ("cash", 200))
    with pytest.raises(UserError, match=code.replace(".", r"\.")):
        till.write(complete_sale, command)
    assert confirm(till.shop)
    assert till.write(complete_sale, command).number == "C01-000002"
    assert till.sell(price=300).number == "C01-000003", "one answer is enough"
    (told,) = entries(till.shop, "date.confirmed")
    assert f"date.{told['doc']['why']}" == code
    with till.shop.db.connection() as connection:
        assert verify(connection, till.shop.trust, full=True).findings == []


def test_rt36_the_clock_set_right_again_is_asked_about_once_more_and_order_stays(till: Till) -> None:
    for price, jump in ((100, 0), (200, 3650), (300, -3650)):
        till.shop.clock.advance(jump * DAYS)
        confirm(till.shop)
        till.sell(price=price)
    with till.shop.db.connection() as connection:
        rows = connection.exec_driver_sql("SELECT number, total_amount FROM sales ORDER BY number").all()
    assert [tuple(row) for row in rows] == [("C01-000001", 100), ("C01-000002", 200), ("C01-000003", 300)]


def test_an_opening_after_the_holidays_and_a_closing_after_a_jump_are_asked_about_too(till: Till) -> None:
    till.shop.clock.advance(40 * DAYS)
    with pytest.raises(UserError, match=r"date\.forward"):
        till.write(close_session, CloseSession(till.session_id, ()))
    confirm(till.shop)
    till.write(close_session, CloseSession(till.session_id, ()))
    till.shop.clock.advance(40 * DAYS)
    with pytest.raises(UserError, match=r"date\.forward"):
        open_till(till.shop)
    confirm(till.shop)
    assert open_till(till.shop).number == "C01-000002"


def test_a_start_and_a_sign_in_under_a_wrong_date_vouch_for_nothing(till: Till) -> None:
    till.shop.clock.advance(3650 * DAYS)
    with till.shop.db.writing() as session:
        note_start(session, till.shop.volunteer, till.shop.station)
    with pytest.raises(UserError, match=r"date\.forward"):
        till.sell()


def test_an_ordinary_night_and_day_ask_nobody_anything(till: Till) -> None:
    till.shop.clock.advance(timedelta(hours=35))
    till.sell()
    assert not confirm(till.shop)
    assert entries(till.shop, "date.confirmed") == []


def test_a_clock_that_jumps_again_while_the_question_stands_is_not_confirmed_unseen(till: Till) -> None:
    till.shop.clock.advance(40 * DAYS)
    shown = till.shop.clock.now()
    till.shop.clock.advance(3650 * DAYS)
    with pytest.raises(UserError, match=r"date\.forward"):
        write(till.shop, confirm_date, ConfirmDate(shown))
    assert entries(till.shop, "date.confirmed") == []


class Word:
    """The centre's time as a test sets it."""

    def __init__(self, shop: Shop) -> None:
        self.passed = 0.0
        self.time = CentreTime(lambda: self.passed)
        object.__setattr__(shop.station, "centre_time", self.time)


def test_where_the_centre_spoke_weeks_without_a_sale_ask_nobody(till: Till) -> None:
    word = Word(till.shop)
    till.shop.clock.advance(40 * DAYS)
    word.time.tell(till.shop.clock.now())
    assert till.sell().number == "C01-000001"


def test_ten_minutes_from_the_centres_word_are_asked_about_and_the_answer_is_kept(till: Till) -> None:
    word = Word(till.shop)
    word.time.tell(till.shop.clock.now())
    till.sell()
    till.shop.clock.advance(timedelta(minutes=11))
    word.passed = 30.0
    with pytest.raises(UserError, match=r"date\.centre"):
        till.sell()
    assert confirm(till.shop)
    till.sell()
    word.time.tell(till.shop.clock.now() - timedelta(minutes=12))
    till.sell()
    word.time.tell(till.shop.clock.now() + timedelta(minutes=12))
    with pytest.raises(UserError, match=r"date\.centre"):
        till.sell()


def test_the_question_and_its_answer_stand_in_the_journal(till: Till) -> None:
    seen = till.shop.clock.now()
    till.shop.clock.advance(40 * DAYS)
    confirm(till.shop)
    with till.shop.db.connection() as connection:
        row: Any = connection.exec_driver_sql(
            "SELECT action_type, details_json FROM audit_logs WHERE action_type = 'date_confirmed'"
        ).one()
    told = json.loads(row[1])
    assert told["why"] == "forward"
    assert (told["now"] > told["seen"]) == (till.shop.clock.now() > seen)
