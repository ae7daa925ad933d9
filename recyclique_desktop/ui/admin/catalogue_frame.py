"""« Catégories et prix »: two pages behind one place of the list, the categories and the buttons of the price step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recyclique_desktop.system.messages import tr
from recyclique_desktop.ui.admin.listed_page import ListedPage
from recyclique_desktop.ui.places import page_name
from recyclique_desktop.ui.theme.tokens import Height
from recyclique_desktop.ui.widgets.buttons import ChipButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.ui.admin.list_side import ListSide
    from recyclique_desktop.ui.admin.saved_form import SavedForm
    from recyclique_desktop.ui.context import AppContext


class CataloguePage(ListedPage):
    """A list and a form under the two chips.

    Args:
        tab: ``"categories"`` or ``"presets"``: which of the two pages this is.
        side: See ``ListedPage``.
        form: See ``ListedPage``.
        reads: See ``ListedPage``.
    """

    place = "categories"

    def __init__(
        self, context: AppContext, tab: str, side: ListSide, form: SavedForm, *reads: Callable[[Any], object]
    ) -> None:
        super().__init__(context, tr("Catégories et prix"), side, form, *reads)
        for key, words in (("categories", tr("Catégories")), ("presets", tr("Boutons"))):
            chip = ChipButton(f"tab_{key}", words, height=Height.SMALL_ACTION, role="body", margin=20)
            chip.set_chosen(key == tab)
            self.title_row.addWidget(chip)
            if key != tab:
                chip.clicked.connect(lambda _checked=False, page=key: self._on_tab(page))

    def _on_tab(self, page: str) -> None:
        self.context.go(page_name(page), came_from=self._came_from)
