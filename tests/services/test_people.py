"""People: who may be added by whom, and what a sign-in leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import LoginHistory, User, UserSession
from recyclique_desktop.data.queries.people import actor_of, sign_in_tiles
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import Permission, SignInMethod, UserRole, UserStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.services.people import (
    AddPerson,
    ChangePin,
    SignedIn,
    SignInFailed,
    SignOut,
    Unlock,
    add_person,
    change_pin,
    record_sign_in,
    record_sign_in_failure,
    sign_out,
    unlock,
)
from tests.services.selling import count, entries, read, write

if TYPE_CHECKING:
    from tests.conftest import Shop


def person(shop: Shop, first: str = "Théo", last: str = "Lemaire", *rights: Permission) -> AddPerson:
    return AddPerson(shop.station.ids.new(), first, last, UserRole.USER, "$pin", None, rights)


def user(shop: Shop, command: AddPerson) -> User:
    with shop.db.reading() as session:
        return session.get_one(User, command.user_id)


def refused(shop: Shop, command: AddPerson, actor: Actor | None = None) -> UserError:
    before = read(shop, count, "users")
    with pytest.raises(UserError) as caught:
        write(shop, add_person, command, actor or shop.admin)
    assert read(shop, count, "users") == before
    return caught.value


def test_a_new_person_works_at_once_with_what_her_team_may_do(shop: Shop) -> None:
    command = person(shop, "Jean-Pierre", "Vidal", Permission.CAISSE, Permission.RECEPTION)
    write(shop, add_person, command, shop.admin)
    found = user(shop, command)
    assert (found.username, found.first_name, found.last_name) == ("jean-pierre.vidal", "Jean-Pierre", "Vidal")
    assert (found.status, found.is_active, found.site_id) == (UserStatus.ACTIVE, True, shop.station.site_id)
    assert read(shop, actor_of, command.user_id).permissions == {Permission.CAISSE, Permission.RECEPTION}
    tiles = read(shop, sign_in_tiles, shop.station.site_id)
    assert "Jean-Pierre V." in {tile.name for tile in tiles}


def test_the_journal_knows_a_person_by_a_code_that_says_nothing_of_her_name(shop: Shop) -> None:
    command = person(shop)
    write(shop, add_person, command, shop.admin)
    code = user(shop, command).operator_code
    assert code is not None
    assert code.startswith("op-")
    with shop.db.connection() as connection:
        sql = "SELECT payload FROM journal WHERE class <> 'personal'"
        everything = b"".join(raw for (raw,) in connection.exec_driver_sql(sql))
    assert b"Lemaire" not in everything
    assert b"$pin" not in everything
    assert code.encode() in everything


def test_two_people_of_one_name_get_two_user_names(shop: Shop) -> None:
    commands = [person(shop) for _ in range(3)]
    for command in commands:
        write(shop, add_person, command, shop.admin)
    assert [user(shop, command).username for command in commands] == ["theo.lemaire", "theo.lemaire2", "theo.lemaire3"]


def test_a_wished_user_name_is_kept_or_refused_when_taken(shop: Shop) -> None:
    write(shop, add_person, replace(person(shop), username="théo"), shop.admin)
    error = refused(shop, replace(person(shop), username="théo"))
    assert (error.code, error.params) == ("person.username_taken", {"name": "théo"})


def test_adding_the_same_person_twice_adds_one(shop: Shop) -> None:
    command = person(shop)
    write(shop, add_person, command, shop.admin)
    assert write(shop, add_person, command, shop.admin) == command.user_id
    assert len(entries(shop, "user.created")) == 2, "the fixture's volunteer, then this one"


def test_a_person_without_a_password_can_never_enter_by_password(shop: Shop) -> None:
    from recyclique_desktop.system.passwords import verify_secret  # noqa: PLC0415

    command = person(shop)
    write(shop, add_person, command, shop.admin)
    stored = user(shop, command).hashed_password
    assert stored
    assert not verify_secret("", stored)
    assert not verify_secret("!", stored)


def test_a_person_needs_a_first_name(shop: Shop) -> None:
    assert refused(shop, person(shop, "  ")).code == "person.name_missing"


def test_a_permission_that_no_team_gives_alone_is_said_not_dropped(shop: Shop) -> None:
    error = refused(shop, person(shop, "A", "B", Permission.CAISSE, Permission.REPORTS_EXPORT))
    assert (error.code, error.params) == ("person.no_group_for", {"permission": "reports.export"})


def test_a_volunteer_adds_nobody(shop: Shop) -> None:
    assert refused(shop, person(shop), shop.volunteer).code == "permission.denied"


@pytest.mark.parametrize(
    ("own", "given"),
    [(UserRole.USER, UserRole.ADMIN), (UserRole.USER, UserRole.SUPER_ADMIN), (UserRole.ADMIN, UserRole.SUPER_ADMIN)],
)
def test_nobody_gives_a_role_above_her_own(shop: Shop, own: UserRole, given: UserRole) -> None:
    manager = Actor(shop.admin.user_id, "op-m", "M", own, frozenset({Permission.USERS_MANAGE}))
    assert refused(shop, replace(person(shop), role=given), manager).code == "permission.denied"


def test_a_person_changes_her_own_code_and_a_manager_anyones(shop: Shop) -> None:
    assert shop.volunteer.user_id is not None
    for number, actor in enumerate((shop.volunteer, shop.admin)):
        write(shop, change_pin, ChangePin(shop.volunteer.user_id, f"$new{number}"), actor)
        with shop.db.reading() as session:
            assert session.get_one(User, shop.volunteer.user_id).hashed_pin == f"$new{number}"
    assert len(entries(shop, "user.pin_changed")) == 2


def test_nobody_changes_anothers_code(shop: Shop) -> None:
    assert shop.admin.user_id is not None
    with pytest.raises(UserError) as caught:
        write(shop, change_pin, ChangePin(shop.admin.user_id, "$x"), shop.volunteer)
    assert caught.value.code == "permission.denied"
    with pytest.raises(UserError) as caught:
        write(shop, change_pin, ChangePin(shop.station.ids.new(), "$x"), shop.admin)
    assert caught.value.code == "person.not_found"


def signed_in(shop: Shop) -> SignedIn:
    assert shop.volunteer.user_id is not None
    now = shop.clock.now()
    return SignedIn(shop.station.ids.new(), shop.volunteer.user_id, "pin", now + timedelta(hours=8))


def test_a_sign_in_is_a_session_and_a_line_of_history(shop: Shop) -> None:
    command = signed_in(shop)
    write(shop, record_sign_in, command)
    with shop.db.reading() as session:
        found = session.get_one(UserSession, command.session_id)
        history = session.scalars(select(LoginHistory)).one()
    assert (found.user_id, found.method, found.expires_at) == (command.user_id, SignInMethod.PIN, command.expires_at)
    assert found.refresh_token_hash == f"desktop:{command.session_id}"
    assert (history.success, history.user_id, history.method) == (True, command.user_id, SignInMethod.PIN)


def test_a_sign_out_ends_the_session_once(shop: Shop) -> None:
    command = signed_in(shop)
    write(shop, record_sign_in, command)
    shop.clock.advance(timedelta(hours=1))
    for _ in range(2):
        write(shop, sign_out, SignOut(command.session_id))
    write(shop, sign_out, SignOut(shop.station.ids.new()))
    with shop.db.reading() as session:
        assert session.get_one(UserSession, command.session_id).revoked_at == shop.clock.now()
    assert len(entries(shop, "person.signed_out")) == 1
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_a_failed_sign_in_keeps_the_typed_name_out_of_the_open_entry(shop: Shop) -> None:
    write(shop, record_sign_in_failure, SignInFailed(None, "canari", "invalid_user_or_inactive", 1, "password"), SYSTEM)
    with shop.db.reading() as session:
        history = session.scalars(select(LoginHistory)).one()
    assert (history.success, history.username, history.attempts) == (False, "canari", 1)
    assert history.method is SignInMethod.PASSWORD
    (payload,) = entries(shop, "person.sign_in_failed")
    assert "canari" not in str(payload)
    assert payload["doc"] == {"attempts": 1, "cause": "invalid_user_or_inactive"}


def test_only_a_manager_opens_a_lock_and_it_is_noted(shop: Shop) -> None:
    assert shop.volunteer.user_id is not None
    with pytest.raises(UserError) as caught:
        write(shop, unlock, Unlock(shop.volunteer.user_id), shop.volunteer)
    assert caught.value.code == "permission.denied"
    with pytest.raises(UserError) as caught:
        write(shop, unlock, Unlock(shop.station.ids.new()), shop.admin)
    assert caught.value.code == "person.not_found"
    write(shop, unlock, Unlock(shop.volunteer.user_id), shop.admin)
    (payload,) = entries(shop, "person.unlocked")
    assert payload["doc"] == {"operator": shop.volunteer.operator_code}
