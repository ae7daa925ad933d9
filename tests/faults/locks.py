"""A screen, the exchange and lookers-on at one file, each as fast as it goes: nobody is ever told that it is busy.

``python -m tests.faults.locks --writes 1000000``: tickets are kept line by line and paid through the services, the
exchange's thread writes in its turns and folds the log, a reader counts, and another process looks at the file as a
second command does. A write that fails, or a look, fails the run. Plain busy waits lost one sale in six here
(``sync.md`` §5).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from recyclique_desktop.data.db import Database, connect
from recyclique_desktop.demo.rehearsal import MEMORY
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.services.sales import complete_sale
from tests.benchmarks.workshop import shop_in
from tests.faults.place import ROOT
from tests.known import KEY
from tests.services.selling import Till, open_till

LINES = 12
"""Kept one after the other before a ticket is paid."""
CHECKPOINT_EVERY = 500
_CURSOR = (
    "INSERT INTO sync_cursors (stream_id, epoch, acked, pulled, updated_at) VALUES (?, NULL, 0, ?, '')"
    " ON CONFLICT (stream_id) DO UPDATE SET pulled = excluded.pulled"
)
_STREAM = bytes(16)
_PULLED = "SELECT pulled FROM sync_cursors WHERE stream_id = ?"
_SALES = "SELECT count(*), (SELECT count(*) FROM payment_transactions) FROM sales"


@dataclass
class Crowd:
    """Everybody at one file.

    Attributes:
        writes: By the screen and by the exchange: committed so far.
        looks: By the reader of this process and by the other process.
        failed: What anybody was told instead; must stay empty.
    """

    till: Till
    wanted: int
    writes: dict[str, int] = field(default_factory=lambda: {"screen": 0, "exchange": 0})
    looks: int = 0
    sales: int = 0
    longest_s: float = 0.0
    failed: list[BaseException] = field(default_factory=list)

    @property
    def db(self) -> Database:
        return self.till.shop.db

    @property
    def is_over(self) -> bool:
        return bool(self.failed) or sum(self.writes.values()) >= self.wanted

    def work(self) -> None:
        """Let all of them work until there were enough writes."""
        threads = [
            threading.Thread(target=self._until_over, args=(act,), name=act.__name__)
            for act in (self._serve, self._apply, self._look)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _until_over(self, act: Callable[[], None]) -> None:
        try:
            while not self.is_over:
                act()
        except BaseException as error:  # noqa: BLE001  told by the run, whatever it is
            self.failed.append(error)

    def _serve(self) -> None:
        """Serve one customer: a line after the other, then the payment."""
        shop, line = self.till.shop, self.till.line(price=100)
        basket = Basket(shop.station.ids.new())
        for _ in range(LINES):
            basket = basket.with_line(line)
            self._screen(save_draft, SaveDraft(self.till.session_id, basket))
            line = self.till.line(price=100)
        command = self.till.sale(basket.lines, ("cash", 100 * LINES))
        paid = replace(command, sale_id=basket.sale_id)
        self._screen(complete_sale, paid)
        self.sales += 1

    def _screen(self, act: Callable[..., object], command: object) -> None:
        begun = time.perf_counter()
        self.till.write(act, command)
        self.longest_s = max(self.longest_s, time.perf_counter() - begun)
        self.writes["screen"] += 1

    def _apply(self) -> None:
        """Write as the exchange does, and fold the log as an idle till does."""
        with self.db.applying() as connection:
            connection.exec_driver_sql(_CURSOR, (_STREAM, self.writes["exchange"]))
        self.writes["exchange"] += 1
        if self.writes["exchange"] % CHECKPOINT_EVERY == 0:
            self.db.checkpoint()

    def _look(self) -> None:
        with self.db.reading() as session:
            session.connection().exec_driver_sql(_SALES).one()
        self.looks += 1


def run(writes: int, folder: Path) -> Crowd:
    """Let everybody work until there were so many writes.

    Raises:
        AssertionError: Somebody was turned away, or what is there is not what was written.
    """
    crowd = Crowd(open_till(shop_in(folder)), writes)
    other = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.locks", "--look-at", str(crowd.db.path)],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        crowd.work()
    finally:
        out, err = other.communicate("over\n")
    assert not crowd.failed, repr(crowd.failed[0])
    assert other.returncode == 0, err
    crowd.looks += int(out)
    with crowd.db.reading() as session:
        assert session.connection().exec_driver_sql(_SALES).one() == (crowd.sales, crowd.sales)
        pulled = session.connection().exec_driver_sql(_PULLED, (_STREAM,)).scalar_one()
    assert pulled == crowd.writes["exchange"] - 1
    crowd.db.close()
    return crowd


def look_at(path: Path) -> int:
    """Open the file, look and close it, until a line comes on the input; return how often."""
    listening = threading.Thread(target=sys.stdin.readline, daemon=True)
    listening.start()
    looks = 0
    while listening.is_alive():
        raw = connect(path, KEY)
        raw.execute("PRAGMA query_only=ON")
        raw.execute(_SALES).fetchone()
        raw.close()
        looks += 1
    return looks


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--writes", type=int, default=10_000)
    parser.add_argument("--look-at", type=Path)
    asked = parser.parse_args()
    if asked.look_at is not None:
        print(look_at(asked.look_at))
        return 0
    with tempfile.TemporaryDirectory(prefix="recyclique-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        crowd = run(asked.writes, Path(folder))
    print(f"{sum(crowd.writes.values())} writes ({crowd.writes}), {crowd.sales} sales, {crowd.looks} looks:"
          f" 0 lock errors, longest write of the screen {crowd.longest_s * 1000:.1f} ms")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
