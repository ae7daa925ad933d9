"""Pages of administration that are handed more than the context, made with what a test can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.flows.thresholds import ThresholdKeys
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.ui.admin.settings_page import SettingsPage

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext


def settings_page(context: AppContext) -> SettingsPage:
    """Make « Réglages » of an office that has no key yet."""
    return SettingsPage(context, ThresholdKeys(MemoryStore(), UUID(int=7)))
