"""A person forgotten at the office is forgotten at every till and at the centre, and every chain still verifies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from recyclique_desktop.data.queries.alerts import cash_alerts
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import UserRole, WorkstationKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows import person_data
from recyclique_desktop.services import people
from recyclique_desktop.services.alerts import AnswerAlert, answer_alert
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.services.privacy import AnonymisePerson
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import open_till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres
NAME = ("Zoé-Canari", "Hirondelle-Canari", "zoe.canari")


@pytest.fixture
def posts(centre: CentralDatabase, tmp_path: Path) -> Iterator[tuple[Post, Post, CentralDatabase]]:
    """A till and an office of one shop, at a real centre."""
    clock = SimulatedClock(SystemClock().now())
    with ExitStack() as opened:
        till = real.found(real.alone(tmp_path / "till", clock), centre)
        opened.callback(till.close)
        till.sync()
        code = real.code_for(centre, WorkstationKind.OFFICE)
        office = real.joined(tmp_path / "office", clock, code, "Bureau", seed=7)
        opened.callback(office.close)
        yield till, office, centre


def everywhere(*posts: Post) -> None:
    for _ in range(3):
        for post in posts:
            post.sync()


def words_in(post: Post) -> str:
    """Return every word of a workstation's file."""
    tables = [row[0] for row in post.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found: list[Any] = []
    for table in tables:
        for row in post.rows(f'SELECT * FROM "{table}"'):
            found += [value.decode("utf-8", "replace") if isinstance(value, bytes) else value for value in row]
    return "\n".join(str(value) for value in found)


def words_at(centre: CentralDatabase) -> str:
    with centre.connect() as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        found = []
        for (name,) in tables:
            found.append(connection.execute(f"SELECT string_agg(t::text, ' ') FROM {name} AS t".encode()).fetchone())
        for name in ("sync.ledger", "sync.centre_entries"):
            query = f"SELECT string_agg(convert_from(payload, 'UTF8'), ' ') FROM {name}"
            found.append(connection.execute(query.encode()).fetchone())
    return "\n".join(str(row) for row in found)


def add_zoe(office: Post) -> UUID:
    user_id = office.opened.station.ids.new()
    command = people.AddPerson(user_id, NAME[0], NAME[1], UserRole.USER, "$pin", "$mot", username=NAME[2])
    with office.opened.db.writing() as session:
        people.add_person(session, command, office.shop.admin, office.opened.station)
    return user_id


def test_g02_a_name_forgotten_at_the_office_is_gone_from_till_centre_and_office(
    posts: tuple[Post, Post, CentralDatabase],
) -> None:
    till, office, centre = posts
    everywhere(till, office)
    zoe = add_zoe(office)
    everywhere(office, till)
    with till.opened.db.writing() as session:
        failed = people.SignInFailed(zoe, NAME[2], "invalid_password", 1)
        people.record_sign_in_failure(session, failed, till.shop.admin, till.opened.station)
    everywhere(till, office)
    for words in (words_in(till), words_in(office), words_at(centre)):
        assert NAME[1] in words, "the search finds what is there"
    person_data.forget(office.opened.db, AnonymisePerson(zoe, "à sa demande"), office.shop.admin, office.opened.station)
    looked: list[Any] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        if "payload FROM journal WHERE class = 'personal'" in statement:
            looked.append(values[0])

    event.listen(till.opened.db._writer, "before_cursor_execute", note)
    everywhere(office, till)
    event.remove(till.opened.db._writer, "before_cursor_execute", note)
    assert [isinstance(after, int) and after > 0 for after in looked] == [True], "the journal was read before the turn"
    for where, words in (("till", words_in(till)), ("office", words_in(office)), ("centre", words_at(centre))):
        assert [name for name in NAME if name in words] == [], where
    code = till.one("SELECT operator_code FROM users WHERE id = ?", zoe.bytes)
    assert till.one("SELECT username FROM users WHERE id = ?", zoe.bytes) == code
    assert till.one("SELECT is_active FROM users WHERE id = ?", zoe.bytes) == 0
    assert till.breaches() == []
    assert office.breaches() == []
    assert office.compare().is_same
    open_till(till.shop).sell(("cash", 300))
    everywhere(till, office)
    assert till.breaches() == []


def test_an_alert_of_a_till_is_seen_and_answered_at_the_office(posts: tuple[Post, Post, CentralDatabase]) -> None:
    till, office, _centre = posts
    everywhere(till, office)
    session_ = open_till(till.shop)
    session_.sell(("cash", 300))
    counts = (MethodCount("cash", Cents(3300)),)
    session_.write(close_session, CloseSession(session_.session_id, counts, reason="erreur de monnaie"))
    everywhere(till, office)
    with office.opened.db.reading() as session:
        (alert,) = cash_alerts(session, office.opened.station)
    assert (alert.variance, alert.is_open) == (-2000, True)
    with office.opened.db.writing() as session:
        answer_alert(session, AnswerAlert(alert.closure_id, "retrouvé"), office.shop.admin, office.opened.station)
    everywhere(office, till)
    with till.opened.db.reading() as session:
        (seen,) = cash_alerts(session, till.opened.station)
    assert not seen.is_open, "the till knows that somebody answered, if not the words"
