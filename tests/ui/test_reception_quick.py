"""Few gestures at the scale: three taps a line, two from a favourite; several weighings, the last one again, « ? »."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from recyclique_desktop.data.queries.reception import open_posts
from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain import settings
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.services.reception import ClosePost, OpenPost, close_post, open_post
from recyclique_desktop.services.shared_settings import SetSetting, set_setting
from recyclique_desktop.ui.reception.lookup_dialog import LookupDialog
from recyclique_desktop.ui.reception.weighing_foot import NetCard
from recyclique_desktop.ui.widgets.tiles import CompactTile
from tests.services.selling import read, write
from tests.services.weighing import category, open_reception
from tests.ui.reception_post import ReceptionPost, depot, opened, weigher

if TYPE_CHECKING:
    from tests.conftest import Shop

__all__ = ["depot", "opened"]


@pytest.fixture
def weighing(depot: Shop, app: QApplication, tmp_path: Path) -> Iterator[ReceptionPost]:
    """The morning after a day of casseroles, books and sheets: the favourites are known."""
    del app
    before = open_reception(depot, weigher(depot))
    for name in ("Casserole",) * 4 + ("Livre",) * 3 + ("Drap",) * 2:
        ticket = before.begin("apport volontaire", "11069")
        before.weigh(ticket, "2.500", name=name)
        before.finish(ticket)
    write(depot, close_post, ClosePost(before.poste_id), before.actor)
    depot.clock.advance(timedelta(days=1))
    write(depot, open_post, OpenPost(depot.station.ids.new()), weigher(depot))
    driven = ReceptionPost(depot, tmp_path, scale=SimulatedScale())
    yield driven.begin()
    driven.close()


def today(post: ReceptionPost) -> list[tuple[str, int, int, str, bool, str]]:
    return post.lines()[9:]


def net(post: ReceptionPost) -> str:
    return post.find(NetCard, "weigh_net").value


def test_a_weighed_line_takes_three_taps(weighing: ReceptionPost) -> None:
    weighing.put(13_900)
    before = weighing.taps
    weighing.tap_category("Casserole")
    weighing.tap("weigh_add")
    assert weighing.taps - before == 3
    assert today(weighing) == [("Casserole", 13_900, 0, "MAGASIN", False, "scale")]


def test_a_favourite_takes_two_taps_or_two_keys(weighing: ReceptionPost) -> None:
    weighing.put(13_900)
    before = weighing.taps
    weighing.tap("weigh_favourite_0")
    weighing.tap("weigh_add")
    assert weighing.taps - before == 2
    weighing.put(0)
    weighing.put(4_000)
    keys = weighing.keys
    weighing.press(Qt.Key.Key_F6)
    weighing.key("enter")
    assert weighing.keys - keys == 2
    assert [line[:2] for line in today(weighing)] == [("Casserole", 13_900), ("Livre", 4_000)]


def test_by_letters_a_weighed_line_takes_three_keys(weighing: ReceptionPost) -> None:
    weighing.put(6_000)
    before = weighing.keys
    weighing.type(weighing.letters("Drap"))
    weighing.key("enter")
    assert weighing.keys - before == 3
    assert [line[:2] for line in today(weighing)] == [("Drap", 6_000)]


def test_several_weighings_make_one_line_and_none_counts_twice(weighing: ReceptionPost) -> None:
    weighing.tap_category("Casserole")
    weighing.put(5_200)
    weighing.tap("weigh_more")
    assert net(weighing) == "5,200"
    weighing.tap("weigh_add")  # the pan was not emptied: what lies there is counted already
    assert today(weighing) == [("Casserole", 5_200, 0, "MAGASIN", False, "scale")]
    weighing.put(0)
    weighing.tap("weigh_favourite_0")
    weighing.put(3_000)
    weighing.type("+")
    weighing.put(0)
    weighing.put(1_500)
    assert net(weighing) == "4,500"
    weighing.key("enter")
    assert today(weighing)[-1] == ("Casserole", 4_500, 0, "MAGASIN", False, "scale")


def test_each_weighing_of_a_line_has_its_container(weighing: ReceptionPost) -> None:
    weighing.tap_category("Casserole")
    weighing.tap("weigh_container_1")
    weighing.type("10+12")
    weighing.key("enter")
    assert today(weighing) == [("Casserole", 19_000, 3_000, "MAGASIN", False, "typed")]


def test_escape_takes_back_the_last_of_several_weighings(weighing: ReceptionPost) -> None:
    weighing.tap_category("Casserole")
    weighing.type("3+2+")
    assert net(weighing) == "5,000"
    weighing.key("escape")
    assert net(weighing) == "3,000"
    weighing.key("enter")
    assert [line[1] for line in today(weighing)] == [3_000]


def test_a_moving_scale_is_waited_for_even_after_a_first_weighing(weighing: ReceptionPost) -> None:
    weighing.tap_category("Casserole")
    weighing.put(5_200)
    weighing.tap("weigh_more")
    weighing.put(0)
    weighing.put(900, stable=False)
    weighing.key("enter")
    assert today(weighing) == []


def test_the_last_line_is_said_again_by_one_key_and_weighed_anew(weighing: ReceptionPost) -> None:
    weighing.put(7_000)
    weighing.type(weighing.letters("Livre") + "=")
    weighing.tap("weigh_container_1")
    weighing.key("enter")
    weighing.put(0)
    weighing.tap("weigh_container_0")
    weighing.put(8_000)
    weighing.type("*")
    weighing.key("enter")
    assert today(weighing)[-1] == ("Livre", 6_500, 1_500, "RECYCLAGE", True, "scale")


def test_a_favourite_never_moves_during_the_day(weighing: ReceptionPost) -> None:
    for _ in range(6):
        weighing.weigh("Drap", "1")
    weighing.arrive("weighing", weighing.weigher)
    weighing.put(2_000)
    weighing.tap("weigh_favourite_0")
    weighing.key("enter")
    assert today(weighing)[-1][0] == "Casserole"


def searched(post: ReceptionPost, words: str) -> LookupDialog:
    post.type("?")
    dialog = post.main.findChild(LookupDialog, "lookup_dialog")
    assert dialog is not None
    QTest.keyClicks(post.find(QLineEdit, "lookup_words_edit"), words)
    post.settle()
    return dialog


def test_a_newcomer_asks_where_a_thing_goes_and_weighs_it(weighing: ReceptionPost) -> None:
    weighing.put(1_200)
    dialog = searched(weighing, "poelle")
    assert "Casserole" in [label.text() for label in dialog.findChildren(QLabel)]
    weighing.key("enter")
    assert weighing.find(CompactTile, "weigh_favourite_0").chosen
    weighing.key("enter")
    assert [line[:2] for line in today(weighing)] == [("Casserole", 1_200)]


def test_a_thing_nobody_knows_is_said_so_and_nothing_is_chosen(weighing: ReceptionPost) -> None:
    dialog = searched(weighing, "zzzz")
    assert any("Rien ne ressemble" in label.text() for label in dialog.findChildren(QLabel))
    weighing.key("enter")
    assert dialog.isVisible()
    dialog.reject()
    weighing.settle()
    assert today(weighing) == []


def test_the_day_grows_with_each_line_and_in_is_never_added_to_out(weighing: ReceptionPost) -> None:
    def day() -> str:
        return weighing.find(QLabel, "deposit_day").text().replace("\u00a0", " ")

    assert "rien encore" in day()
    weighing.weigh("Livre", "3")
    weighing.weigh("Livre", "2=")
    assert "3,0 kg reçus · 2,0 kg sortis" in day()
    weighing.press(Qt.Key.Key_F12)
    weighing.tap("deposit_finish_dialog_confirm")
    weighing.weigh("Livre", "4")
    assert "7,0 kg reçus · 2,0 kg sortis" in day()


def test_the_next_deposit_comes_from_where_the_last_one_did(weighing: ReceptionPost) -> None:
    weighing.weigh("Livre", "3")
    ticket = weighing.ticket()
    assert ticket is not None
    assert (ticket.origin_channel, ticket.insee) == ("apport volontaire", "11069")


def test_the_shop_says_which_weights_are_asked_about(weighing: ReceptionPost) -> None:
    shop = weighing.shop
    limits = {category(shop, "Livre"): Grams(50_000)}
    write(shop, set_setting, SetSetting(settings.UNUSUAL_BY_CATEGORY.name, limits), shop.admin)
    weighing.arrive("weighing", weighing.weigher)
    weighing.weigh("Livre", "60")
    assert today(weighing) == []
    weighing.type("g")
    weighing.weigh("Drap", "60")
    assert [line[:2] for line in today(weighing)] == [("Livre", 60_000), ("Drap", 60_000)]


def test_a_notebook_is_opened_from_home_and_its_lines_count_on_its_day(weighing: ReceptionPost) -> None:
    manager = replace(weighing.shop.admin)
    weighing.arrive("reception_home", manager)
    weighing.tap("open_notebook")
    QTest.keyClicks(weighing.find(QLineEdit, "notebook_dialog_day_edit"), "4/9/2026")
    weighing.tap("notebook_dialog_confirm")
    assert weighing.page.name == "weighing"
    assert "Cahier du 04/09/2026" in weighing.said()
    weighing.weigh("Livre", "5")
    posts = {post.is_deferred: post for post in read(weighing.shop, open_posts, weighing.shop.station)}
    assert posts[True].open_ticket is not None
    assert posts[False].open_ticket is None
    weighing.arrive("reception_home", manager)
    assert "Cahier du 04/09/2026 · 1 dépôt" in weighing.said()
    assert not weighing.find(QPushButton, "post_0_close").isEnabled()
    weighing.tap("weigh")
    assert "Cahier" not in weighing.said()


def test_a_volunteer_sees_no_notebook_button(weighing: ReceptionPost) -> None:
    weighing.arrive("reception_home", weighing.weigher)
    assert not weighing.shows("open_notebook")
    assert weighing.shows("open_announced")
