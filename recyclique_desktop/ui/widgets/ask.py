"""A short question with something to write: a new code, a reason. The safe button is always there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import BoxButton, Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton, PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.form import Checked, Form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WIDTH: Final = 560


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to write.

    Attributes:
        key: Its place in the answer, and the end of the field's name.
        check: The sentence of what is wrong with a text, or nothing.
        value: What is written there already.
    """

    key: str
    label: str
    check: Callable[[str], str]
    hint: str = ""
    secret: bool = False
    value: str = ""


class AskDialog(QDialog):
    """A question, one to three fields, a verb on each button; Enter confirms, Escape keeps.

    Signals:
        answered(dict): What was written, by ``Asked.key``.

    Args:
        name: ``objectName``; fields are ``<name>_<key>``, buttons ``<name>_confirm`` and ``<name>_keep``.
        destructive: Whether the act takes something away (red, never filled).
    """

    answered = Signal(object)

    def __init__(
        self,
        name: str,
        question: str,
        detail: str,
        asked: Sequence[Asked],
        *,
        confirm: str,
        keep: str,
        destructive: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        self.setAccessibleName(question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._fields = {
            one.key: Field(f"{name}_{one.key}", one.label, hint=one.hint, value=one.value, secret=one.secret)
            for one in asked
        }
        self._form = Form([Checked(self._fields[one.key], one.check) for one in asked], self)
        self._confirm: BoxButton = (
            DestructiveButton(f"{name}_confirm", confirm, height=Height.ACTION_TALL)
            if destructive
            else PrimaryButton(f"{name}_confirm", confirm, height=Height.ACTION_TALL, large=False)
        )
        self._keep = ActionButton(f"{name}_keep", keep, height=Height.ACTION_TALL, role="strong")
        self._build(question, detail)
        self._connect()

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        next(iter(self._fields.values())).edit.setFocus()

    def _build(self, question: str, detail: str) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(12)
        column.addWidget(Text(question, "h1", wrap=True))
        column.addWidget(Text(detail, "body", "text2", wrap=True))
        for field in self._fields.values():
            column.addWidget(field)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self._keep, 1)
        buttons.addWidget(self._confirm, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._form.changed.connect(self._show)
        for field in self._fields.values():
            field.entered.connect(self._on_confirm)
        self._confirm.clicked.connect(self._on_confirm)
        self._keep.clicked.connect(self.reject)
        self._show()

    def _show(self) -> None:
        self._confirm.setEnabled(self._form.is_good)

    def _on_confirm(self) -> None:
        if not self._form.is_good:
            self._form.show_errors()
            return
        said = {key: field.text for key, field in self._fields.items()}
        self._form.clear()
        self.accept()
        self.answered.emit(said)
