"""Kill the window while somebody sells in it, by its process id, and see what is left.

``python -m tests.faults.kill_window --times 20 --seed 1``: each ticket that the screen said recorded is there, once,
with its amount; the running ticket that the screen showed is on the disk, or paid; the journal verifies with its
witness; the second medium reads to its end; payments equal totals plus donations; the till opens and sells again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recyclique_desktop.demo import shop
from recyclique_desktop.flows import medium_choice
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.secrets import FileStore
from tests.faults.place import ROOT, Place

PATIENCE_S = 120.0
_SALES = "SELECT number, total_amount FROM sales"
_OWED = (
    "SELECT (SELECT coalesce(sum(total_amount + donation), 0) FROM sales),"
    " (SELECT coalesce(sum(amount), 0) FROM payment_transactions)"
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found after all the kills."""

    kills: int
    said: int
    sales: int
    tickets_kept: int


def run(root: Path, times: int, seed: int, say: Callable[[str], None] = print) -> Tally:
    """Kill the window ``times`` times on one folder, checking after each.

    Raises:
        AssertionError: A promise was broken; the message says which, with the seed.
    """
    place, chance = _shop(root), random.Random(seed)
    said = root / "said.txt"
    kept = unsaid = 0
    for number in range(times):
        _sell_and_kill(place, said, chance, seed * 1000 + number)
        found = _check(place, said, unsaid, f"seed {seed}, kill {number + 1}")
        kept, unsaid = kept + found[0], found[1]
        say(f"{number + 1:3d}. {_count(said)} tickets said recorded, all there")
    with place.raw() as file:
        (sales,) = file.execute("SELECT count(*) FROM sales").fetchone()
    return Tally(times, _count(said), sales, kept)


def _shop(root: Path) -> Place:
    place = Place(root / "till")
    stick = root / "stick"
    stick.mkdir(parents=True)
    opened = shop.create_shop(place.folders, FileStore(place.folders.config), SystemClock(), secrets.token_bytes)
    medium_choice.choose(opened, stick)
    opened.close()
    return place


def _sell_and_kill(place: Place, said: Path, chance: random.Random, seed: int) -> None:
    wanted = _lines(said) + chance.randint(2, 14)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.window_till", "--data-dir", str(place.folders.data), "--said", str(said),
         "--seed", str(seed)],
        env=place.environment, cwd=ROOT, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    until = time.monotonic() + PATIENCE_S
    while _lines(said) < wanted and process.poll() is None:
        assert time.monotonic() < until, "the window does not sell"
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.25))
    was_running = process.poll() is None
    if was_running:
        os.kill(process.pid, signal.SIGKILL)
    _, told = process.communicate()
    assert was_running, told


def _check(place: Place, said: Path, unsaid: int, when: str) -> tuple[int, int]:
    """Return whether a running ticket was found again, and how many sales no screen had time to call recorded."""
    verdict = place.run("verify", "--full", "--json")
    assert verdict.code == 0, f"{when}: {verdict.out}{verdict.err}"
    medium = place.run("medium", "--check", "--json")
    assert medium.code == 0, f"{when}: {medium.out}{medium.err}"
    told = _told(said)
    paid = [(line[1], int(line[2])) for line in told if line[0] == "sold"]
    with place.raw() as file:
        sales = Counter(
            (number[-len(paid[0][0]) :] if paid else number, total) for number, total in file.execute(_SALES)
        )
        owed, received = file.execute(_OWED).fetchone()
        drafts = [json.loads(raw) for (raw,) in file.execute("SELECT basket FROM draft_sales WHERE state = 'open'")]
    for one in paid:
        assert sales[one] == 1, f"{when}: ticket {one} was said recorded, found {sales[one]} times"
    assert owed == received, f"{when}: payments {received}, totals and donations {owed}"
    more = sum(sales.values()) - len(paid)
    assert unsaid <= more <= unsaid + 1, (
        f"{when}: {len(paid)} said, {sum(sales.values())} there, {unsaid} unsaid before"
    )
    return _check_ticket(told, drafts, was_paid=more > unsaid, when=when), more


def _check_ticket(told: list[list[str]], drafts: list[dict[str, list[object]]], *, was_paid: bool, when: str) -> int:
    """The running ticket shown last is on the disk with all its lines, or it was paid just before the kill."""
    last = told[-1] if told else ["ticket", "0", "0"]
    lines = len(drafts[0]["lines"]) if drafts else 0
    if last[0] == "ticket" and last[1] != "0":
        assert lines >= int(last[1]) or was_paid, f"{when}: {last[1]} lines were shown, {lines} are left"
        return 1
    return 0


def _told(said: Path) -> list[list[str]]:
    """Return what the screens said; a line that the kill cut in two was not said, and is taken away."""
    text = said.read_text("ascii") if said.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        said.write_text(whole, "ascii")
    return [line.split(" ") for line in whole.splitlines()]


def _lines(said: Path) -> int:
    return said.read_bytes().count(b"\n") if said.exists() else 0


def _count(said: Path) -> int:
    return sum(line[0] == "sold" for line in _told(said))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-window-") as folder:
        tally = run(Path(folder), asked.times, asked.seed)
    print(
        f"{tally.kills} kills of the window, {tally.said} tickets said recorded: each is there, once; "
        f"{tally.tickets_kept} running tickets found again; {tally.sales} sales in all."
    )


if __name__ == "__main__":
    main()
