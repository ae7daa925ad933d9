"""A busy hour at the real window, by keys; prints what the process weighs on the way. Run by ``bench_memory``."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from recyclique_desktop.app import Means, Program, new_application
from recyclique_desktop.data.queries import catalogue
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan
from recyclique_desktop.demo.plan import CASH, Paid
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.system.clock import SystemClock, standing_still
from recyclique_desktop.system.secrets import FileStore
from recyclique_desktop.ui.widgets.letters import letter_of
from tests.faults.place import Place
from tests.faults.small_shop import DAYS
from tests.ui.driver import Hands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recyclique_desktop.data.queries.catalogue import Tile
    from recyclique_desktop.demo.plan import Article, Ticket
    from recyclique_desktop.domain.station import Actor
    from recyclique_desktop.flows.workstation import OpenWorkstation

PATIENCE_S = 30
DEBOUNCE_MS = 300
"""The till ignores a second press of *validate* that comes sooner."""
EVERY = 10
"""Tickets between two weighings."""


@dataclass(slots=True)
class Hour:
    """The hour under way."""

    program: Program
    hands: Hands
    roots: Sequence[Tile]
    sold: int = 0

    def serve(self, ticket: Ticket) -> None:
        """Sell one planned ticket for cash."""
        for article in ticket.articles:
            if article.quantity == 1:
                self._line(article)
        for _ in range(2):
            QTest.qWait(DEBOUNCE_MS)
            self.hands.key("enter")
        self.sold += 1

    def _line(self, article: Article) -> None:
        self.hands.type(self._letters(article.path) + article.weight_typed)
        self.hands.key("enter")
        self.hands.type(article.price_typed)
        self.hands.key("enter")

    def _letters(self, path: tuple[str, ...]) -> str:
        level, letters = self.roots, ""
        for label in path:
            place = next(number for number, tile in enumerate(level) if tile.label == label)
            letters, level = letters + letter_of(place), level[place].children
        return letters.lower()


def main() -> None:
    """Sell as many tickets as asked in the shop of a folder that ``small_shop`` made."""
    root, tickets = Path(sys.argv[1]), int(sys.argv[2])
    place = Place(root)
    application = new_application()
    program = Program(Means(place.folders, FileStore(place.folders.config), SystemClock(), stopwatch=standing_still))
    program.window.show()
    program.start()
    _wait(program, "sign_in")
    weighed = {"sign_in": _kib()}
    hour = _at_the_till(program)
    weighed["open_till"] = _kib()
    series = _sell(hour, tickets)
    context = program.context
    assert context is not None
    with place.raw() as file:
        recorded = file.execute("SELECT count(*) FROM sales WHERE recorded_at > '2026-09-20'").fetchone()[0]
    program.stop()
    application.quit()
    print(json.dumps({**weighed, "series": series, "tickets": hour.sold, "recorded": recorded}))


def opened_by(opened: OpenWorkstation) -> Actor:
    """Return the first volunteer."""
    with opened.db.reading() as session:
        return actor_of(session, shop.team(opened.db)[0][0])


def _wait(program: Program, page: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while program.context is None or program.window.current is None or program.window.current.name != page:
        assert time.monotonic() < until, f"the page {page} never came"
        QTest.qWait(20)


def _at_the_till(program: Program) -> Hour:
    """Sign the first volunteer in by her code, then show the sale page."""
    context, tasks = program.context, program._tasks
    assert context is not None
    assert tasks is not None
    with tasks._db.reading() as session:
        roots = catalogue.catalogue(session)
    program.window.activateWindow()
    hands = Hands(program.window, lambda: tasks.pending == 0)
    hands.settle()
    opened = program.opened
    assert opened is not None
    with opened.db.writing() as session:  # the shop was made on another day: somebody says that today is right
        confirm_date(session, ConfirmDate(opened.station.clock.now()), opened_by(opened), opened.station)
    hands.type(shop.TEAM[0].first_name[0].replace("É", "e") + shop.TEAM[0].pin)
    hands.key("enter")
    _wait(program, "home")
    program.window.go("sale")
    hands.settle()
    return Hour(program, hands, roots)


def _sell(hour: Hour, tickets: int) -> list[int]:
    assert hour.program._tasks is not None
    plan = day_plan(1, 0, DAYS[0], shop.goods(hour.program._tasks._db), 3)
    wanted = [
        ticket
        for ticket in plan.tickets
        if isinstance(ticket.outcome, Paid)
        and ticket.outcome.handed[0].method_code == CASH
        and any(article.quantity == 1 for article in ticket.articles)
    ]
    series = []
    for number in range(tickets):
        hour.serve(wanted[number % len(wanted)])
        if (number + 1) % EVERY == 0:
            series.append(_kib())
    return series


def _kib() -> int:
    """Return the memory this process holds now, shared libraries included."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


if __name__ == "__main__":
    main()
