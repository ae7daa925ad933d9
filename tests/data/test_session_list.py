"""« Sessions » opens at once, however many tickets were sold in each of them, here or at the other tills."""

from __future__ import annotations

from functools import partial

from recyclique_desktop.data.queries.sessions import till_sessions
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
