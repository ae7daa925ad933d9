"""A disk that was copied while it had unsent sales: both copies reach a real centre, nothing is lost or re-signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.closing import CloseSession, MethodCount, close_session
from recyclique_desktop.sync.status import Light
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.putting_back import CentreCopy, copied
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


def branched(till: Post, centre: CentralDatabase, folder: Path, *, backup_first: bool) -> tuple[Post, CentreCopy]:
    """Sell on two copies of a disk until one of them is a branch, and keep a backup of the centre from before that."""
    session = open_till(till.shop)
    session.sell(price=100)
    till.sync()
    kept = CentreCopy.of(centre) if backup_first else None
    for price in (200, 300):
        session.sell(price=price)
    till.sync()
    copy = copied(till, folder)
    session.sell(price=400)
    till.sync()
    kept = kept or CentreCopy.of(centre)
    Till(copy.shop, session.session_id, session.number).sell(price=500)
    assert copy.sync().cause is Cause.FORK
    till.sync()
    return copy, kept


def all_is_there(till: Post, copy: Post, centre: CentralDatabase) -> None:
    for _ in range(2):
        for post in (copy, till):
            post.sync()
    assert sorted(amount for _number, amount in numbers(centre)) == [100, 200, 300, 400, 500]
    for post in (till, copy):
        assert post.sync().is_good
        assert post.one("SELECT count(*) FROM sales") == 5
        assert post.one("SELECT count(*) FROM unapplied_entries") == 0
        assert [table.table for table in post.compare().tables if not table.is_same] == []
        assert post.breaches() == []
    with centre.connect() as connection:
        assert connection.execute("SELECT count(*) FROM sync.parked").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM sync.lives").fetchone() == (1,)
        branches = "SELECT count(*) FROM sync.streams WHERE parent_stream_id IS NOT NULL AND workstation_id IS NOT NULL"
        assert connection.execute(branches).fetchone() == (1,)


def test_a_branch_finds_a_place_at_a_centre_put_back_to_before_its_fork(
    till: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    copy, kept = branched(till, centre, tmp_path / "copy", backup_first=True)
    kept.put_back()
    done = copy.sync()
    assert done.cause is Cause.EPOCH
    assert done.status.waiting == 0, "its own, and under the old name what it stands on"
    assert sorted(amount for _number, amount in numbers(centre)) == [100, 200, 300, 500]
    all_is_there(till, copy, centre)
    copy.close()


def test_a_branch_that_a_centre_put_back_never_heard_of_is_sent_again(
    till: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    copy, kept = branched(till, centre, tmp_path / "copy", backup_first=False)
    kept.put_back()
    assert copy.sync().cause is Cause.EPOCH
    assert len(numbers(centre)) == 5
    all_is_there(till, copy, centre)
    copy.close()


def test_a_wish_that_another_copy_of_the_disk_sent_again_does_not_stay_open(
    till: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    session = open_till(till.shop)
    till.sync()
    name = till.one("SELECT min(name) FROM categories WHERE price > 0 AND max_price IS NULL")
    with centre.connect() as connection:  # an office was quicker: the wish will lose
        connection.execute("UPDATE categories SET price = 7.77 WHERE name = %s", (name,))
    kept = CentreCopy.of(centre)
    real.reprice(till, name, 888)
    copy = copied(till, tmp_path / "copy")
    session.sell(price=100)
    till.sync()
    kept.put_back()
    till.sync()
    copy.sync()
    for post in (till, copy):
        assert post.one("SELECT count(*) FROM pending_edits") == 0
        assert post.one("SELECT price FROM categories WHERE name = ?", name) == 777
    copy.close()


def test_a_session_that_one_copy_opened_and_the_other_closed_is_sound_on_both(
    till: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    session = open_till(till.shop)
    session.sell(price=100)
    till.sync()
    copy = copied(till, tmp_path / "copy")
    session.sell(price=200)
    till.sync()
    close(Till(copy.shop, session.session_id, session.number), 5_100)
    there = open_till(copy.shop, 5_000)
    there.sell(price=300)
    assert copy.sync().cause is Cause.FORK
    till.sync()
    here = Till(till.shop, there.session_id, there.number)
    here.sell(price=400)
    close(here, 5_700)
    assert till.breaches() == []
    for post in (till, copy, till):
        assert post.sync().is_good
    for post in (till, copy):
        assert post.one("SELECT count(*) FROM cash_sessions WHERE status = 'CLOSED'") == 2
        assert [table.table for table in post.compare().tables if not table.is_same] == []
        assert post.breaches() == []
    copy.close()


def close(till: Till, cash: int) -> None:
    """Close a session with what its drawer should hold."""
    till.write(close_session, CloseSession(till.session_id, (MethodCount("cash", Cents(cash)),)))
