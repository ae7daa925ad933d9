"""Weight is a whole number of grams. Never a float."""

from __future__ import annotations

import re
from typing import NewType

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import MINUS, NBSP

Grams = NewType("Grams", int)

NO_WEIGHT = Grams(0)
MAX_LINE = Grams(9_999_990)
"""Heaviest line that 1.4.4 can store: 9 999,99 kg (``cash.md`` WGT-4)."""

_TYPED = re.compile(r"(?=.*\d)(\d{0,5})(?:[.,](\d{0,3}))?")
_GRAMS = re.compile(r"(\d{1,8})g")
_EXACT = re.compile(r"(-?)(\d+)\.(\d{3})")


def parse_kilos(text: str) -> Grams:
    """Read a weight as a person types it: ``"1,2"``, ``"0.850"``, ``".85"``, with or without ``kg``; or ``"850 g"``.

    Raises:
        UserError: ``weight.invalid`` when the text is not a weight with at most three decimals.
    """
    bare = "".join(c for c in text.lower() if not c.isspace())
    grams = _GRAMS.fullmatch(bare)
    if grams is not None:
        return Grams(int(grams[1]))
    match = _TYPED.fullmatch(bare.removesuffix("kg"))
    if match is None:
        raise UserError("weight.invalid", text=text)
    kilos, decimals = match.groups()
    return Grams(int(kilos or 0) * 1000 + int((decimals or "").ljust(3, "0")))


def format_kilos(grams: int, *, decimals: int = 3) -> str:
    """Write grams as ``1,180 kg``; ``decimals=1`` rounds half up for totals (``DESIGN.md`` §4)."""
    step = 10 ** (3 - decimals)
    rounded = (abs(grams) + step // 2) // step
    whole, rest = divmod(rounded, 10**decimals)
    grouped = f"{whole:,}".replace(",", NBSP)
    sign = MINUS if grams < 0 and rounded else ""
    return f"{sign}{grouped},{rest:0{decimals}d}{NBSP}kg"


def to_decimal(grams: int) -> str:
    """Write grams as the journal does, in kilograms: ``"1.180"``."""
    kilos, rest = divmod(abs(grams), 1000)
    return f"{'-' if grams < 0 else ''}{kilos}.{rest:03d}"


def from_decimal(text: str) -> Grams:
    """Read back what ``to_decimal`` wrote.

    Raises:
        ValueError: The text is not an exact decimal with three decimals.
    """
    match = _EXACT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    sign, kilos, rest = match.groups()
    grams = int(kilos) * 1000 + int(rest)
    return Grams(-grams if sign else grams)
