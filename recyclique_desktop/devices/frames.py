"""From bytes to whole frames, and from the text of a weight to grams. Half a frame is never one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recyclique_desktop.devices.dialect import Dialect

GAP_S = 0.25
"""A frame that stops in its middle for so long is given up: what comes next may be the end of another one."""
_WEIGHT = re.compile(rb" *([+-]?) *(\d*)([.,]?)(\d*) *")
_PER_UNIT = {"kg": 1000, "g": 1, "t": 1_000_000}


class Cutter:
    """Cuts what arrives into frames, without their start and end.

    Args:
        dialect: Says how frames begin and end.
        now: Seconds, of a clock that only goes forward.
    """

    def __init__(self, dialect: Dialect, now: float) -> None:
        self._dialect = dialect
        self._last = now
        self._frame = bytearray()
        self._is_inside = False
        self.begin()

    def begin(self) -> None:
        """Forget what was half heard; a scale that is asked says nothing before its answer."""
        self._frame.clear()
        self._is_inside = not self._dialect.start and bool(self._dialect.request)

    def cut(self, data: bytes, now: float) -> Iterator[bytes]:
        """Take what arrived, and return every frame that is whole by now."""
        if self._frame and now - self._last > GAP_S:
            self._lose()
        if data:
            self._last = now
        for byte in data:
            frame = self._take(byte)
            if frame is not None:
                yield frame

    def _lose(self) -> None:
        """Wait for the next start, or for the next end where frames have no start."""
        self._frame.clear()
        self._is_inside = False

    def _take(self, byte: int) -> bytes | None:
        dialect = self._dialect
        if byte in dialect.start:
            self._frame.clear()
            self._is_inside = True
            return None
        if not self._is_inside and dialect.start:
            return bytes([byte]) if byte in dialect.alone else None
        self._frame.append(byte)
        if self._frame.endswith(dialect.end):
            return self._ended()
        if len(self._frame) > dialect.longest + len(dialect.end):
            self._is_inside = False
            del self._frame[: -len(dialect.end)]
        return None

    def _ended(self) -> bytes | None:
        """Return the frame that just ended; what came before the first end of all may be half of one."""
        frame = bytes(self._frame[: -len(self._dialect.end)])
        was_whole = self._is_inside
        self._frame.clear()
        self._is_inside = not self._dialect.start
        return frame if was_whole else None


def grams_of(text: bytes, unit: str, decimals: int = 0) -> Grams | None:
    """Read a weight exactly; half a gram goes up.

    Args:
        text: ``"+001.234"``, ``"-  4,5"``, ``"01234"``.
        unit: ``kg``, ``g`` or ``t``, in any case.
        decimals: Of a text without point and comma.

    Returns:
        Nothing when the text is no number, or the unit another one.
    """
    match = _WEIGHT.fullmatch(text)
    per_unit = _PER_UNIT.get(unit.strip().lower())
    if match is None or per_unit is None:
        return None
    sign, before, point, after = match.groups()
    if not before + after:
        return None
    one = 10 ** (len(after) if point else decimals)
    grams = (int(before + after) * per_unit * 2 + one) // (2 * one)
    return Grams(-grams if sign == b"-" else grams)


def is_known(unit: str) -> bool:
    """Tell whether weights of this unit can be read."""
    return unit.strip().lower() in _PER_UNIT
