"""Kill a reception post that weighs, at random moments, and see what is left.

``python -m tests.faults.kill_post --times 20 --seed 1``: each weighing that was said recorded (a line flushed after its
commit) must be there as it was last said, once; at each death at most the one act under way may be there unsaid; the
whole journal must verify; the ticket goes on where it was.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from tests.faults.kill import killed, moment_of
from tests.faults.place import Place

PLAY = ("demo-day", "--kind", "reception", "--days", "4")
_LINES = (
    "SELECT l.id, t.number, l.poids_kg FROM ligne_depot l JOIN ticket_depot t ON t.id = l.ticket_id"
    " JOIN poste_reception p ON p.id = t.poste_id"
)
_MID_TICKET = "SELECT count(*) FROM ticket_depot WHERE status = 'opened'"
_NUMBERS = "SELECT number FROM ticket_depot ORDER BY created_at, id"
Stands = dict[UUID, tuple[str, int]]
"""Ticket number and grams of each line; a line that was taken off weighs nothing."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found after all the kills. ``mid_ticket``: deaths that left a ticket open."""

    kills: int = 0
    mid_ticket: int = 0
    said: int = 0
    lines: int = 0
    entries: int = 0


def run(root: Path, times: int, seed: int, say: Callable[[str], None] = print) -> Tally:
    """Kill ``times`` times in one folder, checking after each.

    Raises:
        AssertionError: A promise was broken; the message says which, with the seed.
    """
    place, chance = Place(root), random.Random(seed)
    root.mkdir(parents=True, exist_ok=True)
    acks = root / "acknowledged.txt"
    tally = Tally()
    for turn in range(times):
        moment = moment_of(chance)
        was_killed = killed(place, acks, moment, (*PLAY, "--seed", str(seed * 1000 + turn)))
        tally = check(place, acks, tally, was_killed, f"seed {seed}, round {turn}")
        say(f"{turn + 1:3d}. {moment} -> {'killed' if was_killed else 'ended'}: {tally}")
    return tally


def check(place: Place, acks: Path, before: Tally, was_killed: bool, when: str) -> Tally:
    """Reopen the folder and hold it against what was said recorded; then say what the death kept from being said."""
    said = _said(acks)
    if not place.is_installed:
        assert not said, f"{when}: weighings were said recorded and the workstation is gone"
        return Tally(before.kills + was_killed)
    verdict = place.run("verify", "--full", "--json")
    assert verdict.code == 0, f"{when}: {verdict.out}{verdict.err}"
    with place.raw() as file:
        found = {UUID(bytes=raw): (number, grams) for raw, number, grams in file.execute(_LINES)}
        numbers = [number for (number,) in file.execute(_NUMBERS)]
        mid_ticket = was_killed and bool(file.execute(_MID_TICKET).fetchone()[0])
    assert numbers == [f"R01-{n:06d}" for n in range(1, len(numbers) + 1)], f"{when}: {numbers}"
    unsaid = _differences(said, found)
    assert len(unsaid) <= was_killed, f"{when}: {unsaid} are not as they were said"
    _say_now(acks, unsaid)
    entries = verdict.json["entries"]
    assert entries >= before.entries, f"{when}: the journal shrank"
    return Tally(before.kills + was_killed, before.mid_ticket + mid_ticket, len(said), len(found), entries)


def _differences(said: Stands, found: Stands) -> Stands:
    """Return the lines that are not as they were said, as they are."""
    gone = {line_id: (said[line_id][0], 0) for line_id in said if said[line_id][1] and line_id not in found}
    other = {line_id: one for line_id, one in found.items() if said.get(line_id) != one}
    return gone | other


def _said(acks: Path) -> Stands:
    """Read what was said last of each line; an answer that the kill cut in two was not given."""
    text = acks.read_text("ascii") if acks.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        acks.write_text(whole, "ascii")
    parts = (line.split(" ") for line in whole.splitlines())
    return {UUID(line_id): (number, int(Decimal(kilos) * 1000)) for line_id, number, kilos in parts}


def _say_now(acks: Path, unsaid: Stands) -> None:
    with acks.open("a", encoding="ascii") as file:
        for line_id, (number, grams) in unsaid.items():
            file.write(f"{line_id} {number} {Decimal(grams) / 1000}\n")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-kill-") as folder:
        tally = run(Path(folder), asked.times, asked.seed)
    print(f"{tally.kills} kills, {tally.mid_ticket} in mid-ticket, {tally.said} weighings said: each is there, once.")


if __name__ == "__main__":
    main()
