"""Whether a till of ten years is as quick as a new one: start, screens, lists, memory, with the exchange beside.

``python -m tests.benchmarks.bench_history [--sales 500000] [--rounds 3] [--arriving 3000] [--json]``
The past is written in bulk beside the journal (``tests/history.py``), once, and kept in the system's folder for
temporary files. Young and old are measured by turns, so that a busy machine slows both alike: first while nothing
arrives, then while another till's tickets do, from a real PostgreSQL centre through the real worker. Without a server
the second half is left out, and said to be.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from recyclique_desktop.app import settle_memory
from recyclique_desktop.data import migrate
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.system.secrets import FileStore
from recyclique_desktop.ui import theme
from tests.benchmarks.bench_arrivals import MOST_STALL_MS
from tests.benchmarks.bench_screen import MOST_KEY_MS, MOST_PAY_MS, _p95
from tests.benchmarks.bench_start import started
from tests.benchmarks.history_beside import ADD, PAY, TURN, Beside, Felt, at_work
from tests.benchmarks.measuring import Goal, tell
from tests.faults import small_shop
from tests.faults.place import ROOT, Place
from tests.history import TEN_YEARS, fill
from tests.known import MORNING
from tests.machines import lone_centre
from tests.postgres import NoServerError

SLOPE = 1.3
MOST_LIST_MS, MOST_MIB, MOST_START_S = 150.0, 180.0, 2.0
TURNS, HOUR = 8, 20
"""Of one round: turns at the window while nothing arrives; tickets of the hour that is weighed."""
QUIET, BUSY, START = "nothing arrives", "tickets arrive", "start"
YOUNG, OLD = "young", "old"
KEYS = {ADD: MOST_KEY_MS, PAY: MOST_PAY_MS}
"""What is pressed, and the most that it may take."""


@dataclass
class Found:
    """What a till of one age took.

    Attributes:
        felt: Seconds of each gesture, one list for each round, while nothing arrives and while tickets do.
        arrived_s: Seconds that the tickets took to arrive.
        refused: What it logged of a busy file.
    """

    felt: dict[str, dict[str, list[list[float]]]] = field(
        default_factory=lambda: {QUIET: defaultdict(list), BUSY: defaultdict(list)}
    )
    starts: list[float] = field(default_factory=list)
    arrived_s: float = 0.0
    refused: int = 0
    memory: float = 0.0

    def add(self, when: str, felt: Felt) -> None:
        for name, took in felt.items():
            self.felt[when][name].append(took)

    def ms(self, when: str, name: str, of: Callable[[list[float]], float] | None = None) -> float:
        """Return the best of the rounds, as what others take of the machine only adds: p95 of keys, p50 of lists."""
        of = of or (_p95 if name in KEYS else _middle)
        return min(of(took) for took in self.felt[when][name])

    def stall_ms(self, when: str) -> float:
        """Return the longest time that the window did not turn while nobody touched it."""
        return max(max(gaps) for gaps in self.felt[when][TURN]) * 1000


def _middle(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1000


def old_place(sales: int) -> Place:
    """Return a shop with so many tickets behind it, made once."""
    kept = Path(tempfile.gettempdir()) / f"recyclique-history-{sales}-{migrate.head()}"
    if not kept.exists():
        part = kept.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        place = small_shop.make(part, seed=1)
        opened = open_workstation(
            place.folders, FileStore(place.folders.config), SimulatedClock(MORNING), secrets.token_bytes
        )
        fill(opened.db, opened.station, sales, opened.config.stream_id)
        opened.close()
        part.rename(kept)
    return Place(kept)


def weighed(place: Place) -> float:
    """Return the mebibytes of the running till after a short hour, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.till_hour", str(place.root), str(HOUR)]
    done = subprocess.run(command, cwd=ROOT, env=place.environment, capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return float(said["series"][-1]) / 1024


def measure(sales: int, rounds: int, arriving: int) -> tuple[dict[str, Any], list[Goal]]:
    """Alternate both shops."""
    application = QApplication([])
    theme.apply(application, theme.LIGHT)
    found = {age: Found() for age in (YOUNG, OLD)}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="recyclique-bench-")))
        places = {YOUNG: small_shop.make(folder / YOUNG, seed=1), OLD: Place(folder / OLD)}
        shutil.copytree(old_place(sales).root, places[OLD].root)
        size = places[OLD].file.stat().st_size
        memory = {age: weighed(place) for age, place in places.items()}
        others = _others(stack, places, folder, rounds * arriving)
        settle_memory()  # as the program does; the tickets in hand are not part of it
        for _ in range(rounds):
            for age, place in places.items():
                found[age].memory = memory[age]
                found[age].starts.append(started(place)[0])
                with at_work(place, folder, application) as work:
                    found[age].add(QUIET, work.until(lambda turns: turns >= TURNS))
                    if others:
                        felt, took = work.beside(others[age], arriving)
                        found[age].add(BUSY, felt)
                        found[age].arrived_s += took
                    found[age].refused += sum("storage" in said or "busy" in said for said in work.trouble.said)
        for other in others.values():
            other.second.close()
        _all_there(places, arriving * rounds if others else 0)
    return _told(found, sales, size, arriving * rounds if others else 0)


