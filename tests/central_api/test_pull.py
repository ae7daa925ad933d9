"""Pulling: what a machine may see, whole, in order, without holes; what it may not see stays at the centre."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from recyclique_desktop.domain import journal
from recyclique_desktop.wire import WireError
from tests.central_api.cheques import sell_for_cheque
from tests.central_api.compared import SYNCED, here, there
from tests.central_api.conftest import unsent
from tests.central_api.digests import digest_of
from tests.central_api.journals import Journal
from tests.central_api.machines import PAST_THE_GUARD, Machine, admin, enrol, make_code
from tests.conftest import Shop
from tests.known import SITE, STREAM
from tests.services.selling import Till, open_till

pytestmark = pytest.mark.postgres
Newcomer = Callable[..., Machine]


@pytest.fixture
def sold(shop: Shop, till: Machine) -> Journal:
    """A day of six tickets, pushed."""
    opened = open_till(shop)
    for number in range(6):
        opened.sell(("check", 300) if number % 2 else ("cash", 300))
    journal = unsent(shop, till)
    till.push(journal)
    return journal


def test_the_other_till_gets_the_centres_stream_first_then_every_entry(sold: Journal, newcomer: Newcomer) -> None:
    other = newcomer("till")
    rows = other.pull()
    streams = [str(row[0]) for row in rows]
    centre = other.centre_stream
    assert streams == sorted(streams, key=lambda stream: stream != centre)
    for stream in (UUID(centre), STREAM):
        found = [row for row in rows if row[0] == stream]
        assert [row[1] for row in found] == list(range(1, len(found) + 1))
        for before, after in itertools.pairwise(found):
            assert journal.Header.from_bytes(after[2]).prev_hash == before[4]
    assert [row[2] for row in rows if row[0] == STREAM] == [entry.header for entry in sold.entries]


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_small_pulls_make_the_same_whole(sold: Journal, newcomer: Newcomer, limit: int) -> None:
    other = newcomer("till")
    whole, pieces, cursors = other.pull(), [], dict[UUID, int]()
    while rows := other.pull(cursors, limit=limit):
        assert len(rows) <= limit
        pieces += rows
        cursors |= {row[0]: row[1] for row in rows}
    assert pieces == whole


def test_a_pull_stops_at_its_size_but_never_at_nothing(sold: Journal, newcomer: Newcomer) -> None:
    other = newcomer("till")
    assert len(other.pull(size=1)) == 1
    some = other.pull(size=40_000)
    assert 1 < len(some) < len(other.pull())
    assert sum(len(row[2]) + len(row[3]) + 96 for row in some) <= 40_000


def test_a_machine_is_not_given_back_its_own_entries_unless_it_asks(sold: Journal, till: Machine) -> None:
    assert {row[0] for row in till.pull()} == {UUID(till.centre_stream)}
    again = [row for row in till.pull({STREAM: 2}) if row[0] == STREAM]
    assert [row[1] for row in again] == list(range(3, len(sold) + 1))
    assert [row[3] for row in again] == [entry.payload for entry in sold.entries[2:]]  # its own personal bytes too


def test_a_cursor_of_another_life_of_the_centre_is_refused(sold: Journal, till: Machine) -> None:
    with pytest.raises(WireError) as refused:
        till.line.rows("pull", {}, uuid4(), 10, 1000)
    assert (refused.value.sqlstate, refused.value.detail) == ("RQ409", "epoch")


def test_other_peoples_personal_bytes_stay_at_the_centre_for_tills(
    shop: Shop, till: Machine, newcomer: Newcomer
) -> None:
    sell_for_cheque(open_till(shop), "CHQ 77")
    till.push(unsent(shop, till))
    for kind, given in (("till", False), ("reception", False), ("office", True)):
        machine = newcomer(kind)
        rows = [row for row in machine.pull() if row[0] == STREAM]
        personal = [row for row in rows if json.loads(row[2])["class"] == "personal"]
        assert personal
        assert all(bool(row[3]) is given for row in personal), kind
        assert all(row[3] for row in rows if row not in personal)
        assert any(b"CHQ 77" in row[3] for row in rows) is given
        (paid,) = there(machine, "payment_transactions").values()
        assert ("reference" in paid) is given


def test_tills_get_the_operators_of_their_site_only(till: Machine, newcomer: Newcomer) -> None:
    elsewhere, stranger = uuid4(), uuid4()
    admin(till.base, "INSERT INTO sites (id, name, is_active) VALUES (%s, 'Ailleurs', true)", elsewhere)
    admin(
        till.base,
        "INSERT INTO users (id, username, hashed_password, hashed_pin, role, status, is_active, site_id)"
        " VALUES (%s, 'ailleurs', '$secret', '$pin', 'user', 'active', true, %s)",
        stranger,
        elsewhere,
    )
    other, office = newcomer("till"), newcomer("office")
    assert str(stranger) not in there(other, "users")
    assert str(stranger) in there(office, "users")
    assert not any(b"$secret" in row[3] for row in other.pull())
    assert any(b"$secret" in row[3] for row in office.pull())
    local = there(other, "users")
    assert all(row["hashed_password"] and row["username"] for row in local.values())
    assert other.call("fetch", "users", [str(stranger)]) == []


def test_another_site_sees_no_fact_of_this_one(sold: Journal, till: Machine) -> None:
    elsewhere = uuid4()
    admin(till.base, "INSERT INTO sites (id, name, is_active) VALUES (%s, 'Ailleurs', true)", elsewhere)
    far = enrol(till.base, make_code(till.base, "office", elsewhere), uuid4())
    assert STREAM not in {row[0] for row in far.pull()}
    assert there(far, "sales") == {}
    assert far.call("fetch", "sales", list(there(till, "sales"))) == []
    assert far.call("digest", "sales")["rows"] == 0
    assert far.call("hash_at", STREAM, 1)["hash"] is None
    assert str(STREAM) not in far.hello()["streams"]
    far.line.close()


def test_a_new_office_is_filled_with_every_row(shop: Shop, sold: Journal, office: Machine) -> None:
    with office.line.snapshot():
        begun = office.call("bootstrap_begin")
        counts = {table["name"]: table["rows"] for table in begun["tables"]}
        assert set(counts) == set(SYNCED)
        for table in SYNCED:
            rows = there(office, table, page=2)
            assert len(rows) == counts[table], table
            assert rows == {**here(shop.db, table), **_own(office, table, rows)}, table
    assert begun["streams"][str(STREAM)] == len(sold)
    assert begun["epoch"] == str(office.epoch)


def _own(machine: Machine, table: str, rows: dict[str, Any]) -> dict[str, Any]:
    mine = str(machine.workstation)
    return {mine: rows[mine]} if table == "workstations" else {}


def test_filling_a_file_sees_one_moment_while_tills_go_on(
    shop: Shop, sold: Journal, till: Machine, office: Machine
) -> None:
    with office.line.snapshot():
        begun = office.call("bootstrap_begin")
        counts = {table["name"]: table["rows"] for table in begun["tables"]}
        session = next(iter(here(shop.db, "cash_sessions")))
        Till(shop, UUID(session), "C01-000001").sell()
        till.push(unsent(shop, till))
        assert len(there(office, "sales")) == counts["sales"] == 6
    assert len(there(office, "sales")) == 7
    assert begun["streams"][str(STREAM)] == len(sold)


def test_a_till_gets_thirteen_months_and_whatever_is_open(
    shop: Shop, sold: Journal, newcomer: Newcomer, till: Machine
) -> None:
    other = newcomer("till")
    assert len(there(other, "sales")) == 6
    admin(till.base, "SET ROLE recyclique_api; UPDATE cash_sessions SET opened_at = now() - interval '14 months'")
    assert len(there(other, "sales")) == 6  # still open
    admin(till.base, "SET ROLE recyclique_api; UPDATE cash_sessions SET status = 'CLOSED'")
    for table in ("cash_sessions", "sales", "sale_items", "payment_transactions", "cash_counts"):
        assert there(other, table) == {}, table
        assert other.call("digest", table)["rows"] == 0
    assert len(there(newcomer("office"), "sales")) == 6
    some = list(here(shop.db, "sales"))[:2]
    assert len(other.call("fetch", "sales", some)) == 2  # older rows on demand


@pytest.mark.parametrize(
    "table", ["sync.ledger", "pg_authid", "audit_logs", "admin_settings", "alembic_version", "x'; --"]
)
def test_no_other_table_can_be_read(till: Machine, table: str) -> None:
    for function, values in (
        ("bootstrap_page", (table, None, 10)),
        ("fetch", (table, ["x"])),
        ("digest", (table,)),
    ):
        with pytest.raises(WireError) as refused:
            till.line.rows(function, *values)
        assert (refused.value.sqlstate, refused.value.detail) == ("RQ403", "table")


def test_both_sides_reckon_the_same_digest(shop: Shop, sold: Journal, till: Machine) -> None:
    for table in ("sales", "sale_items", "payment_transactions", "cash_sessions", "categories", "group_permissions"):
        found = till.call("digest", table)
        assert (found["rows"], found["digest"]) == digest_of(table, here(shop.db, table)), table
    assert till.call("digest", "payment_transactions")["cents"] == 6 * (300 + 300)
    assert till.call("digest", "tares") == {"rows": 0, "digest": "0" * 16}


def test_a_digest_notices_one_cent(sold: Journal, till: Machine) -> None:
    before = till.call("digest", "sales")
    admin(
        till.base,
        f"{PAST_THE_GUARD} SET ROLE recyclique_api;"
        " UPDATE sales SET total_amount = total_amount + 0.01 WHERE number LIKE '%%3'",
    )
    after = till.call("digest", "sales")
    assert after["digest"] != before["digest"]
    assert after["cents"] == before["cents"] + 1


def test_rows_are_fetched_by_id_and_nothing_else(shop: Shop, sold: Journal, till: Machine) -> None:
    wanted = list(here(shop.db, "sales"))[:3]
    found = till.call("fetch", "sales", [*wanted, str(uuid4())])
    assert {row["id"] for row in found} == set(wanted)
    assert {row["id"]: row for row in found} == {row_id: here(shop.db, "sales")[row_id] for row_id in wanted}
    link = json.loads(next(iter(there(till, "group_permissions"))))
    assert [row["group_id"] for row in till.call("fetch", "group_permissions", [link])] == [link[0]]
    with pytest.raises(WireError) as refused:
        till.call("fetch", "sales", ["x"] * 501)
    assert refused.value.sqlstate == "RQ400"


def test_hello_tells_where_everything_stands(sold: Journal, till: Machine, newcomer: Newcomer) -> None:
    other = newcomer("till")
    hello = other.hello()
    assert hello["streams"][str(STREAM)] == len(sold)
    assert (hello["last_seq"], hello["last_hash"], hello["hash_at"]) == (0, journal.GENESIS.hex(), None)
    assert hello["site_id"] == str(SITE)
    listed = admin(till.base, "SELECT to_jsonb(d) FROM sync.devices d WHERE workstation_id = %s", other.workstation)
    assert (listed["software"], listed["schema_version"], listed["protocol"]) == ("0.1.0", "0002", 1)
    assert listed["last_seen_at"] is not None
    unknown = other.call("hello", uuid4(), 3, b"", 1, "0002", "0.1.0")
    assert unknown["last_seq"] == 0  # a branch that the centre has not seen yet
    with pytest.raises(WireError) as refused:
        other.hello(protocol=2)
    assert (refused.value.sqlstate, refused.value.detail) == ("RQ426", "newer")
