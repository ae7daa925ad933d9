"""The thread: a sale leaves by itself, a stop does not wait for the network, a bug does not end it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from recyclique_desktop.sync.loop import SyncLoop
from recyclique_desktop.sync.round import SyncError
from recyclique_desktop.sync.status import Contact
from recyclique_desktop.sync.vocabulary import Cause, Hello
from tests.services.selling import open_till
from tests.sync.fake_centre import FakeCentre
from tests.sync.shops import Machine


def until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return condition()


@pytest.fixture
def contacts() -> list[Contact]:
    return []


@pytest.fixture
def loop(till: Machine, contacts: list[Contact]) -> Iterator[SyncLoop]:
    """The thread of a joined till, awake at every commit."""
    made = SyncLoop(till.rounds, till.shop.clock, lambda: 0.1, on_contact=contacts.append)
    till.db.after_commit = made.wake
    made.start()
    yield made
    made.stop()
    assert "sync" not in {thread.name for thread in threading.enumerate()}


def test_a_sale_is_at_the_centre_within_a_second_without_anybody_asking(
    till: Machine, loop: SyncLoop, fake: FakeCentre
) -> None:
    assert until(lambda: till.stream in fake.streams)
    session = open_till(till.shop)
    session.sell()
    assert until(lambda: len(fake.streams[till.stream]) == till.store.head(), 1.5)
    assert loop.contact.cause is None
    assert loop.contact.last_contact is not None


def test_what_the_centre_changes_arrives_by_itself_when_a_person_asks(
    till: Machine, loop: SyncLoop, fake: FakeCentre
) -> None:
    assert until(lambda: till.stream in fake.streams)
    fake.change({"table": "categories", "op": "U", "id": first_category(till), "set": {"name": ["x", "Nouveau"]}})
    loop.hurry()
    assert until(lambda: till.one("SELECT count(*) FROM categories WHERE name = 'Nouveau'") == 1)


def first_category(machine: Machine) -> str:
    return str(UUID(bytes=machine.one("SELECT id FROM categories WHERE name = 'Verre'")))


def test_ten_sales_at_once_are_one_round(till: Machine, loop: SyncLoop, fake: FakeCentre) -> None:
    assert until(lambda: loop.contact.last_contact is not None)
    session = open_till(till.shop)
    assert until(lambda: fake.calls.count("push") > 0 and len(fake.streams[till.stream]) == till.store.head())
    before = fake.calls.count("push")
    for _ in range(10):
        session.sell()
    assert until(lambda: len(fake.streams[till.stream]) == till.store.head())
    assert fake.calls.count("push") - before <= 5


def test_rt20_the_network_goes_and_comes_back_and_the_screen_is_told(
    till: Machine, loop: SyncLoop, fake: FakeCentre, contacts: list[Contact]
) -> None:
    assert until(lambda: loop.contact.last_contact is not None)
    fake.down = Cause.ABSENT
    session = open_till(till.shop)
    session.sell()
    assert until(lambda: loop.contact.away_since is not None)
    fake.down = None
    loop.hurry()
    assert until(lambda: len(fake.streams[till.stream]) == till.store.head())
    assert until(lambda: loop.contact.away_since is None)
    assert any(contact.is_busy for contact in contacts)


class Blocking(FakeCentre):
    """A centre that never answers, until it is hung up on."""

    def __init__(self) -> None:
        super().__init__()
        self.hung_up = threading.Event()

    def hello(self, stream: UUID, seq: int, digest: bytes | None) -> Hello:
        del stream, seq, digest
        self.hung_up.wait(30)
        raise SyncError(Cause.SLOW)


def test_stopping_hangs_up_instead_of_waiting_for_a_silent_centre(till: Machine) -> None:
    silent = Blocking()
    till.rounds.centre = silent
    loop = SyncLoop(till.rounds, till.shop.clock, lambda: 0.1, interrupt=silent.hung_up.set)
    loop.start()
    assert until(lambda: loop.contact.is_busy)
    began = time.monotonic()
    loop.stop()
    assert time.monotonic() - began < 1
    assert not loop.contact.is_running


class Buggy(FakeCentre):
    """A centre whose first answer our own program cannot digest."""

    def hello(self, stream: UUID, seq: int, digest: bytes | None) -> Hello:
        if not self.calls:
            self.calls.append("bug")
            raise ZeroDivisionError
        return super().hello(stream, seq, digest)


def test_rt20_a_bug_is_shown_and_the_next_sale_still_leaves(
    till: Machine, fake: FakeCentre, caplog: pytest.LogCaptureFixture
) -> None:
    buggy = Buggy(fake.streams)
    till.rounds.centre = buggy
    loop = SyncLoop(till.rounds, till.shop.clock, lambda: 0.1)
    till.db.after_commit = loop.wake
    loop.start()
    assert until(lambda: loop.contact.cause is Cause.BUG)
    assert "met a bug" in caplog.text
    open_till(till.shop)
    loop.hurry()
    assert until(lambda: till.stream in fake.streams and loop.contact.cause is None)
    loop.stop()
