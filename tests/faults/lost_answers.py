"""A real centre that does what it is asked while its answer is cut on the way back, again and again (RT10).

``python -m tests.faults.lost_answers --times 1000``
A till sells and pushes, and never hears that the centre took its tickets: it comes again and has to find out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.clock import SystemClock
from tests.machines import lone_centre
from tests.postgres import CentralDatabase
from tests.proxy import Proxy
from tests.services.selling import open_till
from tests.sync import real
from tests.sync.real import Post

_SALES = "SELECT count(*), count(DISTINCT id), count(DISTINCT number) FROM sales"
_ENTRIES = "SELECT count(*), count(DISTINCT entry_id) FROM sync.ledger WHERE stream_id = %s"


@dataclass
class Told:
    """What was tried, and what stands at the centre."""

    lost: int = 0
    sold: int = 0
    sales: tuple[int, ...] = ()
    entries: tuple[int, ...] = ()
    written: int = 0

    @property
    def is_right(self) -> bool:
        """Whether every ticket and every entry is there once."""
        return self.sales == (self.sold,) * 3 and self.entries == (self.written,) * 2


class Deaf:
    """The calls of a centre behind a network that loses what it answers to a push."""

    def __init__(self, calls: Any, network: Proxy) -> None:
        self._calls = calls
        self._network = network
        self.asked = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call: Callable[..., Any] = getattr(self._calls, name)
        return self._push if name == "push" else call

    def _push(self, *values: Any) -> Any:
        self.asked += 1
        self._network.faults.lose_answers = True
        try:
            return self._calls.push(*values)
        finally:
            self._network.heal()


def run(times: int, folder: Path, base: CentralDatabase) -> Told:
    """Lose so many answers, then let one through."""
    told = Told()
    with Proxy("127.0.0.1", base.port) as network:
        post = real.found(real.alone(folder, SimulatedClock(SystemClock().now())), base, network.port)
        assert post.sync().cause is None
        _sell_and_lose(post, network, times, told)
        assert post.sync().cause is None
        assert post.compare().is_same
        told.written = post.one("SELECT count(*) FROM journal WHERE stream_id = ?", post.opened.config.stream_id.bytes)
        with base.connect() as centre:
            told.sales = tuple(centre.execute(_SALES).fetchone() or ())
            told.entries = tuple(centre.execute(_ENTRIES, (post.opened.config.stream_id,)).fetchone() or ())
        post.close()
    return told


def _sell_and_lose(post: Post, network: Proxy, times: int, told: Told) -> None:
    till, worker = open_till(post.shop), post.worker()
    deaf = Deaf(worker.rounds.centre, network)
    worker.rounds.centre = deaf
    while told.lost < times:
        till.sell(price=100 + told.sold)
        told.sold += 1
        before = deaf.asked
        wait = worker.rounds.tick()
        assert wait is not None
        assert wait.cause in {Cause.ABSENT, Cause.SLOW}, wait
        told.lost += deaf.asked - before
    worker.line.close()


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=1_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-") as folder, lone_centre() as base:
        told = run(asked.times, Path(folder), base)
    print(f"{told.lost} answers lost after the centre had stored, {told.sold} tickets sold:"
          f" {told.sales[0]} there, {told.entries[0]} entries of {told.written}")  # fmt: skip
    return 0 if told.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
