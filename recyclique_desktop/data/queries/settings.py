"""What the shop set, with the value that holds otherwise: a site's own, else the one for all, else the default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import select

from recyclique_desktop.data.models import Setting, SettingVersion
from recyclique_desktop.domain import locking, settings
from recyclique_desktop.domain.plausible import Limits
from recyclique_desktop.domain.weight import Grams

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.containers import Container
    from recyclique_desktop.domain.enums import WorkstationKind
    from recyclique_desktop.domain.money import Cents
    from recyclique_desktop.domain.settings import SettingKey

T = TypeVar("T")


def value_of(session: Session, key: SettingKey[T], site_id: UUID | None = None) -> T:
    """Return what holds for a site, or for all."""
    own = _stored(session, key.row_key(site_id)) if site_id is not None and key.per_site else None
    return key.read(own or _stored(session, key.name))


@dataclass(frozen=True, slots=True)
class DatedValues(Generic[T]):
    """All that was ever set of one dated key.

    Attributes:
        key: Which.
        versions: Scope, first day and stored value, the newest first.
    """

    key: SettingKey[T]
    versions: tuple[tuple[str, date, str], ...]

    def on(self, site_id: UUID, day: date) -> T:
        """Return what held for a site on a day; of days before the first dated value, the default."""
        for scope in (str(site_id), ""):
            found = next((value for of, began, value in self.versions if of == scope and began <= day), None)
            if found:
                return self.key.read(found)
        return self.key.default


def dated_values(session: Session, key: SettingKey[T]) -> DatedValues[T]:
    """Read a dated key once, for as many days and sites as are asked about."""
    query = select(SettingVersion.scope, SettingVersion.valid_from, SettingVersion.value).where(
        SettingVersion.key == key.name
    )
    rows = session.execute(query.order_by(SettingVersion.valid_from.desc()))
    return DatedValues(key, tuple((scope, began, str(value or "")) for scope, began, value in rows))


def variance_tolerance(session: Session, site_id: UUID | None = None) -> Cents:
    """Return the largest variance that needs no word at closing."""
    return value_of(session, settings.VARIANCE_TOLERANCE, site_id)


def variance_approval(session: Session, site_id: UUID | None = None) -> Cents:
    """Return the variance above which closing needs a manager; zero asks nobody."""
    return value_of(session, settings.VARIANCE_APPROVAL, site_id)


def blind_count(session: Session, site_id: UUID | None = None) -> bool:
    """Tell whether a drawer is counted without seeing what should be in it."""
    return value_of(session, settings.BLIND_COUNT, site_id)


def sign_in_minutes(session: Session) -> int:
    """Return how many minutes a sign-in lasts."""
    return value_of(session, settings.SIGN_IN_MINUTES)


def lock_minutes(session: Session, kind: WorkstationKind, site_id: UUID | None = None) -> int:
    """Return how many minutes a workstation of this kind may stay untouched before it locks itself."""
    return value_of(session, locking.KEYS[kind], site_id)


def containers(session: Session) -> tuple[Container, ...]:
    """Return what goods are weighed in at reception."""
    return value_of(session, settings.CONTAINERS)


def limits(session: Session) -> Limits:
    """Return which weights reception asks about."""
    general = Grams(1000 * value_of(session, settings.UNUSUAL_WEIGHT))
    return Limits(general, value_of(session, settings.UNUSUAL_BY_CATEGORY))


def till_limits(session: Session) -> Limits:
    """Return which weights a till asks about: those above its own limit, or from a category's."""
    above = Grams(1000 * value_of(session, settings.TILL_WEIGHT) + 1)
    return Limits(above, value_of(session, settings.UNUSUAL_BY_CATEGORY))


def _stored(session: Session, name: str) -> str | None:
    return session.scalar(select(Setting.value).where(Setting.key == name))
