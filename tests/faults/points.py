"""Fail at every statement of what a till does, one after the other: all of an act is there, or nothing of it.

``python -m tests.faults.points --points 10000 --seed 1``: acts are sales, closings, wishes and exchanges,
through the services and the shipped store, on a real file. At each point either the power goes, or the disk is full, or
it does not answer. What another process sees at that moment, and what is there after it, must be whole.
"""

from __future__ import annotations

import argparse
import copy
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import event

from recyclique_desktop.data.db import connect
from recyclique_desktop.demo.rehearsal.furniture import furnished
from recyclique_desktop.demo.rehearsal.tills import FileDisk, TillScene
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.sync.simulate.world import Killed, Post, World
from tests.faults.powerloss import _COUNTS

WHOLE_EVERY = 500
"""Points after which the file is opened anew and verified from its first entry on."""
_FAULTS: dict[str, Callable[[], BaseException]] = {
    "kill": Killed,
    "full": lambda: driver.OperationalError("database or disk is full"),
    "io": lambda: driver.OperationalError("disk I/O error"),
}


@dataclass
class Points:
    """A till that fails at a chosen statement.

    Attributes:
        struck: Points by act and fault.
        left: Statements until the next one strikes.
    """

    post: Post
    struck: Counter[str] = field(default_factory=Counter)
    left: int | None = None
    fault: str = "kill"
    seen: tuple[int, ...] = ()

    @property
    def disk(self) -> FileDisk:
        disk = self.post.disk
        assert isinstance(disk, FileDisk)
        return disk

    def watch(self) -> None:
        """Watch the file's writer, and look at the file as another process does."""
        event.listen(self.disk.db._writer, "before_cursor_execute", lambda *_: self._strike())
        engine = self.disk.db._writer
        dialect = engine.dialect = copy.copy(engine.dialect)  # every other file of this process speaks the first one
        commit = dialect.do_commit

        def commit_or_strike(connection: Any) -> None:
            try:
                self._strike()
            except BaseException:
                connection.rollback()  # as SQLite does by itself when a commit fails
                raise
            commit(connection)

        dialect.do_commit = commit_or_strike  # type: ignore[method-assign, assignment]
        self._other: Any = connect(self.disk.path, None)

    def unwatch(self) -> None:
        self._other.close()

    def look(self) -> tuple[int, ...]:
        """Return what another process sees, which must be whole."""
        sales, entries, owed, paid, holes = self._other.execute(_COUNTS).fetchone()
        assert (sales, owed, holes) == (entries, paid, 0), f"half an act is there: {sales, entries, owed, paid, holes}"
        return sales, owed

    def _strike(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            assert self.look() == self.seen, "seen before it was said"
            error = _FAULTS[self.fault]()
            raise error

    def at_every_statement(self, name: str, act: Callable[[], object], most: int) -> int:
        """Do one act again and again, failing one statement later each time, until it goes through."""
        for number in range(most):
            self.left, self.seen = number, self.look()
            self.fault = tuple(_FAULTS)[number % len(_FAULTS)]
            try:
                act()
            except (Killed, UserError):
                pass
            except driver.ProgrammingError:
                assert self.fault == "kill"  # what a dying program still says is not its own
            if not self.has_struck():
                self.left = None
                return number
            assert self.look() == self.seen, f"{name}: half of it stayed after {self.fault}"
            self.struck[f"{name}, {self.fault}"] += 1
            if self.fault == "kill" and name == "exchange":
                self.start_anew()
        return most

    def has_struck(self) -> bool:
        return self.left is None

    def start_anew(self) -> None:
        """Start the worker and open the file as after a kill."""
        self.unwatch()
        self.post.start()
        self.watch()


def run(count: int, seed: int) -> Counter[str]:
    """Strike at so many points.

    Raises:
        AssertionError: Something was half done.
    """
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="recyclique-") as name:
        world = World(seed, make=partial(TillScene, furnished(Path(name))))
        world.calm()
        try:
            return _run(Points(world.devices[0]), world, count)
        finally:
            world.scene.close()
            logging.disable(logging.NOTSET)


def _run(points: Points, world: World, count: int) -> Counter[str]:
    since = 0
    points.disk.sell()
    points.watch()
    while (done := points.struck.total()) < count:
        for name, act in _acts(points, world):
            points.at_every_statement(name, act, count - points.struck.total())
        if done - since >= WHOLE_EVERY:
            since = done
            _whole(points)
    _whole(points)
    points.unwatch()
    return points.struck


def _acts(points: Points, world: World) -> tuple[tuple[str, Callable[[], object]], ...]:
    world.now += 1_000
    world.centre.change(world.chance)
    disk = points.disk
    return (
        ("sale", disk.sell),
        ("wish", disk.wish),
        ("exchange", lambda: points.post.rounds.wake(urgent=True)),
        ("closing", disk.close_day),
        ("opening and sale", disk.sell),
    )


def _whole(points: Points) -> None:
    """Open the file anew, as after a kill, and verify all of it."""
    points.start_anew()
    kept = points.disk.kept()
    assert not kept.flaws, kept.flaws


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    struck = run(asked.points, asked.seed)
    for name, times in sorted(struck.items()):
        print(f"{name:28s} {times:6d}")
    print(f"{struck.total()} points: all of an act was there, or nothing of it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
