"""The form of something that stands in an order and can be archived: what a category and a button have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.list_side import FormCard
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton, PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.ui.widgets.form import Form


class OrderedForm(FormCard):
    """One of them, or a new one: what is written is saved together, its place and its archive act at once.

    Signals:
        saved(): What is written is to be saved.
        moved(int): One place up (-1) or down (1).
        put_away(): It is to be archived.
        brought_back(): It is to be restored.

    Args:
        prefix: Of every ``objectName``.
        name: Label of its name.
    """

    saved = Signal()
    moved = Signal(int)
    put_away = Signal()
    brought_back = Signal()

    def __init__(self, prefix: str, name: str) -> None:
        super().__init__(f"{prefix}_form")
        small, tall = Height.SMALL_ACTION, Height.ACTION_TALL
        self._title = FlexText("", "h2")
        self._name = Field(f"{prefix}_name", name)
        self._up = ActionButton(f"{prefix}_up", tr("Monter"), icon="arrow-up", height=small, margin=8)
        self._down = ActionButton(f"{prefix}_down", tr("Descendre"), icon="arrow-down", height=small, margin=8)
        self._archive = DestructiveButton(f"{prefix}_archive", tr("Archiver"), height=tall)
        self._restore = ActionButton(f"{prefix}_restore", tr("Restaurer"), height=tall)
        self._save = PrimaryButton(f"{prefix}_save", tr("Enregistrer"), height=tall, large=False)
        self._up.clicked.connect(lambda: self.moved.emit(-1))
        self._down.clicked.connect(lambda: self.moved.emit(1))
        self._archive.clicked.connect(self.put_away)
        self._restore.clicked.connect(self.brought_back)
        self._save.clicked.connect(self._on_save)

    def _watch(self, form: Form, *fields: Field) -> None:
        """Follow what is written in ``form``; Enter in one of ``fields`` saves."""
        self._form = form
        form.changed.connect(self._show)
        for field in fields:
            field.entered.connect(self._on_save)

    def _foot(self) -> QHBoxLayout:
        """Lay what ends the card: archive or restore, and save."""
        foot = QHBoxLayout()
        foot.setSpacing(Space.TARGET_GAP)
        foot.addWidget(self._archive, 2)
        foot.addWidget(self._restore, 2)
        foot.addWidget(self._save, 3)
        return foot

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

    def _set_place(self, place: int, among: int) -> None:
        """Offer to move what stands ``place``th, from 0, among so many."""
        self._up.setEnabled(place > 0)
        self._down.setEnabled(place < among - 1)

    def _set_acts(self, *acts: QWidget, is_new: bool, is_archived: bool) -> None:
        """Show every part; ``acts`` only for what is there and in use."""
        for part in self._parts():
            part.show()
        for part in (*acts, self._archive):
            part.setVisible(not is_new and not is_archived)
        self._restore.setVisible(is_archived)
        self._save.setVisible(not is_archived)

    def _parts(self) -> tuple[QWidget, ...]:
        """Return what is hidden while nothing is chosen."""
        return (self._name, self._archive, self._restore, self._save)

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
