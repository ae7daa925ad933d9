"""The form of something that stands in an order and can be archived: what a category and a button have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.saved_form import SavedForm
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.buttons import ActionButton, DestructiveButton
from recyclique_desktop.ui.widgets.fields import Field

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class OrderedForm(SavedForm):
    """One of them, or a new one: what is written is saved together, its place and its archive act at once.

    Signals:
        moved(int): One place up (-1) or down (1).
        put_away(): It is to be archived.
        brought_back(): It is to be restored.

    Args:
        prefix: Of every ``objectName``.
        name: Label of its name.
    """

    moved = Signal(int)
    put_away = Signal()
    brought_back = Signal()

    def __init__(self, prefix: str, name: str) -> None:
        super().__init__(prefix, Field(f"{prefix}_name", name))
        small, tall = Height.SMALL_ACTION, Height.ACTION_TALL
        self._up = ActionButton(f"{prefix}_up", tr("Monter"), icon="arrow-up", height=small, margin=8)
        self._down = ActionButton(f"{prefix}_down", tr("Descendre"), icon="arrow-down", height=small, margin=8)
        self._archive = DestructiveButton(f"{prefix}_archive", tr("Archiver"), height=tall)
        self._restore = ActionButton(f"{prefix}_restore", tr("Restaurer"), height=tall)
        self._up.clicked.connect(lambda: self.moved.emit(-1))
        self._down.clicked.connect(lambda: self.moved.emit(1))
        self._archive.clicked.connect(self.put_away)
        self._restore.clicked.connect(self.brought_back)

    def _foot(self) -> QHBoxLayout:
        """Lay what ends the card: archive or restore, and save."""
        foot = QHBoxLayout()
        foot.setSpacing(Space.TARGET_GAP)
        foot.addWidget(self._archive, 2)
        foot.addWidget(self._restore, 2)
        foot.addWidget(self._save, 3)
        return foot

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
        return (*super()._parts(), self._archive, self._restore)
