"""« Réception »: several pages behind one place of the list, each behind its own right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout

from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.theme.tokens import Height, Space
from recyclique_desktop.ui.widgets.buttons import ChipButton

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext

_TABS: Final = {
    "reception": (mark("Dépôts"), Permission.REPORTS_VIEW),
    "announced": (mark("Annoncés"), Permission.RECEPTION),
    "paper": (mark("Relevés papier"), Permission.RECEPTION_DEFERRED),
    "tares": (mark("Contenants"), Permission.SETTINGS_MANAGE),
}
"""Words and right of each page, by its name in ``places``."""


class ReceptionFrame(AdminPage):
    """A page of « Réception », with a chip for each of them that this person may enter.

    Args:
        tab: Which of them this is.
        title: h1 of the page.
    """

    place = "reception"

    def __init__(self, context: AppContext, tab: str, title: str) -> None:
        super().__init__(context, title)
        self._tab = tab
        self._row = QHBoxLayout()
        self._row.setSpacing(Space.TARGET_GAP)
        self.column.addLayout(self._row)
        self._chips = {key: self._chip(key, tr(words)) for key, (words, _right) in _TABS.items()}
        self._row.addStretch(1)

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        person = self.context.presence.person
        mine = [key for key, (_, right) in _TABS.items() if person is not None and person.actor.may(right)]
        for key, chip in self._chips.items():
            chip.setVisible(key in mine and len(mine) > 1)

    def _chip(self, key: str, words: str) -> ChipButton:
        chip = ChipButton(f"tab_{key}", words, height=Height.SMALL_ACTION, role="body", margin=14)
        chip.set_chosen(key == self._tab)
        self._row.addWidget(chip)
        if key != self._tab:
            chip.clicked.connect(lambda _checked=False: self.context.go(page_name(key), came_from=self._came_from))
        return chip
