"""The fiscal body: what an inspector reads must add up, name the shop and nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recyclique_desktop.domain.enums import FiscalRegime
from recyclique_desktop.domain.fiscal import (
    VatRate,
    closure_document,
    opening_document,
    sale_document,
    vat_of,
    vat_totals,
)
from recyclique_desktop.domain.journal import canonical
from recyclique_desktop.domain.money import Cents, from_decimal, to_decimal

EXEMPT = {"name": "La Clique", "siret": "12345678200002", "regime": "exempt_261_7_1"}
TAXABLE = {**EXEMPT, "regime": "taxable"}
SESSION = {
    "number": "C01-000042",
    "establishment": EXEMPT,
    "initial_amount": "50.00",
    "business_date": "2025-11-22",
}


def row(table: str, born: int, **values: Any) -> dict[str, Any]:
    return {"table": table, "op": "I", "id": f"0199-{born:04d}", "set": values}


SALE = row(
    "sales", 1, kind="sale", number="C01-000127", sale_date="2025-11-22T10:42:05.000000Z", business_date="2025-11-22",
    pricing_mode="itemized", total_amount="10.50", donation="1.50", payment_method="CASH", waived_amount="0.00",
    cash_session_id="0199-0042",
)  # fmt: skip
PLATES = row(
    "sale_items", 11, sale_id="0199-0001", line_no=1, category="c-1", category_label="Assiette", quantity=2,
    unit_price="3.00", list_price="0.50", total_price="6.00", weight="1.180", weight_source="scale",
)  # fmt: skip
CHAIR = row(
    "sale_items", 10, sale_id="0199-0001", line_no=2, category="c-2", category_label="Chaise", quantity=1,
    unit_price="4.50", list_price="4.50", total_price="4.50", weight="0.000", weight_source="none",
)  # fmt: skip
CHEQUE = row("payment_transactions", 20, sale_id="0199-0001", method_code="check", amount="5.00", tendered="5.00",
             change="0.00")  # fmt: skip
COINS = row("payment_transactions", 21, sale_id="0199-0001", method_code="cash", amount="7.00", tendered="10.00",
            change="3.00")  # fmt: skip
ROWS = [SALE, CHAIR, PLATES, COINS, CHEQUE]


def test_a_sale_says_all_the_law_wants_of_it() -> None:
    body = sale_document(ROWS, SESSION, "0.1.0")
    assert body["v"] == 1
    assert (body["number"], body["session"], body["software"]) == ("C01-000127", "C01-000042", "0.1.0")
    assert body["establishment"]["siret"] == "12345678200002"
    assert body["lines"][0] == {
        "n": 1,
        "label": "Assiette",
        "category": "c-1",
        "quantity": 2,
        "unit_price": "3.00",
        "list_price": "0.50",
        "total": "6.00",
        "vat_code": "EXO",
        "vat_rate": "0.00",
        "ht": "6.00",
        "weight": "1.180",
        "weight_source": "scale",
    }
    assert "list_price" not in body["lines"][1], "the list price is told when another was asked"
    assert body["payments"] == [
        {"method": "check", "amount": "5.00", "tendered": "5.00", "change": "0.00"},
        {"method": "cash", "amount": "7.00", "tendered": "10.00", "change": "3.00"},
    ]
    assert (body["total"], body["donation"]) == ("10.50", "1.50")
    assert body["vat"] == [{"code": "EXO", "rate": "0.00", "ht": "10.50", "vat": "0.00"}]


def test_the_order_of_stored_rows_does_not_change_the_body() -> None:
    assert sale_document(reversed(ROWS), SESSION, "0.1.0") == sale_document(ROWS, SESSION, "0.1.0")


def test_the_body_survives_the_journals_own_bytes() -> None:
    body = sale_document(ROWS, SESSION, "0.1.0")
    assert json.loads(canonical(body)) == body


def test_a_ticket_that_refers_to_another_says_which() -> None:
    back = {**SALE, "set": {**SALE["set"], "corrects_id": "0199-0099"}}
    assert sale_document([back, PLATES, CHAIR, CHEQUE, COINS], SESSION, "0.1.0")["corrects_id"] == "0199-0099"


def test_a_waived_price_is_told_apart_from_turnover() -> None:
    waived = {**SALE, "set": {**SALE["set"], "waived_amount": "10.50", "total_amount": "0.00"}}
    assert sale_document([waived, PLATES, CHAIR], SESSION, "0.1.0")["waived"] == "10.50"
    assert "waived" not in sale_document([{**SALE, "set": {**SALE["set"], "waived_amount": "0.00"}}], SESSION, "0.1.0")


def test_two_sales_in_one_entry_are_a_bug() -> None:
    with pytest.raises(ValueError, match="unpack"):
        sale_document([SALE, SALE], SESSION, "0.1.0")


@pytest.mark.parametrize(
    ("regime", "code", "rate"),
    [
        ("exempt_261_7_1", "EXO", "0.00"),
        ("franchise_206_1bis", "FRANCHISE_206_1BIS", "0.00"),
        ("franchise_293B", "FRANCHISE_293B", "0.00"),
        ("taxable", "TVA_20", "20.00"),
    ],
)
def test_each_regime_has_its_code(regime: str, code: str, rate: str) -> None:
    vat = vat_of({"regime": regime})
    assert (vat.code, vat.rate) == (code, rate)
    assert {member.value for member in FiscalRegime} >= {regime}


@pytest.mark.parametrize(
    ("total", "before"), [(120, 100), (1050, 875), (1, 1), (3, 3), (4, 3), (9, 8), (600, 500), (450, 375), (-9, -8)]
)
def test_vat_is_inside_the_price_and_rounded_half_up(total: int, before: int) -> None:
    assert VatRate("TVA_20", 2000).before_tax(Cents(total)) == before


@given(st.lists(st.integers(-(10**8), 10**8).map(Cents), min_size=1, max_size=20))
def test_tax_and_price_before_tax_sum_to_the_price_and_a_reversal_undoes_both(totals: list[Cents]) -> None:
    (summary,) = vat_totals(totals, VatRate("TVA_20", 2000))
    assert from_decimal(summary["ht"]) + from_decimal(summary["vat"]) == sum(totals)
    (undone,) = vat_totals([Cents(-total) for total in totals], VatRate("TVA_20", 2000))
    assert from_decimal(undone["ht"]) == -from_decimal(summary["ht"])


def test_a_taxable_shop_shows_the_tax_of_each_line() -> None:
    body = sale_document(ROWS, {**SESSION, "establishment": TAXABLE}, "0.1.0")
    assert [line["ht"] for line in body["lines"]] == ["5.00", "3.75"]
    assert body["vat"] == [{"code": "TVA_20", "rate": "20.00", "ht": "8.75", "vat": "1.75"}]


def test_a_gift_ticket_has_lines_no_payment_and_no_tax() -> None:
    gift = {**SALE, "set": {**SALE["set"], "total_amount": "0.00", "donation": "0.00"}}
    free = {**PLATES, "set": {**PLATES["set"], "unit_price": "0.00", "total_price": "0.00", "preset_code": "DON"}}
    body = sale_document([gift, free], SESSION, "0.1.0")
    assert body["payments"] == []
    assert body["lines"][0]["preset_code"] == "DON"
    assert body["vat"] == [{"code": "EXO", "rate": "0.00", "ht": "0.00", "vat": "0.00"}]


def test_nothing_to_tax_gives_no_vat_line() -> None:
    assert vat_totals([], VatRate("EXO", 0)) == []


CLOSURE = row(
    "closures", 90, kind="session", number="C01-000007", opened_at="2025-11-22T08:02:00.000000Z",
    closed_at="2025-11-22T16:34:00.000000Z", first_number="C01-000120", last_number="C01-000127",
    totals={"tickets": 8, "sales": "406.00"}, expected="312.50", counted="310.50", variance="-2.00",
    perpetual_algebraic="1406.00", perpetual_absolute="1406.00", perpetual_donations="6.50",
)  # fmt: skip
COUNTED = [
    row("cash_counts", 31, moment="close", method_code="cash", amount="246.50"),
    row("cash_counts", 32, moment="close", method_code="check", quantity=3, amount="64.00"),
]


def test_a_closure_says_totals_counts_and_perpetual_totals() -> None:
    body = closure_document([CLOSURE, *COUNTED], SESSION, "0.1.0")
    assert body["perpetual"] == {"algebraic": "1406.00", "absolute": "1406.00", "donations": "6.50"}
    assert (body["expected"], body["counted"], body["variance"]) == ("312.50", "310.50", "-2.00")
    assert (body["first_number"], body["last_number"]) == ("C01-000120", "C01-000127")
    assert body["counts"] == [
        {"method": "cash", "amount": "246.50"},
        {"method": "check", "amount": "64.00", "quantity": 3},
    ]
    assert body["float"] == "50.00"
    assert json.loads(canonical(body)) == body


def test_the_closure_of_an_empty_session_has_no_ticket_numbers() -> None:
    values = {name: value for name, value in CLOSURE["set"].items() if name not in {"first_number", "last_number"}}
    body = closure_document([{**CLOSURE, "set": values}], SESSION, "0.1.0")
    assert "first_number" not in body
    assert body["counts"] == []


def test_an_opening_says_what_is_in_the_drawer() -> None:
    opened = row(
        "cash_sessions", 42, number="C01-000042", session_type="real", opened_at="2025-11-22T08:02:00.000000Z",
        business_date="2025-11-22", initial_amount="50.00", establishment=EXEMPT,
    )  # fmt: skip
    body = opening_document([opened, *COUNTED], "0.1.0")
    assert (body["float"], body["session"], body["establishment"]["name"]) == ("50.00", "C01-000042", "La Clique")


def test_no_body_holds_a_float() -> None:
    for body in (sale_document(ROWS, SESSION, "1"), closure_document([CLOSURE, *COUNTED], SESSION, "1")):
        canonical(body)
    with pytest.raises(TypeError):
        canonical({"total": 10.5})
    assert to_decimal(1050) == "10.50"


def test_published_bodies_are_still_what_they_were() -> None:
    """Version 1 is published: a body made years ago must be made again byte for byte."""
    vectors = json.loads((Path(__file__).parent.parent / "vectors" / "fiscal-v1.json").read_text(encoding="utf-8"))
    for vector in vectors["bodies"]:
        maker = {"sale": sale_document, "session": closure_document}[vector["kind"]]
        assert canonical(maker(vector["rows"], vector["session"], vector["software"])).decode() == vector["body"]
