"""Verification reads on instead of looking up, foresees headers, and has a thread beside: it finds what it found."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import OperationalError

from recyclique_desktop.data.chain import stored, utc_of
from recyclique_desktop.data.verify import verify
from recyclique_desktop.data.verify.facts import RowCheck
from recyclique_desktop.data.verify.following import Following
from recyclique_desktop.data.verify.headers import Likeness, Stored
from recyclique_desktop.data.verify.raw import form_of
from recyclique_desktop.data.verify.report import MOST_FINDINGS, Report
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.clock import iso_utc
from tests.conftest import Shop
from tests.data.test_verify import LAST_SALE, check, codes, sold, tamper
from tests.data.test_verify_fast import PLAIN, TICKET, long_way

__all__ = ["sold"]
BACKWARDS = tuple(f"UPDATE {name} SET rowid = -rowid" for name in ("sales", "sale_items", "audit_logs"))
PAYLOAD = b'{"rows":[]}'


@pytest.fixture
def numbers() -> Iterator[Connection]:
    with create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE numbers (id INTEGER NOT NULL, name TEXT)")
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
            " INSERT INTO numbers (id, name) SELECT i, 'n' || i FROM n"
        )
        yield connection


def asked(following: Following, *ids: int) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return following.find([(number,) for number in ids])


def followed(connection: Connection) -> Following:
    return Following(connection, "name, id", "numbers", ("id",), slice(1, None))


def said(*ids: int) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {(number,): (f"n{number}", number) for number in ids}


@pytest.mark.parametrize(
    "turns", [[(1, 2), (3, 4)], [(2, 1), (2, 3)], [(2990, 1), (5, 3000), (7, 7000)], [(9000,), (3,)]]
)
def test_a_row_is_found_wherever_it_lies_and_as_often_as_it_is_asked(
    numbers: Connection, turns: list[tuple[int, ...]]
) -> None:
    following = followed(numbers)
    for ids in turns:
        assert asked(following, *ids) == said(*(number for number in ids if number <= 3000))


def test_a_table_full_of_rows_nobody_asks_for_is_not_read_into_memory(numbers: Connection) -> None:
    following = followed(numbers)
    asked(following, 2999)
    assert len(following._ahead) < 1_200
    assert asked(following, 5, 2998) == said(5, 2998)


def test_an_honest_file_whose_rows_lie_in_another_order_is_never_accused(sold: Shop) -> None:
    assert tamper(sold, *BACKWARDS).findings == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (f"UPDATE sales SET note = 'x', total_amount = 1 WHERE id = {LAST_SALE}", "verify.row_changed"),
        ("DELETE FROM sale_items WHERE id = (SELECT max(id) FROM sale_items)", "verify.row_missing"),
        ("UPDATE audit_logs SET description = 'x' WHERE id = (SELECT max(id) FROM audit_logs)", "verify.audit"),
    ],
)
def test_a_change_in_rows_that_lie_in_another_order_is_named(sold: Shop, change: str, code: str) -> None:
    assert code in codes(tamper(sold, *BACKWARDS, change))


def test_an_entry_at_no_moment_is_named_and_not_stumbled_over(sold: Shop) -> None:
    no_moment = """CAST(replace(CAST(header AS TEXT), '"at":"2', '"at":"x') AS BLOB)"""
    report = tamper(sold, f"UPDATE journal SET header = {no_moment} WHERE seq = 4")
    assert {"verify.hash", "verify.unreadable"} <= codes(report)


def beside(shop: Shop) -> Report:
    with shop.db.reading() as session, shop.db.reading() as other:
        return verify(session.connection(), shop.trust, full=True, beside=other.connection())


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE sales SET donation = 5, updated_at = 'x' WHERE id = {LAST_SALE}",
        "UPDATE sale_items SET sale_id = zeroblob(16)",
        "UPDATE closures SET perpetual_algebraic = 1, variance = variance + 1",
        "UPDATE payment_transactions SET amount = amount + 1",
        "UPDATE cash_sessions SET total_items = total_items + 1",
    ],
)
def test_what_is_found_on_the_thread_beside_is_told_in_the_same_order(sold: Shop, change: str) -> None:
    alone = tamper(sold, change)
    assert not alone.is_sound
    assert beside(sold) == alone


def test_an_honest_file_is_not_accused_by_the_thread_beside(sold: Shop) -> None:
    assert beside(sold) == check(sold)
    assert beside(sold).is_sound


def test_a_check_that_cannot_go_on_does_not_leave_the_thread_beside_behind(sold: Shop) -> None:
    with (
        create_engine("sqlite://").connect() as empty,
        sold.db.reading() as other,
        pytest.raises(OperationalError, match="no such table"),
    ):
        verify(empty, sold.trust, beside=other.connection())
    assert beside(sold).is_sound


def test_findings_of_many_are_counted_all_and_listed_in_order() -> None:
    first, middle, last = Report(), Report(), Report()
    first.add("verify.integrity", "file")
    for place in range(MOST_FINDINGS):
        middle.add("verify.hash", str(place))
    last.add("verify.sum_lines", "sales")
    middle.put_between(first, last)
    assert (middle.total, len(middle.findings), middle.findings[0].code) == (
        MOST_FINDINGS + 2,
        MOST_FINDINGS,
        "verify.integrity",
    )
    short = Report()
    short.put_between(first, last)
    assert [finding.code for finding in short.findings] == ["verify.integrity", "verify.sum_lines"]


def as_stored(header: journal.Header) -> Stored:
    return Stored._make(stored(header, journal.Entry(header.to_bytes(), PAYLOAD, bytes(32), None)))


def foreseen(row: Stored, header: journal.Header, prev: bytes | None = None) -> journal.Header | None:
    like = Likeness()
    like.learn(header)
    return like.header(row, header.prev_hash if prev is None else prev, header.payload_digest)


@pytest.mark.parametrize("header", [TICKET, PLAIN])
def test_an_honest_header_is_foreseen(header: journal.Header) -> None:
    assert foreseen(as_stored(header), header) == header


@pytest.mark.parametrize("header", [TICKET, PLAIN])
@pytest.mark.parametrize("put", [b"0", b"Z", b'"', b" ", b"\\", b"\xff", b"", b"00"])
def test_no_changed_byte_of_a_header_is_foreseen(header: journal.Header, put: bytes) -> None:
    row = as_stored(header)
    for place in range(len(row.header)):
        changed = row.header[:place] + put + row.header[place + 1 :]
        known = foreseen(row._replace(header=changed), header)
        # Who acted is in the header alone: another actor there is a header too, and another hash.
        assert known is None or known == long_way(changed), changed


@pytest.mark.parametrize("header", [TICKET, PLAIN])
def test_no_changed_column_beside_a_header_is_foreseen(header: journal.Header) -> None:
    row = as_stored(header)
    other: dict[str, Any] = {
        "stream_id": bytes(16), "seq": 1, "entry_id": bytes(16), "tx": bytes(16), "journal_class": "operational",
        "act": "sale.changed", "series": "G", "number": 99, "hlc": 1, "at": "2026-09-16T08:00:01.000000Z",
    }  # fmt: skip
    for name, value in other.items():
        assert foreseen(row._replace(**{name: value}), header) is None, name
    assert foreseen(row, header, prev=bytes(31) + b"1") is None
    assert foreseen(row._replace(series="Z", number=1), header) is None


@pytest.mark.parametrize("offset", ["+00:00", "+02:00", "-09:00", "+05:30", "-00:45", "+14:00", "+02:00:30"])
@pytest.mark.parametrize(
    "at", ["2026-09-16T10:07:59", "2026-12-31T23:59:00", "2027-01-01T00:00:00", "2026-09-16T10:07:59.5"]
)
def test_the_moment_of_a_header_is_the_same_by_the_hour_as_the_long_way(at: str, offset: str) -> None:
    assert utc_of(at + offset) == iso_utc(datetime.fromisoformat(at + offset))


@pytest.mark.parametrize("at", ["2026-09-16T10:60:00+02:00", "2026-09-16T25:00:00+02:00", "2026-09-16T10:00:00+25:00"])
def test_no_moment_is_made_up(at: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  as the standard library does
        utc_of(at)


def test_replaying_an_entry_leaves_what_it_says_as_it_is(sold: Shop) -> None:
    sale = str(UUID(int=7))
    rows = [
        {"table": "sales", "op": "I", "id": sale, "set": {"total_amount": "1.00"}},
        {"table": "sales", "op": "U", "id": sale, "set": {"total_amount": ["1.00", "2.00"]}},
        {"table": "sales", "op": "I", "id": sale, "set": {"note": "x"}},
    ]
    before = copy.deepcopy(rows)
    with sold.db.reading() as session:
        RowCheck(session.connection(), Report()).replay(rows, "ici")
    assert rows == before


def test_ids_turned_together_are_those_turned_one_by_one() -> None:
    form = form_of("sales")
    good, better = str(UUID(int=2**100)), str(UUID(int=7))
    for keys in (
        [good, better],
        [good, 7],
        [good, good.upper()],
        [f"{good}\n{better}", ""],
        [good.replace("-", "")],
        [],
    ):
        assert form.stored_keys(keys) == [form.stored_key(key) for key in keys]
