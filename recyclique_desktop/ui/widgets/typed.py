"""A number as it is being typed on the keypad: what is on the display, and what it is worth. Knows no screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

COMMA = ","


@dataclass(frozen=True, slots=True)
class Typed:
    """One field of the keypad.

    Attributes:
        whole: Most digits before the comma; further ones are ignored.
        decimals: Most digits after it; 0 means that there is no comma.
        text: What the display shows: digits, with at most one comma.
        proposed: Whether ``text`` was put there by the program: the first key then replaces it.
    """

    whole: int
    decimals: int = 0
    text: str = ""
    proposed: bool = False

    @property
    def number(self) -> int:
        """The value in its smallest unit (grams, cents, pieces); 0 while nothing is typed."""
        before, _, after = self.text.partition(COMMA)
        return int((before or "0") + after.ljust(self.decimals, "0"))

    @property
    def is_typed(self) -> bool:
        """Whether a person put something there."""
        return bool(self.text) and not self.proposed

    def digit(self, digit: str) -> Typed:
        """Append a digit, or put it in place of a proposed value or a lonely zero."""
        text = "" if self.proposed or self.text == "0" else self.text
        before, comma, after = text.partition(COMMA)
        if len(after) >= self.decimals if comma else len(before) >= self.whole:
            return self
        return self._with(text + digit)

    def comma(self) -> Typed:
        """Append the comma; on an empty or proposed field it starts ``0,``."""
        if not self.decimals:
            return self
        text = "" if self.proposed else self.text
        return self if COMMA in text else self._with((text or "0") + COMMA)

    def backspace(self) -> Typed:
        """Take the last character back; a proposed value goes whole."""
        return self.cleared() if self.proposed else self._with(self.text[:-1])

    def cleared(self) -> Typed:
        """Leave nothing."""
        return self._with("")

    def proposing(self, number: int | None) -> Typed:
        """Show a value, in its smallest unit, that the first key will replace; ``None`` leaves nothing."""
        if number is None:
            return self.cleared()
        before, after = divmod(number, 10**self.decimals)
        text = f"{before},{after:0{self.decimals}d}" if self.decimals else str(before)
        return replace(self, text=text, proposed=True)

    def _with(self, text: str) -> Typed:
        return replace(self, text=text, proposed=False)
