"""« Personnes »: several pages behind one place of the list, each behind its own right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from recyclique_desktop.system.messages import mark, tr
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.places import page_name, pages_of
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.buttons import ChipButton

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext

_TABS: Final = {"people": mark("Personnes"), "groups": mark("Groupes"), "registrations": mark("Demandes")}
"""Words of each page, by its name in ``places``."""


class PeopleFrame(AdminPage):
    """A page of « Personnes », with a chip for each of them that this person may enter.

    Args:
        tab: Which of them this is.
    """

    place = "people"

    def __init__(self, context: AppContext, tab: str) -> None:
        super().__init__(context, tr(_TABS[tab]))
        self._tab = tab
        self._has_tabs = False
        self._is_narrow = False
        self._chips = {key: self._chip(key, tr(words)) for key, words in _TABS.items()}

    def enter(self, **arrival: object) -> None:
        super().enter(**arrival)
        person = self.context.presence.person
        mine = pages_of(self.place, person.actor) if person is not None else ()
        for key, chip in self._chips.items():
            chip.setVisible(key in mine and len(mine) > 1)
        self._has_tabs = len(mine) > 1
        self._show_title()

    def set_narrow(self, *, narrow: bool) -> None:
        super().set_narrow(narrow=narrow)
        self._is_narrow = narrow
        self._show_title()

    def _show_title(self) -> None:
        """On a narrow window the chips alone say where one is: there is no room for both."""
        self.title.setVisible(not (self._is_narrow and self._has_tabs))

    def _chip(self, key: str, words: str) -> ChipButton:
        chip = ChipButton(f"tab_{key}", words, height=Height.SMALL_ACTION, role="body", margin=10)
        chip.set_chosen(key == self._tab)
        self.title_row.addWidget(chip)
        if key != self._tab:
            chip.clicked.connect(lambda _checked=False: self.context.go(page_name(key), came_from=self._came_from))
        return chip
