"""What the query planner is told of the file: the same in every shop, of the size of ten years.

Without statistics SQLite takes any first column of an index for a good one, and looks a day's tickets up by their
workstation: all of them, as a shop has two. Measured statistics would change with the day they were taken on, and a
plan with them; these are written once, after the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

ROWS = {
    "audit_logs": 800_000,
    "cash_counts": 10_000,
    "cash_movements": 5_000,
    "cash_sessions": 5_000,
    "closures": 10_000,
    "corrections": 5_000,
    "journal": 800_000,
    "ligne_depot": 300_000,
    "login_history": 30_000,
    "payment_transactions": 500_000,
    "poste_reception": 5_000,
    "sale_items": 1_500_000,
    "sales": 500_000,
    "ticket_depot": 60_000,
    "user_sessions": 30_000,
}
"""Tables that grow with every day, and their rows after ten years."""
_DIFFERENT = {
    "act": 40, "action_type": 40, "actor_id": 30, "actor_username": 1, "business_date": 3_000, "cash_session_id": 5_000,
    "category_id": 60, "kind": 2, "operator_id": 30, "period": 3_000, "poste_id": 5_000, "preset_id": 4,
    "register_id": 2, "sale_id": 500_000, "series": 7, "session_id": 5_000, "session_type": 3, "site_id": 1,
    "status": 2_500, "stream_id": 3, "target_type": 12, "ticket_id": 60_000, "user_id": 30, "workstation_id": 2,
}  # fmt: skip
"""How many values a column has; every row its own, for one that is not named. By its status a till looks for what is
open, and that is one or two rows."""


def tell(connection: Connection) -> None:
    """Write down what the planner is to believe; connections opened from now on read it."""
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes the table, and nothing else
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    rows = [row for table in ROWS for row in _of(connection, table)]
    connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", rows)
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # and this connection believes it too


def _of(connection: Connection, table: str) -> Iterator[tuple[str, str, str]]:
    """Yield, for each index of a table, how many rows each further column of it leaves."""
    for _place, index, unique, _origin, _partial in connection.exec_driver_sql(f'PRAGMA index_list("{table}")').all():
        columns = [row[2] for row in connection.exec_driver_sql(f'PRAGMA index_info("{index}")')]
        left, told = ROWS[table], [ROWS[table]]
        for column in columns:
            left = max(1, left // _DIFFERENT.get(column, ROWS[table]))
            told.append(left)
        if unique:
            told[-1] = 1
        yield table, index, " ".join(map(str, told))
