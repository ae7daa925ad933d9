"""Requests to join: nobody enters unasked for, nobody is forgotten, and why is written down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import PendingEdit, RegistrationRequest, User, UserGroup, UserStatusHistory
from recyclique_desktop.data.queries.people import credentials, sign_in_tiles
from recyclique_desktop.data.queries.registrations import Candidate, candidates, pending_count
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import Permission, RegistrationStatus, UserRole, UserStatus, WorkstationKind
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.services import registrations as asking
from tests.services.joined import join
from tests.services.selling import entries, read, write
from tests.services.test_people_edit import refused, team, user

if TYPE_CHECKING:
    from tests.conftest import Shop


def noted(shop: Shop, first: str = "Théo", **more: Any) -> UUID:
    request_id = shop.station.ids.new()
    write(shop, asking.note_request, asking.NoteRequest(request_id, first, "Lemaire", **more), shop.admin)
    return request_id


def from_the_web(shop: Shop, username: str = "lea_web") -> UUID:
    """Write somebody as the web application leaves her: pending, active, with her own password."""
    user_id = shop.station.ids.new()
    now = shop.station.clock.now()
    row = User(
        id=user_id, username=username, hashed_password="$2b$12$x", role=UserRole.USER, status=UserStatus.PENDING,
        is_active=True, site_id=shop.station.site_id, created_at=now, updated_at=now,
    )  # fmt: skip
    with shop.db.writing() as session:
        record(session, acts.USER_CREATED, SYSTEM, shop.station)
        session.add(row)
    return user_id


def approve(shop: Shop, request_id: UUID, **more: Any) -> UUID:
    command = asking.ApproveRequest(request_id, shop.station.ids.new(), (team(shop, "Bénévole caisse"),), **more)
    made: UUID = write(shop, asking.approve_request, command, shop.admin)
    return made


def history(shop: Shop, user_id: UUID) -> list[UserStatusHistory]:
    with shop.db.reading() as session:
        return list(session.scalars(select(UserStatusHistory).where(UserStatusHistory.user_id == user_id)))


def listed(shop: Shop) -> tuple[Candidate, ...]:
    found: tuple[Candidate, ...] = read(shop, candidates)
    return found


def request(shop: Shop, request_id: UUID) -> RegistrationRequest:
    with shop.db.reading() as session:
        return session.get_one(RegistrationRequest, request_id)


def test_a_request_noted_at_the_desk_waits_and_gives_no_account(shop: Shop) -> None:
    before = len(read(shop, sign_in_tiles, shop.station.site_id))
    noted(shop, email="theo@example.org", phone="06 12", notes="le mardi")
    (one,) = listed(shop)
    assert (one.name, one.email, one.state, one.is_web) == (
        "Théo Lemaire", "theo@example.org", RegistrationStatus.PENDING, False,
    )  # fmt: skip
    assert read(shop, pending_count) == 1
    assert len(read(shop, sign_in_tiles, shop.station.site_id)) == before


def test_the_same_request_sent_twice_is_one(shop: Shop) -> None:
    command = asking.NoteRequest(shop.station.ids.new(), "Théo")
    write(shop, asking.note_request, command, shop.admin)
    write(shop, asking.note_request, command, shop.admin)
    assert len(listed(shop)) == len(entries(shop, "registration.requested")) == 1


def test_names_and_addresses_stay_out_of_the_open_journal(shop: Shop) -> None:
    request_id = noted(shop, email="theo@example.org", phone="0612345678", notes="le mardi")
    approve(shop, request_id, reason="vu mardi")
    text = str([*entries(shop, "registration.requested"), *entries(shop, "registration.approved")])
    for private in ("Théo", "Lemaire", "example.org", "0612345678", "mardi"):
        assert private not in text
    assert request(shop, request_id).telegram_id == ""


def test_somebody_accepted_can_enter_in_her_group_and_has_no_code_yet(shop: Shop) -> None:
    user_id = approve(shop, noted(shop, email="theo@example.org"), password_hash="$argon")
    person = user(shop, user_id)
    assert (person.username, person.email, person.role, person.status, person.hashed_pin) == (
        "theo.lemaire", "theo@example.org", UserRole.USER, UserStatus.APPROVED, None,
    )  # fmt: skip
    with shop.db.reading() as session:
        assert set(session.scalars(select(UserGroup.group_id).where(UserGroup.user_id == user_id))) == {
            team(shop, "Bénévole caisse")
        }
        known = credentials(session, user_id)
    assert known is not None
    assert (known.is_welcome, known.password_hash) == (True, "$argon")
    assert "Théo L." in [tile.name for tile in read(shop, sign_in_tiles, shop.station.site_id)]


def test_without_a_password_for_one_use_nothing_opens_the_new_account(shop: Shop) -> None:
    assert user(shop, approve(shop, noted(shop))).hashed_password == asking.NO_PASSWORD


def test_history_says_who_let_her_in_when_and_why(shop: Shop) -> None:
    request_id = noted(shop)
    (row,) = history(shop, approve(shop, request_id, reason="  vue   mardi "))
    assert (row.kind, row.old_state, row.new_state, row.reason, row.changed_by_admin_id) == (
        "registration", UserStatus.PENDING, UserStatus.APPROVED, "vue mardi", shop.admin.user_id,
    )  # fmt: skip
    asked = request(shop, request_id)
    assert (asked.status, asked.reviewed_by, asked.review_reason) == (
        RegistrationStatus.APPROVED, shop.admin.user_id, "vue mardi",
    )  # fmt: skip
    (one,) = listed(shop)
    assert (one.reviewer, one.reason) == ("Aïcha M.", "vue mardi")


def test_a_refused_request_makes_nobody_and_keeps_the_reason(shop: Shop) -> None:
    request_id = noted(shop)
    before = read(shop, lambda session: len(list(session.scalars(select(User.id)))))
    write(shop, asking.refuse_request, asking.RefuseRequest(request_id, "pas de place"), shop.admin)
    assert read(shop, lambda session: len(list(session.scalars(select(User.id))))) == before
    (one,) = listed(shop)
    assert (one.state, one.reason, one.reviewer) == (RegistrationStatus.REJECTED, "pas de place", "Aïcha M.")


def test_a_request_is_answered_once(shop: Shop) -> None:
    request_id = noted(shop)
    approve(shop, request_id)
    again = asking.ApproveRequest(request_id, shop.station.ids.new(), ())
    assert refused(shop, asking.approve_request, again) == "registration.not_pending"
    assert refused(shop, asking.refuse_request, asking.RefuseRequest(request_id)) == "registration.not_pending"
    gone = asking.RefuseRequest(UUID(int=1))
    assert refused(shop, asking.refuse_request, gone) == "registration.not_found"


def test_people_of_the_web_wait_in_the_same_list_and_cannot_enter_before(shop: Shop) -> None:
    user_id = from_the_web(shop)
    noted(shop)
    assert [(one.is_web, one.name) for one in listed(shop)] == [(True, "lea_web"), (False, "Théo Lemaire")]
    with shop.db.reading() as session:
        known = credentials(session, user_id)
    assert known is not None
    assert not known.is_welcome
    command = asking.ApprovePerson(user_id, (team(shop, "Bénévole réception"),), "vue jeudi")
    write(shop, asking.approve_person, command, shop.admin)
    person = user(shop, user_id)
    assert (person.status, person.hashed_password, bool(person.operator_code)) == (
        UserStatus.APPROVED, "$2b$12$x", True,
    )  # fmt: skip
    (row,) = history(shop, user_id)
    assert (row.old_status, row.new_status, row.old_state, row.new_state, row.reason) == (
        True, True, UserStatus.PENDING, UserStatus.APPROVED, "vue jeudi",
    )  # fmt: skip
    assert [one.is_web for one in listed(shop)] == [False]


def test_somebody_of_the_web_who_is_refused_never_enters(shop: Shop) -> None:
    user_id = from_the_web(shop)
    write(shop, asking.reject_person, asking.RejectPerson(user_id, "inconnue"), shop.admin)
    assert user_id not in [tile.user_id for tile in read(shop, sign_in_tiles, shop.station.site_id)]
    (one,) = listed(shop)
    assert (one.state, one.reason, one.reviewer) == (RegistrationStatus.REJECTED, "inconnue", "Aïcha M.")
    assert refused(shop, asking.approve_person, asking.ApprovePerson(user_id)) == "registration.not_pending"


@pytest.mark.parametrize("status", [UserStatus.ACTIVE, UserStatus.APPROVED])
def test_somebody_who_works_here_already_is_not_put_back(shop: Shop, status: UserStatus) -> None:
    assert shop.volunteer.user_id is not None
    with shop.db.connection() as connection:
        connection.exec_driver_sql("UPDATE users SET status = ?", (status.value,))
        connection.commit()
    command = asking.RejectPerson(shop.volunteer.user_id)
    assert refused(shop, asking.reject_person, command) == "registration.not_pending"


def test_two_people_of_one_name_or_one_address_both_get_an_account(shop: Shop) -> None:
    one = user(shop, approve(shop, noted(shop, email="famille@example.org")))
    other = user(shop, approve(shop, noted(shop, email="Famille@example.org")))
    assert (one.username, other.username) == ("theo.lemaire", "theo.lemaire2")
    assert (one.email, other.email) == ("famille@example.org", None)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (asking.NoteRequest(UUID(int=5), "  "), "person.name_missing"),
        (asking.NoteRequest(UUID(int=5), "Théo", email="theo"), "registration.email"),
        (asking.NoteRequest(UUID(int=5), "Théo", email="@"), "registration.email"),
        (asking.NoteRequest(UUID(int=5), "T" * 201), "registration.too_long"),
    ],
)
def test_what_is_no_request_is_refused_in_words(shop: Shop, command: asking.NoteRequest, code: str) -> None:
    assert refused(shop, asking.note_request, command) == code


def test_nobody_without_the_right_notes_accepts_or_refuses(shop: Shop) -> None:
    request_id, user_id = noted(shop), from_the_web(shop)
    for act, command in (
        (asking.note_request, asking.NoteRequest(UUID(int=9), "Moi")),
        (asking.approve_request, asking.ApproveRequest(request_id, UUID(int=8), ())),
        (asking.refuse_request, asking.RefuseRequest(request_id)),
        (asking.approve_person, asking.ApprovePerson(user_id)),
        (asking.reject_person, asking.RejectPerson(user_id)),
    ):
        assert refused(shop, act, command, shop.volunteer) == "permission.denied"
    helper = replace(shop.volunteer, permissions=frozenset({Permission.USERS_MANAGE}))
    write(shop, asking.approve_person, asking.ApprovePerson(user_id), helper)


def test_a_group_that_is_gone_lets_nobody_in_without_one(shop: Shop) -> None:
    command = asking.ApproveRequest(noted(shop), shop.station.ids.new(), (UUID(int=3),))
    assert refused(shop, asking.approve_request, command) == "person.group_unknown"


def test_a_joined_till_notes_a_request_and_leaves_the_answer_to_an_office(shop: Shop) -> None:
    join(shop, WorkstationKind.TILL)
    request_id = noted(shop)
    (one,) = listed(shop)
    assert (one.name, one.is_waiting) == ("Théo Lemaire", True)
    with shop.db.reading() as session:
        wished = {row.column_name for row in session.scalars(select(PendingEdit))}
    assert {"first_name", "status", "telegram_id"} <= wished
    command = asking.ApproveRequest(request_id, shop.station.ids.new(), ())
    assert refused(shop, asking.approve_request, command) == "shared.office_only"


def test_a_joined_office_accepts_and_the_whole_is_asked_of_the_centre(shop: Shop) -> None:
    request_id = noted(shop)
    join(shop, WorkstationKind.OFFICE)
    user_id = approve(shop, request_id, reason="vue")
    (entry,) = entries(shop, "registration.approved")
    asked = {(wish["table"], wish["op"]) for wish in entry["requests"]}
    assert asked == {
        ("users", "I"), ("user_groups", "I"), ("user_status_history", "I"), ("registration_requests", "U"),
    }  # fmt: skip
    assert user(shop, user_id).first_name == "Théo"


def test_the_journal_verifies_after_all_of_it(shop: Shop) -> None:
    approve(shop, noted(shop), reason="x")
    write(shop, asking.refuse_request, asking.RefuseRequest(noted(shop, "Léa"), "y"), shop.admin)
    write(shop, asking.reject_person, asking.RejectPerson(from_the_web(shop)), shop.admin)
    with shop.db.reading() as session:
        report = verify(session.connection(), shop.trust, full=True)
    assert report.is_sound, report


def test_nobody_lets_somebody_into_a_group_that_may_do_more_than_she_may(shop: Shop) -> None:
    helper = replace(shop.volunteer, permissions=frozenset({Permission.USERS_MANAGE}))
    command = asking.ApproveRequest(noted(shop), shop.station.ids.new(), (team(shop, "Administrateur"),))
    assert refused(shop, asking.approve_request, command, helper) == "group.above"
