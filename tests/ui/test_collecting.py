"""No other thread throws a widget away: its end there would stop the window for good."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.ui.collecting import MainThreadCollector


class Knot(QObject):
    """A QObject in a circle: only the cyclic collector ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


@pytest.fixture
def collector(app: QApplication) -> Iterator[MainThreadCollector]:
    was_enabled = gc.isenabled()
    gc.enable()
    made = MainThreadCollector(app)
    made.start()
    yield made
    made.deleteLater()
    if was_enabled:
        gc.enable()


def allocate_much() -> None:
    kept = [[number] for number in range(200_000)]
    assert kept


def test_a_thread_that_allocates_much_ends_no_widget_and_the_main_thread_does(collector: MainThreadCollector) -> None:
    gc.collect()
    knot = weakref.ref(Knot())
    worker = threading.Thread(target=allocate_much)
    worker.start()
    worker.join()
    assert knot() is not None
    junk = [[number] for number in range(2_000)]
    collector.look()
    assert junk
    assert knot() is None


def test_the_window_is_not_stopped_for_garbage_while_the_program_starts(collector: MainThreadCollector) -> None:
    knot = weakref.ref(Knot())
    junk = [[number] for number in range(2_000)]
    QTest.qWait(600)
    assert junk
    assert knot() is not None
    collector.look()
    assert knot() is None
    again = weakref.ref(Knot())
    junk += [[number] for number in range(2_000)]
    QTest.qWait(600)
    assert again() is None


def test_nothing_is_collected_before_it_is_due(collector: MainThreadCollector) -> None:
    gc.collect()
    knot = weakref.ref(Knot())
    collector.look()
    assert knot() is not None
