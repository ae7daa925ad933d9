"""The word before the screen locks itself: over the header, where no finger works and nothing has to move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from recyclique_desktop.system.messages import tr, trn
from recyclique_desktop.ui.widgets.message import MessageKind, Notice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class LockNotice(Notice):
    """« Ce poste se verrouille dans 28 secondes. » Any key and any touch keeps it open, whatever is pressed.

    Args:
        header: What it lies over.
    """

    def __init__(self, header: QWidget) -> None:
        super().__init__("lock_notice", MessageKind.LOOK, icon="lock", wide=True, parent=header)
        self.hide()
        header.installEventFilter(self)

    def show_left(self, seconds: int) -> None:
        """Say how long it still takes."""
        self.set_words(
            MessageKind.LOOK,
            trn("Ce poste se verrouille dans {n} seconde.", "Ce poste se verrouille dans {n} secondes.", seconds),
            tr("Touchez l’écran ou une touche pour rester. Tout est gardé."),
            icon="lock",
        )
        self._follow()
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        above = self.parentWidget()
        if above is not None:
            self.setGeometry(above.rect())
