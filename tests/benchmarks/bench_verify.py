"""How long the whole check of the records takes per thousand tickets, and whether it grows in a straight line.

``python -m tests.benchmarks.bench_verify [--tickets 2000] [--json]``
Goal: 500,000 tickets in 60 s, hence 120 ms per thousand; ``--full`` (every signature) only tells its rate.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan, next_open_day
from recyclique_desktop.demo.day import Till
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.flows.verify import verify_workstation
from recyclique_desktop.system.secrets import FileStore
from tests.benchmarks.measuring import Goal, tell
from tests.faults.place import Place
from tests.known import MORNING

if TYPE_CHECKING:
    from recyclique_desktop.flows.workstation import OpenWorkstation

ROUNDS = 5
SLOPE = 1.3
"""How much dearer a thousand tickets may be in the whole file than in its first half."""


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as folder:
        place, clock = Place(Path(folder)), SimulatedClock(MORNING)
        opened = shop.create_shop(place.folders, FileStore(place.folders.config), clock, secrets.token_bytes)
        day = _sell(opened, clock, asked.tickets // 2, date(2026, 9, 16))
        half, _ = _per_thousand(opened)
        _sell(opened, clock, asked.tickets, day)
        whole, full = _per_thousand(opened)
        size = place.file.stat().st_size / asked.tickets
        opened.close()
    figures = {
        "verify, ms per 1,000 tickets": round(whole, 1),
        "verify --full, ms per 1,000 tickets": round(full, 1),
        "verify --full, tickets per second": round(1_000_000 / full),
        "file, bytes per ticket": round(size),
    }
    goals = [Goal("verify, ms per 1,000 tickets", whole, 120.0), Goal("whole / half", whole / half, SLOPE)]
    return tell("bench_verify", figures, goals, as_json=asked.json)


def _sell(opened: OpenWorkstation, clock: SimulatedClock, tickets: int, after: date) -> date:
    """Play days until so many tickets are there; return the last day."""
    goods = shop.goods(opened.db)
    day = after
    while _tickets(opened) < tickets:
        day = next_open_day(day)
        Till(opened, clock, lambda _sale: None).play(day_plan(1, day.toordinal(), day, goods, len(shop.TEAM)))
    return day


def _tickets(opened: OpenWorkstation) -> int:
    with opened.db.reading() as session:
        return int(session.connection().exec_driver_sql("SELECT count(*) FROM sales").scalar_one())


def _per_thousand(opened: OpenWorkstation) -> tuple[float, float]:
    """Return milliseconds per thousand tickets, quick and full, taken in turns."""
    quick: list[float] = []
    full: list[float] = []
    for _ in range(ROUNDS):
        for times, is_full in ((quick, False), (full, True)):
            verdict = verify_workstation(opened, full=is_full)
            assert verdict.is_sound, verdict.report.findings
            times.append(verdict.milliseconds * 1000 / verdict.report.tickets)
    return statistics.median(quick), statistics.median(full)


if __name__ == "__main__":
    raise SystemExit(main())
