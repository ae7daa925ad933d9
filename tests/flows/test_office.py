"""Two people change one price while apart: both values stay in sight, one choice ends it, everywhere the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import Category
from recyclique_desktop.data.queries.admin_edits import waiting_edits
from recyclique_desktop.data.queries.admin_sync import lost_wishes, who_made
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import UserRole, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.flows import office as desk
from recyclique_desktop.flows.sync import line_to_centre
from recyclique_desktop.services import catalogue_edit, people_edit, shared_settings
from recyclique_desktop.services.conflicts import Keep, SettleConflict
from recyclique_desktop.services.people import ChangePin, change_pin
from recyclique_desktop.system.clock import SystemClock
from tests.postgres import CentralDatabase
from tests.services.selling import entries, read, write
from tests.services.test_people_edit import emilie, form
from tests.sync import real
from tests.sync.real import Post

pytestmark = pytest.mark.postgres


@dataclass
class Pair:
    """A till and an office of one shop, at one centre."""

    till: Post
    office: Post

    @property
    def desk(self) -> desk.OfficeDesk:
        return desk.OfficeDesk(lambda: line_to_centre(self.office.opened, self.office.store))

    def meet(self) -> None:
        """Go to the centre, the till first, twice: what one sent the other has."""
        for _ in range(2):
            for post in (self.till, self.office):
                assert post.sync().is_good


@pytest.fixture
def pair(tmp_path: Path, centre: CentralDatabase) -> Iterator[Pair]:
    clock = SimulatedClock(SystemClock().now())
    with ExitStack() as posts:
        first = real.alone(tmp_path / "one", clock)
        posts.callback(first.opened.close)
        founded = real.found(first, centre)
        founded.sync()
        second = real.joined(tmp_path / "two", clock, real.code_for(centre, WorkstationKind.OFFICE), "Bureau", seed=7)
        posts.callback(second.opened.close)
        yield Pair(founded, second)


def price(post: Post, name: str = "Casserole") -> int | None:
    with post.opened.db.reading() as session:
        return session.scalars(select(Category.price).where(Category.name == name)).one()


def reprice(post: Post, amount: int, name: str = "Casserole") -> None:
    with post.opened.db.reading() as session:
        found = session.scalars(select(Category).where(Category.name == name)).one()
    command = catalogue_edit.EditCategory(found.id, name, Cents(amount), None)
    write(post.shop, catalogue_edit.edit_category, command, post.shop.admin)


def quarrel(pair: Pair) -> desk.Conflict:
    """Let both change one price while apart; the office's arrives first."""
    reprice(pair.till, 350)
    reprice(pair.office, 320)
    pair.office.sync()
    pair.meet()
    (conflict,) = pair.desk.conflicts()
    return conflict


def test_both_values_stay_in_sight_and_the_centres_holds_meanwhile(pair: Pair) -> None:
    conflict = quarrel(pair)
    assert (conflict.table, conflict.column, conflict.centre, conflict.here, conflict.workstation) == (
        "categories", "price", "3.20", "3.50", "C01",
    )  # fmt: skip
    assert (price(pair.till), price(pair.office)) == (320, 320)
    assert read(pair.office.shop, who_made, [conflict.entry_id]) == {conflict.entry_id: "Aïcha M."}
    config = pair.till.opened.config
    (lost,) = read(pair.till.shop, lost_wishes, config.centre_stream_id, config.stream_id, 5)
    assert (lost.name, lost.centre, lost.here, lost.who) == ("Casserole", "3.20", "3.50", "Aïcha M.")
    assert pair.till.sync().status.conflicts == 1


@pytest.mark.parametrize(("keep", "amount"), [(Keep.CENTRE, 320), (Keep.WORKSTATION, 350)])
def test_one_choice_ends_it_everywhere(pair: Pair, keep: Keep, amount: int) -> None:
    conflict = quarrel(pair)
    shop = pair.office.shop
    command = SettleConflict(conflict.id, conflict.table, conflict.column, keep)
    desk.settle(shop.db, pair.desk.settle, command, shop.admin, shop.station)
    pair.meet()
    assert (price(pair.till), price(pair.office)) == (amount, amount)
    assert pair.desk.conflicts() == ()
    assert pair.till.sync().status.conflicts == 0
    (entry,) = entries(shop, "conflict.settled")
    assert entry["doc"]["kept"] == keep.value
    assert pair.till.compare().is_same
    with pytest.raises(UserError, match=r"conflict\.settled_already"):
        desk.settle(shop.db, pair.desk.settle, command, shop.admin, shop.station)
    assert len(entries(shop, "conflict.settled")) == 1, "what was not chosen is not written down"


def test_what_an_office_changes_reaches_the_till(pair: Pair) -> None:
    shop = pair.office.shop
    user_id = emilie(pair.till.shop)
    write(shop, people_edit.edit_person, form(shop, user_id, first_name="Emma", role=UserRole.ADMIN), shop.admin)
    write(shop, shared_settings.set_sign_in_minutes, shared_settings.SetSignInMinutes(60), shop.admin)
    write(shop, people_edit.deactivate_person, people_edit.DeactivatePerson(user_id, "congé"), shop.admin)
    assert read(shop, waiting_edits, "users") != {}
    pair.meet()
    for post in (pair.till, pair.office):
        rows = post.rows("SELECT first_name, role, is_active FROM users WHERE id = ?", user_id.bytes)
        assert rows == [("Emma", "admin", 0)]
        assert post.one("SELECT value FROM settings WHERE key = 'token_expiration_minutes'") == "60"
        assert post.one("SELECT count(*) FROM pending_edits") == 0
        assert post.breaches() == []
    assert pair.desk.conflicts() == ()


def test_a_till_changes_a_price_and_ones_own_code_and_the_office_knows_both(pair: Pair) -> None:
    shop = pair.till.shop
    reprice(pair.till, 410)
    write(shop, change_pin, ChangePin(emilie(shop), "$argon2id$new"), shop.volunteer)
    pair.meet()
    assert price(pair.office) == 410
    found = pair.office.one("SELECT hashed_pin FROM users WHERE id = ?", emilie(shop).bytes)
    assert found == "$argon2id$new"
    assert pair.desk.parked() == ()
    assert pair.till.compare().is_same


def test_a_till_is_told_that_such_questions_are_an_offices(pair: Pair) -> None:
    from_till = desk.OfficeDesk(lambda: line_to_centre(pair.till.opened, pair.till.store))
    with pytest.raises(UserError, match=r"shared\.office_only"):
        from_till.conflicts()


def test_a_centre_that_is_away_is_said_and_nothing_is_written(pair: Pair) -> None:
    conflict = quarrel(pair)
    shop = pair.office.shop
    gone = pair.office.opened.config.centre
    assert gone is not None
    config = pair.office.opened.config.changed(centre=replace(gone, port=1))
    lost = replace(pair.office.opened, config=config)
    silent = desk.OfficeDesk(lambda: line_to_centre(lost, pair.office.store))
    command = SettleConflict(conflict.id, conflict.table, conflict.column, Keep.CENTRE)
    with pytest.raises(UserError, match=r"sync\.absent"):
        desk.settle(shop.db, silent.settle, command, shop.admin, shop.station)
    assert entries(shop, "conflict.settled") == []
