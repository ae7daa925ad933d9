"""The letter of each place of a grid of categories, the same at the till and at reception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
LETTERS: Final = "AZERTYUIOPQSDFGHJKLMWXCVBN"
"""Letter of each place of a grid, from the first (``cash.md`` CAT-6)."""


def letter_of(place: int) -> str:
    """Return the letter of a place in a grid, or ``""`` beyond the twenty-sixth."""
    return LETTERS[place] if place < len(LETTERS) else ""


def at_letter(tiles: Sequence[T], letter: str) -> T | None:
    """Return what stands at the place that a letter names, or none."""
    place = LETTERS.find(letter)
    return tiles[place] if letter and 0 <= place < len(tiles) else None
