"""A cable whose other end a test holds: a pseudo-terminal under a name that outlives unplugging."""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.dialect import Dialect, Framing, load
from recyclique_desktop.devices.scale import ScaleStatus

PATIENCE_S = 10.0
PLAIN = Framing()
"""Pseudo-terminals know no parity."""


def frame(grams: int, mark: str = "ST") -> bytes:
    """Return a continuous frame in kilograms."""
    sign = "-" if grams < 0 else "+"
    kilos, rest = divmod(abs(grams), 1000)
    return f"{mark},GS,{sign}{kilos:03d}.{rest:03d},kg\r\n".encode("ascii")


def until(is_so: Callable[[], object], what: str = "") -> None:
    """Wait for what another thread does."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.002)


def plain(name: str) -> Dialect:
    """Return a shipped dialect with the framing that a pseudo-terminal has."""
    return replace(load(name), framing=PLAIN)


class Cable:
    """The scale's end of a cable. It has one name, as ``/dev/serial/by-id`` gives, whatever is behind it."""

    def __init__(self, folder: Path) -> None:
        self._link = folder / "scale"
        self._ends: tuple[int, int] | None = None
        self._lock = threading.Lock()

    @property
    def port(self) -> str:
        return str(self._link)

    def plug(self) -> None:
        """Put a new adapter in."""
        near, far = os.openpty()
        tty.setraw(far)
        self._link.symlink_to(os.ttyname(far))
        self._ends = (near, far)

    def unplug(self) -> None:
        """Pull it out."""
        with self._lock:
            if self._ends is not None:
                self._link.unlink()
                for end in self._ends:
                    os.close(end)
                self._ends = None

    def say(self, *parts: bytes, pause_s: float = 0.0) -> None:
        """Send bytes to the till."""
        for part in parts:
            with self._lock:
                if self._ends is not None:
                    os.write(self._ends[0], part)
            time.sleep(pause_s)

    def heard(self) -> bytes:
        """Return what the till sent since the last time; waits a little for it."""
        with self._lock:
            if self._ends is None or not select.select([self._ends[0]], [], [], 0.02)[0]:
                return b""
            return os.read(self._ends[0], 1000)


class Talker:
    """Somebody at the scale's end, on a thread of their own: the same turn again and again, until told to stop."""

    def __init__(self, turn: Callable[[], None]) -> None:
        self._turn = turn
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="talker", daemon=True)

    def __enter__(self) -> Talker:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._turn()
            time.sleep(0.01)


def speaking(cable: Cable, grams: int, mark: str = "ST") -> Talker:
    """Say one weight again and again, nearly a hundred times a second."""
    return Talker(lambda: cable.say(frame(grams, mark)))


class Notes:
    """Everything a scale told, in order."""

    def __init__(self) -> None:
        self.all: list[ScaleStatus] = []

    def __call__(self, status: ScaleStatus) -> None:
        self.all.append(status)

    @property
    def last(self) -> ScaleStatus:
        return self.all[-1]

    @property
    def weights(self) -> list[int]:
        """Every weight that could have been taken, in order."""
        return [status.stable for status in self.all if status.stable is not None]

    @property
    def states(self) -> list[DeviceState]:
        """The states gone through, each once in a row."""
        states = [status.state for status in self.all]
        return [state for before, state in zip([None, *states], states, strict=False) if state is not before]

    def wait(self, state: DeviceState) -> None:
        until(lambda: self.last.state is state, f"{state}: {self.all[-5:]}")

    def wait_weight(self, grams: int) -> None:
        until(lambda: self.last.stable == grams, f"{grams}: {self.all[-5:]}")
