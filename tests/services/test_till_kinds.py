"""The same day at the till, in a notebook and in the training: one set of rules, three places it is kept in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data import migrate
from recyclique_desktop.data.capture import Scribe
from recyclique_desktop.data.db import Database
from recyclique_desktop.data.models import CashSession, Closure, Sale, User
from recyclique_desktop.data.practice import Practice, copy_shop
from recyclique_desktop.data.queries.exercises import Exercise, done_by
from recyclique_desktop.data.queries.figures import day_figures, session_figures
from recyclique_desktop.data.queries.people import actor_of
from recyclique_desktop.data.queries.reports import session_report_data
from recyclique_desktop.data.verify import Trust, verify
from recyclique_desktop.documents.session_report import session_report
from recyclique_desktop.domain.basket import Basket
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import CashSessionStatus, SaleKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.ids import TRAINING_CODE, UuidFactory
from recyclique_desktop.domain.journal import Ed25519Signer
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.station import Station
from recyclique_desktop.services.cash_sessions import (
    CloseSession,
    MethodCount,
    OpenNotebook,
    close_session,
    open_notebook,
)
from recyclique_desktop.services.drafts import (
    AbandonDraft,
    RemoveLine,
    SaveDraft,
    abandon_draft,
    remove_line,
    save_draft,
)
from recyclique_desktop.services.reversals import PaidBack, ReturnLine, ReverseSale, reverse_sale
from recyclique_desktop.services.sales import SaleCompleted, complete_sale
from tests.conftest import Shop
from tests.known import KEY, WORKSTATION
from tests.services.selling import Till, as_leader, open_till, read

KINDS = ("real", "deferred", "training")
_STREAM, _SEED = UUID("0190d3c1-0000-4000-8000-00000000e0e0"), bytes(range(32))
PRACTISING = UUID("0190d3c1-0000-7000-8000-00000000e001")


@dataclass(frozen=True)
class Kind:
    """One of the three, with its till open for a day."""

    name: str
    till: Till
    code: str

    @property
    def shop(self) -> Shop:
        return self.till.shop


@pytest.fixture
def practice(shop: Shop, tmp_path: Path, empty_file: Path, random_bytes: Callable[[int], bytes]) -> Iterator[Shop]:
    """The training beside the tests' shop."""
    path = tmp_path / "training.sqlite"
    shutil.copyfile(empty_file, path)
    signer = Ed25519Signer(_SEED)
    db = Database.open(path, KEY, Scribe(signer, _STREAM, None, "0.1.0", migrate.head(), salt=random_bytes_of(16)))
    with shop.db.reading() as source, db.applying() as target:
        there = Practice(WORKSTATION, PRACTISING, signer.public_key, "entraînement")
        copy_shop(source.connection(), target, there)
    with db.reading() as session:
        admin = actor_of(session, session.scalars(select(User.id)).one())
    station = Station(
        PRACTISING, TRAINING_CODE, shop.station.site_id, shop.clock, UuidFactory(shop.clock, random_bytes)
    )
    trust = Trust(_STREAM, None, {signer.key_id: signer.public_key}, PRACTISING)
    yield Shop(db, station, shop.clock, trust, shop.register_id, admin, admin)
    db.close()


def random_bytes_of(count: int) -> Callable[[], bytes]:
    return lambda: bytes(count)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, shop: Shop, practice: Shop) -> Kind:
    if request.param == "training":
        return Kind("training", open_till(practice), TRAINING_CODE)
    leading = as_leader(shop)
    if request.param == "real":
        return Kind("real", open_till(leading), "C01")
    day = business_date(shop.clock.now(), shop.station.zone) - timedelta(days=3)
    command = OpenNotebook(shop.station.ids.new(), shop.register_id, Cents(5000), day)
    with shop.db.writing() as session:
        opened = open_notebook(session, command, leading.volunteer, shop.station)
    return Kind("deferred", Till(leading, opened.session_id, opened.number), "C01")


def a_day(kind: Kind) -> list[SaleCompleted]:
    """Two tickets: one with change and a gift, one by cheque; one line of the first comes back."""
    till = kind.till
    lines = (till.line(price=300, quantity=2, grams=500), till.line("Livre", price=450, grams=1001))
    first: SaleCompleted = till.write(complete_sale, till.sale(lines, ("cash", 2000), donation=150))
    second = till.sell(("check", 1200), price=1200, grams=250)
    back = ReverseSale(
        till.shop.station.ids.new(), first.sale_id, till.session_id, (ReturnLine(1, 1),),
        (PaidBack("cash", Cents(300)),), "revenu",
    )  # fmt: skip
    till.write(reverse_sale, back)
    return [first, second]


def test_a_ticket_is_sold_numbered_and_given_change_on_alike(kind: Kind) -> None:
    first, second = a_day(kind)
    assert [first.number, second.number] == [f"{kind.code}-000001", f"{kind.code}-000002"]
    assert (first.total, first.donation, first.change) == (1050, 150, 800)
    with kind.shop.db.reading() as session:
        kinds = [row.kind for row in session.scalars(select(Sale).order_by(Sale.created_at, Sale.number))]
    assert sorted(kinds) == sorted([SaleKind.SALE, SaleKind.SALE, SaleKind.REVERSAL])


