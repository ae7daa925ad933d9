"""How long the whole check of the records takes per thousand tickets, and whether it grows in a straight line.

``python -m tests.benchmarks.bench_verify [--tickets 2000] [--json]``
Goal: 500,000 tickets in 60 s, hence 120 ms per thousand; ``--full`` (every signature) only tells its rate. On a busy
machine, trust the processor time, and what it is of the bare minimum: hashing and reading the same bytes, in turns.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import secrets
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    from collections.abc import Sequence

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
        half = _per_thousand(opened)
        _sell(opened, clock, asked.tickets, day)
        whole = _per_thousand(opened)
        size = place.file.stat().st_size / asked.tickets
        opened.close()
    quick, full = statistics.median(whole.quick), statistics.median(whole.full)
    figures = {
        "verify, ms per 1,000 tickets": round(quick, 1),
        "verify, ms of processor per 1,000 tickets": round(statistics.median(whole.processor), 1),
        "bare minimum, ms of processor per 1,000 tickets": round(statistics.median(whole.bare), 1),
        "processor, verify / bare minimum": round(whole.ratio, 2),
        "verify --full, ms per 1,000 tickets": round(full, 1),
        "verify --full, tickets per second": round(1_000_000 / full),
        "file, bytes per ticket": round(size),
    }
    goals = [
        Goal("verify, ms per 1,000 tickets", quick, 120.0),
        Goal("whole / half, each in bare minimums", whole.ratio / half.ratio, SLOPE),
    ]
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


@dataclass
class Times:
    """Milliseconds per thousand tickets, one of each for each round.

    Attributes:
        quick: Of the check, by the clock.
        processor: Of the same, on all threads.
        full: With every signature, by the clock.
        bare: Of hashing and reading the same bytes, on the processor.
    """

    quick: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    full: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many times the bare minimum the check takes."""
        return statistics.median(one / bare for one, bare in zip(self.processor, self.bare, strict=True))


def _per_thousand(opened: OpenWorkstation) -> Times:
    """Measure in turns, so that a busy machine slows all alike."""
    times, thousands = Times(), _tickets(opened) / 1000
    with opened.db.reading() as session:
        entries = session.connection().exec_driver_sql("SELECT header, payload FROM journal").all()
    for _ in range(ROUNDS):
        times.bare.append(_bare_ms(entries) / thousands)
        for taken, is_full in ((times.quick, False), (times.full, True)):
            began = time.process_time()
            verdict = verify_workstation(opened, full=is_full)
            if not is_full:
                times.processor.append((time.process_time() - began) * 1000 / thousands)
            assert verdict.is_sound, verdict.report.findings
            taken.append(verdict.milliseconds / thousands)
    return times


def _bare_ms(entries: Sequence[Any]) -> float:
    began = time.process_time()
    for header, payload in entries:
        hashlib.sha256(header).digest()
        hashlib.sha256(payload).digest()
        if payload:
            json.loads(payload)
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
