"""From the configuration of a workstation to its scale."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.dialect import Framing, load
from recyclique_desktop.devices.scale import OFF, ScaleStatus, Trouble
from recyclique_desktop.devices.serial_scale import SerialScale
from recyclique_desktop.devices.simulated import SimulatedScale
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from recyclique_desktop.devices.dialect import Dialect
    from recyclique_desktop.devices.scale import Scale
    from recyclique_desktop.system.config import ScaleConfig

FOLDER: Final = "scales"
"""In the data folder: dialects of the shop's own."""
_log = logging.getLogger(__name__)


class UnusableScale:
    """Stands where a scale is configured that cannot be: says so, and people type their weights."""

    name = "scale"

    def __init__(self) -> None:
        self.status = OFF

    @property
    def state(self) -> DeviceState:
        """How it stands now."""
        return self.status.state

    def start(self, on_change: Callable[[ScaleStatus], None]) -> None:
        """Say that somebody must look at the settings."""
        self.status = ScaleStatus(DeviceState.FAILED, trouble=Trouble.SETTINGS)
        on_change(self.status)

    def retry(self) -> None:
        """Change nothing: the file of the dialect is read when the program starts."""

    def stop(self) -> None:
        """Stop."""
        self.status = OFF


def scale_of(config: ScaleConfig, data: Path | None = None) -> Scale:
    """Return the scale that a workstation's configuration names; one that cannot be says so by its state.

    Args:
        config: The section ``[scale]``.
        data: The data folder: its ``scales`` may hold dialects of the shop's own.
    """
    if config.is_simulated:
        return SimulatedScale()
    try:
        dialect = load(config.profile, data / FOLDER if data is not None else None)
    except UserError as error:
        _log.warning("the scale cannot be used: %s", error.code)
        return UnusableScale()
    return SerialScale(config.port, _as_set(dialect, config))


def _as_set(dialect: Dialect, config: ScaleConfig) -> Dialect:
    """Return the dialect at the speed and framing that this very scale was set to."""
    framing = Framing.of(config.framing) if config.framing else dialect.framing
    return replace(dialect, baud=config.baud or dialect.baud, framing=framing)
