"""The words of a ticket, written while it is made: an unusual price, a damaged object, something to deliver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.buttons import PrimaryButton
from recyclique_desktop.ui.widgets.fields import Field

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.ui.widgets.geometry import Layout

_LONGEST: Final = 500


class NotePanel(QWidget):
    """One field in the place of the work; each character is kept as it comes.

    Signals:
        written(str): The note as it stands.
        closed(): Back to the sale.
    """

    written = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sale_note_panel")
        hint = tr("Un prix inhabituel, un objet abîmé, une livraison. La note part avec la vente.")
        self.field = Field("sale_note", tr("Note du ticket (facultative)"), hint=hint)
        self.field.edit.setMaxLength(_LONGEST)
        self._back = PrimaryButton(
            "sale_note_back", tr("Revenir à la vente"), cap=tr("Entrée"), height=Height.PRIMARY_MIDDLE
        )
        self._column = QVBoxLayout(self)
        self._column.setSpacing(Space.PAGE)
        self._column.addWidget(Text(tr("Que faut-il retenir de ce ticket ?"), "h1", wrap=True))
        self._column.addWidget(self.field)
        self._column.addStretch(1)
        self._column.addWidget(self._back)
        self.field.changed.connect(self.written)
        self.field.entered.connect(self.closed)
        self._back.clicked.connect(self.closed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no more than the smallest window gives."""
        return QSize(0, 200)

    def write(self, note: str) -> None:
        """Begin or go on writing."""
        self.field.set_text(note)
        self.field.edit.setFocus()

    def handle_key(self, event: QKeyEvent) -> None:
        """Take a key of the page: the note is kept already."""
        if is_enter(event) or event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_F6}:
            self.closed.emit()

    def follow(self, layout: Layout) -> None:
        """Take the sizes of the window."""
        self._column.setContentsMargins(layout.margin, Space.PAGE, layout.margin, Space.PAGE)
        self._back.setVisible(not layout.single)  # there Enter and the header lead back
