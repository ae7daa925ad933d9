"""Where things stand at each window size (``DESIGN.md`` §3): three zones that never move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from recyclique_desktop.ui.theme.tokens import Height, Space

NARROW_BELOW: Final = 1280
WIDE_FROM: Final = 1600
SINGLE_WIDTH: Final = 960
SINGLE_HEIGHT: Final = 640
"""The design says 600; in less than 640 the rows of a payment, or of a price, would cut each other."""
LOW_BELOW: Final = 720
BANDED_FROM: Final = 690
"""A window of 768 keeps 696 between the bands of the training: tiles and digits give up a little, nothing else."""
DESIGN_HEIGHT: Final = 768
_ROWS: Final = 4
"""Of digits, and of tiles: what a window lacks below a title bar and above a task bar, each row gives a part of."""
FOOT: Final = "footHeight"
"""Property of the window: pixels at its foot, or in bands, that belong to no page."""
BANDED: Final = "banded"
"""Property of the window: whether every page stands between two bands."""
BAR: Final = 72
"""The foot bar of a window that shows one zone at a time."""
MAX_TEXT: Final = 640
"""Widest column of text: about 75 characters of 18 px."""


@dataclass(frozen=True, slots=True)
class Widths:
    """Width of one side zone: on a normal window, and from 1024 to 1279."""

    normal: int
    narrow: int


_AIR: Final = 6
"""Above and below the digits where there is little room."""
LEFT: Final = Widths(308, 244)
RIGHT: Final = Widths(380, 304)
LEFT_STEPS: Final = Widths(276, 244)
RIGHT_HOME: Final = Widths(420, 340)


@dataclass(frozen=True, slots=True)
class Layout:
    """The sizes of one window, in logical pixels.

    Attributes:
        narrow: Short labels, site name dropped, tiles in three columns.
        single: One zone at a time (the 200 % scale).
        low: Lower than the design, as on a screen of 768 with a title bar: what is only reserved gives up its room.
        band: Height kept for what is said at the foot of the till's work.
        margin: Between a zone's edge and what it holds.
        columns: Tiles side by side.
        tile: Height of a category tile.
        digit: Height of a keypad digit.
    """

    narrow: bool
    single: bool
    low: bool
    band: int
    margin: int
    columns: int
    tile: int
    digit: int


def layout_for(width: int, height: int, *, banded: bool = False) -> Layout:
    """Decide the sizes for a window of ``width`` × ``height`` logical pixels; ``banded``: between two bands."""
    if is_single(width, height):
        room = height - Height.HEADER_SINGLE - BAR - 2 * _AIR - 3 * Space.TARGET_GAP
        digit = max(Height.TARGET, min(Height.DIGIT_SINGLE, room // 4))
        return Layout(narrow=True, single=True, low=True, band=Height.MESSAGE, margin=12, columns=4,
                      tile=Height.TILE_NARROW, digit=digit)  # fmt: skip
    narrow = width < NARROW_BELOW
    fits_bands = banded and BANDED_FROM <= height < LOW_BELOW
    return Layout(
        narrow=narrow,
        single=False,
        low=height < DESIGN_HEIGHT,
        band=Height.MESSAGE if height >= BANDED_FROM else Height.MESSAGE_LOW,
        margin=10 if narrow else 16,
        columns=_columns(width),
        tile=Height.TILE_BANDED if fits_bands and not narrow else _tile(narrow, height),
        digit=_digit(height),
    )


def is_single(width: int, height: int) -> bool:
    """Tell whether a window is so small (a screen magnified twice) that one zone is shown at a time."""
    return width < SINGLE_WIDTH or height < SINGLE_HEIGHT


def _columns(width: int) -> int:
    if width >= WIDE_FROM:
        return 5
    return 4 if width >= NARROW_BELOW else 3


def _tile(narrow: bool, height: int) -> int:
    if narrow or height < LOW_BELOW:
        return Height.TILE_NARROW
    return min(128, Height.TILE + (height - DESIGN_HEIGHT) // _ROWS)


def _digit(height: int) -> int:
    digit = Height.DIGIT + (height - DESIGN_HEIGHT) // _ROWS
    return min(digit, Height.DIGIT_LOW) if height < LOW_BELOW else min(100, digit)
