"""What the running till weighs after a busy hour, and whether it keeps growing.

``python -m tests.benchmarks.bench_memory [--tickets 60] [--json]``
The hour is played by keys at the real window, in a process of its own; memory is what the system counts for it,
shared libraries included (Linux only).
"""

from __future__ import annotations

import argparse
import json
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from recyclique_desktop.demo import shop
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.services.people import ChangePin, change_pin
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.passwords import hash_secret
from recyclique_desktop.system.secrets import FileStore
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
        _real_code(place)
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


def _real_code(place: Place) -> None:
    """Hash the volunteer's code at the price that real people pay; demonstrations are cheaper."""
    store = FileStore(place.folders.config)
    opened = open_workstation(place.folders, store, SystemClock(), secrets.token_bytes)
    try:
        user_id, person = shop.team(opened.db)[0]
        with opened.db.writing() as session:
            change_pin(session, ChangePin(user_id, hash_secret(person.pin)), SYSTEM, opened.station)
    finally:
        opened.close()


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
