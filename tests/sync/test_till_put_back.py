"""A till restored from an old copy gets its past back; what it sold meanwhile is kept beside it, as it was signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.data.queries.till import open_draft
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.services.sales import complete_sale
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till, read
from tests.sync import real
from tests.sync.putting_back import CentreCopy, copied
from tests.sync.real import Post

pytestmark = pytest.mark.postgres
OWN = "SELECT seq, header, payload, hash, signature FROM journal WHERE stream_id = ? ORDER BY seq"


@pytest.fixture
def till(tmp_path: Path, centre: CentralDatabase) -> Iterator[Post]:
    post = real.found(real.alone(tmp_path / "one", SimulatedClock(SystemClock().now())), centre)
    post.sync()
    yield post
    post.close()


def own(post: Post) -> list[tuple[Any, ...]]:
    return post.rows(OWN, post.opened.config.stream_id.bytes)


def tickets(post: Post) -> list[tuple[Any, ...]]:
    return post.rows("SELECT number, total_amount FROM sales ORDER BY number, total_amount")


def differences(*posts: Post) -> list[Any]:
    found = []
    for post in posts:
        found += [table for table in post.compare().tables if not table.is_same] + post.breaches()
    return found


def test_rt14_a_restored_till_fetches_what_it_had_sent_and_goes_on_counting(till: Post, tmp_path: Path) -> None:
    session = open_till(till.shop)
    session.sell(price=100)
    till.sync()
    old = copied(till, tmp_path / "old")
    for price in (200, 300):
        session.sell(("check", price), price=price)
    till.sync()
    sent = own(till)
    done = old.sync()
    assert (done.cause, done.pushed) == (Cause.BEHIND, 0)
    assert own(old) == sent, "byte for byte"
    assert tickets(old) == tickets(till)
    assert Till(old.shop, session.session_id, session.number).sell(price=400).number == "C01-000004"
    assert old.sync().is_good
    assert differences(old) == []
    old.close()


def test_a_restored_till_does_not_offer_again_a_ticket_that_was_paid(till: Post, tmp_path: Path) -> None:
    session = open_till(till.shop)
    line = session.line(price=500)
    command = session.sale((line,), ("cash", 500))
    session.write(save_draft, SaveDraft(session.session_id, Basket(command.sale_id, (line,))))
    old = copied(till, tmp_path / "old")
    session.write(complete_sale, command)
    till.sync()
    old.sync()
    assert read(old.shop, open_draft, old.shop.station) is None
    old.close()


def test_a_till_restored_and_sold_since_keeps_both_pasts_and_signs_nothing_again(till: Post, tmp_path: Path) -> None:
    session = open_till(till.shop)
    session.sell(price=100)
    till.sync()
    old = copied(till, tmp_path / "old")
    for price in (200, 300):
        session.sell(price=price)
    till.sync()
    again = Till(old.shop, session.session_id, session.number)
    again.sell(price=777)
    signed = own(old)
    done = old.sync()
    assert done.cause is Cause.FORK
    assert done.status.branched
    old.sync()
    assert own(old)[: len(signed)] == signed
    old.restart()
    assert old.opened.station.code == "C01b"
    again = Till(old.shop, session.session_id, session.number)
    assert again.sell(price=888).number.startswith("C01b-")
    old.sync()
    assert {amount for _number, amount in tickets(old)} == {100, 200, 300, 777, 888}
    assert old.one("SELECT count(*) FROM unapplied_entries") == 0
    assert old.one("SELECT total_sales FROM cash_sessions") == 2265
    assert differences(old) == []
    old.close()


def test_a_sale_made_while_the_past_comes_home_becomes_a_branch(till: Post, tmp_path: Path) -> None:
    session = open_till(till.shop)
    till.sync()
    old = copied(till, tmp_path / "old")
    session.sell(price=200)
    till.sync()
    worker = old.worker()
    fetch = worker.rounds.centre.pull

    def selling(*values: Any) -> Any:
        Till(old.shop, session.session_id, session.number).sell(price=999)
        worker.rounds.centre = replace(calls)
        return fetch(*values)

    calls = worker.calls
    worker.rounds.centre = Interrupted(calls, selling)
    wait = worker.rounds.tick()
    worker.line.close()
    assert wait is not None
    assert wait.cause is Cause.FORK
    old.sync()
    assert sorted(amount for _number, amount in tickets(old)) == [200, 999]
    old.close()


class Interrupted:
    """The centre, with something that happens here while it pulls."""

    def __init__(self, calls: Any, pull: Any) -> None:
        self._calls = calls
        self.pull = pull

    def __getattr__(self, name: str) -> Any:
        return getattr(self._calls, name)


def test_an_old_till_and_an_old_centre_together_lose_only_what_no_disk_has(
    till: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    clock = till.clock
    office = real.joined(tmp_path / "office", clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau")
    session = open_till(till.shop)
    session.sell(price=100)
    till.sync(), office.sync()
    old_till, old_centre = copied(till, tmp_path / "old"), CentreCopy.of(centre)
    session.sell(price=200)
    till.sync(), office.sync()
    session.sell(price=300)  # on no other disk
    till.close()
    old_centre.put_back()
    office.sync()  # it gives back what it has of the till
    old_till.sync()
    for post in (office, old_till, office):
        post.sync()
    for post in (office, old_till):
        post.restart()
    assert {amount for _number, amount in tickets(old_till)} == {100, 200}
    assert differences(old_till, office) == []
    office.close()
    old_till.close()
    till.restart()


def test_what_a_restored_till_sold_at_a_restored_centre_reaches_those_who_had_seen_another_past(
    till: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    other = real.joined(tmp_path / "other", till.clock, real.code_for(centre, WorkstationKind.TILL), "Caisse 2")
    session = open_till(till.shop)
    session.sell(price=100)
    till.sync(), other.sync()
    old_till, old_centre = copied(till, tmp_path / "old"), CentreCopy.of(centre)
    for price in (200, 300):
        session.sell(price=price)
    till.sync(), other.sync()
    till.close()  # its disk is gone
    old_centre.put_back()
    again = Till(old_till.shop, session.session_id, session.number)
    again.sell(price=777)
    old_till.sync()
    other.sync()  # its cursor stands beyond the head, and what is there is not what it has
    for price in (888, 999):
        again.sell(price=price)
    for post in (old_till, other, old_till, other):
        post.sync()
    assert {amount for _number, amount in tickets(old_till)} == {100, 777, 888, 999}
    assert {amount for _number, amount in tickets(other)} == {100, 200, 300, 777, 888, 999}, "nothing here is undone"
    assert other.one("SELECT count(*) FROM unapplied_entries") == 0
    other.restart()
    assert other.breaches() == []
    again.sell(price=666)
    old_till.sync(), other.sync()
    assert 666 in {amount for _number, amount in tickets(other)}
    for post in (other, old_till):
        post.close()
    till.restart()


def test_an_office_gives_back_the_past_that_a_restored_till_and_a_restored_centre_replaced(
    till: Post, centre: CentralDatabase, tmp_path: Path
) -> None:
    office = real.joined(tmp_path / "office", till.clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau")
    session = open_till(till.shop)
    session.sell(price=100)
    till.sync(), office.sync()
    old_till, old_centre = copied(till, tmp_path / "old"), CentreCopy.of(centre)
    session.sell(price=200)
    till.sync(), office.sync()
    till.close()
    old_centre.put_back()
    again = Till(old_till.shop, session.session_id, session.number)
    for price in (777, 888):
        again.sell(price=price)
    for post in (old_till, office, old_till, office):
        post.sync()
    for post in (office, old_till):
        post.restart()
        assert {amount for _number, amount in tickets(post)} == {100, 200, 777, 888}
    assert differences(old_till, office) == []
    office.close()
    old_till.close()
    till.restart()
