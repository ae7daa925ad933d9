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
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import handing_in, medium_choice
from recyclique_desktop.flows import sync as flow
from recyclique_desktop.flows.backup import write_backup
from recyclique_desktop.flows.keeping import keep
from recyclique_desktop.flows.second_medium import base_of
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.secrets import CENTRE, secret_name
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


def test_unsent_sales_of_a_dead_till_reach_the_centre_by_the_office(
    second: Shop, tmp_path: Path, centre: CentralDatabase
) -> None:
    second.sell(100)
    assert second.post.sync().is_good
    second.sell(200, 300)
    second.follow()
    medium = second.medium
    die(second)
    ground = new_computer(tmp_path / "new", second.post.clock)
    rebuilt(second, ground, medium=medium)
    second.post.opened = opened(ground)
    with pytest.raises(UserError, match=r"secret\.missing"):
        flow.once(second.post.opened, ground.store)
    file = tmp_path / "journal.txt"
    handing_in.export(second.post.opened, file)
    with ExitStack() as posts:
        office = real.joined(
            tmp_path / "office", second.post.clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau", seed=6
        )
        posts.callback(office.close)
        handing_in.import_journal(office.opened, office.store, file, office.shop.admin)
        assert [total for _number, total in at_centre(centre)] == [100, 200, 300]
        again = handing_in.import_journal(office.opened, office.store, file, office.shop.admin)
        assert again.stored == 0


def test_an_old_backup_alone_gets_its_lost_past_back_from_the_centre_and_doubles_no_number(
    first: Post, tmp_path: Path, centre: CentralDatabase
) -> None:
    shop = furnish(first, tmp_path)
    shop.sell(100)
    folder = tmp_path / "backups"
    folder.mkdir()
    backup = write_backup(first.opened, folder).path
    shop.sell(200, 300)
    assert first.sync().is_good
    login = first.store.get(secret_name(first.opened.config.installation_id, CENTRE))
    die(shop)
    ground = new_computer(tmp_path / "new", first.clock)
    done = rebuilt(shop, ground, backup)
    assert (done.config.code, done.new_signing_key) == ("C01b", True)
    ground.store.set(secret_name(done.config.installation_id, CENTRE), login)  # as an office gives it back
    first.opened, first.store, first.folders = opened(ground), ground.store, ground.folders
    till = Till(first.shop, shop.till.session_id, shop.till.number)
    till.sell(price=400)
    for _ in range(4):
        found = first.sync()
    assert found.status.waiting == 0, found
    assert at_centre(centre) == [
        ("C01-000001", 100), ("C01-000002", 200), ("C01-000003", 300), ("C01b-000002", 400),
    ]  # fmt: skip
    assert sorted(first.rows("SELECT number, total_amount FROM sales")) == at_centre(centre)
    assert first.breaches() == []
    second_stick = tmp_path / "second-stick"
    second_stick.mkdir()
    medium_choice.choose(first.opened, second_stick)
    assert keep(first.opened).is_well
    assert medium_choice.check(first.opened).waiting == 0
    medium, sold = shop.medium, first.rows("SELECT number, total_amount FROM sales WHERE number LIKE 'C01b%'")
    die(shop)
    again = new_computer(tmp_path / "third", first.clock)
    done = rebuilt(shop, again, medium=medium)
    assert (done.config.code, done.report.findings) == ("C01c", [])
    first.opened = opened(again)
    kept = first.rows("SELECT number, total_amount FROM sales")
    assert set(sold) <= set(kept), "the branch's own sales; its parent's come from the centre"
