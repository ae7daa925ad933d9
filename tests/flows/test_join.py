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
from tests.proxy import Proxy
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
    posts.callback(post.close)
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


def add(
    posts: ExitStack, tmp_path: Path, founded: Post, centre: CentralDatabase, kind: WorkstationKind, name: str
) -> Post:
    post = real.joined(tmp_path / name, founded.clock, real.code_for(centre, kind), name, seed=len(name) + 7)
    posts.callback(post.close)
    return post


@pytest.mark.parametrize("kind", [WorkstationKind.TILL, WorkstationKind.OFFICE])
def test_a_newcomer_knows_the_whole_shop_and_sells_under_a_code_of_its_own(
    founded: Post, centre: CentralDatabase, tmp_path: Path, posts: ExitStack, kind: WorkstationKind
) -> None:
    open_till(founded.shop).sell(("cash", 2000), price=300, donation=50, grams=850)
    founded.sync()
    second = add(posts, tmp_path, founded, centre, kind, "Deuxième")
    assert second.code == ("C02" if kind is WorkstationKind.TILL else "B01")
    assert second.compare().first is None
    assert second.breaches() == []
    query = "SELECT id, number, total_amount FROM sales"
    assert second.rows(query) == founded.rows(query)
    pins = "SELECT id, username, first_name, hashed_pin, hashed_password FROM users ORDER BY id"
    assert second.rows(pins) == founded.rows(pins)
    sold = open_till(second.shop).sell(price=500)
    assert sold.number == f"{second.code}-000001"
    assert second.sync().is_good
    assert founded.sync().is_good
    for post in (founded, second):
        comparison = post.compare()
        assert comparison.first is None
        assert comparison.is_same
        assert post.breaches() == []
    assert founded.rows(query + " ORDER BY id") == second.rows(query + " ORDER BY id")


def test_a_newcomer_goes_on_from_where_it_was_filled(
    founded: Post, centre: CentralDatabase, tmp_path: Path, posts: ExitStack
) -> None:
    till = open_till(founded.shop)
    till.sell()
    founded.sync()
    second = add(posts, tmp_path, founded, centre, WorkstationKind.OFFICE, "Bureau")
    till.sell(price=500)
    founded.sync()
    done = second.sync()
    assert (done.cause, done.pulled) == (None, 1)
    assert second.compare().is_same
    assert second.breaches() == []
    second.restart()
    assert second.sync().pulled == 0


@pytest.mark.parametrize("after", [3_000, 12_000, 20_000])
def test_a_line_that_breaks_while_the_file_is_filled_leaves_nothing_and_the_same_code_works_again(
    founded: Post, centre: CentralDatabase, tmp_path: Path, posts: ExitStack, after: int
) -> None:
    with Proxy(centre.host, centre.port) as proxy:
        code = real.code_for(centre, WorkstationKind.TILL, proxy.port)
        proxy.faults.cut_after = after
        proxy.chance.seed(after)
        place = real.ground(tmp_path / "second", founded.clock)
        refusals: list[tuple[str, bool]] = []
        opened = None
        while opened is None:
            if len(refusals) == 12:
                proxy.faults.clear()
            try:
                opened = join.join(place, join.Newcomer("Caisse 2"), code)
            except UserError as error:
                refusals.append((error.code, (place.folders.data / "workstation.toml").exists()))
        posts.callback(opened.close)
        assert all(said.startswith("enrol.") and not looks_done for said, looks_done in refusals)
        assert opened.config.code == "C02"
        proxy.faults.clear()
        assert Post(place.folders, place.store, founded.clock, founded.chance, opened).compare().is_same
        assert proxy.resets > 0
    with centre.connect() as connection:
        row = connection.execute("SELECT count(*) FROM sync.devices").fetchone()
    assert row == (2,)


