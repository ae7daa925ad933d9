"""Whether a till of ten years is as quick as a new one: start, screens, lists, memory.

``python -m tests.benchmarks.bench_history [--sales 500000] [--rounds 3] [--json]``
The past is written in bulk beside the journal (``tests/history.py``), once, and kept in the system's folder for
temporary files. Young and old are measured by turns, so that a busy machine slows both alike.
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
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from recyclique_desktop.data import migrate
from recyclique_desktop.data.queries import sessions, tickets, till
from recyclique_desktop.domain.clock import SimulatedClock, business_date
from recyclique_desktop.domain.enums import ClosureKind
from recyclique_desktop.flows.workstation import OpenWorkstation, open_workstation
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.secrets import FileStore
from recyclique_desktop.ui import theme
from tests.benchmarks.bench_screen import Bench, _lines, _p95, _sales
from tests.benchmarks.bench_start import started
from tests.benchmarks.measuring import Goal, tell
from tests.faults import small_shop
from tests.faults.place import ROOT, Place
from tests.history import TEN_YEARS, fill
from tests.known import MORNING

SLOPE = 1.3
MOST_KEY_MS, MOST_PAY_MS, MOST_LIST_MS, MOST_MIB = 50.0, 150.0, 150.0, 180.0
LINES, SALES, LOOKS, HOUR = 64, 20, 7, 20
"""Of one round: lines and tickets at the screen, looks at each list; tickets of the hour that is weighed."""

Found = dict[str, dict[str, list[float]]]
"""Seconds by what was measured, for ``young`` and ``old``."""


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


def lists(opened: OpenWorkstation) -> dict[str, float]:
    """Return how long each list takes, the middle of several looks; the first, which warms the file, apart."""
    station = opened.station
    today = business_date(station.clock.now(), station.zone)
    looks: dict[str, Callable[[Any], Any]] = {
        "home": lambda session: till.till_home(session, station, today),
        "list of tickets": lambda session: tickets.recent_tickets(session, station),
        "ticket by the end of its number": lambda session: tickets.recent_tickets(session, station, "000012"),
        "list of sessions": lambda session: sessions.till_sessions(session, station),
        "list of closures": lambda session: sessions.till_closures(session, station, ClosureKind.SESSION),
    }
    return {name: _looked(opened, look) for name, look in looks.items()}


def _looked(opened: OpenWorkstation, look: Callable[[Any], Any]) -> float:
    took = []
    for _ in range(LOOKS):
        with opened.db.reading() as session:
            begun = time.perf_counter()
            look(session)
            took.append(time.perf_counter() - begun)
    return statistics.median(took[1:])


def at_the_screen(place: Place, application: QApplication) -> dict[str, float]:
    """Return the 95th percentile of a line and of a payment, up to the picture, and the lists behind."""
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as folder:
        opened = open_workstation(place.folders, FileStore(place.folders.config), SystemClock(), secrets.token_bytes)
        bench = Bench(opened, Path(folder), application)
        _digits, lines, _tickets = _lines(bench, LINES)
        paid = _sales(bench, SALES)
        bench.tasks.stop()
        bench.window.close()
        found = {"add line": _p95(lines) / 1000, "pay": _p95(paid) / 1000, **lists(opened)}
        opened.close()
    return found


def weighed(place: Place) -> float:
    """Return the mebibytes of the running till after a short hour, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.till_hour", str(place.root), str(HOUR)]
    done = subprocess.run(command, cwd=ROOT, env=place.environment, capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return float(said["series"][-1]) / 1024


def measure(sales: int, rounds: int) -> tuple[dict[str, Any], list[Goal]]:
    """Alternate both shops."""
    application = QApplication([])
    theme.apply(application, theme.LIGHT)
    found: Found = {age: defaultdict(list) for age in ("young", "old")}
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as folder:
        places = {"young": small_shop.make(Path(folder) / "young", seed=1), "old": Place(Path(folder) / "old")}
        shutil.copytree(old_place(sales).root, places["old"].root)
        for _ in range(rounds):
            for age, place in places.items():
                for name, seconds in at_the_screen(place, application).items():
                    found[age][name].append(seconds)
                found[age]["start"].append(started(place)[0])
        size = places["old"].file.stat().st_size
        memory = {age: weighed(place) for age, place in places.items()}
    return _told(found, memory, sales, size)


def _told(found: Found, memory: dict[str, float], sales: int, size: int) -> tuple[dict[str, Any], list[Goal]]:
    young, old = ({name: statistics.median(took) * 1000 for name, took in found[age].items()} for age in found)
    figures: dict[str, Any] = {"tickets behind, GB": f"{sales}, {size / 1e9:.2f}"}
    figures |= {f"{name}, ms: young, old": f"{young[name]:.1f}, {old[name]:.1f}" for name in young}
    figures["memory of the running till, MiB: young, old"] = ", ".join(f"{mib:.0f}" for mib in memory.values())
    goals = [
        Goal("add line, p95 ms", old["add line"], MOST_KEY_MS),
        Goal("pay, p95 ms", old["pay"], MOST_PAY_MS),
        Goal("memory of the running till, MiB", memory["old"], MOST_MIB),
        *(Goal(f"{name}, old / young", old[name] / young[name], SLOPE) for name in ("add line", "pay", "start")),
        *(
            Goal(f"{name}, ms", took, MOST_LIST_MS)
            for name, took in old.items()
            if name not in {"add line", "pay", "start"}
        ),
    ]
    return figures, goals


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=TEN_YEARS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "" if os.environ.get("DISPLAY") else "offscreen")
    figures, goals = measure(asked.sales, asked.rounds)
    return tell("A till of ten years", figures, goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
