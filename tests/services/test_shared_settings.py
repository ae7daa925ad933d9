"""Settings: a value out of its range never reaches the till, and the regime is dated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import Setting, SettingVersion, Site
from recyclique_desktop.data.queries.settings import sign_in_minutes, value_of, variance_tolerance
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain import settings as keys
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import FiscalRegime, UserRole
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services import shared_settings as settings
from recyclique_desktop.system.messages import sentence
from tests.services.selling import entries, open_till, read, write
from tests.services.test_catalogue_edit import heads

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Shop


def test_a_new_value_holds_at_once_and_says_what_was_before(shop: Shop) -> None:
    write(shop, settings.set_sign_in_minutes, settings.SetSignInMinutes(60), shop.admin)
    write(shop, settings.set_variance_tolerance, settings.SetVarianceTolerance(Cents(250)), shop.admin)
    assert (read(shop, sign_in_minutes), read(shop, variance_tolerance)) == (60, 250)
    told = [entry["doc"] for entry in entries(shop, "setting.changed") if "doc" in entry]
    assert told == [
        {"key": "token_expiration_minutes", "new": "60", "old": "480"},
        {"key": "cash.variance_tolerance", "new": "2.50", "old": "0.05"},
    ]
    with shop.db.connection() as connection:
        assert verify(connection, shop.trust, full=True).findings == []


def test_a_value_that_is_there_already_writes_nothing(shop: Shop) -> None:
    before = heads(shop)
    write(shop, settings.set_sign_in_minutes, settings.SetSignInMinutes(480), shop.admin)
    write(shop, settings.set_variance_tolerance, settings.SetVarianceTolerance(Cents(5)), shop.admin)
    write(shop, settings.set_regime, settings.SetRegime(FiscalRegime.EXEMPT_261_7_1), shop.admin)
    assert heads(shop) == before


@pytest.mark.parametrize(("minutes", "said"), [(0, "positive"), (-5, "positive"), (10_081, "week")])
def test_nobody_is_signed_out_at_once_nor_for_more_than_a_week(shop: Shop, minutes: int, said: str) -> None:
    with pytest.raises(UserError, match=rf"setting\.minutes_{said}"):
        write(shop, settings.set_sign_in_minutes, settings.SetSignInMinutes(minutes), shop.admin)


@pytest.mark.parametrize("amount", [-1, 10_001])
def test_a_tolerance_stays_within_reason(shop: Shop, amount: int) -> None:
    with pytest.raises(UserError, match=r"setting\.tolerance_range"):
        write(shop, settings.set_variance_tolerance, settings.SetVarianceTolerance(Cents(amount)), shop.admin)


def test_a_regime_is_dated_from_today_and_changed_twice_in_a_day_it_stays_one(shop: Shop) -> None:
    for regime in (FiscalRegime.FRANCHISE_293B, FiscalRegime.TAXABLE):
        write(shop, settings.set_regime, settings.SetRegime(regime), shop.admin)
    with shop.db.reading() as session:
        assert session.get_one(Site, shop.station.site_id).fiscal_regime is FiscalRegime.TAXABLE
        dated = session.scalars(select(SettingVersion).order_by(SettingVersion.valid_from)).all()
    today = business_date(shop.clock.now(), shop.station.zone)
    assert [(one.value, one.valid_from) for one in dated] == [("taxable", today)]


def test_a_till_that_is_open_keeps_the_regime_it_was_opened_with(shop: Shop) -> None:
    till = open_till(shop)
    write(shop, settings.set_regime, settings.SetRegime(FiscalRegime.TAXABLE), shop.admin)
    till.sell(("cash", 300))
    (sale,) = entries(shop, "sale.completed")
    assert "exempt_261_7_1" in str(sale["doc"])


def test_a_volunteer_sets_nothing(shop: Shop) -> None:
    acts: list[tuple[Callable[..., object], object]] = [
        (settings.set_sign_in_minutes, settings.SetSignInMinutes(60)),
        (settings.set_variance_tolerance, settings.SetVarianceTolerance(Cents(0))),
        (settings.set_regime, settings.SetRegime(FiscalRegime.TAXABLE)),
    ]
    for act, command in acts:
        with pytest.raises(UserError, match=r"permission\.denied"):
            write(shop, act, command, shop.volunteer)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("token_expiration_minutes", 0, "La durée d’expiration doit être positive"),
        ("token_expiration_minutes", 10_081, "La durée d’expiration ne peut pas dépasser 7 jours (10080 minutes)"),
        ("refresh_token_max_hours", 169, "Tapez entre 1 et 168"),
        ("activity_threshold_minutes", 1_441, "Le seuil doit être un entier entre 1 et 1440 minutes"),
        ("email_from_name", "  ", "Le nom de l’expéditeur ne peut pas être vide"),
        ("email_from_name", "x" * 256, "255 signes au plus"),
        ("email_from_address", "contact@", "L’adresse email de l’expéditeur est invalide"),
        ("email_from_address", "", "L’adresse email de l’expéditeur est invalide"),
        ("email_default_recipient", "a b@c.fr", "L’adresse email du destinataire est invalide"),
        ("lock.till_minutes", 0, "Tapez entre 1 et 120"),
        ("retention.sign_in_months", 5, "Tapez entre 6 et 24"),
    ],
)
def test_each_setting_of_1_4_4_refuses_in_the_words_people_know(shop: Shop, key: str, value: Any, said: str) -> None:
    with pytest.raises(UserError) as refused:
        write(shop, settings.set_setting, settings.SetSetting(key, value), shop.admin)
    assert said in sentence(refused.value)
    assert len(sentence(refused.value)) <= 140


def test_a_recipient_may_be_left_empty_and_1_4_4_reads_what_we_write(shop: Shop) -> None:
    for key, value, stored in (
        ("email_default_recipient", "", None),
        ("email_from_address", " contact@laclique.fr ", "contact@laclique.fr"),
        ("pin_mode_enabled", True, "true"),
        ("activity_threshold_minutes", 30, "30"),
    ):
        write(shop, settings.set_setting, settings.SetSetting(key, value), shop.admin)
        with shop.db.reading() as session:
            assert session.scalar(select(Setting.value).where(Setting.key == key)) == stored


@pytest.mark.parametrize("key", ["prix.du.cafe", "token_expiration_minutes@x", "fiscal_regime", ""])
def test_a_key_that_nobody_declared_is_never_written(shop: Shop, key: str) -> None:
    before = heads(shop)
    with pytest.raises(UserError, match=r"setting\.unknown"):
        write(shop, settings.set_setting, settings.SetSetting(key, "1"), shop.admin)
    assert heads(shop) == before


def test_an_administrator_does_not_reach_what_is_the_super_administrators(shop: Shop) -> None:
    admin = replace(shop.admin, role=UserRole.ADMIN)
    for key in ("token_expiration_minutes", "email_from_name", "email_from_address", "email_default_recipient"):
        with pytest.raises(UserError, match=r"permission\.super_admin"):
            write(shop, settings.set_setting, settings.SetSetting(key, "a@b.fr"), admin)
    write(shop, settings.set_setting, settings.SetSetting("activity_threshold_minutes", 20), admin)


def test_a_shop_with_its_own_value_keeps_it_and_falls_back_when_it_gives_it_up(shop: Shop) -> None:
    key, site = keys.LOCK_TILL, shop.station.site_id
    write(shop, settings.set_setting, settings.SetSetting(key.name, 7), shop.admin)
    write(shop, settings.set_setting, settings.SetSetting(key.name, 3, own=True), shop.admin)
    elsewhere = UUID(int=9)
    assert (read(shop, value_of, key, site), read(shop, value_of, key, elsewhere), read(shop, value_of, key)) == (
        3,
        7,
        7,
    )
    write(shop, settings.set_setting, settings.SetSetting(key.name, None, own=True), shop.admin)
    assert read(shop, value_of, key, site) == 7
    told = [entry["doc"] for entry in entries(shop, "setting.changed") if "doc" in entry]
    assert [(one["key"], one["old"], one["new"]) for one in told] == [
        ("lock.till_minutes", None, "7"),
        (f"lock.till_minutes@{site}", None, "3"),
        (f"lock.till_minutes@{site}", "3", ""),
    ]


def test_what_holds_for_all_shops_cannot_be_one_shops_own(shop: Shop) -> None:
    with pytest.raises(UserError, match=r"setting\.not_per_site"):
        write(shop, settings.set_setting, settings.SetSetting("token_expiration_minutes", 60, own=True), shop.admin)


def test_a_threshold_is_never_set_without_its_encrypted_twin(shop: Shop) -> None:
    with pytest.raises(UserError, match=r"setting\.sealed"):
        write(shop, settings.set_setting, settings.SetSetting("alert.cash_discrepancy", Cents(1)), shop.admin)


def test_what_cannot_be_read_gives_the_default_and_not_a_crash(shop: Shop) -> None:
    assert keys.LOCK_TILL.read("cinq") == 5
    assert keys.CASH_ALERT.read("1e3") == 1000
    assert keys.PIN_MODE.read("vrai ?") is False
    assert keys.SIGN_IN_MINUTES.read(None) == 480


def test_every_setting_is_named_in_french_and_its_default_is_allowed() -> None:
    for key in keys.DECLARED.values():
        assert key.label
        if key.shown:
            assert key.meaning.endswith(".")
            assert key.unit
        if key.default != "":
            assert key.read(key.kind.write(key.default)) == key.default
