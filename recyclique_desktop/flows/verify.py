"""Checking a workstation's records, for the command line and the manager's page alike."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from recyclique_desktop.data import verify
from recyclique_desktop.data.models import Workstation
from recyclique_desktop.data.verify import Finding, Report
from recyclique_desktop.data.verify.keys import KeyBook, read_keys
from recyclique_desktop.domain import journal
from recyclique_desktop.flows.workstation import KeySource

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.flows.workstation import OpenWorkstation

__all__ = ["Finding", "Report", "Verdict", "is_genuine", "verify_workstation"]
_LOOK = "SELECT max(rowid) FROM journal"
"""Begins the snapshot."""
_TICKETS = "SELECT stream_id, seq, header, payload, hash, signature FROM journal WHERE series = 'T' AND number = ?"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found, and how long it took.

    Attributes:
        full: Every signature was checked, not only those of closures and of the last entry.
        key_source: Where the key that signatures were held against was found.
    """

    report: Report
    full: bool
    milliseconds: int
    key_source: KeySource = KeySource.STORE

    @property
    def is_sound(self) -> bool:
        """Whether every promise holds."""
        return self.report.is_sound


def verify_workstation(workstation: OpenWorkstation, *, full: bool) -> Verdict:
    """Check the records as they are now; selling may go on meanwhile.

    Sums and the file itself are looked at on a second snapshot, taken at once after the journal's.

    Raises:
        UserError: ``storage.corrupt`` or ``storage.io`` when the file cannot even be read through.
    """
    began = time.perf_counter()
    trust = workstation.trust  # before the snapshot: what was seen by now is in it
    with workstation.db.reading() as session, workstation.db.reading() as beside:
        connection = session.connection()
        connection.exec_driver_sql(_LOOK)
        report = verify.verify(connection, trust, full=full, beside=beside.connection())
    return Verdict(report, full, round((time.perf_counter() - began) * 1000), workstation.key_source)


def is_genuine(workstation: OpenWorkstation, number: str, extract: str) -> bool:
    """Tell whether the extract printed on a ticket is that of a signature which holds today.

    Args:
        workstation: Any that knows the ticket: its own, or one that heard of it from the centre.
        number: As printed: ``C01-000127``.
        extract: The four characters printed beside it.
    """
    serial = number.rpartition("-")[2]
    if not serial.isdecimal():
        return False
    with workstation.db.reading() as session:
        rows = session.connection().exec_driver_sql(_TICKETS, (int(serial),)).all()
        wanted = [row for row in rows if row.signature and journal.extract_of(row.signature) == extract]
        return any(_bears(row, number) and _holds(session, workstation, row) for row in wanted)


def _bears(row: Any, number: str) -> bool:
    """Whether the entry is the ticket of that number; what was kept of others' entries does not say."""
    return not row.payload or f'"{number}"'.encode() in row.payload


def _holds(session: Session, workstation: OpenWorkstation, row: Any) -> bool:
    header = journal.Header.from_bytes(row.header)
    if header.stream_id == workstation.config.stream_id:
        book = read_keys(session.connection(), UUID(bytes=row.stream_id), workstation.trust.keys)
    else:
        keys = session.scalars(select(Workstation.public_key)).all()
        book = KeyBook.of({journal.key_id_of(key): key for key in keys})
    key = book.find(header.key_id, row.seq)
    is_whole = journal.digest_of(row.header) == row.hash
    return is_whole and key is not None and journal.is_signed_by(key, row.hash, row.signature)
