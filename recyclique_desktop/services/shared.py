"""Shared rows: whether their truth is here or at a centre, and who may change them on this workstation.

Stand-alone, the workstation is the centre. Joined, an office may ask for every change; a till or a reception asks for
categories, presets and the signed-in person's own secrets only (``sync.md`` §3). ``row_version`` and, once joined,
``updated_at`` are the centre's to set: two workstations that change different columns must not collide on either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.data import capture
from recyclique_desktop.data.models import Workstation
from recyclique_desktop.domain.enums import WorkstationKind
from recyclique_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from recyclique_desktop.data.models.columns import Stamped
    from recyclique_desktop.domain.station import Actor, Station


def is_joined(session: Session) -> bool:
    """Tell whether a centre holds the shared rows, so that a change here is a request."""
    return capture.of(session).scribe.centre_stream_id is None


def may_ask_for(session: Session, station: Station) -> bool:
    """Tell whether this workstation may change every shared row: alone, or an office."""
    return not is_joined(session) or session.get_one(Workstation, station.id).kind is WorkstationKind.OFFICE


def require_office(session: Session, station: Station) -> None:
    """Refuse what a joined workstation may only ask for when it is an office.

    Raises:
        UserError: ``shared.office_only``.
    """
    if not may_ask_for(session, station):
        raise UserError("shared.office_only")


def require_person(actor: Actor) -> UUID:
    """Return who acts; some acts on people name the person who did them.

    Raises:
        UserError: ``signin.needed`` when it is the program itself.
    """
    if actor.user_id is None:
        raise UserError("signin.needed")
    return actor.user_id


def change(session: Session, row: Stamped, station: Station, **values: object) -> bool:
    """Give a row these values; return whether that changes anything. What is equal already is left alone."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different and not is_joined(session):
        row.updated_at = station.clock.now()
    return bool(different)
