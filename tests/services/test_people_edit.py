"""People edited: nobody rises by herself, nobody locks the shop out, nothing of a name enters the open journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import Group, User, UserGroup, UserStatusHistory
from recyclique_desktop.data.queries.people import actor_of, sign_in_tiles
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import Permission, UserRole, UserStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.services import people_edit as edit
from recyclique_desktop.services.groups import AddGroup, add_group
from recyclique_desktop.services.people import AddPerson, ChangePin, add_person, change_pin
from tests.services.selling import entries, read, write
from tests.services.test_catalogue_edit import heads

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Shop


def emilie(shop: Shop) -> UUID:
    assert shop.volunteer.user_id is not None
    return shop.volunteer.user_id


def boss(shop: Shop) -> UUID:
    assert shop.admin.user_id is not None
    return shop.admin.user_id


def user(shop: Shop, user_id: UUID) -> User:
    with shop.db.reading() as session:
        return session.get_one(User, user_id)


def team(shop: Shop, name: str) -> UUID:
    with shop.db.reading() as session:
        return session.scalars(select(Group.id).where(Group.name == name)).one()


def teams(shop: Shop, user_id: UUID) -> set[UUID]:
    with shop.db.reading() as session:
        return set(session.scalars(select(UserGroup.group_id).where(UserGroup.user_id == user_id)))


def form(shop: Shop, user_id: UUID, **said: Any) -> edit.EditPerson:
    """Return the form that says what is there already, but for ``said``."""
    row = user(shop, user_id)
    there = edit.EditPerson(
        user_id, row.first_name or "", row.last_name or "", row.username, row.role, tuple(teams(shop, user_id)),
        row.site_id,
    )  # fmt: skip
    return replace(there, **said)


def manager(shop: Shop) -> Actor:
    """An administrator below the first one."""
    user_id = shop.station.ids.new()
    command = AddPerson(user_id, "Karim", "Benali", UserRole.ADMIN, None, "$x")
    write(shop, add_person, command, shop.admin)
    actor: Actor = read(shop, actor_of, user_id)
    return actor


def refused(shop: Shop, act: Callable[..., object], command: object, actor: Actor | None = None) -> str:
    before = heads(shop)
    with pytest.raises(UserError) as caught:
        write(shop, act, command, actor or shop.admin)
    assert heads(shop) == before
    return caught.value.code


def test_a_renamed_person_keeps_her_code_in_the_journal_and_her_name_out_of_it(shop: Shop) -> None:
    code = user(shop, emilie(shop)).operator_code
    write(shop, edit.edit_person, form(shop, emilie(shop), last_name=" Dubreuil ", username="emilie-d"), shop.admin)
    found = user(shop, emilie(shop))
    assert (found.last_name, found.username, found.operator_code, found.row_version) == (
        "Dubreuil", "emilie-d", code, 1,
    )  # fmt: skip
    assert len(entries(shop, "user.changed")) == 1
    assert "Dubreuil" not in str(entries(shop, "user.changed"))
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_a_form_that_says_what_is_there_writes_nothing(shop: Shop) -> None:
    before = heads(shop)
    write(shop, edit.edit_person, form(shop, emilie(shop)), shop.admin)
    assert heads(shop) == before


def test_a_change_of_team_is_named_and_gives_what_the_team_may_do(shop: Shop) -> None:
    command = form(shop, emilie(shop), group_ids=(team(shop, "Bénévole réception"),))
    write(shop, edit.edit_person, command, shop.admin)
    assert read(shop, actor_of, emilie(shop)).permissions == {Permission.RECEPTION}
    (entry,) = entries(shop, "user.groups_changed")
    assert entry["doc"] == {
        "joined": ["Bénévole réception"], "left": ["Bénévole caisse"],
        "old": ["Bénévole caisse"], "new": ["Bénévole réception"],
    }  # fmt: skip
    assert sorted(row["op"] for row in entry["rows"] if row["table"] == "user_groups") == ["D", "I"]


def test_a_change_of_role_is_named_first(shop: Shop) -> None:
    write(shop, edit.edit_person, form(shop, emilie(shop), role=UserRole.ADMIN, group_ids=()), shop.admin)
    (entry,) = entries(shop, "user.role_changed")
    assert entry["doc"] == {"left": ["Bénévole caisse"], "old": ["Bénévole caisse"], "role": ["user", "admin"]}


def test_who_only_leaves_a_group_is_told_so_in_the_audit(shop: Shop) -> None:
    write(shop, edit.edit_person, form(shop, emilie(shop), group_ids=()), shop.admin)
    (entry,) = entries(shop, "user.groups_left")
    assert entry["doc"] == {"left": ["Bénévole caisse"], "old": ["Bénévole caisse"]}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"first_name": "  "}, "person.name_missing"),
        ({"username": "e"}, "person.username_format"),
        ({"username": "é milie"}, "person.username_format"),
        ({"username": "AICHA.M."}, "person.username_taken"),
        ({"site_id": UUID(int=1)}, "person.site_unknown"),
        ({"group_ids": (UUID(int=1),)}, "person.group_unknown"),
    ],
)
def test_a_bad_form_changes_nothing(shop: Shop, said: dict[str, object], code: str) -> None:
    name = user(shop, boss(shop)).username
    if code == "person.username_taken":
        said = {"username": name.upper()}
    assert refused(shop, edit.edit_person, form(shop, emilie(shop), **said)) == code


def test_nobody_raises_anyone_above_herself_nor_touches_who_stands_above(shop: Shop) -> None:
    karim = manager(shop)
    higher = form(shop, emilie(shop), role=UserRole.SUPER_ADMIN)
    assert refused(shop, edit.edit_person, higher, karim) == "permission.denied"
    above: list[tuple[Callable[..., object], object]] = [
        (edit.edit_person, form(shop, boss(shop), first_name="X")),
        (edit.deactivate_person, edit.DeactivatePerson(boss(shop))),
        (edit.clear_pin, edit.ClearPin(boss(shop))),
    ]
    for act, command in above:
        assert refused(shop, act, command, karim) == "permission.denied"
        assert refused(shop, act, command, shop.volunteer) == "permission.denied"


def test_nobody_changes_her_own_role_or_switches_herself_off(shop: Shop) -> None:
    karim = manager(shop)
    assert karim.user_id is not None
    own = form(shop, karim.user_id, role=UserRole.USER)
    assert refused(shop, edit.edit_person, own, karim) == "person.own_role"
    assert refused(shop, edit.deactivate_person, edit.DeactivatePerson(karim.user_id), karim) == "person.own_account"


def promoted(shop: Shop, role: UserRole) -> Actor:
    """Give Émilie a role; return her as she may act now."""
    write(shop, edit.edit_person, form(shop, emilie(shop), role=role), shop.admin)
    found: Actor = read(shop, actor_of, emilie(shop))
    return found


def test_the_last_super_admin_stays_whatever_administrators_there_are(shop: Shop) -> None:
    someone = Actor(emilie(shop), "op-x", "X", UserRole.SUPER_ADMIN)
    manager(shop)
    off, lower = edit.DeactivatePerson(boss(shop)), form(shop, boss(shop), role=UserRole.ADMIN)
    assert refused(shop, edit.deactivate_person, off, someone) == "person.last_super_admin"
    assert refused(shop, edit.edit_person, lower, someone) == "person.last_super_admin"
    second = promoted(shop, UserRole.SUPER_ADMIN)
    write(shop, edit.deactivate_person, off, second)
    assert not user(shop, boss(shop)).is_active


def test_a_shop_of_1_4_4_without_super_admin_keeps_its_last_administrator(shop: Shop) -> None:
    karim = manager(shop)
    assert karim.user_id is not None
    with shop.db.connection() as connection:
        connection.exec_driver_sql("UPDATE users SET role = 'user' WHERE role = 'super-admin'")
        connection.commit()
    someone = Actor(emilie(shop), "op-x", "X", UserRole.SUPER_ADMIN)
    off = edit.DeactivatePerson(karim.user_id)
    assert refused(shop, edit.deactivate_person, off, someone) == "person.last_admin"


def test_a_super_admin_in_waiting_does_not_let_the_last_one_go(shop: Shop) -> None:
    second = promoted(shop, UserRole.SUPER_ADMIN)
    write(shop, edit.deactivate_person, edit.DeactivatePerson(emilie(shop)), shop.admin)
    assert refused(shop, edit.deactivate_person, edit.DeactivatePerson(boss(shop)), second) == "person.last_super_admin"


def leader(shop: Shop, *rights: Permission) -> Actor:
    """Somebody who manages people without being an administrator."""
    group_id, user_id = shop.station.ids.new(), shop.station.ids.new()
    write(shop, add_group, AddGroup(group_id, "Les responsables", permissions=rights), shop.admin)
    command = AddPerson(user_id, "Rosa", "Lopez", UserRole.USER, None, "$x", group_ids=(group_id,))
    write(shop, add_person, command, shop.admin)
    actor: Actor = read(shop, actor_of, user_id)
    return actor


def test_nobody_gives_a_group_that_allows_more_than_she_may_do(shop: Shop) -> None:
    rosa = leader(shop, Permission.USERS_MANAGE, Permission.CAISSE)
    assert rosa.user_id is not None
    everything = team(shop, "Administrateur")
    for user_id in (emilie(shop), rosa.user_id):
        wider = form(shop, user_id, group_ids=(*teams(shop, user_id), everything))
        assert refused(shop, edit.edit_person, wider, rosa) == "group.above"
    new = AddPerson(shop.station.ids.new(), "Paul", "D", UserRole.USER, None, "$x", group_ids=(everything,))
    assert refused(shop, add_person, new, rosa) == "group.above"
    write(shop, edit.edit_person, form(shop, emilie(shop), group_ids=()), rosa)
    assert teams(shop, emilie(shop)) == set()


def test_nobody_takes_the_account_of_who_may_do_more(shop: Shop) -> None:
    rosa = leader(shop, Permission.USERS_MANAGE)
    acts: list[tuple[Callable[..., object], object]] = [
        (change_pin, ChangePin(emilie(shop), "$mine")),
        (edit.clear_pin, edit.ClearPin(emilie(shop))),
        (edit.deactivate_person, edit.DeactivatePerson(emilie(shop))),
    ]
    for act, command in acts:
        assert refused(shop, act, command, rosa) == "person.above"
    assert refused(shop, change_pin, ChangePin(boss(shop), "$mine"), manager(shop)) == "permission.denied"


def test_only_a_super_admin_forces_a_password(shop: Shop) -> None:
    command = edit.ReplacePassword(emilie(shop), "$new")
    assert refused(shop, edit.replace_password, command, manager(shop)) == "permission.super_admin"
    write(shop, edit.replace_password, command, shop.admin)
    assert user(shop, emilie(shop)).hashed_password == "$new"


def test_a_person_switched_off_is_gone_from_sign_in_with_who_why_and_when(shop: Shop) -> None:
    shop.clock.advance(timedelta(hours=2))
    command = edit.DeactivatePerson(emilie(shop), " partie  en  mission ")
    for _ in range(2):
        write(shop, edit.deactivate_person, command, shop.admin)
    assert "Émilie R." not in {tile.name for tile in read(shop, sign_in_tiles, shop.station.site_id)}
    assert user(shop, emilie(shop)).sessions_valid_from == shop.clock.now()
    with shop.db.reading() as session:
        history = session.scalars(select(UserStatusHistory)).one()
    assert (history.old_status, history.new_status, history.reason) == (True, False, "partie en mission")
    assert (history.changed_by_admin_id, history.change_date) == (boss(shop), shop.clock.now())
    assert "mission" not in str(entries(shop, "user.deactivated"))


def test_a_person_comes_back_as_active_even_when_she_was_only_asking(shop: Shop) -> None:
    write(shop, edit.deactivate_person, edit.DeactivatePerson(emilie(shop)), shop.admin)
    for _ in range(2):
        write(shop, edit.reactivate_person, edit.ReactivatePerson(emilie(shop), "retour"), shop.admin)
    found = user(shop, emilie(shop))
    assert (found.is_active, found.status) == (True, UserStatus.ACTIVE)
    assert len(entries(shop, "user.reactivated")) == 1
    assert "Émilie R." in {tile.name for tile in read(shop, sign_in_tiles, shop.station.site_id)}


def test_an_erased_code_opens_nothing_and_is_named(shop: Shop) -> None:
    for _ in range(2):
        write(shop, edit.clear_pin, edit.ClearPin(emilie(shop)), shop.admin)
    assert user(shop, emilie(shop)).hashed_pin is None
    assert len(entries(shop, "user.pin_cleared")) == 1


def test_a_password_changed_by_oneself_and_one_forced_by_a_manager_are_told_apart(shop: Shop) -> None:
    write(shop, edit.replace_password, edit.ReplacePassword(emilie(shop), "$own"), shop.volunteer)
    assert user(shop, emilie(shop)).sessions_valid_from == shop.clock.now()
    shop.clock.advance(timedelta(minutes=1))
    write(shop, edit.replace_password, edit.ReplacePassword(emilie(shop), "$forced"), shop.admin)
    assert user(shop, emilie(shop)).hashed_password == "$forced"
    assert user(shop, emilie(shop)).sessions_valid_from == shop.clock.now()
    assert (len(entries(shop, "user.password_changed")), len(entries(shop, "user.password_forced"))) == (1, 1)
    assert "$forced" not in str(entries(shop, "user.password_forced"))


def test_who_does_not_exist_is_not_edited_and_the_program_edits_nobody(shop: Shop) -> None:
    nobody = shop.station.ids.new()
    assert refused(shop, edit.clear_pin, edit.ClearPin(nobody)) == "person.not_found"
    assert refused(shop, edit.deactivate_person, edit.DeactivatePerson(emilie(shop)), SYSTEM) == "signin.needed"
