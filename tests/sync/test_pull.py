"""What the other till sold, and what the centre changed, is here: whole, once, in order, in nobody's way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from recyclique_desktop.data.journal_form import stored_to_journal
from recyclique_desktop.data.models import Base
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.cash_sessions import CloseSession, MethodCount, close_session
from recyclique_desktop.services.sales import complete_sale
from recyclique_desktop.sync.entries import read
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.sync.writing import prepare
from tests.services.selling import open_till
from tests.sync.fake_centre import FakeCentre
from tests.sync.shops import OTHER_STREAM, OTHER_WORKSTATION, Machine, entries_of

SALES = "SELECT id, number, total_amount, donation, updated_at FROM sales ORDER BY id"
ITEMS = "SELECT id, sale_id, category_label, quantity, weight, total_price FROM sale_items ORDER BY id"
PAYMENTS = "SELECT id, sale_id, amount, tendered, change, method_code FROM payment_transactions ORDER BY id"
SESSIONS = (
    "SELECT id, number, status, total_sales, total_items, current_amount, last_activity, closing_amount, variance"
    " FROM cash_sessions ORDER BY id"
)
AUDIT = "SELECT id, timestamp, actor_id, action_type, target_id, description FROM audit_logs ORDER BY id"


def a_day(machine: Machine, tickets: int = 3) -> None:
    till = open_till(machine.shop)
    for n in range(tickets):
        till.sell(("cash", 2000), price=300 + n, donation=n, grams=850 + n)
    cash = 5000 + sum(300 + 2 * n for n in range(tickets))
    counts = (MethodCount("cash", Cents(cash)), MethodCount("check", Cents(0)))
    till.write(close_session, CloseSession(till.session_id, counts))


def test_a_day_of_the_other_till_is_here_row_by_row(till: Machine, other: Machine) -> None:
    a_day(other)
    assert other.sync().cause is None
    assert till.sync().cause is None
    for query in (SALES, ITEMS, PAYMENTS, SESSIONS):
        assert till.rows(query) == other.rows(query)
        assert till.rows(query)
    assert set(other.rows(AUDIT)) <= set(till.rows(AUDIT))


def test_two_tills_that_sold_apart_know_both_days(till: Machine, other: Machine) -> None:
    a_day(till)
    a_day(other, 5)
    for machine in (till, other, till):
        assert machine.sync().cause is None
    for query in (SALES, ITEMS, PAYMENTS, SESSIONS, AUDIT):
        assert till.rows(query) == other.rows(query)
    assert till.one("SELECT count(*) FROM sales") == 8


def test_an_entry_that_comes_twice_is_applied_once(till: Machine, other: Machine, fake: FakeCentre) -> None:
    a_day(other)
    other.sync()
    entries = fake.pull({OTHER_STREAM: 0}, fake.epoch)
    first = till.store.apply(entries)
    again = till.store.apply(entries)
    assert first.pulled == again.pulled
    assert till.one("SELECT count(*) FROM sales") == 3


def test_a_worker_killed_after_some_entries_goes_on_from_there(till: Machine, other: Machine, fake: FakeCentre) -> None:
    a_day(other, 6)
    other.sync()
    entries = fake.pull({OTHER_STREAM: 0}, fake.epoch)
    till.store.apply(entries[:4])
    till.restart()
    assert till.rounds.state.pulled[OTHER_STREAM] == 4
    assert till.sync().cause is None
    assert till.rows(SALES) == other.rows(SALES)


def test_a_till_keeps_of_others_what_proves_an_office_keeps_all(till: Machine, other: Machine) -> None:
    a_day(other)
    other.sync()
    till.sync()
    kept = "SELECT count(*) FROM journal WHERE stream_id = ? AND length(payload) > 0"
    assert till.one(kept, OTHER_STREAM.bytes) == 0
    assert till.one("SELECT count(*) FROM journal WHERE stream_id = ?", OTHER_STREAM.bytes) == 5
    till.keep_all = True
    a_day(other)
    other.sync()
    till.restart()
    till.sync()
    assert till.one(kept, OTHER_STREAM.bytes) == 5


def test_open_screens_are_told_what_arrived(till: Machine, other: Machine) -> None:
    a_day(other)
    other.sync()
    till.told.clear()
    till.sync()
    tables = {table for changes in till.told for table in changes.tables}
    assert {"sales", "sale_items", "payment_transactions", "cash_sessions", "closures"} <= tables
    sales = {row for changes in till.told for row in changes.ids.get("sales", ())}
    assert len(sales) == 3


def test_an_entry_whose_bytes_were_changed_on_the_way_is_refused(
    till: Machine, other: Machine, fake: FakeCentre
) -> None:
    a_day(other)
    other.sync()
    entries = list(fake.streams[OTHER_STREAM])
    wrong = entries[2]
    fake.streams[OTHER_STREAM][2] = type(wrong)(
        wrong.stream, wrong.seq, wrong.header, wrong.payload.replace(b"3.00", b"9.00"), wrong.hash, wrong.signature
    )
    assert till.sync().cause is Cause.BAD
    assert till.rounds.state.pulled[OTHER_STREAM] == 2
    fake.streams[OTHER_STREAM] = entries
    assert till.sync().cause is None
    assert till.rows(SALES) == other.rows(SALES)


def test_a_category_nobody_described_yet_does_not_stop_a_sale(till: Machine, other: Machine) -> None:
    """The till sold in a category that its centre never told us of: an inactive stub stands for it."""
    with other.db.connection() as connection, connection.begin():
        connection.exec_driver_sql(
            "INSERT INTO categories (id, name, is_active, created_at, updated_at, parent_id)"
            " SELECT x'0cccccccccccccccccccccccccccccc1', 'Vélos', 1, created_at, updated_at, parent_id FROM categories"
            " WHERE name = 'Verre'"
        )
    session = open_till(other.shop)
    done = session.write(complete_sale, session.sale((session.line("Vélos", price=900),), ("cash", 900)))
    other.sync()
    assert till.sync().cause is None
    assert till.one("SELECT total_amount FROM sales WHERE id = ?", done.sale_id.bytes) == 900
    name, active = till.rows("SELECT name, is_active FROM categories WHERE id = x'0cccccccccccccccccccccccccccccc1'")[0]
    assert (name[0], active) == ("?", 0)


def lose_sessions(machine: Machine) -> None:
    """Take the sessions away, as if the file had never been given them."""
    with machine.db.connection() as connection, connection.begin():
        for table in ("cash_counts", "cash_sessions"):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")
            connection.exec_driver_sql(f"DELETE FROM {table}")


def test_rt05_an_entry_that_cannot_be_applied_is_set_aside_and_stops_no_other(
    till: Machine, other: Machine, fake: FakeCentre
) -> None:
    session = open_till(other.shop)
    other.sync()
    till.sync()
    lose_sessions(till)
    till.restart()
    session.sell(price=300)
    other.sync()
    fake.change({"table": "settings", "op": "I", "id": str(OTHER_WORKSTATION), "set": setting("a.b", "1")})
    wait = till.sync()
    assert wait.cause is None
    assert till.rows("SELECT cause FROM unapplied_entries") == [("missing_row",)]
    assert till.one("SELECT value FROM settings WHERE key = 'a.b'") == "1"
    assert till.one("SELECT count(*) FROM sales") == 0
    assert till.store.puller.retry() == 0
    assert till.one("SELECT retries FROM unapplied_entries") == 2


def setting(key: str, value: str) -> dict[str, object]:
    moment = "2026-09-17T07:00:00.000000Z"
    return {"key": key, "value": value, "created_at": moment, "updated_at": moment, "row_version": 1}


def test_an_entry_set_aside_is_applied_once_what_it_needs_is_here(till: Machine, other: Machine) -> None:
    session = open_till(other.shop)
    other.sync()
    till.sync()
    saved = till.rows("SELECT * FROM cash_sessions")
    lose_sessions(till)
    till.restart()
    session.sell(price=300)
    session.sell(price=500)
    other.sync()
    till.sync()
    assert till.one("SELECT count(*) FROM unapplied_entries") == 2
    marks = ", ".join("?" * len(saved[0]))
    with till.db.connection() as connection, connection.begin():
        connection.exec_driver_sql(f"INSERT INTO cash_sessions VALUES ({marks})", saved[0])
    assert till.store.puller.retry() == 2
    assert till.one("SELECT count(*) FROM unapplied_entries") == 0
    assert till.rows(SALES) == other.rows(SALES)
    assert till.one("SELECT total_sales FROM cash_sessions") == 800


def rows_of(machine: Machine, table: str, ids: list[str]) -> list[dict[str, Any]]:
    """Answer as the centre's ``fetch`` does, from another machine's file."""
    columns = Base.metadata.tables[table].columns
    found = []
    for row_id in ids:
        rows = machine.rows(
            f"SELECT {', '.join(c.name for c in columns)} FROM {table} WHERE id = ?", UUID(row_id).bytes
        )
        values = [[stored_to_journal(c.type, value) for c, value in zip(columns, row, strict=True)] for row in rows]
        found += [dict(zip([c.name for c in columns], row, strict=True)) for row in values]
    return found


def test_a_fact_from_before_this_file_s_time_is_asked_for_when_a_newer_one_names_it(
    till: Machine, other: Machine
) -> None:
    session = open_till(other.shop)
    other.sync()
    till.sync()
    lose_sessions(till)
    till.restart()
    till.store.puller.fetch = lambda table, ids: rows_of(other, table, ids)
    session.sell(price=700)
    other.sync()
    assert till.sync().cause is None
    assert till.rows("SELECT cause FROM unapplied_entries") == []
    assert till.rows(SALES) == other.rows(SALES)
    assert till.rows(SESSIONS) == other.rows(SESSIONS)


def test_what_comes_for_a_row_set_aside_waits_behind_it(till: Machine, fake: FakeCentre) -> None:
    row = str(OTHER_WORKSTATION)
    fake.change({"table": "settings", "op": "I", "id": row, "set": {"key": "x", "value": None}})
    fake.change({"table": "settings", "op": "U", "id": row, "set": {"value": [None, "2"]}})
    fake.change({"table": "settings", "op": "I", "id": str(OTHER_STREAM), "set": setting("y", "3")})
    assert till.sync().cause is None
    causes = till.rows("SELECT cause FROM unapplied_entries ORDER BY seq")
    assert len(causes) == 2
    assert causes[1] == ("waits",)
    assert till.one("SELECT value FROM settings WHERE key = 'y'") == "3"


def test_an_entry_still_says_which_rows_it_wants_once_its_payload_was_let_go(other: Machine) -> None:
    till = open_till(other.shop)
    till.sell(price=300)
    till.sell(price=500)
    found = [prepare(read(entry, None, lambda *_: False)) for entry in entries_of(other.shop, OTHER_STREAM)]
    rows = [{(row["table"], row["id"]) for row in one.entry.rows} for one in found]
    for one in found:
        one.let_go()
    assert [one.wanted() for one in found] == rows
    kept = [one for one in found if one.entry.payload is not None]
    assert kept
    assert len(kept) < len(found)
    assert all(one.others for one in kept)


def test_an_answer_that_cannot_be_read_is_set_aside_and_stops_no_other(till: Machine, fake: FakeCentre) -> None:
    fake.change(answers="nobody")
    fake.change({"table": "settings", "op": "I", "id": str(OTHER_STREAM), "set": setting("y", "3")})
    assert till.sync().cause is None
    assert till.rows("SELECT cause FROM unapplied_entries") == [("refused_here",)]
    assert till.one("SELECT value FROM settings WHERE key = 'y'") == "3"


def test_a_column_of_a_newer_program_waits_for_the_update_and_is_not_lost(till: Machine, fake: FakeCentre) -> None:
    fake.change({"table": "settings", "op": "I", "id": str(OTHER_STREAM), "set": setting("y", "3")})
    fake.change({"table": "settings", "op": "U", "id": str(OTHER_STREAM), "set": {"colour": ["red", "blue"]}})
    before = till.rounds.state.pulled[next(iter(fake.streams))]
    assert till.sync().cause is Cause.NEWER
    assert till.rounds.state.pulled[next(iter(fake.streams))] == before + 1
    a_day(till)
    till.sync()
    assert till.rounds.state.acked == till.store.head()


@pytest.mark.parametrize("size", [1, 3, 500])
def test_the_size_of_a_turn_changes_nothing(till: Machine, other: Machine, size: int) -> None:
    a_day(other, 4)
    a_day(other, 2)
    other.sync()
    till.store.puller._size = size
    till.sync()
    for query in (SALES, ITEMS, PAYMENTS, SESSIONS):
        assert till.rows(query) == other.rows(query)
