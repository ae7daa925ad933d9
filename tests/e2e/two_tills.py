"""Two tills and an office of one shop, each working alone, their network cut at random, one killed: they end equal.

``python -m tests.e2e.two_tills [--seed 1] [--days 3] [--cuts 8]``
Every command is the one a person types, in a process of its own. Afterwards each sale that was said paid is at the
centre once, payments are right on every sale, and ``compare`` finds no difference on any of the three.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import Popen
from typing import Any

from psycopg.conninfo import make_conninfo

from tests.e2e import findings
from tests.faults.kill import _acknowledged
from tests.faults.place import Place
from tests.machines import lone_centre
from tests.postgres import CentralDatabase
from tests.proxy import Proxy

PATIENCE_S = 300.0
_MOST_ROUNDS = 10
Say = Callable[[str], None]


@dataclass(slots=True)
class Post:
    """One workstation of the story."""

    name: str
    place: Place
    seed: int = 0
    kills: int = 0

    @property
    def acks(self) -> Path:
        return self.place.root / "acknowledged.txt"

    @property
    def said(self) -> list[tuple[Any, str, int]]:
        """Sales that were said paid: id, number, cents."""
        return _acknowledged(self.acks)

    def play(self, days: int, dsn: str) -> Popen[str]:
        """Start playing days in a process of its own."""
        return self.place.start(
            "demo-day", "--days", str(days), "--seed", str(self.seed), "--central", dsn, "--ack", str(self.acks),
            "--json",
        )  # fmt: skip

    def do(self, *arguments: str) -> dict[str, Any]:
        """Run a command that must succeed."""
        done = self.place.run(*arguments, "--json")
        assert done.code == 0, f"{self.name}: {' '.join(arguments[:2])}: {done.out}{done.err}"
        return done.json


@dataclass(slots=True)
class Story:
    """What is played where."""

    root: Path
    base: CentralDatabase
    seed: int
    days: int
    cuts: int
    say: Say
    posts: list[Post] = field(default_factory=list)

    @property
    def tills(self) -> list[Post]:
        return self.posts[:2]


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended, one line per workstation and one for the centre."""

    cuts: int
    kills: int
    lines: tuple[findings.Line, ...]
    centre: findings.Centre


def run(story: Story) -> Ending:
    """Play the story and hold every workstation against the centre.

    Raises:
        AssertionError: A promise was broken; the message says which, with the seed.
    """
    chance = random.Random(story.seed)
    with Proxy(story.base.host, story.base.port) as proxy:
        dsn = make_conninfo(story.base.dsn, host="127.0.0.1", port=proxy.port)
        _open_shop(story, dsn)
        with _weather(proxy, random.Random(story.seed + 1), story.cuts) as cuts:
            _play(story, dsn, chance)
        for post in story.posts:
            _drain(post)
        for post in story.posts:
            _drain(post)
    return _ending(story, len(cuts))


def _open_shop(story: Story, dsn: str) -> None:
    """One till founds the centre with the day it sells, another joins and sells one too, then an office joins."""
    for place, name in enumerate(("till A", "till B", "office")):
        story.posts.append(Post(name, Place(story.root / name.replace(" ", "-")), story.seed * 10 + place))
    for till in story.tills:
        _ended(till, till.play(1, dsn))
    office = story.posts[2]
    file = story.root / "office.json"
    office.do("devices", "code", "--kind", "office", "--dsn", dsn, "--file", str(file))
    office.do("enrol", "--code-file", str(file))
    story.say("till A founded the centre, till B and the office joined")


def _play(story: Story, dsn: str, chance: random.Random) -> None:
    """Both tills sell at once while the office looks on; one of them is killed in mid-day and started again."""
    with _ending_with_us() as started:
        started.append(office := story.posts[2].place.start("sync"))
        running = [till.play(story.days, dsn) for till in story.tills]
        started.extend(running)
        victim = chance.randrange(2)
        if _kill(story.tills[victim], running[victim], chance):
            story.say(f"{story.tills[victim].name} was killed after {len(story.tills[victim].said)} sales")
            running[victim] = story.tills[victim].play(story.days, dsn)
            started.append(running[victim])
        for till, process in zip(story.tills, running, strict=True):
            _ended(till, process)
        os.kill(office.pid, signal.SIGINT)
        _, err = office.communicate(timeout=PATIENCE_S)
        assert office.returncode == 0, f"office: {err}"


