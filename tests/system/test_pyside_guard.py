"""PySide6 6.12.0 on Python 3.11 drops one reference to ``None`` or ``True`` per call: the till dies after minutes.

Short test runs stay green under it, hence this guard (``dependencies.md`` §0.1). Later Pythons hide the fault
(immortal objects), so there only the pin protects; the test then counts nothing and passes on the version alone.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CALLS = 200
ALLOWED = 20


class Emitter(QObject):
    """Carries one signal."""

    told = Signal(int)


def test_the_till_does_not_die_after_some_minutes_of_qt_calls(qtbot: QtBot) -> None:
    label, emitter = QLabel(), Emitter()
    qtbot.addWidget(label)
    emitter.told.connect(label.setNum)
    before = sys.getrefcount(None), sys.getrefcount(True)  # noqa: FBT003
    for n in range(CALLS):
        label.setText("x")
        emitter.told.emit(n)
    lost = before[0] - sys.getrefcount(None), before[1] - sys.getrefcount(True)  # noqa: FBT003
    assert max(lost) <= ALLOWED


def test_the_installed_qt_is_of_the_series_that_was_measured() -> None:
    assert PySide6.__version_info__[:2] == (6, 11)
