"""Closing, further: notes and coins, cheques ticked, what is put away, the blind count, tickets put aside."""

from __future__ import annotations

from sqlalchemy import select

from recyclique_desktop.data.models import CashCount, CashMovement
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.enums import CountMoment
from recyclique_desktop.services.drafts import ParkDraft, park_draft
from recyclique_desktop.services.shared_settings import SetSetting, set_setting
from recyclique_desktop.ui.caisse.closing_page import ClosingStep
from recyclique_desktop.ui.context import Person
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.ticket import TotalFoot
from tests.conftest import Shop
from tests.services.selling import Till, open_till, write
from tests.ui.closing_till import closure, confirm_by_keys, count_by_keys, counts, hands, may_accept, step, till
from tests.ui.driver import Driven
from tests.ui.till_days import leave_a_ticket

__all__ = ["hands", "till"]


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