@contextmanager
def _ending_with_us() -> Iterator[list[Popen[str]]]:
    """Let no command outlive a story that failed."""
    started: list[Popen[str]] = []
    try:
        yield started
    finally:
        for process in started:
            if process.poll() is None:
                process.kill()
                process.communicate()


def _kill(till: Post, process: Popen[str], chance: random.Random) -> bool:
    """Kill a till once it has sold some more, in the middle of whatever it does."""
    wanted = len(till.said) + chance.randint(5, 20)
    _wait_for(lambda: _lines(till.acks) >= wanted, process, f"{till.name} does not sell")
    time.sleep(chance.uniform(0, 0.05))
    if process.poll() is not None:
        return False
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    till.kills += 1
    return True


def _wait_for(done: Callable[[], bool], process: Popen[str], why: str) -> None:
    """Wait until something happened, or the process ended."""
    until = time.monotonic() + PATIENCE_S
    while not done() and process.poll() is None:
        assert time.monotonic() < until, why
        time.sleep(0.002)


def _lines(acks: Path) -> int:
    return acks.read_bytes().count(b"\n") if acks.exists() else 0


def _ended(till: Post, process: Popen[str]) -> None:
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, f"{till.name}: {out}{err}"


def _drain(post: Post) -> None:
    """Meet the centre until nothing is left to say on either side."""
    for _ in range(_MOST_ROUNDS):
        done = post.do("sync", "--once")
        if not done["waiting"] and not done["pulled"]:
            return
    raise AssertionError(f"{post.name}: still not drained after {_MOST_ROUNDS} rounds: {done}")


@contextmanager
def _weather(proxy: Proxy, chance: random.Random, cuts: int) -> Iterator[list[float]]:
    """Cut the network at random, up to so many times, while the block runs; whole again afterwards."""
    stop, done = threading.Event(), list[float]()

    def blow() -> None:
        while len(done) < cuts and not stop.wait(chance.uniform(0.1, 1.0)):
            chance.choice((proxy.cut, partial(_deafen, proxy), partial(_swallow, proxy)))()
            lasting = chance.uniform(0.05, 1.0)
            done.append(lasting)
            stop.wait(lasting)
            proxy.heal()

    thread = threading.Thread(target=blow, name="weather")
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()
        proxy.heal()


def _deafen(proxy: Proxy) -> None:
    """The centre does what it is asked, and nobody hears so."""
    proxy.faults.lose_answers = True


def _swallow(proxy: Proxy) -> None:
    """Everything is taken, nothing arrives."""
    proxy.faults.is_black = True


def _ending(story: Story, cuts: int) -> Ending:
    when = f"seed {story.seed}"
    for post in story.posts:
        verdict = post.do("verify", "--full")
        assert verdict["ok"], f"{when}, {post.name}: {verdict}"
    with story.base.connect() as connection:
        lines = tuple(
            findings.of_post(connection, post.name, post.place, post.said, story.base.dsn, when) for post in story.posts
        )
        centre = findings.of_centre(connection, lines, when)
    return Ending(cuts, sum(post.kills for post in story.posts), lines, centre)


def table(ending: Ending) -> str:
    """Say how it ended."""
    lines = [f"{'':<8} {'days':>5} {'said paid':>10} {'own sales':>10} {'all sales':>10} {'entries':>8}  compare"]
    lines += [
        f"{one.name:<8} {one.days:>5} {one.said:>10} {one.own:>10} {one.sales:>10} {one.entries:>8}  "
        f"{one.rows} rows equal"
        for one in ending.lines
    ]
    lines.append(
        f"{'centre':<8} {ending.centre.days:>5} {'':>10} {ending.centre.sales:>10} {ending.centre.sales:>10} "
        f"{ending.centre.entries:>8}  {ending.centre.parked} parked, payments right on every sale"
    )
    lines.append(f"{ending.cuts} cuts of the network, {ending.kills} kill, {ending.centre.turns} turns between tills")
    return "\n".join(lines)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--cuts", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recyclique-e2e-") as folder, lone_centre() as base:
        ending = run(Story(Path(folder), base, asked.seed, asked.days, asked.cuts, print))
    print(table(ending))
    return 0


if __name__ == "__main__":
    sys.exit(main())
