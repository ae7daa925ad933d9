"""Rows of payloads become rows of a file: whole ones, in the order of the table, whatever they leave out."""

from __future__ import annotations

from itertools import combinations
from uuid import UUID

import pytest

from recyclique_desktop.sync.tables import UnknownError, form_of, forms

ROW = "0190c1d2-aaaa-4bbb-8ccc-0123456789ab"
SALE = {
    "total_amount": "12.50",
    "cash_session_id": "0190c1d2-0000-4000-8000-000000000001",
    "created_at": "2026-11-23T09:00:00.000000Z",
    "number": "C02-000007",
    "donation": None,
    "kind": "sale",
}


@pytest.mark.parametrize("table", sorted(forms()))
def test_null_stands_for_what_is_not_said(table: str) -> None:
    form = form_of(table)
    row_id: str | int = 7 if table in {"email_events", "email_statuses"} else ROW
    key = [row_id] * len(form.key) if len(form.key) > 1 else row_id
    silent = form.stored(key, {})
    assert form.stored(key, dict.fromkeys(form.fields)) == silent
    assert len(silent) == len(form.key) + len(form.fields)


def test_values_stand_in_their_columns_in_any_order_they_come() -> None:
    form = form_of("sales")
    whole = form.stored(ROW, SALE)
    assert form.stored(ROW, dict(reversed(SALE.items()))) == whole
    columns = dict(zip(("id", *form.fields), whole, strict=True))
    assert columns["id"] == UUID(ROW).bytes
    assert columns["total_amount"] == 1250
    assert columns["cash_session_id"] == UUID(str(SALE["cash_session_id"])).bytes
    assert columns["number"] == "C02-000007"
    assert columns["donation"] == 0, "the default of a column that came later"
    assert columns["pricing_mode"] == "itemized"
    assert columns["updated_at"] == SALE["created_at"], "a fact was last changed when it was made"


def test_what_is_left_out_is_as_if_it_were_null() -> None:
    form = form_of("sales")
    for count in range(len(SALE)):
        for names in combinations(SALE, count):
            said = {name: SALE[name] for name in names}
            assert form.stored(ROW, said) == form.stored(ROW, dict.fromkeys(SALE) | said)


def test_a_column_of_a_newer_program_is_named() -> None:
    with pytest.raises(UnknownError, match=r"sales\.colour"):
        form_of("sales").stored(ROW, {"colour": "red"})