def test_the_figures_of_the_session_and_of_its_day_are_the_same(kind: Kind) -> None:
    a_day(kind)
    figures = read(kind.shop, session_figures, kind.till.session_id)
    assert (figures.tickets, figures.sales_total, figures.donations) == (2, 1050 - 300 + 1200, 150)
    with kind.shop.db.reading() as session:
        opened = session.get_one(CashSession, kind.till.session_id)
        assert opened.business_date is not None
        day = day_figures(session, kind.shop.station.id, opened.business_date)
    assert (day.tickets, day.takings, day.donations) == (2, 1950 + 150, 150)


def test_a_close_counts_the_same_drawer_and_the_report_adds_up(kind: Kind) -> None:
    a_day(kind)
    counts = (MethodCount("cash", Cents(5000 + 1200 - 300)), MethodCount("check", Cents(1200), 1))
    closed = kind.till.write(close_session, CloseSession(kind.till.session_id, counts))
    assert (closed.variance, closed.number) == (0, f"{kind.code}-000001")
    with kind.shop.db.reading() as session:
        assert session.get_one(CashSession, kind.till.session_id).status is CashSessionStatus.CLOSED
        assert len(session.scalars(select(Closure)).all()) == 1
        text = session_report(session_report_data(session, kind.till.session_id))
    assert ("ENTRAÎNEMENT" in text.splitlines()[1]) is (kind.name == "training")
    assert ("ENTRAÎNEMENT" in text.splitlines()[-3]) is (kind.name == "training")


def test_a_wrong_payment_a_second_sale_of_the_same_id_and_an_early_close_are_refused_alike(kind: Kind) -> None:
    till = kind.till
    command = till.sale((till.line(),), ("cash", 300))
    till.write(complete_sale, command)
    till.write(complete_sale, command)
    with pytest.raises(UserError, match=r"sale\.conflict"):
        till.write(complete_sale, replace(command, note="autre"))
    with pytest.raises(UserError, match=r"count\."):
        till.write(close_session, CloseSession(till.session_id, ()))


def test_a_draft_is_kept_and_a_line_taken_off_it_is_written_down_alike(kind: Kind) -> None:
    till = kind.till
    basket = Basket(till.shop.station.ids.new(), (till.line(), till.line("Livre", price=450)))
    till.write(save_draft, SaveDraft(till.session_id, basket))
    left = till.write(remove_line, RemoveLine(till.session_id, basket, basket.lines[0].line_id))
    assert [line.label for line in left.lines] == ["Livre"]


def test_the_journal_verifies_after_the_day(kind: Kind) -> None:
    a_day(kind)
    with kind.shop.db.connection() as connection:
        report = verify(connection, kind.shop.trust, full=True)
    assert report.findings == []
    assert report.rows > 0


def test_a_day_of_training_leaves_the_shop_without_a_ticket_a_figure_or_an_entry_to_send(
    shop: Shop, practice: Shop
) -> None:
    with shop.db.connection() as connection:
        before = connection.exec_driver_sql("SELECT count(*), max(seq) FROM journal").one()
    a_day(Kind("training", open_till(practice), TRAINING_CODE))
    with shop.db.connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*), max(seq) FROM journal").one() == before
        for table in ("sales", "sale_items", "payment_transactions", "cash_sessions", "closures", "sync_logs"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
    with shop.db.reading() as session:
        today = business_date(shop.clock.now(), shop.station.zone)
        assert day_figures(session, shop.station.id, today).tickets == 0


def test_each_exercise_is_ticked_by_doing_it_and_for_nobody_else(practice: Shop) -> None:
    till = open_till(practice)
    user_id = practice.volunteer.user_id
    assert user_id is not None

    def done() -> set[Exercise]:
        return set(read(practice, done_by, user_id))

    assert done() == {Exercise.OPEN}
    till.sell()
    till.write(complete_sale, till.sale((till.line(), till.line()), ("cash", 600)))
    assert done() == {Exercise.OPEN}
    three = till.write(complete_sale, till.sale((till.line(), till.line(), till.line()), ("cash", 900)))
    assert done() == {Exercise.OPEN, Exercise.SELL}
    till.sell(("check", 200), ("cash", 100))
    till.sell(donation=50)
    basket = Basket(practice.station.ids.new(), (till.line(), till.line("Livre", price=450)))
    till.write(save_draft, SaveDraft(till.session_id, basket))
    till.write(remove_line, RemoveLine(till.session_id, basket, basket.lines[0].line_id))
    till.write(abandon_draft, AbandonDraft(till.session_id, basket.sale_id, "client"))
    assert done() == set(Exercise) - {Exercise.REFUND, Exercise.CLOSE}
    back = ReverseSale(
        practice.station.ids.new(), three.sale_id, till.session_id, (ReturnLine(1, 1),),
        (PaidBack("cash", Cents(300)),), "revenu",
    )  # fmt: skip
    till.write(reverse_sale, back)
    figures = read(practice, session_figures, till.session_id)
    counts = tuple(MethodCount(one.method_code, one.expected, one.count) for one in figures.expected)
    till.write(close_session, CloseSession(till.session_id, counts))
    assert done() == set(Exercise)
    assert read(practice, done_by, practice.station.ids.new()) == frozenset()
