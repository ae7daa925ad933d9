"""Closing: nothing is forgotten, a difference is told and explained, the report is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from recyclique_desktop.data.models import CashCount, CashMovement, CashSession, Closure
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.enums import CashSessionStatus, CountMoment, Permission
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.services.drafts import ParkDraft, park_draft
from recyclique_desktop.services.shared_settings import SetSetting, set_setting
from recyclique_desktop.ui.caisse.closing_page import ClosingPage, ClosingStep
from recyclique_desktop.ui.context import Person
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.ticket import TotalFoot
from tests.conftest import Shop
from tests.services.selling import Till, open_till, write
from tests.ui import checks
from tests.ui.driver import Driven, at_work
from tests.ui.looks import Look, every_look
from tests.ui.till_days import leave_a_ticket


@pytest.fixture
def hands(app: QApplication, shop: Shop, tmp_path: Path) -> Iterator[Driven]:
    made = at_work(shop, tmp_path)
    yield made
    made.close()


@pytest.fixture
def till(shop: Shop) -> Till:
    """50,00 € of float, 3,00 € in cash, a cheque of 8,00 €."""
    made = open_till(shop)
    made.sell()
    made.sell(("check", 800), price=800)
    return made


def may_accept(shop: Shop) -> Actor:
    """The volunteer, who may also close over a large variance."""
    return replace(shop.volunteer, permissions=shop.volunteer.permissions | {Permission.CAISSE_VARIANCE})


def step(hands: Driven) -> ClosingStep:
    page = hands.page
    assert isinstance(page, ClosingPage)
    return page.step


def closure(shop: Shop) -> Closure | None:
    with shop.db.reading() as session:
        return session.scalar(select(Closure))


def counts(shop: Shop) -> list[tuple[str, int, int | None]]:
    with shop.db.reading() as session:
        rows = session.scalars(
            select(CashCount).where(CashCount.moment == CountMoment.CLOSE).order_by(CashCount.method_code)
        )
        return [(row.method_code, row.amount, row.quantity) for row in rows]


def count_by_keys(hands: Driven, cash: str, cheques: str = "1", cheque: str = "8") -> None:
    hands.arrive("closing")
    for typed in (cash, cheques, cheque):
        hands.type(typed)
        hands.key("enter")


def confirm_by_keys(hands: Driven) -> None:
    hands.key("enter", "f12")


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


def movements(shop: Shop) -> list[tuple[str, int]]:
    with shop.db.reading() as session:
        return [(row.kind.value, row.amount) for row in session.scalars(select(CashMovement))]


def test_the_cash_is_counted_piece_by_piece_by_keys_alone(hands: Driven, shop: Shop, till: Till) -> None:
    hands.arrive("closing")
    hands.type("p1")
    hands.key(*["enter"] * 5)
    hands.type("3")
    hands.key("f12")
    assert step(hands) is ClosingStep.COUNT
    hands.key(*["enter"] * 7)
    hands.type("1")
    hands.key("enter")
    hands.type("8")
    hands.key("enter")
    assert "Le compte est juste" in hands.said()
    confirm_by_keys(hands)
    with shop.db.reading() as session:
        rows = session.scalars(select(CashCount).where(CashCount.moment == CountMoment.CLOSE)).all()
    assert {(row.method_code, row.denomination, row.quantity, row.amount) for row in rows} == {
        ("cash", 5000, 1, 5000), ("cash", 100, 3, 300), ("check", None, 1, 800),
    }  # fmt: skip


def test_a_recount_of_pieces_begins_with_empty_boxes(hands: Driven, till: Till) -> None:
    hands.arrive("closing")
    hands.type("p1")
    hands.key("down")
    for _ in range(11):
        hands.key("enter")
    hands.type("1")
    hands.key("enter")
    hands.type("8")
    hands.key("enter")
    hands.tap("closing_action")
    assert "Compter les espèces" in hands.said()
    assert "reste à compter : 1" in hands.said()


def test_cheques_are_ticked_one_by_one_and_their_number_and_sum_follow(hands: Driven, shop: Shop) -> None:
    made = open_till(shop)
    made.sell(("check", 800), price=800)
    made.sell(("check", 1200), price=1200)
    hands.arrive("closing")
    hands.type("50")
    hands.key("enter")
    hands.tap("closing_strip")
    hands.tap("cheques_dialog_list_0")
    hands.tap("cheques_dialog_list_1")
    hands.tap("cheques_dialog_confirm")
    hands.key("f12")
    assert "Le compte est juste" in hands.said()
    confirm_by_keys(hands)
    assert counts(shop) == [("cash", 5000, None), ("check", 2000, 2)]


def test_a_cheque_that_is_not_there_is_what_is_missing(hands: Driven, shop: Shop) -> None:
    made = open_till(shop)
    made.sell(("check", 800), price=800)
    made.sell(("check", 1200), price=1200)
    hands.arrive("closing")
    hands.type("50")
    hands.key("enter")
    hands.tap("closing_strip")
    hands.tap("cheques_dialog_list_1")
    hands.tap("cheques_dialog_confirm")
    hands.key("f12")
    assert "Il manque 8,00 € en chèques" in hands.said().replace("\u00a0", " ")


def test_what_goes_to_the_safe_is_noted_and_the_rest_is_tomorrows_float(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "53")
    hands.key("enter")
    hands.tap("away_keep_float")
    assert hands.find(TotalFoot, "away_foot").total == "50,00\u00a0€"
    hands.key("f12")
    found = closure(shop)
    assert found is not None
    assert (movements(shop), found.counted, found.variance) == ([("safe", -300)], 5800, 0)
    hands.arrive("opening")
    assert "50,00 €" in hands.said().replace("\u00a0", " ")


def test_what_goes_to_the_bank_is_typed_by_touch(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "53")
    hands.keys = 0
    hands.tap("closing_foot_primary")
    hands.tap("away_place_1")
    hands.tap_number("away_keypad", "20,5")
    hands.tap("away_foot_primary")
    assert (movements(shop), hands.keys) == ([("bank", -2050)], 0)


def test_more_than_was_counted_does_not_leave_the_drawer(hands: Driven, shop: Shop, till: Till) -> None:
    count_by_keys(hands, "53")
    hands.key("enter")
    hands.type("53,01")
    assert not hands.find(PrimaryButton, "away_foot_primary").isEnabled()
    hands.key("f12")
    assert closure(shop) is None
    hands.tap("away_leave_all")
    hands.key("f12")
    assert (closure(shop) is not None, movements(shop)) == (True, [])


def test_money_is_moved_once_when_the_closing_is_tried_again(hands: Driven, shop: Shop) -> None:
    made = open_till(shop)
    made.sell(price=30_000)
    hands.arrive("closing")
    hands.type("300")
    hands.key("enter")
    hands.tap("reason_unknown")
    hands.tap("closing_foot_primary")
    hands.type("100")
    hands.key("f12")
    assert (closure(shop), movements(shop)) == (None, [])
    hands.key("escape")
    assert step(hands) is ClosingStep.AWAY
    hands.presence.enter(Person(may_accept(shop), shop.station.ids.new()))
    hands.key("f12")
    assert (closure(shop) is not None, movements(shop)) == (True, [("safe", -10_000)])


def test_blind_nothing_tells_what_to_find_before_all_is_counted(hands: Driven, shop: Shop, till: Till) -> None:
    write(shop, set_setting, SetSetting(settings.BLIND_COUNT.name, value=True), shop.admin)
    hands.arrive("closing")
    said = hands.said().replace("\u00a0", " ")
    assert "attendu" not in said
    assert "11,00 €" not in said
    for typed in ("53", "1", "8"):
        hands.type(typed)
        hands.key("enter")
    said = hands.said().replace("\u00a0", " ")
    assert "sans voir l’attendu" in said
    assert "11,00 €" in said


def test_what_is_expected_stands_beside_each_box_otherwise(hands: Driven, till: Till) -> None:
    hands.arrive("closing")
    assert "fond + ventes · attendu 53,00 €" in hands.said().replace("\u00a0", " ")


def test_tickets_put_aside_are_listed_and_finished_at_the_sale(hands: Driven, shop: Shop, till: Till) -> None:
    first = leave_a_ticket(till, 300)
    till.write(park_draft, ParkDraft(till.session_id, first, "la dame au manteau"))
    leave_a_ticket(till, 700)
    hands.arrive("closing")
    said = hands.said().replace("\u00a0", " ")
    assert (step(hands), "2 tickets ne sont pas payés" in said) == (ClosingStep.TICKET, True)
    assert "la dame au manteau" in said
    assert "10,00 €" in said
    assert not hands.shows("closing_cancel_ticket")
    hands.key("enter")
    assert hands.page.name == "sale"


@every_look
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
