"""The encrypted settings: a token for 1.4.4 and the offices, a plain copy of what tills need, one act for both.

Tokens are made and read outside (``flows/thresholds.py``): a service holds no key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import AdminSetting
from recyclique_desktop.domain import acts, settings, thresholds
from recyclique_desktop.services.shared import change, require_office
from recyclique_desktop.services.shared_settings import put

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.domain.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class SetThresholds:
    """New thresholds.

    Attributes:
        token: The same, encrypted.
        before: What could be read until now, for history.
        own: For this shop alone instead of all of them.
    """

    thresholds: Thresholds
    token: str
    before: Thresholds | None
    own: bool = False


@dataclass(frozen=True, slots=True)
class CopyThresholds:
    """The web application changed them: tills learn of it through the plain copy."""

    thresholds: Thresholds
    own: bool = False


def set_thresholds(session: Session, command: SetThresholds, actor: Actor, station: Station) -> None:
    """Say from when on a variance is worth an alert.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, ``setting.amount_range``.
    """
    settings.CASH_ALERT.require(actor)
    require_office(session, station)
    plain = settings.CASH_ALERT.kind.write(command.thresholds.cash)
    site_id = station.site_id if command.own else None
    query = select(AdminSetting).where(
        AdminSetting.key == thresholds.KEY, AdminSetting.site_id.is_not_distinct_from(site_id)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        now = station.clock.now()
        session.add(
            AdminSetting(
                id=station.ids.new(), key=thresholds.KEY, site_id=site_id, value_encrypted=command.token,
                created_at=now, updated_at=now,
            )
        )  # fmt: skip
    else:
        change(session, row, station, value_encrypted=command.token)
    put(session, settings.CASH_ALERT, plain, station, own=command.own)
    before = settings.CASH_ALERT.kind.write(command.before.cash) if command.before else None
    told = {"key": settings.CASH_ALERT.row_key(site_id), "old": before, "new": plain}
    record(session, acts.SETTING_CHANGED, actor, station, doc=told)


def copy_thresholds(session: Session, command: CopyThresholds, actor: Actor, station: Station) -> None:
    """Write the plain copy that tills read; nothing when it says the same already.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``.
    """
    settings.CASH_ALERT.require(actor)
    require_office(session, station)
    plain = settings.CASH_ALERT.kind.write(command.thresholds.cash)
    before = put(session, settings.CASH_ALERT, plain, station, own=command.own)
    if before != plain:
        site_id = station.site_id if command.own else None
        told = {"key": settings.CASH_ALERT.row_key(site_id), "old": before, "new": plain, "from": thresholds.KEY}
        record(session, acts.SETTING_CHANGED, actor, station, doc=told)
