"""The small acts under the payment: a note, another price for the whole, goods given away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.caisse.payment_methods import FREE_KEY, NOTE_KEY, TOTAL_KEY
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import FlexText
from recyclique_desktop.ui.widgets.buttons import GhostButton

if TYPE_CHECKING:
    from recyclique_desktop.ui.caisse.payment_entry import PaymentEntry

_NOTE: Final = 500


class PaymentLinks(QWidget):
    """« Note · Changer le total · Gratuit », and the note's field once it is being written.

    Signals:
        written(str): The note was changed.
        done(): Enter was pressed in it.
        total_asked(): « Changer le total ».
        free_asked(): « Gratuit », or « Faire payer ».
    """

    written = Signal(str)
    done = Signal()
    total_asked = Signal()
    free_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = GhostButton("payment_note_add", tr("Note"), icon="pencil", cap=NOTE_KEY)
        self._total = GhostButton("payment_total", tr("Changer le total"), icon="tag", cap=TOTAL_KEY)
        self._free = GhostButton("payment_free", tr("Gratuit"), icon="gift", cap=FREE_KEY)
        self._label = FlexText(tr("Note du ticket"), "label", "text2")
        self.edit = QLineEdit()
        self.edit.setObjectName("payment_note_edit")
        self.edit.setMaxLength(_NOTE)
        self.edit.setFixedHeight(Height.SMALL_ACTION)
        self._field = QStackedWidget()
        self._asks_why = False
        self._build()
        self._note.clicked.connect(self.write)
        self._total.clicked.connect(self.total_asked)
        self._free.clicked.connect(self.free_asked)
        self.edit.textEdited.connect(self.written)
        self.edit.returnPressed.connect(self.done)

    def _build(self) -> None:
        links = QHBoxLayout()
        links.setContentsMargins(0, 0, 0, 0)
        links.setSpacing(Space.TARGET_GAP)
        for link in (self._note, self._total, self._free):
            links.addWidget(link)
        links.addStretch(1)
        written = QWidget()
        beside = QHBoxLayout(written)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(Space.SMALL)
        beside.addWidget(self._label)
        beside.addWidget(self.edit, 1)
        self._field.addWidget(QWidget())
        self._field.addWidget(written)
        self._field.setFixedHeight(Height.SMALL_ACTION)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TARGET_GAP)
        column.addLayout(links)
        column.addWidget(self._field)
        column.addStretch(1)

    @property
    def asks_why(self) -> bool:
        """Whether the note must say why the goods are given away."""
        return self._asks_why

    def show_entry(self, entry: PaymentEntry) -> None:
        """Show what can be done with this ticket."""
        self._total.setVisible(entry.has_goods)
        self._free.setVisible(entry.has_goods)
        self._free.set_label(tr("Faire payer") if entry.is_free else tr("Gratuit"))
        self._asks_why = entry.is_free
        label = tr("Pourquoi gratuit ?") if entry.is_free else tr("Note du ticket")
        self._label.setText(label)
        self.edit.setAccessibleName(label)
        if self.edit.text() != entry.note:
            self.edit.setText(entry.note)
        self._field.setCurrentIndex(1 if entry.note or entry.is_free or self.edit.hasFocus() else 0)

    def write(self) -> None:
        """Begin or go on writing the note."""
        self._field.setCurrentIndex(1)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_narrow(self, *, narrow: bool) -> None:
        """Without key caps where room is scarce."""
        for link, cap in ((self._note, NOTE_KEY), (self._total, TOTAL_KEY), (self._free, FREE_KEY)):
            link.set_cap("" if narrow else cap)
