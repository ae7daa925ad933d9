"""The settings of the shop: one declared key, one value, one act; the fiscal regime is dated, as the law wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Setting, SettingVersion, Site
from recyclique_desktop.domain import acts, settings
from recyclique_desktop.domain.clock import business_date
from recyclique_desktop.domain.enums import FiscalRegime, Permission
from recyclique_desktop.domain.errors import UserError
from recyclique_desktop.services.shared import change, require_office

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.settings import SettingKey
    from recyclique_desktop.domain.station import Actor, Station


@dataclass(frozen=True, slots=True)
class SetSetting:
    """A value for a declared key.

    Attributes:
        value: Of the key's own kind (minutes, cents, text); ``None`` gives a shop's own value up.
        own: For this shop alone instead of all of them.
    """

    key: str
    value: Any
    own: bool = False


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


def set_setting(session: Session, command: SetSetting, actor: Actor, station: Station) -> None:
    """Change one setting, for this shop or for all; a value that holds already writes nothing.

    Raises:
        UserError: ``permission.denied``, ``permission.super_admin``, ``shared.office_only``, ``setting.*``.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    require_office(session, station)
    key = settings.declared(command.key)
    key.require(actor)
    if key.sealed:
        raise UserError("setting.sealed")
    if command.own and not key.per_site:
        raise UserError("setting.not_per_site")
    given_up = command.value is None and command.own
    store(session, key, "" if given_up else key.kind.write(command.value), station, actor, own=command.own)


def set_sign_in_minutes(session: Session, command: SetSignInMinutes, actor: Actor, station: Station) -> None:
    """Say how long a sign-in lasts.

    Raises:
        UserError: As ``set_setting``.
    """
    set_setting(session, SetSetting(settings.SIGN_IN_MINUTES.name, command.minutes), actor, station)


def set_variance_tolerance(session: Session, command: SetVarianceTolerance, actor: Actor, station: Station) -> None:
    """Say up to which variance closing asks for no word.

    Raises:
        UserError: As ``set_setting``.
    """
    set_setting(session, SetSetting(settings.VARIANCE_TOLERANCE.name, command.amount), actor, station)


def set_regime(session: Session, command: SetRegime, actor: Actor, station: Station) -> None:
    """Change the VAT regime of the shop, and keep from which day it holds.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``.
    """
    actor.require(Permission.SETTINGS_MANAGE)
    require_office(session, station)
    site = session.get_one(Site, station.site_id)
    before = site.fiscal_regime
    if not change(session, site, station, fiscal_regime=command.regime):
        return
    date_value(session, settings.FISCAL_REGIME, str(station.site_id), command.regime.value, station)
    details = {"key": settings.FISCAL_REGIME, "old": before.value if before else None, "new": command.regime.value}
    record(session, acts.REGIME_CHANGED, actor, station, doc=details)


def store(session: Session, key: SettingKey[Any], value: str, station: Station, actor: Actor, *, own: bool) -> None:
    """Write a stored value with the act that names it, if it differs from what stands there."""
    site_id = station.site_id if own else None
    before = put(session, key, value, station, own=own)
    if before == value or (before is None and not value):
        return
    told = {"key": key.row_key(site_id), "old": before, "new": value}
    record(session, acts.SETTING_CHANGED, actor, station, doc=told)


def put(session: Session, key: SettingKey[Any], value: str, station: Station, *, own: bool) -> str | None:
    """Write a stored value without naming an act; return what stood there before."""
    site_id = station.site_id if own else None
    row = session.scalars(select(Setting).where(Setting.key == key.row_key(site_id))).one_or_none()
    before = row.value if row is not None else None
    if before == value or (row is None and not value):
        return before
    if row is None:
        now = station.clock.now()
        session.add(
            Setting(id=station.ids.new(), key=key.row_key(site_id), value=value, created_at=now, updated_at=now)
        )
    else:
        change(session, row, station, value=value)
    if key.dated:
        date_value(session, key.name, str(site_id or ""), value, station)
    return before


def date_value(session: Session, key: str, scope: str, value: str, station: Station) -> None:
    """Keep since when a value holds; a second change of the same day replaces the first."""
    now = station.clock.now()
    today = business_date(now, station.zone)
    query = select(SettingVersion).where(
        SettingVersion.key == key, SettingVersion.scope == scope, SettingVersion.valid_from == today
    )
    row = session.scalars(query).one_or_none()
    if row is not None:
        change(session, row, station, value=value)
        return
    session.add(
        SettingVersion(
            id=station.ids.new(), key=key, scope=scope, value=value, valid_from=today, created_at=now, updated_at=now,
        )
    )  # fmt: skip
