"""What a shop may do to its machines, each as a drill: equal at the end, said on a screen, and nothing signed again.

The extract of a signature that was printed before still proves its ticket afterwards, at the till and at the office.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from recyclique_desktop.central import proving
from recyclique_desktop.central.proving import verify_centre
from recyclique_desktop.domain import journal
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.flows import succession
from recyclique_desktop.flows.office import OfficeDesk
from recyclique_desktop.flows.sync import line_to_centre
from recyclique_desktop.flows.verify import is_genuine
from recyclique_desktop.sync.status import Status
from recyclique_desktop.system import config as configuration
from recyclique_desktop.system.clock import SystemClock
from recyclique_desktop.ui.admin.problems import of_life, of_status
from tests.postgres import CentralDatabase
from tests.services.selling import Till, open_till
from tests.sync import real
from tests.sync.putting_back import CentreCopy, copied
from tests.sync.real import Post

pytestmark = pytest.mark.postgres
_SIGNED = "SELECT hash, signature FROM {} WHERE signature IS NOT NULL"


@dataclass
class Shop:
    """A till that sold three tickets and printed their extracts, an office, and their centre.

    Attributes:
        said: Everything that the screens had to show meanwhile.
    """

    till: Post
    office: Post
    centre: CentralDatabase
    folder: Path
    posts: ExitStack
    session: Till
    printed: dict[str, str] = field(default_factory=dict)
    signed: dict[bytes, bytes] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def sell(self, *prices: int, at: Post | None = None) -> None:
        """Sell, and print the extract of each signature beside its number."""
        post = at or self.till
        for price in prices:
            number = Till(post.shop, self.session.session_id, self.session.number).sell(price=price).number
            row = post.rows("SELECT signature FROM journal WHERE act = 'sale.completed' ORDER BY seq DESC LIMIT 1")
            self.printed[f"{number} {price}"] = journal.extract_of(row[0][0])
            self.signed |= dict(post.rows(_SIGNED.format("journal")))

    def meet(self, *posts: Post, rounds: int = 4) -> None:
        """Let machines meet the centre, and hear what their screens say."""
        for _ in range(rounds):
            for post in posts or (self.till, self.office):
                self._hear(post.sync().status)

    def _hear(self, status: Status) -> None:
        self.said += [problem.title for problem in of_status(status)]

    def copy(self, name: str) -> Post:
        post = copied(self.till, self.folder / name)
        self.posts.callback(lambda: post.close())  # noqa: PLW0108  which file that is changes
        return post

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with self.centre.connect() as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture
def shop(tmp_path: Path, centre: CentralDatabase) -> Iterator[Shop]:
    till = real.found(real.alone(tmp_path / "till", SimulatedClock(SystemClock().now())), centre)
    with ExitStack() as posts:
        till.sync()
        office = real.joined(tmp_path / "office", till.clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau")
        posts.callback(office.close)
        made = Shop(till, office, centre, tmp_path, posts, open_till(till.shop))
        posts.callback(lambda: made.till.close())  # noqa: PLW0108  which till that is changes
        made.sell(100, 200, 300)
        made.meet()
        assert made.said == []
        yield made


def old_till_backup(shop: Shop) -> list[Post]:
    """The till is put back to what it was, and gets its own past from the centre."""
    copy = shop.copy("old")
    shop.sell(400)
    shop.meet()
    shop.till.close()
    shop.till = copy
    shop.meet()
    shop.sell(500)
    return [shop.till]


def old_till_backup_and_sold_since(shop: Shop) -> list[Post]:
    """The same, but somebody sold before it met the centre."""
    copy = shop.copy("old")
    shop.sell(400)
    shop.meet()
    shop.till.close()
    shop.till = copy
    shop.sell(500)
    return [shop.till]


def old_centre_backup(shop: Shop) -> list[Post]:
    """The centre is put back to what it was."""
    copy = CentreCopy.of(shop.centre)
    shop.sell(400, 500)
    shop.meet()
    copy.put_back()
    return [shop.till]


def both(shop: Shop) -> list[Post]:
    """Both are put back; only the office has what was sold since."""
    till, centre = shop.copy("old"), CentreCopy.of(shop.centre)
    shop.sell(400)
    shop.meet()
    shop.till.close()
    centre.put_back()
    shop.till = till
    shop.meet(shop.office, shop.till)
    shop.sell(500)
    return [shop.till]


def clone(shop: Shop) -> list[Post]:
    """The disk is copied, and both copies sell."""
    twin = shop.copy("twin")
    shop.sell(400)
    shop.sell(500, at=twin)
    shop.meet(shop.till, twin, shop.office)
    return [shop.till, twin]


def succeeded(shop: Shop) -> list[Post]:
    """The till dies with its session open, another one carries on and closes it."""
    code = real.code_for(shop.centre, WorkstationKind.TILL)
    heir = real.joined(shop.folder / "heir", shop.till.clock, code, "Caisse 2", seed=8)
    shop.posts.callback(heir.close)
    shop.meet(heir, shop.till, shop.office)
    done = succession.succeed(shop.office.opened, shop.office.store, "C01", "C02", shop.office.shop.admin)
    assert len(done.sessions) == 1
    shop.meet(heir, rounds=1)
    shop.sell(400, at=heir)
    real.close_till(Till(heir.shop, shop.session.session_id, shop.session.number))
    shop.meet(shop.till, rounds=1)
    return [heir]


DRILLS: list[tuple[Callable[[Shop], list[Post]], str]] = [
    (old_till_backup, "Ce poste est en retard sur ses propres envois"),
    (old_till_backup_and_sold_since, "Une autre copie de ce poste avait déjà envoyé"),
    (old_centre_backup, "Le centre a été restauré"),
    (both, "Le centre a été restauré"),
    (clone, "Une autre copie de ce poste avait déjà envoyé"),
    (succeeded, "Ce poste n’a plus accès au centre"),
]


@pytest.mark.parametrize(("drill", "alarm"), DRILLS, ids=[drill.__name__ for drill, _ in DRILLS])
def test_a_drill_ends_equal_with_an_alarm_and_nothing_signed_again(
    shop: Shop, drill: Callable[[Shop], list[Post]], alarm: str
) -> None:
    posts = [*drill(shop), shop.office]
    shop.meet(*posts)
    assert alarm in shop.said
    for post in posts:
        done = post.sync()
        assert (done.cause, done.status.waiting) == (None, 0), done
        post.opened = dataclasses.replace(post.opened, config=configuration.load(post.folders.data))
        assert [table for table in post.compare().tables if not table.is_same] == []
        assert post.breaches() == []
    report = verify_centre(shop.centre.dsn, full=True)
    assert report.is_sound, report.findings
    held = {bytes(row[0]): bytes(row[1]) for row in shop.ask(_SIGNED.format("sync.ledger"))}
    assert report.signatures == len(held)
    assert {digest: held.get(digest) for digest in shop.signed} == shop.signed, "every signature made is there, as made"
    assert len(shop.printed) == len(shop.ask("SELECT id FROM sales"))
    for printed, extract in shop.printed.items():
        number = printed.split()[0]
        assert is_genuine(shop.office.opened, number, extract), printed
        assert proving.is_genuine(shop.centre.dsn, number, extract), printed
        assert posts[0] is not shop.till or is_genuine(shop.till.opened, number, extract), printed
        assert not is_genuine(shop.office.opened, number, "ZZZZ")
        assert not proving.is_genuine(shop.centre.dsn, number, "ZZZZ")


def test_an_office_reads_which_machine_saw_that_the_centre_was_put_back(shop: Shop) -> None:
    old_centre_backup(shop)
    shop.meet()
    desk = OfficeDesk(lambda: line_to_centre(shop.office.opened, shop.office.store))
    (life,) = desk.lives()
    told = of_life(life)
    assert told.title == "Le centre a été remis d’une sauvegarde"
    assert "C’est C01 qui l’a vu" in told.detail.replace("\u00a0", " ")


def test_a_byte_changed_at_the_centre_is_named(shop: Shop) -> None:
    with shop.centre.connect() as connection:
        connection.execute("ALTER TABLE sync.ledger DISABLE TRIGGER USER")
        connection.execute(
            "UPDATE sync.ledger SET payload = convert_to(replace(convert_from(payload, 'UTF8'), '3.00', '9.00'),"
            " 'UTF8') WHERE act = 'sale.completed'"
        )
        connection.execute("UPDATE sync.ledger SET signature = sha256('x') || sha256('y') WHERE act = 'session.opened'")
    found = {one.code for one in verify_centre(shop.centre.dsn, full=True).findings}
    assert found == {"verify.payload", "verify.signature"}
    quick = {one.code for one in verify_centre(shop.centre.dsn, full=False).findings}
    assert quick == {"verify.payload"}, "every signature is for --full"
