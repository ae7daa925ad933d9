"""Closures of days, months and years that are due: made at start and before an opening; never a block."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.station import SYSTEM
from recyclique_desktop.services.period_closing import ClosePeriod, PeriodClosed, close_next_period

if TYPE_CHECKING:
    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.station import Actor, Station

_log = logging.getLogger(__name__)


def close_due_periods(db: Database, station: Station) -> tuple[PeriodClosed, ...]:
    """Close every period before today, one transaction each; what fails is logged, and tried again next time.

    A missing closure never blocks a sale.
    """
    today = business_date(station.clock.now(), station.zone)
    try:
        return close_periods(db, ClosePeriod(before=today), SYSTEM, station)
    except (UserError, OSError, LookupError, ValueError):
        _log.exception("periods were not closed")
        return ()


def close_periods(db: Database, command: ClosePeriod, actor: Actor, station: Station) -> tuple[PeriodClosed, ...]:
    """Close every period before a day.

    Raises:
        UserError: ``permission.denied``, or what the disk refuses.
    """
    done: list[PeriodClosed] = []
    while True:
        with db.writing() as session:
            closed = close_next_period(session, command, actor, station)
        if closed is None:
            return tuple(done)
        done.append(closed)
