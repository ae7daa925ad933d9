"""Pulling beside eight writers that commit out of order: our cursor misses nothing, the usual ones miss much.

``python -m tests.benchmarks.bench_cursor [--seconds 60] [--json]``
Writers change shared rows in transactions with savepoints, roll one in ten back and sometimes dawdle, as a web
application does; two tills push at the same time. Each reader polls every 20 ms, then until nothing is left. The naive
readers look at a table that the same transactions fill: were they to miss nothing, this run would prove nothing.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import uuid4

import psycopg

from tests.benchmarks.cursor_arms import NAIVE, Arm, ours
from tests.benchmarks.measuring import Goal, Timing, tell
from tests.central_api.machines import Machine
from tests.machines import Hand, let_in, lone_centre
from tests.postgres import CentralDatabase

WRITERS, TILLS = 8, 2
_POLL_S = 0.02
_PATIENCE_S = 60.0
_BATCH = 20
Mark: TypeAlias = tuple[int, int]
"""Which writer, and which of its rows."""
_SIDE = """
CREATE SCHEMA beside;
CREATE TABLE beside.rows (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    changed_at timestamptz NOT NULL DEFAULT now(), w int NOT NULL, n int NOT NULL);
CREATE INDEX ON beside.rows (changed_at);
"""
_BESIDE = "INSERT INTO beside.rows (w, n) VALUES (%s, %s)"
_SHARED = "INSERT INTO categories (id, name, is_active) VALUES (%s, %s, true)"


@dataclass(slots=True)
class Committed:
    """What writers know to be committed, and when."""

    at: dict[Mark, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, marks: list[Mark]) -> None:
        now = time.monotonic()
        with self.lock:
            self.at.update(dict.fromkeys(marks, now))


@dataclass(slots=True)
class Reading:
    """What one reader got.

    Attributes:
        got: When each mark came first.
        twice: Marks that came again.
    """

    arm: Arm
    got: dict[Mark, float] = field(default_factory=dict)
    twice: int = 0
    polls: int = 0

    def poll(self, connection: psycopg.Connection[Any], position: Any) -> tuple[Any, int]:
        marks, position = self.arm.read(connection, position)
        now = time.monotonic()
        self.polls += 1
        for mark in marks:
            self.twice += mark in self.got
            self.got.setdefault(mark, now)
        return position, len(marks)


def write(dsn: str, writer: int, committed: Committed, stop: threading.Event) -> None:
    """Change shared rows the way a web application does, until told to stop."""
    chance, n = random.Random(writer), 0
    with psycopg.connect(dsn) as connection:
        while not stop.is_set():
            marks = []
            for _ in range(chance.choice((1, 1, 1, 3))):
                n += 1
                _maybe_take_back(connection, chance, writer, n)
                _insert(connection, writer, n)
                marks.append((writer, n))
                time.sleep(_dawdle(chance))
            if chance.random() < 0.1:
                connection.rollback()
            else:
                connection.commit()
                committed.add(marks)


def _insert(connection: psycopg.Connection[Any], writer: int, n: int) -> None:
    connection.execute(_BESIDE, (writer, n))
    connection.execute(_SHARED, (uuid4(), f"{writer}/{n}"))


def _maybe_take_back(connection: psycopg.Connection[Any], chance: random.Random, writer: int, n: int) -> None:
    if chance.random() < 0.2:
        connection.execute("SAVEPOINT attempt")
        _insert(connection, writer, -n)
        connection.execute("ROLLBACK TO attempt")


def _dawdle(chance: random.Random) -> float:
    if chance.random() < 0.003:
        return 1.5
    return chance.choice((0, 0, 0, 0.002, 0.01, 0.05 if chance.random() < 0.1 else 0))


def push(till: Hand, number: int, committed: Committed, stop: threading.Event) -> None:
    """Push entries of a till, now few, now many, until told to stop."""
    chance, n = random.Random(number), 0
    while not stop.is_set():
        count = chance.randint(1, _BATCH)
        receipt = till.push([{"mark": f"{number}/{n + i + 1}"} for i in range(count)])
        assert (receipt["outcome"], receipt["stored"]) == ("ok", count), receipt
        committed.add([(number, n + i + 1) for i in range(count)])
        n += count
        time.sleep(chance.choice((0.002, 0.02, 0.1)))


def read(dsn: str, reading: Reading, settled: threading.Event) -> None:
    """Poll while there are writers, then until nothing came for a second after the last of them was gone."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        position, quiet_since = reading.arm.begin(connection), time.monotonic()
        while True:
            is_over = settled.is_set()  # before the poll: what the last writer commits meanwhile takes another one
            position, came = reading.poll(connection, position)
            if came or not is_over:
                quiet_since = time.monotonic()
            elif time.monotonic() > quiet_since + 1:
                return
            time.sleep(_POLL_S if not came else 0)


