"""What a push costs beside a bare COPY of the very rows it leaves behind, and how many bytes a sale takes.

``python -m tests.benchmarks.bench_push [--days 40] [--rounds 5] [--json]``
A shop of the demonstration works alone for some days, hands its centre stream over and pushes its journal. The same
rows are then copied, as the server gave them out, into the same tables of an equal database, in as many transactions.
Rounds alternate, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from recyclique_desktop import central
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan
from recyclique_desktop.demo.day import Till
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import FileStore
from tests.benchmarks.measuring import Goal, Timing, tell
from tests.central_api.journals import Journal, journals
from tests.central_api.machines import Machine, found_with, packed
from tests.known import MORNING
from tests.postgres import CentralDatabase, Databases, any_server

SIZES = (500, 50, 1)
FACTS = (
    "cash_sessions", "cash_counts", "closures", "login_history", "user_sessions", "sales", "payment_transactions",
    "sale_items",
)  # fmt: skip
"""Tables that a till's day fills."""
_SALE = "SELECT entry_id FROM sync.ledger WHERE act = 'sale.completed'"
_SALES = {
    "audit_logs": "action_type = 'sale_completed'",
    "sync.ledger": "act = 'sale.completed'",
    "sync.entry_ids": f"entry_id IN ({_SALE})",
}
"""What in a table that everything shares belongs to sales."""
KEPT = (*FACTS, "audit_logs", "sync.entry_ids", "sync.ledger")
"""Every table that a push fills: what the bare COPY must write as well."""


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of each batch after the first, which meets a cold server: pushed, copied, and copied without the journal.

    Attributes:
        sales: Tickets in those batches.
    """

    push: list[float]
    copy: list[float]
    facts: list[float]
    sales: int

    @property
    def ratio(self) -> float:
        return sum(self.copy) / sum(self.push)

    @property
    def sales_per_second(self) -> float:
        return self.sales / sum(self.push)


def worked(folder: Path, days: int) -> tuple[Journal, Journal, UUID]:
    """Let a shop of the demonstration work for so many days; return its journals and its workstation."""
    clock = SimulatedClock(MORNING)
    opened = shop.create_shop(
        Folders(folder / "data", folder / "config", folder / "logs"),
        FileStore(folder / "config"),
        clock,
        secrets.token_bytes,
    )
    try:
        goods = shop.goods(opened.db)
        for number in range(days):
            plan = day_plan(7, number, date(2026, 9, 17) + timedelta(days=number), goods, len(shop.TEAM))
            Till(opened, clock, lambda _sale: None).play(plan)
        own, shared = journals(opened.db, opened.config.stream_id)
        return own, shared, opened.station.id
    finally:
        opened.close()


def push(machine: Machine, batches: Sequence[Journal]) -> list[float]:
    """Push these batches, packed beforehand; return how long each call took."""
    calls = [(packed(batch), len(batch)) for batch in batches]
    return [_timed(lambda call=call: _taken(machine, *call)) for call in calls]  # type: ignore[misc]


def _taken(machine: Machine, values: tuple[Any, ...], count: int) -> None:
    receipt = machine.call("push", *values)
    assert (receipt["outcome"], receipt["stored"], receipt["parked"]) == ("ok", count, 0), receipt


def _timed(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def given_out(base: CentralDatabase, tables: Sequence[str], parts: int) -> list[list[tuple[str, list[bytes]]]]:
    """Return the rows of these tables as COPY gives them out, dealt into so many parts."""
    dealt: list[list[tuple[str, list[bytes]]]] = [[] for _ in range(parts)]
    with base.connect() as connection:
        for table in tables:
            copy = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(*table.split(".")))
            with connection.cursor().copy(copy) as stream:
                rows = [bytes(row) for row in stream]
            for place, part in enumerate(dealt):
                part.append((table, rows[len(rows) * place // parts : len(rows) * (place + 1) // parts]))
    return dealt


def copy_in(base: CentralDatabase, parts: list[list[tuple[str, list[bytes]]]]) -> list[float]:
    """Copy the parts in, one transaction each; return how long each took. Nothing is checked, no trigger watches."""
    blocks = [[(table, b"".join(rows)) for table, rows in part if rows] for part in parts]
    with psycopg.connect(base.dsn) as connection:
        for table in KEPT:
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(*table.split("."))))
        connection.commit()
        return [_timed(lambda part=part: _copied(connection, part)) for part in blocks]  # type: ignore[misc]


def _copied(connection: psycopg.Connection[Any], part: list[tuple[str, bytes]]) -> None:
    for table, block in part:
        copy = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(*table.split(".")))
        with connection.cursor().copy(copy) as stream:
            stream.write(block)
    connection.commit()


def rounds(
    databases: Databases, own: Journal, shared: Journal, station: UUID, size: int, count: int
) -> Iterator[Round]:
    """Push and copy in turn, each into a centre of its own."""
    batches = list(own.batches(size))
    if len(batches) > 1 and len(batches[-1]) < size:
        batches.pop()
    for _ in range(count):
        base = databases.centre()
        machine = found_with(base, own, shared, station)
        pushed = push(machine, batches)
        machine.line.close()
        copied = copy_in(databases.centre(), given_out(base, KEPT, len(batches)))
        facts = copy_in(databases.centre(), given_out(base, FACTS, len(batches)))
        yield Round(pushed[1:], copied[1:], facts[1:], sum(batch.sales for batch in batches[1:]))


def at_rest(base: CentralDatabase, tables: Sequence[str]) -> int:
    """Return the bytes of these tables, indexes included."""
    with base.connect() as connection:
        connection.execute("VACUUM FULL")
        query = "SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) AS e(t)"
        row = connection.execute(query, (list(tables),)).fetchone()
    assert row is not None
    return int(row[0])


def _of_sales(base: CentralDatabase, table: str) -> float:
    """Return the bytes of a table, indexes included, that are there for sales: its share of what the rows weigh."""
    mine = _SALES.get(table, "true" if table in {"sales", "sale_items", "payment_transactions"} else "false")
    weights = f"sum(pg_column_size(t.*)) FILTER (WHERE {mine}), sum(pg_column_size(t.*))"
    with base.connect() as connection:
        row = connection.execute(f"SELECT {weights} FROM {table} t".encode()).fetchone()
    assert row is not None
    return at_rest(base, [table]) * float(row[0] or 0) / float(row[1])


def sent(batch: Journal) -> int:
    """Return what a push of these entries puts on the way: its arguments, framing aside."""
    _stream, _first, heads, bodies, hashes, signatures, _parent, _fork, words = packed(batch)
    return sum(len(one or b"") for one in (*heads, *bodies, *hashes, *signatures)) + sum(len(w.encode()) for w in words)


def size_per_sale(databases: Databases, own: Journal, shared: Journal, station: UUID) -> dict[str, float]:
    """Return what a sale takes on the wire and at rest; the day around it is shared out among its sales."""
    base = databases.centre()
    empty = at_rest(base, KEPT)
    machine = found_with(base, own, shared, station)
    push(machine, list(own.batches(500)))
    machine.line.close()
    return {
        "wire bytes per sale, 500 entries at once": sum(map(sent, own.batches(500))) / own.sales,
        "wire bytes per sale, one entry at once": sum(map(sent, own.batches(1))) / own.sales,
        "bytes per sale as written": own.size / own.sales,
        "at rest bytes per sale": sum(_of_sales(base, table) for table in KEPT) / own.sales,
        "at rest bytes per sale, the day around it included": (at_rest(base, KEPT) - empty) / own.sales,
        "lines per sale": own.lines / own.sales,
    }


def measure(databases: Databases, days: int, count: int) -> tuple[dict[str, Any], list[Goal]]:
    with tempfile.TemporaryDirectory() as folder:
        own, shared, station = worked(Path(folder), days)
    figures: dict[str, Any] = {"sales": own.sales, "entries": len(own.entries)}
    figures |= size_per_sale(databases, own, shared, station)
    goals = [
        Goal("wire bytes per sale, 500 at once", figures["wire bytes per sale, 500 entries at once"], 3_500),
        Goal("wire bytes per sale, one at once", figures["wire bytes per sale, one entry at once"], 3_500),
        Goal("at rest bytes per sale", figures["at rest bytes per sale"], 4_500),
    ]
    for size in SIZES:
        share = own if size > 50 else own.first(40 * size)
        done = list(rounds(databases, share, shared, station, size, count))
        figures[f"push / COPY at {size}, quickest"] = _quickest(done, "copy")
        figures[f"push / COPY at {size}, median"] = statistics.median(one.ratio for one in done)
        figures[f"push / COPY of the facts alone at {size}, quickest"] = _quickest(done, "facts")
        figures[f"sales per second at {size}"] = statistics.median(one.sales_per_second for one in done)
        figures[f"a push of {size}"] = str(Timing.of([seconds for one in done for seconds in one.push]))
    pace = figures["sales per second at 500"]
    goals += [
        Goal("push / COPY at 500, inverted", 1 / figures["push / COPY at 500, quickest"], 1 / 0.40),
        Goal("seconds for 2,000 sales", 2_000 / pace, 1),
        Goal("seconds to drain 30,000 sales", 30_000 / pace, 30),
    ]
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()}, goals


def _quickest(done: Sequence[Round], other: str) -> float:
    """Compare the quickest batch of each kind: what else the machine did meanwhile is left out."""
    times: list[float] = [seconds for one in done for seconds in getattr(one, other)]
    return min(times) / min(seconds for one in done for seconds in one.push)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with any_server() as server:
        template = server.make("recyclique_bench_push")
        databases = Databases(server, template.name)
        try:
            central.init(template.dsn)
            figures, goals = measure(databases, asked.days, asked.rounds)
        finally:
            databases.close()
            server.drop(template.name)
    return tell("push beside COPY", figures, goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
