"""The settings of the shop: one key, one value, one act; the fiscal regime is dated, as the law wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Setting, SettingVersion, Site
from recyclique_desktop.domain import acts, settings
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import FiscalRegime, Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.domain.money import Cents
from recyclique_desktop.services.shared import change, require_office

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.settings import SettingKey
    from recyclique_desktop.domain.station import Actor, Station

SIGN_IN_RANGE = range(1, 10_081)
"""Minutes; a week at most (``reception-admin.md`` §5.1)."""
MAX_TOLERANCE = Cents(10_000)


@dataclass(frozen=True, slots=True)
class SetSignInMinutes:
    minutes: int


@dataclass(frozen=True, slots=True)
class SetVarianceTolerance:
    amount: Cents


@dataclass(frozen=True, slots=True)
class SetRegime:
    """From today on: the next opening freezes it, a till that is open keeps its own."""

    regime: FiscalRegime


def set_sign_in_minutes(session: Session, command: SetSignInMinutes, actor: Actor, station: Station) -> None:
    """Say how long a sign-in lasts.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``setting.minutes_range``.
    """
    _require(session, actor, station)
    if command.minutes not in SIGN_IN_RANGE:
        raise UserError("setting.minutes_range", low=SIGN_IN_RANGE[0], high=SIGN_IN_RANGE[-1])
    _set(session, settings.SIGN_IN_MINUTES, str(command.minutes), actor, station)


def set_variance_tolerance(session: Session, command: SetVarianceTolerance, actor: Actor, station: Station) -> None:
    """Say up to which variance closing asks for no word.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``setting.tolerance_range``.
    """
    _require(session, actor, station)
    if not 0 <= command.amount <= MAX_TOLERANCE:
        raise UserError("setting.tolerance_range", high=MAX_TOLERANCE)
    _set(session, settings.VARIANCE_TOLERANCE, settings.write_amount(command.amount), actor, station)


def set_regime(session: Session, command: SetRegime, actor: Actor, station: Station) -> None:
    """Change the VAT regime of the shop, and keep from which day it holds.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``.
    """
    _require(session, actor, station)
    site = session.get_one(Site, station.site_id)
    before = site.fiscal_regime
    if not change(session, site, station, fiscal_regime=command.regime):
        return
    _date(session, command.regime, station)
    details = {"key": settings.FISCAL_REGIME, "old": before.value if before else None, "new": command.regime.value}
    record(session, acts.SETTING_CHANGED, actor, station, doc=details)


def _require(session: Session, actor: Actor, station: Station) -> None:
    actor.require(Permission.SETTINGS_MANAGE)
    require_office(session, station)


def _set(
    session: Session, key: SettingKey[int] | SettingKey[Cents], value: str, actor: Actor, station: Station
) -> None:
    row = session.scalars(select(Setting).where(Setting.key == key.name)).one_or_none()
    before = row.value if row is not None else None
    if before == value:
        return
    if row is None:
        now = station.clock.now()
        session.add(Setting(id=station.ids.new(), key=key.name, value=value, created_at=now, updated_at=now))
    else:
        change(session, row, station, value=value)
    record(session, acts.SETTING_CHANGED, actor, station, doc={"key": key.name, "old": before, "new": value})


def _date(session: Session, regime: FiscalRegime, station: Station) -> None:
    """Keep since when the regime holds; a second change of the same day replaces the first."""
    now, scope = station.clock.now(), str(station.site_id)
    today = business_date(now, station.zone)
    query = select(SettingVersion).where(
        SettingVersion.key == settings.FISCAL_REGIME, SettingVersion.scope == scope, SettingVersion.valid_from == today
    )
    row = session.scalars(query).one_or_none()
    if row is not None:
        change(session, row, station, value=regime.value)
        return
    session.add(
        SettingVersion(
            id=station.ids.new(), key=settings.FISCAL_REGIME, scope=scope, value=regime.value, valid_from=today,
            created_at=now, updated_at=now,
        )
    )  # fmt: skip
