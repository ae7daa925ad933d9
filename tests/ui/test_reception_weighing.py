"""Weighing through the real screen: no key, no tap and no failure may cost a kilo, or count one twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from recyclique_desktop.domain.enums import ReceptionStatus
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from tests.ui.reception_post import ReceptionPost, depot, opened, post, weighing
from tests.ui.sale_till import disk_full

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Shop

__all__ = ["depot", "opened", "post", "weighing"]

SHOP, RECYCLE, TIP = "MAGASIN", "RECYCLAGE", "DECHETERIE"


def can_add(post: ReceptionPost) -> bool:
    return post.find(PrimaryButton, "weigh_add").isEnabled()


def test_a_weighed_line_takes_two_keys_the_digits_and_enter(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    print(f"keys: {post.keys} of which 4 for the weight")
    assert post.keys == 2 + 4 + 1
    assert post.lines() == [("Livre", 8250, 0, SHOP, False, "typed")]


def test_a_weighed_line_takes_three_taps_with_a_scale(weighing: ReceptionPost) -> None:
    weighing.put(8250)
    weighing.tap_category("Livre")
    weighing.tap("weigh_add")
    print(f"taps: {weighing.taps}")
    assert weighing.taps == 3
    assert weighing.lines() == [("Livre", 8250, 0, SHOP, False, "scale")]


def test_touch_and_keys_give_the_same_lines(post: ReceptionPost) -> None:
    for name, weight, tap in (("Livre", "8,25", False), ("Livre", "8,25", True)):
        if tap:
            post.tap_category(name)
            post.tap_number("weigh_keypad", weight)
            post.tap("weigh_container_1")
            post.tap("weigh_to_recyclage")
            post.tap("weigh_add")
        else:
            post.type(post.letters(name) + weight)
            post.key("right", "down", "enter")
            post.key("right", "right", "right")
    assert post.lines() == [("Livre", 6750, 1500, RECYCLE, False, "typed")] * 2


def test_the_weight_may_come_before_the_category(post: ReceptionPost) -> None:
    post.type("3,48" + post.letters("Casserole"))
    post.key("enter")
    assert post.lines() == [("Casserole", 3480, 0, SHOP, False, "typed")]


def test_tab_loses_no_digit_and_no_letter(post: ReceptionPost) -> None:
    post.key("tab")
    post.type("1")
    post.key("tab")
    post.type("2" + post.letters("Livre"))
    post.key("tab", "tab", "enter")
    assert post.lines() == [("Livre", 12_000, 0, SHOP, False, "typed")]


def test_the_arrow_goes_through_the_destinations_and_the_next_line_enters_the_shop_again(post: ReceptionPost) -> None:
    for times in (1, 2, 3):
        post.type(post.letters("Livre") + "1")
        post.key(*["down"] * times, "enter")
    post.weigh("Livre", "1")
    assert [line[3] for line in post.lines()] == [RECYCLE, TIP, SHOP, SHOP]


def test_what_leaves_the_shop_cannot_be_sent_to_the_shop(post: ReceptionPost) -> None:
    post.type(post.letters("Livre") + "4,9=")
    assert "weigh_to_magasin" in post.names()
    with pytest.raises(LookupError, match="cannot be pressed"):
        post.tap("weigh_to_magasin")
    post.key("down", "down", "down", "enter")
    assert post.lines() == [("Livre", 4900, 0, TIP, True, "typed")]
    assert "sortie de boutique" in post.said()


def test_in_and_out_are_never_added_together(post: ReceptionPost) -> None:
    post.weigh("Livre", "10")
    post.type(post.letters("Livre") + "4=")
    post.key("enter")
    said = post.said().replace("\u00a0", " ")
    assert "10,000 kg" in said
    assert "4,000 kg" in said
    assert "14,000 kg" not in said
    assert "6,000 kg" not in said


def test_a_container_is_taken_off_and_stays_for_the_next_caddie(post: ReceptionPost) -> None:
    post.type(post.letters("Livre") + "12")
    post.tap("weigh_container_1")
    post.key("enter")
    post.weigh("Livre", "5")
    post.tap("weigh_tare_none")
    post.weigh("Livre", "5")
    assert [(line[1], line[2]) for line in post.lines()] == [(10_500, 1500), (3500, 1500), (5000, 0)]


def test_a_container_as_heavy_as_the_whole_cannot_be_added(post: ReceptionPost) -> None:
    post.type(post.letters("Livre") + "1,5")
    post.key("right", "enter")
    assert not can_add(post)
    assert "Le contenant pèse autant que le tout." in post.said()
    assert post.lines() == []


def test_nine_hundred_and_sixty_kilos_of_books_are_asked_about(post: ReceptionPost) -> None:
    post.weigh("Livre", "960")
    assert "960 kg : vouliez-vous 0,960 kg" in post.said().replace("\u00a0", " ")
    post.key("enter")
    assert post.lines() == []
    post.type("o")
    post.key("enter")
    post.weigh("Livre", "960")
    post.type("g")
    assert [line[1] for line in post.lines()] == [960, 960_000]


def test_a_nervous_second_tap_answers_no_question(opened: Shop, app: QApplication, tmp_path: Path) -> None:
    del app
    post = ReceptionPost(opened, tmp_path, debounce_ms=60_000).begin()
    try:
        post.type(post.letters("Livre") + "960")
        post.tap("weigh_add")
        post.tap("weigh_doubt_keep")
        assert post.lines() == []
        post.type("g")
        assert [line[1] for line in post.lines()] == [960_000]
    finally:
        post.close()


def test_a_bouncing_enter_adds_one_line(opened: Shop, app: QApplication, tmp_path: Path) -> None:
    del app
    post = ReceptionPost(opened, tmp_path, debounce_ms=60_000).begin()
    try:
        post.weigh("Livre", "8")
        post.key("enter", "enter")
        assert len(post.lines()) == 1
    finally:
        post.close()


def test_a_line_is_mended_while_the_deposit_is_open(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.weigh("Casserole", "3")
    post.tap("deposit_line_0")
    assert "Modifier la pesée" in post.said()
    post.type("7")
    post.key("down", "enter")
    assert post.lines() == [
        ("Livre", 7000, 0, RECYCLE, False, "typed"),
        ("Casserole", 3000, 0, SHOP, False, "typed"),
    ]


def test_escape_leaves_a_line_as_it_was_and_gives_back_what_was_begun(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.type(post.letters("Casserole") + "3")
    post.key("up")
    post.type("9")
    post.key("escape", "escape")
    assert post.display == "3"
    post.key("enter")
    assert [line[:2] for line in post.lines()] == [("Livre", 8250), ("Casserole", 3000)]


def test_the_last_line_goes_with_one_key_and_comes_back_with_one_tap(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.key("delete")
    assert post.lines() == []
    assert "Retiré : Livre" in post.note
    post.tap("deposit_note_button")
    assert post.lines() == [("Livre", 8250, 0, SHOP, False, "typed")]


def test_control_z_takes_the_last_line_off(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.weigh("CD", "1")
    post.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [line[0] for line in post.lines()] == ["Livre"]


def test_the_bin_of_a_line_takes_that_line_off(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.weigh("CD", "1")
    post.tap("deposit_line_0")
    post.tap("deposit_line_0_bin")
    assert [line[0] for line in post.lines()] == ["CD"]


def test_delete_takes_back_a_digit_before_it_takes_a_line(post: ReceptionPost) -> None:
    post.weigh("Livre", "8")
    post.type(post.letters("CD") + "12")
    post.key("delete", "backspace")
    post.type("3")
    post.key("enter")
    assert [line[1] for line in post.lines()] == [8000, 3000]


def test_a_full_disk_loses_nothing_of_the_line(post: ReceptionPost) -> None:
    post.key("right")
    with disk_full(post.shop):
        written = -1
        while not post.note:  # the file has some room left in its last pages
            written += 1
            post.type(post.letters("Casserole") + "3,48")
            post.key("down", "enter")
    assert "disque" in post.note
    assert post.display == "3,480"
    assert len(post.lines()) == written
    post.key("enter")
    assert post.lines() == [("Casserole", 1980, 1500, RECYCLE, False, "typed")] * (written + 1)


def test_a_deposit_that_could_not_be_opened_is_opened_by_the_next_try(post: ReceptionPost) -> None:
    with disk_full(post.shop):
        post.weigh("Livre", "8,25")
    assert "disque" in post.note
    post.key("enter")
    ticket = post.ticket()
    assert ticket is not None
    assert ticket.number == "C01-000001"
    assert [line[1] for line in post.lines()] == [8250]


def test_the_deposit_is_finished_after_one_question_and_the_next_begins(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.press(Qt.Key.Key_F12)
    post.tap("deposit_finish_dialog_keep")
    assert post.ticket() is not None
    post.tap("deposit_finish")
    post.tap("deposit_finish_dialog_confirm")
    assert post.ticket() is None
    assert "Dépôt 0001 terminé" in post.note
    post.weigh("CD", "1")
    ticket = post.ticket()
    assert ticket is not None
    assert ticket.number == "C01-000002"
    assert ticket.status is ReceptionStatus.OPENED


def test_the_next_person_finds_the_deposit_where_it_was(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.arrive("reception_home", post.weigher)
    post.tap("weigh")
    assert post.page.name == "weighing"
    assert "8,250" in post.said()
    post.weigh("CD", "1")
    assert [line[0] for line in post.lines()] == ["Livre", "CD"]


def test_yesterdays_deposit_takes_no_more_kilos(post: ReceptionPost, opened: Shop) -> None:
    post.weigh("Livre", "8,25")
    opened.clock.advance(timedelta(days=1))
    post.arrive("weighing", post.weigher)
    assert "date du" in post.note
    post.type(post.letters("CD") + "1")
    assert not can_add(post)
    post.key("enter")
    assert len(post.lines()) == 1
    post.press(Qt.Key.Key_F12)
    post.tap("deposit_finish_dialog_confirm")
    post.weigh("CD", "1")
    assert [line[0] for line in post.lines()] == ["Livre", "CD"]


def test_where_goods_come_from_is_kept_and_proposed_for_the_next_deposit(post: ReceptionPost) -> None:
    post.tap("deposit_describe")
    field = post.find(QLineEdit, "deposit_dialog_origin_edit")
    field.setText("Collecte")
    post.find(QLineEdit, "deposit_dialog_insee_edit").setText("38185")
    post.tap("deposit_dialog_confirm")
    post.weigh("Livre", "8,25")
    ticket = post.ticket()
    assert ticket is not None
    assert (ticket.origin_channel, ticket.insee) == ("Collecte", "38185")
    post.press(Qt.Key.Key_F12)
    post.tap("deposit_finish_dialog_confirm")
    post.arrive("weighing", post.weigher)
    post.press(Qt.Key.Key_F2)
    assert post.find(QLineEdit, "deposit_dialog_origin_edit").text() == "Collecte"
    post.key("escape")


def test_a_note_stays_with_its_line(post: ReceptionPost) -> None:
    post.type(post.letters("Livre") + "8,25")
    post.press(Qt.Key.Key_F2)
    post.find(QLineEdit, "weighing_dialog_notes_edit").setText("moisis")
    post.tap("weighing_dialog_confirm")
    post.key("enter")
    post.weigh("CD", "1")
    ticket = post.ticket()
    assert ticket is not None
    assert [line.notes for line in ticket.lines] == ["moisis", ""]
    post.tap("deposit_line_0")
    post.tap("deposit_describe")
    post.find(QLineEdit, "weighing_dialog_notes_edit").setText("")
    post.tap("weighing_dialog_confirm")
    post.key("enter")
    ticket = post.ticket()
    assert ticket is not None
    assert [(line.net, line.notes) for line in ticket.lines] == [(8250, ""), (1000, "")]


def test_escape_goes_home_only_when_nothing_is_begun(post: ReceptionPost) -> None:
    post.type("u")
    post.key("escape")
    assert post.page.name == "weighing"
    post.key("escape")
    assert post.page.name == "reception_home"
