"""Looking round at the office: what it shows on arrival, prices, people, settings."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from recyclique_desktop.demo import shop
from recyclique_desktop.showcase.player import sign_in
from recyclique_desktop.sync.status import Light
from recyclique_desktop.ui.gestures import LostError

if TYPE_CHECKING:
    from pathlib import Path

    from recyclique_desktop.ui.gestures import Hands
    from recyclique_desktop.ui.program import Program

_PATIENCE_S: Final = 30.0


def look(hands: Hands, photographs: Path) -> None:
    """Open each page of administration once, as somebody who may."""
    sign_in(hands, shop.ADMINISTRATOR)
    hands.photograph(photographs / "10-bureau-accueil.png")
    hands.tap("office_manage")
    for place in ("categories", "people", "settings"):
        hands.tap(f"nav_{place}")
        hands.photograph(photographs / f"10-bureau-{place}.png")


def wait_until_up_to_date(program: Program, hands: Hands) -> None:
    """Wait until the pill says that everything is sent.

    Raises:
        LostError: It never did.
    """
    until = time.monotonic() + _PATIENCE_S
    while program.link is None or program.link.exchange.status.light is not Light.UP_TO_DATE:
        if time.monotonic() > until:
            raise LostError("what was sold was never sent")
        if program.link is not None:
            program.link.exchange.hurry()
        hands.settle()
        time.sleep(0.05)
