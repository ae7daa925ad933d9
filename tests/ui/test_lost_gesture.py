"""A gesture that does not arrive: the demonstration says so at once, with a picture, and ends without a traceback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan
from recyclique_desktop.demo.clock import PresentClock
from recyclique_desktop.domain.clock import PARIS, business_date
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.showcase import lost
from recyclique_desktop.showcase.player import Player
from recyclique_desktop.ui.gestures import Hands, hands_at
from recyclique_desktop.ui.means import Means
from tests.demo.short import short_shop

TILL = WorkstationKind.TILL


class _Clumsy(Hands):
    """Hands whose finger slips off one button, once."""

    patience_ms = 300

    def __init__(self, hands: Hands, slips_off: str) -> None:
        super().__init__(hands.window, hands._idle)
        self.slips_off = slips_off

    def tap(self, name: str) -> None:
        if name == self.slips_off:
            self.slips_off = ""
        else:
            super().tap(name)


@pytest.mark.slow
@pytest.mark.screen
def test_a_touch_that_is_lost_is_said_at_once_with_a_picture_of_the_screen(app: QApplication, tmp_path: Path) -> None:
    place, clock = short_shop(tmp_path / "magasin"), PresentClock()
    means = Means(place.folders(TILL), place.store(TILL), clock, debounce_ms=0)
    today = business_date(clock.now(), PARIS)
    with hands_at(means) as (program, able):
        assert program.opened is not None
        plan = day_plan(7, 1, today, shop.goods(program.opened.db), len(shop.TEAM))
        hands = _Clumsy(able, "sale_confirm")
        player = Player(hands, clock, program.opened, None, by_touch=True)
        with pytest.raises(UserError) as refused, lost.shown(hands, tmp_path / "preuves"):
            player.play(replace(plan, tickets=plan.tickets[:1]))
    assert refused.value.code == "demo.lost"
    picture = Path(str(refused.value.params["file"]))
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert "Encaisser" in picture.with_suffix(".txt").read_text(encoding="utf-8")
