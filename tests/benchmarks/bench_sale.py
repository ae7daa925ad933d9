"""A sale through the whole service against the same sale by hand, one after the other in the same run.

``python -m tests.benchmarks.bench_sale [--sales 2000] [--fsync-ms 8] [--json]``
Both sides use the same library, key, schema, triggers and pragmas; both files must verify afterwards.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database, _ready, connect
from recyclique_desktop.data.models import CashSession
from recyclique_desktop.data.queries import people, places
from recyclique_desktop.data.verify import Trust, verify
from recyclique_desktop.demo import shop
from recyclique_desktop.demo.chance import day_plan
from recyclique_desktop.demo.day import Customer, Till
from recyclique_desktop.demo.plan import Paid, Ticket
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.ids import UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import Actor, Station
from recyclique_desktop.services.cash_sessions import OpenSession, open_session
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.services.open_till import frozen_values
from recyclique_desktop.services.sales import CompleteSale, complete_sale
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.secrets import SIGNING, FileStore, secret_name
from tests.benchmarks import slow_disk
from tests.benchmarks.by_hand import Hand
from tests.benchmarks.measuring import Goal, Timing, Watch, tell
from tests.faults.place import Place

WARM_UP = 50
_DRAFT = (
    "INSERT INTO draft_sales (sale_id, session_id, workstation_id, basket, state, created_at, updated_at)"
    " VALUES (?, ?, ?, '{\"lines\":[],\"v\":1}', 'open', ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Bench:
    """Two copies of one open till."""

    ours: Database
    theirs: Path
    hand: Hand
    trust: Trust
    station: Station
    actor: Actor
    session_id: Any
    commands: list[CompleteSale]


def prepare(root: Path, sales: int) -> Bench:
    """Open a till, make every command beforehand, copy the file."""
    place, clock = Place(root), SystemClock()
    store = FileStore(place.folders.config)
    opened = shop.create_shop(place.folders, store, clock, secrets.token_bytes)
    station = opened.station
    user_id, _ = shop.team(opened.db)[0]
    with opened.db.reading() as session:
        actor = people.actor_of(session, user_id)
        register_id = places.workplace(session, station).register_id
    assert register_id is not None
    with opened.db.writing() as session:
        session_id = open_session(
            session, OpenSession(station.ids.new(), register_id, Cents(5000)), actor, station
        ).session_id
    commands = list(_commands(opened, session_id, sales + WARM_UP + 1))
    first = commands.pop(0)
    with opened.db.writing() as session:
        complete_sale(session, first, actor, station)
    with opened.db.reading() as session:
        till = session.get_one(CashSession, session_id)
        frozen = frozen_values(till)
    opened.db.checkpoint()
    theirs = root / "by-hand.sqlite"
    shutil.copyfile(place.file, theirs)
    scribe = opened.db.scribe
    assert isinstance(scribe, Scribe)
    signer = Ed25519Signer(store.get(secret_name(opened.config.installation_id, SIGNING)))
    hand = Hand(
        raw=_ready(connect(theirs, place.key()), writes=True), signer=signer, stream_id=scribe.stream_id,
        station=station, actor=actor, session=frozen, software=scribe.software, schema=scribe.schema_version,
        ids=UuidFactory(clock, secrets.token_bytes),
    )  # fmt: skip
    return Bench(opened.db, theirs, hand, opened.trust, station, actor, session_id, commands)


def _commands(opened: Any, session_id: Any, count: int) -> Iterator[CompleteSale]:
    goods, tiles = shop.goods(opened.db), shop.tiles(opened.db)
    till = Till(opened, opened.station.clock, lambda _sale: None)
    made = number = 0
    while made < count:
        for ticket in day_plan(1, number, date(2026, 9, 17), goods, 3).tickets:
            if made < count and isinstance(ticket.outcome, Paid):
                made += 1
                yield _command(till, session_id, tiles, ticket, ticket.outcome)
        number += 1


def _command(till: Till, session_id: Any, tiles: Any, ticket: Ticket, paid: Paid) -> CompleteSale:
    customer = Customer(till, session_id, tiles, Basket(till.opened.station.ids.new()))
    for article in ticket.articles:
        customer.basket = customer.basket.with_line(customer._line(article))
    draft = customer._payment(paid)
    return CompleteSale(customer.basket.sale_id, session_id, customer.basket.lines, draft.payments(), draft.donation)


@dataclass(slots=True)
class Side:
    """What one side took: by the clock, without what other programs took of the machine, and of the processor alone."""

    clock: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def time(self, sell: Callable[[], None]) -> None:
        watch, busy = Watch(), time.thread_time()
        watch.start()
        sell()
        watch.lap()
        self.processor.append(time.thread_time() - busy)
        self.clock.append(watch.whole)
        self.own.append(watch.own)

    def figures(self) -> tuple[Timing, Timing, Timing]:
        """Return all three, the first sales left out."""
        kinds = (self.clock, self.own, self.processor)
        clock, own, processor = (Timing.of(one[WARM_UP:]) for one in kinds)
        return clock, own, processor


def measure(bench: Bench) -> tuple[Side, Side]:
    """Sell everything twice, in turns, the order drawn by lot; the first sales of both are not counted."""
    service, by_hand = Side(), Side()
    order = random.Random(1)
    for command in bench.commands:
        turns = [(_through_service, service), (_by_hand, by_hand)]
        order.shuffle(turns)
        for sell, side in turns:
            sell(bench, command, side)
    return service, by_hand


def _through_service(bench: Bench, command: CompleteSale, side: Side) -> None:
    basket = Basket(command.sale_id, command.lines)
    with bench.ours.writing() as session:
        save_draft(session, SaveDraft(bench.session_id, basket), bench.actor, bench.station)

    def sell() -> None:
        with bench.ours.writing() as session:
            complete_sale(session, command, bench.actor, bench.station)

    side.time(sell)


def _by_hand(bench: Bench, command: CompleteSale, side: Side) -> None:
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    ids = command.sale_id.bytes, bench.session_id.bytes, bench.station.id.bytes
    bench.hand.raw.execute(_DRAFT, (*ids, stamp, stamp))
    side.time(lambda: bench.hand.sell(command))


def prove_equal(bench: Bench) -> None:
    """Both files verify, signatures included, and hold as many entries."""
    with bench.ours.reading() as session:
        ours = verify(session.connection(), bench.trust, full=True)
    assert ours.is_sound, ours.findings[:3]
    bench.hand.raw.close()
    theirs = Database.open(bench.theirs, bench.ours._key)
    try:
        with theirs.reading() as session:
            by_hand = verify(session.connection(), bench.trust, full=True)
    finally:
        theirs.close()
    assert by_hand.is_sound, by_hand.findings[:3]
    assert (ours.tickets, ours.rows) == (by_hand.tickets, by_hand.rows)


def main() -> int:
    """Run from the command line."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="recyclique-bench-") as folder:
        if asked.fsync_ms and slow_disk.VARIABLE not in os.environ:
            return _again_on_slow_disk(Path(folder), asked.fsync_ms)
        bench = prepare(Path(folder) / "shop", asked.sales)
        if asked.profile:
            return _profile(bench)
        service, by_hand = measure(bench)
        prove_equal(bench)
        bench.ours.close()
    return _tell(service, by_hand, asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=2000)
    parser.add_argument("--fsync-ms", type=float, default=0.0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--profile", action="store_true", help="where the service spends its time; no comparison")
    return parser.parse_args()


def _tell(ours: Side, theirs: Side, asked: argparse.Namespace) -> int:
    ours_clock, service, ours_busy = ours.figures()
    theirs_clock, by_hand, theirs_busy = theirs.figures()
    figures = {
        "service": str(service),
        "by hand": str(by_hand),
        "service, by the clock": str(ours_clock),
        "by hand, by the clock": str(theirs_clock),
        "service, processor only": str(ours_busy),
        "by hand, processor only": str(theirs_busy),
        "injected fsync": f"{asked.fsync_ms:g} ms",
    }
    ratio = service.p50 / by_hand.p50
    if asked.fsync_ms:
        goals = [Goal("service / by hand, p50", ratio, 1.4)]
    else:
        goals = [
            Goal("service / by hand, p50", ratio, 5.0),
            Goal("service p50, ms", service.p50, 5.0),
            Goal("service p99, ms", service.p99, 20.0),
        ]
    return tell("bench_sale", figures, goals, as_json=asked.json)


def _again_on_slow_disk(folder: Path, milliseconds: float) -> int:
    """Run again with the delay preloaded."""
    built = slow_disk.library(folder)
    if built is None:
        print("no C compiler here: the slow disk cannot be made, nothing was measured")
        return 1
    environment = slow_disk.environment(built, milliseconds)
    command = [sys.executable, "-m", "tests.benchmarks.bench_sale", *sys.argv[1:]]
    return subprocess.run(command, env=environment, check=False).returncode


def _profile(bench: Bench) -> int:
    profile = cProfile.Profile()
    for number, command in enumerate(bench.commands):
        with bench.ours.writing() as session:
            basket = Basket(command.sale_id, command.lines)
            save_draft(session, SaveDraft(bench.session_id, basket), bench.actor, bench.station)
        if number >= WARM_UP:
            profile.enable()
        with bench.ours.writing() as session:
            complete_sale(session, command, bench.actor, bench.station)
        profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