def test_a_hand_over_whose_answers_are_lost_is_taken_up_again(shop_alone: Post, centre: CentralDatabase) -> None:
    with Proxy(centre.host, centre.port) as proxy:
        code = real.code_for(centre, WorkstationKind.TILL, proxy.port)
        refusals = []
        for after in (2_500, 6_000, 9_000, 12_000, 20_000, 0):
            proxy.faults.cut_after = after
            try:
                real.found(shop_alone, centre, code=code)
            except UserError as error:
                refusals.append((error.code.split(".")[0], shop_alone.opened.config.centre, shop_alone.breaches()))
                continue
            break
        assert refusals == [("enrol", None, [])] * len(refusals)
        assert refusals
        assert shop_alone.opened.config.centre is not None
        proxy.faults.clear()
        assert shop_alone.sync().is_good
        assert shop_alone.compare().is_same


def test_a_centre_in_use_is_not_founded_again(
    founded: Post, centre: CentralDatabase, tmp_path: Path, now: SimulatedClock, posts: ExitStack
) -> None:
    stranger = real.alone(tmp_path / "stranger", now, seed=5)
    posts.callback(stranger.close)
    with pytest.raises(UserError, match=r"enrol\.not_empty"):
        real.found(stranger, centre)
    assert stranger.opened.config.centre is None
    open_till(stranger.shop).sell()
    assert stranger.breaches() == []
    assert founded.sync().is_good


def test_a_newcomer_needs_a_shop_to_join(tmp_path: Path, now: SimulatedClock, centre: CentralDatabase) -> None:
    with pytest.raises(UserError, match=r"enrol\.empty"):
        real.joined(tmp_path / "second", now, real.code_for(centre, WorkstationKind.TILL))
    assert not (tmp_path / "second" / "data" / "workstation.toml").exists()


def test_each_wrong_code_has_its_sentence(
    founded: Post, centre: CentralDatabase, tmp_path: Path, posts: ExitStack
) -> None:
    good = real.code_for(centre, WorkstationKind.TILL)
    with pytest.raises(UserError, match=r"enrol\.unknown"):
        real.joined(tmp_path / "a", founded.clock, good.model_copy(update={"code": "AAAA-2222"}))
    second = real.joined(tmp_path / "b", founded.clock, good)
    posts.callback(second.close)
    with pytest.raises(UserError, match=r"enrol\.used"):
        real.joined(tmp_path / "c", founded.clock, good, seed=9)
    with pytest.raises(UserError, match=r"enrol\.auth"):
        real.joined(tmp_path / "d", founded.clock, good.model_copy(update={"password": "x"}), seed=10)
    with pytest.raises(UserError, match=r"enrol\.absent"):
        real.joined(tmp_path / "e", founded.clock, good.model_copy(update={"port": 1}), seed=11)
    with pytest.raises(UserError, match=r"workstation\.exists"):
        real.joined(tmp_path / "b", founded.clock, good)


def test_a_machine_that_takes_another_s_place_knows_its_day_and_the_old_one_is_shut_out(
    founded: Post, centre: CentralDatabase, tmp_path: Path, posts: ExitStack
) -> None:
    session = open_till(founded.shop)
    session.sell()
    founded.sync()
    code = real.code_for(centre, WorkstationKind.TILL)
    old = founded.opened.config.workstation_id
    with pytest.raises(UserError, match=r"enrol\.session_open"):
        real.joined(tmp_path / "new", founded.clock, code, replaces=old)
    real.close_till(session)
    founded.sync()
    new = real.joined(tmp_path / "new", founded.clock, code, replaces=old)
    posts.callback(new.close)
    assert new.one("SELECT count(*) FROM sales") == 1
    assert new.one("SELECT successor_of FROM workstations WHERE id = ?", new.opened.config.workstation_id.bytes) == (
        old.bytes
    )
    open_till(founded.shop)
    assert founded.sync().cause == "revoked"
    assert new.sync().is_good
    assert new.compare().is_same
