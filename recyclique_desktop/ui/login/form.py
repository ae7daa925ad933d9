"""Fields that are checked together: each error below its own field, shown once the field was left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recyclique_desktop.ui.widgets.fields import Field


@dataclass(frozen=True, slots=True)
class Checked:
    """A field and its rule: the sentence of what is wrong, or nothing."""

    field: Field
    check: Callable[[str], str]


class Form(QObject):
    """Watches its fields.

    Signals:
        changed(): Something was typed.
    """

    changed = Signal()

    def __init__(self, fields: Sequence[Checked], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = tuple(fields)
        for one in self._fields:
            one.field.changed.connect(lambda _text, field=one.field: self._on_typed(field))
            one.field.edit.editingFinished.connect(lambda one=one: self._on_left(one))

    @property
    def is_good(self) -> bool:
        """Whether every rule holds."""
        return all(not one.check(one.field.text) for one in self._fields)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is typed at all."""
        return all(not one.field.text.strip() for one in self._fields)

    def show_errors(self) -> None:
        """Say everything that is wrong, and put the cursor in the first wrong field."""
        wrong = [one for one in self._fields if one.check(one.field.text)]
        for one in self._fields:
            one.field.set_error(one.check(one.field.text))
        if wrong:
            wrong[0].field.edit.setFocus()

    def clear(self) -> None:
        """Empty every field."""
        for one in self._fields:
            one.field.set_text("")
            one.field.set_error("")

    def _on_typed(self, field: Field) -> None:
        field.set_error("")
        self.changed.emit()

    def _on_left(self, one: Checked) -> None:
        if one.field.text:
            one.field.set_error(one.check(one.field.text))
