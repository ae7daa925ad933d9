"""One workstation of the month offline, in a process of its own: it plays the month, or opens its window to drain it.

``play``: demonstration days through the real services, so many sales or weighed lines in so many days.
``drain``: the real program with its window and its exchange. The network is away until a line comes on its input; then
it works until the centre has everything and everything of the centre is here, while somebody sells (till) or looks on
(reception), and a timer on the window's own thread says how late it turns. What was found is one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QTimer

from recyclique_desktop.app import Means, Program, new_application, settle_memory
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan, next_open_day, open_days_before
from recyclique_desktop.demo.day import Till
from recyclique_desktop.demo.deposit_chance import reception_plan
from recyclique_desktop.demo.deposit_plan import ReceptionPlan
from recyclique_desktop.demo.plan import DayPlan, Goods, Paid
from recyclique_desktop.demo.post import Post
from recyclique_desktop.demo.story import MORNING
from recyclique_desktop.domain.clock import PARIS, SimulatedClock, business_date
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows.workstation import OpenWorkstation, open_workstation
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.paths import Folders, folders
from recyclique_desktop.system.secrets import choose_store
from recyclique_desktop.ui.theme import reduce_animations
from tests.benchmarks.bench_arrivals import TURN_MS, Turning
from tests.benchmarks.measuring import Timing, Watch
from tests.faults.window_till import Seller

PATIENCE_S = 900.0
REST_MS = 600
HURRY_S = 2.0
"""How long somebody looks on before asking again for what did not come."""


@dataclass
class Month:
    """A month of one workstation, as busy as is asked: a day is as many demonstration days, one visitor after another.

    Attributes:
        made: Sales, or weighed lines that were left, so far.
        sum: Cents taken in, or grams weighed.
    """

    opened: OpenWorkstation
    clock: SimulatedClock
    seed: int
    made: int = 0
    sum: int = 0
    _number: int = 0

    def play(self, days: int, count: int) -> None:
        """Make so many in so many days."""
        goods = shop.goods(self.opened.db)
        day = first_day(days)
        for n in range(days):
            wanted = count * (n + 1) // days - self.made
            if self.opened.config.kind is WorkstationKind.RECEPTION:
                self._weigh(wanted, partial(self._visits, day, goods))
            else:
                self._sell(wanted, partial(self._tickets, day, goods))
            day = next_open_day(day)

    def _tickets(self, day: date, goods: Sequence[Goods], number: int) -> DayPlan:
        return day_plan(self.seed, number, day, goods, len(shop.TEAM))

    def _visits(self, day: date, goods: Sequence[Goods], number: int) -> ReceptionPlan:
        return reception_plan(self.seed, number, day, goods, len(shop.TEAM))

    def _sell(self, wanted: int, plan_of: Callable[[int], DayPlan]) -> None:
        plan = plan_of(self._number)
        tickets, paid = [], 0
        while paid < wanted:
            for ticket in plan_of(self._next()).tickets:
                if paid < wanted:
                    tickets.append(ticket)
                    paid += isinstance(ticket.outcome, Paid)
        plan = replace(plan, tickets=tuple(sorted(tickets, key=lambda one: one.at)))
        figures = Till(self.opened, self.clock, lambda _sale: None).play(plan).figures
        self.made, self.sum = self.made + figures.tickets, self.sum + figures.takings

    def _weigh(self, wanted: int, plan_of: Callable[[int], ReceptionPlan]) -> None:
        plan = plan_of(self._number)
        visits, lines = [], 0
        while lines < wanted:
            for visit in plan_of(self._next()).visits:
                if lines < wanted:
                    visits.append(visit)
                    lines += visit.totals.lines
        plan = replace(plan, visits=tuple(sorted(visits, key=lambda one: one.at)))
        totals = Post(self.opened, self.clock, lambda _line: None).play(plan).totals
        self.made, self.sum = self.made + totals.lines, self.sum + totals.received + totals.shop_out

    def _next(self) -> int:
        self._number += 1
        return self._number


def first_day(days: int) -> date:
    """Return the first of so many openings before today."""
    return open_days_before(business_date(SystemClock().now(), PARIS), days)


def play(where: Folders, days: int, count: int, seed: int) -> dict[str, Any]:
    """Play the month; nobody asks the network for anything."""
    clock = SimulatedClock(datetime.combine(first_day(days), MORNING, PARIS))
    opened = open_workstation(where, choose_store(where), clock, secrets.token_bytes)
    try:
        month = Month(opened, clock, seed)
        month.play(days, count)
    finally:
        opened.close()
    return {"made": month.made, "sum": month.sum}


class Turns(Turning):
    """Leaves out of a delay what the machine took: the time in which this thread could run and was not let.

    Attributes:
        whole: The longest delay with it, in seconds.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.whole = 0.0
        self._watch = Watch()

    def start(self) -> None:
        self._watch.start()
        super().start()

    def _on_turn(self) -> None:
        self._watch.lap()
        self.whole = max(self.whole, self._watch.whole - TURN_MS / 1000)
        self.gaps.append(max(0.0, self._watch.own - TURN_MS / 1000))


