"""A month without a network at a till and at a reception, then a bad one: everything arrives, once, and both are equal.

``python -m tests.e2e.month_offline [--seed 1] [--sales 5000] [--lines 20000] [--days 22] [--json]``
Both workstations work a month through the real services. Then each opens its real window in turn, and what waits leaves
through a network that resets connections at a random byte, answers into the void, swallows everything, goes away, and
loses server processes. Somebody sells at the till meanwhile; the windows say how late they turn (goal: under 50 ms).
Afterwards ``compare`` and ``verify --full`` find nothing on either, and the centre holds what was made, once.
"""

from __future__ import annotations

import argparse
import json
import random
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from recyclique_desktop.demo import shop
from recyclique_desktop.demo.company import open_joined
from recyclique_desktop.demo.story import MORNING
from recyclique_desktop.domain.clock import PARIS, SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import sync as flow
from recyclique_desktop.flows.join import Ground
from recyclique_desktop.system.secrets import FileStore
from tests.benchmarks.measuring import Goal, tell
from tests.e2e.findings import _HOLES, _WRONG
from tests.e2e.month_post import first_day
from tests.faults.place import ROOT, Place
from tests.machines import lone_centre
from tests.postgres import CentralDatabase
from tests.proxy import Proxy

MOST_STALL_MS = 50.0
_LAST_ROUNDS = 3
_BACKENDS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename LIKE 'dev%%'"
_THERE = """
    SELECT (SELECT count(*) FROM sales), (SELECT count(DISTINCT number) FROM sales),
        (SELECT count(*) FROM ligne_depot), (SELECT (1000 * sum(poids_kg))::bigint FROM ligne_depot),
        (SELECT count(*) FROM sync.parked WHERE settled_at IS NULL), (SELECT count(*) FROM sync.ledger)"""


@dataclass
class Weather:
    """A network that goes bad at random moments in random ways.

    Attributes:
        left: How often it still may.
        struck: What happened, and how often.
    """

    proxy: Proxy
    base: CentralDatabase
    chance: random.Random
    left: int
    struck: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def blowing(self) -> Iterator[None]:
        """Let it blow while the block runs; whole again afterwards."""
        stop = threading.Event()
        thread = threading.Thread(target=self._blow, args=(stop,), name="weather")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            self.proxy.heal()

    def _blow(self, stop: threading.Event) -> None:
        while self.left and not stop.is_set():
            self.left -= 1
            name, strike = self.chance.choice(tuple(self._kinds().items()))
            self.struck[name] += 1
            strike()
            stop.wait(self.chance.uniform(0.02, 0.6))
            self.proxy.heal()
            stop.wait(self.chance.uniform(0.05, 0.5))

    def _kinds(self) -> dict[str, Callable[[], None]]:
        return {
            "reset at a byte": self._bite,
            "answers lost": self._deafen,
            "swallowed": self._swallow,
            "away": self.proxy.cut,
            "server process ended": self._kill,
        }

    def _bite(self) -> None:
        self.proxy.faults.cut_after = self.chance.choice((500, 20_000, 500_000))
        self.proxy.reset()

    def _deafen(self) -> None:
        self.proxy.faults.lose_answers = True

    def _swallow(self) -> None:
        self.proxy.faults.is_black = True

    def _kill(self) -> None:
        with self.base.connect() as connection:
            connection.execute(_BACKENDS, (self.base.name,))


@dataclass(frozen=True, slots=True)
class Asked:
    """How much of everything; ``quiet``: turns of somebody at the window before there is a network again."""

    seed: int = 1
    days: int = 22
    sales: int = 5_000
    lines: int = 20_000
    cuts: int = 90
    quiet: int = 20


