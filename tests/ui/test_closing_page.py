"""Closing: nothing is forgotten, a difference is told and explained, the report is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QScrollArea
from sqlalchemy import select

from recyclique_desktop.data.models import CashSession, Closure
from recyclique_desktop.domain.enums import CashSessionStatus
from recyclique_desktop.ui.caisse.closing_page import ClosingPage, ClosingStep
from recyclique_desktop.ui.caisse.closing_widgets import CountBox
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.ticket import TotalFoot
from tests.conftest import Shop
from tests.services.selling import Till, open_till
from tests.ui import checks
from tests.ui.closing_till import closure, confirm_by_keys, count_by_keys, counts, hands, may_accept, step, till
from tests.ui.driver import Driven, at_work
from tests.ui.looks import Look, every_low_look
from tests.ui.till_days import leave_a_ticket

__all__ = ["hands", "till"]


def test_a_right_till_is_closed_by_keys_alone(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "53")
    assert "Le compte est juste" in hands.said()
    confirm_by_keys(hands)
    found = closure(shop)
    assert found is not None
    assert (found.variance, found.counted, step(hands)) == (0, 6100, ClosingStep.DONE)
    assert counts(shop) == [("cash", 5300, None), ("check", 800, 1)]


def test_a_right_till_is_closed_by_touch_alone(hands: Driven, shop: Shop, till: Till) -> None:
    hands.arrive("closing")
    hands.keys = 0
    hands.tap_number("closing_keypad", "53")
    hands.tap("closing_keypad_action")
    hands.tap_number("closing_keypad", "1")
    hands.tap("count_check_amount")
    hands.tap_number("closing_keypad", "8")
    hands.tap("count_foot_primary")
    hands.tap("closing_foot_primary")
    hands.tap("away_foot_primary")
    assert (step(hands), hands.keys) == (ClosingStep.DONE, 0)
    assert counts(shop) == [("cash", 5300, None), ("check", 800, 1)]


def test_the_result_is_the_title(hands: Driven, till: Till) -> None:
    for cash, cheque, title in (
        ("51", "8", "Il manque 2,00 € en espèces"),
        ("54,5", "8", "Il y a 1,50 € de trop en espèces"),
        ("53", "7", "Il manque 1,00 € en chèques"),
        ("51", "7", "Il y a des écarts sur 2 moyens de paiement"),
    ):
        count_by_keys(hands, cash, cheque=cheque)
        assert title in hands.said().replace("\u00a0", " ")


def test_a_difference_is_not_closed_over_without_a_word(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "51")
    assert not hands.find(PrimaryButton, "closing_foot_primary").isEnabled()
    hands.tap("reason_wrong_change")
    confirm_by_keys(hands)
    assert closure(shop) is not None
    with shop.db.reading() as session:
        assert session.scalar(select(CashSession.variance_comment)) == "Erreur de rendu"


def test_free_words_explain_a_difference_too(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "51")
    hands.tab_to("closing_comment_edit")
    hands.type("Rendu 12 au lieu de 10")
    hands.key("enter")
    hands.tap("away_foot_primary")
    with shop.db.reading() as session:
        assert session.scalar(select(CashSession.variance_comment)) == "Rendu 12 au lieu de 10"


def test_a_few_cents_are_tolerated(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "52,95")
    assert "toléré" in hands.said()
    confirm_by_keys(hands)
    assert closure(shop) is not None


def test_a_method_that_was_not_counted_keeps_the_till_open(hands: Driven, till: Till) -> None:
    hands.arrive("closing")
    hands.type("53")
    hands.key("f12")
    assert (step(hands), hands.find(PrimaryButton, "count_foot_primary").isEnabled()) == (ClosingStep.COUNT, False)
    assert "reste à compter : 2" in hands.said()


def test_an_empty_box_of_cheques_says_that_it_wants_how_many(hands: Driven, till: Till) -> None:
    hands.arrive("closing")
    box = hands.main.findChild(CountBox, "count_check_pieces")
    assert box is not None
    (written,) = (one for one in box.findChildren(Text) if one.isVisible())
    assert written.text() == "nb"
    hands.tap("count_check_pieces")
    hands.type("1")
    assert written.text() == "1"


def test_recounting_forgets_the_cash_and_keeps_the_cheques(hands: Driven, till: Till) -> None:
    count_by_keys(hands, "51")
    hands.tap("closing_action")
    assert "reste à compter : 1" in hands.said()
    hands.type("53")
    hands.key("enter")
    assert "Le compte est juste" in hands.said()


def test_the_safe_button_keeps_the_till_open(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "53")
    hands.key("enter", "enter", "enter")
    assert (closure(shop), step(hands)) == (None, ClosingStep.AWAY)
    hands.key("escape")
    assert step(hands) is ClosingStep.COMPARE


def test_a_double_press_closes_once(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "53")
    page = hands.page
    assert isinstance(page, ClosingPage)
    page._on_confirmed()
    page._on_confirmed()
    hands.settle()
    with shop.db.reading() as session:
        assert len(list(session.scalars(select(Closure)))) == 1


def test_a_ticket_left_open_is_finished_or_cancelled_first(hands: Driven, shop: Shop, till: Till) -> None:
    leave_a_ticket(till)
    hands.arrive("closing")
    assert step(hands) is ClosingStep.TICKET
    hands.key("enter")
    assert hands.page.name == "sale"
    hands.arrive("closing")
    hands.tap("closing_cancel_ticket")
    hands.tap("cancel_ticket_dialog_keep")
    assert step(hands) is ClosingStep.TICKET
    hands.tap("closing_cancel_ticket")
    hands.tap("cancel_ticket_dialog_confirm")
    assert step(hands) is ClosingStep.COUNT


def test_the_report_is_on_the_screen_and_in_a_file(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "53")
    confirm_by_keys(hands)
    kept = shop.db.path.parent / "reports" / f"session-{till.number}.txt"
    assert kept.read_text(encoding="utf-8").splitlines()[0].strip() in hands.said()
    assert str(kept) in hands.said()


def test_a_report_that_cannot_be_kept_does_not_open_the_till_again(hands: Driven, shop: Shop, till: Till) -> None:
    (shop.db.path.parent / "reports").write_text("a file where the folder should be", encoding="utf-8")
    count_by_keys(hands, "53")
    confirm_by_keys(hands)
    assert closure(shop) is not None
    assert "La caisse est fermée" in hands.said()


def test_an_empty_session_closes_without_a_count_and_is_kept(hands: Driven, shop: Shop) -> None:
    open_till(shop)
    hands.arrive("closing")
    assert step(hands) is ClosingStep.EMPTY
    hands.key("f12")
    assert step(hands) is ClosingStep.DONE
    with shop.db.reading() as session:
        kept = session.scalars(select(CashSession)).one()
    assert (kept.status, kept.is_empty, counts(shop)) == (CashSessionStatus.CLOSED, True, [])


def test_an_empty_session_may_be_counted_all_the_same(hands: Driven, shop: Shop) -> None:
    open_till(shop)
    hands.arrive("closing")
    hands.tap("closing_action")
    hands.type("50")
    hands.key("enter")
    assert "Le compte est juste" in hands.said()
    confirm_by_keys(hands)
    with shop.db.reading() as session:
        assert session.scalar(select(CashSession.status)) is CashSessionStatus.CLOSED
    assert counts(shop) == [("cash", 5000, None)]


def test_going_back_to_the_sale_closes_nothing(hands: Driven, shop: Shop, till: Till) -> None:
    hands.arrive("closing")
    hands.type("5")
    hands.key("escape")
    assert (hands.page.name, closure(shop)) == ("sale", None)


def test_the_variance_is_large_and_signed(hands: Driven, till: Till) -> None:
    count_by_keys(hands, "51")
    assert hands.find(TotalFoot, "closing_foot").total == "\u22122,00\u00a0€"


def test_a_word_chosen_by_mistake_is_taken_back(hands: Driven, till: Till) -> None:
    count_by_keys(hands, "51")
    hands.tap("reason_wrong_change")
    hands.tap("reason_wrong_change")
    assert not hands.find(PrimaryButton, "closing_foot_primary").isEnabled()


def test_magnified_twice_the_comparison_scrolls_with_its_zone(hands: Driven, shop: Shop, till: Till) -> None:
    hands.main.resize(*checks.SINGLE)
    hands.arrive("closing", may_accept(shop))
    for typed in ("1000", "1", "8"):
        hands.type(typed)
        hands.key("enter")
    assert step(hands) is ClosingStep.COMPARE
    assert hands.find(QScrollArea, "closing_compare_area").verticalScrollBar().maximum() == 0, "one bar beside another"
    hands.tap("reason_unknown")
    assert hands.find(PrimaryButton, "zones_bar_primary").isEnabled()


@every_low_look
def test_every_word_and_target_fits(app: QApplication, shop: Shop, tmp_path: Path, look: Look) -> None:
    till = open_till(shop)
    till.sell(("check", 123_456), price=123_456)
    leave_a_ticket(till)
    with look.worn(app):
        hands = at_work(shop, tmp_path)
        try:
            hands.arrive("closing", may_accept(shop))
            assert checks.wrong_with(hands.main, *look.size) == []
            hands.tap("closing_cancel_ticket")
            hands.tap("cancel_ticket_dialog_confirm")
            assert checks.wrong_with(hands.main, *look.size) == []
            for typed in ("9876,54", "12", "1000"):
                hands.type(typed)
                assert checks.wrong_with(hands.main, *look.size) == []
                hands.key("enter")
            assert checks.wrong_with(hands.main, *look.size) == []
            hands.tap("reason_unknown")
            hands.tap("closing_foot_primary")
            hands.type("1234,56")
            assert checks.wrong_with(hands.main, *look.size) == []
            hands.tap("away_foot_primary")
            assert checks.wrong_with(hands.main, *look.size) == []
        finally:
            hands.close()
