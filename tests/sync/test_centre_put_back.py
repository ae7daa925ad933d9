"""A centre restored from a backup: every ticket is there again, and nobody loses a price in silence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.central import declare_restored
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import sync as flow
from recyclique_desktop.flows.office import OfficeDesk
from recyclique_desktop.services.conflicts import Keep
from recyclique_desktop.sync.round import Renewed
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import open_till
from tests.sync import real
from tests.sync.putting_back import CentreCopy
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@dataclass
class Place:
    """A till, an office, and their centre."""

    centre: CentralDatabase
    till: Post
    office: Post

    def ask(self, query: str, *values: Any) -> Any:
        with self.centre.connect() as connection:
            cursor = connection.execute(query.encode(), values)
            row = cursor.fetchone() if cursor.description else None
        return None if row is None else row[0]

    def desk(self) -> OfficeDesk:
        return OfficeDesk(lambda: flow.line_to_centre(self.office.opened, self.office.store))

    def settle_down(self) -> None:
        """Let everybody visit until nothing moves."""
        for _ in range(3):
            for post in (self.till, self.office):
                post.sync()

    def compared(self) -> list[Any]:
        found = []
        for post in (self.till, self.office):
            post.restart()
            found += [table for table in post.compare().tables if not table.is_same] + post.breaches()
        return found


@pytest.fixture
def place(tmp_path: Path, centre: CentralDatabase) -> Iterator[Place]:
    clock = SimulatedClock(SystemClock().now())
    till = real.found(real.alone(tmp_path / "till", clock), centre)
    till.sync()
    office = real.joined(tmp_path / "office", clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau")
    till.sync()
    yield Place(centre, till, office)
    till.close()
    office.close()


def priced(post: Post) -> list[tuple[Any, ...]]:
    return post.rows("SELECT name, price FROM categories WHERE price > 0 AND max_price IS NULL ORDER BY name")


def test_a_restored_centre_gets_every_ticket_again_and_says_so(place: Place) -> None:
    session = open_till(place.till.shop)
    session.sell(price=100)
    place.settle_down()
    copy = CentreCopy.of(place.centre)
    for price in (200, 300, 400):
        session.sell(price=price)
    place.settle_down()
    copy.put_back()
    before = place.ask("SELECT epoch FROM sync.centre")
    done = place.till.sync()
    assert done.cause is Cause.EPOCH
    assert done.pushed > 0
    assert place.ask("SELECT epoch FROM sync.centre") != before
    assert place.ask("SELECT count(*) FROM sales") == 4
    place.settle_down()
    assert place.till.sync().is_good
    assert place.compared() == []
    assert place.ask("SELECT count(*) FROM sync.lives") == 1
    (life,) = place.desk().lives()
    assert (life.found_by, life.streams > 0, life.lost > 0) == ("C01", True, True)
    history = "SELECT details_json FROM audit_logs WHERE action_type = 'centre_restored'"
    assert json.loads(str(place.ask(history)).replace("'", '"'))["found_by"] == "C01"


def test_a_centre_put_back_twice_to_the_same_backup_still_has_every_ticket_and_price(place: Place) -> None:
    session = open_till(place.till.shop)
    session.sell(price=100)
    place.settle_down()
    copies = [CentreCopy.of(place.centre) for _ in range(2)]
    (first, _), (second, _), *_ = priced(place.till)
    for times, copy in enumerate(copies, start=1):
        session.sell(price=200 * times)
        place.ask("UPDATE categories SET price = %s WHERE name = %s", 3 + times, first)
        place.settle_down()
        copy.put_back()
        # Said in the life that the tills have left, under the numbers of what it had said there before.
        place.ask("UPDATE categories SET price = %s WHERE name = %s", 7 + times, second)
        place.settle_down()
    assert place.till.sync().is_good
    assert place.ask("SELECT count(*) FROM sales") == 3
    assert place.till.one("SELECT price FROM categories WHERE name = ?", second) == 900
    assert place.compared() == []


def test_what_a_restore_lost_of_prices_and_names_is_shown_and_can_be_given_back(place: Place) -> None:
    place.settle_down()
    copy = CentreCopy.of(place.centre)
    (name, price), *_ = priced(place.till)
    place.ask("UPDATE categories SET price = 7.77 WHERE name = %s", name)
    place.ask(
        "INSERT INTO categories (id, name, is_active, display_order, created_at, updated_at)"
        " VALUES (gen_random_uuid(), 'Instruments', true, 99, now(), now())"
    )
    place.settle_down()
    assert place.till.one("SELECT price FROM categories WHERE name = ?", name) == 777
    copy.put_back()
    assert place.till.sync().cause is Cause.EPOCH
    place.settle_down()
    assert place.till.one("SELECT price FROM categories WHERE name = ?", name) == price
    assert place.ask("SELECT count(*) FROM categories WHERE name = 'Instruments' AND is_active") == 1
    desk = place.desk()
    (lost,) = desk.conflicts()
    assert (lost.table, lost.column, lost.here, lost.workstation) == ("categories", "price", "7.77", "C01")
    assert place.office.sync().status.conflicts == 1
    desk.settle(lost.id, Keep.WORKSTATION)
    place.settle_down()
    assert place.till.one("SELECT price FROM categories WHERE name = ?", name) == 777
    assert desk.conflicts() == ()
    assert place.compared() == []


def test_a_wish_answered_in_the_lost_life_is_asked_again_and_nobody_has_to_choose(place: Place) -> None:
    place.settle_down()
    copy = CentreCopy.of(place.centre)
    (name, _), *_ = priced(place.till)
    real.reprice(place.till, name, 888)
    place.settle_down()
    assert place.till.one("SELECT count(*) FROM pending_edits") == 0
    copy.put_back()
    place.office.sync()  # the office comes first: it sees a value of the lost life, and the till says it again later
    place.settle_down()
    assert place.ask("SELECT price::text FROM categories WHERE name = %s", name) == "8.88"
    assert place.desk().conflicts() == ()
    assert place.compared() == []


def test_a_price_changed_at_the_restored_centre_before_anybody_came_does_not_mix_two_lives(place: Place) -> None:
    place.settle_down()
    copy = CentreCopy.of(place.centre)
    names = [name for name, _price in priced(place.till)]
    place.ask("UPDATE categories SET price = 1.11 WHERE name = %s", names[0])
    place.settle_down()
    copy.put_back()
    for price in ("2.22", "3.33", "4.44"):
        place.ask("UPDATE categories SET price = %s WHERE name = %s", price, names[1])
    assert place.till.sync().cause is Cause.EPOCH
    place.settle_down()
    assert place.till.one("SELECT price FROM categories WHERE name = ?", names[1]) == 444
    assert "1.11" in {one.here for one in place.desk().conflicts()}
    assert place.compared() == []


def test_a_restored_centre_that_grew_as_long_again_is_noticed_at_the_next_greeting(place: Place) -> None:
    place.settle_down()
    copy = CentreCopy.of(place.centre)
    names = [name for name, _price in priced(place.till)]
    place.ask("UPDATE categories SET price = 1.11 WHERE name = %s", names[0])
    place.settle_down()
    copy.put_back()
    place.ask("UPDATE categories SET price = 2.22 WHERE name = %s", names[1])
    assert place.till.sync().cause is Cause.EPOCH
    place.settle_down()
    assert place.till.one("SELECT price FROM categories WHERE name = ?", names[1]) == 222
    assert place.ask("SELECT count(*) FROM sync.lives") == 1
    assert place.compared() == []


def test_a_till_that_dies_while_it_takes_the_shared_rows_anew_begins_again(place: Place) -> None:
    session = open_till(place.till.shop)
    place.settle_down()
    copy = CentreCopy.of(place.centre)
    place.ask("UPDATE categories SET price = 7.77 WHERE price IS NOT NULL")
    place.settle_down()
    session.sell(price=500)
    place.settle_down()
    copy.put_back()
    worker = place.till.worker()
    worker.rounds.reload = _dying(worker.rounds.reload)
    with pytest.raises(_PowerCut):
        worker.rounds.tick()
    worker.line.close()
    assert place.ask("SELECT count(*) FROM sales") == 1, "facts go first"
    place.settle_down()
    assert place.compared() == []
    assert place.ask("SELECT count(*) FROM sync.conflicts") == len(place.desk().conflicts())


class _PowerCut(BaseException):
    """The power went."""


def _dying(reload: Callable[[], Renewed]) -> Callable[[], Renewed]:
    def once() -> Renewed:
        reload()
        raise _PowerCut

    return once


def test_an_office_gives_a_restored_centre_what_a_dead_till_had_sent(place: Place, tmp_path: Path) -> None:
    clock = place.till.clock
    code = real.code_for(place.centre, WorkstationKind.TILL)
    dead = real.joined(tmp_path / "dead", clock, code, "Caisse 2", seed=3)
    dead.sync()
    place.settle_down()
    copy = CentreCopy.of(place.centre)
    session = open_till(dead.shop)
    for price in (100, 200):
        session.sell(price=price)
    dead.sync()
    dead.close()  # and its disk is never read again
    place.settle_down()
    copy.put_back()
    place.settle_down()
    assert place.ask("SELECT count(*) FROM sales") == 2
    assert place.ask("SELECT count(*) FROM sync.parked") == 0
    assert place.ask("SELECT count(*) FROM sync.lives") == 1
    assert place.compared() == []


def test_an_administrator_who_says_that_the_centre_was_put_back_begins_its_new_life_before_anybody_comes(
    place: Place,
) -> None:
    place.settle_down()
    copy = CentreCopy.of(place.centre)
    open_till(place.till.shop).sell(price=300)
    place.settle_down()
    copy.put_back()
    epoch = declare_restored(place.centre.dsn)
    place.ask("UPDATE categories SET price = 9.99 WHERE price IS NOT NULL")
    place.settle_down()
    assert place.ask("SELECT epoch FROM sync.centre") == epoch
    assert place.ask("SELECT count(*) FROM sales") == 1
    assert place.compared() == []


def test_a_colleague_lost_by_the_restore_is_shown_to_the_office_and_works_again_once_given_back(place: Place) -> None:
    place.settle_down()
    copy = CentreCopy.of(place.centre)
    place.ask(
        "INSERT INTO users (id, username, first_name, hashed_password, role, status, is_active, site_id, operator_code,"
        " created_at, updated_at) SELECT gen_random_uuid(), 'zoe', 'Zoé', 'x', 'user', status, true, site_id, 'ZZ9',"
        " now(), now() FROM users WHERE site_id IS NOT NULL LIMIT 1"
    )
    place.till.sync()  # the office has not seen her
    assert place.till.one("SELECT count(*) FROM users WHERE username = 'zoe'") == 1
    copy.put_back()
    place.settle_down()
    assert place.ask("SELECT count(*) FROM users WHERE username = 'zoe'") == 0
    (lost,) = place.desk().conflicts()
    assert (lost.table, lost.column, lost.here) == ("users", "*", "zoe"), "a name, and no secret"
    place.desk().settle(lost.id, Keep.WORKSTATION)
    place.settle_down()
    for post in (place.till, place.office):
        assert post.one("SELECT is_active FROM users WHERE username = 'zoe'") == 1
    assert place.compared() == []
