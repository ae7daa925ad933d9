"""Going to a real centre: what it refuses is said in words, what is sold is kept, a month drains, a thread suffices."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from recyclique_desktop.central import admission
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import sync as flow
from recyclique_desktop.sync.status import Light
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.messages import SENTENCES, sentence
from tests.postgres import CentralDatabase
from tests.proxy import Proxy
from tests.services.selling import open_till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@pytest.fixture
def network(centre: CentralDatabase) -> Iterator[Proxy]:
    with Proxy(centre.host, centre.port) as proxy:
        yield proxy


@pytest.fixture
def till(tmp_path: Path, centre: CentralDatabase, network: Proxy) -> Iterator[Post]:
    """A till that founded the centre through a network we can make bad."""
    clock = SimulatedClock(SystemClock().now())
    post = real.found(real.alone(tmp_path / "one", clock), centre, network.port)
    post.sync()
    yield post
    post.close()


def refused(post: Post, cause: Cause) -> flow.Round:
    """Sell, fail to go to the centre for this cause, and have lost nothing."""
    session = open_till(post.shop) if not post.rows("SELECT 1 FROM cash_sessions WHERE status = 'OPEN'") else None
    if session is not None:
        session.sell()
    done = post.sync()
    assert done.cause is cause
    assert done.status.waiting > 0
    said = sentence(f"sync.{cause.value}")
    assert f"sync.{cause.value}" in SENTENCES
    assert "gardées ici" in said
    assert post.breaches() == []
    return done


def mended(post: Post) -> None:
    done = post.sync()
    assert (done.cause, done.status.waiting) == (None, 0)
    assert post.compare().is_same


def test_a_centre_that_is_away_costs_nothing(till: Post, network: Proxy) -> None:
    network.cut()
    assert refused(till, Cause.ABSENT).status.light is Light.OFFLINE
    network.heal()
    mended(till)


def test_a_machine_that_was_turned_away_says_so_and_sells_on(till: Post, centre: CentralDatabase) -> None:
    admission.shut_out(centre.dsn, "C01")
    assert refused(till, Cause.REVOKED).status.light is Light.ATTENTION


def test_a_changed_password_is_said(till: Post, centre: CentralDatabase) -> None:
    assert till.opened.config.centre is not None
    with centre.connect() as connection:
        connection.execute(f"ALTER ROLE {till.opened.config.centre.role} PASSWORD 'other'")
    assert refused(till, Cause.AUTH).status.light is Light.ATTENTION


def test_a_full_disk_at_the_centre_keeps_everything_here_until_there_is_room(
    till: Post, centre: CentralDatabase
) -> None:
    with centre.connect() as connection:
        connection.execute(
            "CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'no room'; END $$"
        )
        connection.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON sync.ledger FOR EACH STATEMENT EXECUTE FUNCTION public.full()"
        )
    refused(till, Cause.FULL)
    with centre.connect() as connection:
        connection.execute("DROP TRIGGER full_disk ON sync.ledger")
    mended(till)


@pytest.mark.parametrize("speaks", [0, 2])
def test_a_centre_of_another_version_gets_nothing_and_is_named(
    till: Post, centre: CentralDatabase, speaks: int
) -> None:
    with centre.connect() as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION sync.check_protocol(p_protocol int) RETURNS void LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'RQ426', MESSAGE = 'speaks {speaks}'; END $$"
        )
    refused(till, Cause.PROTOCOL)


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def test_two_tills_whose_threads_run_know_each_other_s_sales_within_seconds(
    till: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        code = real.code_for(centre, WorkstationKind.OFFICE)
        office = real.joined(tmp_path / "office", till.clock, code, "Bureau")
        stack.callback(office.close)
        workers = [till.worker(), office.worker()]
        for worker in workers:
            worker.start()
            stack.callback(worker.stop)
        assert until(lambda: all(worker.status().light is Light.UP_TO_DATE for worker in workers))
        session = open_till(till.shop)
        for n in range(5):
            session.sell(price=300 + n)
        assert until(lambda: workers[0].status().waiting == 0)
        workers[1].loop.hurry()
        assert until(lambda: office.one("SELECT count(*) FROM sales") == 5)
    assert till.compare().is_same
    assert office.compare().is_same


def test_a_stop_in_the_middle_of_a_round_is_quick_and_loses_nothing(till: Post, network: Proxy) -> None:
    session = open_till(till.shop)
    worker = till.worker()
    worker.start()
    network.faults.is_black = True
    session.sell()
    assert until(lambda: worker.loop.contact.is_busy)
    began = time.monotonic()
    worker.stop()
    assert time.monotonic() - began < 3
    assert worker.status().light is Light.STOPPED
    network.heal()
    mended(till)


def test_a_month_of_tickets_drains_in_one_visit(till: Post, network: Proxy) -> None:
    network.cut()
    for _day in range(6):
        session = open_till(till.shop)
        for n in range(20):
            session.sell(("cash", 2000), price=100 + n, grams=500)
        real.close_till(session)
    assert till.sync().status.waiting == 6 * 22
    network.heal()
    done = till.sync()
    assert (done.cause, done.status.waiting) == (None, 0)
    assert done.pushed >= 6 * 22
    assert till.compare().is_same


def test_a_workstation_alone_has_no_worker_and_says_so(tmp_path: Path) -> None:
    post = real.alone(tmp_path / "alone", SimulatedClock(SystemClock().now()))
    assert flow.worker_of(post.opened, post.store) is None
    assert flow.status(post.opened).light is Light.ALONE
    post.close()
