"""The cross-check at the end of a round: tickets and cents of recent sessions, here and at the centre (``sync.md`` §3).

Somebody may sell between the two looks, so that only a difference seen twice in a row counts.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from recyclique_desktop.domain import money
from recyclique_desktop.domain.clock import iso_utc
from recyclique_desktop.sync.vocabulary import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from recyclique_desktop.data.db import Database
    from recyclique_desktop.domain.clock import Clock

RECENT = timedelta(days=2)
MOST = 50
_SESSIONS = (
    "SELECT id, number, status, total_items, total_sales FROM cash_sessions"
    " WHERE status = 'OPEN' OR closed_at >= ? ORDER BY opened_at DESC LIMIT ?"
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Difference:
    """A session that both sides see otherwise.

    Attributes:
        here: Tickets and cents in this file.
        there: At the centre; nothing when it does not know the session.
    """

    number: str
    here: tuple[int, int]
    there: tuple[int, int] | None


@dataclass(slots=True)
class CrossCheck:
    """Compares the sessions of the last days.

    Attributes:
        fetch: Asks the centre for rows by id.
        settled: Tells whether both sides can be equal at all: nothing parked there, nothing set aside here.
        found: The differences seen twice.
    """

    db: Database
    clock: Clock
    fetch: Callable[[str, list[str]], list[dict[str, Any]]]
    settled: Callable[[], bool]
    found: tuple[Difference, ...] = ()
    _before: frozenset[Difference] = field(default_factory=frozenset)

    def run(self) -> Verdict:
        """Tell whether both sides agree.

        Raises:
            SyncError: The centre could not be asked.
        """
        if not self.settled():
            self._before, self.found = frozenset(), ()
            return Verdict.SAME
        seen = frozenset(self._differences())
        self.found = tuple(sorted(seen & self._before, key=lambda one: one.number))
        self._before = seen
        for one in self.found:
            _log.warning("session %s: %s here, %s at the centre", one.number, one.here, one.there)
        if self.found:
            return Verdict.DIFFERENT
        return Verdict.DOUBT if seen else Verdict.SAME

    def _differences(self) -> list[Difference]:
        since = iso_utc(self.clock.now() - RECENT)
        with self.db.reading() as session:
            rows = session.connection().exec_driver_sql(_SESSIONS, (since, MOST)).all()
        here = {str(UUID(bytes=row[0])): (row[1], (row[3] or 0, row[4] or 0)) for row in rows}
        if not here:
            return []
        there = {row["id"]: _totals(row) for row in self.fetch("cash_sessions", sorted(here))}
        return [
            Difference(number or "?", totals, there.get(row_id))
            for row_id, (number, totals) in here.items()
            if there.get(row_id) != totals
        ]


def _totals(row: dict[str, Any]) -> tuple[int, int]:
    sold = row.get("total_sales")
    return row.get("total_items") or 0, money.from_decimal(sold) if sold else 0
