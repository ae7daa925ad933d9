"""The settings of the shop as who changes them sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.models import Setting, SettingVersion, Site, Workstation
from recyclique_desktop.data.queries.admin_edits import WaitingEdit, waiting_edits
from recyclique_desktop.data.queries.settings import sign_in_minutes, variance_tolerance
from recyclique_desktop.domain import settings

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind
    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.station import Station


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """What holds now.

    Attributes:
        regime_since: First day of the regime; unknown for a shop of 1.4.4.
        waiting: Edits not yet answered by the centre, by setting key; the regime's is ``fiscal_regime``.
    """

    site_name: str
    sign_in_minutes: int
    variance_tolerance: Cents
    regime: FiscalRegime | None
    regime_since: date | None
    waiting: dict[str, WaitingEdit]


def shop_settings(session: Session, station: Station) -> ShopSettings:
    """Return the settings of this workstation's shop."""
    site = session.get_one(Site, station.site_id)
    since = session.scalar(
        select(SettingVersion.valid_from)
        .where(SettingVersion.key == settings.FISCAL_REGIME, SettingVersion.scope == str(station.site_id))
        .order_by(SettingVersion.valid_from.desc())
        .limit(1)
    )
    return ShopSettings(
        site_name=site.name,
        sign_in_minutes=sign_in_minutes(session),
        variance_tolerance=variance_tolerance(session),
        regime=site.fiscal_regime,
        regime_since=since,
        waiting=_waiting(session, station),
    )


def kind_of(session: Session, station: Station) -> WorkstationKind:
    """Return what kind of workstation this is."""
    return session.get_one(Workstation, station.id).kind


def _waiting(session: Session, station: Station) -> dict[str, WaitingEdit]:
    keys = {str(row_id): key for row_id, key in session.execute(select(Setting.id, Setting.key))}
    found = {
        keys[row_id]: edit
        for row_id, edits in waiting_edits(session, "settings").items()
        if row_id in keys
        for edit in edits
        if edit.column == "value"
    }
    for edit in waiting_edits(session, "sites").get(str(station.site_id), ()):
        if edit.column == settings.FISCAL_REGIME:
            found[settings.FISCAL_REGIME] = edit
    return found
