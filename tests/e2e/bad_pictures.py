"""Photographs of bad situations, where a person meets them: the window of a newcomer, or of a till that sells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.demo import shop
from recyclique_desktop.sync.status import AWAY, Status
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.messages import sentence
from recyclique_desktop.system.secrets import FileStore, MemoryStore, SecretStore
from recyclique_desktop.ui.admin.sync_words import cause_words
from recyclique_desktop.ui.means import Means
from recyclique_desktop.ui.program import Program
from recyclique_desktop.ui.widgets.pill import Pill
from recyclique_desktop.ui.words import in_two
from tests.e2e.bad_situations import Scene
from tests.faults.place import Place
from tests.ui import checks
from tests.ui.driver import Hands

_PATIENCE_MS = 30_000
_LINES = ("fa1,24", "ua1,86", "ia2,1")
"""A ticket under way: what is typed for its lines."""
_CASHIER = shop.TEAM[0]


@dataclass(frozen=True, slots=True)
class Shot:
    """One photograph, and what was on the screen.

    Attributes:
        page: Name of the page.
        said: Every word.
        pill: What the pill says; nothing where there is none.
        wanted: Words that must be on it.
        wrong: What is cut, crowded, too small.
    """

    file: Path
    page: str
    said: str
    pill: str
    wanted: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The words that should be on it and are not."""
        return tuple(words for words in self.wanted if words not in self.said)


class _Window(Hands):
    """Hands at the program on one folder."""

    def __init__(self, means: Means, folder: Path) -> None:
        self.program = Program(means)
        super().__init__(self.program.window, self._rests)
        self._folder = folder
        self.program.window.resize(*checks.DESIGN)
        self.program.window.show()
        self.program.window.activateWindow()
        self.program.start()
        self.settle()

    @property
    def page(self) -> str:
        current = self.program.window.current
        return current.name if current is not None else ""

    @property
    def status(self) -> Status:
        link = self.program.link
        assert link is not None
        return link.exchange.status

    def until(self, error: str) -> None:
        """Wait until the exchange has met the trouble."""
        cause = None if error == "sync.clock" else Cause(error.removeprefix("sync."))
        waited = 0
        while not (self.status.clock_off_s if cause is None else self.status.cause is cause) or self.status.is_busy:
            QTest.qWait(20)
            waited += 20
            assert waited < _PATIENCE_MS, f"the till never met {error}: {self.status}"
        self.settle()

    def take(self, name: str, *wanted: str) -> Shot:
        """Take one picture."""
        self.settle()
        file = self._folder / f"{name}.png"
        wrong = checks.wrong_with(self.program.window, *checks.DESIGN)
        self.program.window.grab().save(str(file))
        pill = self.program.window.header.pill
        told = self.find(Pill, "header_pill").accessibleName() if pill.isVisible() else ""
        return Shot(file, self.page, self.said(), told, wanted, tuple(wrong))

    def _rests(self) -> bool:
        if self.page == "first_run":
            return bool(getattr(self.program.window.current, "pending", 0) == 0)
        return self.page == "failure" or (self.program.is_idle and self.page != "starting")


@dataclass(slots=True)
class Camera:
    """Takes pictures into a folder.

    Attributes:
        shots: What was taken so far.
    """

    folder: Path
    shots: list[Shot]

    def newcomer(self, scene: Scene, name: str, error: str) -> None:
        """Join by hand with the access that was refused, and keep what the first run says."""
        assert scene.access_used is not None
        text = scene.access_used.read_text("utf-8")
        with self._window(scene.newcomer(), MemoryStore()) as hands:
            hands.key("enter")
            hands.tap("run_way_join")
            hands.key("enter")
            QApplication.clipboard().setText(text)
            hands.tap("access_paste")
            hands.tap("run_next")
            self.shots.append(hands.take(name, *in_two(sentence(error))))

    def begin(self, scene: Scene) -> None:
        """Leave a ticket under way at the till, and all that it has not sent."""
        scene.proxy.cut()
        with self._window(scene.till, FileStore(scene.till.folders.config)) as hands:
            _sell(hands)
        scene.proxy.heal()

    def till(self, scene: Scene, name: str, error: str) -> None:
        """Sell while it goes wrong: the sale, then the page behind the pill."""
        place = scene.other or scene.till
        with self._window(place, FileStore(place.folders.config)) as hands:
            _sell(hands)
            hands.until(error)
            told = in_two(sentence(error))
            is_away = hands.status.cause in AWAY
            self.shots.append(hands.take(f"{name}-vente", *((told[0], "tout est gardé ici") if is_away else ())))
            hands.tap("header_pill")
            hands.settle()
            words = (told[0].removesuffix("."), "Continuez à vendre") if is_away else (_title(error), told[1])
            self.shots.append(hands.take(name, *words))

    @contextmanager
    def _window(self, place: Place, store: SecretStore) -> Iterator[_Window]:
        hands = _Window(Means(place.folders, store, SystemClock(), debounce_ms=0), self.folder)
        try:
            yield hands
        finally:
            QTest.qWait(5)
            hands.program.stop()
            hands.program.window.close()
            hands.program.window.deleteLater()
            QTest.qWait(1)


def _title(error: str) -> str:
    return in_two(sentence(error))[0] if error == "sync.clock" else cause_words(error.removeprefix("sync."))


def _sell(hands: _Window) -> None:
    """Come in, open the till if it is not, and have a ticket under way: the one that was left, or a new one."""
    hands.type(f"e{_CASHIER.pin}")
    hands.key("enter", "enter")
    if hands.page == "opening":
        hands.type("t50")
        hands.key("enter")
        if hands.shows("date_dialog_confirm"):  # what was played before may have been at another hour
            hands.tap("date_dialog_confirm")
    assert hands.page == "sale", hands.said()
    if hands.shows("sale_resume"):
        hands.key("enter")
        return
    for typed in _LINES:
        hands.type(typed)
        hands.key("enter", "enter")
