"""A demonstration's shop with one day behind it instead of two weeks, made at once; nothing is asked of its date."""

from __future__ import annotations

import os
from pathlib import Path

from recyclique_desktop.demo.clock import PresentClock
from recyclique_desktop.demo.day import Till
from recyclique_desktop.demo.place import Place
from recyclique_desktop.demo.story import Stage, play_days
from recyclique_desktop.demo.troupe import SEED
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system.clock import SystemClock


def short_shop(root: Path) -> Place:
    """Make it in ``root``: a till that works alone so far."""
    place, kind = Place(root), WorkstationKind.TILL
    place.claim()
    where = place.folders(kind)
    where.create()
    play_days(Stage(where, place.store(kind), os.urandom), SystemClock(), 1, SEED, lambda _sale: None)
    opened = open_workstation(where, place.store(kind), SystemClock(), os.urandom)
    try:
        Till(opened, PresentClock(), lambda _sale: None).come_back()
    finally:
        opened.close()
    place.set_ready(kind)
    return place
