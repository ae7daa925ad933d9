"""What a line says of its goods, in fields: weight, category, words, and why it is put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import sentence, tr
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton, PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.picker import Option, PickerDialog, PickField
from recyclique_desktop.ui.words import in_two

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from uuid import UUID

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.domain.lookup import Known

_WIDTH: Final = 640


@dataclass(frozen=True, slots=True)
class LineWords:
    """What the dialog says, and what stands in its fields at first."""

    question: str
    detail: str
    weight: str
    hint: str
    notes: str
    confirm: str
    kilos: str = ""
    noted: str = ""


class LineDialog(QDialog):
    """Fields for one line; who builds on it says what is checked, and sends what was written.

    Signals:
        confirmed(): What is written should be checked; what is wrong is said under its field, nothing typed is lost.
        answered(object): What was written, whole.

    Args:
        name: The dialog is ``<name>_form``, its fields ``<name>_weight``, ``<name>_category``…
        words: What it says.
        known: The categories to choose from.
        category_id: The chosen one.
        unknown: What stands there for a category that is not among them.
        between: What is asked between the category and the note.
    """

    confirmed = Signal()
    answered = Signal(object)

    def __init__(
        self, name: str, words: LineWords, known: Sequence[Known], category_id: UUID | None, parent: QWidget, *,
        unknown: str, between: Sequence[QWidget],
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(f"{name}_form")
        self.setAccessibleName(words.question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(_WIDTH)
        self._name, self._known, self._category_id, self._unknown = name, tuple(known), category_id, unknown
        self._weight = Field(f"{name}_weight", words.weight, value=words.kilos, hint=words.hint)
        self._category = PickField(f"{name}_category", tr("Catégorie"))
        self._notes = Field(f"{name}_notes", words.notes, value=words.noted, hint=tr("sans nom ni adresse"))
        self._reason = Field(f"{name}_reason", tr("Pourquoi cette correction ?"))
        self._confirm = PrimaryButton(f"{name}_confirm", words.confirm, height=Height.ACTION_TALL, large=False)
        self._keep = ActionButton(f"{name}_keep", tr("Laisser comme avant"), height=Height.ACTION_TALL, role="strong")
        self._build(words, between)
        self._connect()
        self._show_category()

    def ask(self) -> None:
        """Open it over its window; the answer comes by signal."""
        self.open()
        self._weight.edit.setFocus()
        self._weight.edit.selectAll()

    def refuse(self, field: Field, error: UserError | str) -> None:
        """Say under a field what is wrong with it."""
        field.set_error(in_two(sentence(error))[0])

    def answer(self, said: object) -> None:
        """Close it, and say what was written."""
        self.accept()
        self.answered.emit(said)

    def ask_category(self) -> None:
        """Let a category be chosen."""
        options = [Option(one.id, one.name, " > ".join(one.above)) for one in self._known]
        dialog = PickerDialog(
            f"{self._name}_category_picker", tr("Quelle catégorie ?"), options, self._category_id, self
        )  # fmt: skip
        dialog.picked.connect(self._on_category)
        dialog.finished.connect(dialog.deleteLater)
        dialog.ask()

    def _build(self, words: LineWords, between: Sequence[QWidget]) -> None:
        ground = Frame("dialog")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(Space.ADMIN, Space.PAGE, Space.ADMIN, Space.PAGE)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(Text(words.question, "h2", wrap=True))
        column.addWidget(Text(words.detail, "small", "text2", wrap=True))
        column.addLayout(_beside(self._weight, self._category))
        for widget in (*between, self._notes, self._reason):
            column.addWidget(widget)
        column.addLayout(_beside(self._keep, self._confirm))

    def _connect(self) -> None:
        self._category.asked.connect(self.ask_category)
        self._confirm.clicked.connect(self.confirmed)
        self._keep.clicked.connect(self.reject)
        for field in (self._weight, self._notes, self._reason):
            field.entered.connect(self.confirmed)
            field.changed.connect(lambda _text, field=field: field.set_error(""))

    def _show_category(self) -> None:
        found = next((one.name for one in self._known if one.id == self._category_id), "")
        self._category.set_value(found or self._unknown)

    def _on_category(self, key: Hashable) -> None:
        self._category_id = next((one.id for one in self._known if one.id == key), self._category_id)
        self._show_category()


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.GRID)
    for widget in widgets:
        row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return row
