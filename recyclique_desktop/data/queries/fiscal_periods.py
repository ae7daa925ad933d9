"""What the journal says of days that are not closed yet: read from its own entries, never from rows or counters.

A day closure covers every ticket and cash movement since the one before, in the journal's order: a clock that goes
back puts nothing into a day that is closed (``french-practice.md`` §1.5, F-11).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from recyclique_desktop.data.models import Closure, JournalEntry
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import ClosureKind, JournalClass, Series

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Station

_COUNTED = (Series.TICKET, Series.CASH_MOVEMENT)


@dataclass(frozen=True, slots=True)
class Counted:
    """One fiscal entry of the day: its place, its hash, its body and the session it belongs to."""

    seq: int
    hash: str
    at: datetime
    doc: dict[str, Any]
    session_id: UUID


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day that has something to close; ``entries`` in the journal's order, at least one."""

    day: date
    entries: tuple[Counted, ...]


def last_closure(session: Session, station: Station, kind: ClosureKind) -> Closure | None:
    """Return this workstation's latest closure of a kind."""
    query = (
        select(Closure)
        .where(Closure.workstation_id == station.id, Closure.kind == kind)
        .order_by(Closure.period.desc(), Closure.number.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def closures_of(session: Session, station: Station, kind: ClosureKind, prefix: str) -> list[Closure]:
    """Return this workstation's closures of a kind whose period begins so (``2026-11``), in time order."""
    query = (
        select(Closure)
        .where(
            Closure.workstation_id == station.id, Closure.kind == kind, Closure.period.startswith(prefix),
        )
        .order_by(Closure.period)
    )  # fmt: skip
    return list(session.scalars(query))


def entry_hash(session: Session, closure: Closure) -> str | None:
    """Return the hash of the journal entry that carries a closure."""
    query = select(JournalEntry.hash).where(
        JournalEntry.act == acts.PERIOD_CLOSED.name,
        JournalEntry.series == Series.CLOSURE,
        JournalEntry.number == int(closure.number.rpartition("-")[2]),
    )
    found = session.scalar(query.order_by(JournalEntry.hlc.desc()).limit(1))
    return None if found is None else found.hex()


def first_open_day(session: Session, stream_id: UUID, station: Station) -> OpenDay | None:
    """Return the earliest day of this workstation with tickets or movements that no day closure covers."""
    last = last_closure(session, station, ClosureKind.DAY)
    after = int(last.totals["last_seq"]) if last is not None else 0
    earliest = date.fromisoformat(last.period) + timedelta(days=1) if last is not None else date.min
    found: list[Counted] = []
    day = earliest
    for entry in _entries(session, stream_id, after):
        its_day = max(business_date(entry.at, station.zone), earliest)
        if not found:
            day = its_day
        elif its_day > day:
            break
        found.append(entry)
    return OpenDay(day, tuple(found)) if found else None


def _entries(session: Session, stream_id: UUID, after: int) -> Iterator[Counted]:
    """Yield tickets and movements in the journal's order; what a closing put away is a movement of its entry."""
    query = (
        select(JournalEntry.seq, JournalEntry.hash, JournalEntry.at, JournalEntry.payload, JournalEntry.act)
        .where(
            JournalEntry.stream_id == stream_id,
            JournalEntry.seq > after,
            JournalEntry.journal_class == JournalClass.FISCAL,
            or_(
                and_(JournalEntry.series.in_(_COUNTED), JournalEntry.act != acts.SESSION_OPENED.name),
                JournalEntry.act == acts.SESSION_CLOSED.name,
            ),
        )
        .order_by(JournalEntry.seq)
        .execution_options(yield_per=200)
    )
    for seq, digest, at, payload, act in session.execute(query):
        body = json.loads(payload)
        if act != acts.SESSION_CLOSED.name:
            yield Counted(seq, digest.hex(), at, body["doc"], _session_of(body["rows"]))
        elif away := [row["set"] for row in body["rows"] if row["table"] == "cash_movements"]:
            doc = {"kind": "movement", "amount": away[0]["amount"]}
            yield Counted(seq, digest.hex(), at, doc, UUID(away[0]["session_id"]))


def _session_of(rows: list[dict[str, Any]]) -> UUID:
    for row in rows:
        if row["table"] == "sales":
            return UUID(row["set"]["cash_session_id"])
        if row["table"] == "cash_movements":
            return UUID(row["set"]["session_id"])
    raise ValueError("an entry of tickets or movements without its row")
