"""A person who asks to be forgotten is: her name is nowhere in the file, and her tickets still prove what was sold."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import event

from recyclique_desktop.data import erasure
from recyclique_desktop.data.base import Base
from recyclique_desktop.data.capture import record
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.models import RegistrationRequest, User
from recyclique_desktop.data.models.sides import local_tables
from recyclique_desktop.data.queries import privacy as known
from recyclique_desktop.data.queries.people import sign_in_tiles
from recyclique_desktop.data.verify import verify
from recyclique_desktop.documents.person_file import person_file
from recyclique_desktop.documents.register import RegisterData, register
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services import people, people_edit, privacy
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from tests.services.selling import Till, entries, open_till, read, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Shop

CANARIES = (b"Zo\xc3\xa9-Canari", b"Hirondelle-Canari", b"zoe.canari")
PERSONAL = {
    "email": "zoe.canari@exemple.fr", "phone_number": "0600112233", "address": "1 rue du Canari",
    "notes": "dos fragile, canari", "skills": "soudure canari", "availability": "mardi canari",
}  # fmt: skip


@pytest.fixture
def zoe(shop: Shop) -> UUID:
    """A volunteer with every personal column filled, who failed to enter, entered, sold and closed."""
    user_id = shop.station.ids.new()
    command = people.AddPerson(
        user_id, "Zoé-Canari", "Hirondelle-Canari", UserRole.USER, "$pin-canari", "$mot-canari", username="zoe.canari"
    )
    write(shop, people.add_person, command, shop.admin)
    with shop.db.writing() as session:
        person = session.get_one(User, user_id)
        for name, value in PERSONAL.items():
            setattr(person, name, value)
        record(session, acts.USER_CHANGED, shop.admin, shop.station)
    write(shop, people.record_sign_in_failure, people.SignInFailed(user_id, "zoe.canari", "invalid_password", 1))
    until = shop.clock.now() + timedelta(hours=8)
    write(shop, people.record_sign_in, people.SignedIn(shop.station.ids.new(), user_id, "pin", until))
    form = people_edit.EditPerson(
        user_id, "Zoé-Canari", "Hirondelle-Canari", "zoe.canari", UserRole.USER, (), shop.station.site_id
    )
    write(shop, people_edit.edit_person, form, shop.admin)
    write(shop, people_edit.deactivate_person, people_edit.DeactivatePerson(user_id, "Zoé-Canari part"), shop.admin)
    write(shop, people_edit.reactivate_person, people_edit.ReactivatePerson(user_id), shop.admin)
    return user_id


def sell_as(shop: Shop, user_id: UUID) -> Till:
    till = open_till(shop)
    with shop.db.connection() as connection:  # her session, as if she had opened it
        connection.exec_driver_sql("DROP TRIGGER cash_sessions_fixed")
        connection.exec_driver_sql("UPDATE cash_sessions SET operator_id = ?", (user_id.bytes,))
        connection.commit()
    return till


def forget(shop: Shop, user_id: UUID, reason: str = "à sa demande") -> str:
    code: str = write(shop, privacy.anonymise_person, privacy.AnonymisePerson(user_id, reason), shop.admin)
    return code


def plain_bytes(shop: Shop, folder: Path) -> bytes:
    """Return the whole file as it would be without encryption, after VACUUM: what a thief with the key reads."""
    with shop.db.connection() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.execute("VACUUM")
        target = folder / "plain.sqlite"
        raw.execute("ATTACH DATABASE ? AS plain KEY ''", (str(target),))
        raw.execute("SELECT sqlcipher_export('plain')")
        raw.execute("DETACH DATABASE plain")
    return target.read_bytes()


def breaches(shop: Shop) -> list[object]:
    with shop.db.connection() as connection:
        return list(verify(connection, shop.trust, full=True).findings)


def test_g02_a_forgotten_persons_name_is_nowhere_in_the_file_and_the_chain_still_verifies(
    shop: Shop, zoe: UUID, tmp_path: Path
) -> None:
    assert breaches(shop) == []
    before = plain_bytes(shop, tmp_path)
    assert all(canary in before for canary in CANARIES), "the search finds what is there"
    (tmp_path / "plain.sqlite").unlink()
    code = forget(shop, zoe)
    assert breaches(shop) == []
    after = plain_bytes(shop, tmp_path)
    assert [word for word in (*CANARIES, b"canari", b"Canari", b"0600112233") if word in after] == []
    with shop.db.reading() as session:
        person = session.get_one(User, zoe)
        assert (person.username, person.first_name, person.is_active, person.hashed_pin) == (code, None, False, None)
        assert code == person.operator_code
    assert zoe not in {tile.user_id for tile in read(shop, sign_in_tiles, shop.station.site_id)}


def test_others_keep_their_names_and_what_they_did(shop: Shop, zoe: UUID) -> None:
    forget(shop, zoe)
    names = {tile.name for tile in read(shop, sign_in_tiles, shop.station.site_id)}
    assert names == {"Aïcha M.", "Émilie R."}
    till = open_till(shop)
    till.sell(("cash", 300))
    assert breaches(shop) == []


@pytest.mark.parametrize(
    ("given", "goes"),
    [
        ({"email": "autre@exemple.fr"}, False),
        ({"username": "zoe2"}, False),
        ({"telegram_id": "77"}, False),
        ({}, True),
        ({"email": "Zoe.Canari@exemple.fr", "first_name": "Zoe", "last_name": "H."}, True),
        ({"username": "zoe.canari", "first_name": None, "last_name": None}, True),
    ],
)
def test_a_namesakes_request_to_join_stays_and_her_own_goes(
    shop: Shop, zoe: UUID, given: dict[str, str | None], goes: bool
) -> None:
    request_id, now = shop.station.ids.new(), shop.clock.now()
    names: dict[str, str | None] = {"first_name": "Zoé-Canari", "last_name": "Hirondelle-Canari", "telegram_id": ""}
    with shop.db.writing() as session:
        session.add(RegistrationRequest(id=request_id, created_at=now, updated_at=now, phone="06", **names | given))
        record(session, acts.REGISTRATION_REQUESTED, shop.admin, shop.station)
    forget(shop, zoe)
    with shop.db.reading() as session:
        kept = session.get_one(RegistrationRequest, request_id)
    assert (kept.phone is None) is goes


def test_being_forgotten_twice_changes_nothing_and_says_so(shop: Shop, zoe: UUID) -> None:
    forget(shop, zoe)
    with pytest.raises(UserError, match=r"privacy\.already"):
        forget(shop, zoe)
    with shop.db.writing() as session:
        assert erasure.scrub(session.connection(), zoe) == 0


def test_what_was_looked_for_before_is_not_looked_for_while_a_till_waits(shop: Shop, zoe: UUID) -> None:
    with shop.db.reading() as session:
        sought = erasure.seek(session.connection(), [zoe])
    assert sought.places[zoe]
    write(shop, people.record_sign_in_failure, people.SignInFailed(zoe, "tard.canari", "invalid_password", 1))
    looked: list[tuple[object, ...]] = []

    def note(_connection: object, _cursor: object, statement: str, values: tuple[object, ...], *_: object) -> None:
        if "payload FROM journal" in statement:
            looked.append(values)

    event.listen(shop.db._writer, "before_cursor_execute", note)
    with shop.db.writing() as session:
        command = privacy.AnonymisePerson(zoe, "à sa demande")
        privacy.anonymise_person(session, command, shop.admin, shop.station, sought)
    event.remove(shop.db._writer, "before_cursor_execute", note)
    assert looked == [(sought.last, "")]
    with shop.db.connection() as connection:
        personal = connection.exec_driver_sql("SELECT payload FROM journal WHERE class = 'personal'").scalars().all()
    assert not any(b"anari" in payload for payload in personal), "what came in between is forgotten too"
    assert breaches(shop) == []


def test_nobody_is_forgotten_with_an_open_till_nor_by_who_may_not(shop: Shop, zoe: UUID) -> None:
    command = privacy.AnonymisePerson(zoe, "à sa demande")
    with pytest.raises(UserError, match=r"permission\.denied"):
        write(shop, privacy.anonymise_person, command, shop.volunteer)
    with pytest.raises(UserError, match=r"privacy\.reason_missing"):
        forget(shop, zoe, "  ")
    assert shop.admin.user_id is not None
    with pytest.raises(UserError, match=r"person\.own_account"):
        forget(shop, shop.admin.user_id)
    sell_as(shop, zoe)
    with pytest.raises(UserError, match=r"privacy\.session_open"):
        forget(shop, zoe)


def test_the_act_itself_tells_history_who_decided_and_not_who_it_was(shop: Shop, zoe: UUID) -> None:
    code = forget(shop, zoe)
    told = [entry["doc"] for entry in entries(shop, "erasure.done") if "doc" in entry]
    assert told == [{"person": code}]
    with shop.db.connection() as connection:
        kinds = connection.exec_driver_sql("SELECT kind, reason FROM user_status_history ORDER BY change_date").all()
    assert tuple(kinds[-1]) == ("erasure", "à sa demande")
    assert {reason for _kind, reason in kinds[:-1]} == {None}


def test_g01_the_export_has_every_table_that_can_hold_a_persons_id(shop: Shop, zoe: UUID) -> None:
    tables = known.holding_tables()
    refers = {
        table.name
        for table in local_tables()
        for key in table.foreign_keys
        if key.column.table is Base.metadata.tables["users"]
    }
    assert refers | {"users", "login_history", "audit_logs"} <= tables.keys()
    data = read(shop, known.person_data, zoe)
    assert data.tables.keys() == tables.keys()
    assert {name for name, rows in data.tables.items() if rows} >= {
        "users", "login_history", "user_sessions", "user_status_history", "audit_logs",
    }  # fmt: skip
    (user,) = data.tables["users"]
    assert user["phone_number"] == "0600112233"
    assert (user["hashed_pin"], user["hashed_password"]) == ("•••", "•••")


def test_the_file_a_person_takes_away_opens_in_a_spreadsheet_and_in_a_program(shop: Shop, zoe: UUID) -> None:
    data = read(shop, known.person_data, zoe)
    with zipfile.ZipFile(io.BytesIO(person_file(data, shop.clock.now()))) as archive:
        assert archive.testzip() is None
        whole = json.loads(archive.read("donnees.json"))
        rows = archive.read("tables/users.csv").decode("utf-8")
        read_me = archive.read("LISEZMOI.txt").decode("utf-8")
    assert whole["person"]["name"] == "Zoé-Canari Hirondelle-Canari"
    assert rows.startswith("\ufeff")
    (line,) = csv.DictReader(io.StringIO(rows.removeprefix("\ufeff")), delimiter=";")
    assert line["skills"] == "soudure canari"
    assert "Données de Zoé-Canari Hirondelle-Canari" in read_me
    assert b"$pin-canari" not in person_file(data, shop.clock.now())


def test_what_the_law_keeps_is_counted_and_explained(shop: Shop, zoe: UUID) -> None:
    till = sell_as(shop, zoe)
    till.sell(("cash", 300))
    data = read(shop, known.person_data, zoe)
    assert data.kept_by_law["cash_sessions"] == 1
    text = zipfile.ZipFile(io.BytesIO(person_file(data, shop.clock.now()))).read("LISEZMOI.txt").decode()
    assert "LPF, L102 B" in text
    assert data.operator_code in text


def test_g06_who_looked_and_who_took_away_is_kept_without_her_name(shop: Shop, zoe: UUID) -> None:
    write(shop, privacy.record_view, privacy.ViewPerson(zoe), shop.admin)
    shop.clock.advance(timedelta(minutes=1))
    write(shop, privacy.record_person_export, privacy.ExportPerson(zoe), shop.admin)
    with pytest.raises(UserError, match=r"permission\.denied"):
        write(shop, privacy.record_view, privacy.ViewPerson(zoe), shop.volunteer)
    assert shop.volunteer.user_id is not None
    write(shop, privacy.record_person_export, privacy.ExportPerson(shop.volunteer.user_id), shop.volunteer)
    found = read(shop, known.access_log, zoe)
    assert [(line.by, line.is_export) for line in found] == [("Aïcha M.", True), ("Aïcha M.", False)]
    for act in ("person.viewed", "person.exported"):
        assert all("anari" not in str(entry) for entry in entries(shop, act))


def test_accounts_nobody_used_for_a_year_come_first(shop: Shop, zoe: UUID) -> None:
    shop.clock.advance(timedelta(days=500))
    until = shop.clock.now() + timedelta(hours=8)
    assert shop.admin.user_id is not None
    write(shop, people.record_sign_in, people.SignedIn(shop.station.ids.new(), shop.admin.user_id, "pin", until))
    lines = read(shop, known.privacy_lines, shop.clock.now() - timedelta(days=365))
    assert [(line.name, line.is_dormant) for line in lines][-1] == ("Aïcha M.", False)
    assert {line.name for line in lines if line.is_dormant} == {"Émilie Robert", "Zoé-Canari Hirondelle-Canari"}
    forget(shop, zoe)
    lines = read(shop, known.privacy_lines, shop.clock.now() - timedelta(days=365))
    assert lines[-1].is_erased
    assert lines[-1].name == lines[-1].operator_code


def test_the_register_says_the_delays_that_the_shop_set(shop: Shop) -> None:
    today = business_date(shop.clock.now(), shop.station.zone)
    text = register(RegisterData("La Clique", today, sign_in_months=9, dormant_months=18))
    assert "9 mois" in text
    assert "puis 18 mois" in text
    assert "LPF L102 B" in text
    assert "La Clique" in text


def test_a_forgotten_persons_old_tickets_are_closed_and_reported_as_before(shop: Shop, zoe: UUID) -> None:
    till = open_till(shop)
    till.sell(("cash", 300))
    till.write(close_session, CloseSession(till.session_id, (MethodCount("cash", Cents(5300)),)))
    forget(shop, zoe)
    assert shop.volunteer.user_id is not None
    forget(shop, shop.volunteer.user_id)
    assert breaches(shop) == []


def test_a_file_is_really_what_it_says(tmp_path: Path, shop: Shop) -> None:
    """The raw search above reads the file of the shop and not an empty one."""
    assert isinstance(shop.db, Database)
    assert b"\xc3\x89milie" in plain_bytes(shop, tmp_path)
