"""What somebody who sells feels of twenty thousand tickets that arrive: at the real window, through the real worker.

``python -m tests.benchmarks.bench_arrivals [--arriving 20000] [--json]``
Two tills of one shop at a real centre. One is the whole program: its window, its exchange, keys pressed at it. The
other has sold a month that the centre gets in parts. Stretches alternate: tickets are sold while nothing arrives, then
while a part arrives, so that a busy machine slows both alike. A sale ends when the change to give is painted. Between
two of them the hands rest, and a timer on the window's own thread says how long something else kept it from turning.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.app import new_application, settle_memory
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.flows.recovery_sheet import make_sheet
from recyclique_desktop.sync.status import Light
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.means import Means
from recyclique_desktop.ui.program import Program
from tests.benchmarks.arriving import Template
from tests.benchmarks.bench_pull import put_into_journal, two_tills
from tests.benchmarks.bench_screen import Stopwatch
from tests.benchmarks.measuring import Goal, Timing, tell
from tests.known import PIN
from tests.machines import lone_centre
from tests.sync.real import Post

STRETCHES = 8
QUIET_SALES, WARM_SALES = 15, 30
TURN_MS = 4
"""How often the window's thread is asked whether it turns."""
MOST_STALL_MS = 50.0
REST_MS = 400
"""Between two sales; nobody sells faster for long."""
PATIENCE_S = 60.0
_PULLED = "SELECT coalesce(max(pulled), 0) FROM sync_cursors WHERE stream_id = ?"


class Turning(QObject):
    """Notes how late a timer of the window's own thread comes."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._on_turn)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _on_turn(self) -> None:
        now = time.perf_counter()
        self.gaps.append(max(0.0, now - self._last - TURN_MS / 1000))
        self._last = now


@dataclass
class Felt:
    """Seconds from « Valider » to the change on the screen, and how late the window turned, at rest and at work."""

    sales: list[float] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)
    at_work: list[float] = field(default_factory=list)


class Trouble(logging.Handler):
    """Counts what the program logs of a file that was busy."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


class Desk(Stopwatch):
    """The whole program on one post, somebody signed in, the till open."""

    def __init__(self, post: Post, application: QApplication) -> None:
        make_sheet(post.opened, post.store, "La Clique", "C01", post.chance.randbytes)
        post.opened.close()
        self.program = Program(Means(post.folders, post.store, post.clock, post.chance.randbytes, debounce_ms=0))
        super().__init__(self.program.window, application, lambda: self.program.is_idle)
        self.turning = Turning(self.program)
        self.program.window.show()
        self.program.window.activateWindow()
        self.program.start()
        self.until(lambda: self.program.is_idle and self.page == "sign_in")
        self._come_in()

    @property
    def page(self) -> str:
        current = self.program.window.current
        return current.name if current is not None else ""

    def pulled(self, stream: bytes) -> int:
        """Return how far another stream has come."""
        opened = self.program.opened
        assert opened is not None
        with opened.db.reading() as session:
            return int(session.connection().exec_driver_sql(_PULLED, (stream,)).scalar_one())

    def until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            QTest.qWait(10)
            assert time.monotonic() < end, f"never came on {self.page}"
        self.settle()

    def hurry(self) -> None:
        """Ask for a round now."""
        link = self.program.link
        assert link is not None
        link.exchange.hurry()

    def rests(self) -> bool:
        """Tell whether the centre has all of this till."""
        link = self.program.link
        return link is not None and link.exchange.status.light is Light.UP_TO_DATE and not link.exchange.status.is_busy

    def sell(self) -> float:
        """Sell one article; return the seconds from « Valider » to the change."""
        self.type("aa1")
        self._enter()
        self._enter()
        self.settle()
        self._enter()
        self.until(lambda: self.page == "payment")
        self.type("20")
        took = self.timed(Qt.Key.Key_Return, "\r", "sale_paid")
        self.settle()
        return took

    def sell_until(self, is_over: Callable[[int], bool]) -> Felt:
        """Sell ticket after ticket, and feel what the window does meanwhile."""
        felt = Felt()
        self.turning.start()
        while not is_over(len(felt.sales)):
            self.turning.gaps = felt.at_work
            felt.sales.append(self.sell())
            self.turning.gaps = felt.stalls
            _rest()
        self.turning.stop()
        return felt

    def stop(self) -> None:
        self.program.stop()
        self.program.window.close()
        self.program.window.deleteLater()
        QTest.qWait(1)

    def _come_in(self) -> None:
        self.type(f"e{PIN}")
        self._enter()
        self.until(lambda: self.page == "home")
        QTest.qWait(500)
        self._enter()
        self.until(lambda: self.page == "opening")
        self.type("t50")
        self._enter()
        self.until(lambda: self.page == "sale")

    def _enter(self) -> None:
        self.press(Qt.Key.Key_Return, "\r")
        QTest.qWait(1)


