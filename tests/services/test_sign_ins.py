"""What becomes of a sign-in: locked, gone on with, ended; and an end that reaches every workstation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import LoginHistory, User, UserSession
from recyclique_desktop.data.queries.people import actor_of, own_standing
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.enums import UserRole, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.services import sign_ins
from recyclique_desktop.services.people import AddPerson, SignedIn, add_person, record_sign_in
from recyclique_desktop.services.people_edit import ReplacePassword, replace_password
from tests.services.joined import join
from tests.services.selling import entries, write

if TYPE_CHECKING:
    from tests.conftest import Shop


def volunteer(shop: Shop) -> UUID:
    assert shop.volunteer.user_id is not None
    return shop.volunteer.user_id


def entered(shop: Shop) -> UUID:
    """Sign the volunteer in for eight hours."""
    session_id = shop.station.ids.new()
    until = shop.clock.now() + timedelta(hours=8)
    write(shop, record_sign_in, SignedIn(session_id, volunteer(shop), "pin", until), shop.volunteer)
    return session_id


def row(shop: Shop, session_id: UUID) -> UserSession:
    with shop.db.reading() as session:
        return session.get_one(UserSession, session_id)


def mark(shop: Shop) -> str:
    with shop.db.reading() as session:
        return own_standing(session, volunteer(shop)).mark


def refused(shop: Shop, act: Any, command: Any, actor: Any) -> str:
    with pytest.raises(UserError) as caught:
        write(shop, act, command, actor)
    return caught.value.code


def test_a_locked_screen_is_written_once_and_leaves_the_sign_in_open(shop: Shop) -> None:
    session_id = entered(shop)
    for _ in range(2):
        write(shop, sign_ins.lock_screen, sign_ins.LockScreen(session_id), shop.volunteer)
        shop.clock.advance(timedelta(minutes=1))
    assert row(shop, session_id).locked_at == shop.clock.now() - timedelta(minutes=2)
    assert row(shop, session_id).revoked_at is None
    assert len(entries(shop, "person.locked")) == 1


def test_coming_back_goes_on_with_the_sign_in_and_is_in_the_history(shop: Shop) -> None:
    session_id = entered(shop)
    write(shop, sign_ins.lock_screen, sign_ins.LockScreen(session_id), shop.volunteer)
    assert write(shop, sign_ins.come_back, sign_ins.ComeBack(session_id, "pin"), shop.volunteer) is True
    assert row(shop, session_id).locked_at is None
    with shop.db.reading() as session:
        assert [one.success for one in session.scalars(select(LoginHistory))] == [True, True]
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


@pytest.mark.parametrize("why", ["expired", "ended", "somebody else"])
def test_a_sign_in_that_is_over_is_not_gone_on_with(shop: Shop, why: str) -> None:
    session_id = entered(shop)
    if why == "expired":
        shop.clock.advance(timedelta(hours=8))
    elif why == "ended":
        write(shop, sign_ins.end_sign_in, sign_ins.EndSignIn(session_id, "revoked"), SYSTEM)
    actor = shop.admin if why == "somebody else" else shop.volunteer
    assert write(shop, sign_ins.come_back, sign_ins.ComeBack(session_id, "pin"), actor) is False


def test_a_restart_ends_the_sign_ins_that_were_left_open(shop: Shop) -> None:
    left = [entered(shop), entered(shop)]
    with shop.db.writing() as session:
        assert sign_ins.end_left_behind(session, SYSTEM, shop.station) == 2
    assert all(row(shop, one).revoked_at == shop.clock.now() for one in left)
    with shop.db.writing() as session:
        assert sign_ins.end_left_behind(session, SYSTEM, shop.station) == 0


def test_signed_out_everywhere_changes_the_mark_that_sign_ins_go_by(shop: Shop) -> None:
    before = mark(shop)
    write(shop, sign_ins.sign_out_everywhere, sign_ins.SignOutEverywhere(volunteer(shop)), shop.admin)
    assert mark(shop) != before
    with shop.db.reading() as session:
        assert session.get_one(User, volunteer(shop)).sessions_valid_from == shop.clock.now()


def test_a_volunteer_signs_nobody_out_and_a_till_that_is_joined_neither(shop: Shop) -> None:
    command = sign_ins.SignOutEverywhere(volunteer(shop))
    assert refused(shop, sign_ins.sign_out_everywhere, command, shop.volunteer) == "permission.denied"
    join(shop, WorkstationKind.TILL)
    assert refused(shop, sign_ins.sign_out_everywhere, command, shop.admin) == "shared.office_only"


def test_an_administrator_does_not_sign_a_super_admin_out(shop: Shop) -> None:
    other = AddPerson(
        user_id=shop.station.ids.new(), first_name="Gérard", last_name="Petit", role=UserRole.ADMIN, pin_hash="x",
        password_hash=None,
    )  # fmt: skip
    write(shop, add_person, other, shop.admin)

    with shop.db.reading() as session:
        gerard = actor_of(session, other.user_id)
    assert shop.admin.user_id is not None
    command = sign_ins.SignOutEverywhere(shop.admin.user_id)
    assert refused(shop, sign_ins.sign_out_everywhere, command, gerard) == "permission.denied"


def test_a_password_that_a_person_changes_ends_her_other_sign_ins_even_from_a_till(shop: Shop) -> None:
    before = mark(shop)
    write(shop, replace_password, ReplacePassword(volunteer(shop), "$argon2id$other"), shop.volunteer)
    alone = mark(shop)
    with shop.db.reading() as session:
        since = session.get_one(User, volunteer(shop)).sessions_valid_from
    assert since == shop.clock.now()
    join(shop, WorkstationKind.TILL)
    shop.clock.advance(timedelta(minutes=1))
    write(shop, replace_password, ReplacePassword(volunteer(shop), "$argon2id$third"), shop.volunteer)
    assert len({before, alone, mark(shop)}) == 3
    with shop.db.reading() as session:
        assert session.get_one(User, volunteer(shop)).sessions_valid_from == since, "a till may not ask for it"
