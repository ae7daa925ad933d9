"""« Catégories et prix »: two pages behind one place of the list, the categories and the buttons of the price step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.frame import AdminPage
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.buttons import ChipButton
from recyclique_desktop.ui.words import refusal

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from recyclique_desktop.domain.errors import UserError
    from recyclique_desktop.ui.admin.list_side import FormCard, ListSide
    from recyclique_desktop.ui.context import AppContext


class CataloguePage(AdminPage):
    """A list and a form under the two chips.

    Args:
        tab: ``"categories"`` or ``"presets"``: which of the two pages this is.
    """

    place = "categories"

    def __init__(self, context: AppContext, tab: str, side: ListSide, form: FormCard) -> None:
        super().__init__(context, tr("Catégories et prix"))
        self.side = side
        for key, words in (("categories", tr("Catégories")), ("presets", tr("Boutons"))):
            chip = ChipButton(f"tab_{key}", words, height=Height.SMALL_ACTION, role="body", margin=20)
            chip.set_chosen(key == tab)
            self.title_row.addWidget(chip)
            if key != tab:
                chip.clicked.connect(lambda _checked=False, page=key: self._on_tab(page))
        self.lay_beside(side, form)

    def handle_key(self, event: QKeyEvent) -> bool:
        return self.side.take_key(event)

    def on_refused(self, error: UserError) -> None:
        """Say what was refused, under the list."""
        self.side.say(refusal(error))

    def _on_tab(self, page: str) -> None:
        self.context.go(page_name(page), came_from=self._came_from)
