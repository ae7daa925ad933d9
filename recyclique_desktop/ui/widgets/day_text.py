"""A day that somebody types: « 22/11/2026 », « 22/11 », « 22.11.26 »."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.system.messages import sentence, tr

_TYPED: Final = re.compile(r"\s*(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?\s*")
_CENTURY: Final = 2000


def typed_day(text: str, today: date) -> date | None:
    """Return the day that is typed, of this year unless told; nothing typed is no day.

    Raises:
        UserError: ``day.invalid``.
    """
    if not text.strip():
        return None
    match = _TYPED.fullmatch(text)
    if match is None:
        raise UserError("day.invalid", text=text.strip())
    day, month, year = match.groups()
    full = today.year if year is None else int(year) + (_CENTURY if len(year) == 2 else 0)
    try:
        return date(full, int(month), int(day))
    except ValueError as error:
        raise UserError("day.invalid", text=text.strip()) from error


def day_error(text: str, today: date) -> str:
    """Return what is wrong with a typed day, or nothing."""
    try:
        typed_day(text, today)
    except UserError as error:
        return sentence(error).rpartition(". ")[2]
    return ""


def day_text(day: date | None) -> str:
    """Return a day as it is typed."""
    return "" if day is None else tr("{day:date}", day=day)
