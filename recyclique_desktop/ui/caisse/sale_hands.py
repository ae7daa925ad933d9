"""What is pressed in the middle of the sale, joined to the line being made."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recyclique_desktop.ui.caisse.sale_keypad import SaleKeypad
    from recyclique_desktop.ui.caisse.sale_line import LineBeingMade
    from recyclique_desktop.ui.caisse.sale_middle import SaleMiddle
    from recyclique_desktop.ui.scale_link import ScaleLink


def join_hands(page: QWidget, line: LineBeingMade, middle: SaleMiddle) -> None:
    """Join buttons, note, search and the question about a gift; keys come back to ``page`` once words are written."""

    def back() -> None:
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def search() -> None:
        middle.show_search(shown=True)
        line.changed.emit()
        middle.search.open(line.roots)

    def leave_search() -> None:
        back()
        middle.show_search(shown=False)
        line.changed.emit()

    def take(category_id: object) -> None:
        back()
        middle.show_search(shown=False)
        if isinstance(category_id, UUID):
            line.take(category_id)

    middle.preset_picked.connect(line.press)
    middle.gift.corrected.connect(line.give)
    middle.gift.kept.connect(line.price)
    middle.note.written.connect(line.note)
    middle.note.done.connect(back)
    line.note_asked.connect(middle.note.write)
    line.search_asked.connect(search)
    middle.search_asked.connect(line.search)
    middle.search.chosen.connect(take)
    middle.search.left.connect(leave_search)


def join_scale(scale: ScaleLink | None, line: LineBeingMade, keypad: SaleKeypad, middle: SaleMiddle) -> None:
    """Join the scale of this till, where there is one: what is seen is what a key takes."""
    if scale is None:
        return

    def show() -> None:
        keypad.show_pan(line.pan)
        middle.show_pan(line.pan)

    line.pan_changed.connect(show)
    middle.scale.taken.connect(line.take_scale)
    middle.scale.container_asked.connect(line.next_container)
    middle.scale.retried.connect(scale.retry)
    scale.changed.connect(line.hear)
    line.hear(scale.status)
