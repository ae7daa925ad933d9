"""The scale as screens see it: its latest status, told on the main thread, and « Réessayer »."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from recyclique_desktop.devices.scale import OFF, ScaleStatus

if TYPE_CHECKING:
    from recyclique_desktop.devices.scale import Scale


class ScaleLink(QObject):
    """Brings what the scale's thread says to the main thread; of a hundred words a second the last one counts.

    Signals:
        changed(object): The ``ScaleStatus`` that ``status`` has from now on.

    Args:
        scale: Started and stopped by this object.
    """

    changed = Signal(object)
    _posted = Signal()

    def __init__(self, scale: Scale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._lock = threading.Lock()
        self._coming: ScaleStatus | None = None
        self._status = OFF
        self._is_running = False
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)

    @property
    def status(self) -> ScaleStatus:
        """What screens were told last: what a person saw is what a key takes."""
        return self._status

    @property
    def scale(self) -> Scale:
        """The scale itself: the demonstration puts weights on the simulated one."""
        return self._scale

    def start(self) -> None:
        """Start the scale; one that runs goes on."""
        if not self._is_running:
            self._is_running = True
            self._scale.start(self._tell)

    def retry(self) -> None:
        """Look for the scale now."""
        self._scale.retry()

    def stop(self) -> None:
        """Stop the scale; what it said last is no weight any more."""
        self._scale.stop()
        self._is_running = False
        with self._lock:
            self._coming = None
        self._take(OFF)

    def _tell(self, status: ScaleStatus) -> None:
        """Take what the scale says, on its thread."""
        with self._lock:
            is_posted = self._coming is not None
            self._coming = status
        if not is_posted:
            self._posted.emit()

    @Slot()
    def _on_posted(self) -> None:
        with self._lock:
            status, self._coming = self._coming, None
        if status is not None:
            self._take(status)

    def _take(self, status: ScaleStatus) -> None:
        if status != self._status:
            self._status = status
            self.changed.emit(status)
