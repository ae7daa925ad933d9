"""How long a volunteer waits from the icon to the sign-in tiles, and what the program weighs then.

``python -m tests.benchmarks.bench_start [--runs 10] [--cold] [--json]``
Each run is a new process. ``--cold`` empties the system's file cache before each (root only), as after switching the
computer on. Without a display the window is drawn off-screen.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Goal, Timing, tell
from tests.faults import small_shop
from tests.faults.place import ROOT, Place

PATIENCE_S = 60
_DROP = Path("/proc/sys/vm/drop_caches")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if asked.cold and not os.access(_DROP, os.W_OK):
        print("a cold start wants root: the file cache cannot be emptied, nothing was measured")
        return 1
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as folder:
        place = small_shop.make(Path(folder) / "shop", seed=1)
        started(place)  # compiles what Python has not compiled yet
        runs = [started(place, cold=asked.cold) for _ in range(asked.runs)]
    return _tell(runs, asked)


def started(place: Place, *, cold: bool = False) -> tuple[float, dict[str, Any]]:
    """Start once; return the seconds to the sign-in tiles and what the program says of itself."""
    if cold:
        os.sync()
        _DROP.write_text("3", "ascii")
    environment = place.environment
    if not environment.get("DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "recyclique_desktop", "--bench-start", "--data-dir", str(place.folders.data)]
    began = time.time()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said["ready_at"] - began, said


def _tell(runs: list[tuple[float, dict[str, Any]]], asked: argparse.Namespace) -> int:
    timing = Timing.of([seconds for seconds, _ in runs])
    memory = statistics.median(said["memory_kib"] for _, said in runs) / 1024
    inside = statistics.median(said["window_to_ready_ms"] for _, said in runs)
    figures = {
        "process to sign-in": str(timing),
        "of which after the imports, ms": inside,
        "memory at sign-in, MiB": round(memory, 1),
        "file cache": "emptied" if asked.cold else "warm",
        "drawn": os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM", "off-screen"),
    }
    return tell("bench_start", figures, [Goal("start, s (median)", timing.p50 / 1000, 2.0)], as_json=asked.json)


if __name__ == "__main__":
    raise SystemExit(main())
