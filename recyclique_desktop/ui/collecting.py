"""Garbage is collected on the main thread alone: a widget thrown away by another would stop the window for good.

Python runs its cyclic collector on whichever thread allocates. Where that is the thread of the database, the end of a
QObject waits there for the interpreter with one of Qt's own locks in hand, while the main thread, which has the
interpreter, waits for that lock. Reference counts still work everywhere; only cycles wait for the timer here.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY_MS: Final = 500
_FIRST_MS: Final = 4_000
"""Nothing is looked for while the program starts: all that it makes then stays, and going over it stops the window."""


class MainThreadCollector(QObject):
    """Does by a timer what the automatic collector did, by the same thresholds."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_FIRST_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take over from the automatic collector."""
        gc.disable()
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, and with it the younger ones."""
        self._timer.setInterval(_EVERY_MS)
        due = [place for place, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
               if count > limit]  # fmt: skip
        if due:
            gc.collect(max(due))


def keep_to_main_thread(application: QObject) -> None:
    """Let no other thread of this program throw widgets away."""
    MainThreadCollector(application).start()
