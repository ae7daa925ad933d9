"""A call asked before its answer is needed: the centre works on it while this side does something else."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Ahead:
    """One call on a thread of its own, from the moment it is made.

    Args:
        asked: What is called, with its arguments: how an answer is known to be the one that is asked for.
        call: Makes the call and returns its rows.
    """

    def __init__(self, asked: tuple[Any, ...], call: Callable[[], list[tuple[Any, ...]]]) -> None:
        self._asked = asked
        self._call = call
        self._rows: list[tuple[Any, ...]] = []
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="wire-ahead", daemon=True)
        self._thread.start()

    def is_over(self, within_s: float) -> bool:
        """Wait for its end for so long at most; tell whether it came."""
        self._thread.join(max(within_s, 0.0))
        return not self._thread.is_alive()

    def answers(self, asked: tuple[Any, ...]) -> bool:
        """Whether this very call was asked ahead."""
        return self._asked == asked

    def answer(self) -> list[tuple[Any, ...]]:
        """Return its rows, or raise what it raised, once it is over."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        return self._rows

    def _run(self) -> None:
        try:
            self._rows = self._call()
        except BaseException as error:  # noqa: BLE001  raised where the answer is asked for
            self._failure = error
