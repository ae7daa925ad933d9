"""A till that died with its session open: another one closes it; what surfaces later joins its own session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.data.queries.reports import session_report_data
from recyclique_desktop.data.queries.till import open_session_of
from recyclique_desktop.documents.session_report import session_report
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import handing_in
from recyclique_desktop.flows.succession import succeed
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till, read
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@dataclass
class Place:
    """Two tills and an office."""

    centre: CentralDatabase
    dead: Post
    heir: Post
    office: Post

    def ask(self, query: str, *values: Any) -> Any:
        with self.centre.connect() as connection:
            cursor = connection.execute(query.encode(), values)
            row = cursor.fetchone() if cursor.description else None
        return None if row is None else row[0]

    def succeed(self, dead: str = "C02", heir: str = "C01") -> tuple[str, ...]:
        done = succeed(self.office.opened, self.office.store, dead, heir, self.office.shop.admin)
        self.settle_down()
        return done.sessions

    def settle_down(self) -> None:
        for _ in range(2):
            for post in (self.heir, self.office):
                post.sync()

    def differences(self) -> list[Any]:
        found: list[Any] = []
        for post in (self.heir, self.office):
            found += [table for table in post.compare().tables if not table.is_same] + post.breaches()
        return found


@pytest.fixture
def place(tmp_path: Path, centre: CentralDatabase) -> Iterator[Place]:
    clock = SimulatedClock(SystemClock().now())
    heir = real.found(real.alone(tmp_path / "heir", clock), centre)
    heir.sync()
    office = real.joined(tmp_path / "office", clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau")
    dead = real.joined(tmp_path / "dead", clock, real.code_for(centre, WorkstationKind.TILL), "Caisse 2", seed=5)
    dead.sync(), heir.sync()
    yield Place(centre, dead, heir, office)
    for post in (heir, office, dead):
        post.close()


def test_the_successor_counts_and_closes_the_session_of_a_dead_till(place: Place) -> None:
    session = open_till(place.dead.shop)
    session.sell(price=300)
    place.dead.sync()
    place.settle_down()
    with pytest.raises(UserError, match=r"session\.elsewhere"):
        real.close_till(Till(place.heir.shop, session.session_id, session.number))
    assert place.succeed() == (session.number,)
    shown = read(place.heir.shop, open_session_of, place.heir.shop.station)
    assert shown is not None
    assert shown.session_id == session.session_id
    real.close_till(Till(place.heir.shop, session.session_id, session.number))
    place.settle_down()
    assert place.ask("SELECT status::text FROM cash_sessions") == "CLOSED"
    assert place.ask("SELECT count(*) FROM sync.parked") == 0
    assert place.differences() == []
    assert place.dead.sync().cause is Cause.REVOKED


def test_rt30_rt37_a_sale_that_surfaces_after_the_closing_joins_its_own_session_and_says_so(
    place: Place, tmp_path: Path
) -> None:  # fmt: skip
    session = open_till(place.dead.shop)
    session.sell(price=300)
    place.dead.sync()
    session.sell(price=450)  # never sent
    place.settle_down()
    place.succeed()
    real.close_till(Till(place.heir.shop, session.session_id, session.number))
    place.settle_down()
    file = tmp_path / "C02.journal"
    handing_in.export(place.dead.opened, file)
    done = handing_in.import_journal(place.office.opened, place.office.store, file, place.office.shop.admin)
    assert done.stored > 0
    assert done.parked == 0
    again = handing_in.import_journal(place.office.opened, place.office.store, file, place.office.shop.admin)
    assert (again.stored, again.already) == (0, done.stored + done.already)
    place.settle_down()
    assert place.ask("SELECT count(*) FROM sales WHERE cash_session_id = %s", session.session_id) == 2
    assert place.ask("SELECT total_sales::text FROM cash_sessions") == "7.50"
    report = session_report(read(place.heir.shop, session_report_data, session.session_id))
    assert "Complétée : 1 ticket arrivé après la" in report
    assert place.differences() == []


def test_a_file_that_was_touched_on_the_way_is_refused_whole_up_to_the_touch(place: Place, tmp_path: Path) -> None:
    session = open_till(place.dead.shop)
    for price in (100, 200, 300):
        session.sell(price=price)
    file = tmp_path / "C02.journal"
    handing_in.export(place.dead.opened, file)
    lines = file.read_text("ascii").splitlines()
    lines[-2] = lines[-2].replace('"header":"ey', '"header":"fy')
    file.write_text("\n".join(lines), "ascii")
    with pytest.raises(UserError, match=r"handing_in\.damaged"):
        handing_in.import_journal(place.office.opened, place.office.store, file, place.office.shop.admin)
    assert place.ask("SELECT count(*) FROM sales") == 0


def test_a_till_cannot_be_succeeded_twice_and_an_office_not_by_itself(place: Place) -> None:
    place.succeed()
    with pytest.raises(UserError, match=r"device\.succeeded"):
        place.succeed()
    with pytest.raises(UserError, match=r"device\.self"):
        place.succeed(place.office.code, "C01")
    with pytest.raises(UserError, match=r"device\.unknown"):
        place.succeed("C77", "C01")
