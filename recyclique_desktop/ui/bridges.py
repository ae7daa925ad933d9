"""The only receivers of foreign threads: real slots on objects that live on the main thread.

PySide6 crashes when a plain Python callable of a dead or foreign object receives a queued signal; results of
other threads therefore pass through here, as calls to make on the main thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable


class MainThreadBridge(QObject):
    """Carries calls from any thread to the main thread, in order."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Ask for ``call`` to run on the main thread, later. Safe from any thread."""
        self._posted.emit(call)

    @Slot(object)
    def _on_posted(self, call: Callable[[], None]) -> None:
        call()
