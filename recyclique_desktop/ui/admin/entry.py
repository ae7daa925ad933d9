"""The pages of administration, all at once: made when somebody first goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.ui.admin.alerts_page import AlertsPage
from recyclique_desktop.ui.admin.announced_page import AnnouncedPage
from recyclique_desktop.ui.admin.categories_page import CategoriesPage
from recyclique_desktop.ui.admin.copies_page import CopiesPage
from recyclique_desktop.ui.admin.groups_page import GroupsPage
from recyclique_desktop.ui.admin.history_page import HistoryPage
from recyclique_desktop.ui.admin.join_page import JoinPage
from recyclique_desktop.ui.admin.journal_page import JournalPage
from recyclique_desktop.ui.admin.methods_page import MethodsPage
from recyclique_desktop.ui.admin.paper_page import PaperPage
from recyclique_desktop.ui.admin.people_page import PeoplePage
from recyclique_desktop.ui.admin.presets_page import PresetsPage
from recyclique_desktop.ui.admin.privacy_page import PrivacyPage
from recyclique_desktop.ui.admin.problems_page import ProblemsPage
from recyclique_desktop.ui.admin.reception_page import ReceptionPage
from recyclique_desktop.ui.admin.registrations_page import RegistrationsPage
from recyclique_desktop.ui.admin.rounds_page import RoundsPage
from recyclique_desktop.ui.admin.settings_page import SettingsPage
from recyclique_desktop.ui.admin.sync_page import SyncPage
from recyclique_desktop.ui.admin.tares_page import TaresPage

if TYPE_CHECKING:
    from recyclique_desktop.flows.thresholds import ThresholdKeys
    from recyclique_desktop.ui.centre_link import HandOver
    from recyclique_desktop.ui.context import AppContext
    from recyclique_desktop.ui.copies import Copies
    from recyclique_desktop.ui.exchange import Exchange
    from recyclique_desktop.ui.page import Page


def admin_pages(
    context: AppContext, exchange: Exchange, hand_over: HandOver, copies: Copies, keys: ThresholdKeys
) -> tuple[Page, ...]:
    """Make every page of administration."""
    return (
        CategoriesPage(context),
        PresetsPage(context),
        PeoplePage(context),
        GroupsPage(context),
        RegistrationsPage(context),
        JournalPage(context),
        ReceptionPage(context),
        AnnouncedPage(context),
        PaperPage(context),
        TaresPage(context),
        HistoryPage(context),
        SettingsPage(context, keys),
        MethodsPage(context),
        AlertsPage(context),
        PrivacyPage(context),
        CopiesPage(context, copies),
        SyncPage(context, exchange),
        ProblemsPage(context, exchange),
        RoundsPage(context),
        JoinPage(context, hand_over),
    )
