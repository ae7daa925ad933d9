"""Fields: the label above, the sentence of the error below, in a place kept for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.icons import IconLabel
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import Text, restyle

_FOOT = 40
"""Two lines: a sentence may wrap without moving what is below."""


class Field(QWidget):
    """One line of text. The label is never a placeholder; nothing moves when the error comes.

    Signals:
        changed(str): The person changed the text.
        entered(): Enter was pressed in it.

    Args:
        name: ``objectName``; the editor is ``<name>_edit``.
        label: What to write.
        hint: Sentence below while there is no error.
        value: First text.
        secret: Whether the text is hidden (passwords).
        height: 56, or 64 for a comment.
    """

    changed = Signal(str)
    entered = Signal()

    def __init__(
        self,
        name: str,
        label: str,
        *,
        hint: str = "",
        value: str = "",
        secret: bool = False,
        height: int = Height.FIELD,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._label = Text(label, "strong")
        self.edit = QLineEdit(value)
        self.edit.setObjectName(f"{name}_edit")
        self.edit.setAccessibleName(label)
        self.edit.setFixedHeight(height)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._label.setBuddy(self.edit)
        self._hint = hint
        self._icon = IconLabel("circle-alert", 20, "danger")
        self._below = Text(hint, "small", "text2", wrap=True, align=Qt.AlignmentFlag.AlignTop)
        self._build()
        self.set_error("")
        self.edit.textEdited.connect(self.changed)
        self.edit.returnPressed.connect(self.entered)

    def _build(self) -> None:
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._below, 1)
        self._below.setMinimumHeight(_FOOT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._label)
        column.addWidget(self.edit)
        column.addLayout(below)
        column.addStretch(1)

    @property
    def text(self) -> str:
        """What is written."""
        return self.edit.text()

    @property
    def error(self) -> str:
        """The sentence of the error shown, or empty."""
        return self._below.text() if self.edit.property("state") == "error" else ""

    def set_text(self, text: str) -> None:
        """Write into it without ``changed``."""
        self.edit.setText(text)

    def set_label(self, label: str) -> None:
        """Ask for something else."""
        self._label.setText(label)
        self.edit.setAccessibleName(label)

    def set_hint(self, hint: str) -> None:
        """Say something else below while there is no error."""
        self._hint = hint
        self.set_error(self.error)

    def set_error(self, sentence: str) -> None:
        """Show what is wrong and how to put it right; ``""`` brings the hint back."""
        restyle(self.edit, state="error" if sentence else "")
        self._icon.setVisible(bool(sentence))
        self._below.setText(sentence or self._hint)
        self._below.set_tone("danger" if sentence else "text2")
        self.edit.setAccessibleDescription(sentence or self._hint)
