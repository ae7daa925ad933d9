"""How long a shop of many years waits while its 1.4.4 is taken over, and with how much memory.

``python -m tests.benchmarks.bench_adopt [TIMES]``: a believable shop of 20,000 sales, multiplied (50 by default: one
million sales), adopted on the PostgreSQL of the tests, each step with its seconds; then a till joins. Not part of the
continuous tests.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from recyclique_desktop.central import admission, adoption
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.system.code_file import CodeFile
from tests.adoption.shop_144 import Shop144, living_144
from tests.postgres import CentralDatabase, any_server
from tests.sync.real import joined

SALES = 20_000
MULTIPLIED = {
    "cash_sessions": ("id",), "sales": ("id", "cash_session_id"), "sale_items": ("id", "sale_id"),
    "payment_transactions": ("id", "sale_id"), "poste_reception": ("id",), "ticket_depot": ("id", "poste_id"),
    "ligne_depot": ("id", "ticket_id"),
}  # fmt: skip


def multiply(connection: psycopg.Connection[tuple[object, ...]], times: int) -> None:
    """Write every fact again under other ids; constraints are looked at by the adoption."""
    for table, keys in MULTIPLIED.items():
        columns = [
            str(row[0]) for row in connection.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY 1", (table,)
            )
        ]  # fmt: skip
        values = ", ".join(f"md5(l.{name}::text || n)::uuid" if name in keys else f"l.{name}" for name in columns)
        connection.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} l,"
            f" generate_series(2, {times}) AS g(n)".encode()
        )
    connection.execute("ANALYZE")


def measure(database: CentralDatabase, times: int) -> None:
    living_144(database, Shop144(1, SALES, SALES * 3 // 2, recent=datetime.now(UTC)))
    with database.connect() as connection, connection.transaction():
        connection.execute("SET session_replication_role TO replica")
        multiply(connection, times)
    with tempfile.TemporaryDirectory() as folder:
        began = last = time.monotonic()
        step_before = "begin"

        def on_step(step: str) -> None:
            nonlocal last, step_before
            now = time.monotonic()
            if now - last > 0.5:
                print(f"{now - last:8.1f} s  {step_before}", flush=True)
            last, step_before = now, step

        report = adoption.adopt(database.dsn, adoption.Wish(datetime.now(UTC), dump=Path(folder)), on_step)
        size = Path(report.dump).stat().st_size if report.dump else 0
    counts = {one.table: one.kept for one in report.tables}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{counts['sales']} sales, {counts['sale_items']} lines, {counts['ligne_depot']} weighed lines,"
          f" {report.rows} rows in all: {time.monotonic() - began:.1f} s, {memory:.0f} MB in this program,"
          f" dump of {size / 1e6:.0f} MB")  # fmt: skip
    join(database)


def join(database: CentralDatabase) -> None:
    """Let a till in and fill its file: thirteen months of its site."""
    made = admission.issue_code(database.dsn, WorkstationKind.TILL, 30, "La Clique")
    code = CodeFile(
        host="127.0.0.1", port=made.port, database=made.database, login=made.login, password=made.password,
        code=made.code, kind=WorkstationKind.TILL,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        post = joined(Path(folder), SimulatedClock(datetime.now(UTC)), code)
        seconds = time.monotonic() - began
        sales = post.one("SELECT count(*) FROM sales")
        lines = post.one("SELECT count(*) FROM sale_items")
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        post.close()
    print(f"a till joined in {seconds:.1f} s with {sales} sales and {lines} lines, {size / 1e6:.0f} MB")


if __name__ == "__main__":
    with any_server() as _server:
        measure(_server.make("bench_adopt"), int(sys.argv[1]) if len(sys.argv) > 1 else 50)
