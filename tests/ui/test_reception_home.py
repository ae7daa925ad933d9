"""Reception's home, and the ways to it: who comes to weigh is at the scale with one key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.app import Means
from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Setting
from recyclique_desktop.demo import shop as demo
from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import PARIS, SimulatedClock
from recyclique_desktop.domain.containers import DEFAULTS, Container
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.settings import CONTAINERS
from recyclique_desktop.domain.weight import Grams
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.ui.gestures import Hands, hands_at
from recyclique_desktop.ui.home import Home
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.rows import Figure
from tests.conftest import Shop
from tests.ui import checks
from tests.ui.looks import Look, every_low_look
from tests.ui.reception_post import ReceptionPost, depot, opened, post, weigher

__all__ = ["depot", "opened", "post"]

MORNING = datetime(2026, 11, 20, 8, 40, tzinfo=PARIS)


@pytest.fixture
def closed(depot: Shop, app: QApplication, tmp_path: Path) -> Iterator[ReceptionPost]:
    """A shop whose reception is not open yet."""
    del app
    driven = ReceptionPost(depot, tmp_path)
    driven.arrive("reception_home", weigher(depot))
    yield driven
    driven.close()


def test_a_closed_reception_is_opened_by_one_tap_and_leads_to_the_scale(closed: ReceptionPost) -> None:
    assert "Fermée" in closed.said()
    closed.tap("weigh")
    assert closed.page.name == "weighing"
    closed.weigh("Livre", "8,25")
    assert [line[1] for line in closed.lines()] == [8250]


def test_enter_opens_it_too(closed: ReceptionPost) -> None:
    Hands.key(closed, "enter")
    assert closed.page.name == "weighing"


def test_the_four_figures_are_those_of_today_and_are_never_added(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.type(post.letters("CD") + "2=")
    post.key("enter")
    post.arrive("reception_home", post.weigher)
    names = ("shop_in", "recycling", "tip", "shop_out")
    shown = [post.find(Figure, f"figure_{name}").value.replace("\u00a0", " ") for name in names]
    assert shown == ["8,3 kg", "0,0 kg", "0,0 kg", "2,0 kg"]
    assert "Dépôt 0001" in post.said()


def test_a_reception_with_a_deposit_under_way_cannot_be_closed(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.arrive("reception_home", post.weigher)
    assert not post.find(PrimaryButton, "close_post").isEnabled()


def test_closing_says_what_was_weighed(post: ReceptionPost) -> None:
    post.weigh("Livre", "8,25")
    post.tap("deposit_finish")
    post.tap("deposit_finish_dialog_confirm")
    post.arrive("reception_home", post.weigher)
    post.tap("close_post")
    assert "Réception fermée · 1 dépôt" in post.said().replace("\u00a0", " ")
    assert "Fermée" in post.said()


def test_a_post_left_open_since_yesterday_is_gone_on_with(post: ReceptionPost, opened: Shop) -> None:
    opened.clock.advance(timedelta(days=1))
    post.arrive("reception_home", post.weigher)
    assert "Ouverte depuis le" in post.said()
    post.tap("weigh")
    post.weigh("Livre", "8,25")
    assert len(post.lines()) == 1


def test_a_reception_that_stays_on_overnight_does_not_show_yesterdays_kilos(post: ReceptionPost, opened: Shop) -> None:
    post.weigh("Livre", "8,25")
    post.arrive("reception_home", post.weigher)
    page, kilos = post.page, post.find(Figure, "figure_shop_in")
    assert isinstance(page, Home)
    assert page.minutes.isActive()
    assert kilos.value.replace("\u00a0", " ") == "8,3 kg"
    opened.clock.advance(timedelta(days=1))
    page.minutes.timeout.emit()
    post.settle()
    assert kilos.value.replace("\u00a0", " ") == "0,0 kg"
    assert "Ouverte depuis le" in post.said()
    post.arrive("weighing", post.weigher)
    assert not page.minutes.isActive()


def test_who_may_not_weigh_is_told_so_before_she_tries(post: ReceptionPost) -> None:
    post.arrive("reception_home", replace(post.shop.volunteer, permissions=frozenset()))
    assert not post.find(PrimaryButton, "weigh").isEnabled()
    assert "ne permet pas" in post.said()


def test_the_tills_home_leads_to_reception_and_back_for_who_may_weigh(post: ReceptionPost) -> None:
    post.arrive("home", post.shop.volunteer)
    assert not post.shows("reception_go")
    post.arrive("home", post.weigher)
    post.tap("reception_go")
    assert post.page.name == "reception_home"
    post.tap("header_back")
    assert post.page.name == "home"


def test_the_shops_own_containers_are_offered(opened: Shop, app: QApplication, tmp_path: Path) -> None:
    del app
    own = (Container("Cagette", Grams(450)),)
    with opened.db.writing() as session:
        now = opened.station.clock.now()
        session.add(
            Setting(
                id=opened.station.ids.new(),
                key=CONTAINERS.name,
                value=CONTAINERS.kind.write(own),
                created_at=now,
                updated_at=now,
            )
        )
        record(session, acts.SETTING_CHANGED, opened.admin, opened.station, doc={"containers": 1})
    driven = ReceptionPost(opened, tmp_path).begin()
    try:
        driven.type(driven.letters("Livre") + "2")
        driven.tap("weigh_container_1")
        driven.key("enter")
        assert [line[1:3] for line in driven.lines()] == [(1550, 450)]
    finally:
        driven.close()


@pytest.mark.parametrize("stored", [None, "", "nonsense", '[["Caddie", -5]]', '[["", 5]]', '[["Bac", 1.5]]', "3"])
def test_an_unreadable_list_of_containers_leaves_the_defaults(stored: str | None) -> None:
    assert CONTAINERS.read(stored) == DEFAULTS


def test_containers_come_back_as_they_were_written() -> None:
    assert CONTAINERS.read(CONTAINERS.kind.write(DEFAULTS)) == DEFAULTS


def test_a_workstation_of_reception_shows_reception_after_the_code(app: QApplication, tmp_path: Path) -> None:
    del app
    where, store = Folders(tmp_path / "r", tmp_path / "c", tmp_path / "l"), MemoryStore()
    where.create()
    demo.create_shop(where, store, SimulatedClock(MORNING), os.urandom, WorkstationKind.RECEPTION).close()
    with hands_at(Means(where, store, SimulatedClock(MORNING), debounce_ms=0)) as (program, hands):
        hands.type("e2580")
        hands.key("enter")
        assert program.window.current is not None
        assert program.window.current.name == "reception_home"
        hands.key("enter")
        assert program.window.current.name == "weighing"
        hands.type("ua8,25")
        hands.key("enter")
        hands.tap("header_lock")
        hands.type("k1470")
        hands.key("enter")
        assert program.window.current.name == "weighing"
        assert hands.shows("deposit_line_0")


@every_low_look
def test_every_word_and_target_fits(opened: Shop, app: QApplication, tmp_path: Path, look: Look) -> None:
    with look.worn(app):
        post = ReceptionPost(opened, tmp_path, scale=SimulatedScale())
        wrong: list[str] = []

        def look_at(what: str) -> None:
            wrong.extend(f"{what}: {sentence}" for sentence in checks.wrong_with(post.main, *look.size))

        try:
            post.arrive("home", post.weigher)
            look_at("till's home")
            post.arrive("reception_home", post.weigher)
            look_at("home")
            post.begin()
            look_at("empty")
            for letters, weight, downs in (("ua", "8,25", 0), ("ay", "21,3", 1), ("ra", "14", 2)):
                post.type(letters + weight)
                post.key(*["down"] * downs, "enter")
            post.type("ya4,9=")
            post.key("enter")
            post.put(13_900)
            post.key("right")
            post.type("d")
            look_at("below")
            post.type("a")
            look_at("whole")
            post.key("enter")
            post.type("a")
            look_at("taken")
            post.key("escape")
            post.type("ua960")
            post.key("enter")
            look_at("asked")
            post.key("escape", "escape", "escape", "up")
            look_at("mending")
            post.key("delete")
            look_at("removed")
            assert post.scale is not None
            post.scale.unplug()
            post.settle()
            look_at("unplugged")
            post.scale.plug()
            post.settle()
            post.tap("deposit_finish")
            post.tap("deposit_finish_dialog_confirm")
            look_at("finished")
            post.arrive("reception_home", post.weigher)
            look_at("home afterwards")
            assert wrong == []
        finally:
            post.close()
