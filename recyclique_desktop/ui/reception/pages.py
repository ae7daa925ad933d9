"""The pages of reception, both at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.ui.reception.home_page import ReceptionHomePage
from recyclique_desktop.ui.reception.weighing_page import WeighingPage

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.page import Page


def reception_pages(context: AppContext) -> tuple[Page, ...]:
    """Make every page of reception."""
    return ReceptionHomePage(context), WeighingPage(context)
