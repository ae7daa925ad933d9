"""« Où va cet objet ? »: what people call a thing, and the categories that take it. Keys and taps alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from recyclique_desktop.domain.lookup import look_up
from recyclique_desktop.flows.lookup import families
from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.keys import is_enter
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.base import Frame, Text
from recyclique_desktop.ui.widgets.buttons import ActionButton
from recyclique_desktop.ui.widgets.fields import Field
from recyclique_desktop.ui.widgets.table import HEAD, TALL_ROW, Cell, Column, Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.lookup import Found, Known

_WIDTH: Final = 680
_LIKE: Final = 200
_MOST: Final = 4


class LookupDialog(QDialog):
    """One field, at most four answers; Enter takes the first, a tap takes any, Escape goes back.

    Signals:
        chosen(object): Id of the category.

    Args:
        known: What may be answered.
    """

    chosen = Signal(object)

    def __init__(self, known: Sequence[Known], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("lookup_dialog")
        self.setAccessibleName(tr("Où va cet objet ?"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        self._known = tuple(known)
        self._found: tuple[Found, ...] = ()
        self._field = Field("lookup_words", tr("Son nom, comme on le dit"), hint=tr("grille-pain, tondeuse, doudou…"))
        columns = (Column(tr("Catégorie")), Column(tr("Comme"), width=_LIKE))
        self._list = Table("lookup_list", columns, row_height=TALL_ROW)
        self._list.setFixedHeight(HEAD + 2 + _MOST * (TALL_ROW + 1))
        self._said = Text("", "body", "text2", wrap=True)
        self._keep = ActionButton("lookup_keep", tr("Revenir à la pesée"), cap=tr("Échap"), height=Height.ACTION)
        self._build()
        self._field.changed.connect(self._on_typed)
        self._field.entered.connect(self._take_first)
        self._keep.clicked.connect(self.reject)

    def _build(self) -> None:
        card = Frame("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.ADMIN, Space.TICKET, Space.ADMIN, Space.TICKET)
        column.setSpacing(Space.TARGET_GAP)
        column.addWidget(Text(tr("Où va cet objet ?"), "h2"))
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._list.picked.connect(self._take)
        column.addWidget(self._said)
        column.addWidget(self._keep)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(card)
        self._show()

    def ask(self) -> None:
        """Show it, ready to be typed in."""
        self.open()
        self._field.edit.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if is_enter(event):
            return  # the field took the first answer already
        super().keyPressEvent(event)

    def _on_typed(self, text: str) -> None:
        self._found = look_up(text, self._known, families(), most=_MOST)
        self._show()

    def _show(self) -> None:
        """The list keeps its size, so that nothing moves under a finger while one types."""
        self._list.set_rows([TableRow(found.known.id, _cells(found)) for found in self._found])
        nothing = tr("Rien ne ressemble à cela : essayez un mot plus simple.")
        self._said.setText(nothing if self._field.text.strip() and not self._found else "")

    def _take_first(self) -> None:
        if self._found:
            self._take(self._found[0].known.id)

    def _take(self, category_id: object) -> None:
        self.chosen.emit(category_id)
        self.accept()


def _cells(found: Found) -> tuple[Cell, Cell]:
    above = " > ".join(found.known.above)
    return Cell(found.known.name, note=above, role="strong"), Cell(found.because, tone="text2")
