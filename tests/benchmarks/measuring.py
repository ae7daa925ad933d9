"""What the benchmarks share: quantiles, the machine, one way to say a result."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


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
