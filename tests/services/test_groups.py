"""Groups: what they allow reaches their people, nobody rises through them, and each change says what was there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import AuditLog, Group, Permission
from recyclique_desktop.data.queries.admin_people import TeamLine, team_lines
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import Permission as Right
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.permissions import SEED_GROUPS, permission_id
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.services import groups
from tests.services.joined import join
from tests.services.selling import entries, read, write
from tests.services.test_catalogue_edit import heads
from tests.services.test_people_edit import emilie, leader, refused

if TYPE_CHECKING:
    from tests.conftest import Shop


def add(shop: Shop, name: str = "Les samedis", *rights: Right) -> UUID:
    group_id = shop.station.ids.new()
    made: UUID = write(shop, groups.add_group, groups.AddGroup(group_id, name, " du  samedi ", rights), shop.admin)
    return made


def line(shop: Shop, group_id: UUID) -> TeamLine:
    teams: tuple[TeamLine, ...] = read(shop, team_lines)
    return next(team for team in teams if team.group_id == group_id)


def may(shop: Shop) -> frozenset[Right]:
    actor: Actor = read(shop, actor_of, emilie(shop))
    return actor.permissions


def audited(shop: Shop, kind: str) -> list[dict[str, Any] | None]:
    with shop.db.reading() as session:
        query = select(AuditLog.details_json).where(AuditLog.action_type == kind).order_by(AuditLog.timestamp)
        return list(session.scalars(query))


def test_a_new_shop_has_a_group_for_each_kind_of_helper(shop: Shop) -> None:
    found = {team.name: set(team.permissions) for team in read(shop, team_lines)}
    assert found == {seed.name: {right.value for right in seed.permissions} for seed in SEED_GROUPS}
    assert found["Bénévole caisse"] == {"caisse.access"}
    assert found["Administrateur"] == {right.value for right in Right}
    writing = {"caisse", "reception", "admin.users", "admin.groups", "admin.settings", "admin.categories"}
    assert not any(name.startswith(tuple(writing)) for name in found["Auditeur (lecture seule)"])


def test_people_of_a_group_may_do_what_it_allows_and_no_longer_when_it_is_taken_away(shop: Shop) -> None:
    group_id = add(shop)
    write(shop, groups.assign_group, groups.AssignGroup(group_id, (emilie(shop),)), shop.admin)
    rights = (Right.REPORTS_VIEW, Right.CAISSE_REFUND)
    write(shop, groups.grant_permissions, groups.GrantPermissions(group_id, rights), shop.admin)
    assert may(shop) == {Right.CAISSE, Right.REPORTS_VIEW, Right.CAISSE_REFUND}
    write(shop, groups.revoke_permissions, groups.RevokePermissions(group_id, (Right.CAISSE_REFUND,)), shop.admin)
    assert may(shop) == {Right.CAISSE, Right.REPORTS_VIEW}
    write(shop, groups.unassign_group, groups.UnassignGroup(group_id, (emilie(shop),)), shop.admin)
    assert may(shop) == {Right.CAISSE}
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_each_change_is_audited_with_what_was_and_what_is(shop: Shop) -> None:
    group_id, code = add(shop, "Les samedis", Right.CAISSE), shop.volunteer.operator_code
    write(shop, groups.grant_permissions, groups.GrantPermissions(group_id, (Right.REPORTS_VIEW,)), shop.admin)
    write(shop, groups.revoke_permissions, groups.RevokePermissions(group_id, (Right.CAISSE,)), shop.admin)
    write(shop, groups.assign_group, groups.AssignGroup(group_id, (emilie(shop),)), shop.admin)
    write(shop, groups.unassign_group, groups.UnassignGroup(group_id, (emilie(shop),)), shop.admin)
    write(shop, groups.rename_group, groups.RenameGroup(group_id, "Les dimanches"), shop.admin)
    name = {"group": "Les samedis"}
    assert audited(shop, "permission_granted") == [
        name | {"old": ["caisse.access"], "new": ["caisse.access", "reports.view"]}
    ]
    assert audited(shop, "permission_revoked") == [
        name | {"old": ["caisse.access", "reports.view"], "new": ["reports.view"]}
    ]
    assert audited(shop, "group_assigned") == [name | {"joined": [code], "old": [], "new": [code]}]
    assert audited(shop, "group_removed") == [name | {"left": [code], "old": [code], "new": []}]
    assert audited(shop, "group_updated") == [{"old": "Les samedis", "new": "Les dimanches"}]
    assert audited(shop, "group_created") == [name | {"new": ["caisse.access"]}]


def test_what_is_there_already_writes_nothing(shop: Shop) -> None:
    group_id = add(shop, "Les samedis", Right.CAISSE)
    write(shop, groups.assign_group, groups.AssignGroup(group_id, (emilie(shop),)), shop.admin)
    before = heads(shop)
    for act, command in (
        (groups.add_group, groups.AddGroup(group_id, "Autre")),
        (groups.grant_permissions, groups.GrantPermissions(group_id, (Right.CAISSE,))),
        (groups.revoke_permissions, groups.RevokePermissions(group_id, (Right.RECEPTION,))),
        (groups.assign_group, groups.AssignGroup(group_id, (emilie(shop),))),
        (groups.unassign_group, groups.UnassignGroup(group_id, (shop.station.ids.new(),))),
        (groups.rename_group, groups.RenameGroup(group_id, " Les  samedis", "du samedi")),
    ):
        write(shop, act, command, shop.admin)
    assert heads(shop) == before


@pytest.mark.parametrize(
    ("name", "code"),
    [("LES SAMEDIS", "group.name_taken"), ("bénevole CAISSE", "group.name_taken"), (" a ", "group.name_short"),
     ("x" * 81, "group.name_long")],
)  # fmt: skip
def test_a_name_is_taken_whatever_its_case_and_has_three_letters(shop: Shop, name: str, code: str) -> None:
    add(shop)
    other = add(shop, "Les autres")
    assert refused(shop, groups.add_group, groups.AddGroup(shop.station.ids.new(), name)) == code
    assert refused(shop, groups.rename_group, groups.RenameGroup(other, name)) == code


def test_who_manages_groups_gives_only_what_she_holds_herself(shop: Shop) -> None:
    rosa = leader(shop, Right.GROUPS_MANAGE, Right.CAISSE)
    group_id, wider = add(shop, "Les samedis", Right.CAISSE), add(shop, "Les dimanches", Right.REPORTS_VIEW)
    more, new = (Right.REPORTS_VIEW,), shop.station.ids.new()
    for act, command in (
        (groups.add_group, groups.AddGroup(new, "Nouveau", permissions=more)),
        (groups.grant_permissions, groups.GrantPermissions(group_id, more)),
        (groups.revoke_permissions, groups.RevokePermissions(wider, more)),
        (groups.assign_group, groups.AssignGroup(wider, (emilie(shop),))),
        (groups.unassign_group, groups.UnassignGroup(wider, (emilie(shop),))),
        (groups.dissolve_group, groups.DissolveGroup(wider)),
    ):
        assert refused(shop, act, command, rosa) == "group.above"
    write(shop, groups.assign_group, groups.AssignGroup(group_id, (emilie(shop),)), rosa)


def test_a_dissolved_group_keeps_its_name_and_loses_people_and_rights(shop: Shop) -> None:
    group_id = add(shop, "Les samedis", Right.REPORTS_VIEW)
    write(shop, groups.assign_group, groups.AssignGroup(group_id, (emilie(shop),)), shop.admin)
    for _ in range(2):
        write(shop, groups.dissolve_group, groups.DissolveGroup(group_id), shop.admin)
    assert may(shop) == {Right.CAISSE}
    assert (line(shop, group_id).permissions, line(shop, group_id).name) == ((), "Les samedis")
    assert audited(shop, "group_dissolved") == [
        {"group": "Les samedis", "old": ["reports.view"], "new": [], "left": [shop.volunteer.operator_code]}
    ]


def test_a_group_that_is_gone_and_a_person_who_never_was_are_said(shop: Shop) -> None:
    nobody = shop.station.ids.new()
    assert refused(shop, groups.dissolve_group, groups.DissolveGroup(nobody)) == "group.not_found"
    assert refused(shop, groups.assign_group, groups.AssignGroup(add(shop), (nobody,))) == "person.not_found"


def test_a_joined_office_asks_for_the_change_and_a_till_may_not(shop: Shop) -> None:
    group_id = add(shop)
    join(shop, WorkstationKind.OFFICE)
    write(shop, groups.grant_permissions, groups.GrantPermissions(group_id, (Right.CAISSE,)), shop.admin)
    (entry,) = entries(shop, "permission.granted")
    assert [(wish["table"], wish["op"]) for wish in entry["requests"]] == [("group_permissions", "I")]
    join(shop, WorkstationKind.TILL)
    command = groups.GrantPermissions(group_id, (Right.RECEPTION,))
    assert refused(shop, groups.grant_permissions, command) == "shared.office_only"


def older(shop: Shop) -> None:
    """Make the file that of a shop which began with the eight permissions of 1.4.4."""
    kept = ("caisse.access", "caisse.virtual.access", "caisse.deferred.access", "reception.access",
            "admin.users.manage", "admin.groups.manage", "reports.view", "reports.export")  # fmt: skip
    with shop.db.connection() as connection:
        connection.exec_driver_sql(f"DELETE FROM permissions WHERE name NOT IN {kept}")
        connection.commit()


def test_an_older_shop_gets_the_new_permissions_once_under_ids_that_follow_from_their_names(shop: Shop) -> None:
    older(shop)
    for expected in (len(Right) - 8, 0):
        with shop.db.writing() as session:
            assert groups.complete_permissions(session, SYSTEM, shop.station) == expected
    with shop.db.reading() as session:
        assert not groups.lacks_permissions(session)
        rows = {row.name: row.id for row in session.scalars(select(Permission))}
    assert set(rows) == {right.value for right in Right}
    assert rows["caisse.refund"] == permission_id(Right.CAISSE_REFUND)
    (entry,) = entries(shop, "permissions.completed")
    assert "caisse.refund" in json.dumps(entry["doc"])


def test_a_joined_till_leaves_new_permissions_to_its_office(shop: Shop) -> None:
    older(shop)
    join(shop, WorkstationKind.TILL)
    with shop.db.writing() as session:
        assert groups.complete_permissions(session, SYSTEM, shop.station) == 0
    join(shop, WorkstationKind.OFFICE)
    with shop.db.writing() as session:
        assert groups.complete_permissions(session, SYSTEM, shop.station) == len(Right) - 8


def test_a_file_without_any_shop_lacks_nothing(shop: Shop) -> None:
    with shop.db.connection() as connection:
        connection.exec_driver_sql("DELETE FROM permissions")
        connection.commit()
    with shop.db.reading() as session:
        assert not groups.lacks_permissions(session)
        assert session.scalars(select(Group)).first() is not None
