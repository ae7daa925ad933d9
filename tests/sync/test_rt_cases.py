"""Failures that other tills had and that no other test of ours bears the number of (``reliability-cases.md``)."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.data import migrate
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.queries.till import open_draft, open_session_of
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import sync as flow
from recyclique_desktop.flows.rebuild import Sources, rebuild
from recyclique_desktop.flows.recover import Ground
from recyclique_desktop.flows.workstation import create
from recyclique_desktop.services.dates import ConfirmDate, confirm_date
from recyclique_desktop.services.sales import complete_sale
from recyclique_desktop.sync.round import Rounds, SyncError
from recyclique_desktop.sync.store import DiskStore
from recyclique_desktop.sync.vocabulary import Cause, Tick
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.secrets import DATABASE, secret_name
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till, read
from tests.sync import real
from tests.sync.fake_centre import FakeCentre
from tests.sync.shops import Machine, entries_of

_JOURNAL = "SELECT stream_id, seq, header, payload, hash, signature FROM journal ORDER BY stream_id, seq"


class Losing:
    """A centre whose answers get lost on the way back, after it did what was asked."""

    def __init__(self, centre: FakeCentre, chance: random.Random) -> None:
        self._centre = centre
        self._chance = chance
        self.lost = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._centre, name)

        def asked(*values: Any) -> Any:
            done = call(*values)
            if name == "push" and self._chance.random() < 0.9:
                self.lost += 1
                raise SyncError(Cause.SLOW, "lost")
            return done

        return asked


def test_rt10_two_hundred_lost_answers_double_no_sale(till: Machine, fake: FakeCentre) -> None:
    session = open_till(till.shop)
    losing = Losing(fake, random.Random(4))
    till.rounds.centre = losing
    while losing.lost < 200:
        session.sell(price=100)
        for _ in range(10):
            till.sync()
    till.rounds.centre = fake
    till.sync()
    there = [entry.hash for entry in fake.streams[till.stream]]
    assert there == [entry.hash for entry in entries_of(till.shop, till.stream)]
    assert len(set(there)) == len(there)


def test_rt11_two_threads_that_pay_the_same_ticket_make_one_sale(till: Machine) -> None:
    session = open_till(till.shop)
    command = session.sale((session.line(price=300),), ("cash", 300))
    answers: list[Any] = []
    paying = [
        threading.Thread(target=lambda: answers.append(session.write(complete_sale, command))) for _ in range(8)
    ]  # fmt: skip
    for one in paying:
        one.start()
    for one in paying:
        one.join()
    assert len({answer.number for answer in answers}) == 1
    assert till.one("SELECT count(*) FROM sales") == 1


def test_rt12_a_worker_and_a_hand_that_sync_at_once_send_each_sale_once(till: Machine, fake: FakeCentre) -> None:
    session = open_till(till.shop)
    for _ in range(30):
        session.sell(price=100)
    hands = [Rounds(fake, DiskStore(till.shop.db, till.shop.station, till.stream, till.store.puller)) for _ in range(3)]
    working = [threading.Thread(target=one.run, args=(Tick(till.store.head()),)) for one in hands]
    for one in working:
        one.start()
    for one in working:
        one.join()
    till.sync()
    assert [entry.seq for entry in fake.streams[till.stream]] == list(range(1, till.store.head() + 1))


def test_rt03_a_sign_out_a_restart_and_an_update_keep_what_was_not_sent(tmp_path: Path) -> None:
    post = real.alone(tmp_path / "one", SimulatedClock(SystemClock().now()))
    session = open_till(post.shop)
    session.sell(price=100)
    before = post.rows("SELECT hash FROM journal ORDER BY stream_id, seq")
    for _ in range(3):
        post.restart()
    assert post.rows("SELECT hash FROM journal ORDER BY stream_id, seq") == before
    post.close()


def test_rt03_a_newer_program_brings_the_file_up_and_sends_what_waited(tmp_path: Path, centre: CentralDatabase) -> None:
    post = real.found(real.alone(tmp_path / "one", SimulatedClock(SystemClock().now())), centre)
    post.sync()
    open_till(post.shop).sell(price=100)
    before = post.rows(_JOURNAL)
    with post.opened.db.connection() as connection:
        migrate.downgrade(connection, migrate.known()[-2])
    post.restart()
    assert post.rows(_JOURNAL) == before
    assert post.sync().cause is None
    with centre.connect() as there:
        assert there.execute("SELECT count(*) FROM sales").fetchone() == (1,)
    assert post.compare().is_same
    post.close()


def test_rt03_nothing_is_installed_or_put_back_over_sales_that_were_not_sent(tmp_path: Path) -> None:
    clock = SimulatedClock(SystemClock().now())
    post = real.alone(tmp_path / "one", clock)
    open_till(post.shop).sell(price=100)
    before = post.rows(_JOURNAL)
    with pytest.raises(UserError, match=r"workstation\.exists"):
        create(post.folders, real.NEW, post.store, clock, post.chance.randbytes)
    ground = Ground(post.folders, post.store, clock, post.chance.randbytes)
    with pytest.raises(UserError, match=r"workstation\.exists"):
        rebuild(ground, Sources(), tuple)
    post.restart()
    assert post.rows(_JOURNAL) == before
    post.close()


def test_rt05_one_unreadable_ticket_does_not_keep_the_till_shut_and_is_kept(tmp_path: Path) -> None:
    post = real.alone(tmp_path / "one", SimulatedClock(SystemClock().now()))
    session = open_till(post.shop)
    session.sell(price=100)
    with post.opened.db.connection() as connection, connection.begin():
        connection.exec_driver_sql(
            "INSERT INTO draft_sales (sale_id, session_id, workstation_id, basket, state, created_at, updated_at)"
            " SELECT randomblob(16), id, workstation_id, '{\"odd\": 1}', 'open', opened_at, opened_at"
            " FROM cash_sessions"
        )
    post.restart()
    again = open_session_of_post(post)
    assert again is not None
    assert read(post.shop, open_draft, post.shop.station) is None
    real.close_till(Till(post.shop, session.session_id, session.number))
    assert post.one("SELECT count(*) FROM draft_sales") == 1
    post.close()


def open_session_of_post(post: real.Post) -> Any:
    return read(post.shop, open_session_of, post.shop.station)


def test_rt06_nothing_acknowledged_or_not_can_be_removed_from_the_journal(till: Machine) -> None:
    open_till(till.shop).sell(price=100)
    till.sync()
    for statement in ("DELETE FROM journal", "DELETE FROM sales", "UPDATE journal SET header = x'00'"):
        with pytest.raises(Exception, match="append only"):
            till.rows(statement)
    assert till.one("SELECT count(*) FROM sales") == 1


def test_rt07_a_file_held_by_another_program_is_a_sentence_and_the_ticket_can_be_paid_after(tmp_path: Path) -> None:
    post = real.alone(tmp_path / "one", SimulatedClock(SystemClock().now()))
    session = open_till(post.shop)
    key = post.store.get(secret_name(post.opened.config.installation_id, DATABASE))
    command = session.sale((session.line(price=300),), ("cash", 300))
    other = Database.open(post.opened.db.path, key)
    with other.applying(), pytest.raises(UserError, match=r"storage\."):
        session.write(complete_sale, command)
    other.close()
    assert session.write(complete_sale, command).number == "C01-000001"
    post.close()


def test_rt34_a_session_is_todays_by_its_kind_never_by_its_date(tmp_path: Path) -> None:
    post = real.alone(tmp_path / "one", SimulatedClock(SystemClock().now()))
    session = open_till(post.shop)
    with post.opened.db.connection() as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER cash_sessions_fixed")
        connection.exec_driver_sql("UPDATE cash_sessions SET session_type = 'deferred'")
    assert open_session_of_post(post) is None
    assert session.number == "C01-000001"
    post.close()


@pytest.mark.postgres
def test_rt36_a_clock_ten_years_off_loses_no_order_and_a_person_is_told(
    tmp_path: Path, centre: CentralDatabase
) -> None:
    clock = SimulatedClock(SystemClock().now())
    post = real.found(real.alone(tmp_path / "one", clock), centre)
    session = open_till(post.shop)
    session.sell(price=100)
    post.sync()
    for price, jump in ((200, 3650), (300, -7300)):
        clock.advance(timedelta(days=jump))
        with pytest.raises(UserError, match=r"date\."):
            session.sell(price=price)
        assert session.write(confirm_date, ConfirmDate(clock.now()))
        session.sell(price=price)
    done = post.sync()
    assert done.cause is None
    assert done.status.clock_off_s != 0
    with centre.connect() as connection:
        rows = connection.execute("SELECT number FROM sales ORDER BY number").fetchall()
    assert [row[0] for row in rows] == ["C01-000001", "C01-000002", "C01-000003"]
    assert flow.status(post.opened).waiting == 0
    assert post.breaches() == []
    post.close()


def test_rt46_a_till_whose_login_was_changed_goes_on_selling(till: Machine, fake: FakeCentre) -> None:
    session = open_till(till.shop)
    fake.down = Cause.AUTH
    assert till.sync().cause is Cause.AUTH
    assert session.sell(price=100).number == "C01-000001"
    fake.down = None
    assert till.sync().cause is None