@contextmanager
def _at_work(folder: Path) -> Iterator[tuple[Desk, Post, Trouble]]:
    application = new_application()
    theme.reduce_animations(application, reduced=True)
    trouble = Trouble()
    logging.getLogger("recyclique_desktop").addHandler(trouble)
    with lone_centre() as base, two_tills(folder, base) as (first, second):
        assert isinstance(second.clock, SimulatedClock)
        desk = Desk(first, application)
        try:
            yield desk, second, trouble
        finally:
            desk.stop()


def measure(count: int) -> tuple[dict[str, Any], list[Goal]]:
    """Alternate stretches in which nothing arrives with stretches in which a part of the month does."""
    quiet, busy, arriving_s = Felt(), Felt(), 0.0
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as folder, _at_work(Path(folder)) as at_work:
        desk, second, trouble = at_work
        stream = second.opened.config.stream_id
        entries = list(Template.of(second.shop, stream, count).entries(count))
        second.sync()
        settle_memory()  # as the program does; the month in hand is not part of it
        desk.sell_until(lambda sold: sold >= WARM_SALES)
        for part in range(STRETCHES):
            desk.until(desk.rests)
            _add(quiet, desk.sell_until(lambda sold: sold >= QUIET_SALES))
            piece = entries[count * part // STRETCHES : count * (part + 1) // STRETCHES]
            put_into_journal(second, piece)
            assert second.sync().cause is None
            begun, last = time.perf_counter(), piece[-1].seq
            desk.hurry()
            _add(busy, desk.sell_until(partial(_is_all_here, desk, stream.bytes, last)))
            arriving_s += time.perf_counter() - begun
        desk.until(desk.rests)
        refused = [said for said in trouble.said if "storage" in said or "busy" in said]
        sold = len(quiet.sales) + len(busy.sales) + WARM_SALES
        _all_there(desk, sold, count)
    return _told(quiet, busy, count, arriving_s, len(refused))


def _is_all_here(desk: Desk, stream: bytes, last: int, sold: int) -> bool:
    return sold > 0 and desk.pulled(stream) >= last


def _add(to: Felt, more: Felt) -> None:
    to.sales.extend(more.sales)
    to.stalls.extend(more.stalls)
    to.at_work.extend(more.at_work)


def _all_there(desk: Desk, sold: int, arrived: int) -> None:
    opened = desk.program.opened
    assert opened is not None
    with opened.db.reading() as session:
        query = "SELECT count(*) FROM sales WHERE number LIKE ?"
        ours = session.connection().exec_driver_sql(query, ("C01-%",)).scalar_one()
        theirs = session.connection().exec_driver_sql(query, ("C02-%",)).scalar_one()
    assert (ours, theirs) == (sold, arrived + 2), f"{ours} of {sold} sold here, {theirs} of {arrived} arrived"


def _told(
    quiet: Felt, busy: Felt, count: int, arriving_s: float, refused: int
) -> tuple[dict[str, Any], list[Goal]]:  # fmt: skip
    before, during = Timing.of(quiet.sales), Timing.of(busy.sales)
    figures = {
        "« Valider » to the change, nothing arrives": str(before),
        "« Valider » to the change, while entries arrive": str(during),
        "window late at rest, nothing arrives": _lateness(quiet.stalls),
        "window late at rest, while entries arrive": _lateness(busy.stalls),
        "window late under the hands, nothing arrives": _lateness(quiet.at_work),
        "window late under the hands, while entries arrive": _lateness(busy.at_work),
        "entries arrived, per second, beside sales": f"{count}, {count / arriving_s:.0f}",
    }
    goals = [
        Goal("sale p50 while entries arrive / quiet", during.p50 / before.p50, 2.0),
        Goal("sale p99 while entries arrive / quiet", during.p99 / before.p99, 2.0),
        Goal("longest stall of the window at rest, ms", max(busy.stalls) * 1000, _most_stall_ms(quiet)),
        Goal("window late under the hands, p99, while entries arrive / quiet", _p99(busy) / _p99(quiet), 2.0),
        Goal("lock errors", refused, 0),
    ]
    return figures, goals


def _rest() -> None:
    """Let the window's loop turn by itself, as it does between two touches; a wait of the tests would doze in it."""
    loop = QEventLoop()
    QTimer.singleShot(REST_MS, loop.quit)
    loop.exec()


def _lateness(gaps: list[float]) -> str:
    return f"{Timing.of(gaps)}, most {max(gaps) * 1000:.1f} ms"


def _most_stall_ms(quiet: Felt) -> float:
    """What a stretch may stall: the goal, or what this machine does by itself where others work on it."""
    return max(MOST_STALL_MS, max(quiet.stalls) * 1000)


def _p99(felt: Felt) -> float:
    return Timing.of(felt.at_work).p99


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arriving", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "" if os.environ.get("DISPLAY") else "offscreen")
    figures, goals = measure(asked.arriving)
    return tell("A month arrives while somebody sells", figures, goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
