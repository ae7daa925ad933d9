"""Kill a till that sells, at random moments, and see what is left.

``python -m tests.faults.kill --times 20 --seed 1``: each sale that was said paid (a line flushed after its commit)
must be there, once; the whole journal must verify; payments must equal totals plus donations.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from tests.faults.place import Place

PATIENCE_S = 90.0
"""Without a single act more."""
PLAY = ("demo-day", "--days", "8")
_SOLD = "SELECT count(*), max(number), max(total_amount) FROM sales WHERE id = ?"
_SUMS = (
    "SELECT (SELECT count(*) FROM sales), (SELECT coalesce(sum(total_amount + donation), 0) FROM sales),"
    " (SELECT coalesce(sum(amount), 0) FROM payment_transactions)"
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found after all the kills."""

    kills: int
    finished: int
    acknowledged: int
    sales: int
    entries: int


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: so many acknowledged acts later (or none), then so many seconds."""

    acts: int
    seconds: float


def run(root: Path, times: int, seed: int, say: Callable[[str], None] = print) -> Tally:
    """Kill ``times`` times in one folder, checking after each; a till that ended before its kill is started anew.

    Raises:
        AssertionError: A promise was broken; the message says which, with the seed.
    """
    place, chance = Place(root), random.Random(seed)
    root.mkdir(parents=True, exist_ok=True)
    acks = root / "acknowledged.txt"
    kills = finished = 0
    tally = Tally(0, 0, 0, 0, 0)
    while kills < times:
        round_number = kills + finished
        moment = moment_of(chance)
        was_killed = killed(place, acks, moment, (*PLAY, "--seed", str(seed * 1000 + round_number)))
        kills += was_killed
        finished += not was_killed
        tally = check(place, acks, kills, finished, f"seed {seed}, round {round_number}")
        say(f"{round_number + 1:3d}. {moment} -> {'killed' if was_killed else 'ended'}: "
            f"{tally.acknowledged} acknowledged, {tally.sales} recorded, {tally.entries} entries, clean")  # fmt: skip
    return tally


def moment_of(chance: random.Random) -> Moment:
    """Mostly in the middle of the work; sometimes at any time, the very first start included."""
    if chance.random() < 0.75:
        return Moment(chance.randint(1, 40), chance.uniform(0, 0.03))
    return Moment(0, chance.uniform(0.3, 4.0))


def killed(place: Place, acks: Path, moment: Moment, play: tuple[str, ...]) -> bool:
    """Start a command that acknowledges what it records, kill it at that moment; tell whether it still ran."""
    process = place.start(*play, "--ack", str(acks), "--json")
    wanted = _lines(acks) + moment.acts
    seen, until = -1, 0.0
    while moment.acts and (lines := _lines(acks)) < wanted and process.poll() is None:
        if lines != seen:
            seen, until = lines, time.monotonic() + PATIENCE_S
        if time.monotonic() > until:
            process.kill()
            raise AssertionError(f"nothing is recorded any more: {process.communicate()}{_log(place)}")
        time.sleep(0.002)
    time.sleep(moment.seconds)
    was_running = process.poll() is None
    if was_running:
        os.kill(process.pid, signal.SIGKILL)
    out, err = process.communicate()
    assert was_running or process.returncode == 0, f"{out}{err}{_log(place)}"
    return was_running


def _log(place: Place) -> str:
    """Return the end of what the program logged: the folder is gone once the run has failed."""
    file = place.folders.logs / "recyclique.log"
    return file.read_text("utf-8", "replace")[-4_000:] if file.exists() else ""


def _lines(acks: Path) -> int:
    return acks.read_bytes().count(b"\n") if acks.exists() else 0


def check(place: Place, acks: Path, kills: int, finished: int, when: str) -> Tally:
    """Reopen the folder and hold it against what was said paid."""
    if not place.is_installed:
        assert not _lines(acks), f"{when}: sales were said paid and the workstation is gone"
        return Tally(kills, finished, 0, 0, 0)
    verdict = place.run("verify", "--full", "--json")
    assert verdict.code == 0, f"{when}: {verdict.out}{verdict.err}"
    said = _acknowledged(acks)
    with place.raw() as file:
        for sale_id, number, total in said:
            found = file.execute(_SOLD, (sale_id.bytes,)).fetchone()
            assert found == (1, number, total), f"{when}: {number} was said paid, found {found}"
        sales, owed, paid = file.execute(_SUMS).fetchone()
    assert owed == paid, f"{when}: payments {paid}, totals and donations {owed}"
    assert len(said) <= sales <= len(said) + kills, f"{when}: {len(said)} said paid, {sales} recorded"
    return Tally(kills, finished, len(said), sales, verdict.json["entries"])


def _acknowledged(acks: Path) -> list[tuple[UUID, str, int]]:
    """Read the lines; one that the kill cut in two was not said."""
    text = acks.read_text("ascii") if acks.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        acks.write_text(whole, "ascii")
    said = [line.split(" ") for line in whole.splitlines()]
    assert len({sale_id for sale_id, _, _ in said}) == len(said), "a sale was said paid twice"
    return [(UUID(sale_id), number, int(Decimal(total) * 100)) for sale_id, number, total in said]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-kill-") as folder:
        tally = run(Path(folder), asked.times, asked.seed)
    print(f"{tally.kills} kills, {tally.finished} ends, {tally.acknowledged} sales said paid: each is there, once.")


if __name__ == "__main__":
    main()
