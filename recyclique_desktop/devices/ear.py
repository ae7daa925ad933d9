"""What a scale means, from what it says: the whole protocol without a port, a thread or a clock of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.dialect import Meaning
from recyclique_desktop.devices.frames import Cutter, grams_of, is_known
from recyclique_desktop.devices.scale import Reading, ScaleStatus, Trouble

if TYPE_CHECKING:
    import re

    from recyclique_desktop.devices.dialect import Answer, Dialect
    from recyclique_desktop.domain.weight import Grams

SILENCE_S: Final = 1.0
"""So long without a whole frame, and the scale is silent."""
_MOST_REPLIES: Final = 4
"""To one request; a scale that refuses for ever is asked again after a pause, like one that says nothing."""
_TROUBLES: Final = {Meaning.OVERLOAD: Trouble.OVERLOAD, Meaning.UNDERLOAD: Trouble.UNDERLOAD}


class Ear:
    """Hears one scale, from the opening of its port to the closing.

    A stable weight is one that ``confirm`` whole frames in a row said.

    Args:
        dialect: How it speaks.
        now: Seconds, of a clock that only goes forward.
    """

    def __init__(self, dialect: Dialect, now: float) -> None:
        self._dialect = dialect
        self._cutter = Cutter(dialect, now)
        self._heard_at = now
        self._ask_at = now
        self._grams: Grams | None = None
        self._times = 0
        self._replies = 0
        self.status = ScaleStatus(DeviceState.SEARCHING)

    def hear(self, data: bytes, now: float) -> bytes:
        """Take what arrived, which may be nothing; return what is to be sent now, which may be nothing."""
        says = b"".join(self._understood(frame, now) for frame in self._cutter.cut(data, now))
        if now - self._heard_at >= SILENCE_S:
            self._forget(ScaleStatus(DeviceState.SILENT))
        if self._dialect.request and not says and now >= self._ask_at:
            says = self._dialect.request
            self._ask_at = now + self._dialect.patience_s
            self._replies = 0
            self._cutter.begin()
        return says

    def _understood(self, frame: bytes, now: float) -> bytes:
        """Take one frame; a frame that no answer describes was not heard."""
        for answer in self._dialect.answers:
            match = answer.pattern.fullmatch(frame)
            if match is not None:
                self._take(answer, match, now)
                return self._reply(answer)
        return b""

    def _reply(self, answer: Answer) -> bytes:
        self._replies += 1 if answer.reply else 0
        return answer.reply if self._replies <= _MOST_REPLIES else b""

    def _take(self, answer: Answer, match: re.Match[bytes], now: float) -> None:
        if answer.means is Meaning.GO_ON:
            return
        if answer.means is Meaning.WEIGHT and not self._weighed(answer, match):
            return
        if answer.means is Meaning.SAME:
            self._again()
        elif answer.means is not Meaning.WEIGHT:
            self._forget(ScaleStatus(DeviceState.READY, trouble=_TROUBLES.get(answer.means, Trouble.NONE)))
        self._heard_at = now
        self._ask_at = now + self._dialect.every_s

    def _weighed(self, answer: Answer, match: re.Match[bytes]) -> bool:
        """Take a weight; tell whether it was one."""
        groups = match.groupdict()
        unit = (groups.get("unit") or b"").decode("latin-1").strip() or answer.unit
        if not is_known(unit):
            self._forget(ScaleStatus(DeviceState.READY, trouble=Trouble.OTHER_UNIT))
            return True
        grams = grams_of(groups["weight"], unit, answer.decimals)
        if grams is None:
            return False
        is_still = not answer.stable or groups.get("stable") in answer.stable
        self._times = 0 if not is_still else self._times + 1 if grams == self._grams else 1
        self._grams = grams
        self._say_weight()
        return True

    def _again(self) -> None:
        """The weight before still stands; without one there is none."""
        if self._grams is None or not self._times:
            self._forget(ScaleStatus(DeviceState.READY))
        else:
            self._times += 1
            self._say_weight()

    def _say_weight(self) -> None:
        if self._grams is not None:
            reading = Reading(self._grams, is_stable=self._times >= self._dialect.confirm)
            self.status = ScaleStatus(DeviceState.READY, reading)

    def _forget(self, status: ScaleStatus) -> None:
        self._grams, self._times = None, 0
        self.status = status
