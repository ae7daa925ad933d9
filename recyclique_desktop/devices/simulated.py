"""A scale without a cable, for tests, the demonstration and trying out a workstation."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.scale import OFF, Reading, ScaleStatus, Trouble
from recyclique_desktop.domain.weight import NO_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.domain.weight import Grams


class SimulatedScale:
    """Does what its methods say, at once, and tells it on the thread that called. Safe from any thread."""

    name = "scale"

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._pan = Reading(NO_WEIGHT, is_stable=True)
        self._trouble = Trouble.NONE
        self._cable = DeviceState.READY
        self._on_change: Callable[[ScaleStatus], None] | None = None
        self._status = OFF

    @property
    def status(self) -> ScaleStatus:
        """How it stands now."""
        return self._status

    @property
    def state(self) -> DeviceState:
        """How it stands now."""
        return self._status.state

    def start(self, on_change: Callable[[ScaleStatus], None]) -> None:
        """Begin, with whatever was put on it before."""
        with self._lock:
            self._on_change = on_change
            self._tell()

    def stop(self) -> None:
        """Stop; nothing is told any more."""
        with self._lock:
            self._on_change = None
            self._status = OFF

    def retry(self) -> None:
        """Find nothing new."""

    def put(self, grams: Grams, *, stable: bool = True) -> None:
        """Let the pan hold this weight, standing still or swinging."""
        self._pan_holds(Reading(grams, is_stable=stable), Trouble.NONE)

    def take_away(self) -> None:
        """Empty the pan."""
        self.put(NO_WEIGHT)

    def overload(self) -> None:
        """Put more on it than it can weigh."""
        self._pan_holds(self._pan, Trouble.OVERLOAD)

    def unplug(self) -> None:
        """Pull the cable."""
        self._cable_is(DeviceState.SEARCHING)

    def fall_silent(self) -> None:
        """Say nothing any more, cable in place: switched off, or badly set."""
        self._cable_is(DeviceState.SILENT)

    def plug(self) -> None:
        """Put the cable back; the pan still holds what it held."""
        self._cable_is(DeviceState.READY)

    def _pan_holds(self, pan: Reading, trouble: Trouble) -> None:
        with self._lock:
            self._pan, self._trouble = pan, trouble
            self._tell()

    def _cable_is(self, cable: DeviceState) -> None:
        with self._lock:
            self._cable = cable
            self._tell()

    def _tell(self) -> None:
        if self._on_change is None:
            return
        status = self._now()
        if status != self._status:
            self._status = status
            self._on_change(status)

    def _now(self) -> ScaleStatus:
        if self._cable is not DeviceState.READY:
            return ScaleStatus(self._cable)
        return ScaleStatus(self._cable, None if self._trouble is not Trouble.NONE else self._pan, self._trouble)
