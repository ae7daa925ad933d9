"""What the window is opened with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.system.clock import seconds_running

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.domain.clock import Clock
    from recyclique_desktop.system.paths import Folders
    from recyclique_desktop.system.secrets import SecretStore


@dataclass(frozen=True, slots=True)
class Means:
    """What a workstation is opened with.

    Attributes:
        prepare: Makes what is to be opened, in a demonstration: told how to say what it is at, it returns the hint for
            the foot of the sign-in page, in place of ``demo_hint``; away from the screen.
        stopwatch: Seconds on a clock that nobody can set; how long nobody touched the workstation is measured by it.
    """

    folders: Folders
    store: SecretStore
    clock: Clock
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    demo_hint: str = ""
    debounce_ms: int = 250
    prepare: Callable[[Callable[[str], None]], str] | None = None
    stopwatch: Callable[[], float] = seconds_running
