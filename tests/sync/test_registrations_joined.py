"""A newcomer is noted at a till, accepted at the office, and enters at the till; the web's people wait beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from recyclique_desktop.data.queries.audit import AuditFilter, audit_page
from recyclique_desktop.data.queries.people import credentials, sign_in_tiles
from recyclique_desktop.data.queries.registrations import Candidate, candidates
from recyclique_desktop.domain.clock import PARIS, SimulatedClock
from recyclique_desktop.domain.enums import RegistrationStatus, WorkstationKind
from recyclique_desktop.services import registrations as asking
from tests.postgres import CentralDatabase
from tests.sync.real import Post, alone, code_for, found, joined

pytestmark = pytest.mark.postgres


@pytest.fixture
def posts(tmp_path: Path, clock: SimulatedClock, centre: CentralDatabase) -> Any:
    till = found(alone(tmp_path / "till", clock), centre)
    office = joined(tmp_path / "office", clock, code_for(centre, WorkstationKind.OFFICE), "Bureau")
    rounds(till, office)
    yield till, office
    till.close()
    office.close()


def rounds(*posts: Post) -> None:
    for _ in range(2):
        for post in posts:
            post.sync()


def write(post: Post, act: Any, command: object) -> Any:
    shop = post.shop
    with post.opened.db.writing() as session:
        return act(session, command, shop.admin, shop.station)


def listed(post: Post) -> tuple[Candidate, ...]:
    with post.opened.db.reading() as session:
        return candidates(session)


def test_a_request_noted_at_a_till_is_answered_at_the_office_and_opens_the_till(posts: tuple[Post, Post]) -> None:
    till, office = posts
    request_id = till.opened.station.ids.new()
    write(till, asking.note_request, asking.NoteRequest(request_id, "Théo", "Lemaire", "theo@example.org", "0612"))
    assert listed(till)[0].is_waiting
    rounds(till, office)
    (seen,) = listed(office)
    assert (seen.name, seen.email, seen.phone, seen.state) == (
        "Théo Lemaire", "theo@example.org", "0612", RegistrationStatus.PENDING,
    )  # fmt: skip
    assert not listed(till)[0].is_waiting
    user_id = office.opened.station.ids.new()
    write(office, asking.approve_request, asking.ApproveRequest(request_id, user_id, (), "$argon", "vu mardi"))
    rounds(office, till)
    assert listed(office)[0].state is RegistrationStatus.APPROVED
    assert listed(till)[0].state is RegistrationStatus.APPROVED
    with till.opened.db.reading() as session:
        known = credentials(session, user_id)
        tiles = [tile.user_id for tile in sign_in_tiles(session, till.opened.station.site_id)]
    assert known is not None
    assert (known.is_welcome, known.password_hash, user_id in tiles) == (True, "$argon", True)
    assert till.breaches() == office.breaches() == []


def test_nobody_answers_from_a_till_even_past_the_program(posts: tuple[Post, Post], centre: CentralDatabase) -> None:
    till, office = posts
    request_id = till.opened.station.ids.new()
    write(till, asking.note_request, asking.NoteRequest(request_id, "Théo"))
    rounds(till, office)
    forged(till, request_id)
    rounds(till, office)
    assert listed(office)[0].state is RegistrationStatus.PENDING
    with centre.connect() as connection:
        row = connection.execute("SELECT status::text, reviewed_by FROM registration_requests").fetchone()
    assert row == ("PENDING", None)


def forged(post: Post, request_id: UUID) -> None:
    """Write the answer as a program without our checks would."""
    from recyclique_desktop.data.capture import record  # noqa: PLC0415
    from recyclique_desktop.data.models import RegistrationRequest  # noqa: PLC0415
    from recyclique_desktop.domain import acts  # noqa: PLC0415

    shop = post.shop
    with post.opened.db.writing() as session:
        row = session.get_one(RegistrationRequest, request_id)
        record(session, acts.REGISTRATION_APPROVED, shop.admin, shop.station)
        row.status = RegistrationStatus.APPROVED


def test_who_signed_up_on_the_web_waits_at_the_office_and_enters_once_accepted(
    posts: tuple[Post, Post], centre: CentralDatabase
) -> None:
    till, office = posts
    with centre.connect() as connection:
        row = connection.execute(
            "INSERT INTO users (id, username, hashed_password, role, status, is_active, site_id, created_at,"
            " updated_at) SELECT gen_random_uuid(), 'lea_web', '$2b$12$x', 'user', 'pending', true, id, now(), now()"
            " FROM sites LIMIT 1 RETURNING id"
        ).fetchone()
    assert row is not None
    user_id = row[0]
    rounds(office, till)
    (one,) = listed(office)
    assert (one.is_web, one.name, one.state) == (True, "lea_web", RegistrationStatus.PENDING)
    write(office, asking.approve_person, asking.ApprovePerson(user_id))
    rounds(office, till)
    with till.opened.db.reading() as session:
        known = credentials(session, user_id)
    assert known is not None
    assert known.is_welcome


def test_an_office_reads_what_was_done_at_every_workstation(posts: tuple[Post, Post]) -> None:
    till, office = posts
    write(till, asking.note_request, asking.NoteRequest(till.opened.station.ids.new(), "Théo"))
    rounds(till, office)
    with office.opened.db.reading() as session:
        page = audit_page(session, AuditFilter(kinds=frozenset({"registration_requested"})), PARIS)
    (line,) = page.lines
    assert (line.actor, line.place, line.target_type) == ("Aïcha M.", till.code, "registration_requests")
