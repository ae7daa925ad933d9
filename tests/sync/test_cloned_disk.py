"""A disk that was copied while it had unsent sales: both copies reach a real centre, nothing is lost or re-signed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.flows.workstation import open_workstation
from recyclique_desktop.sync.status import Light
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.paths import Folders
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@pytest.fixture
def till(tmp_path: Path, centre: CentralDatabase) -> Iterator[Post]:
    post = real.found(real.alone(tmp_path / "one", SimulatedClock(SystemClock().now())), centre)
    post.sync()
    yield post
    post.close()


def copied(post: Post, folder: Path) -> Post:
    """Copy the disk as it is now: the file, and the keys beside it."""
    post.opened.db.checkpoint()
    folders = Folders(folder / "data", folder / "config", folder / "logs")
    shutil.copytree(post.folders.data, folders.data)
    folders.create()
    opened = open_workstation(folders, post.store, post.clock, post.chance.randbytes)
    return Post(folders, post.store, post.clock, post.chance, opened)


def numbers(centre: CentralDatabase) -> list[tuple[str, int]]:
    with centre.connect() as connection:
        rows = connection.execute("SELECT number, (total_amount * 100)::int FROM sales ORDER BY number, 2").fetchall()
    return [(str(row[0]), int(row[1])) for row in rows]


def test_both_copies_of_a_till_reach_the_centre_whole(till: Post, centre: CentralDatabase, tmp_path: Path) -> None:
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
    # Two tickets of the copy carry a number that this till gave too: here a number stands once, the rest is shown.
    assert till.one("SELECT count(*) FROM sales") == 7
    assert till.one("SELECT count(*) FROM unapplied_entries") == 2
    assert till.sync().status.light is Light.ATTENTION
    assert till.breaches() == []
    assert copy.breaches() == []
    with centre.connect() as connection:
        parked = connection.execute("SELECT cause FROM sync.parked").fetchall()
        branches = connection.execute("SELECT count(*) FROM sync.streams WHERE parent_stream_id IS NOT NULL").fetchone()
    assert parked == []
    assert branches == (1,)
    copy.close()


def test_a_till_put_back_to_an_older_state_says_so_and_what_it_had_sent_stays(
    till: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    session = open_till(till.shop)
    copy = copied(till, tmp_path / "copy")
    session.sell(price=100)
    session.sell(price=200)
    till.sync()
    done = copy.sync()
    assert (done.cause, done.pushed) == (Cause.BEHIND, 0)
    assert numbers(centre) == [("C01-000001", 100), ("C01-000002", 200)]
    copy.close()
