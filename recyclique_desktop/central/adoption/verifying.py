"""The proof before anything is committed: every row is here or in quarantine, every value is as it was or written down.

It reads what lies in the archive and what lies in ``public``, and trusts nothing that the carrying said of itself.
"""

# ruff: noqa: S608  every name comes from the catalogue of the database and is quoted
from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from recyclique_desktop.central.adoption.report import TableCount, Total
from recyclique_desktop.central.adoption.tables import ARCHIVE, QUARANTINE
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from recyclique_desktop.central.adoption.columns import Column, Shape

ZERO = Decimal(0)
_COUNTS = """
SELECT (SELECT count(*) FROM {archive}.{name}), (SELECT count(*) FROM public.{name}),
    (SELECT count(*) FROM {archive}.{name} l JOIN public.{name} p ON {same}),
    (SELECT count(*) FROM {quarantine}.rows WHERE table_name = '{name}'),
    (SELECT count(*) FROM {archive}.{name} l JOIN {quarantine}.rows q ON q.table_name = '{name}' AND q.row_id = {row_id}
        JOIN public.{name} p ON {same})
"""
_NOTED = f"""
SELECT c.column_name, count(*) FROM {QUARANTINE}.cells c
WHERE c.table_name = %s AND c.why <> 'rounded'
    AND NOT EXISTS (SELECT FROM {QUARANTINE}.rows q WHERE q.table_name = c.table_name AND q.row_id = c.row_id)
GROUP BY 1
"""


def counted(connection: psycopg.Connection[Any], shape: Shape) -> TableCount:
    """Count the rows of a table on both sides.

    Raises:
        UserError: ``adopt.rows_differ``.
    """
    query = _COUNTS.format(
        archive=ARCHIVE, quarantine=QUARANTINE, name=shape.name, same=shape.same, row_id=shape.row_id
    )
    before, now, kept, apart, both = _row(connection, query)
    if before != kept + apart or both:
        raise UserError("adopt.rows_differ", table=shape.name, before=before, after=kept + apart)
    return TableCount(shape.name, before, kept, apart, now - kept)


def require_equal_values(connection: psycopg.Connection[Any], shape: Shape) -> None:
    """Compare each value of each row that was kept.

    Raises:
        UserError: ``adopt.values_differ``: one changed that nobody wrote down.
    """
    columns = list(shape.columns.values())
    sums = ", ".join(f"count(*) FILTER (WHERE {_differs(shape, column)})" for column in columns)
    found = _row(connection, f"SELECT {sums} FROM {ARCHIVE}.{shape.name} l JOIN public.{shape.name} p ON {shape.same}")
    noted = dict(connection.execute(_NOTED.encode(), (shape.name,)).fetchall())
    for column, count in zip(columns, found, strict=True):
        if count != noted.get(column.name, 0):
            raise UserError(
                "adopt.values_differ", table=f"{shape.name}.{column.name}", count=abs(count - noted.get(column.name, 0))
            )


def totals(connection: psycopg.Connection[Any], shape: Shape) -> tuple[Total, ...]:
    """Add up every column of euros and kilograms, on both sides.

    Raises:
        UserError: ``adopt.sums_differ``.
    """
    columns = [column for column in shape.columns.values() if column.decimals]
    if not columns:
        return ()
    before = _sums(connection, shape, columns, "true")
    apart = _sums(
        connection, shape, columns,
        f"{shape.row_id} IN (SELECT row_id FROM {QUARANTINE}.rows WHERE table_name = '{shape.name}')",
    )  # fmt: skip
    after = _row(
        connection,
        f"SELECT {', '.join(f'coalesce(sum(p.{column.name}), 0)' for column in columns)}"
        f" FROM {ARCHIVE}.{shape.name} l JOIN public.{shape.name} p ON {shape.same}",
    )
    return tuple(_total(shape, *one) for one in zip(columns, before, after, apart, strict=True))


def _total(shape: Shape, column: Column, before: Decimal, after: Decimal, apart: Decimal) -> Total:
    if before != after + apart:
        raise UserError("adopt.sums_differ", table=f"{shape.name}.{column.name}")
    return Total(shape.name, column.name, before, after, apart)


def _sums(
    connection: psycopg.Connection[Any], shape: Shape, columns: Iterable[Column], where: str
) -> tuple[Decimal, ...]:
    """Add up the values of 1.4.4 as the rule writes them; what was filled counts with what it was filled with."""
    sums = []
    for column in columns:
        noted = f"SELECT kept::numeric FROM {QUARANTINE}.cells c WHERE c.table_name = '{shape.name}'"
        noted += f" AND c.column_name = '{column.name}' AND c.why <> 'rounded' AND c.row_id = {shape.row_id}"
        if (shape.name, column.name) == ("cash_sessions", "total_sales"):
            filled = "(SELECT coalesce(k.goods, 0) FROM adopt_sessions k WHERE k.id = l.id)"
        else:
            filled = "0"
        faults = " OR ".join(f"({fault.when})" for fault in column.faults())
        sums.append(f"coalesce(sum(CASE WHEN {faults} THEN ({noted}) WHEN {column.old} IS NULL THEN {filled}"
                    f" ELSE {column.raw} END), 0)")  # fmt: skip
    found: tuple[Decimal, ...] = _row(
        connection, f"SELECT {', '.join(sums)} FROM {ARCHIVE}.{shape.name} l WHERE {where}"
    )
    return found


def _differs(shape: Shape, column: Column) -> str:
    """Return when a value is not the one of 1.4.4; a gap that is always filled may be filled."""
    raw, now = column.raw, f'p."{column.name}"'
    if column.labels or column.becomes == "json":
        now = f"{now}::text"
        raw = f"({raw})::text"
    differs = f"(({raw}) IS DISTINCT FROM {now} OR ({raw}) IS NULL AND {column.old} IS NOT NULL)"
    return f"{differs} AND {column.old} IS NOT NULL" if column.filling(shape.columns) else differs


def _row(connection: psycopg.Connection[Any], query: str) -> Any:
    found = connection.execute(query.encode()).fetchone()
    if found is None:
        raise RuntimeError("a sum without a row")
    return found
