"""A clock that jumped, on the real window: the question comes before anything is written, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.models import CashSession, JournalEntry
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.ui.caisse.date_question import DateQuestion
from recyclique_desktop.ui.caisse.payment_page import PaymentPage
from recyclique_desktop.ui.widgets.dialog import ConfirmDialog
from recyclique_desktop.ui.widgets.message import MessageBand, MessageKind
from tests.conftest import Shop
from tests.services.selling import open_till
from tests.ui import checks
from tests.ui.driver import Driven, Hands, at_work
from tests.ui.looks import Look, every_look
from tests.ui.sale_till import SaleTill, market, till
from tests.ui.till_days import close_till

__all__ = ["market", "till"]
HOLIDAYS = timedelta(days=30)


@pytest.fixture
def paying(till: SaleTill) -> SaleTill:
    """A ticket of 18,00 € at the payment, after a sale; then the clock jumps ten years."""
    sell(till)
    till.shop.clock.advance(timedelta(days=3650))
    till.sell("Livre", "1")
    till.key("enter")
    assert till.page.name == "payment"
    return till


def sell(till: SaleTill) -> None:
    till.sell("Livre", "1")
    till.key("enter", "enter")


def dialog() -> ConfirmDialog | None:
    found = QApplication.activeModalWidget()
    return found if isinstance(found, ConfirmDialog) else None


def confirmations(shop: Shop) -> int:
    with shop.db.reading() as session:
        return len(session.scalars(select(JournalEntry.seq).where(JournalEntry.act == "date.confirmed")).all())


def test_a_sale_after_a_jump_is_written_once_a_person_looked_at_the_date(paying: SaleTill) -> None:
    paying.key("enter")
    assert dialog() is not None
    assert "Sommes-nous bien le" in paying.said()
    assert len(paying.sold()) == 1, "nothing is written while the question stands"
    paying.tap("date_dialog_confirm")
    assert (len(paying.sold()), confirmations(paying.shop)) == (2, 1)


@pytest.mark.parametrize("is_gone", [True, False])
def test_nobody_is_asked_about_the_date_over_a_locked_screen(paying: SaleTill, is_gone: bool) -> None:
    if is_gone:
        paying.presence.leave()
    else:
        paying.presence.lock()
    now = paying.shop.clock.now()
    doubt = UserError("date.forward", now=now, seen=now - HOLIDAYS)
    assert isinstance(paying.page, PaymentPage)
    assert not DateQuestion(paying.page, lambda _error: None).is_asked(doubt, lambda: None)
    assert dialog() is None


def test_enter_alone_never_confirms_a_wrong_date(paying: SaleTill) -> None:
    paying.key("enter")
    Hands.key(paying, "enter")
    assert (len(paying.sold()), confirmations(paying.shop)) == (1, 0)
    assert "réglez l’horloge" in paying.said()
    assert paying.page.name == "payment"
    paying.shop.clock.advance(timedelta(days=-3650))
    paying.key("enter")
    assert (len(paying.sold()), confirmations(paying.shop)) == (2, 0), "the clock was set right: nothing to ask"


def test_a_clock_that_jumps_again_under_the_question_is_asked_about_again(paying: SaleTill) -> None:
    paying.key("enter")
    paying.shop.clock.advance(timedelta(days=3650))
    paying.tap("date_dialog_confirm")
    assert dialog() is not None
    paying.tap("date_dialog_confirm")
    assert (len(paying.sold()), confirmations(paying.shop)) == (2, 1)


@pytest.fixture
def back(app: QApplication, shop: Shop, tmp_path: Path) -> Iterator[Driven]:
    """The shop after the holidays."""
    close_till(open_till(shop), 8000)
    shop.clock.advance(HOLIDAYS)
    hands = at_work(shop, tmp_path)
    yield hands
    hands.close()


def test_an_opening_after_the_holidays_asks_once_and_keeps_the_float_typed(back: Driven, shop: Shop) -> None:
    back.arrive("opening")
    back.type("80")
    back.key("enter")
    assert dialog() is not None
    back.tap("date_dialog_confirm")
    assert back.page.name == "sale"
    with shop.db.reading() as session:
        assert [int(one) for one in session.scalars(select(CashSession.initial_amount))] == [5000, 8000]


def test_after_sunday_and_monday_one_enter_opens_the_till(app: QApplication, shop: Shop, tmp_path: Path) -> None:
    close_till(open_till(shop), 8000)
    shop.clock.advance(timedelta(days=2, hours=15))
    hands = at_work(shop, tmp_path)
    try:
        hands.arrive("opening")
        hands.type("80")
        hands.key("enter")
        asked = dialog()
        assert asked is not None
        assert asked.focusWidget() is asked.confirm_button
        Hands.key(hands, "enter")
        assert (hands.page.name, confirmations(shop)) == ("sale", 1)
    finally:
        hands.close()


def test_an_enter_that_bounces_does_not_answer_for_the_person(app: QApplication) -> None:
    heard: list[bool] = []
    asked = ConfirmDialog("date_dialog", "Sommes-nous bien le 24 ?", "Rien.", confirm="Oui", keep="Non",
                          destructive=False, is_usual=True, deaf_ms=60_000)  # fmt: skip
    asked.confirmed.connect(lambda: heard.append(True))
    asked.ask()
    asked.confirm_button.click()
    assert (asked.isVisible(), heard) == (True, [])
    asked.reject()
    asked.deleteLater()


def test_a_wrong_clock_opens_no_till(back: Driven, shop: Shop) -> None:
    back.arrive("opening")
    back.type("80")
    back.key("enter")
    back.tap("date_dialog_keep")
    assert back.page.name == "opening"
    assert "réglez l’horloge" in back.said()
    told = [one.message.kind for one in back.main.findChildren(MessageBand) if one.isVisible() and one.message]
    assert told == [MessageKind.LOOK], "the person answered, and was right: nothing failed"
    assert confirmations(shop) == 0


@every_look
def test_the_question_fits(app: QApplication, shop: Shop, tmp_path: Path, look: Look) -> None:
    close_till(open_till(shop), 8000)
    shop.clock.advance(HOLIDAYS)
    with look.worn(app):
        hands = at_work(shop, tmp_path)
        try:
            hands.arrive("opening")
            hands.type("80")
            hands.key("enter")
            asked = dialog()
            assert asked is not None
            assert checks.wrong_with(asked, asked.width(), asked.height()) == []
            asked.grab().save(str(tmp_path / "date-question.png"))
            hands.tap("date_dialog_keep")
            assert checks.wrong_with(hands.main, *look.size) == []
        finally:
            hands.close()
