"""The centre's own stream: what anybody changes of shared rows is there, once, in order, in the journal's own bytes."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest

from recyclique_desktop.data import chain
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.enums import JournalClass
from tests.central_api.conftest import unsent
from tests.central_api.machines import Machine, admin
from tests.conftest import Shop
from tests.known import SITE
from tests.postgres import CentralDatabase
from tests.services.selling import open_till

pytestmark = pytest.mark.postgres
_ENTRIES = "SELECT header, payload, hash FROM sync.centre_entries WHERE seq > %s ORDER BY seq"
_CATEGORY = "INSERT INTO categories (id, name, is_active) VALUES (%s, %s, true)"
Row = dict[str, Any]


class Told:
    """What the centre told since the test began."""

    def __init__(self, base: CentralDatabase) -> None:
        self.base = base
        self.before = self.head()

    def head(self) -> int:
        return int(admin(self.base, "SELECT coalesce(max(seq), 0) FROM sync.centre_entries"))

    def entries(self) -> list[tuple[journal.Header, bytes]]:
        """Headers and payloads, after proving that they are ours to the byte."""
        with self.base.connect() as connection:
            query = "SELECT hash FROM sync.centre_entries WHERE seq = %s"
            row = connection.execute(query, (self.before,)).fetchone()
            found = connection.execute(_ENTRIES, (self.before,)).fetchall()
        last, seq = bytes(row[0]) if row else journal.GENESIS, self.before
        told = []
        for raw, payload, digest in found:
            header = journal.Header.from_bytes(raw)
            assert header.to_bytes() == raw
            assert digest == hashlib.sha256(raw).digest()
            assert (header.prev_hash, header.seq) == (last, seq + 1)
            assert header.payload_digest == hashlib.sha256(payload).digest()
            assert journal.canonical(json.loads(payload)) == payload
            assert header.key_id is None
            last, seq = digest, header.seq
            told.append((header, payload))
        return told

    def rows(self) -> list[Row]:
        """Rows of the open entries."""
        open_entries = [e for e in self.entries() if e[0].journal_class is not JournalClass.PERSONAL]
        return [row for _, payload in open_entries for row in json.loads(payload)["rows"]]


@pytest.fixture
def told(till: Machine) -> Told:
    return Told(till.base)


def run(base: CentralDatabase, *statements: tuple[LiteralString, tuple[Any, ...]] | LiteralString) -> None:
    """Do these in one transaction, as 1.4.4 would."""
    with psycopg.connect(base.dsn) as connection:
        for one in statements:
            text, values = (one, ()) if isinstance(one, str) else one
            connection.execute(text, values)


def test_what_1_4_4_writes_of_shared_rows_is_told_with_old_and_new(told: Told) -> None:
    row_id = uuid4()
    run(told.base, (_CATEGORY, (row_id, "Vélo")))
    run(told.base, ("UPDATE categories SET price = 12.5, name = 'Vélos' WHERE id = %s", (row_id,)))
    born, changed = told.rows()
    assert (born["table"], born["op"], born["id"]) == ("categories", "I", str(row_id))
    assert born["set"]["name"] == "Vélo"
    assert "price" not in born["set"]  # NULL is left out
    assert changed["op"] == "U"
    assert changed["set"] == {"name": ["Vélo", "Vélos"], "price": [None, "12.50"], "row_version": [1, 2]}


def test_names_of_people_are_told_apart_from_the_rest(told: Told) -> None:
    user = uuid4()
    run(told.base, (
        ("INSERT INTO users (id, username, hashed_password, first_name, role, status, is_active, site_id)"
        " VALUES (%s, 'zoe', '$hash', 'Zoé', 'user', 'active', true, %s)"), (user, SITE)))  # fmt: skip
    (header, payload), (personal, secret) = told.entries()
    assert (header.journal_class, personal.journal_class) == (JournalClass.OPERATIONAL, JournalClass.PERSONAL)
    assert header.tx == personal.tx
    assert b"zoe" not in payload
    body = json.loads(secret)
    assert len(body["salt"]) == 32
    assert body["rows"][0]["set"] == {"username": "zoe", "hashed_password": "$hash", "first_name": "Zoé"}


def test_one_transaction_is_one_entry_with_each_row_once(told: Told) -> None:
    kept, gone, root = uuid4(), uuid4(), uuid4()
    run(
        told.base,
        (_CATEGORY, (kept, "A")),
        (_CATEGORY, (gone, "B")),
        ("UPDATE categories SET name = 'C' WHERE id = %s", (kept,)),
        ("UPDATE categories SET price = 1 WHERE id = %s", (kept,)),
        "SAVEPOINT undone",
        (_CATEGORY, (root, "D")),
        "ROLLBACK TO undone",
    )
    assert len(told.entries()) == 1
    rows = {row["id"]: row for row in told.rows()}
    assert set(rows) == {str(kept), str(gone)}
    assert (rows[str(kept)]["op"], rows[str(kept)]["set"]["name"], rows[str(kept)]["set"]["price"]) == (
        "I",
        "C",
        "1.00",
    )


def test_nothing_is_told_of_what_was_rolled_back_or_stayed_the_same(told: Told) -> None:
    with psycopg.connect(told.base.dsn) as connection:
        connection.execute(_CATEGORY, (uuid4(), "A"))
        connection.rollback()
    run(told.base, "UPDATE categories SET name = name")
    assert told.entries() == []


def test_links_that_go_are_told_children_first(told: Told, shop: Shop) -> None:
    group, user = uuid4(), shop.admin.user_id
    run(
        told.base,
        ("INSERT INTO groups (id, name) VALUES (%s, 'G')", (group,)),
        ("INSERT INTO user_groups (user_id, group_id) VALUES (%s, %s)", (user, group)),
    )
    run(told.base, ("DELETE FROM user_groups WHERE group_id = %s", (group,)))
    first, link, gone = told.rows()
    assert [row["table"] for row in (first, link)] == ["groups", "user_groups"]
    assert gone == {"table": "user_groups", "op": "D", "id": [str(user), str(group)]}


def test_a_great_change_is_told_in_entries_of_a_bounded_size(told: Told) -> None:
    run(told.base, "INSERT INTO categories (id, name, is_active)"
        " SELECT gen_random_uuid(), 'N' || n, true FROM generate_series(1, 1000) n")  # fmt: skip
    found = told.entries()
    sizes = [len(json.loads(payload)["rows"]) for _, payload in found]
    assert sum(sizes) == 1000
    assert max(sizes) <= journal.MAX_ROWS
    assert max(len(payload) for _, payload in found) <= journal.MAX_BYTES
    assert len({header.tx for header, _ in found}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "l'été à 20 €",
        'a "quote" and a \\',
        "tab\there",
        "\x01\x1f\x7f",
        "line\nend",
        "🚲 U+2028:\u2028",
        "e\u0301",
        "</script>",
    ],
)
def test_any_text_is_written_as_we_write_it(told: Told, text: str) -> None:
    run(told.base, (_CATEGORY, (uuid4(), text)))
    (row,) = told.rows()
    assert row["set"]["name"] == text


@pytest.mark.parametrize(
    ("value", "told_as"),
    [
        (
            '{"b": 1, "a": [true, null, "x"], "Z": {}, "aa": 1.50}',
            {"b": 1, "a": [True, None, "x"], "Z": {}, "aa": "1.50"},
        ),
        ("[]", []),
        ('{"é": "ü", "n": 12345678901234567890}', None),
    ],
)
def test_options_of_1_4_4_are_written_without_floats(told: Told, value: str, told_as: Any) -> None:
    run(told.base, ("UPDATE sites SET configuration = %s::jsonb", (value,)))
    if told_as is None:  # keys that are not ASCII come from no program of ours; the bytes are still canonical
        raw = admin(told.base, "SELECT payload FROM sync.centre_entries ORDER BY seq DESC LIMIT 1")
        assert "é".encode() in raw
        return
    (row,) = told.rows()
    assert row["set"]["configuration"] == [None, told_as]


def test_what_our_api_writes_of_facts_is_not_told_twice(shop: Shop, till: Machine, told: Told) -> None:
    open_till(shop).sell()
    till.push(unsent(shop, till))
    assert told.entries() == []


def test_what_1_4_4_writes_of_facts_is_told(shop: Shop, till: Machine, told: Told) -> None:
    sale, session, seller = uuid4(), uuid4(), shop.admin.user_id
    run(
        told.base,
        (("INSERT INTO cash_sessions (id, operator_id, site_id, initial_amount, current_amount, status, opened_at)"
         " VALUES (%s, %s, %s, 50, 50, 'OPEN', now())"), (session, seller, SITE)),
        ("INSERT INTO sales (id, cash_session_id, operator_id, total_amount) VALUES (%s, %s, %s, 3)",
         (sale, session, seller)),
        ("INSERT INTO login_history (id, user_id, success, created_at) VALUES (%s, %s, true, now())",
         (uuid4(), seller)),
    )  # fmt: skip
    assert [row["table"] for row in told.rows()] == ["cash_sessions", "sales"]  # logins are the web's own


def test_nobody_switches_the_telling_off_by_a_setting(told: Told) -> None:
    for setting in ("session_replication_role = replica", "recyclique.quiet = on", "role = recyclique_shared"):
        run(told.base, f"SET LOCAL {setting}", "UPDATE sites SET city = coalesce(city, '') || 'x'")
    assert len(told.entries()) == 3


@pytest.mark.parametrize("statement", ["DELETE FROM categories", "TRUNCATE sales CASCADE", "TRUNCATE users CASCADE"])
def test_shared_rows_are_never_removed_whoever_asks(told: Told, statement: LiteralString) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation, match="RecyClique Desktop"):
        run(told.base, statement)


def test_versions_rise_one_by_one_whatever_the_writer_says(told: Told) -> None:
    row_id = uuid4()
    run(told.base, (_CATEGORY, (row_id, "A")))
    for name in ("B", "C"):
        run(told.base, ("UPDATE categories SET name = %s, row_version = 99 WHERE id = %s", (name, row_id)))
    assert admin(told.base, "SELECT row_version FROM categories WHERE id = %s", row_id) == 3


def test_the_history_shows_the_centres_own_acts_as_workstations_would(told: Told, newcomer: Any) -> None:
    machine = newcomer("till")
    run(told.base, "UPDATE sites SET city = 'Lyon'")
    admin(told.base, "SELECT sync.shut_out(%s)", machine.workstation)
    entries = told.entries()
    assert [header.act for header, _ in entries] == ["workstation.enrolled", "centre.changed", "workstation.revoked"]
    for header, payload in entries:
        derived = chain.audit_row(header, json.loads(payload), None)
        query = "SELECT action_type, target_id, target_type, details_json, description FROM audit_logs WHERE id = %s"
        with told.base.connect() as connection:
            row = connection.execute(query, (UUID(bytes=derived[0]),)).fetchone()
        target = UUID(bytes=derived[4]) if derived[4] else None
        assert row == (derived[3], target, derived[5], None, derived[7])


def test_eight_writers_make_one_dense_stream_without_a_deadlock(shop: Shop, till: Machine, told: Told) -> None:
    rows = [uuid4() for _ in range(8)]
    run(told.base, *[(_CATEGORY, (row_id, f"S{place}")) for place, row_id in enumerate(rows)])
    begun, commits, failures = told.head(), [0] * 8, []

    def write(number: int) -> None:
        try:
            with psycopg.connect(told.base.dsn) as connection:
                for turn in range(40):
                    connection.execute(
                        "UPDATE categories SET display_order = %s WHERE id = %s", (turn + 1, rows[number])
                    )
                    connection.execute(_CATEGORY, (uuid4(), f"W{number}-{turn}"))
                    if turn % 10 == 9:
                        connection.rollback()
                    else:
                        connection.commit()
                        commits[number] += 1
        except psycopg.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    opened = open_till(shop)
    for _ in range(10):
        opened.sell()
        till.push(unsent(shop, till))  # facts go on meanwhile
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sum(commits) == 8 * 36
    assert told.head() - begun == sum(commits)  # one entry for each commit, none for a rollback
    told.entries()
