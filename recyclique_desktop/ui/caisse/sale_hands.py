"""What is pressed in the middle of the sale, joined to the line being made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.ui.caisse.sale_line import LineBeingMade
    from recyclique_desktop.ui.caisse.sale_middle import SaleMiddle


def join_hands(page: QWidget, line: LineBeingMade, middle: SaleMiddle) -> None:
    """Join buttons, note, search and the question about a gift; keys come back to ``page`` once words are written."""

    def back() -> None:
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    middle.preset_picked.connect(line.press)
    middle.gift.corrected.connect(line.give)
    middle.gift.kept.connect(line.price)
    middle.note.written.connect(line.note)
    middle.note.done.connect(back)
    line.note_asked.connect(middle.note.write)
