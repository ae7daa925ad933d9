"""What verification takes at first sight is what the long way would have taken, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from typing import Any
from uuid import UUID, uuid3

import pytest

from recyclique_desktop.data.chain import audit_id_of
from recyclique_desktop.data.shape import shapes
from recyclique_desktop.data.verify.headers import canonical_header
from recyclique_desktop.data.verify.raw import Turned, form_of
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.enums import JournalClass, Series
from tests.conftest import Shop
from tests.data.test_verify import LAST_SALE, codes, sold, tamper
from tests.faults.place import ROOT

__all__ = ["sold"]

TICKET = journal.Header(
    UUID(int=1), 7, UUID(int=2), UUID(int=3), "sale.completed", JournalClass.FISCAL, "B01", "2026-09-16T10:00:00+02:00",
    99, "1.0", "0007", bytes(32), bytes(range(32)), Series.TICKET, 3, "abc",
)  # fmt: skip
PLAIN = journal.Header(
    UUID(int=1), 8, UUID(int=2), UUID(int=3), "user.changed", JournalClass.PERSONAL, "B01", "2026-09-16T10:00:00+02:00",
    100, "1.0", "0007", bytes(32), bytes(range(32)),
)  # fmt: skip


def long_way(raw: bytes) -> journal.Header | None:
    try:
        header = journal.Header.from_bytes(raw)
        return header if header.to_bytes() == raw else None
    except (ValueError, TypeError):
        return None


@pytest.mark.parametrize("header", [TICKET, PLAIN])
def test_an_honest_header_is_known_at_first_sight(header: journal.Header) -> None:
    assert canonical_header(header.to_bytes()) == header


@pytest.mark.parametrize("header", [TICKET, PLAIN])
@pytest.mark.parametrize("put", [b"0", b"Z", b'"', b" ", b"\\", b"\n", b"\xff", b"", b"00", b", "])
def test_no_changed_byte_of_a_header_passes_at_first_sight(header: journal.Header, put: bytes) -> None:
    raw = header.to_bytes()
    for place in range(len(raw)):
        changed = raw[:place] + put + raw[place + 1 :]
        known = canonical_header(changed)
        assert known is None or known == long_way(changed), changed


def test_a_number_without_its_series_is_left_to_the_long_way() -> None:
    assert canonical_header(TICKET.to_bytes().replace(b',"series":"T"', b"")) is None
    assert canonical_header(TICKET.to_bytes() + b"\n") is None


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("sales", "total_amount", "010.50"),
        ("sales", "total_amount", "-0.00"),
        ("sales", "total_amount", 1050),
        ("sale_items", "weight", "1.5"),
        ("sales", "cash_session_id", "0192AAAA-0000-7000-8000-000000000001"),
        ("sales", "cash_session_id", "01920000000070008000000000000001"),
        ("sales", "cash_session_id", ["a"]),
        ("categories", "is_active", 2),
        ("categories", "is_active", "1"),
        ("categories", "is_active", 1),
        ("sales", "cash_session_id", 7),
    ],
)
def test_a_value_that_is_not_in_the_one_written_form_is_looked_at_the_long_way(
    table: str, column: str, said: Any
) -> None:
    assert column in {known.name for known in shapes()[table].columns}
    assert form_of(table).stored({column: said}) is None


def test_values_in_their_form_are_what_the_file_holds() -> None:
    form = form_of("sales")
    said = {"total_amount": "10.50", "kind": "sale", "cash_session_id": "01920000-0000-7000-8000-000000000001"}
    stored = form.stored(said)
    assert stored is not None
    held = dict(zip((*form.plain, *form.turned), stored, strict=True))
    assert {name: value for name, value in held.items() if value is not None} == {
        "total_amount": 1050, "kind": "sale", "cash_session_id": UUID("01920000000070008000000000000001").bytes,
    }  # fmt: skip


def test_what_is_remembered_of_values_does_not_grow_without_end() -> None:
    known = Turned(int)
    for number in range(20_000):
        assert known[str(number)] == number
    assert len(known) < 10_000


def test_the_id_of_an_audit_row_is_the_one_that_postgresql_makes() -> None:
    for number in (0, 1, 2**127, 2**128 - 1):
        assert audit_id_of(UUID(int=number)) == uuid3(UUID(int=number), "0")


def test_a_row_s_id_written_otherwise_is_looked_at_the_long_way() -> None:
    form = form_of("sales")
    assert form.stored_key("01920000-0000-7000-8000-000000000001") == (UUID("01920000000070008000000000000001").bytes,)
    assert form.stored_key("01920000000070008000000000000001") is None
    assert form.stored_key(7) is None


@pytest.mark.parametrize(
    "change",
    [
        "donation = coalesce(donation, 0) + 1",
        "business_date = '2020-01-01'",
        "cash_session_id = (SELECT id FROM cash_sessions ORDER BY id LIMIT 1)",
        "waived_amount = 1",
    ],
)
def test_each_kind_of_value_changed_in_a_sale_is_named_with_its_column(sold: Shop, change: str) -> None:
    report = tamper(sold, f"UPDATE sales SET {change} WHERE id = {LAST_SALE}")
    assert "verify.row_changed" in codes(report)
    assert any(finding.detail == f"sales.{change.split(maxsplit=1)[0]}" for finding in report.findings), report.findings


def test_a_start_does_not_wait_for_the_whole_verification_to_be_loaded() -> None:
    script = (
        "import sys, recyclique_desktop.data.verify.head; print('recyclique_desktop.data.verify.whole' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
