"""A till of ten years answers like a new one: what a gesture costs does not grow with the tickets behind it.

Nothing is timed: SQLite counts the steps of its own machine, which are the same on every computer. Ten years are
measured by ``python -m tests.benchmarks.bench_history``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from recyclique_desktop.data.db import Database
from recyclique_desktop.data.queries import alerts, figures, people, reports, selling, tickets, till
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.services.sales import complete_sale
from tests.benchmarks.workshop import shop_in
from tests.conftest import Shop
from tests.history import fill
from tests.known import STREAM
from tests.services.selling import Till, open_till, read
from tests.sync.real import close_till

FEW, MANY, PER_DAY = 2_000, 20_000, 20
"""A hundred days and a thousand: alerts look back over ninety."""
SLOPE = 1.3
PER_SESSION = 0.4
"""What opening may cost for each session there was: their numbers are counted, once a day."""
EVERY = 10
"""Steps between two counts."""


class Steps:
    """Counts what SQLite does in a file, reading and writing, in steps of its virtual machine."""

    def __init__(self, db: Database) -> None:
        self._count = 0
        for engine in (db._reader, db._writer):
            event.listen(engine, "checkout", self._watch)

    def of(self, gesture: Callable[[], Any]) -> int:
        """Return what a gesture takes, in tens of steps; done once before, as statements are prepared once."""
        before = self._count
        gesture()
        return self._count - before

    def _watch(self, raw: Any, _record: Any, _proxy: Any) -> None:
        raw.set_progress_handler(self._add, EVERY)

    def _add(self) -> int:
        self._count += 1
        return 0


@dataclass
class Aged:
    """A till with so many tickets behind it, open, with a dozen tickets of today."""

    shop: Shop
    till: Till
    steps: Steps

    @classmethod
    def of(cls, folder: Path, sales: int) -> Aged:
        folder.mkdir()
        shop = shop_in(folder)
        fill(shop.db, shop.station, sales, STREAM, per_day=PER_DAY)
        opened = open_till(shop)
        for _ in range(12):
            opened.sell(price=300, grams=400)
        return cls(shop, opened, Steps(shop.db))

    def asked(self, query: Callable[..., Any], *values: Any) -> int:
        return self.steps.of(lambda: read(self.shop, query, *values))

    def gestures(self) -> dict[str, int]:
        """Return what each gesture of a day takes."""
        shop, opened = self.shop, self.till
        station, today = shop.station, business_date(shop.clock.now(), shop.station.zone)
        line = opened.line(price=300, grams=500)
        command = opened.sale((line,), ("cash", 300))
        draft = SaveDraft(opened.session_id, Basket(command.sale_id, (line,)))
        found = {
            "the tiles of people": self.asked(people.sign_in_tiles, station.site_id),
            "home": self.asked(till.till_home, station, today),
            "alerts on the home": self.asked(alerts.open_cash_alerts, station),
            "the sale page": self.asked(selling.sale_desk, station, None),
            "a line kept": self.steps.of(lambda: opened.write(save_draft, draft)),
            "a ticket paid": self.steps.of(lambda: opened.write(complete_sale, command)),
            "the list of tickets": self.asked(tickets.recent_tickets, station),
            "a ticket by the end of its number": self.asked(tickets.recent_tickets, station, "1234"),
            "a ticket by its whole number": self.asked(tickets.recent_tickets, station, f"{station.code}-42"),
            "one ticket": self.asked(tickets.ticket_detail, command.sale_id),
            "the figures of the session": self.asked(figures.session_figures, opened.session_id),
            "the day": self.asked(figures.day_figures, station.id, today),
            "the report": self.asked(reports.session_report_data, opened.session_id),
        }
        found["closing"] = self.steps.of(lambda: close_till(opened))
        found["opening"] = self.steps.of(lambda: open_till(shop))
        return found


@pytest.mark.slow
def test_no_gesture_of_a_day_costs_more_after_years_of_tickets(tmp_path: Path) -> None:
    young, old = (Aged.of(tmp_path / name, sales) for name, sales in (("young", FEW), ("old", MANY)))
    at_first, after_years = young.gestures(), old.gestures()
    allowed = {name: SLOPE * took + 20 for name, took in at_first.items()}
    allowed["opening"] += PER_SESSION * MANY / PER_DAY
    grown = {name: (at_first[name], took) for name, took in after_years.items() if took > allowed[name]}
    for aged in (young, old):
        aged.shop.db.close()
    assert all(at_first.values()), at_first
    assert not grown, grown
