"""Where history was written: the journal's entry behind a row, its workstation, and what it changed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import func, select

from recyclique_desktop.data.chain import audit_id_of
from recyclique_desktop.data.models import JournalEntry, Workstation
from recyclique_desktop.domain.enums import JournalClass
from recyclique_desktop.domain.journal import key_id_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

_MADE_AT: Final = re.compile(rb'"workstation_id":"([0-9a-f-]{36})"')
_MOST_CHANGES: Final = 40
_CENTRE: Final = "Centre"
_STAMPS: Final = frozenset({"updated_at", "last_used_at", "last_activity", "step_start_time"})
"""Columns that change with every act: nobody wonders about them."""


@dataclass(frozen=True, slots=True)
class Written:
    """The entry that a row follows from.

    Attributes:
        actor: Code of who acted.
        place: Code of the workstation; nothing where that is not known here.
        number: « J-000127 », for what has a number.
    """

    stream_id: UUID
    seq: int
    actor: str
    place: str
    number: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A column that an act changed, in journal form."""

    table: str
    row_id: str
    column: str
    old: Any
    new: Any


def entries_of(session: Session, wanted: Mapping[UUID, datetime]) -> dict[UUID, Written]:
    """Return the entries behind these rows of history, given the moment of each; rows of 1.4.4 have none."""
    query = select(
        JournalEntry.stream_id, JournalEntry.seq, JournalEntry.entry_id, JournalEntry.header, JournalEntry.series,
        JournalEntry.number,
    ).where(JournalEntry.at.in_(set(wanted.values())), JournalEntry.journal_class != JournalClass.PERSONAL)  # fmt: skip
    rows = [(audit_id_of(row.entry_id), row) for row in session.execute(query)]
    rows = [(audit_id, row) for audit_id, row in rows if audit_id in wanted]
    known = [(audit_id, row, json.loads(row.header)) for audit_id, row in rows]
    keys = _keys(session)
    places = _places(session, {row.stream_id for _id, row, header in known if header.get("key_id") not in keys})
    return {audit_id: _written(row, header, {**places, **keys}) for audit_id, row, header in known}


def _written(row: Any, header: dict[str, Any], places: Mapping[UUID | str, str]) -> Written:
    """Tell where an entry was written: by the key that signed it, else by what its stream says of itself."""
    place = places.get(header.get("key_id") or "", "") or places.get(row.stream_id, "")
    place = _CENTRE if header["software"] == "centre" else place
    number = f"{row.series.value}-{row.number:06d}" if row.series is not None else ""
    return Written(row.stream_id, row.seq, str(header["actor"]), place, number)


def changes_of(session: Session, written: Written) -> tuple[Changed, ...]:
    """Return what an act changed, or wished to change, of columns that are nobody's private matter."""
    payload = session.scalar(
        select(JournalEntry.payload).where(JournalEntry.stream_id == written.stream_id, JournalEntry.seq == written.seq)
    )
    if not payload:
        return ()
    body = json.loads(payload)
    rows = [row for row in (*body.get("rows", ()), *body.get("requests", ())) if row["op"] == "U"]
    found = [
        Changed(row["table"], str(row["id"]), column, old, new)
        for row in rows
        for column, (old, new) in row.get("set", {}).items()
        if column not in _STAMPS
    ]
    return tuple(found[:_MOST_CHANGES])


def _keys(session: Session) -> dict[UUID | str, str]:
    """Return the codes of the workstations by the names of their keys."""
    rows = session.execute(select(Workstation.public_key, Workstation.code))
    return {key_id_of(row.public_key): row.code for row in rows if row.public_key}


def _places(session: Session, wanted: Collection[UUID]) -> dict[UUID | str, str]:
    """Return the workstations of streams, told by the first fact in each that names its own."""
    found: dict[UUID, UUID] = {}
    for stream in wanted:
        query = (
            select(JournalEntry.payload)
            .where(JournalEntry.stream_id == stream, func.instr(JournalEntry.payload, b'"workstation_id":"') > 0)
            .order_by(JournalEntry.seq)
            .limit(1)
        )
        payload = session.scalar(query)
        told = _MADE_AT.search(payload) if payload else None
        if told is not None:
            found[stream] = UUID(told[1].decode())
    codes: dict[UUID, str] = {row.id: row.code for row in session.execute(select(Workstation.id, Workstation.code))}
    only = next(iter(codes.values())) if len(codes) == 1 else ""  # a shop of one workstation is its own centre
    return {stream: codes.get(found[stream], "") if stream in found else only for stream in wanted}
