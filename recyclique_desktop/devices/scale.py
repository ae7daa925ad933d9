"""What a scale says: a weight that stands still or not, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from recyclique_desktop.devices.base import Device, DeviceState

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.domain.weight import Grams


@dataclass(frozen=True, slots=True)
class Reading:
    """A weight that one whole frame said.

    Attributes:
        grams: Negative when the scale was zeroed with something on it.
        is_stable: Only a stable reading may be taken.
    """

    grams: Grams
    is_stable: bool


class Trouble(StrEnum):
    """Why a scale gives no weight although it is ready, or why it failed."""

    NONE = "none"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    OTHER_UNIT = "other_unit"
    BUSY = "busy"
    DENIED = "denied"
    SETTINGS = "settings"


_CODES = {
    DeviceState.SEARCHING: "scale.absent",
    DeviceState.SILENT: "scale.silent",
    DeviceState.FAILED: "scale.failed",
}


@dataclass(frozen=True, slots=True)
class ScaleStatus:
    """How the scale stands. Without ``reading`` there is nothing to take; an old weight never stays in it.

    Attributes:
        reading: Only while ``state`` is READY; nothing while the scale only says that it moves.
        trouble: Why there is no weight.
    """

    state: DeviceState
    reading: Reading | None = None
    trouble: Trouble = Trouble.NONE

    @property
    def stable(self) -> Grams | None:
        """The weight that Enter may take: it stands still. It may be zero or negative."""
        return self.reading.grams if self.reading is not None and self.reading.is_stable else None

    @property
    def code(self) -> str:
        """Code of the sentence a person is told (``system.messages.sentence``); empty when all is well or off."""
        return _CODES.get(self.state, "") if self.trouble is Trouble.NONE else f"scale.{self.trouble.value}"


OFF = ScaleStatus(DeviceState.OFF)


class Scale(Device, Protocol):
    """A scale, real or simulated."""

    @property
    def status(self) -> ScaleStatus:
        """How it stands now. Safe from any thread."""

    def start(self, on_change: Callable[[ScaleStatus], None]) -> None:
        """Begin; ``on_change`` is told every status that differs from the one before, on any thread."""
