"""How long a volunteer waits for the screen: from the key to the picture, and from « Valider » to the change.

``python -m tests.benchmarks.bench_screen [--lines 200] [--sales 60] [--json]``
Real keys at the real window on a real file (encrypted, every commit flushed). A time ends when the frame that shows
the result is painted, off-screen unless there is a display.
"""

from __future__ import annotations

import argparse
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from recyclique_desktop.data.queries.people import actor_of, sign_in_tiles
from recyclique_desktop.flows.workstation import OpenWorkstation, open_workstation
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.secrets import FileStore
from recyclique_desktop.system.throttle import ThrottleStore
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.caisse.payment_page import PaymentPage
from recyclique_desktop.ui.caisse.sale_page import SalePage
from recyclique_desktop.ui.context import AppContext, Person, Presence
from recyclique_desktop.ui.main_window import MainWindow
from recyclique_desktop.ui.tasks import Tasks
from tests.benchmarks.measuring import Goal, Timing, tell
from tests.faults import small_shop

MOST_KEY_MS = 50.0
MOST_PAY_MS = 150.0
PER_TICKET = 8
"""Lines of one ticket while lines are timed."""
PATIENCE_S = 10.0
_SLEEPING = QEventLoop.ProcessEventsFlag.WaitForMoreEvents


class Frames(QObject):
    """Tells when a widget of some name was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.painted.add(watched.objectName())
        return False


class Stopwatch:
    """Presses real keys at a window and measures until it is painted.

    Args:
        is_idle: Whether nothing is being read or written behind it.
    """

    def __init__(self, window: QWidget, application: QApplication, is_idle: Callable[[], bool]) -> None:
        self._target = window
        self._is_idle = is_idle
        self._frames = Frames()
        application.installEventFilter(self._frames)

    def settle(self) -> None:
        """Wait until nothing is being read, written or drawn."""
        QTest.qWait(5)
        while not self._is_idle():
            QTest.qWait(2)
        QTest.qWait(5)

    def press(self, key: Qt.Key, text: str = "") -> None:
        """Press one key."""
        target = QApplication.focusWidget() or self._target
        QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text))

    def type(self, text: str) -> None:
        """Press keys one after the other."""
        for letter in text:
            self.press(Qt.Key(ord(letter.upper())), letter)

    def timed(self, key: Qt.Key, text: str, seen: str) -> float:
        """Press a key and return the seconds until the widget called ``seen`` is painted anew."""
        QApplication.processEvents()
        self._frames.painted.clear()
        started = time.perf_counter()
        self.press(key, text)
        while seen not in self._frames.painted:
            QApplication.processEvents(_SLEEPING)  # a turning loop would take the processor from the database
            assert time.perf_counter() - started < PATIENCE_S, f"{seen} was never painted"
        return time.perf_counter() - started


class Bench(Stopwatch):
    """The sale and payment pages of an open till, and a stopwatch."""

    def __init__(self, opened: OpenWorkstation, folder: Path, application: QApplication) -> None:
        self.window = MainWindow(opened.station.clock)
        self.tasks = Tasks(opened.db, MainThreadBridge(self.window))
        presence = Presence(self.window)
        throttle = ThrottleStore(folder, opened.config.installation_id)
        context = AppContext(self.tasks, opened.station, presence, throttle, self.window.go, debounce_ms=0)
        self.window.add(SalePage(context), PaymentPage(context))
        self.window.follow(presence)
        with opened.db.reading() as session:
            someone = sign_in_tiles(session, opened.station.site_id)[0]
            person = Person(actor_of(session, someone.user_id), opened.station.ids.new())
        with opened.db.writing() as session:  # the shop was made on another day: somebody says that today is right
            confirm_date(session, ConfirmDate(opened.station.clock.now()), person.actor, opened.station)
        presence.enter(person)
        super().__init__(self.window, application, lambda: not self.tasks.pending)
        self.window.show()
        self.window.activateWindow()
        self.window.go("sale")
        self.settle()


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--sales", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "" if os.environ.get("DISPLAY") else "offscreen")
    application = QApplication([])
    theme.apply(application, theme.LIGHT)
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as folder:
        place = small_shop.make(Path(folder) / "shop", seed=1)
        opened = open_workstation(place.folders, FileStore(place.folders.config), SystemClock(), secrets.token_bytes)
        bench = Bench(opened, Path(folder), application)
        digits, lines, tickets = _lines(bench, asked.lines)
        paid = _sales(bench, asked.sales)
        bench.tasks.stop()
        opened.close()
    figures = {
        "digit to picture": str(Timing.of(digits)),
        "line to picture": str(Timing.of(lines)),
        "paid to picture": str(Timing.of(paid)),
        "tickets sold on the way": tickets,
    }
    goals = [
        Goal("key to picture, digit, p95 ms", _p95(digits), MOST_KEY_MS),
        Goal("key to picture, add line, p95 ms", _p95(lines), MOST_KEY_MS),
        Goal("« Valider » to « payé », p95 ms", _p95(paid), MOST_PAY_MS),
    ]
    return tell("bench_screen", figures, goals, as_json=asked.json)


def _lines(bench: Bench, wanted: int) -> tuple[list[float], list[float], int]:
    """Time the digit of a weight and the Enter that adds the line, with tickets of a usual length."""
    digits: list[float] = []
    lines: list[float] = []
    tickets = 0
    while len(lines) < wanted:
        for _ in range(PER_TICKET):
            bench.type("ua")
            digits.append(bench.timed(Qt.Key.Key_1, "1", "sale_display"))
            bench.press(Qt.Key.Key_Return, "\r")
            lines.append(bench.timed(Qt.Key.Key_Return, "\r", "sale_foot"))
            bench.settle()
        _pay(bench)
        tickets += 1
    return digits, lines, tickets


def _sales(bench: Bench, wanted: int) -> list[float]:
    """Time the Enter that pays a ticket of three lines, up to the change in large."""
    times = []
    for _ in range(wanted):
        for _ in range(3):
            bench.type("ua1")
            bench.press(Qt.Key.Key_Return, "\r")
            bench.press(Qt.Key.Key_Return, "\r")
        bench.settle()
        bench.press(Qt.Key.Key_Return, "\r")
        bench.type("20")
        times.append(bench.timed(Qt.Key.Key_Return, "\r", "sale_paid"))
        bench.settle()
    return times


def _pay(bench: Bench) -> None:
    bench.press(Qt.Key.Key_Return, "\r")
    bench.settle()
    bench.press(Qt.Key.Key_Return, "\r")
    bench.settle()


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * 0.95))] * 1000


if __name__ == "__main__":
    raise SystemExit(main())
