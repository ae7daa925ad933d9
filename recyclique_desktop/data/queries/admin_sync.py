"""How this workstation and its centre stand: what waits to be sent, the last rounds, wishes that were not granted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from recyclique_desktop.data.models import JournalEntry, SyncLog, User
from recyclique_desktop.data.queries.admin_edits import row_names
from recyclique_desktop.data.queries.people import short_name
from recyclique_desktop.data.requests import row_key
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.enums import JournalClass
from recyclique_desktop.domain.money import Cents, from_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

_NUMBERED = frozenset({"sales", "closures", "cash_sessions"})
_REFUSED = b'"refused":'
FAILED = "error"
"""``sync_logs.status`` of a round that did not go to its end."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An act that the centre does not have yet.

    Attributes:
        act: Its registered name.
        number: As on paper, for what has one.
        name: What it is about, where that has a name: « Canapé ».
    """

    act: str
    label: str
    number: str
    name: str
    amount: Cents | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round that carried something, or failures of one kind in a row.

    Attributes:
        at: When it ended; of the last of the failures.
        since: When it, or the first of them, began.
        cause: Why it failed, by the word of the log; nothing for a round that went to its end.
        repeats: How many failures in a row.
        mended_at: When the next round after a failure succeeded; nothing while none did.
    """

    at: datetime
    since: datetime
    pushed: int
    pulled: int
    parked: int
    bytes: int
    cause: str | None
    repeats: int
    mended_at: datetime | None = None

    @property
    def tenths(self) -> int:
        """How long it took, in tenths of a second."""
        return round((self.at - self.since).total_seconds() * 10)


@dataclass(frozen=True, slots=True)
class LostWish:
    """A value that was wished for here and that the centre did not take: its own holds.

    Attributes:
        name: What people call the row, or nothing.
        centre: The centre's value, in journal form.
        here: The value wished for.
        who: Who wished.
    """

    table: str
    row_id: str
    column: str
    name: str
    centre: Any
    here: Any
    who: str
    at: datetime


def outgoing(session: Session, stream_id: UUID, acked: int, limit: int) -> tuple[Outgoing, ...]:
    """Return the oldest acts of this workstation that the centre has not acknowledged."""
    query = (
        select(JournalEntry.act, JournalEntry.payload, JournalEntry.at)
        .where(
            JournalEntry.stream_id == stream_id,
            JournalEntry.seq > acked,
            JournalEntry.journal_class != JournalClass.PERSONAL,
        )
        .order_by(JournalEntry.seq)
        .limit(limit)
    )
    return tuple(_outgoing(session, act, json.loads(payload), at) for act, payload, at in session.execute(query))


def last_rounds(session: Session, limit: int) -> tuple[RoundLine, ...]:
    """Return the last rounds, newest first; the two directions of one round are one line."""
    query = select(SyncLog).order_by(SyncLog.created_at.desc(), SyncLog.id.desc()).limit(2 * limit + 2)
    found: list[RoundLine] = []
    for row in session.scalars(query):
        line = _round(row, found)
        if found and line.cause is None and found[-1].cause is None and found[-1].since == line.since:
            found[-1] = _merged(found[-1], line)
        else:
            found.append(line)
    return tuple(found[:limit])


def lost_wishes(session: Session, centre_stream: UUID, stream_id: UUID, limit: int) -> tuple[LostWish, ...]:
    """Return the newest wishes of this workstation that the centre answered with its own value."""
    query = (
        select(JournalEntry.payload, JournalEntry.at)
        .where(JournalEntry.stream_id == centre_stream, func.instr(JournalEntry.payload, _REFUSED) > 0)
        .order_by(JournalEntry.seq.desc())
        .limit(limit)
    )
    found: list[LostWish] = []
    for payload, at in session.execute(query):
        found += _lost(session, json.loads(payload), stream_id, at)
    return tuple(found[:limit])


