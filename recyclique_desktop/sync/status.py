"""How the exchange stands, for the pill, the synchronisation page and the command line: one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from recyclique_desktop.domain.clock import from_iso_utc
from recyclique_desktop.sync.vocabulary import Cause

if TYPE_CHECKING:
    from datetime import datetime

    from recyclique_desktop.data.queries.sync import Standing
    from recyclique_desktop.sync.crosscheck import Difference

CLOCK_TOLERANCE_S = 600
"""How far from the centre's this computer's clock may be before a person is told."""
AWAY = frozenset({Cause.ABSENT, Cause.SLOW, Cause.BUSY})
"""Nothing is wrong here: the network or the centre is away, and what is sold waits."""


class Light(StrEnum):
    """What the pill says."""

    ALONE = "alone"
    STOPPED = "stopped"
    OFFLINE = "offline"
    ATTENTION = "attention"
    WAITING = "waiting"
    UP_TO_DATE = "up_to_date"


@dataclass(frozen=True, slots=True)
class Status:
    """One look at the exchange.

    Attributes:
        waiting: Acts that the centre does not have yet.
        wishes: Shared rows that show a wish it has not answered.
        parked: Entries of ours that are safe there, but not applied: « à examiner ».
        conflicts: Values of ours that lost against the centre's, not settled yet.
        aside: Pulled entries that could not be applied here.
        cause: Why the last round failed, or what it found; ``sync.<cause>`` is its sentence.
        detail: Of that, for a technician.
        last_contact: When the centre last answered.
        away_since: When it stopped to answer.
        is_busy: Whether a round is under way.
        clock_off_s: How far this computer's clock is ahead of the centre's, or behind; 0 when it is near enough.
        differences: Sessions that both sides see otherwise.
    """

    light: Light
    waiting: int = 0
    wishes: int = 0
    parked: int = 0
    conflicts: int = 0
    aside: int = 0
    branched: bool = False
    cause: Cause | None = None
    detail: str = ""
    last_contact: datetime | None = None
    away_since: datetime | None = None
    is_busy: bool = False
    clock_off_s: int = 0
    differences: tuple[Difference, ...] = ()


ALONE = Status(Light.ALONE)
"""A workstation without a centre: « Poste seul »."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What the worker remembers of its rounds.

    Attributes:
        is_running: Whether the thread works at all.
    """

    is_running: bool = False
    is_busy: bool = False
    cause: Cause | None = None
    detail: str = ""
    last_contact: datetime | None = None
    away_since: datetime | None = None
    parked: int = 0
    conflicts: int = 0
    clock_off_s: int = 0


def clock_off(told: str, now: datetime) -> int:
    """Return how many seconds ``now`` is ahead of what the centre told, or behind; 0 within the tolerance."""
    if not told:
        return 0
    off = round((now - from_iso_utc(told)).total_seconds())
    return off if abs(off) > CLOCK_TOLERANCE_S else 0


def status_of(standing: Standing, contact: Contact, differences: tuple[Difference, ...] = ()) -> Status:
    """Put together what the file says and what the worker saw."""
    return Status(
        light=_light(standing, contact),
        waiting=standing.waiting,
        wishes=standing.wishes,
        parked=contact.parked,
        conflicts=contact.conflicts,
        aside=standing.aside,
        branched=standing.branched,
        cause=contact.cause,
        detail=contact.detail,
        last_contact=contact.last_contact or standing.last_success,
        away_since=contact.away_since,
        is_busy=contact.is_busy,
        clock_off_s=contact.clock_off_s,
        differences=differences,
    )


def _light(standing: Standing, contact: Contact) -> Light:
    """Choose one light: a stopped worker first, then what somebody must look at, then an absent centre."""
    if not contact.is_running:
        return Light.STOPPED
    if contact.cause in AWAY:
        return Light.OFFLINE
    to_examine = contact.parked or contact.conflicts or standing.aside or standing.branched
    if contact.cause is not None or contact.clock_off_s or to_examine:
        return Light.ATTENTION
    return Light.WAITING if standing.waiting else Light.UP_TO_DATE
