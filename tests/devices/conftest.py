"""A cable, and the check that nothing of a device outlives it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from tests.devices.cable import Cable, until

OPEN_FILES = Path("/proc/self/fd")


def open_files() -> set[str]:
    """Return the files this process holds open, where the system tells."""
    if not OPEN_FILES.exists():
        return set()
    return {f"{file.name} {target}" for file in OPEN_FILES.iterdir() if (target := _target(file))}


def _target(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:
        return ""  # the listing's own


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Fail a test that leaves a device's thread or an open port behind."""
    assert serial.VERSION  # its import opens nothing later
    before = open_files()
    yield
    until(lambda: not [one.name for one in threading.enumerate() if one.name.startswith("dev-")], "a thread ended")
    assert open_files() - before == set()


@pytest.fixture
def cable(nothing_left: None, tmp_path: Path) -> Iterator[Cable]:
    """A cable that is plugged in."""
    cable = Cable(tmp_path)
    cable.plug()
    yield cable
    cable.unplug()
