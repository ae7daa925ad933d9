"""The first run: a shop that can sell at once, in one entry, with nothing personal in the open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import (
    Category,
    Group,
    PaymentMethod,
    Permission,
    PresetButton,
    Setting,
    SettingVersion,
    Site,
    User,
    Workstation,
)
from recyclique_desktop.data.queries.catalogue import catalogue
from recyclique_desktop.data.queries.till import payment_methods
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import enums
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.permissions import SEED_GROUPS
from recyclique_desktop.domain.station import SYSTEM, Station
from recyclique_desktop.services.first_run import (
    FirstRun,
    initialise,
    is_siret,
    make_username,
    split_name,
)
from tests.known import SITE, WORKSTATION
from tests.services.selling import count, entries, read

if TYPE_CHECKING:
    from recyclique_desktop.data.db import Database
    from tests.conftest import Shop

NEW = FirstRun(
    site_name="La Clique", register_name="Caisse 1", workstation_name="Caisse 1", workstation_code="C01",
    kind=enums.WorkstationKind.TILL, regime=enums.FiscalRegime.FRANCHISE_293B, siret=None, admin_name="Émilie Roux",
    admin_pin_hash=None, admin_password_hash="$hash", public_key=bytes(32), workstation_id=WORKSTATION, site_id=SITE,
)  # fmt: skip


def test_a_new_shop_has_its_place_its_till_and_its_administrator(shop: Shop) -> None:
    with shop.db.reading() as session:
        site = session.scalars(select(Site)).one()
        workstation = session.scalars(select(Workstation)).one()
        admin = session.get_one(User, shop.admin.user_id)
    assert (site.id, site.name, site.siret) == (SITE, "La Clique", "12345678200002")
    assert (site.fiscal_regime, site.time_zone) == (enums.FiscalRegime.EXEMPT_261_7_1, "Europe/Paris")
    assert (workstation.id, workstation.code, workstation.register_id) == (WORKSTATION, "C01", shop.register_id)
    assert (admin.role, admin.status, admin.username) == (
        enums.UserRole.SUPER_ADMIN, enums.UserStatus.ACTIVE, "aicha.m",
    )  # fmt: skip


def test_cash_and_cheques_are_taken_card_and_transfer_wait_to_be_switched_on(shop: Shop) -> None:
    methods = read(shop, payment_methods)
    assert [(m.code, m.label, m.gives_change, m.in_drawer) for m in methods] == [
        ("cash", "Espèces", True, True),
        ("check", "Chèque", False, True),
    ]
    with shop.db.reading() as session:
        everything = session.scalars(select(PaymentMethod).order_by(PaymentMethod.position)).all()
    assert [m.code for m in everything] == ["cash", "check", "card", "transfer"]


def test_the_four_buttons_are_rows_under_a_root_nobody_sees(shop: Shop) -> None:
    with shop.db.reading() as session:
        buttons = session.scalars(select(PresetButton).order_by(PresetButton.sort_order)).all()
        root = session.get_one(Category, buttons[0].category_id)
    assert [(b.code, b.button_type.value, b.preset_price) for b in buttons] == [
        ("DON", "DONATION", 0),
        ("DON_18", "DONATION", 0),
        ("RECYCLAGE", "RECYCLING", 0),
        ("DECHETERIE", "RECYCLING", 0),
    ]
    assert root.name == "Toutes catégories"
    assert "Toutes catégories" not in {tile.label for tile in read(shop, catalogue)}


def test_every_permission_is_there_once_and_the_teams_hold_theirs(shop: Shop) -> None:
    with shop.db.reading() as session:
        assert set(session.scalars(select(Permission.name))) == {right.value for right in enums.Permission}
        assert set(session.scalars(select(Group.name))) == {group.name for group in SEED_GROUPS}


def test_the_regime_is_dated_and_the_tolerance_is_a_setting(shop: Shop) -> None:
    with shop.db.reading() as session:
        dated = session.scalars(select(SettingVersion)).one()
        plain = dict(session.execute(select(Setting.key, Setting.value)).all())
    assert (dated.key, dated.value, dated.scope) == ("fiscal_regime", "exempt_261_7_1", str(SITE))
    assert plain == {"token_expiration_minutes": "480", "cash.variance_tolerance": "0.05"}


def test_the_first_run_is_one_act_that_verifies_and_names_nobody(shop: Shop) -> None:
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []
        sql = "SELECT payload FROM journal WHERE class <> 'personal'"
        everything = b"".join(raw for (raw,) in connection.exec_driver_sql(sql)).decode()
    assert entries(shop, "workstation.initialised")[0]["doc"] == {
        "workstation": "C01", "kind": "till", "regime": "exempt_261_7_1",
    }  # fmt: skip
    assert "Aïcha" not in everything
    assert "argon2" not in everything


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (replace(NEW, site_name=" "), "first_run.name_missing"),
        (replace(NEW, admin_name=""), "first_run.name_missing"),
        (replace(NEW, siret="12345678901234"), "first_run.siret"),
        (replace(NEW, siret="1234"), "first_run.siret"),
    ],
)
def test_a_wrong_answer_installs_nothing(db: Database, station: Station, command: FirstRun, code: str) -> None:
    with pytest.raises(UserError) as caught, db.writing() as session:
        initialise(session, command, SYSTEM, station)
    assert caught.value.code == code
    with db.reading() as session:
        assert count(session, "sites") == 0
        assert count(session, "journal") == 0


def test_a_shop_without_siret_installs(db: Database, station: Station) -> None:
    with db.writing() as session:
        made = initialise(session, NEW, SYSTEM, station)
    with db.reading() as session:
        assert session.get_one(User, made.admin_id).username == "emilie.roux"
        assert session.get_one(Site, SITE).siret is None


@pytest.mark.parametrize(
    ("siret", "right"),
    [
        ("12345678200002", True),
        ("12345678200003", False),
        ("35600000000048", True),
        ("35600000049837", True),
        ("1234567820000", False),
        ("1234567820000x", False),
        ("١٢٣٤٥٦٧٨٢٠٠٠٠٢", False),
    ],
)
def test_a_mistyped_siret_is_noticed(siret: str, right: bool) -> None:
    assert is_siret(siret) is right


@pytest.mark.parametrize(
    ("name", "parts", "username"),
    [
        ("Émilie Roux", ("Émilie", "Roux"), "emilie.roux"),
        ("  Jean-Pierre   de la Tour ", ("Jean-Pierre", "de la Tour"), "jean-pierre.delatour"),
        ("admin", ("admin", None), "admin"),
        ("O'Brien", ("O'Brien", None), "obrien"),
        ("木村", ("木村", None), "木村"),
        ("!!!", ("!!!", None), "personne"),
    ],
)
def test_a_name_gives_a_user_name_that_can_be_typed(name: str, parts: tuple[str, str | None], username: str) -> None:
    assert split_name(name) == parts
    assert make_username(*parts) == username
