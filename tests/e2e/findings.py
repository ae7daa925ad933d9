"""What is found at the end of a story: at the centre, and on each workstation held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from recyclique_desktop.system import config as configuration
from tests.faults.place import Place

Connection = psycopg.Connection[Any]
Said = Sequence[tuple[UUID, str, int]]
_SOLD = "SELECT count(*), max(number), max(total_amount) FROM public.sales WHERE id = %s"
_WRONG = """
SELECT s.number FROM public.sales s LEFT JOIN (
    SELECT sale_id, sum(amount) AS paid FROM public.payment_transactions GROUP BY sale_id) p ON p.sale_id = s.id
WHERE s.total_amount + s.donation IS DISTINCT FROM p.paid
"""
_HOLES = """
SELECT stream_id FROM sync.ledger GROUP BY stream_id
HAVING count(*) <> max(seq) - min(seq) + 1 OR min(seq) <> 1
"""
_TURNS = """
SELECT count(*) FROM (
    SELECT stream_id, lag(stream_id) OVER (ORDER BY received_at, stream_id, seq) AS before FROM sync.ledger) AS l
WHERE stream_id <> before
"""
_HEAD = "SELECT last_seq, encode(last_hash, 'hex') FROM sync.streams WHERE stream_id = %s"


@dataclass(frozen=True, slots=True)
class Line:
    """One workstation.

    Attributes:
        said: Sales that were said paid there.
        own: Sales made there; ``sales`` is all it holds, others' included.
        entries: Of its own journal.
        rows: How many rows ``compare`` found equal.
    """

    name: str
    days: int
    said: int
    own: int
    sales: int
    entries: int
    rows: int


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre.

    Attributes:
        turns: How often an entry came from another workstation than the one before: they did sell at once.
    """

    days: int
    sales: int
    entries: int
    parked: int
    turns: int


def of_post(connection: Connection, name: str, place: Place, said: Said, dsn: str, when: str) -> Line:
    """Hold one workstation against the centre: what it said, its journal, its rows."""
    for sale_id, number, cents in said:
        found = connection.execute(_SOLD, (sale_id,)).fetchone()
        assert found == (1, number, Decimal(cents) / 100), f"{when}: {number} was said paid, the centre has {found}"
    config = configuration.load(place.folders.data)
    with place.raw() as file:
        own, sales, days = file.execute(
            "SELECT count(*) FILTER (WHERE workstation_id = ?), count(*),"
            " (SELECT count(*) FROM cash_sessions WHERE workstation_id = ?) FROM sales",
            (config.workstation_id.bytes, config.workstation_id.bytes),
        ).fetchone()
        head = file.execute(
            "SELECT seq, hex(hash) FROM journal WHERE stream_id = ? ORDER BY seq DESC LIMIT 1",
            (config.stream_id.bytes,),
        ).fetchone() or (0, "00" * 32)
    assert (head[0], head[1].lower()) == connection.execute(_HEAD, (config.stream_id,)).fetchone(), f"{when}: {name}"
    compared = place.run("compare", "--dsn", dsn, "--json")
    assert (compared.code, compared.json["equal"]) == (0, True), f"{when}, {name}: {compared.out}{compared.err}"
    return Line(name, days, len(said), own, sales, head[0], compared.json["rows"])


def of_centre(connection: Connection, lines: Sequence[Line], when: str) -> Centre:
    """Look at the centre itself: money, chains, nothing left aside, nothing there that nobody made."""
    wrong = connection.execute(_WRONG).fetchall()
    assert not wrong, f"{when}: payments are not totals and donations on {wrong[:5]}"
    holes = connection.execute(_HOLES).fetchall()
    assert not holes, f"{when}: holes in {holes}"
    days, sales, parked, entries, turns = (
        _count(connection, query)
        for query in (
            "SELECT count(*) FROM public.cash_sessions", "SELECT count(*) FROM public.sales",
            "SELECT count(*) FROM sync.parked WHERE settled_at IS NULL", "SELECT count(*) FROM sync.ledger", _TURNS,
        )
    )  # fmt: skip
    assert parked == 0, f"{when}: {parked} parked"
    assert sales == sum(one.own for one in lines), f"{when}: {sales} sales at the centre, {lines} made"
    assert all(one.sales == sales for one in lines), f"{when}: {sales} sales at the centre, {lines}"
    return Centre(days, sales, entries, parked, turns)


def _count(connection: Connection, query: LiteralString) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
