"""A month of tickets leaves one till and arrives at another: drain, pull and apply, beside a bare copy of the rows.

``python -m tests.benchmarks.bench_pull [--sales 5000] [--rounds 3] [--json]``
Both tills are real files at a real centre. The bare side reads the very rows that the pull leaves behind (facts,
history, journal) with plain SELECTs and writes them with ``executemany`` into an encrypted file of the same tables and
indexes, without a guard, in transactions of the same size. Rounds alternate.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from recyclique_desktop.data import migrate
from recyclique_desktop.data.db import Database
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.sync.entries import read
from recyclique_desktop.sync.round import SentEntry
from recyclique_desktop.sync.tables import form_of
from recyclique_desktop.sync.writing import _JOURNAL
from recyclique_desktop.system.clock import SystemClock
from tests.benchmarks.arriving import Template
from tests.benchmarks.measuring import Goal, tell
from tests.known import KEY
from tests.machines import lone_centre
from tests.postgres import CentralDatabase
from tests.sync import real
from tests.sync.real import Post

FACTS = ("sales", "sale_items", "payment_transactions")
LOT = 200
ROWS_PER_SALE = 5 + 2
"""Sale, three lines, one payment; a history row and a journal row."""
_AUDIT = (
    "INSERT INTO audit_logs (id, timestamp, action_type, target_id, target_type, description) VALUES (?, ?, ?, ?, ?, ?)"
)


@contextlib.contextmanager
def two_tills(folder: Path, base: CentralDatabase) -> Iterator[tuple[Post, Post]]:
    clock = SimulatedClock(SystemClock().now())
    first = real.found(real.alone(folder / "one", clock), base)
    first.sync()
    second = real.joined(folder / "two", clock, real.code_for(base, WorkstationKind.TILL))
    yield first, second
    second.close()
    first.close()


def put_into_journal(post: Post, entries: list[SentEntry]) -> None:
    """Let a till have sold these: only what leaves matters here."""
    kept = [read(entry, None, lambda _stream, _written: True).kept for entry in entries]
    with post.opened.db.applying() as connection:
        connection.exec_driver_sql(_JOURNAL, kept)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of the processor alone, which other programs do not disturb."""

    clock: float
    processor: float

    @classmethod
    def since(cls, began: Took) -> Took:
        now = cls.now()
        return cls(now.clock - began.clock, now.processor - began.processor)

    @classmethod
    def now(cls) -> Took:
        return cls(time.perf_counter(), time.process_time())

    def times(self, share: float) -> Took:
        return Took(self.clock * share, self.processor * share)


def bare(base: CentralDatabase, folder: Path, first: int, last: int) -> Took:
    """Copy the same rows by hand; return what it took."""
    db = Database.open(folder, KEY)
    with db.connection() as connection:
        migrate.upgrade(connection)
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.commit()
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        begun = Took.now()
        with base.connect() as centre:
            for table in FACTS:
                _copy(centre, raw, *_select(table))
            _copy(centre, raw, _HISTORY, _AUDIT)
            _copy(centre, raw, _LEDGER % (first, last), _JOURNAL)
        took = Took.since(begun)
        count = raw.execute("SELECT count(*) FROM sales").fetchone()[0]
        assert count >= last - first, count
    db.close()
    return took


def _copy(centre: psycopg.Connection[Any], raw: Any, select: str, insert: str) -> None:
    with centre.cursor(binary=True) as cursor:
        cursor.execute(select)
        while rows := cursor.fetchmany(LOT):
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(insert, rows)
            raw.execute("COMMIT")


def _select(table: str) -> tuple[str, str]:
    """Return SQL that gives rows in the form the file holds them, and the statement that writes them."""
    form = form_of(table)
    from recyclique_desktop.data.models import Base  # noqa: PLC0415

    columns = Base.metadata.tables[table].columns
    names = [one.name for one in (*form.key, *form.fields.values())]
    return f"SELECT {', '.join(_written(columns[name]) for name in names)} FROM {table}", form.insert_sql


def _written(column: Any) -> str:
    kind = type(column.type).__name__
    name = f'"{column.name}"'
    return {
        "Uuid": f"uuid_send({name})",
        "Money": f"({name} * 100)::bigint",
        "Weight": f"({name} * 1000)::bigint",
        "UtcDateTime": f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        "Day": f"{name}::text",
        "Choice": f"{name}::text",
        "Bool": f"{name}::int",
    }.get(kind, name)


_HISTORY = (
    'SELECT uuid_send(id), to_char("timestamp", \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\'), action_type,'
    " uuid_send(target_id), target_type, description FROM audit_logs WHERE action_type = 'sale_completed'"
)
_LEDGER = (
    "SELECT uuid_send(stream_id), seq, uuid_send(entry_id), uuid_send(entry_id), header, ''::bytea, hash, signature,"
    " class, act, series, number, hlc, received_at::text FROM sync.ledger WHERE act = 'sale.completed'"
    " AND seq BETWEEN %d AND %d ORDER BY seq"
)


def measure(sales: int, rounds: int) -> tuple[dict[str, Any], list[Goal]]:
    """Alternate both sides."""
    drains, pulls, bares = [], [], []
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as name, lone_centre() as base:
        folder = Path(name)
        with two_tills(folder, base) as (first, second):
            template = Template.of(second.shop, second.opened.config.stream_id, sales * rounds)
            entries = list(template.entries(sales * rounds))
            second.sync()
            first.sync()
            gc.freeze()  # as the window does once its pages are made; here it spares the entries in memory
            for n in range(rounds):
                part = entries[sales * n : sales * (n + 1)]
                put_into_journal(second, part)
                drains.append(_timed(second, sales))
                pulls.append(_timed(first, sales))
                path = folder / f"bare-{n}.sqlite"
                bares.append(bare(base, path, part[0].seq, part[-1].seq).times(1 / (n + 1)))
            assert first.one("SELECT count(*) FROM sales") == sales * rounds + 2
            assert first.compare().is_same
            sent = sum(entry.size for entry in entries) / len(entries)
    drain, pull, hand = (statistics.median(one.clock for one in side) for side in (drains, pulls, bares))
    busy, hand_busy = (statistics.median(one.processor for one in side) for side in (pulls, bares))
    figures = {
        "sales, rounds": f"{sales}, {rounds}",
        "drain, s": f"{drain:.2f} ({sales / drain:.0f} sales/s)",
        "pull and apply, s": f"{pull:.2f} ({sales / pull:.0f} sales/s, {sales * ROWS_PER_SALE / pull:.0f} rows/s)",
        "bare SELECT and executemany, s": f"{hand:.2f}",
        "the same, processor of this side alone, s": f"{busy:.2f}, {hand_busy:.2f}",
        "bytes of an entry": round(sent),
    }
    goals = [
        Goal("pull and apply / bare copy of the rows", pull / hand, 2.0),
        Goal("seconds to drain 1,000 sales", drain * 1000 / sales, 3.0),
        Goal("seconds to drain 30,000 sales", drain * 30_000 / sales, 30.0),
    ]
    return figures, goals


def _timed(post: Post, sales: int) -> Took:
    begun = Took.now()
    done = post.sync()
    took = Took.since(begun)
    assert (done.cause, done.pushed + done.pulled) == (None, sales), done
    return took


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures, goals = measure(asked.sales, asked.rounds)
    return tell("A month leaves one till and arrives at another", figures, goals, as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
