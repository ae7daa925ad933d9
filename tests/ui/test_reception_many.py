"""Many lines through the real screen, by keys and from the scale, without one wrong focus.

Seventy-five in CI; ``RECYCLIQUE_LINES=200 python -m pytest tests/ui/test_reception_many.py`` types two hundred.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from recyclique_desktop.data.queries.reception import reception_home
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import Destination
from recyclique_desktop.domain.reception import flow_of
from recyclique_desktop.ui.gestures import Hands as Gestures
from tests.ui.reception_post import ReceptionPost, depot, opened, post, weighing

if TYPE_CHECKING:
    from recyclique_desktop.domain.reception import Flow

__all__ = ["depot", "opened", "post", "weighing"]

DEPOSIT = 25
"""Lines of one deposit."""
LINES = int(os.environ.get("RECYCLIQUE_LINES", "75")) // DEPOSIT * DEPOSIT
_TARES = (0, 1500, 1000, 20_000)
_PLACES = (Destination.MAGASIN, Destination.RECYCLAGE, Destination.DECHETERIE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of the script.

    Attributes:
        downs: How often ↓ is pressed; ``rights``: how often →; ``tabs``: how often Tab, which changes nothing.
        weight_first: Whether the digits come before the letters.
    """

    name: str
    gross: int
    container: int
    rights: int
    downs: int
    is_exit: bool
    tabs: int
    weight_first: bool

    @property
    def stored(self) -> tuple[str, int, int, str, bool]:
        """What the file must say."""
        tare = _TARES[self.container]
        places = _PLACES[1:] if self.is_exit else _PLACES
        return self.name, self.gross - tare, tare, places[self.downs % len(places)].value, self.is_exit

    @property
    def typed(self) -> str:
        """The weight as a person types it."""
        kilos, rest = divmod(self.gross, 1000)
        return f"{kilos},{rest:03d}".rstrip("0").rstrip(",")


def script(post: ReceptionPost, seed: int) -> list[Wanted]:
    """Return lines like those of a busy day, in every manner of typing; a container stays within its deposit."""
    chance = random.Random(seed)
    names = [child.label for root in post.roots for child in root.children]
    made, container, last = [], 0, 0
    for at in range(LINES):
        container = container if at % DEPOSIT else 0
        rights = chance.choice((0, 0, 0, 1, 2, 3))
        container = (container + rights) % len(_TARES)
        gross = chance.randint(_TARES[container] + 20, 150_000)
        gross += gross == last  # a pan that says the same as before was not emptied
        last = gross
        made.append(
            Wanted(
                chance.choice(names), gross, container, rights, chance.randint(0, 3), chance.random() < 0.15,
                chance.choice((0, 0, 1, 2)), chance.random() < 0.3,
            )
        )  # fmt: skip
    return made


def set_up(post: ReceptionPost, one: Wanted) -> None:
    post.key(*["tab"] * one.tabs, *["right"] * one.rights)
    if one.is_exit:
        post.type("=")
    post.key(*["down"] * one.downs)


def the_screen_has_the_keys(post: ReceptionPost) -> bool:
    return QApplication.focusWidget() is post.page


def sums_by_flow(lines: list[Wanted]) -> dict[Flow, int]:
    sums: dict[Flow, int] = {}
    for one in lines:
        _name, net, _tare, place, is_exit = one.stored
        flow = flow_of(Destination(place), is_exit=is_exit)
        sums[flow] = sums.get(flow, 0) + net
    return sums


def finish_some(post: ReceptionPost, at: int) -> None:
    """End the deposit after its last line, by keys alone; the next one begins without a container."""
    if at % DEPOSIT == DEPOSIT - 1:
        post.press(Qt.Key.Key_F12)
        Gestures.key(post, "tab", "enter")


def check(post: ReceptionPost, lines: list[Wanted], source: str) -> None:
    assert [line[:5] for line in post.lines()] == [one.stored for one in lines]
    assert {line[5] for line in post.lines()} == {source}
    station = post.shop.station
    today = business_date(station.clock.now(), station.zone)
    with post.shop.db.reading() as session:
        home = reception_home(session, station, today)
    assert home.tickets_today == LINES // DEPOSIT
    wanted = sums_by_flow(lines)
    assert {flow: getattr(home.today, flow.value) for flow in wanted} == wanted
    assert home.today.lines == LINES


def test_as_many_typed_lines_as_a_morning_brings_are_in_the_file_as_typed(post: ReceptionPost) -> None:
    lines = script(post, 8)
    for at, one in enumerate(lines):
        letters = post.letters(one.name)
        with post.in_one_go():
            post.type(one.typed + letters if one.weight_first else letters)
            set_up(post, one)
            if not one.weight_first:
                post.type(one.typed)
            post.key("enter")
        assert the_screen_has_the_keys(post)
        finish_some(post, at)
    print(f"{LINES} lines, {post.keys} keys")
    check(post, lines, "typed")


def test_as_many_lines_from_the_scale_are_in_the_file_as_weighed(weighing: ReceptionPost) -> None:
    lines = script(weighing, 9)
    for at, one in enumerate(lines):
        if at % 3 == 0:
            weighing.put(one.gross // 2, stable=False)
        if one.weight_first:
            weighing.put(one.gross)
        with weighing.in_one_go():
            weighing.type(weighing.letters(one.name))
            set_up(weighing, one)
        weighing.put(one.gross)
        weighing.key("enter", "enter")  # a nervous hand adds nothing
        assert the_screen_has_the_keys(weighing)
        if at % 2:
            weighing.put(0)
        finish_some(weighing, at)
    print(f"{LINES} lines, {weighing.keys} keys, no digit typed")
    check(weighing, lines, "scale")


def test_lines_mixed_of_keys_and_touches_are_in_the_file_as_meant(post: ReceptionPost) -> None:
    lines = script(post, 10)[:DEPOSIT]
    for at, one in enumerate(lines):
        if at % 2:
            post.tap_category(one.name)
        else:
            post.type(post.letters(one.name))
        set_up(post, one)
        if at % 3:
            post.tap_number("weigh_keypad", one.typed)
        else:
            post.type(one.typed)
        if at % 4:
            post.key("enter")
        else:
            post.tap("weigh_add")
        assert the_screen_has_the_keys(post)
    assert [line[:5] for line in post.lines()] == [one.stored for one in lines]
