"""Capture: nothing a transaction writes escapes the journal, and nothing private enters what stays for ever."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, text, update

from recyclique_desktop.data import models
from recyclique_desktop.data.capture import CaptureError, record
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.verify import Trust, verify
from recyclique_desktop.domain import acts, journal
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import UserRole, UserStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM, Station

NOW = datetime(2026, 9, 17, 7, 0, tzinfo=UTC)


def site(site_id: UUID, name: str = "La Clique") -> models.Site:
    return models.Site(id=site_id, name=name, is_active=True, created_at=NOW, updated_at=NOW)


def user(user_id: UUID, name: str = "emilie") -> models.User:
    return models.User(
        id=user_id, username=name, hashed_password="$argon2id$secret", first_name="Émilie", role=UserRole.USER,
        status=UserStatus.ACTIVE, is_active=True, operator_code="op-1", created_at=NOW, updated_at=NOW,
    )  # fmt: skip


def entries(db: Database) -> list[Any]:
    with db.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM journal ORDER BY stream_id, seq")
        return list(rows)


def payloads(db: Database) -> list[dict[str, Any]]:
    return [json.loads(entry.payload) for entry in entries(db)]


def test_one_act_writes_one_entry_with_every_row_it_touched(db: Database, station: Station) -> None:
    with db.writing() as session:
        record(session, acts.USER_CREATED, SYSTEM, station)
        session.add_all([site(station.site_id), site(station.ids.new(), "Annexe")])
    (payload,) = payloads(db)
    assert [row["set"]["name"] for row in payload["rows"]] == ["La Clique", "Annexe"]


def test_names_and_secrets_stay_out_of_what_is_kept_for_ever(db: Database, station: Station) -> None:
    with db.writing() as session:
        record(session, acts.USER_CREATED, SYSTEM, station)
        session.add(user(station.ids.new()))
    public, personal = entries(db)
    assert public.tx == personal.tx
    assert {getattr(entry, "class") for entry in (public, personal)} == {"operational", "personal"}
    assert "milie" not in public.payload.decode()
    assert "argon2" not in public.payload.decode()
    assert json.loads(personal.payload)["rows"][0]["set"]["hashed_password"] == "$argon2id$secret"
    assert len(json.loads(personal.payload)["salt"]) == 32


def test_a_change_keeps_old_and_new_and_several_flushes_make_one_row(db: Database, station: Station) -> None:
    with db.writing() as session:
        record(session, acts.USER_CREATED, SYSTEM, station)
        session.add(site(station.site_id))
    with db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station)
        row = session.get_one(models.Site, station.site_id)
        row.city = "Foix"
        session.flush()
        row.city = "Pamiers"
        row.name = "La Clique !"
    (changed,) = payloads(db)[-1]["rows"]
    assert changed["op"] == "U"
    assert changed["set"] == {"city": [None, "Pamiers"], "name": ["La Clique", "La Clique !"]}


def test_a_row_born_and_gone_in_one_act_leaves_no_trace(db: Database, station: Station) -> None:
    with db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station, doc={"why": "nothing"})
        row = site(station.ids.new())
        session.add(row)
        session.flush()
        session.delete(row)
    assert [payload["rows"] for payload in payloads(db)] == [[]]


def test_a_refusal_half_way_leaves_neither_rows_nor_number_nor_entry(db: Database, station: Station) -> None:
    with pytest.raises(UserError), db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station)
        session.add(site(station.site_id))
        session.flush()
        raise UserError("test.refused")
    assert entries(db) == []
    with db.writing() as session:
        assert record(session, acts.SETTING_CHANGED, SYSTEM, station) == 1


def test_rows_without_an_act_are_refused(db: Database, station: Station) -> None:
    with pytest.raises(CaptureError, match="sites changed without an act"), db.writing() as session:
        session.add(site(station.site_id))
    assert entries(db) == []


def test_one_transaction_cannot_be_two_acts(db: Database, station: Station) -> None:
    with pytest.raises(CaptureError, match="one act per transaction"), db.writing() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station)
        record(session, acts.USER_CREATED, SYSTEM, station)


@pytest.mark.parametrize(
    "statement",
    [
        update(models.Site).values(name="x"),
        delete(models.Site),
        insert(models.Site).values(name="x"),
        models.Site.__table__.update().values(name="x"),  # type: ignore[attr-defined]
        text("UPDATE sites SET name = 'x'"),
        text("INSERT OR REPLACE INTO sites (id) VALUES (x'00')"),
        text('  delete from "sites"'),
    ],
    ids=["update", "delete", "insert", "core", "text", "replace", "quoted"],
)
def test_no_bulk_statement_passes_beside_the_journal(db: Database, statement: Any) -> None:
    with pytest.raises(CaptureError), db.writing() as session:
        session.execute(statement)


def test_a_reading_session_cannot_write(db: Database, station: Station) -> None:
    with pytest.raises(UserError, match=r"storage\.readonly"), db.reading() as session:
        session.execute(text("UPDATE counters SET last = 1"))
    with pytest.raises(CaptureError), db.reading() as session:
        record(session, acts.SETTING_CHANGED, SYSTEM, station)


def test_an_act_too_long_for_one_entry_is_refused_whole(db: Database, station: Station) -> None:
    with pytest.raises(UserError, match=r"journal\.too_many_rows"), db.writing() as session:
        record(session, acts.CATEGORIES_IMPORTED, SYSTEM, station)
        session.add_all([site(station.ids.new(), f"S{n}") for n in range(journal.MAX_ROWS + 1)])
    assert entries(db) == []


def test_numbers_of_a_series_have_no_hole_after_refusals(db: Database, station: Station) -> None:
    given = []
    for n in range(30):
        try:
            with db.writing() as session:
                given.append(record(session, acts.SETTING_CHANGED, SYSTEM, station))
                if n % 3 == 0:
                    given.pop()
                    raise UserError("test.refused")
        except UserError:
            continue
    assert given == list(range(1, 21))


def test_the_order_of_entries_survives_a_clock_set_back(
    db: Database, station: Station, clock: SimulatedClock, trust: Trust
) -> None:
    for day in (17, 15, 16):
        clock.jump(NOW.replace(day=day))
        with db.writing() as session:
            record(session, acts.SETTING_CHANGED, SYSTEM, station)
    found = entries(db)
    assert [entry.seq for entry in found] == [1, 2, 3]
    assert found[0].hlc < found[1].hlc < found[2].hlc
    with db.reading() as session:
        assert verify(session.connection(), trust, full=True).findings == []
