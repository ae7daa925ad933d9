"""The jobs of the day, in the background: what is old enough is forgotten, what the web application set is read."""

from __future__ import annotations

import logging
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import retention, training
from recyclique_desktop.flows.office import OfficeDesk
from recyclique_desktop.flows.thresholds import ThresholdKeys

if TYPE_CHECKING:
    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.flows.retention import Forgotten
    from recyclique_desktop.flows.workstation import OpenWorkstation
    from recyclique_desktop.system.secrets import SecretStore
    from recyclique_desktop.ui.tasks import Tasks
    from recyclique_desktop.wire import Line

_FIRST_MS: Final = 90_000
"""Well after people have come in and begun to sell."""
_EVERY_MS: Final = 24 * 3_600_000
_log = logging.getLogger(__name__)


class Upkeep(QObject):
    """Runs the jobs a while after the start, then each day the program stays open.

    Args:
        opened: The workstation.
        store: Holds the key of the encrypted settings, and the password at the centre.
        tasks: Runs what is slow.
    """

    def __init__(self, opened: OpenWorkstation, store: SecretStore, tasks: Tasks, *, first_ms: int = _FIRST_MS) -> None:
        super().__init__()
        self._opened = opened
        self._store = store
        self._tasks = tasks
        self.done: Forgotten | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        self._timer.start(first_ms)

    def follow(self, opened: OpenWorkstation) -> None:
        """The workstation joined a centre."""
        self._opened = opened

    def stop(self) -> None:
        """Begin nothing more; what runs ends with the tasks."""
        self._timer.stop()

    def _on_time(self) -> None:
        self._timer.start(_EVERY_MS)
        self._tasks.aside(self._run, self._on_done, self._on_refused)

    def _run(self) -> Forgotten | None:
        opened = self._opened
        keys = ThresholdKeys(self._store, opened.config.installation_id)
        is_office = opened.config.centre is not None and opened.config.kind is WorkstationKind.OFFICE
        centre = OfficeDesk(self._line) if is_office else None
        station = opened.station
        training.forget_people(training.Ground(opened.folders, self._store, station.clock, token_bytes), opened)
        return retention.daily(opened.db, opened.station, keys, centre)

    def _line(self) -> Line:
        from recyclique_desktop.flows import sync  # noqa: PLC0415  heavy: a shop alone never loads it

        return sync.line_to_centre(self._opened, self._store)

    def _on_done(self, done: Forgotten | None) -> None:
        self.done = done

    def _on_refused(self, error: UserError) -> None:
        _log.warning("the jobs of the day wait: %s", error.code)
