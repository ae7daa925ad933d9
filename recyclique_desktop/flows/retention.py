"""What is forgotten after some time, once a month: here by each workstation, at the centre by one office.

The program calls it in the background each day; it does nothing when the month is done. At the centre a lease, unique
on (job, month), lets one office do it; stand-alone, the workstation is the centre.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import select

from recyclique_desktop.data import erasure
from recyclique_desktop.data.capture import of
from recyclique_desktop.data.models import JournalEntry
from recyclique_desktop.data.queries.settings import value_of
from recyclique_desktop.data.retention import count_sign_ins, forget_sign_ins
from recyclique_desktop.domain import acts, settings
from recyclique_desktop.domain.clock import business_date, iso_utc
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.flows import thresholds
from recyclique_desktop.services.dates import is_doubtful
from recyclique_desktop.services.privacy import RetentionApplied, record_retention

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Station
    from recyclique_desktop.flows.thresholds import ThresholdKeys

JOB: Final = "retention"
_LEASE_MINUTES: Final = 30
_LATE: Final = timedelta(days=40)
"""Bytes about a forgotten person may still arrive for so long from workstations that were away."""
_QUIET_S: Final = 60
"""Nobody sold for so long: a moment to write the file anew."""
_log = logging.getLogger(__name__)


class Centre(Protocol):
    """What an office may ask of its centre for this."""

    def lease(self, job: str, period: str, minutes: int, *, done: bool = False) -> bool:
        """Take a job for a period; tell whether it is this office's."""

    def purge(self, before: datetime) -> None:
        """Forget the sign-ins from before a moment."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What one run did.

    Attributes:
        before: First day kept; nothing when this workstation had done its month.
        at_centre: Whether this office did the centre's part.
    """

    period: str
    before: date | None = None
    sign_ins: int = 0
    sessions: int = 0
    at_centre: bool = False


def run(db: Database, station: Station, centre: Centre | None = None) -> Forgotten:
    """Forget what is old enough, if that was not done this month; nothing while the date is doubtful.

    Raises:
        UserError: ``storage.*``; ``sync.*`` when the centre does not answer (what is done here stays done).
    """
    today = business_date(station.clock.now(), station.zone)
    period = f"{today:%Y-%m}"
    with db.writing(background=True) as session:
        months = value_of(session, settings.SIGN_IN_MONTHS)
        is_done = _is_written_down(session, _began(today.replace(day=1), station))
        is_unsure = is_doubtful(session, station)
    if is_unsure:
        _log.warning("retention waits: somebody must look at the date")
        return Forgotten(period)
    before = first_kept(today, months)
    done = Forgotten(period) if is_done else _write_down(db, station, period, before)
    _forget_here(db, _began(before, station))
    forget_late_comers(db, station)
    if centre is None or not centre.lease(JOB, period, _LEASE_MINUTES):
        return done
    centre.purge(_began(before, station))
    centre.lease(JOB, period, _LEASE_MINUTES, done=True)
    return Forgotten(period, done.before, done.sign_ins, done.sessions, at_centre=True)


def daily(db: Database, station: Station, keys: ThresholdKeys, centre: Centre | None = None) -> Forgotten | None:
    """Do the jobs of the day in the background; a refusal waits for the next day, in the log."""
    try:
        done = run(db, station, centre)
    except UserError as error:
        _log.warning("retention waits: %s", error.code)
        done = None
    try:
        compact_after_erasure(db)
    except UserError as error:
        _log.warning("the file is written anew another day: %s", error.code)
    if centre is not None:
        try:
            thresholds.copy_from_web(db, SYSTEM, station, keys)
        except UserError as error:
            _log.warning("alert thresholds were not read: %s", error.code)
    return done


def first_kept(today: date, months: int) -> date:
    """Return the first day whose sign-ins are kept: the first of a month, so that both sides forget the same."""
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def forget_late_comers(db: Database, station: Station) -> int:
    """Forget again what arrived about forgotten people since; return how many entries that was."""
    since = iso_utc(station.clock.now() - _LATE)
    with db.reading() as session:
        connection = session.connection()
        people = erasure.erased_people(connection)
        sought = erasure.seek(connection, people, since, db.give_way)
        known = [one for one in people if sought.places[one] or erasure.is_still_known(connection, one)]
    count = 0
    for user_id in known:
        with db.writing(background=True) as session:
            count += erasure.scrub(session.connection(), user_id, since, sought)
    return count


def compact_after_erasure(db: Database) -> bool:
    """Write the file anew if somebody was forgotten since the last time; return whether it was.

    Raises:
        UserError: ``storage.*``: it waits; whoever was forgotten stays so.
    """
    with db.reading() as session:
        connection = session.connection()
        count = len(erasure.erased_people(connection))
        if count == connection.exec_driver_sql("PRAGMA user_version").scalar_one() or db.quiet_s() < _QUIET_S:
            return False
    db.compact()
    with db.connection() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {count}")
        connection.commit()
    return True


def _is_written_down(session: Session, began: datetime) -> bool:
    """Tell whether this file's own journal says so since then; an office holds the journals of others too."""
    query = select(JournalEntry.seq).where(
        JournalEntry.stream_id == of(session).scribe.stream_id,
        JournalEntry.act == acts.RETENTION_APPLIED.name,
        JournalEntry.at >= began,
    )
    return session.scalar(query.limit(1)) is not None


def _write_down(db: Database, station: Station, period: str, before: date) -> Forgotten:
    """Say in the journal what is about to be forgotten: nothing goes before its entry is there."""
    with db.reading() as session:
        sign_ins, sessions = count_sign_ins(session.connection(), iso_utc(_began(before, station)))
    with db.writing(background=True) as session:
        record_retention(session, RetentionApplied(period, before, sign_ins, sessions), SYSTEM, station)
    return Forgotten(period, before, sign_ins, sessions)


def _forget_here(db: Database, before: datetime) -> None:
    more = True
    while more:
        with db.writing(background=True) as session:
            more = forget_sign_ins(session.connection(), iso_utc(before))


def _began(day: date, station: Station) -> datetime:
    return datetime.combine(day, time(), station.zone).astimezone(UTC)
