"""Witness and second medium follow each sale by themselves, and never stand in its way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recyclique_desktop.data.second_medium import open_file
from recyclique_desktop.flows import medium_choice, second_medium
from recyclique_desktop.flows.keeping import Keeper, Keeping, keep
from recyclique_desktop.system import witness
from tests.flows.dead_machine import Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = open_shop(tmp_path)
    yield made
    made.post.opened.close()


@pytest.fixture
def told() -> list[Keeping]:
    return []


@pytest.fixture
def keeper(shop: Shop, told: list[Keeping]) -> Iterator[Keeper]:
    made = Keeper(shop.post.opened, told.append, again_s=0.05)
    made.start()
    yield made
    made.stop()


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def head(shop: Shop) -> int:
    found: int = shop.post.one(
        "SELECT max(seq) FROM journal WHERE stream_id = ?", shop.post.opened.config.stream_id.bytes
    )
    return found


def on_stick(shop: Shop) -> int:
    file = open_file(shop.medium, second_medium.key_of(shop.post.opened))
    return file.heads[shop.post.opened.config.stream_id].seq


def seen(shop: Shop) -> int:
    config = shop.post.opened.config
    mark = witness.load(shop.post.folders.config, config.installation_id).streams.get(config.stream_id)
    return mark.seq if mark is not None else 0


@pytest.mark.usefixtures("keeper")
def test_each_sale_is_seen_and_copied_without_being_asked(shop: Shop) -> None:
    for price in (100, 200):
        shop.sell(price)
        until(lambda: on_stick(shop) == seen(shop) == head(shop))


def test_a_stick_pulled_and_put_back_catches_up_without_a_sale(
    shop: Shop, keeper: Keeper, told: list[Keeping], tmp_path: Path
) -> None:
    shop.stick.rename(tmp_path / "pocket")
    shop.sell(100, 200, 300)
    until(lambda: keeper.state.medium.error is not None)
    until(lambda: seen(shop) == head(shop))  # the witness does not wait for the stick
    (tmp_path / "pocket").rename(shop.stick)
    until(lambda: keeper.state.is_well)
    assert on_stick(shop) == head(shop)
    assert [state.is_well for state in told][-2:] == [False, True]


def test_a_full_stick_refuses_no_sale(shop: Shop, keeper: Keeper) -> None:
    away = shop.medium
    second_medium.take_up(shop.post.opened, Path("/dev/full"))
    shop.sell(100)
    until(lambda: keeper.state.medium.error is not None)
    second_medium.take_up(shop.post.opened, away)
    until(lambda: keeper.state.is_well)
    assert on_stick(shop) == head(shop)


def test_a_sale_waits_for_nothing_of_it(shop: Shop, keeper: Keeper) -> None:
    """The commit only rings a bell: what rings it returns at once even while the keeper is at work."""
    slowest = 0.0
    for _ in range(200):
        began = time.perf_counter()
        keeper.wake()
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 0.02
    shop.sell(100)


@pytest.mark.usefixtures("keeper")
def test_two_who_follow_at_once_leave_one_whole_file(shop: Shop) -> None:
    threads = [threading.Thread(target=lambda: [keep(shop.post.opened) for _ in range(15)]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for price in range(100, 112):
        shop.sell(price)
    for thread in threads:
        thread.join()
    until(lambda: on_stick(shop) == head(shop))
    found = medium_choice.check(shop.post.opened)
    assert found.waiting == 0
