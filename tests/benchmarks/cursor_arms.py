"""Ways to ask a table for what is new: ours, and three that everybody writes once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from tests.central_api.machines import Machine

_LIMIT = 500
Connection = psycopg.Connection[Any]
Marks = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Arm:
    """One way: where it begins, and one poll.

    Attributes:
        is_whole: Whether it is to find what the tills push as well.
    """

    name: str
    begin: Callable[[Connection], Any]
    read: Callable[[Connection, Any], tuple[Marks, Any]]
    is_whole: bool = False


def _by_number(connection: Connection, position: int) -> tuple[Marks, int]:
    query = "SELECT w, n, seq FROM beside.rows WHERE seq > %s ORDER BY seq LIMIT %s"
    rows = connection.execute(query, (position, _LIMIT)).fetchall()
    return [(w, n) for w, n, _ in rows], rows[-1][2] if rows else position


def _by_moment(connection: Connection, position: datetime) -> tuple[Marks, datetime]:
    query = "SELECT w, n, changed_at FROM beside.rows WHERE changed_at > %s ORDER BY changed_at LIMIT %s"
    rows = connection.execute(query, (position, _LIMIT)).fetchall()
    return [(w, n) for w, n, _ in rows], rows[-1][2] if rows else position


def _below_horizon(connection: Connection, position: int) -> tuple[Marks, int]:
    query = (
        "SELECT w, n, seq FROM beside.rows WHERE seq > %s AND xid < pg_snapshot_xmin(pg_current_snapshot())"
        " ORDER BY seq LIMIT %s"
    )
    rows = connection.execute(query, (position, _LIMIT)).fetchall()
    return [(w, n) for w, n, _ in rows], rows[-1][2] if rows else position


def ours(machine: Machine) -> Arm:
    """Return the pull of this machine, on its own line: every stream it sees, each from its beginning."""

    def begin(_connection: Connection) -> dict[UUID, int]:
        return {UUID(stream): 0 for stream in machine.hello()["streams"]}

    def read(_connection: Connection, known: dict[UUID, int]) -> tuple[Marks, dict[UUID, int]]:
        marks: Marks = []
        for stream, seq, _header, payload, *_proof in machine.pull(known, _LIMIT):
            assert seq == known[stream] + 1, f"{stream}: {seq} after {known[stream]}"
            known[stream] = seq
            marks += _marks(json.loads(payload) if payload else {})
        return marks, known

    return Arm("a position per stream (ours)", begin, read, is_whole=True)


def _marks(payload: dict[str, Any]) -> Marks:
    names = [row["set"]["name"] for row in payload.get("rows", ()) if row["table"] == "categories" and row["op"] == "I"]
    names += [payload["doc"]["mark"]] if "mark" in payload.get("doc", {}) else []
    return [(int(w), int(n)) for w, n in (name.split("/") for name in names if "/" in name)]


NAIVE = (
    Arm("greatest number seen", lambda _: 0, _by_number),
    Arm("latest moment seen", lambda _: datetime(2000, 1, 1, tzinfo=UTC), _by_moment),
    Arm("greatest number below the horizon", lambda _: 0, _below_horizon),
)
