"""« Groupes »: a group is made, filled and emptied by keys or by touch alone, and nobody gives what she lacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from recyclique_desktop.data.queries.admin_groups import GroupLine, group_lines
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.domain.enums import Permission, WorkstationKind
from recyclique_desktop.domain.permissions import DESCRIPTIONS
from recyclique_desktop.domain.station import Actor
from recyclique_desktop.services import groups
from recyclique_desktop.ui.admin.groups_page import GroupsPage
from recyclique_desktop.ui.admin.people_page import PeoplePage
from tests.services.joined import join
from tests.services.selling import entries, read, write
from tests.services.test_people_edit import leader
from tests.ui.checks import wrong_with
from tests.ui.desk import LOOKS, Desk, at, look

if TYPE_CHECKING:
    from tests.conftest import Shop

pytestmark = pytest.mark.screen


@pytest.fixture
def desk(app: QApplication, shop: Shop) -> Iterator[Desk]:
    with at(shop, PeoplePage, GroupsPage) as seat:
        seat.arrive("admin_groups")
        yield seat


def line(shop: Shop, name: str) -> GroupLine:
    lines: tuple[GroupLine, ...] = read(shop, group_lines)
    return next(one for one in lines if one.name == name)


def may(shop: Shop) -> frozenset[Permission]:
    actor: Actor = read(shop, actor_of, shop.volunteer.user_id)
    return actor.permissions


def row_of(desk: Desk, words: str) -> None:
    desk.tap(desk.row(words))


def test_a_group_is_made_and_filled_by_keys_alone(desk: Desk) -> None:
    desk.key("insert")
    desk.strike("Les samedis")
    desk.key("enter")
    assert line(desk.shop, "Les samedis").is_empty
    assert "« Les samedis » est ajouté." in desk.said()
    desk.tab_to("group_rights")
    desk.key("space")
    desk.strike("rembourser")
    desk.key("enter")
    desk.tab_to("group_rights_list_confirm")
    desk.key("enter")
    desk.tab_to("group_people")
    desk.key("space")
    desk.strike("emilie")
    desk.key("enter")
    desk.tab_to("group_people_list_confirm")
    desk.key("enter")
    assert may(desk.shop) == {Permission.CAISSE, Permission.CAISSE_REFUND}
    assert "Rembourser ou annuler une vente payée" in desk.said()
    assert "Émilie Robert" in desk.said()


def test_a_group_is_changed_by_touch_alone_each_change_an_act_of_its_own(desk: Desk) -> None:
    row_of(desk, "Bénévole caisse")
    desk.tap("group_rights")
    row_of(desk, "Ouvrir la caisse")
    row_of(desk, "S’entraîner")
    desk.tap("group_rights_list_confirm")
    assert may(desk.shop) == {Permission.CAISSE_VIRTUAL}
    assert [len(entries(desk.shop, act)) for act in ("permission.granted", "permission.revoked")] == [1, 1]
    desk.tap("group_people")
    row_of(desk, "Émilie Robert")
    desk.tap("group_people_list_confirm")
    assert may(desk.shop) == frozenset()
    assert len(entries(desk.shop, "group.unassigned")) == 1


def test_escape_changes_nothing(desk: Desk) -> None:
    row_of(desk, "Bénévole caisse")
    desk.tap("group_rights")
    row_of(desk, "S’entraîner")
    desk.key("escape")
    assert may(desk.shop) == {Permission.CAISSE}


def test_nothing_to_save_is_no_button_to_press(desk: Desk) -> None:
    row_of(desk, "Bénévole caisse")
    assert not desk.find(QPushButton, "group_save").isEnabled()
    desk.tap("group_rights")
    assert not desk.find(QPushButton, "group_rights_list_confirm").isEnabled()
    row_of(desk, "S’entraîner")
    row_of(desk, "S’entraîner")
    assert not desk.find(QPushButton, "group_rights_list_confirm").isEnabled()
    desk.key("escape")


def test_a_name_that_is_taken_is_said_and_what_was_written_stays(desk: Desk) -> None:
    desk.key("insert")
    desk.strike("benevole CAISSE")
    desk.key("enter")
    assert "Un groupe avec le nom « benevole CAISSE » existe déjà." in desk.said()
    assert "Nouveau groupe" in desk.said()


def test_a_short_name_is_said_below_its_field(desk: Desk) -> None:
    desk.key("insert")
    desk.strike("ab")
    desk.key("enter")
    assert "Tapez au moins 3 caractères." in desk.said()
    assert entries(desk.shop, "group.created") == []


def test_a_group_is_emptied_after_a_question_and_goes_behind_the_chip(desk: Desk) -> None:
    row_of(desk, "Bénévole caisse")
    desk.tap("group_dissolve")
    assert "Vider le groupe « Bénévole caisse » ?" in desk.said()
    desk.tap("dissolve_dialog_keep")
    assert may(desk.shop) == {Permission.CAISSE}
    desk.tap("group_dissolve")
    desk.tap("dissolve_dialog_confirm")
    assert may(desk.shop) == frozenset()
    desk.arrive("admin_people")
    desk.tap("tab_groups")
    row_of(desk, "Responsable")
    with pytest.raises(AssertionError, match="no row says"):
        desk.row("Bénévole caisse")
    desk.tap("groups_archived")
    row_of(desk, "Bénévole caisse")


def test_who_manages_groups_alone_sees_groups_alone_and_gives_only_what_she_holds(
    app: QApplication, shop: Shop
) -> None:
    rosa = leader(shop, Permission.GROUPS_MANAGE, Permission.CAISSE)
    with at(shop, PeoplePage, GroupsPage) as desk:
        desk.arrive("admin_groups", rosa)
        with pytest.raises(AssertionError, match="no tab_people"):
            desk.find(QPushButton, "tab_people")
        row_of(desk, "Responsable")
        assert "Il donne des droits que vous n’avez pas." in desk.said()
        assert not desk.find(QPushButton, "group_rights").isEnabled()
        row_of(desk, "Bénévole caisse")
        desk.tap("group_rights")
        desk.strike("peser")
        row_of(desk, "Peser les dépôts")
        assert not desk.find(QPushButton, "group_rights_list_confirm").isEnabled()
        desk.key("escape")


def test_on_a_joined_till_groups_are_shown_and_not_changed(app: QApplication, shop: Shop) -> None:
    join(shop, WorkstationKind.TILL)
    with at(shop, PeoplePage, GroupsPage) as desk:
        desk.arrive("admin_groups")
        row_of(desk, "Bénévole caisse")
        assert "Cela se change sur un poste de bureau." in desk.said()
        for name in ("groups_add", "group_rights", "group_people", "group_dissolve", "group_save"):
            assert not desk.find(QPushButton, name).isEnabled()


def test_what_comes_from_the_centre_is_shown_and_what_is_written_stays(desk: Desk) -> None:
    row_of(desk, "Bénévole caisse")
    desk.write_in("group_name_edit", "Les caissiers")
    group_id = line(desk.shop, "Bénévole caisse").group_id
    command = groups.GrantPermissions(group_id, (Permission.CAISSE_REFUND,))
    write(desk.shop, groups.grant_permissions, command, desk.shop.admin)
    assert desk.window.current is not None
    desk.window.current.refresh(frozenset({"group_permissions"}))
    desk.settle()
    desk.key("enter")
    assert line(desk.shop, "Les caissiers").rights == (Permission.CAISSE, Permission.CAISSE_REFUND)


PLACES = {
    "categories": {Permission.CATALOGUE_MANAGE},
    "journal": {Permission.AUDIT_VIEW},
    "people": {Permission.USERS_MANAGE, Permission.GROUPS_MANAGE},
    "settings": {Permission.SETTINGS_MANAGE, Permission.PRIVACY_MANAGE},
}


@pytest.mark.parametrize("right", list(DESCRIPTIONS))
def test_the_list_of_places_shows_what_each_permission_opens_and_hides_the_rest(
    app: QApplication, shop: Shop, right: Permission
) -> None:
    rosa = leader(shop, right)
    with at(shop, PeoplePage, GroupsPage) as desk:
        desk.arrive("admin_groups", rosa)
        page = desk.window.current
        assert page is not None
        items = {place: page.findChild(QPushButton, f"nav_{place}") for place in PLACES}
        shown = {place for place, item in items.items() if item is not None and not item.isHidden()}
        assert shown == {place for place, rights in PLACES.items() if right in rights}


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_every_word_and_target_fits(app: QApplication, shop: Shop, name: str, size: tuple[int, int]) -> None:
    with look(app, name), at(shop, PeoplePage, GroupsPage) as desk:
        desk.arrive("admin_groups")
        assert wrong_with(desk.window, *size) == []
        row_of(desk, "Administrateur")
        assert wrong_with(desk.window, *size) == []
        desk.tap("group_rights")
        top = QApplication.activeModalWidget()
        assert top is not None
        assert wrong_with(top, top.width(), top.height()) == []
        desk.key("escape")
        desk.tap("group_people")
        top = QApplication.activeModalWidget()
        assert top is not None
        assert wrong_with(top, top.width(), top.height()) == []
        desk.key("escape")
