"""How a scale's trouble is said, the same at the till and at reception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.devices.base import DeviceState
from recyclique_desktop.devices.scale import Trouble
from recyclique_desktop.system.messages import mark, tr

if TYPE_CHECKING:
    from recyclique_desktop.devices.scale import ScaleStatus

_STATES: Final = {
    DeviceState.SEARCHING: mark("Balance débranchée"),
    DeviceState.SILENT: mark("Balance muette"),
    DeviceState.FAILED: mark("Balance en panne"),
}
_TROUBLES: Final = {
    Trouble.OVERLOAD: mark("Trop lourd"),
    Trouble.UNDERLOAD: mark("Balance sous zéro"),
    Trouble.OTHER_UNIT: mark("Balance pas en kg"),
    Trouble.BUSY: mark("Balance occupée"),
    Trouble.DENIED: mark("Balance interdite"),
    Trouble.SETTINGS: mark("Balance mal réglée"),
}


def scale_trouble(status: ScaleStatus) -> str:
    """Return « Balance débranchée »: why there is nothing to read, or nothing when all is well."""
    if status.trouble is not Trouble.NONE:
        return tr(_TROUBLES[status.trouble])
    return tr(_STATES[status.state]) if status.state in _STATES else ""
