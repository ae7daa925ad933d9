"""« Sessions » opens at once, however many tickets were sold in each of them, here or at the other tills."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import insert

from recyclique_desktop.data.models import Closure
from recyclique_desktop.data.queries.sessions import MOST, till_closures, till_sessions
from recyclique_desktop.domain.enums import ClosureKind
from recyclique_desktop.domain.ids import human_number
from tests.conftest import Shop
from tests.data.test_grows_with_history import Steps
from tests.history import fill
from tests.known import STREAM
from tests.services.selling import open_till, read

DAYS = 10


def test_a_session_that_was_closed_is_listed_without_walking_its_tickets(shop: Shop) -> None:
    open_till(shop).sell(price=450)
    fill(shop.db, shop.station, DAYS * 40, STREAM, per_day=40)
    steps = Steps(shop.db)
    look = partial(read, shop, till_sessions, shop.station)
    rows = look()
    assert [(row.is_open, row.tickets, row.takings) for row in rows if row.is_open] == [(True, 1, 450)]
    assert len(rows) == DAYS + 1
    assert steps.of(look) < DAYS * 40


def add_closures(shop: Shop, session_id: UUID, days: int, *, until: date) -> None:
    """Write the closures of so many days, of one session each, and of their months."""
    station, made = shop.station, []
    totals = {"tickets": 0, "reversals": 0, "sales": "0.00", "donations": "0.00", "movements": "0.00"}
    for day in (until - timedelta(days=ago) for ago in range(days)):
        at = datetime.combine(day, time(18), station.zone)
        number = human_number(station.code, day.toordinal())
        periods = [(ClosureKind.SESSION, number), (ClosureKind.DAY, str(day))]
        made += [
            {
                "id": station.ids.new(), "site_id": station.site_id, "workstation_id": station.id, "created_at": at,
                "kind": kind, "period": period, "number": number, "opened_at": at, "closed_at": at,
                "perpetual_algebraic": 0, "perpetual_absolute": 0, "perpetual_donations": 0, "session_id": session_id,
                "totals": {**totals, "methods": [], "vat": []},
            }
            for kind, period in (*periods, *([(ClosureKind.MONTH, f"{day:%Y-%m}")] if day.day == 1 else []))
        ]  # fmt: skip
    with shop.db.connection() as connection:
        connection.execute(insert(Closure), made)
        connection.commit()


def test_the_closures_of_days_and_sessions_are_not_sorted_out_of_all_there_ever_were(shop: Shop) -> None:
    newest, session_id = date(2026, 9, 16), open_till(shop).session_id
    looks = {kind: partial(read, shop, till_closures, shop.station, kind) for kind in ClosureKind}
    add_closures(shop, session_id, MOST, until=newest)
    steps = Steps(shop.db)
    young = {kind: (look(), steps.of(look)) for kind, look in looks.items()}
    add_closures(shop, session_id, 3 * MOST, until=newest - timedelta(days=MOST))
    old = {kind: (look(), steps.of(look)) for kind, look in looks.items()}
    for kind in (ClosureKind.DAY, ClosureKind.SESSION):
        assert len(old[kind][0]) == MOST
        assert old[kind][0] == young[kind][0]
        assert old[kind][1] <= 1.2 * young[kind][1] + 5, kind
    assert [old[kind][0][0].period for kind in (ClosureKind.DAY, ClosureKind.MONTH)] == ["2026-09-16", "2026-09"]
