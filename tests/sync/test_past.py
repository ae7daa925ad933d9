"""A shop that worked alone joins a centre in use: its sales count there, under its own names, signed as ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.central.proving import verify_centre
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import past
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import open_till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@pytest.fixture
def posts(tmp_path: Path, centre: CentralDatabase) -> Iterator[tuple[Post, Post, Post]]:
    """The till and the office of a shop at its centre, and a till that worked alone beside them."""
    clock = SimulatedClock(SystemClock().now())
    till = real.found(real.alone(tmp_path / "till", clock), centre)
    till.sync()
    office = real.joined(tmp_path / "office", clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau")
    alone = real.alone(tmp_path / "alone", clock, seed=9)
    yield till, office, alone
    for post in (till, office, alone):
        post.close()


def ask(centre: CentralDatabase, query: str, *values: Any) -> Any:
    with centre.connect() as connection:
        row = connection.execute(query.encode(), values).fetchone()
    return None if row is None else row[0]


def test_a_shop_that_worked_alone_brings_its_sales_into_a_centre_in_use(
    posts: tuple[Post, Post, Post], centre: CentralDatabase, tmp_path: Path
) -> None:
    till, office, alone = posts
    open_till(till.shop).sell(price=1000)
    till.sync()
    session = open_till(alone.shop)
    session.sell(price=250)
    session.sell(price=450)
    real.rename(alone, "Casserole", "Marmite")  # the centre has no such thing
    real.close_till(session)
    signed = alone.rows(
        "SELECT hash FROM journal WHERE stream_id = ? ORDER BY seq", alone.opened.config.stream_id.bytes
    )
    code = real.code_for(centre, WorkstationKind.TILL)
    new = real.joined(tmp_path / "new", alone.clock, code, "Caisse 2", seed=10)
    matching = past.match(alone.opened, new.opened)
    assert {one.label for one in matching.newcomers if one.table == "categories"} == {"Marmite"}
    assert {"sites", "categories", "payment_methods", "users"} <= {one.table for one in matching.matches}
    done = past.hand_in(alone.opened, new.opened, new.store, matching)
    assert done.parked == 0
    assert done.stored == len(signed)
    again = past.hand_in(alone.opened, new.opened, new.store, matching)
    assert (again.stored, again.made) == (0, 0)
    for post in (till, office, new, till, office):
        post.sync()
    assert ask(centre, "SELECT sum(total_amount)::text FROM sales") == "17.00"
    assert ask(centre, "SELECT count(DISTINCT site_id) FROM sales") == 1
    assert ask(centre, "SELECT count(*) FROM categories WHERE name LIKE 'Inconnu%%'") == 0
    names = "SELECT count(*) FROM sale_items i JOIN categories c ON c.id = i.category_id WHERE c.name = 'Marmite'"
    assert ask(centre, names) == 2
    for post in (till, office, new):
        assert post.one("SELECT sum(total_amount) FROM sales") == 1700
        assert [table.table for table in post.compare().tables if not table.is_same] == []
        assert post.breaches() == []
    ledger = "SELECT array_agg(hash ORDER BY seq) FROM sync.ledger WHERE stream_id = %s"
    assert [bytes(one) for one in ask(centre, ledger, alone.opened.config.stream_id)] == [row[0] for row in signed]
    report = verify_centre(centre.dsn, full=True)
    assert report.is_sound, report.findings
    assert open_till(new.shop).sell(price=100).number.startswith(f"{new.code}-")
    new.close()
