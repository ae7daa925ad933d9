"""A manager sees a large variance on the home page, and answers it without leaving the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from recyclique_desktop.data.queries.alerts import open_cash_alerts
from recyclique_desktop.ui.admin.alerts_page import AlertsPage
from recyclique_desktop.ui.caisse.home_page import HomePage
from tests.services.selling import read
from tests.services.test_alerts import asked, close_with
from tests.ui.desk import LOOKS, at, look

if TYPE_CHECKING:
    from recyclique_desktop.ui.context import AppContext
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


def real_home(context: AppContext) -> HomePage:
    """Make the home page under another name: the desk has a stand-in for it."""
    page = HomePage(context)
    page.name = "till_home"
    return page


def test_the_home_page_leads_a_manager_to_the_variance_and_says_nothing_to_a_volunteer(
    app: QApplication, shop: Shop
) -> None:
    close_with(shop, -2000)
    with at(shop, real_home, AlertsPage) as desk:
        desk.arrive("till_home", shop.volunteer)
        assert "écart de caisse" not in desk.said()
        desk.arrive("till_home")
        assert "1 écart de caisse" in desk.said()
        desk.tap("see_alerts")
        assert desk.page == "admin_alerts"
        assert "−20,00 €" in desk.said().replace("\u00a0", " ")


def test_a_volunteers_home_page_does_not_even_look_for_variances(app: QApplication, shop: Shop) -> None:
    close_with(shop, -2000)
    with at(shop, real_home, AlertsPage) as desk:
        with asked(shop) as questions:
            desk.arrive("till_home", shop.volunteer)
        assert questions, "the page did read"
        assert not any("setting_versions" in one for one in questions)
        with asked(shop) as questions:
            desk.arrive("till_home")
        assert any("setting_versions" in one for one in questions)


def test_an_alert_is_answered_by_keys_alone(app: QApplication, shop: Shop) -> None:
    close_with(shop, -2000)
    with at(shop, AlertsPage) as desk:
        desk.arrive("admin_alerts")
        assert not desk.find(QPushButton, "alert_answer").isEnabled()
        desk.key("enter")
        desk.strike("billet retrouvé")
        desk.key("enter")
        assert "Aïcha M. : billet retrouvé" in desk.said()
        assert read(shop, open_cash_alerts, shop.station) == 0
        assert desk.faults() == []


def test_who_may_not_answer_reads_only(app: QApplication, shop: Shop) -> None:
    close_with(shop, -2000)
    with at(shop, AlertsPage) as desk:
        desk.arrive("admin_alerts", shop.volunteer)
        assert "Noter" not in desk.said()


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_wide_and_narrow_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    close_with(shop, -2000)
    close_with(shop, 6050, shop.admin)
    with look(app, name), at(shop, AlertsPage, real_home) as desk:
        desk.arrive("admin_alerts")
        assert desk.faults() == []
        desk.arrive("till_home")
        assert desk.faults() == []


def test_a_shop_without_variance_is_told_so(app: QApplication, shop: Shop) -> None:
    with at(shop, AlertsPage) as desk:
        desk.arrive("admin_alerts")
        assert "Aucun écart au-delà du seuil." in desk.said()
        assert desk.faults() == []
