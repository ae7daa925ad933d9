"""Settings: a value out of its range never reaches the till, and the regime is dated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from recyclique_desktop.data.models import SettingVersion, Site
from recyclique_desktop.data.queries.settings import sign_in_minutes, variance_tolerance
from recyclique_desktop.data.verify import verify
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import FiscalRegime
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services import shared_settings as settings
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


@pytest.mark.parametrize("minutes", [0, -5, 10_081])
def test_nobody_is_signed_out_at_once_nor_for_more_than_a_week(shop: Shop, minutes: int) -> None:
    with pytest.raises(UserError, match=r"setting\.minutes_range"):
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
