"""What the running till weighs after a busy hour, and whether it keeps growing.

``python -m tests.benchmarks.bench_memory [--tickets 60] [--json]``
The hour is played by keys at the real window, in a process of its own; memory is what the system counts for it,
shared libraries included (Linux only).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Goal, tell
from tests.faults import small_shop
from tests.faults.place import ROOT, Place

MOST_MIB = 180.0
GROWTH_MIB = 5.0
"""How much the second half of the hour may add."""


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as folder:
        place = small_shop.make(Path(folder) / "shop", seed=1)
        said = _hour(place, asked.tickets)
    assert said["recorded"] == said["tickets"], f"{said['tickets']} tickets played, {said['recorded']} recorded"
    series = [kib / 1024 for kib in said["series"]]
    half = series[(len(series) - 1) // 2]
    figures = {
        "at sign-in, MiB": round(said["sign_in"] / 1024, 1),
        "at the open till, MiB": round(said["open_till"] / 1024, 1),
        "on the way, MiB": [round(mib, 1) for mib in series],
        "tickets": said["tickets"],
    }
    goals = [
        Goal("after the hour, MiB", series[-1], MOST_MIB),
        Goal("growth in its second half, MiB", series[-1] - half, GROWTH_MIB),
    ]
    return tell("bench_memory", figures, goals, as_json=asked.json)


def _hour(place: Place, tickets: int) -> dict[str, Any]:
    environment = place.environment
    if not environment.get("DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "tests.benchmarks.till_hour", str(place.root), str(tickets)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


if __name__ == "__main__":
    raise SystemExit(main())
