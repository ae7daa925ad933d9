"""Three short sounds: a line added, a ticket paid, a refusal. Each has its visible twin; none is ever waited for.

Where there is no player (``devices/player.py``), and where somebody muted the workstation, nothing sounds.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

LOUDEST: Final = 100
FOLDER: Final = "sounds"
"""Below the resources: one WAV file for each cue."""


class Cue(StrEnum):
    """What is to be heard; the value is the name of the file."""

    LINE = "line"
    PAID = "paid"
    REFUSED = "refused"


class Sounds(Protocol):
    """What screens play. Every call returns at once, and none raises."""

    @property
    def volume(self) -> int:
        """How loud, 0 (muted) to 100."""

    def play(self, cue: Cue) -> None:
        """Let a cue be heard, soon or never."""

    def set_volume(self, volume: int) -> None:
        """Play louder or softer from the next cue on; 0 mutes."""

    def keep(self) -> None:
        """Remember the volume for the next start; may raise a ``UserError``. Writes a file: not on the main thread."""

    def stop(self) -> None:
        """End the thread. A second call does nothing."""


class Silence:
    """Where nothing can sound: keeps the volume, plays nothing.

    Args:
        volume: 0 to 100.
        keeper: Writes the volume down for the next start.
    """

    def __init__(self, volume: int = LOUDEST, keeper: Callable[[int], None] | None = None) -> None:
        self._volume = volume
        self._keeper = keeper

    @property
    def volume(self) -> int:
        """How loud, 0 (muted) to 100."""
        return self._volume

    def play(self, cue: Cue) -> None:
        """Play nothing."""

    def set_volume(self, volume: int) -> None:
        """Keep it: somebody may plug a loudspeaker in tomorrow."""
        self._volume = max(0, min(LOUDEST, volume))

    def keep(self) -> None:
        """Write the volume down for the next start."""
        if self._keeper is not None:
            self._keeper(self._volume)

    def stop(self) -> None:
        """Stop nothing."""


class HeardSounds(Silence):
    """Sounds of a test: what would have been heard, in order."""

    def __init__(self, volume: int = LOUDEST) -> None:
        super().__init__(volume)
        self.heard: list[Cue] = []

    def play(self, cue: Cue) -> None:
        """Note it, unless muted."""
        if self._volume:
            self.heard.append(cue)
