"""The pill of the header in the training: « Rien n’est envoyé », and the way to the page that says more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.widgets.pill import PillState

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.main_window import MainWindow

PAGE: Final = "training"


class TrainingPill(QObject):
    """Stands where the exchange with the centre is told otherwise: there is none."""

    def __init__(self, window: MainWindow, context: AppContext) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        window.header.sync.connect(self._on_pill)
        self.show_warning("")

    def show_warning(self, warning: str) -> None:
        """Say what somebody should look at; nothing brings the pill's own words back."""
        if warning:
            self._window.warn(warning)
        else:
            self._window.header.pill.set_state(PillState.TRAINING, tr("Rien n’est envoyé"))

    def stop(self) -> None:
        """Leave the pill to the next one."""
        self._window.header.sync.disconnect(self._on_pill)
        self.deleteLater()

    def _on_pill(self) -> None:
        current, presence = self._window.current, self._context.presence
        if current is not None and presence.person is not None and not presence.is_locked and current.name != PAGE:
            self._context.go(PAGE, came_from=current.name)
