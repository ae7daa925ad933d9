"""A till sells all day while its network goes and comes back; nobody restarts anything, nobody presses a button (RT20).

``python -m tests.faults.soak --for 24h [--seed 1]``
The exchange runs on its own thread at a real centre, behind a network that is cut, silent, deaf or slow by turns. After
each outage the till must have sent everything by itself within the longest pause it may make; at the end both sides
are equal.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from recyclique_desktop.cli.simulate import duration
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.sync.protocol import LONGEST_MS
from recyclique_desktop.sync.worker import Worker
from recyclique_desktop.system.clock import SystemClock
from tests.machines import lone_centre
from tests.postgres import CentralDatabase
from tests.proxy import Proxy
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.real import Post

WEATHERS = ("cut", "silent", "deaf", "slow", "cut in the middle")
SELLS_EVERY_S = 0.15
PATIENCE_S = LONGEST_MS / 1000 + 30
"""The longest pause after failures, and the call that follows it."""


@dataclass
class Soaked:
    """What happened on the way."""

    sold: int = 0
    outages: Counter[str] = field(default_factory=Counter)
    longest_s: float = 0.0
    """From the end of an outage until everything was sent."""

    def __str__(self) -> str:
        told = ", ".join(f"{name} {count}" for name, count in sorted(self.outages.items()))
        return (
            f"{self.sold} tickets, {self.outages.total()} outages ({told}), all sent {self.longest_s:.1f} s after one"
        )


@dataclass
class Soak:
    """A till under way."""

    post: Post
    till: Till
    worker: Worker
    network: Proxy
    chance: random.Random
    told: Soaked = field(default_factory=Soaked)

    def outage(self, longest_s: float) -> None:
        """Make the network bad for a while, sell meanwhile, heal it, and wait until the till found out by itself."""
        kind = self.chance.choice(WEATHERS)
        self.told.outages[kind] += 1
        self._spoil(kind)
        self._sell_for(self.chance.uniform(0.3, longest_s))
        self.network.heal()
        began = time.monotonic()
        self.till.sell(price=100)
        self.told.sold += 1
        while self.waiting:
            assert time.monotonic() - began < PATIENCE_S, f"stuck after: {kind}"
            time.sleep(0.02)
        self.told.longest_s = max(self.told.longest_s, time.monotonic() - began)

    @property
    def waiting(self) -> int:
        return self.worker.status().waiting

    def _spoil(self, kind: str) -> None:
        faults = self.network.faults
        if kind == "cut":
            self.network.cut()
        faults.is_black = kind == "silent"
        faults.lose_answers = kind == "deaf"
        faults.delay_s = 0.05 if kind == "slow" else 0.0
        faults.cut_after = 4_000 if kind == "cut in the middle" else 0

    def _sell_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.till.sell(price=self.chance.randint(50, 900))
            self.told.sold += 1
            time.sleep(SELLS_EVERY_S)


def run(seconds: float, folder: Path, base: CentralDatabase, seed: int = 1, longest_outage_s: float = 20.0) -> Soaked:
    """Let a till work for so long."""
    with Proxy("127.0.0.1", base.port) as network:
        post = real.found(real.alone(folder, SimulatedClock(SystemClock().now())), base, network.port)
        worker = post.worker()
        soak = Soak(post, open_till(post.shop), worker, network, random.Random(seed))
        worker.start(hears_time=False)
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                soak.outage(longest_outage_s)
        finally:
            network.heal()
            worker.stop()
        assert post.sync().cause is None
        assert post.compare().is_same
        _require_once(post, base, soak.told.sold)
        post.close()
    return soak.told


def _require_once(post: Post, base: CentralDatabase, sold: int) -> None:
    with base.connect() as centre:
        there = centre.execute("SELECT count(*), count(DISTINCT number) FROM sales").fetchone()
    assert there == (sold, sold), f"{there} at the centre, {sold} sold"
    assert post.breaches() == []


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--for", type=duration, default=duration("10m"), dest="seconds")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-") as folder, lone_centre() as base:
        print(run(asked.seconds, Path(folder), base, asked.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
