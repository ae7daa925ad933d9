"""What a shop sets for its reception: what goods are weighed in, and which weights are asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.capture import record
from recyclique_desktop.data.models import Setting
from recyclique_desktop.domain import acts, plausible
from recyclique_desktop.domain import containers as containing
from recyclique_desktop.domain.enums import Permission
from recyclique_desktop.services.shared import change, require_office

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.containers import Container
    from recyclique_desktop.domain.station import Actor, Station
    from recyclique_desktop.domain.weight import Grams


@dataclass(frozen=True, slots=True)
class SetContainers:
    """The tare list, whole, in the order it is shown."""

    containers: tuple[Container, ...]


@dataclass(frozen=True, slots=True)
class SetUnusualWeight:
    """From which weight on reception asks."""

    limit: Grams


@dataclass(frozen=True, slots=True)
class SetCategoryLimits:
    """Limits of categories, whole; a category that is not named has the general one."""

    limits: tuple[tuple[UUID, Grams], ...]


def set_containers(session: Session, command: SetContainers, actor: Actor, station: Station) -> None:
    """Change the tare list.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only``, or what ``check_containers`` refuses.
    """
    _require(session, actor, station)
    kept = containing.check_containers(command.containers)
    _store(session, containing.KEY, containing.write_containers(kept), actor, station)


def set_unusual_weight(session: Session, command: SetUnusualWeight, actor: Actor, station: Station) -> None:
    """Change the general limit.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only`` or ``reception.limit_range``.
    """
    _require(session, actor, station)
    plausible.check_limit(command.limit)
    _store(session, plausible.KEY, str(command.limit), actor, station)


def set_category_limits(session: Session, command: SetCategoryLimits, actor: Actor, station: Station) -> None:
    """Change the limits of categories.

    Raises:
        UserError: ``permission.denied``, ``shared.office_only`` or ``reception.limit_range``.
    """
    _require(session, actor, station)
    for _, limit in command.limits:
        plausible.check_limit(limit)
    _store(session, plausible.CATEGORIES_KEY, plausible.write_categories(dict(command.limits)), actor, station)


def _require(session: Session, actor: Actor, station: Station) -> None:
    actor.require(Permission.SETTINGS_MANAGE)
    require_office(session, station)


def _store(session: Session, key: str, value: str, actor: Actor, station: Station) -> None:
    row = session.scalars(select(Setting).where(Setting.key == key)).one_or_none()
    before = row.value if row is not None else None
    if before == value:
        return
    if row is None:
        now = station.clock.now()
        session.add(Setting(id=station.ids.new(), key=key, value=value, created_at=now, updated_at=now))
    else:
        change(session, row, station, value=value)
    record(session, acts.SETTING_CHANGED, actor, station, doc={"key": key, "old": before, "new": value})
