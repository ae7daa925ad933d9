"""Every look that a page must keep: two sizes, light and dark, words 40 % longer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.ui import theme
from tests.ui import checks


@dataclass(frozen=True, slots=True)
class Look:
    """One way to see a page."""

    name: str
    size: tuple[int, int]
    dark: bool = False
    long_words: bool = False

    @contextmanager
    def worn(self, app: QApplication) -> Iterator[None]:
        """Put the look on; pages must be built inside."""
        theme.apply(app, theme.DARK if self.dark else theme.LIGHT)
        try:
            if self.long_words:
                with checks.stretched():
                    yield
            else:
                yield
        finally:
            theme.apply(app, theme.LIGHT)


_EVERY = (
    Look("light-1366", checks.DESIGN),
    Look("dark-1024", checks.NARROW, dark=True),
    Look("long-1366", checks.DESIGN, long_words=True),
    Look("long-1024", checks.NARROW, long_words=True),
)
LOOKS = _EVERY if os.environ.get("RECYCLIQUE_LOOKS") == "all" else (_EVERY[0], _EVERY[-1])
"""The design's own, and the one that leaves least room; ``RECYCLIQUE_LOOKS=all`` puts on the others too."""
LOWS = (Look("low-1366", checks.LOW), Look("lowest-1366", checks.LOWEST))
"""What a screen of 768, or of 720, leaves a window between its title and a task bar."""
SINGLE = Look("light-683", checks.SINGLE)
"""The design's window on a screen magnified twice: one zone at a time."""
SINGLES = (SINGLE, Look("dark-683", checks.SINGLE, dark=True))
every_single_look = pytest.mark.parametrize("look", SINGLES, ids=[look.name for look in SINGLES])
every_look = pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])
every_low_look = pytest.mark.parametrize("look", LOOKS + LOWS, ids=[look.name for look in LOOKS + LOWS])
