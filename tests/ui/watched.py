"""The program on a stopwatch, for what happens when nobody touches it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from recyclique_desktop.data.models import JournalEntry
from recyclique_desktop.ui.guard import Guard
from recyclique_desktop.ui.means import Means
from tests.ui.test_app import Running, sell_one


class Stopwatch:
    """A clock that runs when told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Watched(Running):
    """The program, and the hand on its stopwatch."""

    def __init__(self, means: Means) -> None:
        self.stopwatch = Stopwatch()
        self.clock = means.clock
        super().__init__(replace(means, stopwatch=self.stopwatch))

    @property
    def guard(self) -> Guard:
        assert self.program.guard is not None
        return self.program.guard

    def wait(self, seconds: float) -> None:
        """Let time go by untouched."""
        self.stopwatch.seconds += seconds
        self.guard.look()
        self.settle()

    def press(self, key: Qt.Key) -> None:
        """Press a key as the keyboard does: through the window, where the stillness is measured."""
        handle = self.window.windowHandle()
        assert handle is not None
        QTest.keyClick(handle, key)
        self.settle()

    def swap(self) -> None:
        """F9."""
        self.keys += 1
        self.press(Qt.Key.Key_F9)

    @property
    def locked(self) -> bool:
        assert self.program.context is not None
        return self.program.context.presence.is_locked

    @property
    def who(self) -> str:
        assert self.program.context is not None
        person = self.program.context.presence.person
        return person.actor.name if person is not None else ""

    def sell(self) -> None:
        """Open the till and put one line on the ticket."""
        self.come_in()
        self.key("enter")
        self.type("t50")
        self.key("enter")
        sell_one(self)

    def rows(self, entity: type) -> list[object]:
        assert self.program.opened is not None
        with self.program.opened.db.reading() as session:
            return list(session.scalars(select(entity)))

    def acts(self) -> list[str]:
        assert self.program.opened is not None
        with self.program.opened.db.reading() as session:
            found = list(session.scalars(select(JournalEntry.act).order_by(JournalEntry.at, JournalEntry.seq)))
        return [act for act in found if act.startswith("person.")]
