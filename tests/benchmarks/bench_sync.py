"""What applying another till's tickets costs, and what the screen feels of it.

``python -m tests.benchmarks.bench_sync [--entries 20000] [--json]``
One process, one encrypted file. First sales one after another with nothing else to do; then the same while the entries
arrive; a third thread stands for the screen: it only wants to wake up every few milliseconds.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recyclique_desktop.services.sales import complete_sale
from recyclique_desktop.sync.round import SentEntry
from tests.benchmarks.arriving import Template
from tests.benchmarks.measuring import Goal, Timing, Watch, tell
from tests.benchmarks.workshop import shop_in
from tests.services.selling import Till, open_till
from tests.sync.fake_centre import FakeCentre
from tests.sync.shops import Machine, joined, second

BATCH = 1_000
PAUSE_S = 0.02
"""Between two sales: fifty a second, far more than any till."""
FRAME_S = 0.004
WARM = 60
ROUNDS, QUIET = 8, 50


@dataclass(frozen=True, slots=True)
class Latencies:
    """Of sales, and of a screen that wants to wake up: without what other programs took of the machine.

    Attributes:
        by_the_clock: Of sales, with it.
    """

    sales: list[float] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)
    by_the_clock: list[float] = field(default_factory=list)

    def add(self, other: Latencies) -> None:
        self.sales.extend(other.sales)
        self.stalls.extend(other.stalls)
        self.by_the_clock.extend(other.by_the_clock)


@contextlib.contextmanager
def two_tills() -> Iterator[tuple[Machine, Machine]]:
    """Make the tests' shop with a second till, by hand: the fixtures of pytest are not for measuring."""
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as folder:
        fake = FakeCentre()
        shop = shop_in(Path(folder))
        till = joined(shop, fake)
        other = second(till, Path(folder), fake)
        till.sync()
        yield till, other
        other.db.close()
        shop.db.close()


def sell_for(till: Till, until: threading.Event, least: int) -> Latencies:
    """Sell until the event, at least so many tickets, while a screen wakes up beside."""
    found, watch = Latencies(), Watch()
    over = threading.Event()
    screen = threading.Thread(target=_screen, args=(over, found.stalls), name="screen")
    screen.start()
    while len(found.sales) < least or not until.is_set():
        line = till.line(price=300)
        command = till.sale((line,), ("cash", 300))
        watch.start()
        till.write(complete_sale, command)
        watch.lap()
        found.sales.append(watch.own)
        found.by_the_clock.append(watch.whole)
        time.sleep(PAUSE_S)
    over.set()
    screen.join()
    return found


def _screen(over: threading.Event, stalls: list[float]) -> None:
    watch = Watch()
    while not over.is_set():
        watch.start()
        time.sleep(FRAME_S)
        watch.lap()
        stalls.append(max(0.0, watch.own - FRAME_S))


def apply_all(machine: Machine, entries: list[SentEntry], done: threading.Event | None = None) -> float:
    """Apply entries as a round does, a thousand at a time; return the seconds it took."""
    begun = time.perf_counter()
    for start in range(0, len(entries), BATCH):
        answer = machine.store.apply(entries[start : start + BATCH])
        assert (answer.failed, answer.blocked) == (0, None)
    took = time.perf_counter() - begun
    if done is not None:
        done.set()
    return took


def beside_sales(machine: Machine, till: Till, entries: list[SentEntry]) -> tuple[Latencies, float]:
    """Apply entries on a thread of their own while somebody sells."""
    done = threading.Event()
    took: list[float] = []
    worker = threading.Thread(target=lambda: took.append(apply_all(machine, entries, done)), name="sync")
    worker.start()
    busy = sell_for(till, done, 10)
    worker.join()
    return busy, took[0]


def measure(count: int) -> tuple[dict[str, Any], list[Goal]]:
    """Alternate quiet stretches and stretches with entries arriving, so that a busy machine slows both alike."""
    with two_tills() as (till, other):
        template = Template.of(other.shop, other.stream, count)
        other.sync()
        till.sync()
        entries = list(template.entries(count))
        gc.freeze()  # as the window does once its pages are made; here it spares the twenty thousand entries in memory
        mine, never = open_till(till.shop), threading.Event()
        never.set()
        sell_for(mine, never, WARM)
        alone_s = apply_all(till, entries[: count // 5])
        idle, busy, took_s = Latencies(), Latencies(), 0.0
        rest = entries[count // 5 :]
        for part in range(ROUNDS):
            idle.add(sell_for(mine, never, QUIET))
            found, seconds = beside_sales(
                till, mine, rest[len(rest) * part // ROUNDS : len(rest) * (part + 1) // ROUNDS]
            )
            busy.add(found)
            took_s += seconds
        assert till.one("SELECT count(*) FROM sales WHERE number LIKE 'C02-%'") == count + 2
        sold = till.one("SELECT count(*) FROM sales WHERE number LIKE 'C01-%'")
    before, during = Timing.of(idle.sales), Timing.of(busy.sales)
    figures = {
        "sale, nothing else": str(before),
        "sale, while entries arrive": str(during),
        "the same by the clock": f"{Timing.of(idle.by_the_clock)}; {Timing.of(busy.by_the_clock)}",
        "screen stall, nothing else": f"{Timing.of(idle.stalls)}, most {max(idle.stalls) * 1000:.1f} ms",
        "screen stall, while entries arrive": f"{Timing.of(busy.stalls)}, most {max(busy.stalls) * 1000:.1f} ms",
        "entries applied per second, alone": round(count // 5 / alone_s),
        "entries applied per second, beside sales": round(len(rest) / took_s),
        "entries / sales": f"{count} / {sold}",
    }
    goals = [
        Goal("sale p50 while entries arrive / idle", during.p50 / before.p50, 2.0),
        Goal("sale p99 while entries arrive / idle", during.p99 / before.p99, 2.0),
        Goal("longest stall of the screen, ms", max(busy.stalls) * 1000, 50.0),
    ]
    return figures, goals


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures, goals = measure(asked.entries)
    return tell("Entries arrive while somebody sells", figures, goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
