"""A machine that its centre lets in no more comes back as the workstation it was: nothing lost, no number twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.flows import admission, handing_in, join
from recyclique_desktop.flows.backup import write_backup
from recyclique_desktop.sync.vocabulary import Cause
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.system.code_file import CodeFile
from recyclique_desktop.system.secrets import DATABASE, SIGNING, MemoryStore, secret_name
from tests.flows.dead_machine import Shop, die, furnish, new_computer, opened, rebuilt
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.putting_back import CentreCopy, copied
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@dataclass
class Place:
    """A till that founded the centre, an office, and the centre."""

    first: Post
    office: Post
    centre: CentralDatabase
    folder: Path
    posts: ExitStack

    def newcomer(self, name: str = "second") -> Post:
        post = real.joined(
            self.folder / name, self.first.clock, real.code_for(self.centre, WorkstationKind.TILL), "Caisse 2", seed=9
        )
        self.posts.callback(post.close)
        return post

    def code_for(self, code: str) -> CodeFile:
        return admission.issue_code_for(self.office.opened, self.office.store, code, 30)

    def settle(self, *posts: Post) -> None:
        for _ in range(4):
            for post in (*posts, self.first, self.office):
                post.sync()
        for post in (*posts, self.first, self.office):
            found = post.sync()
            assert (found.cause, found.status.waiting) == (None, 0), found
            assert post.compare().is_same
            post.opened = replace(post.opened, config=configuration.load(post.folders.data))
            assert post.breaches() == [], post.code

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.centre.connect() as connection:
            return connection.execute(query.encode(), values).fetchall()

    def tickets(self) -> list[str]:
        return [str(row[0]) for row in self.ask("SELECT number FROM sales ORDER BY number")]


@pytest.fixture
def place(tmp_path: Path, centre: CentralDatabase) -> Iterator[Place]:
    first = real.found(real.alone(tmp_path / "first", SimulatedClock(SystemClock().now())), centre)
    with ExitStack() as posts:
        posts.callback(first.close)
        first.sync()
        code = real.code_for(centre, WorkstationKind.OFFICE)
        office = real.joined(tmp_path / "office", first.clock, code, "Bureau", seed=6)
        posts.callback(office.close)
        yield Place(first, office, centre, tmp_path, posts)


def come_back(post: Post, code: CodeFile) -> None:
    post.opened = join.come_back(post.opened, post.store, code, post.chance.randbytes)


def lose_login(post: Post) -> None:
    """The keyring was emptied, the key of the journal was not."""
    kept = MemoryStore()
    for name in (DATABASE, SIGNING):
        key = secret_name(post.opened.config.installation_id, name)
        kept.set(key, post.store.get(key))
    post.store = kept


def test_a_till_without_its_login_comes_back_with_a_code_for_it_and_the_old_login_is_gone(place: Place) -> None:
    till = open_till(place.first.shop)
    till.sell(price=100)
    place.first.sync()
    twin = copied(place.first, place.folder / "twin")
    place.posts.callback(twin.close)
    role = place.first.opened.config.centre.role  # type: ignore[union-attr]
    lose_login(place.first)
    till.sell(price=200)
    with pytest.raises(UserError, match=r"secret\.missing"):
        place.first.sync()
    come_back(place.first, place.code_for("C01"))
    assert place.first.opened.config.code == "C01"
    till.sell(price=300)
    place.settle()
    assert place.tickets() == ["C01-000001", "C01-000002", "C01-000003"]
    assert place.ask("SELECT count(*) FROM pg_roles WHERE rolname = %s", role) == [(0,)]
    assert twin.sync().cause is Cause.AUTH
    assert place.ask("SELECT count(*) FROM sync.devices d JOIN workstations w ON w.id = d.workstation_id"
                     " WHERE w.code = 'C01' AND w.status = 'active'") == [(1,)]  # fmt: skip


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_code(place: Place) -> None:
    lose_login(place.first)
    code = place.code_for("C01")
    come_back(place.first, code)
    come_back(place.first, code)
    place.settle()
    assert place.first.sync().cause is None


def test_a_code_for_one_workstation_lets_in_no_other(place: Place) -> None:
    second = place.newcomer()
    second.sync()
    before = second.opened.config
    with pytest.raises(UserError, match=r"enrol\.other"):
        come_back(second, place.code_for("C01"))
    assert second.opened.config == before
    assert second.sync().cause is None
    assert place.first.sync().cause is None, "a refused try takes nobody's login"


def test_a_revoked_till_comes_back_only_by_a_code_of_its_own(place: Place) -> None:
    second = place.newcomer()
    till = open_till(second.shop)
    second.sync()
    admission.shut_out(place.office.opened, place.office.store, second.code)
    till.sell(price=700)
    assert second.sync().cause is Cause.REVOKED
    with pytest.raises(UserError, match=r"enrol\.enrolled"):
        come_back(second, real.code_for(place.centre, WorkstationKind.TILL))
    come_back(second, place.code_for(second.code))
    place.settle(second)
    assert place.tickets() == ["C02-000001"]


def test_a_till_that_another_one_succeeded_does_not_come_back_beside_its_heir(place: Place) -> None:
    second = place.newcomer()
    second.sync()
    code = place.code_for("C02")
    device = place.ask("SELECT id FROM workstations WHERE code IN ('C01', 'C02') ORDER BY code")
    line = place.office.worker().line
    line.call("succeed", device[1][0], device[0][0])
    line.close()
    with pytest.raises(UserError, match=r"device\.succeeded"):
        place.code_for("C02")
    with pytest.raises(UserError, match=r"enrol\.succeeded"):
        come_back(second, code)


def test_a_machine_that_joined_after_the_centres_backup_was_made_comes_back_with_all_it_sold(place: Place) -> None:
    copy = CentreCopy.of(place.centre)
    second = place.newcomer()
    till = open_till(second.shop)
    till.sell(price=100)
    place.settle(second)
    copy.put_back()
    till.sell(price=200)
    assert second.sync().cause is Cause.REVOKED, "the restored centre never heard of it"
    come_back(second, real.code_for(place.centre, WorkstationKind.TILL))
    assert second.opened.config.code == "C02"
    till.sell(price=300)
    place.settle(second)
    assert place.tickets() == ["C02-000001", "C02-000002", "C02-000003"]


def test_what_an_office_keeps_of_a_machine_that_a_restored_centre_forgot_is_given_back(place: Place) -> None:
    copy = CentreCopy.of(place.centre)
    second = place.newcomer()
    till = open_till(second.shop)
    till.sell(price=100)
    place.settle(second)
    copy.put_back()
    place.settle()
    assert place.tickets() == ["C02-000001"], "its own disk was not asked"
    till.sell(price=200)
    come_back(second, place.code_for("C02"))
    place.settle(second)
    assert place.tickets() == ["C02-000001", "C02-000002"]


def test_what_an_office_keeps_of_a_branch_that_a_restored_centre_forgot_is_given_back(place: Place) -> None:
    till = open_till(place.first.shop)
    till.sell(price=100)
    place.settle()
    twin = copied(place.first, place.folder / "twin")
    place.posts.callback(twin.close)
    copy = CentreCopy.of(place.centre)
    till.sell(price=200)
    place.first.sync()
    other = Till(twin.shop, till.session_id, till.number)
    other.sell(price=300)
    for _ in range(3):
        assert twin.sync().cause in {None, Cause.FORK}
        place.office.sync()
    before = sorted(place.ask("SELECT number, total_amount FROM sales"))
    assert len(before) == 3
    twin.opened.db.close()  # and its disk is thrown away
    copy.put_back()
    for _ in range(4):
        place.office.sync()
        place.first.sync()
    assert sorted(place.ask("SELECT number, total_amount FROM sales")) == before


@pytest.fixture
def rebuilt_second(place: Place) -> Shop:
    """A second till, its sheet and its stick, that sold."""
    folder = place.folder / "two"
    folder.mkdir()
    shop = furnish(place.newcomer("two/shop"), folder)
    shop.sell(100)
    return shop


def test_a_till_rebuilt_on_another_computer_is_the_workstation_it_was_under_its_new_key(
    place: Place, rebuilt_second: Shop
) -> None:
    shop = rebuilt_second
    post = shop.post
    shop.sell(200)
    shop.follow()
    medium = shop.medium
    place.settle(post)
    die(shop)
    ground = new_computer(place.folder / "new", post.clock)
    done = rebuilt(shop, ground, medium=medium)
    assert done.new_signing_key
    post.opened, post.store, post.folders = opened(ground), ground.store, ground.folders
    come_back(post, place.code_for("C02"))
    Till(post.shop, shop.till.session_id, shop.till.number).sell(price=300)
    place.settle(post)
    assert len(place.tickets()) == 3
    key = place.ask("SELECT public_key FROM workstations WHERE code = 'C02'")[0][0]
    assert bytes(key) == post.opened.public_key
    file = place.folder / "journal.txt"
    handing_in.export(post.opened, file)
    given = handing_in.import_journal(place.office.opened, place.office.store, file, place.office.shop.admin)
    assert (given.stored, given.unproven) == (0, 0)


def test_an_old_backup_alone_comes_back_with_a_code_and_doubles_no_number(
    place: Place, rebuilt_second: Shop, tmp_path: Path
) -> None:
    shop = rebuilt_second
    post = shop.post
    folder = tmp_path / "backups"
    folder.mkdir()
    backup = write_backup(post.opened, folder).path
    shop.sell(200)
    place.settle(post)
    die(shop)
    ground = new_computer(tmp_path / "new", post.clock)
    assert rebuilt(shop, ground, backup).config.code == "C02b"
    post.opened, post.store, post.folders = opened(ground), ground.store, ground.folders
    come_back(post, place.code_for("C02"))
    assert post.opened.config.code == "C02b"
    Till(post.shop, shop.till.session_id, shop.till.number).sell(price=300)
    place.settle(post)
    assert len(set(place.tickets())) == 3
