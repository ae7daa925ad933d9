"""Identifiers, made where the row is born: UUID version 7 (time, then chance)."""

from __future__ import annotations

import string
from threading import Lock
from typing import TYPE_CHECKING, Final, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.domain.clock import Clock


class IdFactory(Protocol):
    """Whoever makes identifiers."""

    def new(self) -> UUID:
        """Return an identifier never used before."""


class UuidFactory:
    """UUIDv7 from a clock and a source of random bytes; rising within this factory, whichever threads ask it.

    Args:
        clock: Gives the 48 bits of milliseconds.
        random_bytes: Returns that many random bytes (``secrets.token_bytes``, or seeded in simulations).
    """

    def __init__(self, clock: Clock, random_bytes: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._random_bytes = random_bytes
        self._last = 0
        self._lock = Lock()

    def new(self) -> UUID:
        """Return a UUIDv7 greater than every one this factory made before."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        chance = int.from_bytes(self._random_bytes(10), "big")
        value = (milliseconds & (1 << 48) - 1) << 80
        value |= 0x7 << 76 | (chance >> 64 & 0xFFF) << 64
        value |= 0b10 << 62 | chance & (1 << 62) - 1
        with self._lock:
            if value <= self._last:
                value = _after(self._last)
            self._last = value
        return UUID(int=value)


TRAINING_CODE: Final = "E"
"""First part of every number of the training, ``E-000004``: no shop has such a code (theirs have two digits)."""


def is_of_training(number_or_code: str) -> bool:
    """Tell whether a number people read, or a workstation's code, is of the training."""
    return number_or_code.split("-", maxsplit=1)[0] == TRAINING_CODE


def _after(value: int) -> int:
    """Return the next UUIDv7: one more in its random bits, carrying into its milliseconds, never into its version."""
    counted = (value >> 80 << 74 | (value >> 64 & 0xFFF) << 62 | value & (1 << 62) - 1) + 1
    high = counted >> 74 << 16 | 0x7 << 12 | counted >> 62 & 0xFFF
    return high << 64 | 0b10 << 62 | counted & (1 << 62) - 1


def human_number(workstation_code: str, number: int) -> str:
    """Return the number people read, e.g. ``C01-000127`` (``decisions.md``): gap-free per kind, final at birth."""
    return f"{workstation_code}-{number:06d}"


def numbering_base(workstation_code: str) -> str:
    """Return the code that the centre knows a workstation by: ``C01`` of ``C01b``."""
    return workstation_code.rstrip(string.ascii_lowercase)


def numbering_code(workstation_code: str, branches: int) -> str:
    """Return the code that numbers begin with once a journal branched: ``C01b``, then ``C01c`` (``sync.md`` §8.10)."""
    if not branches:
        return workstation_code
    bare, letter = workstation_code[:3], workstation_code[3:] or "a"
    return bare + chr(min(ord(letter) + branches, ord("z")))
