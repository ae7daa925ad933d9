"""Before money is written: is this the date? A clock that jumped is asked about, never believed in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recyclique_desktop.data import capture
from recyclique_desktop.data.queries.dates import accepted_off, last_dated
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.right_time import FROM_CENTRE, Doubt, Doubtful, doubt

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class ConfirmDate:
    """A person looked at the date and says that it is right.

    Attributes:
        shown: The moment that was shown; a clock that jumped again meanwhile is asked about again.
    """

    shown: datetime


def require_date(session: Session, station: Station) -> None:
    """Refuse to write under a date that somebody must look at first; nothing else is wrong.

    Raises:
        UserError: ``date.forward``, ``date.backward`` or ``date.centre``, with ``now`` and ``seen``.
    """
    found = _doubtful(session, station)
    if found is not None:
        raise UserError(f"date.{found.why.value}", now=found.now, seen=found.seen)


def confirm_date(session: Session, command: ConfirmDate, actor: Actor, station: Station) -> bool:
    """Say that the date is right: from here on it is what later ones are compared with.

    Returns:
        Whether there was anything to confirm; a second answer to the same question writes nothing.

    Raises:
        UserError: ``permission.denied``; ``date.*`` when the clock jumped while the question stood.
    """
    actor.require(Permission.CAISSE)
    found = _doubtful(session, station)
    if found is None:
        return False
    if abs(found.now - command.shown) > FROM_CENTRE:
        raise UserError(f"date.{found.why.value}", now=found.now, seen=found.seen)
    told: dict[str, object] = {"why": found.why.value, "seen": iso_utc(found.seen), "now": iso_utc(found.now)}
    if found.why is Doubt.CENTRE:
        told["off_centre_s"] = round(found.off.total_seconds())
    capture.record(session, acts.DATE_CONFIRMED, actor, station, doc=told)
    return True


def is_doubtful(session: Session, station: Station) -> bool:
    """Tell whether somebody must look at the date before anything is written that a wrong one would spoil for good."""
    return _doubtful(session, station) is not None


def _doubtful(session: Session, station: Station) -> Doubtful | None:
    """Look at the clock; what a person said of it before is not asked again."""
    stream = capture.of(session).scribe.stream_id
    centre = station.centre_time.now()
    last = None if centre is not None else last_dated(session, stream)
    found = doubt(station.clock.now(), last, centre)
    if found is None or found.why is not Doubt.CENTRE:
        return found
    accepted = accepted_off(session, stream)
    return found if accepted is None or abs(found.off - accepted) > FROM_CENTRE else None
