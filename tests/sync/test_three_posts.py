"""Two tills and an office at a real centre, through a network that fails at random: all equal at the end."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category
from recyclique_desktop.domain import acts
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.sync.round import SyncError
from recyclique_desktop.sync.worker import Worker
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.proxy import Proxy
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


class Killed(BaseException):
    """The power went."""


@dataclass
class Shop:
    """Three workstations, each with a network of its own."""

    posts: list[Post]
    networks: list[Proxy]
    chance: random.Random
    open: dict[int, Till] = field(default_factory=dict)
    paid: list[tuple[str, int]] = field(default_factory=list)
    kills: int = 0
    causes: list[str] = field(default_factory=list)

    def sell(self, place: int) -> None:
        if place not in self.open:
            self.open[place] = open_till(self.posts[place].shop)
        price = self.chance.randint(50, 900)
        done = self.open[place].sell(("cash", price + 50), price=price, donation=50)
        self.paid.append((done.number, done.total))

    def close(self, place: int) -> None:
        till = self.open.pop(place, None)
        if till is not None:
            real.close_till(till)

    def ask(self, place: int) -> None:
        """Change a price: a wish from a till, from an office too."""
        post = self.posts[place]
        shop = post.shop
        with post.opened.db.writing() as session:
            rows = session.scalars(
                select(Category).where(Category.price.is_not(None), Category.max_price.is_(None)).order_by(Category.id)
            ).all()
            record(session, acts.CATEGORY_CHANGED, shop.admin, shop.station)
            self.chance.choice(rows).price = Cents(self.chance.randint(1, 40) * 10)

    def visit(self, place: int) -> None:
        """Go to the centre through whatever the network is now; sometimes the power goes on the way."""
        post = self.posts[place]
        worker = post.worker()
        if self.chance.random() < 0.4:
            _die_on_the_way(worker, self.chance)
        try:
            wait = worker.rounds.tick()
            if wait is not None and wait.cause is not None:
                self.causes.append(wait.cause)
        except Killed:
            self.kills += 1
            worker.line.close()
            post.restart()
            self._reopen(place)
        finally:
            worker.line.close()

    def _reopen(self, place: int) -> None:
        till = self.open.get(place)
        if till is not None:
            self.open[place] = Till(self.posts[place].shop, till.session_id, till.number)

    def weather(self, place: int) -> None:
        """Change the network of one workstation."""
        network = self.networks[place]
        network.heal()
        kind = self.chance.choice(("fine", "fine", "fine", "cut", "cut in the middle", "deaf", "slow"))
        if kind == "cut":
            network.cut()
        elif kind == "cut in the middle":
            network.faults.cut_after = self.chance.choice((2_000, 10_000, 40_000))
        elif kind == "deaf":
            network.faults.lose_answers = True
        elif kind == "slow":
            network.faults.delay_s = 0.005


def _die_on_the_way(worker: Worker, chance: random.Random) -> None:
    """Let the power go at some write of the coming round: before it, or after it."""
    store = worker.rounds.store
    countdown = [chance.randint(0, 4)]

    def dying(act: Callable[..., object], *, after: bool) -> Callable[..., object]:
        def act_and_die(*values: object) -> object:
            countdown[0] -= 1
            if countdown[0] < 0 and not after:
                raise Killed
            done = act(*values)
            if countdown[0] < 0:
                raise Killed
            return done

        return act_and_die

    class Dying:
        def __getattr__(self, name: str) -> object:
            act = getattr(store, name)
            if name in {"save_acked", "apply", "branch", "entries_from"}:
                return dying(act, after=chance.random() < 0.5)
            return act

    worker.rounds.store = Dying()  # type: ignore[assignment]


@pytest.fixture
def shop(tmp_path: Path, centre: CentralDatabase) -> Iterator[Shop]:
    with ExitStack() as stack:
        networks = [stack.enter_context(Proxy(centre.host, centre.port)) for _ in range(3)]
        clock = SimulatedClock(SystemClock().now())
        first = real.found(real.alone(tmp_path / "one", clock), centre, networks[0].port)
        stack.callback(first.close)
        first.sync()
        posts = [first]
        for place, kind in ((1, WorkstationKind.TILL), (2, WorkstationKind.OFFICE)):
            code = real.code_for(centre, kind, networks[place].port)
            post = real.joined(tmp_path / str(place), clock, code, f"Poste {place}", seed=place + 20)
            stack.callback(post.close)
            posts.append(post)
        yield Shop(posts, networks, random.Random(0))


def settle(shop: Shop) -> None:
    """Heal the network and let everybody meet the centre until nothing moves."""
    for network in shop.networks:
        network.heal()
    for _ in range(6):
        done = [post.sync() for post in shop.posts]
        assert [one.cause for one in done] == [None] * 3
        if not any(one.pushed or one.pulled for one in done):
            return
    raise AssertionError("still moving")


def assert_equal(shop: Shop, centre: CentralDatabase) -> None:
    for post in shop.posts:
        comparison = post.compare()
        assert comparison.first is None, post.code
        assert comparison.is_same
        assert (comparison.waiting, comparison.wishes, comparison.aside) == (0, 0, 0)
        assert post.breaches() == []
    with centre.connect() as connection:
        rows = connection.execute("SELECT number, (total_amount * 100)::int FROM sales ORDER BY number").fetchall()
        wrong = connection.execute(
            "SELECT s.number FROM sales s WHERE s.total_amount + s.donation <>"
            " (SELECT sum(p.amount) FROM payment_transactions p WHERE p.sale_id = s.id)"
        ).fetchall()
        parked = connection.execute("SELECT count(*) FROM sync.parked").fetchone()
    assert rows == sorted(shop.paid)
    assert wrong == []
    assert parked == (0,)


@pytest.mark.parametrize("seed", [1, 2])
def test_rt18_whatever_the_network_does_every_sale_is_everywhere_once(
    shop: Shop, centre: CentralDatabase, seed: int
) -> None:
    shop.chance = random.Random(seed)
    for network in shop.networks:
        network.chance = random.Random(seed)
    for _ in range(90):
        place = shop.chance.randrange(3)
        doing = shop.chance.choices((shop.sell, shop.visit, shop.weather, shop.ask, shop.close), (50, 30, 15, 4, 3))[0]
        try:
            doing(place)
        except SyncError as error:
            raise AssertionError("a refusal of the network reached the till") from error
    for place in list(shop.open):
        shop.close(place)
    settle(shop)
    assert_equal(shop, centre)
    assert shop.kills > 0
    assert len(set(shop.causes)) > 0


def test_rt10_an_answer_lost_again_and_again_doubles_nothing(shop: Shop, centre: CentralDatabase) -> None:
    shop.networks[0].faults.lose_answers = True
    for _ in range(10):
        shop.sell(0)
        shop.visit(0)
    shop.networks[0].heal()
    shop.networks[0].faults.cut_after = 9_000
    for _ in range(30):
        shop.visit(0)
    settle(shop)
    assert_equal(shop, centre)
