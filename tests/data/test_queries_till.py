"""What home, sign-in and sale screens read: the right session, the right people, the right prices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid5

import pytest

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Category, User
from recyclique_desktop.data.queries.catalogue import SHORT_LABEL, Tile, catalogue, short_label
from recyclique_desktop.data.queries.people import actor_of, credentials, find_by_name, operator_code, sign_in_tiles
from recyclique_desktop.data.queries.places import workplace
from recyclique_desktop.data.queries.reports import find_session, last_session, session_report_data
from recyclique_desktop.data.queries.settings import sign_in_minutes, variance_tolerance
from recyclique_desktop.data.queries.till import (
    TillHome,
    open_session_of,
    short_number,
    till_home,
)
from recyclique_desktop.domain import acts, settings
from recyclique_desktop.domain.enums import FiscalRegime, Permission, UserRole, UserStatus
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.cash_sessions import CloseSession, MethodCount, close_session
from recyclique_desktop.services.people import AddPerson, add_person
from tests.known import SITE
from tests.services.selling import open_till, read, write

if TYPE_CHECKING:
    from tests.conftest import Shop

TODAY = date(2026, 9, 17)


def home(shop: Shop, today: date = TODAY) -> TillHome:
    found: TillHome = read(shop, till_home, shop.station, today)
    return found


def add(shop: Shop, first: str, last: str, *rights: Permission, role: UserRole = UserRole.USER) -> AddPerson:
    command = AddPerson(shop.station.ids.new(), first, last, role, None, None, rights)
    write(shop, add_person, command, shop.admin)
    return command


def touch(shop: Shop, entity: type[Any], row_id: object, **values: object) -> None:
    with shop.db.writing() as session:
        record(session, acts.SETTING_CHANGED, shop.admin, shop.station)
        row = session.get_one(entity, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_shut_till_shows_no_session_and_nothing_left_before_the_first_day(shop: Shop) -> None:
    assert home(shop) == TillHome(None, Cents(0), 0, None, Cents(0), home(shop).weight_out, None, None, None)
    assert home(shop).weight_out == 0


def test_home_shows_the_open_session_as_the_picture_does(shop: Shop) -> None:
    till = open_till(shop)
    till.sell(("cash", 2000), price=1050, donation=150, grams=700)
    shown = home(shop)
    assert shown.session is not None
    assert (shown.session.number, shown.session.short, shown.session.register_name) == ("C01-000001", "1", "Caisse 1")
    assert (shown.session.operator_name, shown.session.float_amount) == ("Émilie R.", 5000)
    assert (shown.session.business_date, shown.session.opened_at) == (TODAY, shop.clock.now())
    assert (shown.takings, shown.tickets, shown.donations, shown.weight_out) == (1200, 1, 150, 700)
    assert shown.last_ticket_at == shop.clock.now()


def test_home_tells_what_was_left_in_the_drawer_by_whom_and_when(shop: Shop) -> None:
    till = open_till(shop)
    till.sell(("check", 300))
    till.sell(price=1000)
    counts = (MethodCount("cash", Cents(6000)), MethodCount("check", Cents(300)))
    write(shop, close_session, CloseSession(till.session_id, counts), shop.admin)
    shown = home(shop)
    assert shown.session is None
    assert (shown.left_last_time, shown.left_by, shown.left_on) == (6000, "Aïcha M.", TODAY)


def test_cash_counted_in_two_goes_is_left_as_one_sum(shop: Shop) -> None:
    till = open_till(shop)
    till.sell(price=1000)
    counts = (MethodCount("cash", Cents(5500)), MethodCount("cash", Cents(500)))
    write(shop, close_session, CloseSession(till.session_id, counts))
    assert home(shop).left_last_time == 6000


def test_an_empty_session_leaves_its_float_in_the_drawer(shop: Shop) -> None:
    till = open_till(shop, 4200)
    shop.clock.advance(timedelta(hours=1))
    write(shop, close_session, CloseSession(till.session_id, ()))
    assert home(shop).left_last_time == 4200


def test_yesterdays_takings_are_not_todays(shop: Shop) -> None:
    open_till(shop).sell()
    assert home(shop, TODAY + timedelta(days=1)).takings == 0


def test_another_workstations_session_is_not_offered_here(shop: Shop) -> None:
    open_till(shop)
    elsewhere = replace(shop.station, id=shop.station.ids.new())
    assert read(shop, open_session_of, elsewhere) is None


@pytest.mark.parametrize(
    ("number", "short"),
    [("C01-000042", "42"), ("C01b-000007", "7"), ("C01-1000000", "1000000"), ("", "")],
)
def test_a_number_is_said_short_on_screen(number: str, short: str) -> None:
    assert short_number(number) == short


def test_the_till_knows_where_it_stands(shop: Shop) -> None:
    place = read(shop, workplace, shop.station)
    assert (place.site_id, place.site_name, place.register_id, place.register_name) == (
        SITE, "La Clique", shop.register_id, "Caisse 1",
    )  # fmt: skip
    assert (place.workstation_code, place.workstation_name, place.regime) == (
        "C01", "Caisse 1", FiscalRegime.EXEMPT_261_7_1,
    )  # fmt: skip
    with pytest.raises(LookupError):
        read(shop, workplace, replace(shop.station, id=shop.station.ids.new()))


def test_an_archived_or_switched_off_category_is_not_sold(shop: Shop) -> None:
    roots: tuple[Tile, ...] = read(shop, catalogue)
    books = next(root for root in roots if root.label.startswith("Livres"))
    touch(shop, Category, books.children[0].id, deleted_at=shop.clock.now())
    touch(shop, Category, books.children[1].id, is_active=False)
    again = next(root for root in read(shop, catalogue) if root.id == books.id)
    assert again.children == ()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Jouets", "Jouets"),
        ("Électronique / IT / Audio-vidéo", "Électronique / IT"),
        ("Textiles – Linge – Chaussures", "Textiles – Linge"),
        ("Anticonstitutionnellement-parlant", "Anticonstitutionnellemen"),
    ],
)
def test_a_narrow_tile_shows_whole_words(name: str, short: str) -> None:
    assert short_label(name) == short
    assert len(short) <= SHORT_LABEL


def test_people_are_shown_by_first_name_and_never_two_alike(shop: Shop) -> None:
    add(shop, "Jean-Pierre", "Vidal", Permission.CAISSE, Permission.RECEPTION)
    add(shop, "Émilie", "Rousseau", Permission.RECEPTION)
    gone = add(shop, "Zoé", "Partie")
    touch(shop, User, gone.user_id, is_active=False)
    pending = add(shop, "Yves", "Attend")
    touch(shop, User, pending.user_id, status=UserStatus.PENDING)
    tiles = read(shop, sign_in_tiles, SITE)
    assert [(tile.name, tile.initials, tile.detail, tile.has_pin) for tile in tiles] == [
        ("Aïcha M.", "A", "Responsable", True),
        ("Émilie Robert", "É", "Caisse", True),
        ("Émilie Rousseau", "É", "Réception", False),
        ("Jean-Pierre V.", "JP", "Caisse, Réception", False),
    ]


def test_people_of_another_site_are_not_shown(shop: Shop) -> None:
    assert read(shop, sign_in_tiles, uuid5(SITE, "other")) == ()


def test_an_administrator_may_do_everything_without_a_team(shop: Shop) -> None:
    assert all(shop.admin.may(right) for right in Permission)
    assert not shop.volunteer.may(Permission.USERS_MANAGE)


def test_nobody_is_nobody(shop: Shop) -> None:
    nobody = shop.station.ids.new()
    assert read(shop, credentials, nobody) is None
    with pytest.raises(UserError) as caught:
        read(shop, actor_of, nobody)
    assert caught.value.code == "signin.inactive"


def test_a_name_that_two_people_share_means_nobody(shop: Shop) -> None:
    add(shop, "Théo", "Lemaire")
    assert read(shop, find_by_name, "theo lemaire") is not None
    add(shop, "Theo", "Lemaire")
    assert read(shop, find_by_name, "théo lemaire") is None
    assert read(shop, find_by_name, "theo.lemaire") is not None
    assert read(shop, find_by_name, "inconnu") is None


def test_the_pseudonym_of_a_person_is_the_same_on_every_machine(shop: Shop) -> None:
    assert shop.volunteer.user_id is not None
    assert operator_code(shop.volunteer.user_id) == shop.volunteer.operator_code


def test_settings_nobody_can_read_mean_the_default(shop: Shop) -> None:
    assert (read(shop, variance_tolerance), read(shop, sign_in_minutes)) == (5, 480)
    assert settings.read_amount(settings.VARIANCE_TOLERANCE, "cinq") == 5
    assert settings.read_amount(settings.VARIANCE_TOLERANCE, "1.50") == 150
    assert settings.read_whole(settings.SIGN_IN_MINUTES, "-3") == 480
    assert settings.read_whole(settings.SIGN_IN_MINUTES, None) == 480


def test_a_session_is_found_by_what_is_on_paper_or_on_screen(shop: Shop) -> None:
    assert read(shop, last_session) is None
    first = open_till(shop)
    write(shop, close_session, CloseSession(first.session_id, ()))
    shop.clock.advance(timedelta(hours=1))
    second = open_till(shop)
    assert read(shop, last_session) == second.session_id
    for text in (str(first.session_id), "C01-000001", "c01-000001 ", "1"):
        assert read(shop, find_session, text) == first.session_id
    assert read(shop, find_session, "2") == second.session_id
    assert read(shop, find_session, "99") is None
    assert read(shop, find_session, "hier") is None


def test_the_report_of_a_closed_session_carries_the_hash_of_its_entry(shop: Shop) -> None:
    till = open_till(shop)
    till.sell(("check", 500), price=300)
    counts = (MethodCount("cash", Cents(4000)), MethodCount("check", Cents(500)))
    write(shop, close_session, CloseSession(till.session_id, counts, comment="oubli"))
    data = read(shop, session_report_data, till.session_id)
    assert data.closure is not None
    with shop.db.connection() as connection:
        sql = "SELECT hash FROM journal WHERE act = 'session.closed' AND series = 'G'"
        assert data.closure.hash == connection.exec_driver_sql(sql).scalar_one().hex()
    assert [(one.label, one.expected, one.counted, one.variance) for one in data.methods] == [
        ("Espèces", 5000, 4000, -1000),
        ("Chèque", 500, 500, 0),
    ]
    assert (data.comment, data.register_name, data.operator_name) == ("oubli", "Caisse 1", "Émilie R.")
    assert (data.closure.expected, data.closure.variance, data.closure.vat[0].code) == (5500, -1000, "EXO")


def test_an_open_session_can_be_read_without_a_closure(shop: Shop) -> None:
    data = read(shop, session_report_data, open_till(shop).session_id)
    assert data.closure is None
    assert data.methods[0].variance is None


def test_an_unknown_session_has_no_report(shop: Shop) -> None:
    with pytest.raises(UserError) as caught:
        read(shop, session_report_data, shop.station.ids.new())
    assert caught.value.code == "session.not_found"
