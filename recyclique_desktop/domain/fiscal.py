"""The fiscal body of an entry, version 1: what the law wants of a ticket and of a closure.

What belongs in it is ``french-practice.md`` §1.3 and §1.5.

Pure functions of the rows that the entry carries, in journal form, and of the session they belong to, whose
establishment was frozen at opening. ``verify`` calls them again on stored rows, so they depend on nothing else.
Amounts and weights are exact decimal text, keys are ASCII, nothing personal enters: people are in the header,
by operator code; notes and cheque references are in the personal entry.

A published version never changes: another shape is another version beside this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from recyclique_desktop.domain.enums import FiscalRegime
from recyclique_desktop.domain.money import Cents, from_decimal, to_decimal

VERSION = 1
CURRENCY = "EUR"
_NOTHING = "0.00"

Row: TypeAlias = Mapping[str, Any]
"""One written row as payloads carry it: ``{"table", "op", "id", "set"}``."""
Values: TypeAlias = Mapping[str, Any]
"""Columns of one row in journal form."""


_rate = lru_cache(maxsize=16)(to_decimal)
_cents = lru_cache(maxsize=2_048)(from_decimal)


@dataclass(frozen=True, slots=True)
class VatRate:
    """A VAT position. ``basis_points`` is the rate times 100: 2000 is 20,00 %, included in the price."""

    code: str
    basis_points: int

    @property
    def rate(self) -> str:
        """The rate in per cent, as text: ``"20.00"``."""
        return _rate(self.basis_points)

    def before_tax(self, total: Cents) -> Cents:
        """Return the price without VAT, rounded half up in size, so that a reversal undoes it exactly."""
        whole = 10_000 + self.basis_points
        size = (abs(total) * 20_000 + whole) // (2 * whole)
        return Cents(-size if total < 0 else size)


_VAT = {
    FiscalRegime.EXEMPT_261_7_1: VatRate("EXO", 0),
    FiscalRegime.FRANCHISE_206_1BIS: VatRate("FRANCHISE_206_1BIS", 0),
    FiscalRegime.FRANCHISE_293B: VatRate("FRANCHISE_293B", 0),
    FiscalRegime.TAXABLE: VatRate("TVA_20", 2000),
}


def vat_of(establishment: Values) -> VatRate:
    """Return the one VAT position of a shop, by the regime frozen in its session."""
    return _VAT[FiscalRegime(establishment["regime"])]


def opening_document(rows: Iterable[Row], software: str) -> dict[str, Any]:
    """Return the body of ``session.opened``: who opens, with what in the drawer.

    Args:
        rows: The entry's rows: one of ``cash_sessions``.
        software: Version of the program that recorded it, as in the header.
    """
    session_id, session = _only(rows, "cash_sessions")
    return {
        "v": VERSION,
        "kind": "opening",
        "currency": CURRENCY,
        "software": software,
        "establishment": dict(session["establishment"]),
        "session": session["number"],
        "session_id": session_id,
        "session_type": session["session_type"],
        "at": session["opened_at"],
        "business_date": session["business_date"],
        "float": session["initial_amount"],
    }


def sale_document(rows: Iterable[Row], session: Values, software: str) -> dict[str, Any]:
    """Return the body of a sale.

    Args:
        rows: The entry's rows: one of ``sales``, its ``sale_items`` and ``payment_transactions``.
        session: The sale's row of ``cash_sessions`` in journal form; ``number`` and ``establishment`` are read.
        software: Version of the program that recorded it, as in the header.

    Returns:
        Σ payments = total + donation; Σ lines = total + waived; Σ vat (ht + vat) = total.
    """
    written = _by_table(rows)
    ((sale_id, sale),) = written.get("sales", [])
    vat = vat_of(session["establishment"])
    items = sorted([item for _, item in written.get("sale_items", ())], key=_line_no)
    body: dict[str, Any] = {
        "v": VERSION,
        "kind": sale["kind"],
        "currency": CURRENCY,
        "software": software,
        "establishment": dict(session["establishment"]),
        "session": session["number"],
        "number": sale["number"],
        "sale_id": sale_id,
        "at": sale["sale_date"],
        "business_date": sale["business_date"],
        "pricing_mode": sale["pricing_mode"],
        "lines": _lines(items, vat),
        # Identifiers rise with birth, so this is the order in which the customer paid.
        "payments": [_payment(payment) for _, payment in sorted(written.get("payment_transactions", ()))],
        "total": sale["total_amount"],
        "donation": sale.get("donation", _NOTHING),
        "vat": vat_totals([_cents(item["total_price"]) for item in items], vat),
    }
    if sale.get("waived_amount", _NOTHING) != _NOTHING:
        # Given away: the lines keep what they were worth, nothing of it was sold.
        body["waived"], body["vat"] = sale["waived_amount"], []
    return _with_present(body, sale, "corrects_id")


def closure_document(rows: Iterable[Row], session: Values, software: str) -> dict[str, Any]:
    """Return the body of ``session.closed``: the Z of one session.

    Args:
        rows: The entry's rows: one of ``closures`` and the ``cash_counts`` of the close.
        session: The row of ``cash_sessions`` in journal form; what opening fixed is read from it.
        software: Version of the program that recorded it, as in the header.
    """
    written = tuple(rows)
    _, closure = _only(written, "closures")
    return {
        "v": VERSION,
        "kind": closure["kind"],
        "currency": CURRENCY,
        "software": software,
        "establishment": dict(session["establishment"]),
        "session": session["number"],
        "number": closure["number"],
        "opened_at": closure["opened_at"],
        "closed_at": closure["closed_at"],
        "business_date": session["business_date"],
        "float": session["initial_amount"],
        "totals": dict(closure["totals"]),
        "counts": [_count(count) for _, count in sorted(_all(written, "cash_counts"))],
        "expected": closure["expected"],
        "counted": closure["counted"],
        "variance": closure["variance"],
        "perpetual": _perpetual(closure),
    } | _present(closure, "first_number", "last_number")


def movement_document(rows: Iterable[Row], session: Values, software: str) -> dict[str, Any]:
    """Return the body of ``cash.moved``: money that entered or left the drawer without a sale.

    Args:
        rows: The entry's rows: one of ``cash_movements``; its reason is personal and stays apart.
        session: The row of ``cash_sessions`` in journal form.
        software: Version of the program that recorded it, as in the header.
    """
    movement_id, movement = _only(rows, "cash_movements")
    return {
        "v": VERSION,
        "kind": "movement",
        "currency": CURRENCY,
        "software": software,
        "establishment": dict(session["establishment"]),
        "session": session["number"],
        "movement_id": movement_id,
        "movement": movement["kind"],
        "amount": movement["amount"],
    }


def period_document(rows: Iterable[Row], session: Values, software: str) -> dict[str, Any]:
    """Return the body of ``period.closed``: the totals of a day, month or year of one workstation.

    Args:
        rows: The entry's rows: one of ``closures``.
        session: The row of ``cash_sessions``, in journal form, of the last session of the period.
        software: Version of the program that recorded it, as in the header.
    """
    _, closure = _only(rows, "closures")
    return {
        "v": VERSION,
        "kind": closure["kind"],
        "currency": CURRENCY,
        "software": software,
        "establishment": dict(session["establishment"]),
        "number": closure["number"],
        "period": closure["period"],
        "opened_at": closure["opened_at"],
        "closed_at": closure["closed_at"],
        "auto": closure.get("auto", False),
        "totals": dict(closure["totals"]),
        "perpetual": _perpetual(closure),
    } | _present(closure, "first_number", "last_number")


def vat_totals(totals: Iterable[Cents], vat: VatRate) -> list[dict[str, Any]]:
    """Return the VAT summary of lines with these totals: what is before tax is the sum of the lines', tax is the rest.

    One element per code; none without lines.
    """
    lines = tuple(totals)
    if not lines:
        return []
    before = sum(vat.before_tax(total) for total in lines)
    return [{"code": vat.code, "rate": vat.rate, "ht": to_decimal(before), "vat": to_decimal(sum(lines) - before)}]


def _lines(items: Iterable[Values], vat: VatRate) -> list[dict[str, Any]]:
    code, rate = vat.code, vat.rate
    return [_line(item, code, rate, vat.basis_points) for item in items]


def _line(item: Values, code: str, rate: str, basis_points: int) -> dict[str, Any]:
    price, total, list_price = item["unit_price"], item["total_price"], item.get("list_price")
    line: dict[str, Any] = {
        "n": item["line_no"],
        "label": item["category_label"],
        "category": item["category"],
        "quantity": item["quantity"],
        "unit_price": price,
        "total": total,
        "vat_code": code,
        "vat_rate": rate,
        "ht": _before_tax(total, basis_points),
        "weight": item.get("weight", "0.000"),
    }
    if list_price is not None and list_price != price:
        line["list_price"] = list_price
    return _with_present(line, item, "weight_source", "preset_code")


def _line_no(item: Values) -> int:
    return int(item["line_no"])


@lru_cache(maxsize=2_048)
def _before_tax(total: str, basis_points: int) -> str:
    """Return the price without VAT of a line; the same few prices come all day, and again when they are checked."""
    return to_decimal(VatRate("", basis_points).before_tax(from_decimal(total)))


def _payment(payment: Values) -> dict[str, Any]:
    return _with_present({"method": payment["method_code"], "amount": payment["amount"]}, payment, "tendered", "change")


def _count(count: Values) -> dict[str, Any]:
    return {"method": count["method_code"], "amount": count["amount"]} | _present(count, "denomination", "quantity")


def _perpetual(closure: Values) -> dict[str, Any]:
    return {
        "algebraic": closure["perpetual_algebraic"],
        "absolute": closure["perpetual_absolute"],
        "donations": closure["perpetual_donations"],
    }


def _all(rows: Iterable[Row], table: str) -> list[tuple[str, Values]]:
    return [(row["id"], row["set"]) for row in rows if row["table"] == table and row["op"] == "I"]


def _only(rows: Iterable[Row], table: str) -> tuple[str, Values]:
    """Return the one inserted row of ``table``.

    Raises:
        ValueError: There is none, or more than one.
    """
    (found,) = _all(rows, table)
    return found


def _by_table(rows: Iterable[Row]) -> dict[str, list[tuple[str, Values]]]:
    """Return the inserted rows of each table."""
    found: dict[str, list[tuple[str, Values]]] = {}
    for row in rows:
        if row["op"] == "I":
            found.setdefault(row["table"], []).append((row["id"], row["set"]))
    return found


def _with_present(body: dict[str, Any], values: Values, *names: str) -> dict[str, Any]:
    """Add to a body the columns that say something."""
    for name in names:
        value = values.get(name)
        if value is not None:
            body[name] = value
    return body


def _present(values: Values, *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if values.get(name) is not None}
