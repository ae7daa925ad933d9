"""The log of rounds: what moved is told once, failures are counted, quiet leaves no trace, a kill no open row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from recyclique_desktop.domain import acts, journal
from recyclique_desktop.sync.round import SentEntry, Tally
from recyclique_desktop.sync.vocabulary import Cause
from tests.services.selling import open_till
from tests.sync.fake_centre import FakeCentre
from tests.sync.shops import OTHER_STREAM, Machine
from tests.sync.test_pull import a_day

LOG = (
    "SELECT sync_type, status, records_count, pushed, pulled, cause, repeats FROM sync_logs ORDER BY created_at, rowid"
)


def log(machine: Machine) -> list[tuple[Any, ...]]:
    return machine.rows(LOG)


def test_each_direction_that_moved_something_is_one_row(till: Machine, other: Machine) -> None:
    before = len(log(till))
    a_day(other)
    other.sync()
    open_till(till.shop).sell()
    till.sync()
    assert sorted(log(till)[before:]) == [
        ("pull", "success", 5, 0, 5, None, 1),
        ("push", "success", 2, 2, 0, None, 1),
    ]
    sizes = till.rows("SELECT bytes FROM sync_logs ORDER BY rowid DESC LIMIT 2")
    assert all(size > 1_000 for (size,) in sizes)


def test_an_idle_round_leaves_no_trace(till: Machine) -> None:
    till.sync()
    before = log(till)
    for _ in range(3):
        assert till.sync().cause is None
    assert log(till) == before


def test_equal_failures_in_a_row_are_one_row_with_a_count(till: Machine, fake: FakeCentre) -> None:
    till.sync()
    before = len(log(till))
    fake.down = Cause.ABSENT
    for _ in range(4):
        till.sync()
    fake.down = Cause.AUTH
    till.sync()
    assert [(row[1], row[5], row[6]) for row in log(till)[before:]] == [
        ("error", "absent", 4),
        ("error", "auth", 1),
    ]


def test_a_success_between_two_failures_begins_a_new_row(till: Machine, fake: FakeCentre) -> None:
    session = open_till(till.shop)
    fake.down = Cause.ABSENT
    till.sync()
    fake.down = None
    till.sync()
    fake.down = Cause.ABSENT
    session.sell()
    till.sync()
    assert [(row[0], row[6]) for row in log(till) if row[1] == "error"] == [("round", 1), ("round", 1)]


def test_a_kill_in_the_middle_leaves_no_open_row_and_no_untold_movement(
    till: Machine, other: Machine, fake: FakeCentre
) -> None:
    a_day(other, 4)
    other.sync()
    before = len(log(till))
    till.store.begin(Tally())
    till.store.apply(fake.pull({OTHER_STREAM: 0}, fake.epoch)[:3])
    till.restart()
    rows = log(till)[before:]
    assert [(row[0], row[4]) for row in rows] == [("pull", 3)]
    assert till.one("SELECT count(*) FROM sync_logs WHERE finished_at IS NULL") == 0
    till.sync()
    assert sum(row[4] for row in log(till)[before:]) == 6


def test_a_fork_is_told(till: Machine, fake: FakeCentre) -> None:
    """Another copy of this file sent before us."""
    session = open_till(till.shop)
    till.sync()
    session.sell(price=300)
    mine = list(fake.streams[till.stream])
    till.sync()
    theirs = fake.streams[till.stream][-1]
    payload = journal.canonical({"v": 1, "rows": []})
    header = replace(
        journal.Header.from_bytes(theirs.header), entry_id=till.shop.station.ids.new(), number=None, series=None,
        act=acts.WORKSTATION_STARTED.name, payload_digest=journal.digest_of(payload),
    )  # fmt: skip
    other = journal.seal(header, payload, None)
    fake.streams[till.stream] = [*mine, SentEntry(theirs.stream, theirs.seq, other.header, payload, other.hash, None)]
    assert till.sync().cause is Cause.FORK
    assert log(till)[-1][5] == "fork"
    assert len(fake.streams) == 3
    branch = next(iter(fake.forks))
    assert [entry.hash for entry in fake.streams[branch]] == [theirs.hash]
    assert till.rounds.state.outlet.parent == till.stream
    till.restart()
    assert till.rounds.state.outlet.stream == branch
    session.sell(price=500)
    assert till.sync().cause is None
    assert len(fake.streams[branch]) == 2
