"""A screen laid over another, which waits as it was: half-typed line, cursor and open dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QWidget

    from recyclique_desktop.ui.page import Screen


class Cover:
    """What waits under the screen that lies over it."""

    def __init__(self) -> None:
        self.screen: Screen | None = None
        self._dialogs: list[QDialog] = []
        self._focused: QWidget | None = None

    def lay(self, screen: Screen, window: QMainWindow) -> None:
        """Keep a screen as it is; its dialogs step aside, unanswered."""
        self.screen = screen
        self._focused = QApplication.focusWidget()
        self._dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
        for dialog in self._dialogs:
            dialog.hide()

    def lift(self) -> None:
        """Put back what stepped aside, and the cursor."""
        focused, screen = self._focused, self.screen
        self._forget()
        for dialog in self._dialogs:
            dialog.setWindowModality(Qt.WindowModality.WindowModal)
            dialog.show()
            dialog.activateWindow()
        self._dialogs = []
        if focused is not None and focused.isVisible():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        elif screen is not None:
            screen.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> None:
        """Answer the dialogs by their safe button, and keep nothing."""
        dialogs, self._dialogs = self._dialogs, []
        self._forget()
        for dialog in dialogs:
            dialog.reject()

    def _forget(self) -> None:
        self.screen = None
        self._focused = None
