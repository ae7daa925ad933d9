"""Many schedules, one seed after the other; a long run that was interrupted goes on from where it was."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from recyclique_desktop.sync.simulate.schedule import Played

MOST_SHOWN = 20
_SAVED_EVERY_S = 5.0


@dataclass
class Run:
    """So many schedules of one layer, from one seed on.

    Attributes:
        seed: Of the first schedule; each next one has the next number.
        faults: What struck, and how often.
        broken: Seeds of the schedules that broke a promise, with the promise; the first few.
        failures: How many did.
        seconds: Of real time.
    """

    layer: str
    seed: int
    schedules: int = 0
    calls: int = 0
    failures: int = 0
    seconds: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[int, str]] = field(default_factory=list)

    def add(self, played: Played) -> None:
        """Count one schedule."""
        self.schedules += 1
        self.calls += played.calls
        self.faults += played.faults
        if played.broken is not None:
            self.failures += 1
            self.broken = [*self.broken, (played.seed, played.broken)][:MOST_SHOWN]

    def save(self, file: Path) -> None:
        """Write down how far it has come."""
        write_whole(file, json.dumps(vars(self)).encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much to play: so many schedules, or so many seconds, whichever comes first.

    Attributes:
        progress: File of a run that may be interrupted; the same command takes it up again.
    """

    layer: str
    seed: int
    schedules: int | None = None
    seconds: float | None = None
    progress: Path | None = None


def run(wanted: Wanted, play: Callable[[int], Played], say: Callable[[Run], None] = lambda _run: None) -> Run:
    """Play schedules until there are enough.

    Args:
        wanted: How much.
        play: Plays the schedule of one seed.
        say: Told how it stands, every few seconds.

    Raises:
        UserError: ``simulate.progress``: the file is of another run.
    """
    done = _taken_up(wanted)
    saved = since = time.monotonic()
    while _is_wanted(wanted, done):
        done.add(play(done.seed + done.schedules))
        now = time.monotonic()
        done.seconds, since = done.seconds + now - since, now
        if now - saved > _SAVED_EVERY_S:
            saved = now
            _keep(wanted, done)
            say(done)
    _keep(wanted, done)
    return done


def _is_wanted(wanted: Wanted, done: Run) -> bool:
    is_short = wanted.schedules is None or done.schedules < wanted.schedules
    return is_short and (wanted.seconds is None or done.seconds < wanted.seconds)


def _keep(wanted: Wanted, done: Run) -> None:
    if wanted.progress is not None:
        done.save(wanted.progress)


def _taken_up(wanted: Wanted) -> Run:
    """Return the run of the progress file, or a new one."""
    if wanted.progress is None or not wanted.progress.exists():
        return Run(wanted.layer, wanted.seed)
    try:
        kept = json.loads(wanted.progress.read_text("utf-8"))
        found = Run(
            **kept | {"faults": Counter(kept["faults"]), "broken": [(one[0], one[1]) for one in kept["broken"]]}
        )
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise UserError("simulate.progress", file=str(wanted.progress)) from error
    if (found.layer, found.seed) != (wanted.layer, wanted.seed):
        raise UserError("simulate.progress", file=str(wanted.progress))
    return found
