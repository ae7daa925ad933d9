"""What the shop set, with the value that holds otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from recyclique_desktop.data.models import Setting
from recyclique_desktop.domain import containers as containing
from recyclique_desktop.domain import settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from recyclique_desktop.domain.containers import Container
    from recyclique_desktop.domain.money import Cents


def variance_tolerance(session: Session) -> Cents:
    """Return the largest variance that needs no word at closing."""
    key = settings.VARIANCE_TOLERANCE
    return settings.read_amount(key, _stored(session, key.name))


def variance_approval(session: Session) -> Cents:
    """Return the variance from which closing needs a manager; zero asks nobody."""
    key = settings.VARIANCE_APPROVAL
    return settings.read_amount(key, _stored(session, key.name))


def sign_in_minutes(session: Session) -> int:
    """Return how many minutes a sign-in lasts."""
    key = settings.SIGN_IN_MINUTES
    return settings.read_whole(key, _stored(session, key.name))


def containers(session: Session) -> tuple[Container, ...]:
    """Return what goods are weighed in at reception."""
    return containing.read_containers(_stored(session, containing.KEY))


def _stored(session: Session, name: str) -> str | None:
    return session.scalar(select(Setting.value).where(Setting.key == name))
