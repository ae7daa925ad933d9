"""What the benchmarks share: quantiles, the machine, one way to say a result."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEDULED = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True, slots=True)
class Timing:
    """Quantiles of many runs of one thing, in milliseconds."""

    p50: float
    p99: float
    runs: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Timing:
        ordered = sorted(seconds)
        return cls(_at(ordered, 0.50) * 1000, _at(ordered, 0.99) * 1000, len(ordered))

    def __str__(self) -> str:
        return f"p50 {self.p50:.3f} ms, p99 {self.p99:.3f} ms over {self.runs}"


@dataclass(frozen=True, slots=True)
class Goal:
    """A number to reach: at most ``most``."""

    name: str
    value: float
    most: float

    @property
    def is_met(self) -> bool:
        return self.value <= self.most

    def __str__(self) -> str:
        return f"{'met   ' if self.is_met else 'MISSED'} {self.name}: {self.value:.2f} (at most {self.most:g})"


@dataclass(slots=True)
class Watch:
    """Times something on this thread: by the clock, and without what the machine took of it.

    Other programs may hold the processors while this thread could run; the kernel says for how long. That time says
    nothing of what is measured; waits for our own threads, locks and the disk are counted.

    Attributes:
        whole: Seconds by the clock.
        own: Seconds without waiting for a processor; all of them on a system that does not say.
    """

    whole: float = 0.0
    own: float = 0.0
    _begun: float = 0.0
    _queued: float = 0.0

    def start(self) -> None:
        self._begun, self._queued = time.perf_counter(), queued_s()

    def lap(self) -> None:
        """Note the time since the start, or the lap before, and start anew."""
        now, queued = time.perf_counter(), queued_s()
        self.whole = now - self._begun
        self.own = max(0.0, self.whole - (queued - self._queued))
        self._begun, self._queued = now, queued


def queued_s() -> float:
    """Return how long this thread has waited for a processor so far; 0 on a system that does not say."""
    try:
        return int(_SCHEDULED.read_text("ascii").split()[1]) / 1e9
    except OSError:
        return 0.0


def machine() -> dict[str, Any]:
    """Say what ran this; figures of two machines do not compare."""
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def tell(title: str, figures: dict[str, Any], goals: Sequence[Goal], *, as_json: bool) -> int:
    """Print a result; 1 when a goal was missed."""
    if as_json:
        met = {goal.name: {"value": round(goal.value, 3), "most": goal.most, "met": goal.is_met} for goal in goals}
        print(json.dumps({"benchmark": title, "machine": machine(), "figures": figures, "goals": met}, indent=2))
    else:
        print(title, *(f"  {name}: {value}" for name, value in figures.items()), sep="\n")
        print(*(f"  {goal}" for goal in goals), sep="\n")
        print("  machine:", ", ".join(f"{name} {value}" for name, value in machine().items()))
    return 0 if all(goal.is_met for goal in goals) else 1


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
