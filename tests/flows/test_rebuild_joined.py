"""A joined workstation that dies: from its second medium, or from the centre alone, nothing acknowledged is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows.second_medium import base_of
from recyclique_desktop.system.clock import SystemClock
from tests.flows.dead_machine import Shop, contents, die, furnish, new_computer, opened, rebuilt
from tests.postgres import CentralDatabase
from tests.services.selling import Till
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres
_FACTS = ("cash_sessions", "sales", "sale_items", "payment_transactions", "closures", "cash_counts")


@pytest.fixture
def first(tmp_path: Path, centre: CentralDatabase) -> Iterator[Post]:
    """The shop's first till, which founded the centre."""
    post = real.found(real.alone(tmp_path / "first", SimulatedClock(SystemClock().now())), centre)
    post.sync()
    yield post
    post.close()


@pytest.fixture
def second(first: Post, tmp_path: Path, centre: CentralDatabase) -> Iterator[Shop]:
    """A second till, filled from the centre, with a stick of its own."""
    folder = tmp_path / "second"
    folder.mkdir()
    post = real.joined(folder / "shop", first.clock, real.code_for(centre, WorkstationKind.TILL))
    shop = furnish(post, folder)
    yield shop
    post.opened.db.close()


def facts(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in _FACTS}


def at_centre(centre: CentralDatabase) -> list[tuple[str, int]]:
    with centre.connect() as connection:
        rows = connection.execute("SELECT number, (total_amount * 100)::int FROM sales ORDER BY number").fetchall()
    return [(str(row[0]), int(row[1])) for row in rows]


def test_a_till_filled_from_its_centre_comes_back_from_its_stick_alone(second: Shop, tmp_path: Path) -> None:
    assert base_of(second.medium).exists(), "its journal alone does not tell the people and the prices it was given"
    second.sell(100, 200)
    second.post.sync()
    second.sell(300, 400)
    second.follow()
    medium, before = second.medium, contents(second.post.opened)
    die(second)
    ground = new_computer(tmp_path / "new", second.post.clock)
    done = rebuilt(second, ground, medium=medium)
    assert (done.new_signing_key, done.report.findings) == (True, [])
    again = opened(ground)
    assert facts(contents(again)) == facts(before)
    post = second.post
    post.opened = again
    assert Till(post.shop, second.till.session_id, second.till.number).sell(price=500).number.startswith("C02b-")
    assert post.breaches() == []


def test_a_founding_till_comes_back_from_its_stick_alone(first: Post, tmp_path: Path) -> None:
    shop = furnish(first, tmp_path)
    assert not base_of(shop.medium).exists()
    shop.sell(100, 200)
    shop.follow()
    medium, before = shop.medium, contents(first.opened)
    die(shop)
    ground = new_computer(tmp_path / "new", first.clock)
    done = rebuilt(shop, ground, medium=medium)
    assert done.report.findings == []
    first.opened = opened(ground)
    assert facts(contents(first.opened)) == facts(before)


def test_the_centre_alone_has_every_sale_it_acknowledged(second: Shop, tmp_path: Path, centre: CentralDatabase) -> None:
    second.sell(100, 200, 300)
    real.close_till(second.till)
    assert second.post.sync().is_good
    sold = at_centre(centre)
    shutil.rmtree(second.stick)
    die(second)
    with ExitStack() as posts:
        code = real.code_for(centre, WorkstationKind.TILL)
        old = second.post.opened.config.workstation_id
        new = real.joined(tmp_path / "new", second.post.clock, code, seed=5, replaces=old)
        posts.callback(new.close)
        rows = new.rows("SELECT number, total_amount FROM sales ORDER BY number")
        assert [(row[0], row[1]) for row in rows] == sold
        assert new.sync().is_good
        assert new.compare().is_same
