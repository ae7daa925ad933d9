"""The days of ``recyclique demo-day`` played through the real screens, off-screen, instead of through the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.showcase import lost
from recyclique_desktop.showcase.player import Player
from recyclique_desktop.system.clock import standing_still
from recyclique_desktop.ui.application import off_screen_application
from recyclique_desktop.ui.gestures import LostError, hands_at
from recyclique_desktop.ui.means import Means

if TYPE_CHECKING:
    from recyclique_desktop.demo.clock import StoryClock
    from recyclique_desktop.demo.plan import DayPlan
    from recyclique_desktop.demo.story import ByHand, Stage


def by_hand(stage: Stage) -> ByHand:
    """Return what plays a day in the folder of ``stage`` with keys and touches; nothing else may write there."""
    off_screen_application()

    def play(clock: StoryClock, plan: DayPlan) -> None:
        with hands_at(Means(stage.folders, stage.store, clock, debounce_ms=0, stopwatch=standing_still)) as (
            program,
            hands,
        ):
            if program.opened is None:
                raise LostError("the workstation did not open")
            with lost.shown(hands, stage.folders.logs):
                Player(hands, clock, program.opened, None).play(plan)

    return play
