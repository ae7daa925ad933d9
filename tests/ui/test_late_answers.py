"""An answer that comes once the workstation is closed reaches no page, and a page that still asks breaks nothing."""

from __future__ import annotations

import threading

from PySide6.QtTest import QTest

from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.tasks import Tasks
from tests.conftest import Shop


def test_no_answer_reaches_a_page_after_the_workstation_stopped(shop: Shop, app: object) -> None:
    del app
    tasks, heard = Tasks(shop.db, MainThreadBridge()), list[str]()
    begun = threading.Event()

    def answer(_session: object) -> str:
        begun.set()
        return "late"

    tasks.read(answer, heard.append, lambda _error: heard.append("refused"))
    assert begun.wait(5)
    tasks.stop()  # the answer waits on the main thread's queue by now
    QTest.qWait(20)
    assert (heard, tasks.pending) == ([], 0)


def test_a_page_that_still_asks_after_the_stop_is_not_answered_and_breaks_nothing(shop: Shop, app: object) -> None:
    del app
    tasks, heard = Tasks(shop.db, MainThreadBridge()), list[str]()
    tasks.stop()
    for ask in (tasks.read, tasks.write):
        ask(lambda _session: "never", heard.append, lambda _error: heard.append("refused"))
    QTest.qWait(5)
    assert (heard, tasks.pending) == ([], 0)
