"""A disk that was copied while it had unsent sales: both copies reach a real centre, nothing is lost or re-signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.sync.status import Light
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.putting_back import copied
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@pytest.fixture
def till(tmp_path: Path, centre: CentralDatabase) -> Iterator[Post]:
    post = real.found(real.alone(tmp_path / "one", SimulatedClock(SystemClock().now())), centre)
    post.sync()
    yield post
    post.close()


def numbers(centre: CentralDatabase) -> list[tuple[str, int]]:
    with centre.connect() as connection:
        rows = connection.execute("SELECT number, (total_amount * 100)::int FROM sales ORDER BY number, 2").fetchall()
    return [(str(row[0]), int(row[1])) for row in rows]


def test_rt48_both_copies_of_a_till_reach_the_centre_whole(till: Post, centre: CentralDatabase, tmp_path: Path) -> None:
    session = open_till(till.shop)
    session.sell(price=100)
    session.sell(price=200)
    till.sync()
    session.sell(price=300)
    copy = copied(till, tmp_path / "copy")
    again = Till(copy.shop, session.session_id, session.number)
    session.sell(price=400)
    for price in (500, 600, 700):
        again.sell(price=price)
    assert till.sync().is_good
    done = copy.sync()
    assert done.cause is Cause.FORK
    assert done.status.light is Light.ATTENTION
    assert done.status.branched
    assert done.status.waiting == 0
    assert numbers(centre) == [
        ("C01-000001", 100), ("C01-000002", 200), ("C01-000003", 300), ("C01-000004", 400), ("C01-000004", 500),
        ("C01-000005", 600), ("C01-000006", 700),
    ]  # fmt: skip
    again.sell(price=800)
    session.sell(price=900)
    assert copy.sync().cause is None
    assert till.sync().cause is None
    assert len(numbers(centre)) == 9
    copy.sync()
    for post in (till, copy):  # numbers that both gave before they knew of each other stand twice, on both
        assert post.one("SELECT count(*) FROM sales") == 9
        assert post.one("SELECT count(*) FROM unapplied_entries") == 0
        assert [table.table for table in post.compare().tables if not table.is_same] == []
    assert till.breaches() == []
    assert copy.breaches() == []
    with centre.connect() as connection:
        parked = connection.execute("SELECT cause FROM sync.parked").fetchall()
        branches = connection.execute("SELECT count(*) FROM sync.streams WHERE parent_stream_id IS NOT NULL").fetchone()
    assert parked == []
    assert branches == (1,)
    copy.close()
