"""What the witness and the second medium cost a sale, and how long a dead workstation takes to come back.

``python -m tests.benchmarks.bench_copies --sales 1000``: the same sales without and with both being kept (in turns, in
one run), bytes on the stick for each sale, and the time from the stick alone to a workstation that was verified whole.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from recyclique_desktop.flows.keeping import Keeper
from tests.flows.dead_machine import Shop, die, new_computer, open_shop, rebuilt

_TURN = 50


def measure(root: Path, sales: int) -> dict[str, float]:
    """Sell, then die, then come back."""
    shop = open_shop(root)
    bare: list[float] = []
    kept: list[float] = []
    for turn in range(max(2, sales // _TURN)):
        if turn % 2:
            keeper = Keeper(shop.post.opened)
            keeper.start()
            kept += _sell(shop)
            keeper.stop()
        else:
            bare += _sell(shop)
    began = time.perf_counter()
    shop.follow()
    caught_up = time.perf_counter() - began
    size, medium = shop.medium.stat().st_size, shop.medium
    entries = shop.post.one("SELECT count(*) FROM journal")
    die(shop)
    began = time.perf_counter()
    done = rebuilt(shop, new_computer(root / "new", shop.post.clock), medium=medium)
    back = time.perf_counter() - began
    assert done.report.is_sound
    return {
        "sales": len(bare) + len(kept),
        "bare_p50_ms": _ms(statistics.median(bare)),
        "kept_p50_ms": _ms(statistics.median(kept)),
        "bare_p99_ms": _ms(statistics.quantiles(bare, n=100)[98]),
        "kept_p99_ms": _ms(statistics.quantiles(kept, n=100)[98]),
        "stick_bytes_per_entry": round(size / entries),
        "catch_up_ms": _ms(caught_up),
        "back_from_stick_s": round(back, 2),
        "entries_per_s_back": round(entries / back),
    }


def _sell(shop: Shop) -> list[float]:
    taken = []
    for n in range(_TURN):
        began = time.perf_counter()
        shop.till.sell(price=100 + n, grams=500)
        taken.append(time.perf_counter() - began)
    return taken


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-copies-") as folder:
        print(json.dumps(measure(Path(folder), asked.sales), indent=1))


if __name__ == "__main__":
    main()
