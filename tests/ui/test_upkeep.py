"""The jobs of the day run behind the screen, once, and end with the program."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.services import people
from recyclique_desktop.ui.bridges import MainThreadBridge
from recyclique_desktop.ui.tasks import Tasks
from recyclique_desktop.ui.upkeep import Upkeep
from tests.known import MORNING
from tests.sync.real import alone

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.screen


def test_old_sign_ins_are_forgotten_while_people_work(app: QApplication, tmp_path: Path) -> None:
    post = alone(tmp_path, SimulatedClock(MORNING))
    user_id = post.shop.volunteer.user_id
    assert user_id is not None
    with post.opened.db.writing() as session:
        failed = people.SignInFailed(user_id, "emilie", "invalid_password", 1)
        people.record_sign_in_failure(session, failed, post.shop.admin, post.opened.station)
    post.clock.advance(timedelta(days=500))
    tasks = Tasks(post.opened.db, MainThreadBridge())
    upkeep = Upkeep(post.opened, post.store, tasks, first_ms=1)
    try:
        for _ in range(500):
            QTest.qWait(10)
            if upkeep.done is not None:
                break
        assert upkeep.done is not None
        assert upkeep.done.sign_ins == 1
        assert post.one("SELECT count(*) FROM login_history") == 0
        assert post.breaches() == []
    finally:
        upkeep.stop()
        tasks.stop()
        post.close()
