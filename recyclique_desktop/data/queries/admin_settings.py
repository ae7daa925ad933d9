"""The settings of the shop as who changes them sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from recyclique_desktop.data.models import Setting, SettingVersion, Site, Workstation
from recyclique_desktop.data.queries.admin_edits import WaitingEdit, waiting_edits
from recyclique_desktop.data.queries.settings import sign_in_minutes, variance_tolerance
from recyclique_desktop.domain import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.enums import FiscalRegime, WorkstationKind
    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.settings import SettingKey
    from recyclique_desktop.domain.station import Station


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One declared setting.

    Attributes:
        everywhere: As stored for all shops; nothing while nobody set it.
        own: As stored for this shop; nothing while it has none.
        waiting: An edit that the centre has not answered.
    """

    key: SettingKey[Any]
    everywhere: str | None
    own: str | None
    waiting: WaitingEdit | None = None

    @property
    def value(self) -> Any:
        """What holds here."""
        return self.key.read(self.own or self.everywhere)


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """What holds now.

    Attributes:
        lines: The settings that screens offer, in their order.
        has_sites: Whether there is another shop to tell this one from.
        regime_since: First day of the regime; unknown for a shop of 1.4.4.
        waiting: Edits not yet answered by the centre, by setting key; the regime's is ``fiscal_regime``.
    """

    site_name: str
    sign_in_minutes: int
    variance_tolerance: Cents
    regime: FiscalRegime | None
    regime_since: date | None
    waiting: dict[str, WaitingEdit]
    lines: tuple[SettingLine, ...] = ()
    has_sites: bool = False


def shop_settings(session: Session, station: Station) -> ShopSettings:
    """Return the settings of this workstation's shop."""
    site = session.get_one(Site, station.site_id)
    since = session.scalar(
        select(SettingVersion.valid_from)
        .where(SettingVersion.key == settings.FISCAL_REGIME, SettingVersion.scope == str(station.site_id))
        .order_by(SettingVersion.valid_from.desc())
        .limit(1)
    )
    waiting = _waiting(session, station)
    return ShopSettings(
        site_name=site.name,
        sign_in_minutes=sign_in_minutes(session),
        variance_tolerance=variance_tolerance(session, station.site_id),
        regime=site.fiscal_regime,
        regime_since=since,
        waiting=waiting,
        lines=_lines(session, station, waiting),
        has_sites=session.scalar(select(Site.id).where(Site.id != station.site_id, Site.is_active).limit(1))
        is not None,
    )


def _lines(session: Session, station: Station, waiting: Mapping[str, WaitingEdit]) -> tuple[SettingLine, ...]:
    stored = {row.key: row.value for row in session.scalars(select(Setting))}
    found = []
    for key in settings.DECLARED.values():
        own = key.row_key(station.site_id)
        if key.shown:
            edit = waiting.get(own) or waiting.get(key.name)
            found.append(SettingLine(key, stored.get(key.name), stored.get(own) or None, edit))
    return tuple(found)


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
