"""Meeting a centre: nothing sold alone is lost, a newcomer knows the whole shop, a cut on the way is begun again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import join
from recyclique_desktop.flows import sync as flow
from recyclique_desktop.sync.status import Light
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.proxy import Proxy, proxy_to
from tests.services.selling import open_till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@pytest.fixture
def now() -> SimulatedClock:
    """Moves when told, but begins today: a centre gives a till its last thirteen months."""
    return SimulatedClock(SystemClock().now())


@pytest.fixture
def posts() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def shop_alone(tmp_path: Path, now: SimulatedClock, posts: ExitStack) -> Post:
    post = real.alone(tmp_path / "one", now)
    posts.callback(lambda: post.opened.close())
    return post


@pytest.fixture
def founded(shop_alone: Post, centre: CentralDatabase) -> Post:
    return real.found(shop_alone, centre)


def test_a_shop_that_sold_alone_is_at_the_centre_row_by_row(shop_alone: Post, centre: CentralDatabase) -> None:
    till = open_till(shop_alone.shop)
    till.sell(("cash", 2000), price=300, donation=50, grams=850)
    assert flow.status(shop_alone.opened).light is Light.ALONE
    real.found(shop_alone, centre)
    done = shop_alone.sync()
    assert (done.cause, done.pushed) == (
        None,
        shop_alone.one("SELECT count(*) FROM journal WHERE signature IS NOT NULL"),
    )
    comparison = shop_alone.compare()
    assert comparison.first is None
    assert comparison.is_same
    assert comparison.rows > 40
    assert shop_alone.breaches() == []
    shop_alone.restart()
    assert shop_alone.breaches() == []
    assert shop_alone.sync().is_good