def who_made(session: Session, entry_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return who made these entries, where they and their author are known here."""
    query = select(JournalEntry.entry_id, JournalEntry.header).where(JournalEntry.entry_id.in_(set(entry_ids)))
    codes = {entry_id: str(json.loads(header)["actor"]) for entry_id, header in session.execute(query)}
    people = select(User.operator_code, User.first_name, User.last_name, User.username).where(
        User.operator_code.in_(set(codes.values()))
    )
    names = {code: short_name(first, last, username) for code, first, last, username in session.execute(people)}
    return {entry_id: names[code] for entry_id, code in codes.items() if code in names}


def _outgoing(session: Session, act: str, payload: dict[str, Any], at: datetime) -> Outgoing:
    rows: Sequence[dict[str, Any]] = payload.get("rows", ())
    values: dict[str, Any] = next((row["set"] for row in rows if row["op"] == "I" and row["table"] in _NUMBERED), {})
    total = values.get("total_amount")
    return Outgoing(
        act=act,
        label=acts.BY_NAME[act].label if act in acts.BY_NAME else act,
        number=str(values["number"]) if isinstance(values.get("number"), str) else "",
        name=_wished_name(session, payload.get("requests", ())),
        amount=from_decimal(total) if isinstance(total, str) else None,
        at=at,
    )


def _wished_name(session: Session, requests: Sequence[dict[str, Any]]) -> str:
    """Return what the first wish of an entry is about."""
    for wish in requests:
        given = wish.get("set", {}).get("name") or wish.get("set", {}).get("label")
        if given is not None:
            return str(given[1])
        if isinstance(wish["id"], str):
            return row_names(session, wish["table"], [wish["id"]]).get(wish["id"], "")
    return ""


def _round(row: SyncLog, newer: Sequence[RoundLine]) -> RoundLine:
    """Return a row as a line; a failure looks among the newer ones for the round that mended it."""
    failed = row.status == FAILED
    mended = next((line.at for line in reversed(newer) if line.cause is None), None) if failed else None
    return RoundLine(
        at=row.finished_at or row.created_at,
        since=row.started_at or row.created_at,
        pushed=row.pushed,
        pulled=row.pulled,
        parked=row.parked,
        bytes=row.bytes,
        cause=(row.cause or FAILED) if failed else None,
        repeats=row.repeats,
        mended_at=mended,
    )


def _merged(one: RoundLine, other: RoundLine) -> RoundLine:
    return RoundLine(
        at=max(one.at, other.at),
        since=one.since,
        pushed=one.pushed + other.pushed,
        pulled=one.pulled + other.pulled,
        parked=one.parked + other.parked,
        bytes=one.bytes + other.bytes,
        cause=None,
        repeats=1,
    )


def _place(wish: dict[str, Any]) -> str:
    return f"{wish['table']}/{row_key(wish['id'])}"


def _lost(session: Session, answer: dict[str, Any], stream_id: UUID, at: datetime) -> list[LostWish]:
    """Return what one answer of the centre refused, if the wish was ours."""
    query = select(JournalEntry.stream_id, JournalEntry.payload).where(
        JournalEntry.entry_id == UUID(str(answer.get("answers")))
    )
    asked = session.execute(query).one_or_none()
    if asked is None or asked.stream_id != stream_id or not asked.payload:
        return []
    who = who_made(session, [UUID(str(answer["answers"]))])
    wishes = {_place(wish): wish.get("set", {}) for wish in json.loads(asked.payload)["requests"]}
    found = []
    for place, centre in answer["refused"].items():
        table, _, rest = place.partition("/")
        row_id, _, column = rest.rpartition("/")
        if not row_id:
            continue  # the whole row was refused: nothing of it exists at the centre
        pair = wishes.get(f"{table}/{row_id}", {}).get(column, [None, None])
        name = row_names(session, table, [row_id]).get(row_id, "")
        found.append(LostWish(table, row_id, column, name, centre, pair[1], next(iter(who.values()), ""), at))
    return found