class Onlooker(Seller):
    """Hands at the window while the month leaves, and a look at how it turns: at rest, and under the hands."""

    def __init__(self, program: Program, seed: int) -> None:
        super().__init__(program, Path("/dev/null"), seed)
        self.turning = Turns(program)
        self.sold = 0
        self._asked = time.monotonic()

    @property
    def sells(self) -> bool:
        """Whether there is a till here."""
        opened = self.program.opened
        return opened is not None and opened.config.kind is WorkstationKind.TILL

    def arrive(self) -> None:
        """Sign in; open the till where there is one."""
        self.settle()
        if self.sells:
            self.come_in()
            return
        self.type("e2580")
        self.key("enter")
        assert self.page != "sign_in", self.said()

    def work_until(self, is_over: Callable[[], bool]) -> dict[str, Any]:
        """Sell, or look on, until it is over; return by how much the window turned late, at rest and at work."""
        rest: list[float] = []
        work: list[float] = []
        whole = 0.0
        until = time.monotonic() + PATIENCE_S
        self.turning.start()
        while not is_over():
            assert time.monotonic() < until, f"still not drained: {self.status}"
            if self.sells:
                self.turning.gaps = work
                self.serve()
                self.sold += 1
            self.turning.gaps, self.turning.whole = rest, 0.0
            _turn(REST_MS)
            whole = max(whole, self.turning.whole)
        self.turning.stop()
        found = {"rest": _lateness(rest) | {"with_the_machine": round(whole * 1000, 1)}}
        return found | {"at_work": _lateness(work)} if work else found

    @property
    def status(self) -> Any:
        """How the exchange stands."""
        link = self.program.link
        assert link is not None
        return link.exchange.status

    def is_drained(self) -> bool:
        """Whether a whole round ended well and left nothing to send; ask for another one where none comes."""
        status = self.status
        if not status.waiting and not status.is_busy and status.cause is None:
            return True
        if not status.is_busy and time.monotonic() - self._asked > HURRY_S:
            self._asked = time.monotonic()
            self.program.link.exchange.hurry()  # type: ignore[union-attr]
        return False


def drain(where: Folders, quiet_turns: int, seed: int) -> dict[str, Any]:
    """Open the window without a network, say so, and drain once there is one."""
    application = new_application()
    reduce_animations(application, reduced=True)
    program = Program(Means(where, choose_store(where), SystemClock(), secrets.token_bytes, debounce_ms=0))
    program.window.show()
    program.window.activateWindow()
    program.start()
    hands = Onlooker(program, seed)
    hands.arrive()
    settle_memory()  # as the program does
    turns = iter(range(quiet_turns))
    quiet = hands.work_until(lambda: next(turns, None) is None)
    begun_with = hands.status.waiting
    assert hands.status.cause is not None, "there is a network already"
    print("ready", flush=True)
    sys.stdin.readline()
    begun = time.monotonic()
    busy = hands.work_until(hands.is_drained)
    took = time.monotonic() - begun
    program.stop()
    return {
        "seconds": round(took, 1),
        "waited": begun_with,
        "sold": hands.sold,
        "without_network": quiet,
        "draining": busy,
    }


def _turn(milliseconds: int) -> None:
    """Let the window's loop turn by itself; a wait of the tests would doze in it."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _lateness(gaps: list[float]) -> dict[str, float]:
    found = Timing.of(gaps)
    return {"p50": round(found.p50, 2), "p99": round(found.p99, 2), "most": round(max(gaps) * 1000, 1)}


def main() -> None:
    """Do what was asked and say what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("play", "drain"))
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=22)
    parser.add_argument("--count", type=int, default=1, help="sales or lines, or turns before there is a network")
    asked = parser.parse_args()
    where, what = folders(asked.data_dir), asked.what
    found = (
        play(where, asked.days, asked.count, asked.seed) if what == "play" else drain(where, asked.count, asked.seed)
    )
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