@contextmanager
def _threads(work: list[tuple[Callable[..., None], tuple[Any, ...]]], failures: list[BaseException]) -> Iterator[None]:
    def run(act: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        try:
            act(*arguments)
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=run, args=one) for one in work]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join(_PATIENCE_S)
        assert not thread.is_alive(), "a thread does not end"


@dataclass(frozen=True, slots=True)
class Result:
    """One run: what was committed, and what each reader made of it."""

    committed: Committed
    readings: tuple[Reading, ...]

    def missed(self, reading: Reading) -> int:
        return len(self._meant(reading) - reading.got.keys())

    def ghosts(self, reading: Reading) -> int:
        return len(reading.got.keys() - self._meant(reading))

    def share(self, reading: Reading) -> float:
        return self.missed(reading) / len(self._meant(reading))

    def lag(self, reading: Reading) -> Timing:
        return Timing.of([max(0.0, at - self.committed.at[mark]) for mark, at in reading.got.items()
                          if mark in self.committed.at])  # fmt: skip

    def _meant(self, reading: Reading) -> set[Mark]:
        """Naive readers look at one table; ours is to have what the tills pushed as well."""
        everything = self.committed.at.keys()
        return {mark for mark in everything if reading.arm.is_whole or mark[0] < WRITERS}


def run(base: CentralDatabase, seconds: float) -> Result:
    """Let everybody loose for ``seconds`` and read to the end."""
    with base.connect() as connection:
        connection.execute(_SIDE)
    with ExitStack() as stack:
        office, *tills = [stack.enter_context(let_in(base, kind)) for kind in ("office", *["till"] * TILLS)]
        return _let_loose(base, office.machine, tills, seconds)


def _let_loose(base: CentralDatabase, office: Machine, tills: list[Hand], seconds: float) -> Result:
    committed, stop, settled = Committed(), threading.Event(), threading.Event()
    readings = tuple(Reading(arm) for arm in (ours(office), *NAIVE))
    failures: list[BaseException] = []
    readers = [(read, (base.dsn, one, settled)) for one in readings]
    writers = [(write, (base.dsn, number, committed, stop)) for number in range(WRITERS)]
    pushers = [(push, (till, WRITERS + place, committed, stop)) for place, till in enumerate(tills)]
    with _threads(readers, failures):
        with _threads([*writers, *pushers], failures):
            time.sleep(seconds)
            stop.set()
        settled.set()
    if failures:
        raise failures[0]
    return Result(committed, readings)


def table(result: Result) -> dict[str, Any]:
    """Say what each reader got."""
    rows: dict[str, Any] = {"committed": len(result.committed.at)}
    for one in result.readings:
        rows[one.arm.name] = (
            f"{one.polls} polls, {result.missed(one)} missed ({result.share(one):.1%}), {result.ghosts(one)} ghosts, "
            f"{one.twice} twice, lag {result.lag(one)}"
        )
    return rows


def goals(result: Result) -> list[Goal]:
    """Nothing missed, invented or doubled by ours; each naive reader caught missing."""
    ours, *naive = result.readings
    mine = [
        Goal("missed by our pull", result.missed(ours), 0),
        Goal("given by our pull and never committed", result.ghosts(ours), 0),
        Goal("given twice by our pull", ours.twice, 0),
    ]
    return [*mine, *(Goal(f"« {one.arm.name} » must miss: rows it kept, %", 100 * (1 - result.share(one)), 99.99)
                     for one in naive)]  # fmt: skip


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with lone_centre() as base:
        result = run(base, asked.seconds)
    return tell("pulling beside writers", table(result), goals(result), as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
