"""The form of one thing of a list: what is written in it is saved together, Enter or its button saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import PrimaryButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.ui.widgets.fields import Field
    from recyclique_desktop.ui.widgets.form import Form


class SavedForm(FormCard):
    """One of them, or a new one.

    Signals:
        saved(): What is written is to be saved.

    Args:
        prefix: Of every ``objectName``.
        name: What it is called by.
    """

    saved = Signal()

    def __init__(self, prefix: str, name: Field) -> None:
        super().__init__(f"{prefix}_form")
        self._title = FlexText("", "h2")
        self._name = name
        self._save = PrimaryButton(f"{prefix}_save", tr("Enregistrer"), height=Height.ACTION_TALL, large=False)
        self._save.clicked.connect(self._on_save)

    def _watch(self, form: Form, *fields: Field) -> None:
        """Follow what is written in ``form``; Enter in one of ``fields`` saves."""
        self._form = form
        form.changed.connect(self._show)
        for field in fields:
            field.entered.connect(self._on_save)

    @property
    def line(self) -> object | None:
        """What is shown; nothing for a new one."""
        return None

    @property
    def is_touched(self) -> bool:
        """Whether something is being written that was not saved."""
        if not self._save.isVisibleTo(self):
            return False
        return self.line is None or not self._form.is_good or self._is_changed()

    def begin(self) -> None:
        """Put the cursor where writing begins."""
        if self._name.isVisibleTo(self):
            self._name.edit.setFocus()
            self._name.edit.selectAll()

    def _say_nothing(self, words: str) -> None:
        """Nothing is chosen."""
        self._title.setText(words)
        for part in self._parts():
            part.hide()

    def _parts(self) -> tuple[QWidget, ...]:
        """Return what is hidden while nothing is chosen."""
        return (self._name, self._save)

    def _is_changed(self) -> bool:
        """Tell whether what is written differs from what is there; of a new one, whether it has a name."""
        return bool(self._name.text.strip())

    def _show(self) -> None:
        self._save.setEnabled(self._form.is_good and self._is_changed())

    def _on_save(self) -> None:
        if self._save.isEnabled():
            self.saved.emit()
        else:
            self._form.show_errors()
