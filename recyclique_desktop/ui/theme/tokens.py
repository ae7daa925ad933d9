"""The visual language as numbers and colours (``DESIGN.md`` §2). No colour is written anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ThemeName(StrEnum):
    """The three grounds a person can work on."""

    LIGHT = "light"
    DARK = "dark"
    TRAINING = "training"


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour of one theme, as ``#RRGGBB``; each field is one line of the table of ``DESIGN.md`` §2."""

    name: ThemeName
    bg: str
    surface: str
    sunken: str
    key: str
    key_press: str
    line: str
    border: str
    text: str
    text2: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    soft: str
    on_soft: str
    data2: str
    danger: str
    danger_ground: str
    warn: str
    warn_ground: str
    warn_line: str
    off_text: str
    off_bg: str

    def colour(self, token: str) -> str:
        """Return the colour of a token by its field name.

        Raises:
            AttributeError: No such token.
        """
        value: str = getattr(self, token)
        return value


LIGHT: Final = Theme(
    name=ThemeName.LIGHT,
    bg="#F2F4F1",
    surface="#FFFFFF",
    sunken="#E8ECE7",
    key="#FFFFFF",
    key_press="#CFE7E0",
    line="#D3DAD4",
    border="#758079",
    text="#14201B",
    text2="#46534C",
    accent="#00665A",
    accent_hover="#005348",
    accent_press="#003F37",
    on_accent="#FFFFFF",
    soft="#DDEFEA",
    on_soft="#00473F",
    data2="#3F8C7C",
    danger="#B3261E",
    danger_ground="#FCE9E7",
    warn="#7A4700",
    warn_ground="#FFF0CF",
    warn_line="#A86B00",
    off_text="#6B766F",
    off_bg="#E8ECE7",
)

DARK: Final = Theme(
    name=ThemeName.DARK,
    bg="#0E1412",
    surface="#18201D",
    sunken="#0A0F0D",
    key="#222C28",
    key_press="#14382F",
    line="#303C37",
    border="#7D8C85",
    text="#EDF3EF",
    text2="#B4C1BA",
    accent="#5CD6BD",
    accent_hover="#7BE0CB",
    accent_press="#3FB9A0",
    on_accent="#04211B",
    soft="#14382F",
    on_soft="#A5EBDC",
    data2="#3B7F71",
    danger="#FF938A",
    danger_ground="#3A1714",
    warn="#FFCC66",
    warn_ground="#34270A",
    warn_line="#B98A2A",
    off_text="#87948D",
    off_bg="#1F2824",
)

TRAINING: Final = Theme(
    name=ThemeName.TRAINING,
    bg="#EFE8FA",
    surface="#FCFAFF",
    sunken="#E3D8F5",
    key="#FCFAFF",
    key_press="#DCCBF5",
    line="#D2C4EA",
    border="#7A6C93",
    text="#1D1430",
    text2="#4C4064",
    accent="#5B2A9D",
    accent_hover="#4B2184",
    accent_press="#3A1968",
    on_accent="#FFFFFF",
    soft="#E6DAF8",
    on_soft="#3F1B70",
    data2="#8A68C0",
    danger="#B3261E",
    danger_ground="#FCE9E7",
    warn="#7A4700",
    warn_ground="#FFF0CF",
    warn_line="#A86B00",
    off_text="#6E6284",
    off_bg="#E3D8F5",
)

THEMES: Final[dict[ThemeName, Theme]] = {theme.name: theme for theme in (LIGHT, DARK, TRAINING)}


@dataclass(frozen=True, slots=True)
class TypeRole:
    """One size and weight of Inter.

    Attributes:
        px: Font size in logical pixels, 16 or more.
        weight: 400, 500, 600 or 700, the four faces shipped.
    """

    px: int
    weight: int


ROLES: Final[dict[str, TypeRole]] = {
    "hero": TypeRole(64, 700),
    "total": TypeRole(48, 700),
    "total-40": TypeRole(40, 700),
    "total-32": TypeRole(32, 700),
    "figure": TypeRole(32, 600),
    "h1": TypeRole(28, 700),
    "key": TypeRole(28, 500),
    "initials": TypeRole(26, 600),
    "h2": TypeRole(20, 600),
    "amount": TypeRole(20, 600),
    "strong": TypeRole(18, 600),
    "medium": TypeRole(18, 500),
    "body": TypeRole(18, 400),
    "step": TypeRole(17, 500),
    "step-active": TypeRole(17, 700),
    "small": TypeRole(16, 400),
    "label": TypeRole(16, 500),
    "cap": TypeRole(16, 600),
}
"""Every role a text may take; a widget names the role, never a size."""


class Radius:
    """Corner radii in logical pixels."""

    FIELD = 10
    TILE = 12
    HIGHLIGHT = 8
    CAP = 6


class Height:
    """Heights in logical pixels. The code sets them; the style sheet never names a height (``DESIGN.md`` §8)."""

    HEADER = 64
    HEADER_SINGLE = 52
    PILL = 40
    PILL_HIT = 46
    ICON_BUTTON = 48
    SMALL_ACTION = 48
    ACTION = 56
    ACTION_TALL = 64
    CHIP = 68
    FIELD = 56
    STRIP = 52
    STEP_BAR = 48
    STEP = 72
    LINE = 62
    TILE = 118
    TILE_BANDED = 104
    TILE_NARROW = 96
    DIGIT = 92
    DIGIT_LOW = 76
    DIGIT_SINGLE = 56
    KEYPAD_ACTION = 88
    DISPLAY = 100
    PRIMARY = 96
    PRIMARY_MIDDLE = 72
    PERSON = 132
    CHOICE = 104
    COUNT_ROW = 88
    MESSAGE = 88
    MESSAGE_LOW = 56
    TARGET = 44
    """Nothing a finger aims at is smaller, in either direction."""


class Space:
    """Distances in logical pixels."""

    HAIR = 2
    TINY = 4
    TARGET_GAP = 8
    GRID = 10
    SMALL = 12
    PAGE = 16
    TICKET = 20
    ADMIN = 24
    LARGE = 32
    HUGE = 40
