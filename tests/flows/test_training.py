"""The training: people practise on the shop's prices with their own code, and nothing of it reaches the shop."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import Category, PaymentMethod, Sale, User
from recyclique_desktop.data.queries.people import actor_of, sign_in_tiles
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.data.queries.till import open_draft, open_session_of
from recyclique_desktop.data.verify import verify
from recyclique_desktop.demo import shop
from recyclique_desktop.domain.basket import Basket, Line
from recyclique_desktop.domain.clock import SimulatedClock
from recyclique_desktop.domain.enums import PaymentKind, Permission, WorkstationKind
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.domain.payment import Payment
from recyclique_desktop.domain.station import SYSTEM, Actor
from recyclique_desktop.flows import join, training
from recyclique_desktop.flows.sign_in import sign_in_with_pin
from recyclique_desktop.flows.workstation import DATABASE_FILE, OpenWorkstation, open_workstation
from recyclique_desktop.services import catalogue_edit, groups
from recyclique_desktop.services.cash_sessions import OpenSession, open_session
from recyclique_desktop.services.drafts import SaveDraft, save_draft
from recyclique_desktop.services.privacy import AnonymisePerson, anonymise_person
from recyclique_desktop.services.sales import CompleteSale, SaleCompleted, complete_sale
from recyclique_desktop.system import config
from recyclique_desktop.system.config import CentreConfig
from recyclique_desktop.system.paths import Folders
from recyclique_desktop.system.secrets import MemoryStore
from recyclique_desktop.system.throttle import ThrottleStore
from tests.known import MORNING

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MemoryStore]:
    folder, store = tmp_path_factory.mktemp("shop"), MemoryStore()
    chance = random.Random(7).randbytes
    made = shop.create_shop(Folders(folder, folder / "config", folder / "logs"), store, SimulatedClock(MORNING), chance)
    made.close()
    return folder, store


@pytest.fixture
def ground(template: tuple[Path, MemoryStore], tmp_path: Path, clock: SimulatedClock) -> training.Ground:
    folder, store = template
    data = tmp_path / "data"
    data.mkdir()
    for name in (DATABASE_FILE, config.FILE_NAME):
        (data / name).write_bytes((folder / name).read_bytes())
    folders = Folders(data, tmp_path / "config", tmp_path / "logs")
    return training.Ground(folders, store, clock, random.Random(8).randbytes)


@pytest.fixture
def opening(ground: training.Ground) -> Iterator[Callable[[], OpenWorkstation]]:
    """Open the shop, or what stands in another folder."""
    opened: list[OpenWorkstation] = []

    def open_one(folders: Folders = ground.folders) -> OpenWorkstation:
        opened.append(open_workstation(folders, ground.store, ground.clock, ground.random_bytes))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def person(opened: OpenWorkstation, name: str) -> Actor:
    with opened.db.reading() as session:
        user = session.scalars(select(User).where(User.first_name == name)).one()
        return actor_of(session, user.id)


def begin(opened: OpenWorkstation, actor: Actor) -> OpenSession:
    with opened.db.reading() as session:
        place = workplace(session, opened.station)
    assert place.register_id is not None
    command = OpenSession(opened.station.ids.new(), place.register_id, Cents(5000))
    with opened.db.writing() as session:
        open_session(session, command, actor, opened.station)
    return command


def line(opened: OpenWorkstation) -> Line:
    with opened.db.reading() as session:
        one = session.scalars(select(Category).where(Category.price.is_not(None))).first()
    assert one is not None
    assert one.price is not None
    return Line(opened.station.ids.new(), one.id, one.name, one.name, 1, one.price, one.price, ())


def sell(opened: OpenWorkstation, actor: Actor, till: OpenSession) -> SaleCompleted:
    sold = line(opened)
    paid = Payment("cash", PaymentKind.CASH, sold.total, sold.total, Cents(0), "")
    command = CompleteSale(opened.station.ids.new(), till.session_id, (sold,), (paid,), Cents(0))
    with opened.db.writing() as session:
        return complete_sale(session, command, actor, opened.station)


def is_sound(opened: OpenWorkstation) -> bool:
    with opened.db.reading() as session:
        report = verify(session.connection(), opened.trust, full=True)
    assert report.findings == []
    return report.is_sound


def content(opened: OpenWorkstation) -> str:
    """Return what the whole file says."""
    said = hashlib.sha256()
    with opened.db.reading() as session:
        for (table,) in session.connection().exec_driver_sql(_TABLES).all():
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()
            said.update("\n".join(sorted(repr((table, *row)) for row in rows)).encode())
    return said.hexdigest()


def test_the_same_code_opens_the_training_and_tickets_are_numbered_apart(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    real = opening()
    training.prepare(ground, real)
    practice = opening(ground.own)
    aicha = person(practice, "Aïcha")
    throttle = ThrottleStore(ground.folders.config, practice.config.installation_id)
    assert aicha.user_id is not None
    signed = sign_in_with_pin(practice.db, throttle, aicha.user_id, shop.ADMINISTRATOR.pin, practice.station)
    till = begin(practice, signed.actor)
    assert [sell(practice, signed.actor, till).number for _ in range(4)][-1] == "E-000004"
    assert is_sound(practice)


def test_nothing_sold_in_the_training_is_in_the_shop_and_its_open_session_and_ticket_wait_unchanged(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    real = opening()
    emilie = person(real, "Émilie")
    till = begin(real, emilie)
    basket = Basket(real.station.ids.new()).with_line(line(real))
    with real.db.writing() as session:
        save_draft(session, SaveDraft(till.session_id, basket), emilie, real.station)
    before = content(real)
    training.prepare(ground, real)
    practice = opening(ground.own)
    aicha = person(practice, "Aïcha")
    sell(practice, aicha, begin(practice, aicha))
    practice.close()
    training.prepare(ground, real)
    assert content(real) == before
    with real.db.reading() as session:
        kept, view = open_draft(session, real.station), open_session_of(session, real.station)
        assert session.scalars(select(Sale)).all() == []
    assert kept == basket
    assert view is not None
    assert view.session_id == till.session_id
    assert is_sound(real)


def test_prices_and_people_changed_in_the_shop_are_those_of_the_next_training(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    real = opening()
    training.prepare(ground, real)
    aicha = person(real, "Aïcha")
    dear = line(real)
    command = catalogue_edit.EditCategory(dear.category_id, dear.label, Cents(7777), None)
    with real.db.writing() as session:
        catalogue_edit.edit_category(session, command, aicha, real.station)
    training.prepare(ground, real)
    practice = opening(ground.own)
    with practice.db.reading() as session:
        known = session.get(Category, dear.category_id)
        assert known is not None
        assert known.price == 7777
    assert is_sound(practice)


def test_only_who_may_practise_is_asked_who_she_is_and_she_may_sell_here_without_the_right_to_sell(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    real = opening()
    training.prepare(ground, real)
    practice = opening(ground.own)
    assert names(practice) == ["Aïcha M."]
    practice.close()
    emilie, aicha = person(real, "Émilie"), person(real, "Aïcha")
    let_practise(real, emilie, aicha)
    training.prepare(ground, real)
    practice = opening(ground.own)
    assert names(practice) == ["Aïcha M.", "Émilie R."]
    learner = person(practice, "Émilie")
    assert learner.may(Permission.CAISSE)
    assert not learner.may(Permission.RECEPTION)
    sell(practice, learner, begin(practice, learner))


def let_practise(real: OpenWorkstation, emilie: Actor, aicha: Actor) -> None:
    new = real.station.ids.new()
    with real.db.writing() as session:
        team = groups.AddGroup(new, "Débutants", permissions=(Permission.CAISSE_VIRTUAL,))
        groups.add_group(session, team, aicha, real.station)
    assert emilie.user_id is not None
    with real.db.writing() as session:
        groups.assign_group(session, groups.AssignGroup(new, (emilie.user_id,)), aicha, real.station)


def names(opened: OpenWorkstation) -> list[str]:
    with opened.db.reading() as session:
        return [tile.name for tile in sign_in_tiles(session, opened.station.site_id)]


def test_nobody_administers_the_shop_from_its_training(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    training.prepare(ground, opening())
    practice = opening(ground.own)
    aicha = person(practice, "Aïcha")
    sold = line(practice)
    with pytest.raises(UserError, match=r"permission\.denied"), practice.db.writing() as session:
        command = catalogue_edit.EditCategory(sold.category_id, sold.label, Cents(1), None)
        catalogue_edit.edit_category(session, command, aicha, practice.station)


def test_addresses_and_telephones_do_not_come_into_the_training(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    real = opening()
    with real.db.connection() as connection:
        connection.exec_driver_sql("UPDATE users SET email = username, phone_number = '06', address = 'ici'")
    training.prepare(ground, real)
    practice = opening(ground.own)
    with practice.db.reading() as session:
        for user in session.scalars(select(User)):
            assert (user.email, user.phone_number, user.address) == (None, None, None)


def test_a_training_cannot_be_told_of_a_centre(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    training.prepare(ground, opening())
    practice = opening(ground.own)
    with pytest.raises(UserError, match=r"training\.no_centre"):
        join.found_centre(practice, ground.store, None, ground.random_bytes)  # type: ignore[arg-type]
    with pytest.raises(UserError, match=r"centre\.none"):
        join.come_back(practice, ground.store, None, ground.random_bytes)  # type: ignore[arg-type]
    centre = CentreConfig(host="h", database="d", role="r")
    with pytest.raises(ValueError, match="no centre"):
        practice.config.changed(centre=centre)


def test_a_training_has_its_own_keys_journal_and_witness(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    real = opening()
    training.prepare(ground, real)
    practice = opening(ground.own)
    assert practice.public_key != real.public_key
    assert practice.db.key != real.db.key
    ids = [(one.installation_id, one.workstation_id, one.stream_id) for one in (real.config, practice.config)]
    assert not set(ids[0]) & set(ids[1])
    assert practice.config.sealed_database_key


def test_starting_from_zero_keeps_what_was_practised_and_it_still_verifies(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    real = opening()
    training.prepare(ground, real)
    practice = opening(ground.own)
    aicha = person(practice, "Aïcha")
    sell(practice, aicha, begin(practice, aicha))
    practice.close()
    aside = training.start_again(ground)
    assert aside is not None
    training.prepare(ground, real)
    anew = opening(ground.own)
    assert sell(anew, aicha, begin(anew, aicha)).number == "E-000001"
    before = opening(Folders(aside, ground.folders.config, ground.folders.logs))
    with before.db.reading() as session:
        assert len(session.scalars(select(Sale)).all()) == 1
    assert is_sound(before)


def test_starting_from_zero_without_a_training_changes_nothing(ground: training.Ground) -> None:
    assert training.start_again(ground) is None


def test_a_training_prepared_from_the_closed_shop_only_reads_it(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    before = (ground.folders.data / DATABASE_FILE).read_bytes()
    training.prepare_alone(ground)
    assert (ground.folders.data / DATABASE_FILE).read_bytes() == before
    practice = opening(ground.own)
    with practice.db.reading() as session:
        assert session.scalars(select(PaymentMethod)).all()


def test_without_a_shop_there_is_nothing_to_practise_in(ground: training.Ground, tmp_path: Path) -> None:
    empty = training.Ground(Folders(tmp_path, tmp_path, tmp_path), ground.store, ground.clock, ground.random_bytes)
    with pytest.raises(UserError, match=r"config\.missing"):
        training.prepare_alone(empty)


def test_a_workstation_without_a_till_says_so(ground: training.Ground) -> None:
    loaded = config.load(ground.folders.data)
    config.save(ground.folders.data, loaded.changed(kind=WorkstationKind.RECEPTION))
    with pytest.raises(UserError, match=r"training\.no_till"):
        training.prepare_alone(ground)


def test_a_training_cut_in_its_making_is_made_anew(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    ground.own.data.mkdir()
    (ground.own.data / "first-run.sqlite").write_bytes(b"half")
    training.prepare_alone(ground)
    assert names(opening(ground.own)) == ["Aïcha M."]


def test_the_training_is_named_on_whatever_shows_the_shop(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    training.prepare_alone(ground)
    practice = opening(ground.own)
    with practice.db.reading() as session:
        place = workplace(session, practice.station)
    assert place.site_name == f"{shop.SITE} · entraînement"
    assert place.workstation_code == "E"
    assert SYSTEM.user_id is None


def test_a_person_the_shop_forgot_is_forgotten_in_every_training_put_aside_or_not(
    ground: training.Ground, opening: Callable[..., OpenWorkstation]
) -> None:
    real = opening()
    emilie, aicha = person(real, "Émilie"), person(real, "Aïcha")
    assert emilie.user_id is not None
    let_practise(real, emilie, aicha)
    for _ in range(2):
        training.prepare(ground, real)
        practice = opening(ground.own)
        sell(practice, person(practice, "Émilie"), begin(practice, person(practice, "Émilie")))
        practice.close()
        aside = training.start_again(ground)
    training.prepare(ground, real)
    with real.db.writing() as session:
        anonymise_person(session, AnonymisePerson(emilie.user_id, "demande"), aicha, real.station)
    assert training.forget_people(ground, real) == 3
    assert training.forget_people(ground, real) == 0
    assert aside is not None
    before = opening(Folders(aside, ground.folders.config, ground.folders.logs))
    for one in (opening(ground.own), before):
        with one.db.reading() as session:
            assert session.scalars(select(User.first_name).where(User.id == emilie.user_id)).all() == [None]
        assert is_sound(one)
