"""The money adds up: each rule is one query that must find nothing (``sync.md`` §6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from recyclique_desktop.domain import money

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from recyclique_desktop.data.verify.report import Report

_RULES: tuple[tuple[str, str, str], ...] = (
    ("sales", "verify.sum_payments", """
        SELECT id, due, paid FROM (
            SELECT s.id, s.total_amount + coalesce(s.donation, 0) AS due,
                coalesce((SELECT sum(p.amount) FROM payment_transactions p WHERE p.sale_id = s.id), 0) AS paid
            FROM sales s) WHERE due <> paid"""),
    ("sales", "verify.sum_lines", """
        SELECT id, total, lines FROM (
            SELECT s.id, s.total_amount + coalesce(s.waived_amount, 0) AS total,
                coalesce((SELECT sum(i.total_price) FROM sale_items i WHERE i.sale_id = s.id), 0) AS lines
            FROM sales s) WHERE total <> lines"""),
    ("sale_items", "verify.sum_line", """
        SELECT i.id, i.quantity * i.unit_price, i.total_price FROM sale_items i JOIN sales s ON s.id = i.sale_id
        WHERE s.pricing_mode = 'itemized' AND i.quantity * i.unit_price <> i.total_price"""),
    ("payment_transactions", "verify.sum_change", """
        SELECT id, tendered - coalesce(change, 0), amount FROM payment_transactions
        WHERE amount >= 0 AND tendered - coalesce(change, 0) <> amount"""),
    ("cash_sessions", "verify.sum_session", """
        SELECT c.id, c.total_sales, (
            SELECT coalesce(sum(s.total_amount), 0) FROM sales s
            WHERE s.cash_session_id = c.id AND s.kind <> 'disposal') AS sold
        FROM cash_sessions c WHERE coalesce(c.total_sales, 0) <> sold"""),
    ("cash_sessions", "verify.sum_session", """
        SELECT c.id, c.total_items, (
            SELECT count(*) FROM sales s WHERE s.cash_session_id = c.id AND s.kind <> 'disposal') AS tickets
        FROM cash_sessions c WHERE coalesce(c.total_items, 0) <> tickets"""),
    ("cash_sessions", "verify.sum_session", """
        SELECT id, current_amount, initial_amount + coalesce(total_sales, 0) FROM cash_sessions
        WHERE current_amount <> initial_amount + coalesce(total_sales, 0)"""),
    ("cash_sessions", "verify.sum_session", """
        SELECT id, last_activity, seen FROM (
            SELECT c.id, c.last_activity, max(c.opened_at, coalesce(c.closed_at, ''), coalesce(
                (SELECT max(s.created_at) FROM sales s
                    WHERE s.cash_session_id = c.id AND s.kind <> 'disposal'), '')) AS seen
            FROM cash_sessions c) WHERE last_activity IS NOT seen"""),
    ("sales", "verify.sum_dates", "SELECT id, updated_at, created_at FROM sales WHERE updated_at <> created_at"),
    ("cash_sessions", "verify.sum_variance", """
        SELECT id, variance, actual_amount - closing_amount FROM cash_sessions
        WHERE status = 'CLOSED' AND variance <> actual_amount - closing_amount"""),
    ("closures", "verify.sum_closure", """
        SELECT id, variance, counted - expected FROM closures WHERE variance <> counted - expected"""),
)  # fmt: skip
"""Table, message, query; each query returns the id, what was found and what it should be."""


_PARTS = {"month": "day", "year": "month"}


def check_sums(connection: Connection, report: Report, own: UUID | None = None) -> None:
    """Run every rule; each row it returns is a breach.

    Args:
        connection: On the file.
        report: Takes the breaches.
        own: The workstation whose rows alone must add up here, once it has joined a centre: others' come in parts.
    """
    for table, code, sql in _RULES:
        for raw_id, found, wanted in connection.exec_driver_sql(sql).all():
            if own is None or _is_of(connection, table, raw_id, own):
                report.add(code, f"{table} {_shown(raw_id)}", f"{found} <> {wanted}")
    _check_perpetual(connection, report, own)
    _check_periods(connection, report, own)


def _is_of(connection: Connection, table: str, raw_id: bytes, own: UUID) -> bool:
    sql = f'SELECT workstation_id FROM "{table}" WHERE id = ?'  # noqa: S608  names of our own rules
    return bool(connection.exec_driver_sql(sql, (raw_id,)).scalar_one() == own.bytes)


def _check_perpetual(connection: Connection, report: Report, own: UUID | None) -> None:
    """Perpetual totals never restart: each closure adds its session's sales to the one before.

    A session that tickets joined after its closing (« complétée ») adds what its closing knew.
    """
    sql = (
        "SELECT k.id, k.workstation_id, k.perpetual_algebraic, k.perpetual_absolute, k.perpetual_donations,"
        " coalesce(sum(s.total_amount), 0), coalesce(sum(abs(s.total_amount)), 0), coalesce(sum(s.donation), 0),"
        " json_extract(k.totals, '$.sales')"
        " FROM closures k LEFT JOIN sales s ON s.cash_session_id = k.session_id AND s.kind <> 'disposal'"
        " WHERE k.kind = 'session' GROUP BY k.id ORDER BY k.number"
    )
    running: dict[bytes, tuple[int, int, int]] = {}
    for row in connection.exec_driver_sql(sql):
        if own is not None and row[1] != own.bytes:
            continue
        before = running.get(row[1], (0, 0, 0))
        after = (before[0] + row[5], before[1] + row[6], before[2] + row[7])
        if row[8] is not None and row[8] != money.to_decimal(money.Cents(row[5])):
            after = row[2], row[3], row[4]
        if (row[2], row[3], row[4]) != after:
            report.add("verify.perpetual", f"closures {_shown(row[0])}", f"{tuple(row[2:5])} <> {after}")
        running[row[1]] = after


def _check_periods(connection: Connection, report: Report, own: UUID | None) -> None:
    """Days follow on days, months are the sum of their days, years of their months (``french-practice.md`` F-10)."""
    sql = (
        "SELECT id, workstation_id, kind, period, perpetual_algebraic, perpetual_absolute, perpetual_donations,"
        " json_extract(totals, '$.sales'), json_extract(totals, '$.absolute'), json_extract(totals, '$.donations')"
        " FROM closures WHERE kind <> 'session' ORDER BY period, number"
    )
    running: dict[tuple[bytes, str], tuple[int, ...]] = {}
    parts: dict[tuple[bytes, str, str], tuple[int, ...]] = {}
    for row in connection.exec_driver_sql(sql).all():
        if own is not None and row[1] != own.bytes:
            continue
        totals = tuple(int(money.from_decimal(text)) for text in row[7:10])
        parts[row[1], row[2], row[3]] = totals
        before = running.get((row[1], row[2]), (0, 0, 0))
        after = tuple(one + more for one, more in zip(before, totals, strict=True))
        running[row[1], row[2]] = after
        if tuple(row[4:7]) != after:
            report.add("verify.perpetual", f"closures {_shown(row[0])}", f"{tuple(row[4:7])} <> {after}")
    for (station, kind, period), totals in parts.items():
        below = _PARTS.get(kind)
        if below is None:
            continue
        inside = [
            sums for (at, of, day), sums in parts.items() if (at, of, day[: len(period)]) == (station, below, period)
        ]
        if tuple(map(sum, zip(*inside, strict=True))) != totals:
            report.add("verify.sum_period", f"closures {period}", f"{totals}")


def _shown(raw_id: object) -> str:
    return str(UUID(bytes=raw_id)) if isinstance(raw_id, bytes) and len(raw_id) == 16 else repr(raw_id)
