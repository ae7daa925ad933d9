"""« Mon historique »: everybody reads her own, only who manages people reads another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.services import people_edit
from recyclique_desktop.ui.admin.history_page import HistoryPage
from recyclique_desktop.ui.admin.people_page import PeoplePage
from tests.data.test_queries_history import a_day
from tests.services.selling import open_till, write
from tests.services.test_people_edit import boss, emilie
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    a_day(shop)
    with at(shop, HistoryPage) as seat:
        seat.arrive("history", shop.volunteer)
        yield seat


def test_a_volunteer_reads_her_own_day_newest_first(desk: Desk) -> None:
    said = desk.said()
    assert said.index("DÉCONNEXION depuis C01") < said.index("Vente effectuée") < said.index("CONNECTÉ depuis C01")
    assert "Mon historique" in said
    assert "Émilie Robert" in said


def test_a_volunteer_does_not_read_anybody_elses(desk: Desk) -> None:
    desk.arrive("history", desk.shop.volunteer, user_id=boss(desk.shop))
    assert "Catégories importées" not in desk.said()
    assert "Rien de tel." in desk.said()


def test_who_manages_people_reads_why_an_account_was_switched_off(desk: Desk) -> None:
    shop = desk.shop
    write(shop, people_edit.deactivate_person, people_edit.DeactivatePerson(emilie(shop), "partie"), shop.admin)
    desk.arrive("history", user_id=emilie(shop))
    assert "Statut modifié de Actif vers Inactif" in desk.said()
    assert "par Aïcha M. · raison : partie" in desk.said()
    helper = replace(shop.volunteer, permissions=frozenset({Permission.USERS_MANAGE}))
    desk.arrive("history", helper, user_id=boss(shop))
    assert "Aïcha M." in desk.said()


def test_one_kind_is_shown_by_touch_alone(desk: Desk) -> None:
    desk.tap("history_sale")
    assert "Vente effectuée" in desk.said()
    assert "CONNECTÉ" not in desk.said()
    desk.tap("history_all")
    assert "CONNECTÉ" in desk.said()


def test_days_are_chosen_by_keys_and_can_be_taken_back(desk: Desk) -> None:
    desk.tap("history_days")
    desk.strike("1/1/2001")
    desk.key("tab")
    desk.strike("31/12/2001")
    desk.key("enter")
    assert "Rien de tel." in desk.said()
    assert "Émilie Robert, du 01/01/2001 au 31/12/2001" in desk.said()
    desk.tap("history_days")
    desk.write_in("history_between_since_edit", "")
    desk.write_in("history_between_until_edit", "")
    desk.tap("history_between_confirm")
    assert "Vente effectuée" in desk.said()


def test_a_long_history_is_turned_page_by_page(app: QApplication, shop: Shop) -> None:
    till = open_till(shop)
    for _ in range(120):
        shop.clock.advance(timedelta(seconds=1))
        till.sell()
    with at(shop, HistoryPage) as desk:
        desk.arrive("history", shop.volunteer)
        first = desk.said()
        for _ in range(40):
            desk.key("page_down")
        assert "Session de caisse ouverte" in desk.said()
        for _ in range(40):
            desk.key("page_up")
        assert desk.said() == first


def test_back_leads_to_where_one_came_from(desk: Desk) -> None:
    desk.arrive("history", desk.shop.volunteer)
    desk.key("escape")
    assert desk.page == "home"


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_holds_in_every_look(app: QApplication, shop: Shop, name: str) -> None:
    a_day(shop)
    with look(app, name), at(shop, HistoryPage) as desk:
        desk.arrive("history", shop.volunteer)
        assert desk.faults() == []
        desk.tap("history_days")
        assert desk.faults() == []
        desk.tap("history_between_keep")


def test_a_manager_comes_from_the_list_of_people_and_goes_back_to_it(app: QApplication, shop: Shop) -> None:
    a_day(shop)
    with at(shop, PeoplePage, HistoryPage) as desk:
        desk.arrive("admin_people")
        desk.tap(desk.row("Émilie"))
        desk.tap("person_history")
        assert "CONNEXION" in desk.said()
        assert "Émilie Robert" in desk.said()
        desk.key("escape")
        assert desk.page == "admin_people"


def test_why_an_account_was_switched_on_again_is_asked_and_kept(app: QApplication, shop: Shop) -> None:
    write(shop, people_edit.deactivate_person, people_edit.DeactivatePerson(emilie(shop), "partie"), shop.admin)
    with at(shop, PeoplePage, HistoryPage) as desk:
        desk.arrive("admin_people")
        desk.tap("people_archived")
        desk.tap(desk.row("Émilie"))
        desk.tap("person_on")
        desk.strike("revenue")
        desk.key("enter")
        desk.tap("person_history")
        assert "Statut modifié de Inactif vers Actif" in desk.said()
        assert "raison : revenue" in desk.said()
