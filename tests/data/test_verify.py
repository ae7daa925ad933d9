"""Verification: whatever is changed in the file, the breach is named; an honest file is never accused."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from recyclique_desktop.data import triggers
from recyclique_desktop.data.db import connect
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.data.verify import Report, Trust, verify
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import PaymentDraft, Tender
from recyclique_desktop.services.cash_sessions import CloseSession, MethodCount, close_session
from recyclique_desktop.services.sales import CompleteSale, complete_sale
from tests.conftest import Shop
from tests.known import CENTRE_STREAM, KEY, SIGNING_KEY, STREAM
from tests.services.selling import open_till, read


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """A shop with a closed session of three tickets, and an open one with two."""
    first = open_till(shop)
    first.sell(("check", 500), price=500)
    first.sell(("cash", 2000), price=300, donation=50, grams=850)
    first.sell()
    counts = (MethodCount("cash", Cents(5650)), MethodCount("check", Cents(500), 1))
    first.write(close_session, CloseSession(first.session_id, counts, comment="un centime"))
    second = open_till(shop)
    second.sell()
    second.sell(("cash", 500))
    return shop


def check(shop: Shop, trust: Trust | None = None) -> Report:
    with shop.db.reading() as session:
        return verify(session.connection(), trust or shop.trust, full=True)


def tamper(shop: Shop, *statements: str, guarded: bool = True) -> Report:
    """Drop the guards as an intruder would, change, put them back as they were, verify."""
    raw = connect(shop.db.path, KEY)
    kept = [row[0] for row in raw.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        raw.execute(statement)
        assert raw.execute("SELECT changes()").fetchone()[0] > 0, statement
    for sql in kept if guarded else ():
        raw.execute(sql)
    raw.close()
    return check(shop)


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def test_an_honest_file_is_never_accused(sold: Shop) -> None:
    report = check(sold)
    assert report.findings == []
    assert report.tickets == 5
    assert report.is_sound


def test_an_honest_file_of_many_cheques_is_never_accused(shop: Shop) -> None:
    till, each = open_till(shop), 50
    methods = read(shop, payment_methods)
    for ticket in range(11):
        draft = PaymentDraft(Cents(100 * each), methods)
        for number in range(each):
            draft = draft.with_tender(Tender("check", Cents(100), f"{ticket:03d}{number:04d}"))
        lines = (till.line(price=100 * each),)
        command = CompleteSale(shop.station.ids.new(), till.session_id, lines, draft.payments(), draft.donation)
        till.write(complete_sale, command)
    assert check(shop).findings == []


LAST_SALE = "(SELECT max(id) FROM sales)"
FIRST_SALE = "(SELECT min(id) FROM sales)"
RENAMED = "CAST(replace(CAST(header AS TEXT), 'sale', 'sold') AS BLOB)"
LONGER = "CAST(CAST(payload AS TEXT) || ' ' AS BLOB)"
LONG_AGO = "'2020-01-01T00:00:00.000000Z'"
MIDDLE = "seq = 4 AND signature IS NOT NULL"


@pytest.mark.parametrize(
    ("statement", "code", "where"),
    [
        (f"UPDATE sales SET total_amount = total_amount + 100 WHERE id = {FIRST_SALE}", "verify.row_changed", "sales"),
        (f"UPDATE sales SET donation = 5 WHERE id = {LAST_SALE}", "verify.sum_payments", "sales"),
        ("UPDATE sale_items SET category_label = 'Autre'", "verify.row_changed", "sale_items"),
        ("UPDATE payment_transactions SET change = change + 1", "verify.row_changed", "payment_transactions"),
        ("UPDATE cash_sessions SET total_sales = 1 WHERE status = 'CLOSED'", "verify.sum_session", "cash_sessions"),
        (
            "UPDATE cash_sessions SET last_activity = '2020-01-01T00:00:00.000000Z'",
            "verify.sum_session",
            "cash_sessions",
        ),
        ("UPDATE closures SET perpetual_algebraic = 1", "verify.perpetual", "closures"),
        ("UPDATE cash_counts SET amount = amount - 1", "verify.row_changed", "cash_counts"),
        (
            f"UPDATE sales SET updated_at = '2020-01-01T00:00:00.000000Z' WHERE id = {FIRST_SALE}",
            "verify.sum_dates",
            "s",
        ),
        ("UPDATE audit_logs SET description = 'rien' WHERE action_type = 'session_closed'", "verify.audit", "journal"),
        ("UPDATE counters SET last = last + 1 WHERE series = 'T'", "verify.counter", "counters T"),
        ("UPDATE categories SET price = 1 WHERE name = 'Verre'", "verify.row_changed", "categories"),
        ("UPDATE users SET hashed_pin = 'x' WHERE username <> ''", "verify.row_changed", "users"),
        (f"DELETE FROM payment_transactions WHERE sale_id = {FIRST_SALE}", "verify.row_missing", "payment"),
        (
            f"UPDATE journal SET header = CAST(replace(CAST(header AS TEXT), 'sale', 'sold') AS BLOB) WHERE {MIDDLE}",
            "verify.hash",
            "entrée 4",
        ),
        (
            f"UPDATE journal SET payload = CAST(CAST(payload AS TEXT) || ' ' AS BLOB) WHERE {MIDDLE}",
            "verify.payload",
            "entrée 4",
        ),
        (f"UPDATE journal SET act = 'session.opened' WHERE {MIDDLE}", "verify.column", "entrée 4"),
        (f"UPDATE journal SET signature = zeroblob(64) WHERE {MIDDLE}", "verify.signature", "entrée 4"),
        (f"DELETE FROM journal WHERE {MIDDLE}", "verify.hole", "entrée 5"),
    ],
)
def test_each_change_is_named(sold: Shop, statement: str, code: str, where: str) -> None:
    report = tamper(sold, statement)
    assert code in codes(report)
    assert any(finding.code == code and where in finding.where for finding in report.findings)


def test_a_sale_slipped_in_beside_the_journal_is_named(sold: Shop) -> None:
    raw = connect(sold.db.path, KEY)
    names = [row[1] for row in raw.execute("PRAGMA table_info(sales)") if row[1] not in {"id", "number"}]
    raw.close()
    columns = ", ".join(names)
    ghost = UUID(int=7)
    report = tamper(
        sold,
        f"INSERT INTO sales (id, number, {columns}) SELECT x'{ghost.hex}', 'C01-000099', {columns} FROM sales"
        f" WHERE id = {LAST_SALE}",
    )
    assert any(f.code == "verify.row_unknown" and str(ghost) in f.where for f in report.findings)


def test_two_entries_exchanged_are_named(sold: Shop) -> None:
    report = tamper(
        sold,
        "UPDATE journal SET seq = 900 WHERE seq = 5 AND signature IS NOT NULL",
        "UPDATE journal SET seq = 5 WHERE seq = 4 AND signature IS NOT NULL",
        "UPDATE journal SET seq = 4 WHERE seq = 900",
    )
    assert {"verify.chain", "verify.column"} <= codes(report)


def resign(shop: Shop) -> Report:
    """What an intruder with the database key but without the signing key can do best: rebuild the chain."""
    stranger = Ed25519Signer(bytes(32))
    raw = connect(shop.db.path, KEY)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    prev: bytes | None = None
    rows = raw.execute("SELECT seq, header FROM journal WHERE signature IS NOT NULL ORDER BY seq").fetchall()
    for seq, header in rows:
        told = journal.Header.from_bytes(header)
        again = dict(json.loads(told.to_bytes()), key_id=stranger.key_id, prev_hash=(prev or bytes(32)).hex())
        bytes_now = journal.canonical(again)
        prev = journal.digest_of(bytes_now)
        raw.execute(
            "UPDATE journal SET header = ?, hash = ?, signature = ? WHERE seq = ? AND signature IS NOT NULL",
            (bytes_now, prev, stranger.sign(prev), seq),
        )
    for sql in triggers.statements():
        raw.execute(sql)
    raw.close()
    return check(shop)


def test_a_whole_chain_rebuilt_with_another_key_is_named(sold: Shop) -> None:
    report = resign(sold)
    assert "verify.key_unknown" in codes(report)


def test_a_missing_guard_is_named(sold: Shop) -> None:
    raw = connect(sold.db.path, KEY)
    raw.execute("DROP TRIGGER sales_no_update")
    raw.close()
    assert [(f.code, f.where) for f in check(sold).findings] == [("verify.trigger", "sales_no_update")]


def test_a_foreign_stream_is_named(sold: Shop) -> None:
    key = Ed25519Signer(SIGNING_KEY)
    other = Trust(UUID(int=5), CENTRE_STREAM, {key.key_id: key.public_key})
    assert "verify.stream_unknown" in codes(check(sold, other))
    assert STREAM.hex in {finding.detail for finding in check(sold, other).findings}


def test_closures_and_head_are_signed_even_in_the_quick_check(sold: Shop) -> None:
    with sold.db.reading() as session:
        quick = verify(session.connection(), sold.trust)
    full = check(sold)
    assert quick.is_sound
    assert quick.signatures == 2
    assert full.signatures > quick.signatures


def test_erased_personal_bytes_leave_a_chain_that_verifies(sold: Shop) -> None:
    raw: Any = connect(sold.db.path, KEY)
    raw.execute("UPDATE journal SET payload = x'' WHERE class = 'personal' AND signature IS NOT NULL")
    raw.execute("UPDATE cash_sessions SET variance_comment = NULL")
    raw.execute("UPDATE login_history SET username = NULL, client_ip = NULL")
    raw.execute("UPDATE payment_transactions SET reference = NULL")
    raw.execute("UPDATE sales SET note = NULL")
    raw.close()
    assert check(sold).findings == []