@dataclass
class Story:
    """What is played where."""

    root: Path
    base: CentralDatabase
    asked: Asked
    say: Callable[[str], None] = print

    def __post_init__(self) -> None:
        self.till, self.reception = Place(self.root / "till"), Place(self.root / "reception")
        self.drained: dict[str, dict[str, Any]] = {}

    def run(self) -> dict[str, Any]:
        """Play it to its end.

        Raises:
            AssertionError: A promise was broken; the message says which, with the seed.
        """
        with Proxy(self.base.host, self.base.port) as proxy:
            self._found(make_conninfo(self.base.dsn, host="127.0.0.1", port=proxy.port))
            proxy.cut()
            began = time.monotonic()
            sold, weighed = self._play_month()
            self.say(f"a month: {sold['made']} sales, {weighed['made']} lines in {time.monotonic() - began:.0f} s")
            weather = Weather(proxy, self.base, random.Random(self.asked.seed), self.asked.cuts)
            for name, place in (
                ("reception", self.reception),
                ("till", self.till),
                ("reception again", self.reception),
            ):
                proxy.cut()
                found = self.drained[name] = self._drain(place, weather)
                self.say(f"{name}: {found}")
            self._last_rounds()
            return self._ending(sold, weighed, weather)

    def _found(self, dsn: str) -> None:
        """Let the till found the centre and the reception join it, on the month's first morning."""
        clock = SimulatedClock(datetime.combine(first_day(self.asked.days), MORNING, PARIS))
        for place, kind in ((self.till, WorkstationKind.TILL), (self.reception, WorkstationKind.RECEPTION)):
            place.folders.create()
            store = FileStore(place.folders.config)
            opened = open_joined(Ground(place.folders, store, clock, secrets.token_bytes), dsn, kind)
            try:
                shop.seed(opened, store, secrets.token_bytes)
                assert flow.once(opened, store).is_good
            finally:
                opened.close()

    def _play_month(self) -> tuple[dict[str, Any], dict[str, Any]]:
        asked = self.asked
        counts = ((self.till, asked.sales), (self.reception, asked.lines))
        started = [
            _start(place, "play", "--days", str(asked.days), "--count", str(count), "--seed", str(asked.seed))
            for place, count in counts
        ]
        sold, weighed = (_answer(process) for process in started)
        return sold, weighed

    def _drain(self, place: Place, weather: Weather) -> dict[str, Any]:
        process = _start(place, "drain", "--count", str(self.asked.quiet), "--seed", str(self.asked.seed))
        try:
            assert process.stdout is not None
            assert process.stdin is not None
            first = process.stdout.readline()
            assert first == "ready\n", f"{first}{process.communicate()}"
            weather.proxy.heal()
            process.stdin.write("go\n")
            process.stdin.flush()
            with weather.blowing():
                return _answer(process)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()

    def _last_rounds(self) -> None:
        """Tell both what the other did last: signing in, a window closed."""
        for _ in range(_LAST_ROUNDS):
            for place in (self.till, self.reception):
                done = place.run("sync", "--once", "--json")
                assert done.code == 0, f"seed {self.asked.seed}: {done.out}{done.err}"

    def _ending(self, sold: dict[str, Any], weighed: dict[str, Any], weather: Weather) -> dict[str, Any]:
        when, by_hand = f"seed {self.asked.seed}", self.drained["till"]["sold"]
        with self.base.connect() as connection:
            sales, numbers, lines, grams, parked, entries = _one(connection, _THERE)
            assert (sales, numbers) == (sold["made"] + by_hand,) * 2, (
                f"{when}: {sales} sales, {sold}, {by_hand} by hand"
            )
            assert (lines, grams) == (weighed["made"], weighed["sum"]), f"{when}: {lines} lines, {grams} g, {weighed}"
            assert parked == 0, f"{when}: {parked} parked"
            for query in (_WRONG, _HOLES):
                assert not connection.execute(query).fetchall(), f"{when}: {query}"
        rows = [self._sound(place, when) for place in (self.till, self.reception)]
        return {
            "sales": sales, "by_hand": by_hand, "lines": lines, "entries": entries, "rows_equal": rows,
            "struck": dict(weather.struck), "drained": self.drained,
        }  # fmt: skip

    def _sound(self, place: Place, when: str) -> int:
        """Verify one workstation and hold it against the centre; return how many rows are equal."""
        verdict = place.run("verify", "--full", "--json")
        assert verdict.code == 0, f"{when}: {verdict.out}{verdict.err}"
        compared = place.run("compare", "--json")
        found = compared.json
        left = found["waiting"], found["wishes"], found["aside"]
        assert (compared.code, found["equal"], left) == (0, True, (0, 0, 0)), f"{when}: {compared.out}"
        return int(found["rows"])


def _start(place: Place, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.month_post", *arguments, "--data-dir", str(place.folders.data)],
        env=place.environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


def _answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate()
    assert process.returncode == 0, f"{out}{err}"
    found: dict[str, Any] = json.loads(out)
    return found


def _one(connection: psycopg.Connection[Any], query: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def goals(found: dict[str, Any]) -> list[Goal]:
    """Return what must be reached; the time for which other programs had the processors is not the exchange's."""
    return [
        Goal(f"longest stall of the window at rest, ms, {name}", one["draining"]["rest"]["most"], MOST_STALL_MS)
        for name, one in found["drained"].items()
    ]


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for one in fields(Asked):
        parser.add_argument(f"--{one.name}", type=int, default=one.default)
    parser.add_argument("--json", action="store_true")
    asked = vars(parser.parse_args())
    as_json = asked.pop("json")
    say = partial(print, file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="recyclique-month-") as folder, lone_centre() as base:
        found = Story(Path(folder), base, Asked(**asked), say).run()
    return tell(f"A month offline, seed {asked['seed']}", found, goals(found), as_json=as_json)


if __name__ == "__main__":
    sys.exit(main())
