"""Contrast of two colours by the WCAG 2.x formula, and the pairs that must hold (``DESIGN.md`` §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from recyclique_desktop.ui.theme.tokens import Theme


class Pair(NamedTuple):
    """A foreground and a ground, by token name, and the least contrast they may have."""

    front: str
    ground: str
    minimum: float


PAIRS: Final[tuple[Pair, ...]] = (
    Pair("text", "surface", 7),
    Pair("text", "bg", 7),
    Pair("text", "soft", 7),
    Pair("text2", "surface", 4.5),
    Pair("text2", "bg", 4.5),
    Pair("text2", "sunken", 4.5),
    Pair("accent", "surface", 4.5),
    Pair("accent", "bg", 4.5),
    Pair("on_accent", "accent", 4.5),
    Pair("on_accent", "accent_press", 4.5),
    Pair("on_soft", "soft", 4.5),
    Pair("border", "surface", 3),
    Pair("border", "bg", 3),
    Pair("border", "key", 3),
    Pair("data2", "bg", 3),
    Pair("danger", "surface", 4.5),
    Pair("danger", "danger_ground", 4.5),
    Pair("warn", "surface", 4.5),
    Pair("warn", "warn_ground", 4.5),
    Pair("warn_line", "bg", 3),
    Pair("off_text", "off_bg", 3),
    Pair("text", "bg", 3),
)


def contrast(first: str, second: str) -> float:
    """Return the ratio of two ``#RRGGBB`` colours, from 1 (equal) to 21 (black on white)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_faint(theme: Theme) -> list[str]:
    """Return one sentence per pair of ``theme`` below its minimum; empty when all hold."""
    found = []
    for front, ground, minimum in PAIRS:
        ratio = contrast(theme.colour(front), theme.colour(ground))
        if ratio < minimum:
            found.append(f"{theme.name}: {front} on {ground} is {ratio:.2f}, below {minimum}")
    return found


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
