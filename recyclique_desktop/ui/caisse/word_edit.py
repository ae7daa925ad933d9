"""A line of words in the middle of a sale: Enter and Escape end it, and reach nothing behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from recyclique_desktop.ui.keys import is_enter

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class WordEdit(QLineEdit):
    """While it has the focus, letters and digits are its own.

    Signals:
        done(): Enter.
        left(): Escape.

    Args:
        name: ``objectName``.
        accessible: What a screen reader says.
        most: Most characters.
        height: Of the field.
    """

    done = Signal()
    left = Signal()

    def __init__(self, name: str, accessible: str, *, most: int, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setMaxLength(most)
        self.setFixedHeight(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if is_enter(event):
            self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()
