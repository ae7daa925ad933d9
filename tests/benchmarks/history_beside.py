"""A till at work on its real window, and the exchange beside: another till's tickets arrive from a real centre."""

from __future__ import annotations

import logging
import random
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from recyclique_desktop.data.queries import sessions, tickets, till
from recyclique_desktop.domain.clock import SimulatedClock, business_date
from recyclique_desktop.domain.enums import ClosureKind, WorkstationKind
from recyclique_desktop.flows.sync import worker_of
from recyclique_desktop.flows.workstation import OpenWorkstation, open_workstation
from recyclique_desktop.sync.round import SentEntry
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.secrets import FileStore
from tests.benchmarks.arriving import Template
from tests.benchmarks.bench_arrivals import Trouble, Turning, _rest
from tests.benchmarks.bench_pull import put_into_journal
from tests.benchmarks.bench_screen import PER_TICKET, Bench, _lines, _sales
from tests.faults.place import Place
from tests.postgres import CentralDatabase
from tests.sync import real
from tests.sync.real import Post

ADD, PAY, TURN = "add line", "pay", "window late at rest"
PAID = 2
"""Tickets paid between two rests, beside the one that takes the lines."""
PATIENCE_S = 180.0
_GOODS = ("Casserole",) * 3
_PULLED = "SELECT coalesce(max(pulled), 0) FROM sync_cursors WHERE stream_id = ?"

Felt = dict[str, list[float]]
"""Seconds by gesture."""


@dataclass
class Beside:
    """The centre of one till, and the other till whose tickets arrive there."""

    second: Post
    entries: list[SentEntry]
    sent: int = 0

    @classmethod
    def of(cls, place: Place, base: CentralDatabase, folder: Path, tickets_: int) -> Beside:
        """Hand a shop over to an empty centre, and let a second till join it that is going to sell so many tickets."""
        clock, store = SimulatedClock(SystemClock().now()), FileStore(place.folders.config)
        opened = open_workstation(place.folders, store, clock, secrets.token_bytes)
        first = real.found(Post(place.folders, store, clock, random.Random(1), opened), base)
        first.sync()
        second = real.joined(folder, clock, real.code_for(base, WorkstationKind.TILL))
        stream = second.opened.config.stream_id
        entries = list(Template.of(second.shop, stream, tickets_, _GOODS).entries(tickets_))
        assert second.sync().cause is None
        assert first.sync().cause is None
        first.close()
        return cls(second, entries)

    def send(self, count: int) -> int:
        """Let the second till sell so many, and the centre have them; return the place of the last in its journal."""
        piece = self.entries[self.sent : self.sent + count]
        self.sent += count
        put_into_journal(self.second, piece)
        assert self.second.sync().cause is None
        return piece[-1].seq


@dataclass
class Work:
    """Somebody at the window of one place."""

    place: Place
    opened: OpenWorkstation
    bench: Bench
    turning: Turning
    trouble: Trouble = field(default_factory=Trouble)

    def until(self, is_over: Callable[[int], bool]) -> Felt:
        """Add lines, pay, look at lists and rest, over and over; return what each took."""
        felt: Felt = defaultdict(list)
        turns = 0
        while not is_over(turns):
            felt[ADD] += _lines(self.bench, PER_TICKET)[1]
            felt[PAY] += _sales(self.bench, PAID)
            for name, look in looks(self.opened).items():
                felt[name].append(self._looked(look))
            self.turning.gaps = felt[TURN]
            self.turning.start()
            _rest()
            self.turning.stop()
            turns += 1
        return felt

    def beside(self, other: Beside, count: int) -> tuple[Felt, float]:
        """Work while so many tickets of the other till arrive through the real worker; return the seconds as well."""
        stream, last = other.second.opened.config.stream_id.bytes, other.send(count)
        worker = worker_of(self.opened, FileStore(self.place.folders.config))
        assert worker is not None
        begun = time.perf_counter()
        worker.start(hears_time=False)
        worker.loop.hurry()

        def is_over(turns: int) -> bool:
            assert time.perf_counter() - begun < PATIENCE_S, "the tickets never arrived"
            return turns > 0 and self._pulled(stream) >= last

        try:
            felt = self.until(is_over)
            return felt, time.perf_counter() - begun
        finally:
            worker.stop()

    def _pulled(self, stream: bytes) -> int:
        with self.opened.db.reading() as session:
            return int(session.connection().exec_driver_sql(_PULLED, (stream,)).scalar_one())

    def _looked(self, look: Callable[[Any], Any]) -> float:
        begun = time.perf_counter()
        with self.opened.db.reading() as session:
            look(session)
        return time.perf_counter() - begun


@contextmanager
def at_work(place: Place, folder: Path, application: QApplication) -> Iterator[Work]:
    """Open a place and its window, warmed by a few tickets; close both."""
    opened = open_workstation(place.folders, FileStore(place.folders.config), SystemClock(), secrets.token_bytes)
    bench = Bench(opened, folder, application)
    work = Work(place, opened, bench, Turning(bench.window))
    logging.getLogger("recyclique_desktop").addHandler(work.trouble)
    try:
        work.until(lambda turns: turns >= 1)
        yield work
    finally:
        logging.getLogger("recyclique_desktop").removeHandler(work.trouble)
        bench.tasks.stop()
        bench.window.close()
        opened.close()


def looks(opened: OpenWorkstation) -> dict[str, Callable[[Any], Any]]:
    """Return the lists that somebody looks at, by name."""
    station = opened.station
    today = business_date(station.clock.now(), station.zone)
    return {
        "home": lambda session: till.till_home(session, station, today),
        "list of tickets": lambda session: tickets.recent_tickets(session, station),
        "tickets that end in « 42 »": lambda session: tickets.recent_tickets(session, station, "42"),
        "ticket « 000042 »": lambda session: tickets.recent_tickets(session, station, "000042"),
        "ticket « C01-42 »": lambda session: tickets.recent_tickets(session, station, "C01-42"),
        "list of sessions": lambda session: sessions.till_sessions(session, station),
        "list of closures": lambda session: sessions.till_closures(session, station, ClosureKind.SESSION),
    }