def _others(stack: ExitStack, places: dict[str, Place], folder: Path, arriving: int) -> dict[str, Beside]:
    """Give each shop a centre and a second till; none without a server."""
    try:
        bases = {age: stack.enter_context(lone_centre()) for age in places}
    except NoServerError:
        return {}
    return {age: Beside.of(places[age], bases[age], folder / f"{age}-second", arriving) for age in places}


def _all_there(places: dict[str, Place], arrived: int) -> None:
    for age, place in places.items():
        with place.raw() as file:
            ((there,),) = file.execute("SELECT count(*) FROM sales WHERE number LIKE 'C02-%'").fetchall()
        assert there == (arrived + 2 if arrived else 0), f"{there} of {arrived} arrived at the {age} till"


def _told(found: dict[str, Found], sales: int, size: int, arrived: int) -> tuple[dict[str, Any], list[Goal]]:
    young, old = found[YOUNG], found[OLD]
    whens = (QUIET, BUSY) if arrived else (QUIET,)
    figures: dict[str, Any] = {"tickets behind, GB": f"{sales}, {size / 1e9:.2f}"}
    goals = []
    for when in whens:
        for name in young.felt[when]:
            if name in KEYS:
                figures[f"{name}, p50, {when}, ms"] = _both(*(one.ms(when, name, _middle) for one in (young, old)))
                figures[f"{name}, p95, {when}, ms"] = _both(young.ms(when, name), old.ms(when, name))
            elif name != TURN:
                figures[f"{name}, {when}, ms"] = _both(young.ms(when, name), old.ms(when, name))
        figures[f"{TURN} at most, {when}, ms"] = _both(young.stall_ms(when), old.stall_ms(when))
        goals += _goals(young, old, when)
    if arrived:
        figures["arrived at each; per second, beside sales"] = (
            f"{arrived}; {_both(arrived / young.arrived_s, arrived / old.arrived_s)}"
        )
    else:
        figures["while tickets arrive"] = "NOT MEASURED: no PostgreSQL here"
    starts = [min(one.starts) for one in (young, old)]
    figures["start, ms"] = _both(starts[0] * 1000, starts[1] * 1000)
    figures["memory of the running till, MiB"] = _both(young.memory, old.memory)
    goals += [
        Goal("start, s", starts[1], MOST_START_S),
        Goal("start, old / young", starts[1] / starts[0], SLOPE),
        Goal("memory of the running till, MiB", old.memory, MOST_MIB),
        Goal("lock errors", young.refused + old.refused, 0),
    ]
    return figures, goals


def _both(young: float, old: float) -> str:
    return f"young {young:.1f}, old {old:.1f}, ratio {old / young:.2f}"


def _goals(young: Found, old: Found, when: str) -> list[Goal]:
    """Return the goals of an old till at its window; where a young one stalls at rest, the machine does it."""
    goals = [Goal(f"{name}, p95 ms, {when}", old.ms(when, name), most) for name, most in KEYS.items()]
    goals += [
        Goal(f"{name}, p95 old / young, {when}", old.ms(when, name) / young.ms(when, name), SLOPE) for name in KEYS
    ]
    lists = [name for name in old.felt[when] if name not in {*KEYS, TURN}]
    goals += [Goal(f"{name}, ms, {when}", old.ms(when, name), MOST_LIST_MS) for name in lists]
    if when == BUSY:
        most = max(MOST_STALL_MS, young.stall_ms(QUIET))
        goals.append(Goal("longest stall of the window at rest, ms", old.stall_ms(BUSY), most))
    return goals


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=TEN_YEARS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--arriving", type=int, default=3_000, help="tickets of the other till in each round")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "" if os.environ.get("DISPLAY") else "offscreen")
    figures, goals = measure(asked.sales, asked.rounds, asked.arriving)
    return tell("A till of ten years", figures, goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
