"""A day as it is typed on the keypad: « 12 », « 12/11 », « 12/11/2026 ». Knows no screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from recyclique_desktop.ui.widgets.typed import Typed

_SLASH: Final = "/"
_LENGTHS: Final = {4, 6, 8}
_CENTURY: Final = 2000


@dataclass(frozen=True, slots=True)
class TypedDay(Typed):
    """Digits of a day, a month and, if it is not this year's, a year; slashes come by themselves."""

    whole: int = 8

    @property
    def digits(self) -> str:
        """What was typed, without the slashes."""
        return self.text.replace(_SLASH, "")

    @property
    def number(self) -> int:
        """The digits as one number: nothing is ever reckoned with it."""
        return int(self.digits or "0")

    def digit(self, digit: str) -> TypedDay:
        """Append a digit."""
        return self._showing(self.digits + digit) if len(self.digits) < self.whole else self

    def comma(self) -> TypedDay:
        """A day has no comma."""
        return self

    def backspace(self) -> TypedDay:
        """Take the last digit back."""
        return self._showing(self.digits[:-1])

    def cleared(self) -> TypedDay:
        """Leave nothing."""
        return self._showing("")

    def of(self, day: date) -> TypedDay:
        """Return a day as if it had been typed."""
        return self._showing(f"{day:%d%m%Y}")

    def day(self, today: date) -> date | None:
        """Return the day: without a year the last one that is not to come; nothing while it is none."""
        digits = self.digits
        if len(digits) not in _LENGTHS:
            return None
        year = today.year if len(digits) == 4 else int(digits[4:]) + (_CENTURY if len(digits) == 6 else 0)
        found = _day(year, digits)
        if found is not None and len(digits) == 4 and found > today:
            return _day(year - 1, digits)
        return found

    def _showing(self, digits: str) -> TypedDay:
        parts = (digits[:2], digits[2:4], digits[4:])
        return replace(self, text=_SLASH.join(part for part in parts if part), proposed=False)


def _day(year: int, digits: str) -> date | None:
    try:
        return date(year, int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None
