"""The lock by itself, F9 and the end of a sign-in: nobody works under another's name, and nothing begun is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sqlalchemy import select

from recyclique_desktop.data.models import CashRegister, LoginHistory, Sale, User, UserSession
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.data.queries.till import open_draft
from recyclique_desktop.demo import shop
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import UserRole, WorkstationKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.cash_sessions import OpenNotebook, open_notebook
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.ui.means import Means
from recyclique_desktop.ui.widgets.lock_notice import LockNotice
from tests.ui import checks
from tests.ui.looks import Look, every_look
from tests.ui.test_app import NOW, means, sell_one, template
from tests.ui.watched import Watched

__all__ = ["means", "template"]

pytestmark = pytest.mark.screen
OTHER = ("k", "1470")
ADMIN = ("a", "9630")


@pytest.fixture
def hands(app: QApplication, means: Means) -> Iterator[Watched]:
    made = Watched(means)
    yield made
    made.stop()


def test_an_untouched_till_says_that_it_will_lock_and_counts_down(hands: Watched) -> None:
    hands.come_in()
    hands.wait(269)
    assert not hands.shows("lock_notice")
    hands.wait(1)
    assert "Ce poste se verrouille dans 30 secondes." in hands.said()
    hands.wait(29)
    assert "Ce poste se verrouille dans 1 seconde." in hands.said()
    assert not hands.locked


def test_any_key_keeps_the_till_open(hands: Watched) -> None:
    hands.come_in()
    hands.wait(280)
    hands.press(Qt.Key.Key_Shift)
    assert not hands.shows("lock_notice")
    hands.wait(60)
    assert (hands.page, hands.locked) == ("home", False)


def test_a_finger_keeps_the_till_open_and_presses_what_it_touches(hands: Watched) -> None:
    hands.come_in()
    hands.wait(280)
    hands.tap("sell")
    assert hands.page == "opening"
    hands.wait(200)
    assert not hands.locked


def test_after_five_minutes_the_till_locks_and_says_so_in_the_journal(hands: Watched) -> None:
    hands.come_in()
    hands.wait(300)
    assert (hands.page, hands.locked) == ("sign_in", True)
    assert "Poste verrouillé" in hands.said()
    assert not hands.shows("header_lock")
    (session,) = hands.rows(UserSession)
    assert isinstance(session, UserSession)
    assert session.locked_at == hands.clock.now()
    assert session.revoked_at is None
    assert hands.acts()[-1] == "person.locked"


def test_the_same_person_comes_back_by_her_code_alone_to_the_half_typed_line(hands: Watched) -> None:
    hands.sell()
    hands.type("ba1,2")
    assert "| 1,2 |" in hands.said()
    hands.wait(300)
    assert hands.page == "sign_in"
    hands.type("2580")
    hands.key("enter")
    assert (hands.page, hands.locked, hands.who) == ("sale", False, "Émilie R.")
    hands.type("5")
    assert "| 1,25 |" in hands.said()
    (session,) = hands.rows(UserSession)
    assert isinstance(session, UserSession)
    assert (session.locked_at, session.revoked_at) == (None, None)
    assert hands.acts()[-2:] == ["person.locked", "person.came_back"]
    assert len(hands.rows(LoginHistory)) == 2


def test_another_person_goes_on_with_the_ticket_and_it_is_sold_under_her_name(hands: Watched) -> None:
    hands.sell()
    hands.wait(300)
    hands.come_in(*OTHER)
    assert (hands.page, hands.who) == ("sale", "Karim B.")
    hands.key("enter")
    hands.key("enter")
    (sale,) = hands.rows(Sale)
    assert isinstance(sale, Sale)
    assert hands.program.opened is not None
    with hands.program.opened.db.reading() as session:
        operator = session.get_one(User, sale.operator_id)
        assert operator.first_name == "Karim"
        ended = [
            row.revoked_at is not None for row in session.scalars(select(UserSession).order_by(UserSession.issued_at))
        ]
    assert sorted(ended) == [False, True]


def test_a_payment_half_typed_waits_behind_the_lock(hands: Watched) -> None:
    hands.sell()
    hands.key("enter")
    assert hands.page == "payment"
    hands.type("4")
    hands.wait(300)
    hands.type("2580")
    hands.key("enter")
    assert hands.page == "payment"
    hands.type("7")
    assert "47" in hands.said()


def test_a_question_that_was_open_is_asked_again_after_the_lock(hands: Watched) -> None:
    hands.sell()
    hands.tap("sale_abandon")
    dialogs = [one for one in hands.window.findChildren(QDialog) if one.isVisible()]
    assert dialogs
    hands.wait(300)
    assert hands.page == "sign_in"
    assert not any(one.isVisible() for one in hands.window.findChildren(QDialog))
    hands.type("2580")
    hands.key("enter")
    assert [one for one in hands.window.findChildren(QDialog) if one.isVisible()] == dialogs


def test_a_manager_page_is_not_shown_to_whoever_comes_after_the_lock(hands: Watched) -> None:
    hands.come_in(*ADMIN)
    hands.tap("manage")
    assert hands.page.startswith("admin_")
    hands.wait(300)
    hands.come_in()
    assert (hands.page, hands.who) == ("home", "Émilie R.")


def test_a_till_locked_while_a_sale_was_being_written_shows_what_came_of_it(hands: Watched) -> None:
    hands.sell()
    hands.key("enter")
    hands.stopwatch.seconds += 300
    context = hands.program.context
    assert context is not None
    hands.guard.look()
    context.go("sale", note="")  # what was asked for just before the lock: bare, « sale » would find the payment again
    hands.settle()
    assert hands.page == "sign_in"
    hands.type("2580")
    hands.key("enter")
    assert hands.page == "sale"


def test_a_sign_in_that_is_over_asks_who_is_there_and_keeps_the_ticket(hands: Watched) -> None:
    hands.sell()
    assert isinstance(hands.clock, SimulatedClock)
    hands.clock.advance(timedelta(minutes=480))
    hands.wait(0)
    assert hands.page == "sign_in"
    assert "Votre connexion est arrivée à son terme." in hands.said()
    (session,) = hands.rows(UserSession)
    assert isinstance(session, UserSession)
    assert session.revoked_at == hands.clock.now()
    hands.type("2580")
    hands.key("enter")
    assert hands.page == "sale"
    assert len(hands.rows(UserSession)) == 2
    opened = hands.program.opened
    assert opened is not None
    with opened.db.reading() as session:
        draft = open_draft(session, opened.station)
    assert draft is not None
    assert len(draft.lines) == 1


def test_two_cashiers_change_places_in_five_keys_in_the_middle_of_a_line(hands: Watched) -> None:
    hands.come_in(*OTHER)
    hands.tap("header_lock")
    hands.sell()
    hands.type("ba1,2")
    hands.keys = hands.taps = 0
    hands.swap()
    assert "Qui prend la suite ?" in hands.said()
    hands.type("1470")
    assert (hands.who, hands.page, hands.keys, hands.taps) == ("Karim B.", "sale", 5, 0)


def test_the_next_cashier_goes_on_in_the_notebook_with_its_ticket_in_five_keys(hands: Watched) -> None:
    hands.come_in(*OTHER)
    hands.tap("header_lock")
    hands.come_in()
    opened = hands.program.opened
    assert opened is not None
    station = opened.station
    with opened.db.writing() as session:
        register = session.scalars(select(CashRegister)).one()
        admin = session.scalars(select(User).where(User.role == UserRole.SUPER_ADMIN)).first()
        assert admin is not None
        command = OpenNotebook(station.ids.new(), register.id, Cents(0), date(2026, 9, 1))
        notebook = open_notebook(session, command, actor_of(session, admin.id), station)
    hands.program.window.go("sale", session_id=notebook.session_id)
    hands.settle()
    sell_one(hands)
    before = hands.keys
    hands.swap()
    hands.type("1470")
    assert hands.keys - before == 5
    assert "Cahier du 1\u00a0septembre" in hands.said()
    hands.key("enter", "enter")
    (sale,) = hands.rows(Sale)
    assert isinstance(sale, Sale)
    assert (sale.cash_session_id, sale.business_date) == (notebook.session_id, date(2026, 9, 1))
    with opened.db.reading() as session:
        assert session.get_one(User, sale.operator_id).first_name == "Karim"


def test_enter_typed_by_habit_after_a_quick_change_presses_nothing(hands: Watched) -> None:
    hands.come_in(*OTHER)
    hands.tap("header_lock")
    hands.sell()
    hands.swap()
    hands.type("1470")
    hands.press(Qt.Key.Key_Return)
    assert hands.page == "sale"


def test_a_quick_change_is_given_up_by_the_same_person_and_nothing_moved(hands: Watched) -> None:
    hands.sell()
    hands.swap()
    hands.type("e2580")
    assert (hands.who, hands.page) == ("Émilie R.", "sale")
    assert len(hands.rows(UserSession)) == 1


def test_wrong_codes_behind_the_lock_count_like_all_others(hands: Watched) -> None:
    hands.come_in()
    hands.wait(300)
    for _ in range(5):
        hands.type("8421")
        hands.key("enter")
    assert "bloqué jusqu’à" in hands.said()
    assert hands.locked


def test_who_was_at_work_when_the_current_went_is_not_so_after_the_start(
    app: QApplication, means: Means, hands: Watched
) -> None:
    hands.come_in()
    hands.program.stop()
    again = Watched(means)
    try:
        (session,) = again.rows(UserSession)
        assert isinstance(session, UserSession)
        assert session.revoked_at is not None
    finally:
        again.stop()


def test_a_locked_till_opens_no_page_by_its_pill(hands: Watched) -> None:
    hands.come_in()
    hands.wait(300)
    hands.tap("header_pill")
    assert hands.page == "sign_in"
    hands.type("2580")
    hands.key("enter")
    assert hands.page == "home"


@every_look
def test_the_notice_and_the_locked_screen_fit(app: QApplication, means: Means, look: Look) -> None:
    with look.worn(app):
        hands = Watched(means)
        try:
            hands.come_in()
            hands.wait(280)
            assert isinstance(hands.find(QWidget, "lock_notice"), LockNotice)
            assert checks.wrong_with(hands.program.window, *look.size) == []
            hands.wait(30)
            assert checks.wrong_with(hands.program.window, *look.size) == []
        finally:
            hands.stop()


def test_the_program_asks_the_shop_how_long_a_till_may_wait(hands: Watched) -> None:
    from recyclique_desktop.data.capture import record  # noqa: PLC0415
    from recyclique_desktop.data.models import Setting  # noqa: PLC0415
    from recyclique_desktop.domain import acts  # noqa: PLC0415
    from recyclique_desktop.domain.station import SYSTEM  # noqa: PLC0415

    opened = hands.program.opened
    assert opened is not None
    now = opened.station.clock.now()
    with opened.db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, opened.station)
        session.add(
            Setting(id=opened.station.ids.new(), key="lock.till_minutes", value="2", created_at=now, updated_at=now)
        )
    hands.come_in()
    hands.wait(119)
    assert not hands.locked
    hands.wait(1)
    assert hands.locked


def test_a_reception_waits_ten_minutes_and_keeps_the_weight_half_typed(app: QApplication, tmp_path: Path) -> None:
    del app
    where, store = Folders(tmp_path / "r", tmp_path / "c", tmp_path / "l"), MemoryStore()
    where.create()
    shop.create_shop(where, store, SimulatedClock(NOW), os.urandom, WorkstationKind.RECEPTION).close()
    post = Watched(Means(where, store, SimulatedClock(NOW), debounce_ms=0))
    try:
        post.come_in()
        post.key("enter")
        assert post.page == "weighing"
        post.type("ua8,2")
        post.wait(599)
        assert not post.locked
        post.wait(1)
        assert post.page == "sign_in"
        post.come_in(*OTHER)
        assert (post.page, post.who) == ("weighing", "Karim B.")
        post.type("5")
        assert "8,25" in post.said()
    finally:
        post.stop()
