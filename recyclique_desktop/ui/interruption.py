"""Ctrl-C and a polite kill: what runs is ended in order, not cut."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any, Final, Self

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from PySide6.QtWidgets import QApplication

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_LOOK_MS: Final = 200


class Interruption:
    """While the block lasts, a signal is noted; whoever works asks now and then. Main thread only."""

    def __init__(self) -> None:
        self._asked = False
        self._before: list[Any] = []

    def __enter__(self) -> Self:
        self._before = [signal.signal(one, self._note) for one in _SIGNALS]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one, before in zip(_SIGNALS, self._before, strict=True):
            signal.signal(one, before)

    def check(self) -> None:
        """Go on, unless somebody asked to stop.

        Raises:
            KeyboardInterrupt: Somebody did.
        """
        if self._asked:
            raise KeyboardInterrupt

    def _note(self, _number: int, _frame: object) -> None:
        self._asked = True


def ending_on_signals(application: QApplication) -> Callable[[], None]:
    """Let the same signals close the program as its window would; return what undoes it.

    Python hears a signal only when it runs: a timer lets it, five times a second.
    """
    before = [signal.signal(one, lambda _number, _frame: application.quit()) for one in _SIGNALS]
    pulse = QTimer(application)
    pulse.timeout.connect(lambda: None)
    pulse.start(_LOOK_MS)

    def undo() -> None:
        pulse.stop()
        for one, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(one, handler)

    return undo
